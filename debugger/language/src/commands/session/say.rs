//! `say`: a text with the values of the expressions in it, as editors' log points have it.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{is_not, tag};
use nom::character::complete::{anychar, char, space0};
use nom::combinator::{cut, recognize, value};
use nom::multi::many0;
use nom::sequence::{delimited, preceded};

use super::printf::unescaped;
use crate::commands::{Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Free, Printer},
    expression::expression,
    token::lexeme,
};
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::debugger::variables::Looked;

pub(super) const SAY: Row = Row {
    names: &["say"],
    arguments: "\"TEXT\"",
    summary: "print a text with the values of what stands in braces in it: say \"x is {x}\"",
    details: "In braces stands an expression, whose value is written as `print` writes it; {{ and }} are braces themselves. \
              Behind a trace it is a log point: `trace 618 do { silent; say \"x is {x}\" }`.",
    bind: |i| bind(i, pieces, say),
    ..Row::PLAIN
};

/// A piece of the text.
#[derive(Clone, Debug)]
enum Piece {
    /// As it was written, with its backslashes.
    Letters(String),
    Value(Free),
}

#[derive(Clone, Debug)]
struct Pieces(Vec<Piece>);

impl Canonical for Pieces {
    fn write(&self, line: &mut Printer) {
        let mut text = String::from("\"");
        for piece in &self.0 {
            match piece {
                Piece::Letters(letters) => {
                    text += &letters.replace('{', "{{").replace('}', "}}");
                }
                Piece::Value(value) => {
                    let mut own = line.fresh();
                    own.add(value);
                    text += &format!("{{{}}}", own.into_text());
                }
            }
        }
        line.word(text + "\"");
    }
}

fn pieces(input: Span<'_>) -> Parsed<'_, Pieces> {
    let (start, _) = space0.parse(input)?;
    let Ok((rest, _)) = char::<_, Diagnostic>('"').parse(start) else {
        return Diagnostic::at(start, "a text in quotes is missing here").failure();
    };
    let escaped =
        recognize((char('\\'), anychar)).map(|span: Span<'_>| (*span.fragment()).to_owned());
    let plain = is_not("\\\"{}").map(|span: Span<'_>| (*span.fragment()).to_owned());
    let brace = alt((
        value("{".to_owned(), tag("{{")),
        value("}".to_owned(), tag("}}")),
    ));
    let inside = preceded(char('{'), cut(expression.map(Free)));
    let piece = alt((
        alt((escaped, plain, brace)).map(Piece::Letters),
        delimited(nom::combinator::success(()), inside, cut(lexeme(char('}')))).map(Piece::Value),
    ));
    let (rest, list) = { many0(piece) }.parse(rest)?;
    match char::<_, Diagnostic>('"').parse(rest) {
        Ok((rest, _)) => Ok((rest, Pieces(list))),
        Err(_) => Diagnostic::at(rest, "the text has no end here")
            .advise("a brace alone is written twice: }}")
            .failure(),
    }
}

fn say(session: &mut Session<'_>, Pieces(pieces): Pieces) -> Outcome {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Letters(letters) => text += &unescaped_piece(&letters),
            Piece::Value(Free(expr)) => {
                text += &match session.debugger.look_up(&expr)? {
                    Looked::Number(value) => value.to_string(),
                    Looked::Typed(view) => view.data.to_string(),
                    Looked::Type(view) => view.of,
                };
            }
        }
    }
    Ok(Report::Echo { text })
}

/// The letters of a piece; a line end is kept, since more may follow.
fn unescaped_piece(letters: &str) -> String {
    match letters {
        "\\n" => "\n".to_owned(),
        other => unescaped(other),
    }
}
