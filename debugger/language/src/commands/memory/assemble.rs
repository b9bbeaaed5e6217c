//! `a`: lines of assembler text into memory, one alone or one after the other until an empty line.

use nom::Parser;
use nom::branch::alt;
use nom::character::complete::{char, space0, space1};
use nom::combinator::{eof, opt, peek};

use super::super::{find, foreign};
use super::pasted;
use crate::assemble::{
    Forward, Kind,
    block::{Assembled, Block},
    split::statements,
    without_comment,
};
use crate::collect::Inner;
use crate::error::{CommandError, ScriptError};
use crate::grammar::{
    Context, Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    finish,
    range::address,
    token::{self, Text},
};
use crate::mode::Mode;
use crate::report::{AssembledView, CodeLine, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::debugger::map;
use jumppad_engine::expression::Expr;

/// A line of assembler text, with its place in the line of the command.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) text: String,
    pub(super) at: usize,
    /// The bytes that stood before it, where another monitor printed the line; empty where it was typed.
    pub(super) printed: Vec<u8>,
}

impl Canonical for Source {
    fn write(&self, line: &mut Printer) {
        line.word(&self.text);
    }
}

/// The address, then perhaps the first line.
pub(super) fn arguments(input: Span<'_>) -> Parsed<'_, (Expr, Option<Source>)> {
    let (rest, at) = address(input)?;
    // VICE takes a colon behind the address.
    let (rest, _) = opt((char(':'), peek(alt((space1, eof))))).parse(rest)?;
    let (start, _) = space0.parse(rest)?;
    let (rest, Text(text)) = token::text(start)?;
    let text = without_comment(&text).trim_end();
    let source = (!text.is_empty()).then(|| Source {
        text: text.to_owned(),
        at: start.location_offset(),
        printed: Vec::new(),
    });
    Ok((rest, (at, source)))
}

/// In a script, an address alone opens a block.
pub(super) fn opens(input: Span<'_>) -> Option<Inner> {
    match arguments(input) {
        Ok((_, (_, None))) => Some(Inner::Assembler),
        _ => None,
    }
}

pub(super) fn assemble(session: &mut Session<'_>, (at, source): (Expr, Option<Source>)) -> Outcome {
    let mut block = Block::new(session.debugger.scope().address(&at)?);
    if let Some(source) = source.as_ref().filter(|source| !source.printed.is_empty()) {
        return assemble_printed(session, block, source);
    }
    if session.shell.script_depth == 0 {
        session.remark("an empty line or `.` ends the block".to_owned());
    }
    let Some(source) = source else {
        session.shell.mode = Mode::Assemble(block);
        return Ok(Report::Done);
    };
    // A hand that types goes on after the line; a script says all it wants.
    let (is_typed, forward) = match session.shell.script_depth {
        0 => (true, Forward::Allowed),
        _ => (false, Forward::Refused),
    };
    let done = statements_told(session, &mut block, &source.text, forward);
    let done = done.map_err(|error| error.moved(source.at))?;
    if is_typed {
        session.shell.mode = Mode::Assemble(block.begun_with(source.text));
    }
    Ok(done)
}

/// Assembles a line that another monitor printed, and which begins no block.
fn assemble_printed(session: &mut Session<'_>, mut block: Block, source: &Source) -> Outcome {
    let radix = session.shell.radix;
    let done = block.line(session.debugger, &source.text, radix, Forward::Refused);
    let done = done.map_err(|error| error.moved(source.at))?;
    if done.bytes != source.printed {
        let hex = source.printed.iter().map(|byte| format!("{byte:02X}"));
        let hex = hex.collect::<Vec<_>>().join(" ");
        session.note(format!(
            "its text was assembled, not the bytes {hex} before it"
        ));
    }
    Ok(told(session, done))
}

/// Assembles the statements of `text`; all but the last, whose report is given, are told.
fn statements_told(
    session: &mut Session<'_>,
    block: &mut Block,
    text: &str,
    forward: Forward,
) -> Result<Report, Diagnostic> {
    let mut last = None;
    for (at, statement) in statements(text) {
        let radix = session.shell.radix;
        let done = block.line(session.debugger, statement, radix, forward);
        let done = done.map_err(|error| error.moved(at))?;
        let report = told(session, done);
        if let Some(before) = last.replace(report) {
            session.tell(&before);
        }
    }
    Ok(last.unwrap_or(Report::Blank))
}

/// Assembles `line` while a block is open. An empty one ends it, as do `end`, `.end` and `.`.
///
/// # Errors
/// The line is wrong, and the block stays open; or it ends the block, in which a label was never defined.
pub fn next_line(session: &mut Session<'_>, mut block: Block, line: &str) -> Outcome {
    let text = without_comment(line).trim_end();
    let word = text.trim().to_ascii_lowercase();
    if line.trim().is_empty() || ["end", ".end", "."].contains(&word.as_str()) {
        block.end(session.debugger)?;
        return Ok(Report::Done);
    }
    if pasted::is_code(text.trim_start()) {
        // It says itself where it goes, and the block goes on.
        session.shell.mode = Mode::Assemble(block);
        let input = Span::new_extra(text.trim_start(), session.context());
        let (_, arguments) = finish(pasted::code(input))?;
        return assemble(session, arguments);
    }
    let done = match word.is_empty() {
        true => Ok(Report::Blank),
        false => statements_told(session, &mut block, text, Forward::Allowed),
    };
    session.shell.mode = Mode::Assemble(block);
    done.map_err(|error| outside(error.into(), text))
}

impl Session<'_> {
    /// Assembles `lines` into memory from `start` on; the address behind the last, if there is one.
    ///
    /// # Errors
    /// One of them is wrong, or a label was never defined; what was assembled stays.
    pub fn assemble_all(
        &mut self,
        start: u16,
        lines: &[&str],
    ) -> Result<Option<u16>, CommandError> {
        let mut block = Block::new(start);
        for (line, number) in lines.iter().zip(1..) {
            let text = without_comment(line).trim_end();
            if text.trim().is_empty() {
                continue;
            }
            let in_text = |error: Diagnostic| {
                CommandError::InScript(Box::new(ScriptError {
                    name: "<text>".to_owned(),
                    line: number,
                    text: text.to_owned(),
                    error: error.into(),
                }))
            };
            for (at, statement) in statements(text) {
                let radix = self.shell.radix;
                let done = block.line(self.debugger, statement, radix, Forward::Allowed);
                let done = done.map_err(|error| in_text(error.moved(at)))?;
                // Doubts are told; what became of it, the memory shows.
                let _ = told(self, done);
            }
        }
        block.end(self.debugger)?;
        Ok(block.at)
    }
}

/// The error of a line that is a command, and no instruction, says how one gets out.
fn outside(error: CommandError, text: &str) -> CommandError {
    let word = text.split_whitespace().next().unwrap_or("").to_lowercase();
    let is_command = find(Span::new_extra(text, Context::default())).is_ok()
        || foreign::advice(foreign::COMMANDS, &word, "").is_some();
    match error {
        CommandError::Line(found) if is_command => {
            let way_out = "an empty line or `.` ends the block, and commands can be given again";
            let advice = match &found.advice {
                Some(advice) => format!("{advice}; {way_out}"),
                None => way_out.to_owned(),
            };
            found.advise(advice).into()
        }
        error => error,
    }
}

fn told(session: &mut Session<'_>, done: Assembled) -> Report {
    let Assembled { address, kind, .. } = done;
    session.tell_doubts(&done.doubts);
    session.debugger.last_address = address;
    let special = match done.bytes.len() {
        0 => Vec::new(),
        length => map::special(session.debugger, address..=address + (length - 1) as u16),
    };
    Report::Assembled(AssembledView {
        address,
        code: (kind == Kind::Instruction).then(|| CodeLine {
            // With the byte behind a BRK, which is no part of it to others.
            bytes: done.bytes.clone(),
            ..session.debugger.code_line(address)
        }),
        bytes: done.bytes,
        label: done.label,
        waits_for: done.waits_for,
        patches: done.patches,
        special,
    })
}
