//! What a debugger shows of the source text.
//!
//! Invariant: what is to be said of a file is said once, before what its lines are shown in.

use std::borrow::Cow;

use crate::answer::{CodeLine, SourceLine};
use crate::debugger::{Debugger, event::Event};
use crate::program::source::{Bytes, Line, LineTable};
use crate::settings::SourceDisplay;

impl Debugger {
    /// The guest has stopped at `address`: `list` begins there. Its line, if stops show lines.
    pub fn arrive(&mut self, address: u16) -> Option<SourceLine> {
        let line = self.source.line_within(address)?;
        self.source.current = Some(line.file);
        self.source.listed = None;
        (self.settings.source_display != SourceDisplay::Off).then(|| self.line_text(line))
    }

    /// The instruction at `address`, to which the user's look goes, with its line as [`Debugger::arrive`] gives it.
    pub fn arrival(&mut self, address: u16) -> CodeLine {
        let source = self.arrive(address);
        let line = self.code_line(address);
        CodeLine { source, ..line }
    }

    /// The line that is shown for `address`, with its text.
    pub fn source_line(&mut self, address: u16) -> Option<SourceLine> {
        let line = self.source.line_of(address)?;
        Some(self.line_text(line))
    }

    /// The line that begins at `address`, without its text.
    pub fn line_begun(&self, address: u16) -> Option<SourceLine> {
        let line = self.source.table().begun(address)?;
        Some(self.with_text(line, None))
    }

    /// The same while bank `number` shows there; without one, as it is.
    pub(super) fn line_begun_in(&self, number: Option<u16>, address: u16) -> Option<SourceLine> {
        let line = self.table_in(number, address).begun(address)?;
        Some(self.with_text(line, None))
    }

    /// The line that is shown for `address` while bank `number` shows there; without one, as it is.
    pub fn line_in_bank(&self, number: Option<u16>, address: u16) -> Option<Line> {
        let table = self.table_in(number, address);
        self.source.line_in(&table, address)
    }

    /// The bank in a window that all is in that a line made, if it is in one.
    pub fn bank_of(&self, bytes: &Bytes) -> Option<u16> {
        let mut pieces = bytes.pieces.iter();
        let first = pieces.next()?;
        let is_one = pieces.all(|piece| piece.bank == first.bank);
        self.machine.bank_at(first.start)?;
        first.bank.filter(|_| is_one)
    }

    fn table_in(&self, number: Option<u16>, address: u16) -> Cow<'_, LineTable> {
        let table = self.source.table();
        match number.and_then(|number| self.numbers_with(number, address)) {
            Some(numbers) if table.has_banks() => {
                let mut table = table.clone();
                table.set_showing(&numbers);
                Cow::Owned(table)
            }
            _ => Cow::Borrowed(table),
        }
    }

    /// A line with its text.
    pub fn line_text(&mut self, line: Line) -> SourceLine {
        let text = self.source.text(line);
        self.tell_source();
        self.with_text(line, text)
    }

    /// A line with its text, without a word about its file: nobody misses the text that a compiler has made and thrown
    /// away.
    pub fn silent_text(&mut self, line: Line) -> SourceLine {
        let text = self.source.text(line);
        self.source.take_notes();
        self.with_text(line, text)
    }

    /// A line without its text.
    pub(crate) fn line_without_text(&self, line: Line) -> SourceLine {
        self.with_text(line, None)
    }

    fn with_text(&self, line: Line, text: Option<String>) -> SourceLine {
        SourceLine {
            file: self.source.short_name(line.file).to_owned(),
            line: line.number,
            text,
        }
    }

    /// Puts its line of source before each instruction that begins one, and before the first.
    pub fn add_source(&mut self, lines: &mut [CodeLine]) {
        for (at, line) in lines.iter_mut().enumerate() {
            if at == 0 || self.source.table().begins(line.address) {
                line.source = self.source_line(line.address);
            }
        }
    }

    /// Tells what there is to say of source files.
    pub fn tell_source(&mut self) {
        for text in self.source.take_notes() {
            self.happened(Event::Source(text));
        }
    }
}
