//! Coverage: noted, told, saved.

use std::path::Path;

use nom::Parser;
use nom::combinator::{map, opt, value};

use super::{Completer, Family, Row, bind};
use crate::grammar::{
    Parsed, Span,
    canonical::{Canonical, Printer},
    token::{self, file_name, lexeme},
};
use crate::report::{Report, Written, WrittenView};
use crate::session::{Outcome, Session};
use jumppad_engine::coverage::Keeping;
use jumppad_tiers::Noting;

const TOLD: &str = "Lines, functions and both ways of branches that may be taken or not, as the debug information tells them; \
                    without it, addresses. What was never executed is told of code that is known: by lines, because \
                    execution could come there from where the program begins, or because it was executed. Lines of \
                    libraries without source are left out. With a file of source, or a function of C or the assembler, \
                    only of that. Going back in time takes nothing back. It goes when another program is loaded.";

const ON: &str = "It costs next to nothing once the program is warm: what happens for the first time is noted, and \
                  compiled code leaves for that. Compiled code is thrown away once. `coverage` tells what was never \
                  executed, `coverage off` ends it, `coverage clear` begins anew.";

const SAVED: &str = "The file is a tracefile of lcov: `genhtml FILE` makes pages of it, and editors show it. With --merge \
                     the counts of the file that is there are added, so each count is one of runs, and sessions at the \
                     same time lose nothing. Without lines of source each page of memory is a file, whose listing is \
                     written into the folder FILE.pages; an address has the same line in each.";

pub(super) const FAMILY: Family = Family {
    title: "Coverage",
    rows: &[
        Row {
            names: &["coverage"],
            arguments: "[FILE|FUNCTION]",
            summary: "what of the program was never executed",
            details: TOLD,
            complete: Completer::Words(&["on", "off", "clear", "save"]),
            bind: |i| bind(i, opt(file_name), told),
            ..Row::PLAIN
        },
        Row {
            names: &["coverage on"],
            summary: "note which instructions are executed, and which ways branches go",
            details: ON,
            bind: |i| bind(i, token::nothing, |s, ()| noting(s, Noting::On)),
            ..Row::PLAIN
        },
        Row {
            names: &["coverage off"],
            summary: "note no more; what was noted stays",
            bind: |i| bind(i, token::nothing, |s, ()| noting(s, Noting::Off)),
            ..Row::PLAIN
        },
        Row {
            names: &["coverage clear"],
            summary: "forget what was noted",
            bind: |i| bind(i, token::nothing, clear),
            ..Row::PLAIN
        },
        Row {
            names: &["coverage save"],
            arguments: "FILE [--merge]",
            summary: "write what was executed to a tracefile of lcov",
            details: SAVED,
            complete: Completer::Files,
            bind: |i| bind(i, saving, save),
            ..Row::PLAIN
        },
    ],
};

/// Where to save to.
#[derive(Clone, Debug)]
struct Saving {
    file: String,
    keeping: Keeping,
}

impl Canonical for Saving {
    fn write(&self, line: &mut Printer) {
        line.add(&self.file);
        if self.keeping == Keeping::Counts {
            line.word("--merge");
        }
    }
}

fn saving(input: Span<'_>) -> Parsed<'_, Saving> {
    let merge = opt(value((), lexeme(nom::bytes::complete::tag("--merge"))));
    let both = (file_name, merge);
    map(both, |(file, merge)| Saving {
        file,
        keeping: match merge {
            Some(()) => Keeping::Counts,
            None => Keeping::Nothing,
        },
    })
    .parse(input)
}

fn told(session: &mut Session<'_>, of: Option<String>) -> Outcome {
    let view = session.debugger.coverage(of.as_deref())?;
    Ok(Report::Coverage(view))
}

fn noting(session: &mut Session<'_>, noting: Noting) -> Outcome {
    session.debugger.machine.set_coverage(noting);
    Ok(Report::Done)
}

fn clear(session: &mut Session<'_>, (): ()) -> Outcome {
    session.debugger.machine.clear_coverage();
    Ok(Report::Done)
}

fn save(session: &mut Session<'_>, Saving { file, keeping }: Saving) -> Outcome {
    session.debugger.save_coverage(Path::new(&file), keeping)?;
    let added = keeping == Keeping::Counts;
    let what = Written::Coverage { added };
    Ok(Report::Written(WrittenView { file, what }))
}
