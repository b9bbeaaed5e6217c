//! The source text of C, read for the types that a debug file does not tell.
//!
//! Invariant: a file that is missing leaves its variables without types, and says nothing: whoever looks at a line of it
//! is told.

use super::Source;
use super::dbg::DebugInfo;
use crate::program::c::declarations::{self, Dialect, Layout};
use crate::program::c::preprocess::Include;
use crate::program::c::{self, unit::Unit};

/// Bytes of C that are read for one program, with all that is included.
const MOST: usize = 16 << 20;

impl Source {
    /// Takes what a debug file tells of C. Of late cc65 calls the pointer to its stack otherwise, and lays some types out
    /// in other ways.
    pub(super) fn tell_c(&mut self, info: &DebugInfo) {
        self.c_told.clone_from(&info.c);
        let names = info.symbols.iter().map(|symbol| &symbol.name);
        let mut names = names.chain(info.imports.iter().map(|import| &import.name));
        self.layout = match names.any(|name| name == "c_sp") {
            true => Layout::Current,
            false => Layout::Release219,
        };
    }

    /// Brings together what the debug file and the text of C tell.
    pub(super) fn read_c(&mut self) {
        if let Some(whole) = &self.c_whole {
            self.c = whole.clone();
            return;
        }
        let mut program = c::Program::default();
        let mut left = MOST;
        for told in std::mem::take(&mut self.c_told) {
            let first = told
                .functions
                .iter()
                .find_map(|function| self.table.at(function.start));
            let unit = first.map(|line| self.unit(&mut program, line.file, &mut left));
            program.add(&told, unit.unwrap_or_default());
            self.c_told.push(told);
        }
        self.c = program;
    }

    fn unit(&self, program: &mut c::Program, file: usize, left: &mut usize) -> Unit {
        let dialect = Dialect {
            layout: self.layout,
            ..Dialect::default()
        };
        let name = &self.files[file].name;
        let mut text = |name: &str| {
            let text = self.texts.whole(name)?;
            *left = left.checked_sub(text.len())?;
            Some(text)
        };
        let Some(own) = text(name) else {
            return Unit::default();
        };
        let find = &mut |include: &Include| {
            // The translator's own search has told where they are.
            let ends = |name: &str| {
                let before = name.strip_suffix(include.name.as_str())?;
                (before.is_empty() || before.ends_with(['/', '\\'])).then_some(())
            };
            let listed = self.files.iter().find(|file| ends(&file.name).is_some());
            let name = listed.map_or(&include.name, |file| &file.name);
            Some((name.to_owned(), text(name)?))
        };
        declarations::read(&mut program.types, name, &own, &dialect, find)
    }
}
