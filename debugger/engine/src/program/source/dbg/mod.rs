//! The reader of debug files, as ld65 writes them with `--dbgfile`: format version 2.
//!
//! A line of source has spans, a span is a piece of a segment, and a segment has its address: so a line has addresses.
//! Invariants: what is unknown, a kind of record or a key, is passed over, for the format allows that; an id that leads
//! nowhere leaves out what needs it, and is counted; time is about linear in the file, whatever it says, and so is
//! memory.
//!
//! Left out: types, which ld65 does not know; libraries. Which bank a segment is in is told by its `bank`, else by
//! [`Placing`].

pub mod c;
mod names;
mod placing;
mod record;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::hash::Hash;

use crate::files::text::Malformed;
use crate::program::symbols::{Fault, Symbol};
pub use placing::{Placed, Placing, file_name};
use record::Record;

/// The version of the format that is read.
const MAJOR: u32 = 2;

/// What a debug file says.
#[derive(Debug, Default)]
pub struct DebugInfo {
    /// The source files; lines name them by their place here.
    pub files: Vec<File>,
    /// Lines that have addresses.
    pub lines: Vec<Line>,
    /// The symbols of the assembler and of C.
    pub symbols: Vec<Symbol>,
    /// What the modules that C was compiled to say of it.
    pub c: Vec<c::Module>,
    /// Records that were left out: they point to what is not there, or to what a 6502 has not.
    pub left_out: usize,
    /// Where the source wants breakpoints.
    pub breaks: Vec<String>,
    /// Symbols of which the file tells no address, for they are of libraries without debug information.
    pub imports: Vec<Import>,
}

/// A symbol without an address, and the code that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its name.
    pub name: String,
    /// Where the lines are that name it, in bytes that are one instruction each.
    pub uses: Vec<u16>,
    /// How far behind it the nearest thing is that they mean.
    pub least: u16,
}

/// A file of source text, as it was when it was translated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path, as the translator was given it.
    pub name: String,
    /// Bytes; 0 is unknown.
    pub size: u32,
    /// Seconds since 1970; 0 is unknown.
    pub time: u32,
    /// Whether it came out of a library, with all modules that it is part of.
    pub is_of_library: bool,
}

impl File {
    /// The file called `name`, of which nothing else is known.
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            size: 0,
            time: 0,
            is_of_library: false,
        }
    }
}

/// A line of source and where its bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which one of the files.
    pub file: usize,
    /// From 1.
    pub number: u32,
    /// What made the line: a compiler, a macro, or the assembler's own text.
    pub level: Level,
    /// Where its bytes are, in any order; at least one piece.
    pub pieces: Vec<Piece>,
}

/// Where a line stands among those that made the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// In the language of a compiler.
    Compiled,
    /// In a repetition, so many expansions deep; the deepest comes first.
    Repeated(std::cmp::Reverse<u32>),
    /// In the text that the assembler was given: also the use of a macro, which is one step.
    Assembled,
    /// In the text of a macro, so many expansions deep.
    Macro(std::cmp::Reverse<u32>),
}

/// Bytes in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The address of the first byte.
    pub start: u16,
    /// The address of the last byte.
    pub end: u16,
    /// Whether it is code.
    pub holds: Holds,
    /// The number of the bank that it is in, where that is known.
    pub bank: Option<u16>,
}

/// What is in a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Instructions.
    Code,
    /// Values, or room for them.
    Data,
}

/// Reads the text of a debug file.
///
/// # Errors
/// The text is no debug file, of another version, or a line of it is malformed.
pub fn read(text: &str, placing: &Placing) -> Result<DebugInfo, Fault> {
    if !text.starts_with("version\t") {
        return Err(fault(1, 0, "a debug file begins with its version"));
    }
    let mut tables = Tables::default();
    for (line, number) in text.lines().zip(1..) {
        if let Some(record) = Record::parse(line, number)? {
            tables.add(&record, placing)?;
        }
    }
    Ok(tables.connect())
}

fn fault(line: usize, offset: usize, message: impl Into<String>) -> Fault {
    Fault {
        line,
        error: Malformed::new(offset, message),
    }
}

/// The records, by their ids.
#[derive(Debug, Default)]
struct Tables {
    /// Files, and the modules that they are part of.
    files: HashMap<u32, (File, Vec<u32>)>,
    lines: Vec<RawLine>,
    spans: HashMap<u32, Span>,
    segments: HashMap<u32, Segment>,
    names: names::Tables,
}

#[derive(Debug)]
struct RawLine {
    id: u32,
    file: u32,
    number: u32,
    level: Level,
    spans: Vec<u32>,
}

#[derive(Debug)]
struct Span {
    segment: u32,
    start: u32,
    size: u32,
    is_typed: bool,
}

#[derive(Debug)]
struct Segment {
    start: u32,
    size: u32,
    /// Whether its bytes are in the program's file.
    is_written: bool,
    /// The number that the linker's configuration gives its memory.
    bank: Option<u16>,
}

impl Tables {
    fn add(&mut self, record: &Record<'_>, placing: &Placing) -> Result<(), Fault> {
        match record.kind {
            "version" => match record.needed("major")? {
                MAJOR => {}
                other => {
                    let text = format!("format version {other}; {MAJOR} is the one that is read");
                    return Err(fault(1, 0, text));
                }
            },
            "file" => {
                let file = File {
                    name: record.text("name").unwrap_or("").to_owned(),
                    size: record.number("size")?.unwrap_or(0),
                    time: record.number("mtime")?.unwrap_or(0),
                    is_of_library: false,
                };
                let modules = record.numbers("mod")?;
                self.files.insert(record.needed("id")?, (file, modules));
            }
            "line" => {
                let spans = record.numbers("span")?;
                if !spans.is_empty() {
                    self.lines.push(RawLine {
                        id: record.needed("id")?,
                        file: record.needed("file")?,
                        number: record.needed("line")?,
                        level: level(record)?,
                        spans,
                    });
                }
            }
            "span" => {
                let span = Span {
                    segment: record.needed("seg")?,
                    start: record.needed("start")?,
                    size: record.needed("size")?,
                    is_typed: record.text("type").is_some(),
                };
                self.spans.insert(record.needed("id")?, span);
            }
            "seg" => {
                let start = record.needed("start")?;
                let (file, offset) = (record.text("oname"), record.number("ooffs")?);
                let placed = file.zip(offset);
                let placed = placed.and_then(|(file, offset)| placing.bank(file, offset, start));
                let told = record.number("bank")?;
                let segment = Segment {
                    start,
                    size: record.number("size")?.unwrap_or(0),
                    is_written: file.is_some(),
                    bank: told.and_then(|bank| bank.try_into().ok()).or(placed),
                };
                self.segments.insert(record.needed("id")?, segment);
            }
            _ => self.names.add(record)?,
        }
        Ok(())
    }

    /// Follows the ids.
    fn connect(self) -> DebugInfo {
        let mut info = DebugInfo::default();
        let mut places = HashMap::new();
        let mut by_name: HashMap<String, usize> = HashMap::new();
        for (id, (file, modules)) in sorted(self.files) {
            let is_of_library = self.names.are_of_library(&modules);
            let file = File {
                is_of_library,
                ..file
            };
            // A file that several modules include has one record, one that is translated twice has two.
            let at = *by_name.entry(file.name.clone()).or_insert_with(|| {
                info.files.push(file);
                info.files.len() - 1
            });
            places.insert(id, at);
        }
        let mut pieces = HashMap::new();
        for (&id, span) in &self.spans {
            if span.size > 0 {
                pieces.insert(id, piece(span, self.segments.get(&span.segment)));
            }
        }
        info.imports = self.names.imports(&self.lines, &pieces);
        for line in self.lines {
            let Some(&file) = places.get(&line.file) else {
                info.left_out += 1;
                continue;
            };
            let mut found = Vec::new();
            for span in &line.spans {
                match pieces.get(span) {
                    Some(Some(piece)) => found.push(*piece),
                    // Nothing was made there.
                    None if self.spans.contains_key(span) => {}
                    Some(None) | None => info.left_out += 1,
                }
            }
            if !found.is_empty() {
                info.lines.push(Line {
                    file,
                    number: line.number,
                    level: line.level,
                    pieces: found,
                });
            }
        }
        let written = self
            .segments
            .values()
            .filter(|segment| segment.is_written && segment.size > 0);
        let written =
            written.map(|segment| segment.start..=segment.start.saturating_add(segment.size - 1));
        let banks = self.segments.iter();
        let banks = banks.filter_map(|(id, segment)| Some((*id, segment.bank?)));
        let banks = banks.collect();
        self.names
            .connect(&mut info, &written.collect::<Vec<_>>(), &banks);
        info
    }
}

/// Where a line stands. ca65 marks the repetitions of a line by their count alone.
fn level(record: &Record<'_>) -> Result<Level, Fault> {
    let depth = record.number("count")?.unwrap_or(0);
    Ok(match record.number("type")?.unwrap_or(0) {
        1 => Level::Compiled,
        2 => Level::Macro(std::cmp::Reverse(depth.max(1))),
        _ if depth > 0 => Level::Repeated(std::cmp::Reverse(depth)),
        _ => Level::Assembled,
    })
}

/// The bytes of `span`; none when they are nowhere in the machine.
fn piece(span: &Span, segment: Option<&Segment>) -> Option<Piece> {
    let segment = segment?;
    let start = segment.start.checked_add(span.start)?;
    let end = start.checked_add(span.size - 1)?;
    Some(Piece {
        start: start.try_into().ok()?,
        end: end.try_into().ok()?,
        holds: match segment.is_written && !span.is_typed {
            true => Holds::Code,
            false => Holds::Data,
        },
        bank: segment.bank,
    })
}

/// The entries of `map`, in the order of their keys, so that the same file always gives the same tables.
fn sorted<K: Ord + Hash, V>(map: HashMap<K, V>) -> Vec<(K, V)> {
    let mut list: Vec<_> = map.into_iter().collect();
    list.sort_by(|(a, _), (b, _)| a.cmp(b));
    list
}
