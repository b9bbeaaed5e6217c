//! The reader of tracefiles: geninfo's, and those of other tools that write such ones.
//!
//! Totals are left out, for they are counted anew, and so are checksums of lines and the names of tests. Functions are
//! read in the form of lcov 2.2, too.

use std::collections::HashMap;

use super::{Branch, File, Id, Tracefile};

/// A line of a tracefile that is not what such files have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}: {text}")]
pub struct Malformed {
    /// Which, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: &'static str,
    /// The beginning of the line.
    pub text: String,
}

/// A file under way.
#[derive(Default)]
struct Open {
    name: String,
    file: File,
    /// By index: lines, and ends, of functions that are named later.
    indexed: HashMap<u32, (u32, Option<u32>)>,
}

/// Reads a tracefile's text.
///
/// # Errors
/// A line is malformed, or outside of a file.
pub fn read(text: &str) -> Result<Tracefile, Malformed> {
    let mut traced = Tracefile::default();
    let mut open: Option<Open> = None;
    for (line, number) in text.lines().zip(1..) {
        let fail = |what| Malformed {
            line: number,
            what,
            text: line.chars().take(60).collect(),
        };
        let line = line.trim_end();
        let (kind, rest) = line.split_once(':').unwrap_or((line, ""));
        match (kind, &mut open) {
            ("", _) | ("TN", _) => {}
            (comment, _) if comment.starts_with('#') => {}
            ("SF", None) => {
                open = Some(Open {
                    name: rest.to_owned(),
                    ..Open::default()
                });
            }
            ("SF", Some(_)) => return Err(fail("the file before has no end_of_record")),
            (_, None) => return Err(fail("it belongs to no file")),
            ("end_of_record", Some(_)) => {
                if let Some(Open { name, file, .. }) = open.take() {
                    traced.file(name).add(file);
                }
            }
            (kind, Some(open)) => {
                if open.take(kind, rest, line).is_none() {
                    return Err(fail("this record is malformed"));
                }
            }
        }
    }
    match open {
        None => Ok(traced),
        Some(open) => Err(Malformed {
            line: text.lines().count(),
            what: "the last file has no end_of_record",
            text: open.name.chars().take(60).collect(),
        }),
    }
}

impl Open {
    /// Takes a record; none if it is malformed.
    fn take(&mut self, kind: &str, rest: &str, whole: &str) -> Option<()> {
        let file = &mut self.file;
        match kind {
            "DA" => {
                let mut parts = rest.split(',');
                file.add_line(number(parts.next()?)?, count(parts.next()?)?);
            }
            "FN" => {
                let (line, rest) = rest.split_once(',')?;
                // The end of the function may be told; a name may have commas.
                let ended = rest
                    .split_once(',')
                    .and_then(|(end, name)| Some((number(end)?, name)));
                let name = ended.map_or(rest, |(_, name)| name);
                place(file, name, number(line)?, ended.map(|(end, _)| end));
            }
            "FNDA" => {
                let (calls, name) = rest.split_once(',')?;
                file.add_function(name.to_owned(), 0, count(calls)?);
            }
            "FNL" => {
                let mut parts = rest.split(',');
                let index = number(parts.next()?)?;
                let line = number(parts.next()?)?;
                let end = match parts.next() {
                    Some(end) => Some(number(end)?),
                    None => None,
                };
                self.indexed.insert(index, (line, end));
            }
            "FNA" => {
                let (index, rest) = rest.split_once(',')?;
                let (calls, name) = rest.split_once(',')?;
                let &(line, end) = self.indexed.get(&number(index)?)?;
                file.add_function(name.to_owned(), line, count(calls)?);
                place(file, name, line, end);
            }
            "BRDA" => {
                let (line, rest) = rest.split_once(',')?;
                let (block, rest) = rest.split_once(',')?;
                let (way, taken) = rest.rsplit_once(',')?;
                let branch = Branch {
                    line: number(line)?,
                    block: Id::of(block),
                    way: Id::of(way),
                };
                let taken = match taken {
                    "-" => None,
                    taken => Some(count(taken)?),
                };
                file.add_way(branch, taken);
            }
            "FNF" | "FNH" | "BRF" | "BRH" | "LF" | "LH" => {}
            _ => file.others.push(whole.to_owned()),
        }
        Some(())
    }
}

/// Says where a function is.
fn place(file: &mut File, name: &str, line: u32, end: Option<u32>) {
    file.add_function(name.to_owned(), line, 0);
    if let Some(function) = file.functions.get_mut(name) {
        function.end = function.end.or(end);
    }
}

fn number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

/// A count; some tools write very large ones with an exponent.
fn count(text: &str) -> Option<u64> {
    let text = text.trim();
    let large = || {
        let value: f64 = text.parse().ok()?;
        // Beyond its range it is the largest.
        (value >= 0.0).then_some(value as u64)
    };
    text.parse().ok().or_else(large)
}
