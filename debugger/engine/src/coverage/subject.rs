//! A part of a program and what was noted of its run, related to its source.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jumppad_tiers::{Machine, Ways};

use super::code::Code;
use super::lcov::{self, Tracefile};
use super::part::Part;
use crate::program::load::Program;
use crate::program::sight::Sight;
use crate::program::source::{Holds, Line, LineTable, Source};
use crate::program::symbols::{Meaning, Symbols};

/// A part of a program under measurement: what is in no bank, or in one of them.
pub struct Subject<'a> {
    /// The memory that it is in.
    pub(super) sight: Sight<'a>,
    /// The number of its bank, if it is in one.
    pub bank: Option<u16>,
    /// The program.
    pub program: &'a Program,
    /// Names of addresses.
    pub symbols: Cow<'a, Symbols>,
    /// Lines of source.
    pub source: &'a Source,
    /// Which lines are shown for addresses.
    lines: Cow<'a, LineTable>,
    /// The instructions that there are.
    pub code: Code,
}

/// A function, or another routine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name: C's own, or the assembler's, or its address.
    pub name: String,
    /// Where it begins.
    pub start: u16,
    /// Where the last of its instructions begins.
    pub last: u16,
    /// The line of source where it begins.
    pub line: Option<Line>,
}

/// Lines with code, and which of them were executed.
pub(super) type Lines = BTreeMap<Line, bool>;

impl<'a> Subject<'a> {
    /// What was noted of a part of a program.
    pub(super) fn of(
        machine: &'a Machine,
        part: &Part<'a>,
        program: &'a Program,
        symbols: &'a Symbols,
        source: &'a Source,
    ) -> Self {
        let (mut symbols, mut lines) = (Cow::Borrowed(symbols), Cow::Borrowed(source.table()));
        let coverage = match part.bank {
            Some(bank) if !part.shows() => {
                let numbers = part.numbers(machine);
                if lines.has_banks() {
                    lines.to_mut().set_showing(&numbers);
                }
                symbols.to_mut().set_showing(numbers);
                Cow::Owned(machine.coverage_in(bank))
            }
            _ => Cow::Borrowed(machine.coverage()),
        };
        Self {
            code: Code::of(&coverage, part, program, &lines),
            sight: part.sight,
            bank: part.number(),
            program,
            symbols,
            source,
            lines,
        }
    }

    /// The line that is shown for an address.
    pub(super) fn line_of(&self, address: u16) -> Option<Line> {
        self.source.line_in(&self.lines, address)
    }

    /// Whether what a debug file says is of this part.
    fn has_bank(&self, bank: Option<u16>) -> bool {
        self.bank.is_none() || bank.is_none() || bank == self.bank
    }

    /// Whether there are lines of source to tell by.
    pub fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    /// All lines with code, of files of which some are shown: what a file of macros brings is a part of the lines that use
    /// them.
    pub(super) fn lines(&self) -> Lines {
        let mut lines = Lines::new();
        let mut is_shown: BTreeMap<usize, bool> = BTreeMap::new();
        for (line, bytes) in self.lines.lines() {
            let file = is_shown.entry(line.file);
            if !*file.or_insert_with(|| self.source.is_shown_in(&self.lines, line.file)) {
                continue;
            }
            let code = bytes.pieces.iter();
            let code = code.filter(|p| p.holds == Holds::Code && self.has_bank(p.bank));
            let mut instructions = code
                .flat_map(|p| self.code.within(p.start, p.end))
                .peekable();
            if instructions.peek().is_some() {
                lines.insert(line, instructions.any(|(_, i)| i.executed));
            }
        }
        lines
    }

    /// Branches that may be taken or not, each with the line that is shown for it.
    pub fn branches(&self) -> impl Iterator<Item = (u16, Ways, Option<Line>)> {
        let all = self.code.instructions.iter();
        all.filter_map(|(&addr, i)| Some((addr, i.ways?, self.line_of(addr))))
    }

    /// Functions and other routines, by address.
    pub fn functions(&self) -> Vec<Function> {
        let mut starts: BTreeSet<u16> = self.code.called.clone();
        starts.insert(self.program.entry);
        for entry in self.symbols.iter() {
            let symbol = &entry.symbol;
            let is_function = symbol.size.is_some() || self.name_in_c(symbol.address).is_some();
            let is_here = self.has_bank(symbol.bank);
            if symbol.meaning == Meaning::Address && is_function && is_here {
                starts.insert(symbol.address);
            }
        }
        starts.retain(|start| self.code.instructions.contains_key(start));
        let ends = starts.iter().skip(1).map(|&next| next - 1);
        let ends = ends.chain([u16::MAX]);
        let functions = starts.iter().zip(ends).map(|(&start, end)| Function {
            name: self.function_name(start),
            start,
            last: self.last_within(start..=end),
            line: self.line_of(start),
        });
        functions.collect()
    }

    /// The last instruction from `start` on that is next to the one before it.
    fn last_within(&self, range: RangeInclusive<u16>) -> u16 {
        let start = *range.start();
        let mut last = start;
        let mut next = u32::from(start);
        for (addr, instruction) in self.code.within(start, *range.end()) {
            if u32::from(addr) > next {
                break;
            }
            last = addr;
            next = next.max(u32::from(addr) + u32::from(instruction.length));
        }
        last
    }

    /// What C calls the function that begins at `start`, if it is one of C.
    fn name_in_c(&self, start: u16) -> Option<&str> {
        let line = self.line_of(start)?;
        if !self.source.is_c(line.file) || !self.lines.begins(start) {
            return None;
        }
        let names = self.symbols.at(start).map(last_scope);
        names.filter_map(|name| name.strip_prefix('_')).next()
    }

    fn function_name(&self, start: u16) -> String {
        let own = || self.symbols.at(start).next();
        match self.name_in_c(start).or_else(own) {
            Some(name) => name.to_owned(),
            None => format!("${start:04X}"),
        }
    }

    /// The instructions of a function: executed, and in all.
    pub fn instructions_of(&self, function: &Function) -> (u64, u64) {
        let within = self.code.within(function.start, function.last);
        super::code::counted(within.map(|(_, i)| i.executed))
    }

    /// Whether a function was ever called.
    pub fn was_called(&self, function: &Function) -> bool {
        let first = self.code.instructions.get(&function.start);
        first.is_some_and(|first| first.executed)
    }

    /// Lines, functions and branches of the files of source; of pages, where there are none.
    pub(super) fn tracefile(&self) -> Tracefile {
        if !self.has_lines() {
            return super::pages::tracefile(self);
        }
        let mut traced = Tracefile::default();
        let mut names: BTreeMap<usize, String> = BTreeMap::new();
        let mut name = |file| names.entry(file).or_insert_with(|| self.path(file)).clone();
        let lines = self.lines();
        for (line, &is_hit) in &lines {
            let file = traced.file(name(line.file));
            file.add_line(line.number, u64::from(is_hit));
        }
        for function in self.functions() {
            let Some(line) = function.line.filter(|line| lines.contains_key(line)) else {
                continue;
            };
            let count = u64::from(self.was_called(&function));
            let file = traced.file(name(line.file));
            file.add_function(function.name, line.number, count);
        }
        let mut blocks: BTreeMap<Line, u32> = BTreeMap::new();
        for (addr, ways, line) in self.branches() {
            let Some(line) = line.filter(|line| lines.contains_key(line)) else {
                continue;
            };
            let block = blocks.entry(line).or_default();
            let is_executed = self.code.instructions[&addr].executed;
            let file = traced.file(name(line.file));
            file.add_branch(line.number, *block, lcov::counts(is_executed, ways));
            *block += 1;
        }
        traced
    }

    /// Where the text of a file is, or what the debug file calls it.
    fn path(&self, file: usize) -> String {
        let found = self.source.path_of(file);
        let whole = found.map(|path| path.canonicalize().unwrap_or(path));
        whole.map_or_else(
            || self.source.name(file).to_owned(),
            |path| path.display().to_string(),
        )
    }
}

/// A symbol's name without its scopes.
fn last_scope(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}
