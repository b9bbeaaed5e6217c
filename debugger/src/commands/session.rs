//! The session itself: help, assertions, the end.

use nom::Parser;
use nom::combinator::consumed;

use super::{Completer, FAMILIES, Family, Row, bind, find};
use crate::error::CommandError;
use crate::grammar::canonical::{Canonical, Free, Printer};
use crate::grammar::expression::expression;
use crate::grammar::token::Text;
use crate::grammar::tree::{Binary, Expr};
use crate::grammar::{Context, Parsed, Span, token};
use crate::report::{HelpSection, Report};
use crate::session::{Outcome, Session};
use crate::settings::SETTINGS;

pub(super) const FAMILY: Family = Family {
    title: "The session",
    rows: &[
        Row {
            names: &["assert"],
            arguments: "E",
            summary: "fail unless an expression is true",
            details: "For scripts: a batch ends with exit code 3. Example: assert a == $41 && [$200] == 'H'",
            bind: |i| bind(i, asserted, assert),
            ..Row::PLAIN
        },
        Row {
            names: &["print", "p"],
            arguments: "E",
            summary: "show the value of an expression",
            bind: |i| bind(i, expression.map(Free), print),
            ..Row::PLAIN
        },
        Row {
            names: &["echo"],
            arguments: "TEXT",
            summary: "print a text",
            bind: |i| bind(i, token::text, |_, Text(text)| Ok(Report::Echo { text })),
            ..Row::PLAIN
        },
        Row {
            names: &["help", "h", "?"],
            arguments: "[COMMAND|TOPIC]",
            summary: "list the commands, or explain one",
            complete: Completer::Commands,
            bind: |i| bind(i, token::text, help),
            ..Row::PLAIN
        },
        Row {
            names: &["quit", "q", "exit"],
            summary: "leave",
            bind: |i| bind(i, token::nothing, |_, ()| Ok(Report::Quit)),
            ..Row::PLAIN
        },
    ],
};

const TOPICS: &[(&str, &str)] = &[
    (
        "numbers",
        "$C000 and 0xC000 are hexadecimal, %1010 and 0b1010 binary, 'A' a character, #10 and +10 decimal.\n\
         Bare digits are hexadecimal where an address or a byte is expected, decimal for counts, numbers of\n\
         breakpoints, and in expressions. `set radix 16` or `set radix 10` makes them one everywhere.",
    ),
    (
        "ranges",
        "`A B` and `A..B` include both ends; `A,+N` is N bytes from A. An address is a number, pc, sp, x or y, a\n\
         sum such as pc+3, or any expression in parentheses.",
    ),
    (
        "expressions",
        "Operators and precedence are those of C: || && | ^ & == != < <= > >= << >> + - * / % and - ! ~.\n\
         <E and >E are the low and high byte. [E] is the byte at E, w[E] the word there.\n\
         Names: a x y sp pc p, the flags .n .v .b .d .i .z .c, cycles, $_ (last address shown).",
    ),
];

/// An expression with its text, for the failure message.
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

fn assert(session: &mut Session, assertion: Assertion) -> Outcome {
    let Assertion {
        text,
        expr: Free(expr),
    } = assertion;
    let scope = session.scope();
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

fn print(session: &mut Session, Free(expr): Free) -> Outcome {
    let text = number(session.scope().value(&expr)?);
    Ok(Report::Echo { text })
}

fn number(value: i64) -> String {
    match value {
        0..=9 => value.to_string(),
        10.. => format!("{value} (${value:X})"),
        _ => value.to_string(),
    }
}

fn help(_: &mut Session, Text(topic): Text) -> Outcome {
    if topic.is_empty() {
        let sections = FAMILIES.iter().map(|family| HelpSection {
            title: family.title,
            commands: family
                .rows
                .iter()
                .map(|row| (row.usage(), row.summary))
                .collect(),
        });
        return Ok(Report::Help {
            sections: sections.collect(),
        });
    }
    if let Some((name, text)) = TOPICS.iter().find(|(name, _)| *name == topic) {
        return Ok(Report::HelpOn {
            usage: (*name).to_owned(),
            aliases: Vec::new(),
            text: (*text).to_owned(),
        });
    }
    if topic == "settings" {
        let commands = SETTINGS.iter().map(|row| {
            (
                format!("set {} {}", row.name, row.values.join("|")),
                row.help,
            )
        });
        return Ok(Report::Help {
            sections: vec![HelpSection {
                title: "Settings",
                commands: commands.collect(),
            }],
        });
    }
    let row = find(Span::new_extra(&topic, Context::default()))?;
    Ok(Report::HelpOn {
        usage: row.usage(),
        aliases: row.names[1..].to_vec(),
        text: format!("{}.\n{}", capital(row.summary), row.details)
            .trim_end()
            .to_owned(),
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
