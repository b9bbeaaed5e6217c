//! What was never executed, as an answer.

use std::collections::BTreeMap;

use jumppad_tiers::Ways;

use super::code::counted;
use super::covered::Covered;
use super::subject::{Function, Lines, Subject};
use crate::answer::{
    BranchWay, CoverageTotals, CoveredFile, CoveredFunction, MissedBytes, MissedWay, Uncovered,
};
use crate::program::source::{Line, Source};

/// What an answer is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// All of the program.
    #[default]
    Everything,
    /// A file of source, by its place among them.
    File(usize),
    /// The function of that name.
    Function(String),
}

impl Covered<'_> {
    /// How much of all was executed; of what has lines of source, if anything has.
    pub fn totals(&self) -> CoverageTotals {
        let lines = self.lines();
        self.totals_of(&lines, &self.told(&Only::Everything, &lines))
    }

    /// What was never executed. None if there is no such function.
    pub fn uncovered(&self, only: &Only) -> Option<Uncovered> {
        let all = self.lines();
        let told = self.told(only, &all);
        let mut lines = all.clone();
        match only {
            Only::Everything => {}
            Only::File(file) => lines.retain(|line, _| line.file == *file),
            Only::Function(_) => {
                if told.iter().all(|told| told.functions.is_empty()) {
                    return None;
                }
                let within: Vec<Line> = told.iter().flat_map(Told::lines_of_functions).collect();
                lines.retain(|line, _| within.contains(line));
            }
        }
        let source = self.subjects.first().map(|subject| subject.source);
        Some(Uncovered {
            totals: self.totals_of(&lines, &told),
            files: source.map_or_else(Vec::new, |source| files(source, &lines)),
            functions: told.iter().flat_map(Told::uncovered_functions).collect(),
            branches: told.iter().flat_map(Told::missed_ways).collect(),
            bytes: told.iter().flat_map(Told::missed_bytes).collect(),
        })
    }

    /// What of each part an answer is about, where `lines` are all there are.
    fn told<'c>(&'c self, only: &'c Only, lines: &'c Lines) -> Vec<Told<'c>> {
        let subjects = self.subjects.iter();
        subjects
            .map(|subject| Told::of(subject, only, lines))
            .collect()
    }

    /// How much of these lines, and of what is told of each part.
    fn totals_of(&self, lines: &Lines, told: &[Told<'_>]) -> CoverageTotals {
        let functions = told
            .iter()
            .flat_map(|told| told.functions.iter().map(|f| told.subject.was_called(f)));
        let branches = told.iter().flat_map(Told::branches);
        let ways = branches.flat_map(|(_, ways, _)| [ways.taken, ways.not_taken]);
        let instructions = told.iter().flat_map(Told::instructions);
        CoverageTotals {
            lines: counted(lines.values().copied()),
            functions: counted(functions),
            branches: counted(ways),
            instructions: counted(instructions),
        }
    }
}

/// What of a part an answer is about.
struct Told<'c> {
    subject: &'c Subject<'c>,
    functions: Vec<Function>,
    only: &'c Only,
    lines: &'c Lines,
}

impl<'c> Told<'c> {
    fn of(subject: &'c Subject<'c>, only: &'c Only, lines: &'c Lines) -> Self {
        let mut functions = subject.functions();
        functions.retain(|function| match only {
            Only::Everything => has_line(subject, lines, function.start),
            Only::File(file) => function.line.is_some_and(|line| line.file == *file),
            // The assembler's name of a function of C will do, too.
            Only::Function(name) => {
                function.name == *name || name.strip_prefix('_') == Some(&function.name)
            }
        });
        Self {
            subject,
            functions,
            only,
            lines,
        }
    }

    fn is_meant(&self, addr: u16) -> bool {
        match self.only {
            Only::Everything => has_line(self.subject, self.lines, addr),
            Only::File(file) => self.subject.line_of(addr).is_some_and(|l| l.file == *file),
            Only::Function(_) => {
                let mut functions = self.functions.iter();
                functions.any(|f| (f.start..=f.last).contains(&addr))
            }
        }
    }

    fn lines_of_functions(&self) -> impl Iterator<Item = Line> {
        let functions = self.functions.iter();
        let within = functions.flat_map(|f| self.subject.code.within(f.start, f.last));
        within.filter_map(|(addr, _)| self.subject.line_of(addr))
    }

    fn branches(&self) -> impl Iterator<Item = (u16, Ways, Option<Line>)> {
        let branches = self.subject.branches();
        branches.filter(|&(addr, ..)| self.is_meant(addr))
    }

    /// Whether each instruction was executed.
    fn instructions(&self) -> impl Iterator<Item = bool> {
        let instructions = self.subject.code.instructions.iter();
        let meant = instructions.filter(|&(&addr, _)| self.is_meant(addr));
        meant.map(|(_, instruction)| instruction.executed)
    }

    /// Functions of which something was never executed.
    fn uncovered_functions(&self) -> impl Iterator<Item = CoveredFunction> {
        self.functions.iter().filter_map(|function| {
            let instructions = self.subject.instructions_of(function);
            (instructions.0 < instructions.1).then(|| CoveredFunction {
                name: function.name.clone(),
                bank: self.subject.bank,
                address: function.start,
                line: self.place(function.line),
                instructions,
                called: self.subject.was_called(function),
            })
        })
    }

    /// Branches that were executed, but went one way only.
    fn missed_ways(&self) -> impl Iterator<Item = MissedWay> {
        self.branches().filter_map(|(address, ways, line)| {
            let missed = match (ways.taken, ways.not_taken) {
                (true, false) => BranchWay::NotTaken,
                (false, true) => BranchWay::Taken,
                _ => return None,
            };
            Some(MissedWay {
                bank: self.subject.bank,
                address,
                line: self.place(line),
                missed,
            })
        })
    }

    fn missed_bytes(&self) -> impl Iterator<Item = MissedBytes> {
        let missed = self.subject.code.missed().into_iter();
        let missed = missed.filter(|&(from, _)| self.is_meant(from));
        missed.map(|(from, to)| MissedBytes {
            bank: self.subject.bank,
            from,
            to,
            function: function_at(&self.functions, from).map(|f| f.name.clone()),
        })
    }

    fn place(&self, line: Option<Line>) -> Option<String> {
        line.map(|line| self.subject.source.place_name(line))
    }
}

/// Whether an address is one of what is told of all: libraries without source are of no use where there are lines.
fn has_line(subject: &Subject<'_>, lines: &Lines, addr: u16) -> bool {
    let is_known = |line: Line| lines.contains_key(&line);
    !subject.has_lines() || subject.line_of(addr).is_some_and(is_known)
}

/// Lines by file, with those that were never executed.
fn files(source: &Source, lines: &Lines) -> Vec<CoveredFile> {
    let mut files: BTreeMap<usize, Vec<(u32, bool)>> = BTreeMap::new();
    for (line, &is_hit) in lines {
        let numbers = files.entry(line.file).or_default();
        numbers.push((line.number, is_hit));
    }
    let files = files.into_iter().map(|(file, lines)| CoveredFile {
        file: source.short_name(file).to_owned(),
        lines: counted(lines.iter().map(|&(_, is_hit)| is_hit)),
        missed: runs(&lines),
    });
    files.collect()
}

/// The function that has the address.
fn function_at(functions: &[Function], addr: u16) -> Option<&Function> {
    let after = functions.partition_point(|f| f.start <= addr);
    let function = functions[..after].last()?;
    (addr <= function.last).then_some(function)
}

/// Runs of lines that were never executed, with no line in between that was.
fn runs(lines: &[(u32, bool)]) -> Vec<(u32, u32)> {
    let missed = lines.chunk_by(|(_, one), (_, other)| one == other);
    let missed = missed.filter_map(|run| match run {
        [(first, false), ..] => Some((*first, run.last()?.0)),
        _ => None,
    });
    missed.collect()
}
