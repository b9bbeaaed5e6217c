//! The table of lines: which bytes a line made.

use std::collections::{BTreeMap, HashMap, HashSet};

use gimli::{AttributeValue, DW_AT_language, IncompleteLineProgram, LineProgramHeader};

use super::super::dbg::{File, Holds, Level, Line, Piece};
use super::blocks::Blocks;
use super::{Slice, Unit, is_in};

/// Pieces, files, and letters of their names that are kept: more is no program's.
const MAX_PIECES: usize = 1 << 18;
const MAX_LETTERS: usize = 16 << 20;

/// A line of one block: which file, which number, which block.
type Key = (usize, u32, u32);

/// Lines as they are gathered.
pub(super) struct Lines<'b> {
    blocks: &'b Blocks,
    code: &'b [(u32, u32)],
    files: Vec<File>,
    by_name: HashMap<String, usize>,
    lines: BTreeMap<Key, (Level, Vec<Piece>)>,
    /// Where prologues end.
    bodies: Vec<u16>,
    /// Programs that were read; several units may have one.
    programs: HashSet<usize>,
    pieces: usize,
    letters: usize,
}

/// The row that waits for the next one, which tells where it ends.
struct Row {
    start: u64,
    /// The file and the number.
    line: Option<(usize, u32)>,
}

impl<'b> Lines<'b> {
    pub(super) fn new(blocks: &'b Blocks, code: &'b [(u32, u32)]) -> Self {
        Self {
            blocks,
            code,
            files: Vec::new(),
            by_name: HashMap::new(),
            lines: BTreeMap::new(),
            bodies: Vec::new(),
            programs: HashSet::new(),
            pieces: 0,
            letters: 0,
        }
    }

    /// Adds the lines of `unit`; so many pieces were left out.
    pub(super) fn add(&mut self, unit: Unit<'_, '_>) -> usize {
        let Some(program) = unit.line_program.clone() else {
            return 0;
        };
        if !self.programs.insert(program.header().offset().0) {
            return 0;
        }
        let level = match language(unit) == Some(gimli::DW_LANG_Mips_Assembler) {
            true => Level::Assembled,
            false => Level::Compiled,
        };
        self.rows(unit, program, level)
    }

    /// The files, the lines that name them by their place there, and where the prologues of functions end, in order.
    pub(super) fn finish(mut self) -> (Vec<File>, Vec<Line>, Vec<u16>) {
        self.bodies.sort_unstable();
        let lines = self.lines.into_iter();
        let lines = lines.map(|((file, number, _), (level, pieces))| Line {
            file,
            number,
            level,
            pieces,
        });
        (self.files, lines.collect(), self.bodies)
    }

    fn rows<'d>(
        &mut self,
        unit: Unit<'_, 'd>,
        program: IncompleteLineProgram<Slice<'d>>,
        level: Level,
    ) -> usize {
        let mut left_out = 0;
        let mut files = HashMap::new();
        let mut waiting: Option<Row> = None;
        let mut tail = None;
        let mut rows = program.rows();
        loop {
            let (header, row) = match rows.next_row() {
                Ok(Some(row)) => row,
                Ok(None) => return left_out,
                Err(_) => return left_out + 1,
            };
            let mut before = None;
            if let Some(waited) = waiting.take() {
                before = waited.line;
                left_out += self.piece(&waited, row.address(), level, &mut tail);
            }
            if row.prologue_end()
                && self.bodies.len() < MAX_PIECES
                && let Ok(body) = row.address().try_into()
            {
                self.bodies.push(body);
            }
            if row.end_sequence() {
                tail = None;
                continue;
            }
            let line = match row.line() {
                // Of no line: the compiler's own work, in the middle of one.
                None => before,
                Some(number) => {
                    let file = row.file_index();
                    let file = *files
                        .entry(file)
                        .or_insert_with(|| self.file(unit, header, file));
                    file.zip(u32::try_from(number.get()).ok())
                }
            };
            waiting = Some(Row {
                start: row.address(),
                line,
            });
        }
    }

    /// Adds what is between a row and `end`, the next one; `tail` is the line of what came right before. 1 if it was
    /// left out.
    fn piece(&mut self, row: &Row, end: u64, level: Level, tail: &mut Option<Key>) -> usize {
        let Some((file, number)) = row.line else {
            *tail = None;
            return 0;
        };
        if row.start >= end {
            return 0;
        }
        if !is_in(self.code, row.start) {
            *tail = None;
            return 0;
        }
        let (Ok(start), Ok(last)) = (u16::try_from(row.start), u16::try_from(end - 1)) else {
            *tail = None;
            return 1;
        };
        let key = (file, number, self.blocks.at(start));
        let (_, pieces) = self.lines.entry(key).or_insert((level, Vec::new()));
        match pieces.last_mut() {
            // What only differs in the column is one piece.
            Some(piece) if *tail == Some(key) && u32::from(piece.end) + 1 == u32::from(start) => {
                piece.end = last;
            }
            _ if self.pieces < MAX_PIECES => {
                self.pieces += 1;
                pieces.push(Piece {
                    start,
                    end: last,
                    holds: Holds::Code,
                    bank: None,
                });
            }
            _ => return 1,
        }
        *tail = Some(key);
        0
    }

    /// Which of our files the one with this number in the program's header is.
    fn file<'d>(
        &mut self,
        unit: Unit<'_, 'd>,
        header: &LineProgramHeader<Slice<'d>>,
        index: u64,
    ) -> Option<usize> {
        if self.letters > MAX_LETTERS {
            return None;
        }
        let entry = header.file(index)?;
        let text = |value| {
            let text = unit.attr_string(value).ok()?;
            Some(text.to_string_lossy().into_owned())
        };
        let mut name = text(entry.path_name())?;
        let directory = entry.directory(header).and_then(text);
        let of_unit = unit
            .comp_dir
            .map(|folder| folder.to_string_lossy().into_owned());
        for folder in [directory, of_unit].into_iter().flatten() {
            if !is_absolute(&name) {
                name = joined(&folder, &name);
            }
        }
        self.letters += name.len();
        let narrow = |number: u64| u32::try_from(number).unwrap_or(0);
        let file = File {
            name: name.clone(),
            size: narrow(entry.size()),
            time: narrow(entry.timestamp()),
            is_of_library: false,
        };
        Some(*self.by_name.entry(name).or_insert_with(|| {
            self.files.push(file);
            self.files.len() - 1
        }))
    }
}

/// The language of a unit.
fn language(unit: Unit<'_, '_>) -> Option<gimli::DwLang> {
    let mut entries = unit.entries();
    match entries.next_dfs().ok()??.attr_value(DW_AT_language) {
        Some(AttributeValue::Language(language)) => Some(language),
        _ => None,
    }
}

/// Whether `path` needs no folder before it, on whichever system the compiler ran.
fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.get(1..2) == Some(":")
}

fn joined(folder: &str, name: &str) -> String {
    match folder.trim_end_matches(['/', '\\']) {
        "" if folder.is_empty() => name.to_owned(),
        "." => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}
