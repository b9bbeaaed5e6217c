//! All of a program and what was noted of its run: part by part, those that do not show too.

use std::collections::BTreeMap;

use jumppad_tiers::Machine;

use super::lcov::Tracefile;
use super::pages;
use super::part::Part;
use super::subject::{Lines, Subject};
use crate::program::load::Program;
use crate::program::source::Source;
use crate::program::symbols::Symbols;

/// A program under measurement.
pub struct Covered<'a> {
    /// What is in no bank, then bank by bank what has code.
    pub subjects: Vec<Subject<'a>>,
}

impl<'a> Covered<'a> {
    /// What `machine` noted of a program.
    pub fn of(
        machine: &'a Machine,
        program: &'a Program,
        symbols: &'a Symbols,
        source: &'a Source,
    ) -> Self {
        let parts = Part::all(machine).into_iter();
        let subjects = parts.map(|part| Subject::of(machine, &part, program, symbols, source));
        Self {
            subjects: subjects.collect(),
        }
    }

    /// Whether there are lines of source to tell by.
    pub fn has_lines(&self) -> bool {
        self.subjects.iter().any(Subject::has_lines)
    }

    /// All lines with code, and whether any of it was executed.
    pub(super) fn lines(&self) -> Lines {
        let mut all = Lines::new();
        for (line, is_hit) in self.subjects.iter().flat_map(Subject::lines) {
            *all.entry(line).or_default() |= is_hit;
        }
        all
    }

    /// Lines, functions and branches of the files of source; of pages, where there are none.
    pub fn tracefile(&self) -> Tracefile {
        let mut all = Tracefile::default();
        for subject in &self.subjects {
            all.add(subject.tracefile());
        }
        all
    }

    /// The listings of all pages with code, by their names.
    pub(super) fn listings(&self) -> BTreeMap<String, Vec<String>> {
        self.subjects.iter().flat_map(pages::listings).collect()
    }
}
