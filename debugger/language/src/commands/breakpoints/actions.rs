//! `commands`: what breakpoints do at their stops.

use nom::Parser;
use nom::bytes::complete::take_till;
use nom::character::complete::char;
use nom::combinator::{cut, opt, peek};
use nom::sequence::delimited;

use super::echo;
use super::ids::{Ids, ids, named};
use super::place::kept_list;
use crate::collect::{Body, Collector, Inner};
use crate::commands::{Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span, braces,
    canonical::{Canonical, Doubt, Printer},
    token::{begin, lexeme, peek_word},
};
use crate::mode::Mode;
use crate::report::{Opened, Report};
use crate::session::{Outcome, Session, misplaced_silent};
use jumppad_engine::breakpoints::{Actions, SILENT};

pub(super) const COMMANDS: Row = Row {
    names: &["commands"],
    arguments: "[ID...] | ID... \"ACTION\"",
    summary: "give breakpoints commands to run at their stops: the lines up to `end`, or a text",
    details: "Without a number it is the breakpoint set last. The commands run when the stop has been told; `silent` as \
              the first keeps it from being told. One that resumes, as `continue`, ends them, and the next stop goes on \
              with its own. One that fails ends them and is told. None at all takes them away. Ctrl-C drops the block \
              that is typed.",
    opens: |i| (!i.fragment().contains('"')).then_some(Inner::Body),
    bind: |i| bind(i, (ids, opt(text)), commands),
    ..Row::PLAIN
};

/// Commands in quotes, as VICE takes them.
#[derive(Clone, Debug)]
struct Quoted(Actions, Vec<Doubt>);

impl Canonical for Quoted {
    fn write(&self, line: &mut Printer) {
        line.word(format_args!("\"{}\"", self.0.lines().join("; ")));
        line.doubt(self.1.iter().cloned());
    }
}

fn text(input: Span<'_>) -> Parsed<'_, Quoted> {
    let word = peek_word(input);
    if !word.is_empty() && !word.starts_with('"') {
        let text = input.fragment().trim();
        return Diagnostic::new(begin(input), "commands behind numbers stand in quotes")
            .advise(format!(
                "write \"{text}\", or the commands on lines of their own, up to `end`"
            ))
            .failure();
    }
    let (start, _) = lexeme(peek(char('"'))).parse(input)?;
    let inside = delimited(char('"'), take_till(|c| c == '"'), cut(char('"')));
    let (rest, text) = cut(inside).parse(start)?;
    let (actions, doubts) = kept_list(braces::pieces(text), input.extra.radix)?;
    Ok((rest, Quoted(actions, doubts)))
}

pub(super) const SILENT_ROW: Row = Row {
    names: &[SILENT],
    summary: "as the first command of a breakpoint: do not tell of the stop",
    bind: |i| {
        bind(i, crate::grammar::token::nothing, |_, ()| {
            Err(misplaced_silent(0).into())
        })
    },
    ..Row::PLAIN
};

fn commands(session: &mut Session<'_>, (ids, text): (Vec<Ids>, Option<Quoted>)) -> Outcome {
    let ids: Vec<u32> = match ids.as_slice() {
        [] => session
            .debugger
            .breakpoints
            .iter()
            .last()
            .map(|breakpoint| vec![breakpoint.id])
            .ok_or(CommandError::NoBreakpoints)?,
        some => named(session, some)?,
    };
    if let Some(Quoted(actions, _)) = text {
        return assign(session, &ids, &actions);
    }
    session.shell.mode = Mode::Collect(Collector::new(Body::Actions(ids.clone())));
    // A script knows what it does.
    Ok(match session.shell.script_depth {
        0 => Report::Opened(Opened::Actions { breakpoints: ids }),
        _ => Report::Done,
    })
}

/// Takes the lines of `commands`.
pub(in crate::commands) fn give(
    session: &mut Session<'_>,
    ids: &[u32],
    lines: Vec<String>,
) -> Outcome {
    let mut depth = 0usize;
    for line in lines.iter().skip(1) {
        match (depth, line.as_str()) {
            (0, SILENT) => return Err(misplaced_silent(0).into()),
            (_, "end") => depth = depth.saturating_sub(1),
            (_, line) => depth += usize::from(session.opens(line).is_some()),
        }
    }
    let actions = Actions::new(lines, session.shell.radix);
    assign(session, ids, &actions)
}

fn assign(session: &mut Session<'_>, ids: &[u32], actions: &Actions) -> Outcome {
    for &id in ids {
        if let Some(breakpoint) = session.debugger.breakpoints.get_mut(id) {
            breakpoint.spec.actions = actions.clone();
        }
    }
    match ids {
        [id] => echo(session, *id),
        _ => Ok(Report::Done),
    }
}
