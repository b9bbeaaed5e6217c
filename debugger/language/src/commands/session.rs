//! The session itself: assertions, texts, the end.

mod printf;
mod say;
mod serve;

use nom::Parser;
use nom::combinator::consumed;

use super::{Family, Row, bind, screens};
use crate::error::CommandError;
use crate::grammar::{
    Parsed, Span,
    canonical::{Canonical, Free, Printer},
    expression::expression,
    token::{self, Text},
};
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::expression::{Binary, Expr};

pub(super) const FAMILY: Family = Family {
    title: "The session",
    rows: &[
        Row {
            names: &["assert"],
            arguments: "E | screen [N] contains \"TEXT\"",
            summary: "fail unless an expression is true, or a screen shows a text",
            details: "For scripts: a batch ends with exit code 3. Example: assert a == $41 && [$200] == 'H'",
            bind: |i| match screens::contains(i) {
                Err(nom::Err::Error(_)) => bind(i, asserted, assert),
                _ => bind(i, screens::contains, screens::assert),
            },
            ..Row::PLAIN
        },
        Row {
            names: &["echo"],
            arguments: "TEXT",
            summary: "print a text",
            details: "\\n is the end of a line, \\t a tab, \\\\ a backslash. A line end at the end of the text is one in any case.",
            bind: |i| {
                bind(i, token::text, |_, Text(text)| {
                    let text = printf::unescaped(&text);
                    Ok(Report::Echo { text })
                })
            },
            ..Row::PLAIN
        },
        printf::PRINTF,
        say::SAY,
        serve::SERVE,
        Row {
            names: &["quit", "q"],
            summary: "leave",
            bind: |i| bind(i, token::nothing, |_, ()| Ok(Report::Quit)),
            ..Row::PLAIN
        },
        Row {
            names: &["exit"],
            summary: "leave, as quit",
            details: "VICE's exit lets the guest run, which is `continue` here.",
            bind: |i| {
                bind(i, token::nothing, |s, ()| {
                    if s.shell.script_depth == 0 {
                        s.note(
                            "`exit` leaves the debugger; VICE's `exit` and `x` are `continue` here",
                        );
                    }
                    Ok(Report::Quit)
                })
            },
            ..Row::PLAIN
        },
    ],
};

/// An expression with its text, for the failure message.
#[derive(Clone, Debug)]
struct Assertion {
    text: String,
    expr: Free,
}

impl Canonical for Assertion {
    fn write(&self, line: &mut Printer) {
        line.add(&self.expr);
    }
}

fn asserted(input: Span<'_>) -> Parsed<'_, Assertion> {
    consumed(expression)
        .map(|(text, expr)| Assertion {
            text: text.fragment().trim().to_owned(),
            expr: Free(expr),
        })
        .parse(input)
}

fn assert(session: &mut Session<'_>, assertion: Assertion) -> Outcome {
    let Assertion {
        text,
        expr: Free(expr),
    } = assertion;
    let scope = session.debugger.scope();
    if scope.value(&expr)? != 0 {
        return Ok(Report::Done);
    }
    let seen = match &expr {
        Expr::Binary(operator, left, right, _) if !matches!(operator, Binary::And | Binary::Or) => {
            let (left, right) = (scope.value(left)?, scope.value(right)?);
            Some(format!(
                "the left side is {}, the right side {}",
                number(left),
                number(right)
            ))
        }
        _ => None,
    };
    Err(CommandError::Assertion { text, seen })
}

fn number(value: i64) -> String {
    match value {
        0..=9 => value.to_string(),
        10.. => format!("{value} (${value:X})"),
        _ => value.to_string(),
    }
}
