//! Intel HEX: records of bytes with address and checksum.
//!
//! Extended address records are read, and must stay inside 64 KiB. Left out: nothing of the format.

use super::records::{self, More, Problem, Segments};
use super::{LoadReason, Parts};

/// `load` moves the lowest address of the file there.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    let mut reader = Reader::default();
    records::read(bytes, |line| {
        Record::parse(line).and_then(|record| reader.take(&record))
    })?;
    reader.segments.finish(reader.entry, load)
}

struct Record {
    address: u16,
    kind: u8,
    data: Vec<u8>,
}

impl Record {
    fn parse(line: &str) -> Result<Self, Problem> {
        if !line.starts_with(':') {
            return Err((0, "a record starts with `:`".to_owned()));
        }
        let bytes = records::bytes(line, 1)?;
        let [count, high, low, kind, data @ .., _checksum] = bytes.as_slice() else {
            return Err((line.len(), "the record is too short".to_owned()));
        };
        if data.len() != usize::from(*count) {
            let found = data.len();
            return Err((1, format!("it announces {count} bytes and has {found}")));
        }
        if bytes.iter().fold(0u8, |sum, &b| sum.wrapping_add(b)) != 0 {
            return Err((line.len() - 2, "the checksum is wrong".to_owned()));
        }
        Ok(Self {
            address: u16::from_be_bytes([*high, *low]),
            kind: *kind,
            data: data.to_vec(),
        })
    }
}

#[derive(Default)]
struct Reader {
    base: u32,
    segments: Segments,
    entry: Option<u16>,
}

impl Reader {
    fn take(&mut self, record: &Record) -> Result<More, Problem> {
        let number = |width: usize| match record.data.len() == width {
            true => Ok(records::number(&record.data)),
            false => Err((1, format!("this record needs {width} bytes"))),
        };
        match record.kind {
            0 => {
                let start = self.base + u32::from(record.address);
                self.segments.add(start, &record.data, 3)?;
            }
            1 => return Ok(More::Ended),
            2 => self.base = number(2)? << 4,
            4 => self.base = number(2)? << 16,
            // CS:IP and EIP: a start address, if it is one of ours.
            3 | 5 => self.entry = u16::try_from(number(4)?).ok(),
            other => return Err((7, format!("there is no record type {other:02X}"))),
        }
        Ok(More::Expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = ":03060000A9418DC0\n:0206030000029 3\n";

    fn place(text: &str) -> (usize, usize) {
        match parse(text.as_bytes(), None) {
            Err(LoadReason::Text { line, column, .. }) => (line, column),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn records_that_follow_each_other_are_one_segment() {
        let text = ":02060000A9410E\n:02060200EA600C\n:00000001FF\n";
        let text = text.replace("600C", "60AC");
        let Parts {
            segments, entry, ..
        } = parse(text.as_bytes(), None).unwrap();
        assert_eq!(segments.len(), 1);
        assert_eq!((segments[0].start, entry), (0x600, None));
        assert_eq!(segments[0].bytes, [0xA9, 0x41, 0xEA, 0x60]);
        let moved = parse(text.as_bytes(), Some(0x2000)).unwrap();
        assert_eq!(moved.segments[0].start, 0x2000);
        assert!(parse(text.as_bytes(), Some(0xFFFE)).is_err());
    }

    #[test]
    fn errors_have_a_line_and_a_column() {
        assert_eq!(place("hello"), (1, 1));
        assert_eq!(place(TWO), (1, 16));
        assert_eq!(place(":02060000A9410E\n:0X"), (2, 3));
        assert_eq!(place(":00000009F7"), (1, 8));
        assert_eq!(place(":02000004000 1"), (1, 13));
        assert_eq!(place(":02060000A9410E\n"), (1, 1));
        assert_eq!(place(":020000040001F9\n:01000000EA15\n"), (2, 4));
    }

    #[test]
    fn comments_and_blanks_are_no_records() {
        let text =
            "\u{FEFF}; made by hand\r\n\t:02060000A9410E \r\n\r\n// the end\r\n  :00000001FF\r\n";
        let parts = parse(text.as_bytes(), None).unwrap();
        assert_eq!(parts.segments[0].bytes, [0xA9, 0x41]);
        assert_eq!(place("; x\n  :02060000A9410X"), (2, 17));
    }

    #[test]
    fn bytes_past_the_end_are_told_with_their_address() {
        let six = ":06FFFC000102030405 06EA".replace(' ', "");
        match parse(six.as_bytes(), None) {
            Err(LoadReason::Text { problem, .. }) => {
                assert_eq!(problem, "6 bytes at $FFFC go past $FFFF");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_start_record_is_the_entry() {
        let text = ":01060000EA0F\n:0400000500000600F1\n:00000001FF";
        assert_eq!(parse(text.as_bytes(), None).unwrap().entry, Some(0x600));
    }
}
