//! Motorola S-records: lines of address, bytes and checksum.
//!
//! Addresses of 16, 24 and 32 bits are read, and must stay inside 64 KiB. A start address of 0 where nothing was loaded
//! is what tools write that have none. Left out: the text of the header record S0.

use super::records::{self, More, Problem, Segments};
use super::{LoadReason, Parts};

/// `load` moves the lowest address of the file there.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    let mut reader = Reader::default();
    records::read(bytes, |line| {
        Record::parse(line).and_then(|record| reader.take(&record))
    })?;
    let Reader {
        segments, entry, ..
    } = reader;
    let mut parts = segments.finish(entry, load)?;
    let covers_zero = parts.segments.iter().any(|segment| segment.start == 0);
    parts.entry = parts.entry.filter(|&entry| entry != 0 || covers_zero);
    Ok(parts)
}

struct Record {
    kind: u8,
    address: u32,
    data: Vec<u8>,
}

impl Record {
    fn parse(line: &str) -> Result<Self, Problem> {
        let kind = match line.as_bytes() {
            [b'S' | b's', kind @ b'0'..=b'9', ..] => kind - b'0',
            [b'S' | b's', ..] => return Err((1, "a digit from 0 to 9 is missing".to_owned())),
            _ => return Err((0, "a record starts with `S`".to_owned())),
        };
        let width = match kind {
            0 | 1 | 5 | 9 => 2,
            2 | 6 | 8 => 3,
            3 | 7 => 4,
            other => return Err((1, format!("there is no record type {other}"))),
        };
        let bytes = records::bytes(line, 2)?;
        let Some((&count, rest)) = bytes.split_first() else {
            return Err((line.len(), "the record is too short".to_owned()));
        };
        if rest.len() != usize::from(count) {
            let found = rest.len();
            return Err((2, format!("it announces {count} bytes and has {found}")));
        }
        if rest.len() <= width {
            return Err((line.len(), "the record is too short".to_owned()));
        }
        // The checksum is the complement of the sum of all before it.
        if bytes.iter().fold(0u8, |sum, &b| sum.wrapping_add(b)) != 0xFF {
            return Err((line.len() - 2, "the checksum is wrong".to_owned()));
        }
        let (address, data) = rest[..rest.len() - 1].split_at(width);
        Ok(Self {
            kind,
            address: records::number(address),
            data: data.to_vec(),
        })
    }
}

#[derive(Default)]
struct Reader {
    segments: Segments,
    entry: Option<u16>,
    /// Records with data so far.
    count: u32,
}

impl Reader {
    fn take(&mut self, record: &Record) -> Result<More, Problem> {
        let Record {
            kind,
            address,
            data,
        } = record;
        match kind {
            0 => {}
            1..=3 => {
                self.segments.add(*address, data, 4)?;
                self.count += 1;
            }
            5 | 6 => {
                if self.count != *address {
                    let found = self.count;
                    let problem = format!("it counts {address} data records, there are {found}");
                    return Err((4, problem));
                }
                return Ok(More::Whole);
            }
            _ => {
                let past = |_| (4, format!("address ${address:X} is past $FFFF"));
                self.entry = Some(u16::try_from(*address).map_err(past)?);
                return Ok(More::Ended);
            }
        }
        Ok(More::Expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "S0030000FC\n\
                        S1050600A9410A\n\
                        S206000602EA60A7\r\n\
                        S306000000103CAD\n\
                        S5030003F9\n\
                        S9030600F6\n";

    fn place(text: &str) -> (usize, usize, String) {
        match parse(text.as_bytes(), None) {
            Err(LoadReason::Text {
                line,
                column,
                problem,
            }) => (line, column, problem),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn all_kinds_of_record_are_read() {
        let parts = parse(GOOD.as_bytes(), None).unwrap();
        assert_eq!(parts.segments.len(), 2);
        assert_eq!(parts.segments[0].start, 0x600);
        assert_eq!(parts.segments[0].bytes, [0xA9, 0x41, 0xEA, 0x60]);
        assert_eq!((parts.segments[1].start, parts.entry), (0x10, Some(0x600)));
        let moved = parse(GOOD.as_bytes(), Some(0x1000)).unwrap();
        assert_eq!(moved.segments[0].start, 0x15F0);
        assert!(parse(GOOD.as_bytes(), Some(0xFFF0)).is_err());
    }

    #[test]
    fn a_count_that_is_right_is_as_good_as_an_end() {
        let counted = "S30900000600A9410060A6\nS5030001FB\n";
        let parts = parse(counted.as_bytes(), None).unwrap();
        assert_eq!((parts.segments[0].start, parts.entry), (0x600, None));
        let more = format!("{counted}S1050600A9410A\n");
        assert!(place(&more).2.contains("end record"));
    }

    #[test]
    fn a_start_address_of_zero_may_be_none() {
        let none = "S1050600A9410A\nS9030000FC\n";
        assert_eq!(parse(none.as_bytes(), None).unwrap().entry, None);
        let zero = "S1050000A94110\nS9030000FC\n";
        assert_eq!(parse(zero.as_bytes(), None).unwrap().entry, Some(0));
    }

    #[test]
    fn errors_have_a_line_and_a_column() {
        let at = |text| {
            let (line, column, _) = place(text);
            (line, column)
        };
        assert_eq!(at("hello"), (1, 1));
        assert_eq!(at("Sx"), (1, 2));
        assert_eq!(at("S4030000FC"), (1, 2));
        assert_eq!(at("S1050600A9410B"), (1, 13));
        assert_eq!(at("S1050600A9410A\nS1040600A9410A"), (2, 3));
        assert_eq!(at("S1050600A9410A\nS10506!0A9410A"), (2, 7));
        assert_eq!(at("S1050600A941A"), (1, 14));
        assert_eq!(at("S1"), (1, 3));
        assert_eq!(at("S10206F7"), (1, 9));
        assert_eq!(at("S1050600A9410A\n"), (1, 1));
        assert_eq!(at("S206010000EA60AE"), (1, 5));
        assert_eq!(at("S1050600A9410A\nS5030002FA\nS9030000FC"), (2, 5));
        assert_eq!(at("S70500010000F9"), (1, 5));
        assert_eq!(at("S105FFFFA94112"), (1, 5));
        assert_eq!(at("\u{e9}\u{e9}"), (1, 1));
        let missing = place("S1050600A9410A\n").2;
        assert!(missing.contains("end record"), "{missing}");
    }
}
