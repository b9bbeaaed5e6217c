//! Values: printed once, or shown at each stop.

use nom::Parser;
use nom::branch::alt;
use nom::character::complete::char;
use nom::combinator::{consumed, cut, opt, peek};
use nom::multi::many0;
use nom::sequence::preceded;

use super::memory::examine::cells;
use super::variables::{Assigned, assign_place, assigned};
use super::{Family, Row, bind};
use crate::display::{Display, Examine, Notation, Shown};
use crate::error::CommandError;
use crate::grammar::{
    Context, Diagnostic, Parsed, Span,
    canonical::{Canonical, Doubt, Free, Printer, typed_expression},
    explain::explain,
    expression::expression,
    number,
    token::{self, lexeme},
};
use crate::report::{Data, DisplayView, Report, ShownView};
use crate::session::{Outcome, Session};
use jumppad_engine::debugger::variables::Looked;
use jumppad_engine::expression::typed::{Meant, Sense};
use jumppad_engine::expression::{EvalErrorKind, Expr, register};
use jumppad_engine::program::c::{integers, types::Signed};

const PRINTING: &str = "F is one of x (hexadecimal), d (decimal), u (unsigned), t (binary), o (octal), c (a character). The value of a \
                        name is its address: p [NAME] shows the byte there, p w[NAME] the word, x/8xb NAME more.";

const DISPLAYING: &str = "It is shown now and at each stop, for as long as `undisplay` does not end it: display [$609], \
                          display /x a+x. With a count, a size, i or s it shows memory, as x does: display /8xb 200.";

pub(super) const FAMILY: Family = Family {
    title: "Values",
    rows: &[
        Row {
            names: &["print", "p", "inspect", "output"],
            arguments: "[/F] [E]",
            summary: "show the value of an expression; without one, the last value again",
            details: PRINTING,
            bind: |i| {
                let nothing = token::end_ahead.map(|()| None);
                let value = alt((
                    assigned.map(Printed::Assigned),
                    compared.map(Printed::Compared),
                ));
                bind(i, (opt(notation), nothing.or(value.map(Some))), print)
            },
            ..Row::PLAIN
        },
        Row {
            names: &["display"],
            arguments: "[[/F] E | /NFU ADDRESS]",
            summary: "show a value or memory at each stop; alone, show all of these now",
            details: DISPLAYING,
            bind: |i| {
                let nothing = token::end_ahead.map(|()| None);
                bind(i, nothing.or(shown.map(Some)), |s, shown| match shown {
                    Some(shown) => display(s, shown),
                    None => Ok(list(s)),
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["undisplay", "delete display"],
            arguments: "[ID...]",
            summary: "end displays; without a number, all",
            bind: |i| bind(i, many0(lexeme(number::count)), undisplay),
            ..Row::PLAIN
        },
        Row {
            names: &["info display"],
            summary: "show all displays",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(list(s))),
            ..Row::PLAIN
        },
    ],
};

impl Notation {
    const ALL: [(char, Self); 6] = [
        ('x', Self::Hexadecimal),
        ('d', Self::Decimal),
        ('u', Self::Unsigned),
        ('t', Self::Binary),
        ('o', Self::Octal),
        ('c', Self::Character),
    ];

    fn of(letter: char) -> Option<Self> {
        let found = Self::ALL.iter().find(|(own, _)| *own == letter);
        found.map(|&(_, notation)| notation)
    }

    fn text(self, value: i64) -> String {
        let (sign, size) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
        match self {
            Self::Hexadecimal => format!("{sign}${size:X}"),
            Self::Decimal => value.to_string(),
            Self::Unsigned => value.cast_unsigned().to_string(),
            Self::Binary => format!("{sign}%{size:b}"),
            Self::Octal => format!("{sign}{size:o}"),
            Self::Character => {
                let [byte, ..] = value.to_le_bytes();
                format!("{value} '{}'", byte.escape_ascii())
            }
        }
    }
}

impl Canonical for Notation {
    fn write(&self, line: &mut Printer) {
        let found = Self::ALL.iter().find(|(_, notation)| notation == self);
        if let Some((letter, _)) = found {
            line.word('/').glue(letter);
        }
    }
}

/// `/F`
fn notation(input: Span<'_>) -> Parsed<'_, Notation> {
    let (start, _) = lexeme(char('/')).parse(input)?;
    let (rest, word) = cut(token::word).parse(start)?;
    let mut letters = word.chars();
    match (letters.next().and_then(Notation::of), letters.next()) {
        (Some(notation), None) => Ok((rest, notation)),
        _ => Diagnostic::at(start, format!("`{word}` is not a format"))
            .advise("one of x d u t o c; `x/FMT ADDRESS` shows memory")
            .failure(),
    }
}

/// `[/F] E`, or `/NFU ADDRESS` where the format is one of memory.
fn shown(input: Span<'_>) -> Parsed<'_, Shown> {
    let format = preceded(lexeme(char('/')), token::word);
    let is_memory = match peek(opt(format)).parse(input)?.1 {
        Some(format) => format.contains(|c: char| c.is_ascii_digit() || "isbhw".contains(c)),
        None => false,
    };
    if is_memory {
        let (rest, examine) = Examine::parse(input)?;
        return match examine.address {
            Some(_) => Ok((rest, Shown::Memory(examine))),
            None => Diagnostic::at(rest, "an address is missing here").failure(),
        };
    }
    let (rest, notation) = opt(notation).parse(input)?;
    let (rest, expr) = expression(rest)?;
    Ok((rest, Shown::Value(notation, Free(expr))))
}

impl Canonical for Shown {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Value(notation, expr) => line.add(notation).add(expr),
            Self::Memory(examine) => line.add(examine),
        };
    }
}

/// What `print` shows: a value, or one that it assigns first, as gdb does.
#[derive(Clone, Debug)]
enum Printed {
    Compared(Compared),
    Assigned(Assigned),
}

impl Canonical for Printed {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Compared(compared) => line.add(compared),
            Self::Assigned(assigned) => line.add(assigned),
        };
    }
}

/// An expression as it was written: what it compares is not seen in its value.
#[derive(Clone, Debug)]
struct Compared {
    expr: Free,
    text: String,
    context: Context<'static>,
}

impl Canonical for Compared {
    fn write(&self, line: &mut Printer) {
        line.add(&self.expr);
    }
}

fn compared(input: Span<'_>) -> Parsed<'_, Compared> {
    let context = input.extra.lasting();
    let (rest, (text, expr)) = consumed(expression).parse(input)?;
    let text = text.fragment().trim().to_owned();
    let expr = Free(expr);
    Ok((
        rest,
        Compared {
            expr,
            text,
            context,
        },
    ))
}

fn print(
    session: &mut Session<'_>,
    (notation, asked): (Option<Notation>, Option<Printed>),
) -> Outcome {
    let Some(asked) = asked else {
        let value = session.shell.last_value.ok_or(CommandError::NoValue)?;
        let text = text(notation, value);
        return Ok(Report::Value { value, text });
    };
    let asked = match asked {
        Printed::Compared(asked) => asked,
        Printed::Assigned(assigned) => return assign_place(session, assigned),
    };
    let Free(expr) = asked.expr;
    let value = match session.debugger.look_up(&expr)? {
        Looked::Number(value) => value,
        Looked::Typed(view) => {
            session.shell.last_value = view.data.value();
            session.tell_meant(&expr);
            let text = typed_text(notation, &view.data);
            return Ok(Report::Typed { text, view });
        }
        Looked::Type(view) => {
            let text = format!("type = {}", view.definition.as_ref().unwrap_or(&view.of));
            return Ok(Report::CType { text, view });
        }
    };
    session.shell.last_value = Some(value);
    session.tell_meant(&expr);
    remarks(session, &expr, &asked.text, value);
    if matches!(&expr, Expr::Binary(operator, ..) if operator.compares()) {
        let explained = explain(&asked.text, asked.context, &session.debugger.scope());
        let decimals = explained.decimals.into_iter().map(Doubt::Decimal);
        session.tell_doubts(&decimals.collect::<Vec<_>>());
    }
    let text = text(notation, value);
    Ok(Report::Value { value, text })
}

/// Says of `text`, which is `expr`, what it would be elsewhere: a name the value that stands there, `$1` an earlier one,
/// and digits behind a 0 octal.
fn remarks(session: &mut Session<'_>, expr: &Expr, text: &str, value: i64) {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let text = text.trim();
    // Where no symbol is called so, `.A` of VICE is the register.
    let is_register = text.strip_prefix('.').is_some_and(|name| {
        let lower = name.to_ascii_lowercase();
        register(&lower).is_some() && !session.debugger.symbols.knows(name)
    });
    if is_register {
        return;
    }
    if expr.is_of_names() && expr.is_sum() && !text.starts_with('&') {
        let Ok(address) = u16::try_from(value) else {
            return;
        };
        if !session.debugger.is_code(address, &session.debugger.flow()) {
            session.remark(format!(
                "`{text}` is an address; `p [{text}]` shows the byte there, `p w[{text}]` the word"
            ));
        }
    } else if text.strip_prefix('$').is_some_and(digits) && value < 100 {
        session.remark(format!(
            "`{text}` is a number; earlier values have none, `p` alone shows the last one"
        ));
    } else if text.len() > 1 && text.starts_with('0') && digits(text) && value > 7 {
        session.remark(format!("`{text}` is decimal: a 0 before it says nothing"));
    }
}

/// What `data` holds, as it was asked for.
fn typed_text(notation: Option<Notation>, data: &Data) -> String {
    let Some(notation) = notation else {
        return data.to_string();
    };
    data.text(Some(&|value, size| {
        let bits = u8::try_from(size * 8).unwrap_or(64);
        let value = match notation {
            Notation::Decimal | Notation::Character => value,
            _ => integers::cut(value, bits, Signed::No),
        };
        notation.text(value)
    }))
}

/// `value` as it was asked for, or in both notations that matter here.
fn text(notation: Option<Notation>, value: i64) -> String {
    match (notation, value) {
        (Some(notation), _) => notation.text(value),
        (None, 10..) => format!("{value} (${value:X})"),
        (None, _) => value.to_string(),
    }
}

fn display(session: &mut Session<'_>, shown: Shown) -> Outcome {
    if let Shown::Value(_, Free(expr)) = &shown {
        // A misspelt symbol is an error of this line, even where no value needs it.
        let looked = session.debugger.look_up(expr)?;
        session.tell_meant(expr);
        if let Looked::Number(value) = looked {
            remarks(session, expr, &typed_expression(expr), value);
        }
    }
    let mut line = Printer::new(session.shell.radix);
    shown.write(&mut line);
    let display = Display {
        id: session.shell.displays.last().map_or(1, |last| last.id + 1),
        text: match &shown {
            Shown::Value(None, Free(expr)) => session.spelled(expr),
            _ => line.into_text(),
        },
        shown,
    };
    let view = view(session, &display)?;
    session.shell.displays.push(display);
    Ok(Report::Displays { list: vec![view] })
}

fn undisplay(session: &mut Session<'_>, ids: Vec<u64>) -> Outcome {
    let is_known = |id: &u64| {
        session
            .shell
            .displays
            .iter()
            .any(|d| u64::from(d.id) == *id)
    };
    if let Some(&unknown) = ids.iter().find(|id| !is_known(id)) {
        return Err(CommandError::NoDisplay(unknown));
    }
    let is_kept = |display: &Display| !ids.is_empty() && !ids.contains(&u64::from(display.id));
    session.shell.displays.retain(is_kept);
    Ok(Report::Done)
}

/// The displays that a stop shows: those of C's variables only where these are.
pub fn at_stop(session: &mut Session<'_>) -> Report {
    let scope = session.debugger.scope();
    let is_elsewhere = |display: &Display| match &display.shown {
        Shown::Value(_, Free(expr)) => {
            let is_away = |name: &String| scope.meant(name) == Some(Meant::Language);
            let found = scope.term(expr, Sense::Value).map_err(|error| error.kind);
            expr.names().iter().any(is_away)
                || matches!(
                    found,
                    Err(EvalErrorKind::OutOfScope { .. } | EvalErrorKind::OtherBlock { .. })
                )
        }
        Shown::Memory(_) => false,
    };
    let hidden: Vec<u32> = { session.shell.displays.iter() }
        .filter(|d| is_elsewhere(d))
        .map(|d| d.id)
        .collect();
    match list(session) {
        Report::Displays { mut list } => {
            list.retain(|view| !hidden.contains(&view.id));
            Report::Displays { list }
        }
        other => other,
    }
}

/// All displays as they are now.
fn list(session: &mut Session<'_>) -> Report {
    let displays = std::mem::take(&mut session.shell.displays);
    let views = displays.iter().map(|display| {
        view(session, display).unwrap_or_else(|error| DisplayView {
            id: display.id,
            of: display.text.clone(),
            shown: ShownView::Failed {
                error: error.to_string(),
            },
        })
    });
    let list = views.collect();
    session.shell.displays = displays;
    Report::Displays { list }
}

fn view(session: &mut Session<'_>, display: &Display) -> Result<DisplayView, CommandError> {
    let shown = match &display.shown {
        Shown::Value(notation, Free(expr)) => match session.debugger.look_up(expr)? {
            Looked::Number(value) => ShownView::Value {
                value: Some(value),
                text: text(*notation, value),
            },
            Looked::Typed(view) => ShownView::Value {
                value: view.data.value(),
                text: typed_text(*notation, &view.data),
            },
            Looked::Type(view) => ShownView::Value {
                value: None,
                text: view.of,
            },
        },
        Shown::Memory(examine) => {
            let (columns, cells) = cells(session, examine)?;
            ShownView::Memory { columns, cells }
        }
    };
    Ok(DisplayView {
        id: display.id,
        of: display.text.clone(),
        shown,
    })
}
