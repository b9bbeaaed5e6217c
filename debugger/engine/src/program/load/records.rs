//! What the formats that are lines of hexadecimal records share: their bytes, errors with a column, and the segments
//! that they add up to.

use super::{LoadReason, Parts, Segment, segment};
use crate::files::text::decoded;

/// A problem at a column, from 0.
pub(super) type Problem = (usize, String);

/// Whether a record was the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum More {
    Expected,
    /// What came so far is whole; another one may follow.
    Whole,
    Ended,
}

/// Hands every record of `bytes` to `take`, until it says that this was the last one. Blanks around records, empty lines
/// and comments are passed over.
///
/// # Errors
/// What `take` finds, with its line; no last record.
pub(super) fn read(
    bytes: &[u8],
    mut take: impl FnMut(&str) -> Result<More, Problem>,
) -> Result<(), LoadReason> {
    let text = decoded(bytes);
    let fail = |line, column, problem| LoadReason::Text {
        line,
        column,
        problem,
    };
    let mut more = More::Expected;
    for (index, line) in text.lines().enumerate() {
        let record = line.trim();
        if record.is_empty() || is_comment(record) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        more = take(record)
            .map_err(|(column, problem)| fail(index + 1, indent + column + 1, problem))?;
        if more == More::Ended {
            break;
        }
    }
    if more != More::Expected {
        return Ok(());
    }
    let problem = "the end record is missing".to_owned();
    Err(fail(text.lines().count(), 1, problem))
}

fn is_comment(line: &str) -> bool {
    line.starts_with([';', '#']) || line.starts_with("//")
}

/// The bytes that the digits of `line` from column `from` on stand for.
pub(super) fn bytes(line: &str, from: usize) -> Result<Vec<u8>, Problem> {
    let digits = &line[from..];
    if let Some(at) = digits.bytes().position(|b| !b.is_ascii_hexdigit()) {
        return Err((from + at, "this is not a hexadecimal digit".to_owned()));
    }
    if !digits.len().is_multiple_of(2) {
        return Err((line.len(), "half a byte is missing".to_owned()));
    }
    let value = |c: u8| char::from(c).to_digit(16).unwrap_or(0) as u8;
    Ok(digits
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| value(pair[0]) << 4 | value(pair[1]))
        .collect())
}

/// The number that `bytes`, high byte first, are; there are at most four.
pub(super) fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |n, &b| n << 8 | u32::from(b))
}

/// The segments that records add up to.
#[derive(Default)]
pub(super) struct Segments(Vec<Segment>);

impl Segments {
    /// Adds the bytes of a record, whose address stands at `column`.
    pub(super) fn add(&mut self, start: u32, data: &[u8], column: usize) -> Result<(), Problem> {
        if data.is_empty() {
            return Ok(());
        }
        let past = || {
            let problem = match start {
                ..=0xFFFF => format!("{} bytes at ${start:04X} go past $FFFF", data.len()),
                _ => format!("address ${start:X} is past $FFFF"),
            };
            (column, problem)
        };
        let first = u16::try_from(start).map_err(|_| past())?;
        if let Some(last) = self.0.last_mut()
            && usize::from(last.start) + last.bytes.len() == usize::from(first)
            && usize::from(first) + data.len() <= 0x1_0000
        {
            last.bytes.extend(data);
            return Ok(());
        }
        self.0
            .push(segment(first, data.to_vec()).map_err(|_| past())?);
        Ok(())
    }

    /// The program, with its lowest address moved to `load`; an entry of its own is then none any more.
    pub(super) fn finish(self, entry: Option<u16>, load: Option<u16>) -> Result<Parts, LoadReason> {
        let Some(lowest) = self.0.iter().map(|s| s.start).min() else {
            return Err(LoadReason::NoBytes);
        };
        let Some(load) = load else {
            return Ok(Parts {
                segments: self.0,
                entry,
                ..Parts::default()
            });
        };
        let moved = |part: Segment| {
            let start = usize::from(part.start - lowest) + usize::from(load);
            let length = part.bytes.len();
            let start = u16::try_from(start).map_err(|_| LoadReason::PastTheEnd {
                start: load,
                length,
            })?;
            segment(start, part.bytes)
        };
        Ok(Parts {
            segments: self.0.into_iter().map(moved).collect::<Result<_, _>>()?,
            ..Parts::default()
        })
    }
}
