//! Banks: what shows in the windows of memory, and what may.

use nom::Parser;
use nom::combinator::{map, opt, rest};

use super::{Completer, Family, Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    token::{self, file_name},
};
use crate::report::Report;
use crate::session::{Outcome, Session};

pub(super) const FAMILY: Family = Family {
    title: "Banks",
    rows: &[
        Row {
            names: &["info banks"],
            summary: "the windows in which one of several memories shows, and what shows in them",
            details: "`break 2:8000` stops at $8000 while bank 2 shows there, which is `break 8000 if $bank == 2`: $bank is the \
                      number of what shows at PC, 0 where that is in no window. Machine files say what windows there are.",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(show(s))),
            ..Row::PLAIN
        },
        Row {
            names: &["bank"],
            arguments: "[BANK]",
            summary: "let a bank show in its window, as the guest does by its bank register; alone, list them",
            details: "BANK is a number or a name of `info banks`; where several windows have it, WINDOW.BANK. The register of \
                      the device that selects banks stays as it is.",
            bind: |i| bind(i, opt(file_name), select),
            ..Row::PLAIN
        },
        Row {
            names: &["inbank"],
            arguments: "BANK COMMAND",
            summary: "do a command while a bank shows: `inbank 2 x 8000`, `inbank kernal d E000`",
            details: "What showed before shows again afterwards, unless the guest ran: then what shows is its own business.",
            complete: Completer::Help,
            bind: |i| bind(i, within, run_within),
            ..Row::PLAIN
        },
    ],
};

/// A command, and the bank that shows meanwhile.
#[derive(Clone, Debug)]
struct Within {
    bank: String,
    command: String,
    /// Where the command stands in the line.
    at: usize,
}

impl Canonical for Within {
    fn write(&self, line: &mut Printer) {
        line.add(&self.bank).word(&self.command);
    }
}

fn within(input: Span<'_>) -> Parsed<'_, Within> {
    let (behind, bank) = file_name(input)?;
    let blanks = behind.fragment().len() - behind.fragment().trim_start().len();
    let at = behind.location_offset() + blanks;
    let (end, command) =
        map(rest, |text: Span<'_>| text.fragment().trim().to_owned()).parse(behind)?;
    match command.is_empty() {
        true => Diagnostic::at(end, "a command is missing")
            .advise("such as `inbank 2 x 8000`")
            .failure(),
        false => Ok((end, Within { bank, command, at })),
    }
}

fn show(session: &Session<'_>) -> Report {
    Report::Banks(session.debugger.banks())
}

fn select(session: &mut Session<'_>, bank: Option<String>) -> Outcome {
    if let Some(name) = bank {
        let bank = session.debugger.bank_called(&name)?;
        session.debugger.machine.select_bank(bank);
        session.debugger.look_at_banks();
    }
    Ok(show(session))
}

fn run_within(session: &mut Session<'_>, within: Within) -> Outcome {
    let Within { bank, command, at } = within;
    let bank = session.debugger.bank_called(&bank)?;
    let looked = session.debugger.look_into(bank);
    let outcome = session.execute(&command);
    session.debugger.look_away(looked);
    outcome.map_err(|error| error.moved(at))
}
