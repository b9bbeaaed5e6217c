//! Intel HEX: records of bytes with address and checksum.
//!
//! Extended address records are read, and must stay inside 64 KiB. Left out: nothing of the format.

use super::{LoadReason, Parts, Segment, segment};

/// `load` moves the lowest address of the file there.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        let record = Record::parse(line).and_then(|record| reader.take(&record));
        match record {
            Ok(More::Expected) => {}
            Ok(More::Ended) => return reader.finish(load),
            Err((column, problem)) => {
                return Err(LoadReason::Text {
                    line: index + 1,
                    column: column + 1,
                    problem,
                });
            }
        }
    }
    Err(LoadReason::Text {
        line: text.lines().count(),
        column: 1,
        problem: "the end record is missing".to_owned(),
    })
}

/// A problem at a column.
type Problem = (usize, String);

enum More {
    Expected,
    Ended,
}

struct Record {
    address: u16,
    kind: u8,
    data: Vec<u8>,
}

impl Record {
    fn parse(line: &str) -> Result<Self, Problem> {
        let Some(digits) = line.strip_prefix(':') else {
            return Err((0, "a record starts with `:`".to_owned()));
        };
        let bad = digits.bytes().position(|b| !b.is_ascii_hexdigit());
        if let Some(at) = bad {
            return Err((at + 1, "this is not a hexadecimal digit".to_owned()));
        }
        if digits.len() % 2 != 0 {
            return Err((line.len(), "half a byte is missing".to_owned()));
        }
        let value = |c: u8| char::from(c).to_digit(16).unwrap_or(0) as u8;
        let bytes: Vec<u8> = digits
            .as_bytes()
            .chunks_exact(2)
            .map(|pair| value(pair[0]) << 4 | value(pair[1]))
            .collect();
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
    segments: Vec<Segment>,
    entry: Option<u16>,
}

impl Reader {
    fn take(&mut self, record: &Record) -> Result<More, Problem> {
        let number = |width: usize| match record.data.len() == width {
            true => Ok(record.data.iter().fold(0, |n, &b| n << 8 | u32::from(b))),
            false => Err((1, format!("this record needs {width} bytes"))),
        };
        match record.kind {
            0 => self.data(record)?,
            1 => return Ok(More::Ended),
            2 => self.base = number(2)? << 4,
            4 => self.base = number(2)? << 16,
            // CS:IP and EIP: a start address, if it is one of ours.
            3 | 5 => self.entry = u16::try_from(number(4)?).ok(),
            other => return Err((7, format!("there is no record type {other:02X}"))),
        }
        Ok(More::Expected)
    }

    fn data(&mut self, record: &Record) -> Result<(), Problem> {
        if record.data.is_empty() {
            return Ok(());
        }
        let start = self.base + u32::from(record.address);
        let past = || (3, format!("address ${start:X} is past $FFFF"));
        let start = u16::try_from(start).map_err(|_| past())?;
        if let Some(last) = self.segments.last_mut()
            && usize::from(last.start) + last.bytes.len() == usize::from(start)
            && usize::from(start) + record.data.len() <= 0x1_0000
        {
            last.bytes.extend(&record.data);
            return Ok(());
        }
        let new = segment(start, record.data.clone()).map_err(|_| past())?;
        self.segments.push(new);
        Ok(())
    }

    fn finish(self, load: Option<u16>) -> Result<Parts, LoadReason> {
        let Some(lowest) = self.segments.iter().map(|s| s.start).min() else {
            return Err(LoadReason::NoBytes);
        };
        let Some(load) = load else {
            return Ok((self.segments, self.entry));
        };
        let mut moved = Vec::new();
        for part in self.segments {
            let start = usize::from(part.start - lowest) + usize::from(load);
            let length = part.bytes.len();
            let start = u16::try_from(start).map_err(|_| LoadReason::PastTheEnd {
                start: load,
                length,
            })?;
            moved.push(segment(start, part.bytes)?);
        }
        Ok((moved, None))
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
        let (segments, entry) = parse(text.as_bytes(), None).unwrap();
        assert_eq!(segments.len(), 1);
        assert_eq!((segments[0].start, entry), (0x600, None));
        assert_eq!(segments[0].bytes, [0xA9, 0x41, 0xEA, 0x60]);
        let (moved, _) = parse(text.as_bytes(), Some(0x2000)).unwrap();
        assert_eq!(moved[0].start, 0x2000);
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
    fn a_start_record_is_the_entry() {
        let text = ":01060000EA0F\n:0400000500000600F1\n:00000001FF";
        assert_eq!(parse(text.as_bytes(), None).unwrap().1, Some(0x600));
    }
}
