//! What was never executed, as an answer.

use std::collections::BTreeMap;

use jumppad_tiers::Ways;

use super::code::counted;
use super::subject::{Function, Lines, Subject};
use crate::answer::{
    BranchWay, CoverageTotals, CoveredFile, CoveredFunction, MissedBytes, MissedWay, Uncovered,
};
use crate::program::source::Line;

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

impl Subject<'_> {
    /// How much of all was executed; of what has lines of source, if anything has.
    pub fn totals(&self) -> CoverageTotals {
        let lines = self.lines();
        let mut functions = self.functions();
        functions.retain(|function| self.has_line(function.start, &lines));
        self.totals_of(&lines, &functions, |addr| self.has_line(addr, &lines))
    }

    /// Whether an address is one of what is told of all: libraries without source are of no use where there are lines.
    fn has_line(&self, addr: u16, lines: &Lines) -> bool {
        let is_known = |line: Line| lines.contains_key(&line);
        !self.has_lines() || self.source.line_of(addr).is_some_and(is_known)
    }

    /// How much of these lines, functions and instructions was executed.
    fn totals_of(
        &self,
        lines: &Lines,
        functions: &[Function],
        is_meant: impl Fn(u16) -> bool,
    ) -> CoverageTotals {
        let branches = self.branches().filter(|&(addr, ..)| is_meant(addr));
        let ways = branches.flat_map(|(_, ways, _)| [ways.taken, ways.not_taken]);
        let instructions = self.code.instructions.iter();
        let instructions = instructions.filter(|&(&addr, _)| is_meant(addr));
        CoverageTotals {
            lines: counted(lines.values().copied()),
            functions: counted(functions.iter().map(|f| self.was_called(f))),
            branches: counted(ways),
            instructions: counted(instructions.map(|(_, i)| i.executed)),
        }
    }

    /// What was never executed. None if there is no such function.
    pub fn uncovered(&self, only: &Only) -> Option<Uncovered> {
        let mut functions = self.functions();
        let mut lines = self.lines();
        match only {
            Only::Everything => functions.retain(|f| self.has_line(f.start, &lines)),
            Only::File(file) => {
                functions.retain(|f| f.line.is_some_and(|line| line.file == *file));
                lines.retain(|line, _| line.file == *file);
            }
            Only::Function(name) => {
                // The assembler's name of a function of C will do, too.
                let in_c = name.strip_prefix('_');
                functions.retain(|f| f.name == *name || in_c == Some(&f.name));
                let within: Vec<Line> = functions
                    .iter()
                    .flat_map(|f| self.code.within(f.start, f.last))
                    .filter_map(|(addr, _)| self.source.line_of(addr))
                    .collect();
                lines.retain(|line, _| within.contains(line));
                if functions.is_empty() {
                    return None;
                }
            }
        }
        let is_meant = |addr: u16| match only {
            Only::Everything => self.has_line(addr, &lines),
            Only::File(file) => self.source.line_of(addr).is_some_and(|l| l.file == *file),
            Only::Function(_) => functions.iter().any(|f| (f.start..=f.last).contains(&addr)),
        };
        let missed = self.code.missed().into_iter();
        let missed = missed.filter(|&(from, _)| is_meant(from));
        let ways = self.branches().filter(|&(addr, ..)| is_meant(addr));
        Some(Uncovered {
            totals: self.totals_of(&lines, &functions, is_meant),
            files: self.files(&lines),
            functions: functions
                .iter()
                .filter_map(|function| self.uncovered_function(function))
                .collect(),
            branches: ways
                .filter_map(|(addr, ways, line)| self.way(addr, ways, line))
                .collect(),
            bytes: missed
                .map(|(from, to)| MissedBytes {
                    from,
                    to,
                    function: function_at(&functions, from).map(|f| f.name.clone()),
                })
                .collect(),
        })
    }

    /// Lines by file, with those that were never executed.
    fn files(&self, lines: &Lines) -> Vec<CoveredFile> {
        let mut files: BTreeMap<usize, Vec<(u32, bool)>> = BTreeMap::new();
        for (line, &is_hit) in lines {
            files
                .entry(line.file)
                .or_default()
                .push((line.number, is_hit));
        }
        let files = files.into_iter().map(|(file, lines)| CoveredFile {
            file: self.source.short_name(file).to_owned(),
            lines: counted(lines.iter().map(|&(_, is_hit)| is_hit)),
            missed: runs(&lines),
        });
        files.collect()
    }

    /// A function, if something of it was never executed.
    fn uncovered_function(&self, function: &Function) -> Option<CoveredFunction> {
        let instructions = self.instructions_of(function);
        (instructions.0 < instructions.1).then(|| CoveredFunction {
            name: function.name.clone(),
            address: function.start,
            line: function.line.map(|line| self.source.place_name(line)),
            instructions,
            called: self.was_called(function),
        })
    }

    /// A branch that was executed, but went one way only.
    fn way(&self, address: u16, ways: Ways, line: Option<Line>) -> Option<MissedWay> {
        let missed = match ways {
            Ways {
                taken: true,
                not_taken: false,
            } => BranchWay::NotTaken,
            Ways {
                taken: false,
                not_taken: true,
            } => BranchWay::Taken,
            _ => return None,
        };
        Some(MissedWay {
            address,
            line: line.map(|line| self.source.place_name(line)),
            missed,
        })
    }
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
