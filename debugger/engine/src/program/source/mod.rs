//! The source text of the guest: which line made which bytes, and what it says.
//!
//! Debug files of ld65 (`dbg`) and of KickAssembler (`c64debugger`), DWARF in ELF files (`dwarf`), and listings of ACME
//! and 64tass tell the lines, `table` relates them to addresses, `text` finds and reads the files, `place` understands
//! `FILE:LINE` and `FILE:FUNCTION`. Invariant: without a debug file, or with a missing source file, everything else
//! works as before.
//!
//! `compiled` reads the text of C for its types. Left out: what becomes of them, which is `program/c`.

pub(crate) mod acme;
mod c64debugger;
mod compiled;
pub mod dbg;
mod dwarf;
mod error;
pub mod imports;
mod place;
mod table;
pub(crate) mod tass;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use place::last_part;

pub use error::{PlaceError, listed};
pub use table::{Bytes, Line, LineTable, Unit};
use text::Texts;

use crate::program::c;
use crate::program::elf::Elf;
use crate::program::symbols::{Fault, Kind, Reading, Symbol, Symbols};

use dbg::Level;
pub use dbg::{Holds, Placed, Placing};

/// Files of libraries that are looked for.
const MAX_SEARCHED: usize = 2_000;

/// All that is known of the source text.
#[derive(Debug, Default)]
pub struct Source {
    files: Vec<dbg::File>,
    /// Whether another file's path ends like this one's.
    has_twin: Vec<bool>,
    /// Whether a file has lines of C.
    is_c: Vec<bool>,
    /// Whether a file is a compiler's assembler text that was thrown away.
    is_gone: Vec<bool>,
    lines: Vec<dbg::Line>,
    /// What the debug file tells of C.
    c_told: Vec<dbg::c::Module>,
    /// What a debug file tells of C and its types, if it tells all of it.
    c_whole: Option<c::Program>,
    /// How its compiler lays types out.
    layout: c::declarations::Layout,
    /// What the debug file and the source text tell of C.
    c: c::Program,
    /// The debug file was found beside the program, and goes with it.
    is_of_program: bool,
    table: LineTable,
    /// The number of what shows in each window of banks.
    showing: Vec<(RangeInclusive<u16>, u16)>,
    changes: u64,
    texts: Texts,
    /// The file that a line without a file's name belongs to.
    pub current: Option<usize>,
    /// What `list` showed last.
    pub listed: Option<Listed>,
}

/// Lines that were listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which one of the files.
    pub file: usize,
    /// The first line that was shown, from 1.
    pub first: u32,
    /// The last line that was shown, from 1.
    pub last: u32,
}

impl Source {
    /// Takes the lines of a debug file in the folder `beside`, in place of those before.
    pub fn begin(&mut self, files: Vec<dbg::File>, lines: Vec<dbg::Line>, beside: &Path) {
        self.texts.begin(beside);
        self.listed = None;
        self.files = files;
        self.lines = lines;
        self.relate();
        let first = self.compiled().next().or(self.lines.first());
        self.current = first.map(|line| line.file);
    }

    /// Reads the text of the debug file at `path`: its lines take the place of those before, its symbols are for the table.
    /// What the machine has in its banks is `placing`.
    ///
    /// # Errors
    /// A line is malformed; nothing has changed then.
    pub fn read(
        &mut self,
        kind: Kind,
        text: &str,
        path: &Path,
        is_of_program: bool,
        placing: &Placing,
    ) -> Result<Reading, Fault> {
        let info = match kind {
            Kind::C64debugger => c64debugger::read(text)?,
            Kind::Acme => acme::read(text),
            Kind::Tass => {
                self.texts.begin(path.parent().unwrap_or(Path::new("")));
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                tass::read(text, &name, |file| self.texts.whole(file))
            }
            _ => dbg::read(text, placing)?,
        };
        self.is_of_program = is_of_program;
        self.tell_c(&info);
        self.c_whole = None;
        self.begin(
            info.files,
            info.lines,
            path.parent().unwrap_or(Path::new("")),
        );
        Ok(Reading {
            symbols: info.symbols,
            left_out: info.left_out,
            breaks: info.breaks,
            imports: info.imports,
            lines: self.table.count_all(),
            ..Reading::default()
        })
    }

    /// Reads the debug information of an ELF file at `path`: its lines take the place of those before, if it has any; its
    /// symbols are for the table.
    pub fn read_elf(&mut self, elf: &Elf<'_>, path: &Path, is_of_program: bool) -> Reading {
        let (mut symbols, left_out) = elf.symbols();
        let (info, c) = dwarf::read(elf, &symbols);
        let known: HashSet<(&str, u16)> = symbols
            .iter()
            .map(|symbol| (symbol.name.as_str(), symbol.address))
            .collect();
        let is_new = |symbol: &Symbol| !known.contains(&(symbol.name.as_str(), symbol.address));
        let more: Vec<Symbol> = info
            .symbols
            .iter()
            .filter(|new| is_new(new))
            .cloned()
            .collect();
        symbols.extend(more);
        if !info.lines.is_empty() {
            self.is_of_program = is_of_program;
            self.tell_c(&info);
            self.c_whole = Some(c);
            let beside = path.parent().unwrap_or(Path::new(""));
            self.begin(info.files, info.lines, beside);
            let main = symbols.iter().find(|symbol| symbol.name == "main");
            let shown = main.and_then(|main| self.line_of(main.address));
            self.current = shown.map(|line| line.file).or(self.current);
        }
        Reading {
            symbols,
            left_out: left_out + info.left_out,
            lines: self.table.count_all(),
            ..Reading::default()
        }
    }

    /// Forgets what came with the program.
    pub fn forget_program(&mut self) {
        if self.is_of_program {
            self.c_told.clear();
            self.c_whole = None;
            self.begin(Vec::new(), Vec::new(), Path::new(""));
        }
    }

    /// Makes the table of all lines but those of libraries whose text is not here, and of a compiler's own text that is
    /// gone: one does not want to step through these.
    fn relate(&mut self) {
        let mut searched = 0;
        let is_here = |file: &dbg::File| {
            if !file.is_of_library {
                return true;
            }
            searched += 1;
            searched <= MAX_SEARCHED && self.texts.exists(&file.name)
        };
        let is_here: Vec<bool> = self.files.iter().map(is_here).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for file in &self.files {
            *counts.entry(last_part(&file.name)).or_default() += 1;
        }
        let twins = self
            .files
            .iter()
            .map(|file| counts[last_part(&file.name)] > 1);
        self.has_twin = twins.collect();
        let mut is_c = vec![false; self.files.len()];
        for line in self.compiled() {
            is_c[line.file] = true;
        }
        self.is_c = is_c;
        let of_compiler = self.of_compiler();
        let gone = self.files.iter().zip(of_compiler);
        let gone = gone.map(|(file, of_compiler)| of_compiler && !self.texts.exists(&file.name));
        self.is_gone = gone.collect();
        // Of text that is gone nothing can be shown, but that it is data is known.
        let is_data = |line: &dbg::Line| line.pieces.iter().all(|p| p.holds == Holds::Data);
        let lines = self
            .lines
            .iter()
            .filter(|line| is_here[line.file] && (!self.is_gone[line.file] || is_data(line)));
        self.changes += 1;
        self.table = LineTable::new(self.files.clone(), lines.cloned().collect());
        self.table.set_showing(&self.showing);
        self.read_c();
    }

    /// Which of the files are the assembler text that a compiler made of another one: `sum.s` beside `sum.c`.
    fn of_compiler(&self) -> Vec<bool> {
        let stem = |file: &dbg::File| file.name.rsplit_once('.').map(|(stem, _)| stem.to_owned());
        let files = || self.files.iter().zip(&self.is_c);
        let compiled = files().filter(|(_, is_c)| **is_c);
        let stems: HashSet<String> = compiled.filter_map(|(file, _)| stem(file)).collect();
        let is_made = |(file, is_c): (&dbg::File, &bool)| {
            !is_c && stem(file).is_some_and(|stem| stems.contains(&stem))
        };
        files().map(is_made).collect()
    }

    /// The lines of compilers' languages.
    fn compiled(&self) -> impl Iterator<Item = &dbg::Line> {
        let is_compiled = |line: &&dbg::Line| line.level == Level::Compiled;
        self.lines.iter().filter(is_compiled)
    }

    /// Whether there are lines of C.
    pub fn is_of_c(&self) -> bool {
        self.is_c.contains(&true)
    }

    /// Whether there are lines of C in `file`.
    pub fn is_c(&self, file: usize) -> bool {
        self.is_c.get(file) == Some(&true)
    }

    /// The last line with code of the file that is shown, if that is C; else 0.
    pub fn last_line_of_c(&self) -> u32 {
        let shown = self.current.filter(|&file| self.is_c(file));
        let end = |file| Line {
            file,
            number: u32::MAX,
        };
        let last = shown.and_then(|file| self.table.code_before(end(file)));
        last.map_or(0, |line| line.number)
    }

    /// What is known of the program's C.
    pub fn c(&self) -> &c::Program {
        &self.c
    }

    /// Whether lines of `file` are shown for addresses.
    pub fn is_shown(&self, file: usize) -> bool {
        self.is_shown_in(&self.table, file)
    }

    /// The same by a table that is this one while other banks show.
    pub fn is_shown_in(&self, table: &LineTable, file: usize) -> bool {
        !self.is_gone[file] && table.is_shown(file)
    }

    /// A number that is another one after each change of the lines.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Says what shows in each window of banks.
    pub fn set_showing(&mut self, showing: &[(RangeInclusive<u16>, u16)]) {
        if self.showing != showing {
            self.showing = showing.to_vec();
            self.table.set_showing(showing);
        }
    }

    /// The lines, by address and by file.
    pub fn table(&self) -> &LineTable {
        &self.table
    }

    /// The name of a file, as the debug file has it.
    pub fn name(&self, file: usize) -> &str {
        &self.table.files[file].name
    }

    /// The line that is shown for `address`; none where only a compiler's text, which it threw away, has one.
    pub fn line_of(&self, address: u16) -> Option<Line> {
        self.line_in(&self.table, address)
    }

    /// The same by a table that is this one while other banks show.
    pub fn line_in(&self, table: &LineTable, address: u16) -> Option<Line> {
        let line = table.at(address);
        line.filter(|line| !self.is_gone[line.file])
    }

    /// The line that is shown where the guest stands at `address`: of a macro, where it has got into one.
    pub fn line_within(&self, address: u16) -> Option<Line> {
        let line = self.table.closest(address);
        line.filter(|line| !self.is_gone[line.file])
    }

    /// `FILE:LINE`, with no more of the path than is needed to tell its file from others.
    pub fn place_name(&self, line: Line) -> String {
        format!("{}:{}", self.short_name(line.file), line.number)
    }

    /// The last part of a file's path, or all of it where another file's is the same.
    pub fn short_name(&self, file: usize) -> &str {
        let name = self.name(file);
        match self.has_twin[file] {
            true => name,
            false => last_part(name),
        }
    }

    /// The files with code, as lines of theirs are shown, and what may stand behind their colons: numbers of lines, then
    /// names of functions.
    pub fn with_code(&self, symbols: &Symbols) -> Vec<(&str, Vec<String>)> {
        let mut list = Vec::new();
        // What is a part of other lines only, and has no text, is none that one goes by.
        let is_of_use = |&file: &usize| {
            self.table.count(file) > 0
                && (self.is_shown(file) || self.texts.exists(self.name(file)))
        };
        for file in (0..self.table.files.len()).filter(is_of_use) {
            let lines = self.table.with_code(file).map(|line| line.to_string());
            let places = lines.chain(self.function_names(file, symbols));
            list.push((self.short_name(file), places.collect()));
        }
        list
    }

    /// The text of `line`, where its file has it.
    pub fn text(&mut self, line: Line) -> Option<String> {
        let file = self.table.files.get(line.file)?;
        self.texts.line(line.file, file, line.number)
    }

    /// How many lines the text of a file has.
    ///
    /// # Errors
    /// Why there is no text, in words.
    pub fn length(&mut self, file: usize) -> Result<u32, String> {
        let length = self.texts.length(file, &self.table.files[file]);
        length.map_err(ToString::to_string)
    }

    /// Where the text of a file is; nothing is told of it if it is nowhere.
    pub fn path_of(&self, file: usize) -> Option<PathBuf> {
        self.texts.place(self.name(file))
    }

    /// The path at which the text of a file was found.
    ///
    /// # Errors
    /// Why it was not found, in words.
    pub fn found(&mut self, file: usize) -> Result<String, String> {
        match self.texts.path(file, &self.table.files[file]) {
            Ok(path) => Ok(path.display().to_string()),
            Err(missing) => Err(missing.to_string()),
        }
    }

    /// Looks for source files in `folder`, too.
    pub fn add_folder(&mut self, folder: PathBuf) {
        self.texts.add_folder(folder);
        self.relate();
    }

    /// The folders that were added to look for source files in, in that order.
    pub fn folders(&self) -> &[PathBuf] {
        self.texts.folders()
    }

    /// What the user should be told of files now.
    pub fn take_notes(&mut self) -> Vec<String> {
        self.texts.take_notes()
    }
}
