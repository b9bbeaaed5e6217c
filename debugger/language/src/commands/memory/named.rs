//! Memory assigned to by its name, as gdb writes it: `set var NAME = E`. A name is an address here, so its size decides
//! how many bytes are written.

use nom::Parser;
use nom::character::complete::{char, space0};
use nom::combinator::{not, opt, peek};

use super::poke::store;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Free, Printer},
    expression::expression,
    token::{begin, lexeme, symbol},
};
use crate::session::{Outcome, Session};
use crate::setting_rows::SETTINGS;
use jumppad_engine::expression::{Expr, register};
use jumppad_engine::program::symbols::{Found, typed};

/// A symbol and its new value.
#[derive(Clone, Debug)]
pub(in crate::commands) struct Named {
    name: String,
    /// Where the name stands in the line, and the value.
    at: usize,
    value_at: usize,
    value: Free,
}

impl Canonical for Named {
    fn write(&self, line: &mut Printer) {
        let name = Expr::Symbol {
            name: self.name.clone(),
            number: None,
            at: 0,
        };
        line.add(&Free(name)).word('=').add(&self.value);
    }
}

/// `NAME = E`, where NAME is no register. A register's name with a dot is a symbol's, but a flag's is none.
pub(in crate::commands) fn named(input: Span<'_>) -> Parsed<'_, Named> {
    let (start, _) = space0.parse(input)?;
    let at = start.location_offset();
    let (rest, dot) = opt(char('.')).parse(start)?;
    let (rest, name) = symbol(rest)?;
    let text = name.fragment();
    let is_register = register(&text.to_ascii_lowercase()).is_some();
    let is_ours = match dot {
        Some(_) => text.len() == 1 && !is_register,
        None => is_register || text.eq_ignore_ascii_case("fl"),
    };
    if is_ours {
        return Diagnostic::at(start, "this is a register").error();
    }
    let (rest, _) = (lexeme(char('=')), peek(not(char('=')))).parse(rest)?;
    let value_at = begin(rest);
    let name = text.to_string();
    let (rest, value) = nom::combinator::cut(expression.map(Free)).parse(rest)?;
    Ok((
        rest,
        Named {
            name,
            at,
            value_at,
            value,
        },
    ))
}

pub(in crate::commands) fn assign_named(session: &mut Session<'_>, named: &Named) -> Outcome {
    let Named {
        name, at, value_at, ..
    } = named;
    let (start, size) = match session.debugger.symbols.find(name) {
        Found::One(symbol) => (symbol.address, symbol.size),
        Found::Several(_) => {
            return Err(session
                .debugger
                .scope()
                .value(&expr(named))
                .unwrap_err()
                .into());
        }
        Found::Nothing => return Err(unknown(name, *at).into()),
    };
    let value = session.debugger.scope().value(&named.value.0)?;
    let shown = typed(name);
    let unfit = |text: String| Diagnostic::new(*value_at, text);
    let length = match size {
        Some(size @ 1..=2) => usize::from(size),
        Some(size) => {
            let error = Diagnostic::new(*at, format!("`{name}` has {size} bytes"));
            return Err(error
                .advise(format!(
                    "`set [{shown}+N] = E` writes one of them, `set w[{shown}+N] = E` a word"
                ))
                .into());
        }
        None => 1,
    };
    let limit = (1i64 << (8 * length)) - 1;
    if !(-(limit + 1) / 2..=limit).contains(&value) {
        let error = unfit(format!("{value} does not fit"));
        return Err(match size {
            None => error.advise(format!(
                "the size of `{name}` is not known: `set w[{shown}] = {value}` writes a word"
            )),
            Some(_) => error.advise(format!("it takes 0 to {limit} (${limit:X})")),
        }
        .into());
    }
    if size.is_none() {
        session.note(format!(
                "the size of `{name}` is not known: one byte is written; `set w[{shown}] = E` writes a word"
            ));
    }
    store(session, start, length, value)
}

/// The error of a name that is no symbol's.
fn unknown(name: &str, at: usize) -> Diagnostic {
    if SETTINGS.iter().any(|row| row.name == name) {
        let text = format!("`{name}` is a setting, which takes no `=`");
        return Diagnostic::new(at, text).advise(format!("`set {name} VALUE`"));
    }
    let error = Diagnostic::new(at, format!("there is no register and no symbol `{name}`"));
    error.advise(format!(
        "registers are a x y sp pc p, flags .n .v .d .i .z .c; `set [{name}] = E` writes memory"
    ))
}

fn expr(named: &Named) -> Expr {
    Expr::Symbol {
        name: named.name.clone(),
        number: None,
        at: named.at,
    }
}
