//! Tracefiles, as lcov reads and writes them: what was executed how often, by file of source. See geninfo(1).
//!
//! Counts are of runs: one run that executed a line adds one to it. Invariant: adding one tracefile to another loses
//! nothing of either; records of kinds that are unknown here stay as they are.

mod read;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;

use jumppad_tiers::Ways;

pub use read::{Malformed, read};

/// All files of a tracefile, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tracefile {
    /// The name is the path of the source text.
    pub files: BTreeMap<String, File>,
}

/// What was executed of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Executions by line.
    pub lines: BTreeMap<u32, u64>,
    /// By name.
    pub functions: BTreeMap<String, Function>,
    /// Executions by branch; none of one that was never reached.
    pub branches: BTreeMap<Branch, Option<u64>>,
    /// Records of other kinds, as they were read.
    pub others: Vec<String>,
}

/// A function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// Where it begins.
    pub line: u32,
    /// Where it ends, if that is known.
    pub end: Option<u32>,
    /// How often it was called.
    pub count: u64,
}

/// One way of a branch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Branch {
    /// Its line.
    pub line: u32,
    /// Which of the branches of the line.
    pub block: Id,
    /// Which of its ways: 0 is taken, 1 is not taken.
    pub way: Id,
}

/// A number, or another word that some compiler has for it. Numbers are in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    length: usize,
    text: String,
}

impl Id {
    fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            length: text.len(),
            text,
        }
    }
}

/// How often each way of a branch was gone, as [`File::add_branch`] takes it.
pub fn counts(is_executed: bool, ways: Ways) -> [Option<u64>; 2] {
    [ways.taken, ways.not_taken].map(|way| is_executed.then_some(u64::from(way)))
}

impl Tracefile {
    /// The file called `name`, which is made if there is none.
    pub fn file(&mut self, name: String) -> &mut File {
        self.files.entry(name).or_default()
    }

    /// Adds what another one counts.
    pub fn add(&mut self, other: Self) {
        for (name, file) in other.files {
            self.file(name).add(file);
        }
    }
}

impl File {
    /// Counts executions of a line.
    pub fn add_line(&mut self, line: u32, count: u64) {
        let counted = self.lines.entry(line).or_default();
        *counted = counted.saturating_add(count);
    }

    /// Counts calls of a function.
    pub fn add_function(&mut self, name: String, line: u32, count: u64) {
        let function = self.functions.entry(name).or_default();
        if function.line == 0 {
            function.line = line;
        }
        function.count = function.count.saturating_add(count);
    }

    /// Counts both ways of a branch: taken, and not taken.
    pub fn add_branch(&mut self, line: u32, block: u32, counts: [Option<u64>; 2]) {
        for (way, count) in counts.into_iter().enumerate() {
            let branch = Branch {
                line,
                block: Id::of(block.to_string()),
                way: Id::of(way.to_string()),
            };
            self.add_way(branch, count);
        }
    }

    fn add_way(&mut self, branch: Branch, count: Option<u64>) {
        let counted = self.branches.entry(branch).or_default();
        *counted = match (*counted, count) {
            (Some(one), Some(other)) => Some(one.saturating_add(other)),
            (one, other) => one.or(other),
        };
    }

    fn add(&mut self, other: Self) {
        for (line, count) in other.lines {
            self.add_line(line, count);
        }
        for (name, function) in other.functions {
            let end = function.end;
            self.add_function(name.clone(), function.line, function.count);
            if let Some(function) = self.functions.get_mut(&name) {
                function.end = function.end.or(end);
            }
        }
        for (branch, count) in other.branches {
            self.add_way(branch, count);
        }
        for record in other.others {
            if !self.others.contains(&record) {
                self.others.push(record);
            }
        }
    }
}
