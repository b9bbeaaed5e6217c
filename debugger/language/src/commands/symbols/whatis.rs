//! `whatis`, gdb's question for a type: what is known of a name is how many bytes it has, and whether they are code.

use nom::Parser;
use nom::combinator::opt;

use crate::commands::{Row, bind};
use crate::grammar::{
    Parsed, Span,
    canonical::{Canonical, Free, Printer},
    expression::expression,
    token::keyword,
};
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::expression::{Expr, Register, register_name};
use jumppad_engine::program::symbols::{Found, typed};

pub(super) const WHATIS: Row = Row {
    names: &["whatis", "ptype"],
    arguments: "E",
    summary: "tell how many bytes a name has, where that is known",
    details: "Types of C are not known.",
    bind: |i| bind(i, asked, whatis),
    ..Row::PLAIN
};

/// An expression; C's `struct` before a name tells nothing.
struct Asked(Free);

impl Canonical for Asked {
    fn write(&self, line: &mut Printer) {
        line.add(&self.0);
    }
}

fn asked(input: Span<'_>) -> Parsed<'_, Asked> {
    let (rest, _) = opt(keyword("struct").or(keyword("union")).or(keyword("enum"))).parse(input)?;
    expression.map(Free).map(Asked).parse(rest)
}

fn whatis(session: &mut Session<'_>, Asked(Free(expr)): Asked) -> Outcome {
    let value = session.debugger.scope().value(&expr)?;
    let text = match &expr {
        Expr::Register(register) => {
            let bits = if *register == Register::Pc { 16 } else { 8 };
            format!("{} is a register of {bits} bits", register_name(*register))
        }
        Expr::Byte(..) => "a byte of memory, 0 to 255".to_owned(),
        Expr::Word(..) => "a word of memory, two bytes, the low one first".to_owned(),
        Expr::Symbol { name, .. } => named(session, name, value),
        _ => "a number".to_owned(),
    };
    Ok(Report::Note { text })
}

/// What is known of a symbol.
fn named(session: &Session<'_>, name: &str, value: i64) -> String {
    let size = match session.debugger.symbols.find(name) {
        Found::One(symbol) => symbol.size,
        Found::Nothing | Found::Several(_) => None,
    };
    let shown = typed(name);
    let is_code = u16::try_from(value)
        .is_ok_and(|address| session.debugger.is_code(address, &session.debugger.flow()));
    let (bytes, show) = match size {
        Some(1) => ("1 byte".to_owned(), format!("p [{shown}]")),
        Some(2) => ("2 bytes".to_owned(), format!("p w[{shown}]")),
        Some(size) => (format!("{size} bytes"), format!("x/{size}xb {shown}")),
        None => (
            "bytes whose number is not known".to_owned(),
            format!("x/8xb {shown}"),
        ),
    };
    match is_code {
        true => format!(
            "{shown} is code, {bytes} at ${value:04X}: `d {shown}` shows it; types of C are not known"
        ),
        false => format!(
            "{shown} is {bytes} at ${value:04X}: `{show}` shows them; types of C are not known"
        ),
    }
}
