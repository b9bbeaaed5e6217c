//! Directives: data between the instructions.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::take_while1;
use nom::character::complete::char;
use nom::combinator::{cut, map, opt};
use nom::sequence::preceded;

use super::statement::{Datum, expr, list};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    token::{self, is_word, lexeme},
};
use jumppad_engine::names::closest;

/// The directives, for `help` and for errors.
pub(super) const NAMES: &[&str] = &[".byte", ".word", ".text", ".res"];

/// A directive with its data; the name begins with a dot.
pub(super) fn directive(input: Span<'_>) -> Parsed<'_, Vec<Datum>> {
    let (rest, name) = preceded(char('.'), take_while1(is_word)).parse(input)?;
    match name.fragment().to_ascii_lowercase().as_str() {
        "byte" | "byt" | "text" => list(rest, |i| {
            let text = map(token::quoted, |text| Datum::Text(text.into_bytes()));
            alt((text, map(expr, Datum::Byte))).parse(i)
        }),
        "word" | "addr" => list(rest, |i| map(expr, Datum::Word).parse(i)),
        "res" => {
            let fill = opt(preceded(lexeme(char(',')), cut(expr)));
            let (rest, (count, fill)) = (cut(expr), fill).parse(rest)?;
            Ok((rest, vec![Datum::Reserve(count, fill)]))
        }
        other => {
            let unknown = Diagnostic::at(input, format!("there is no directive `.{other}`"));
            let name = format!(".{other}");
            let guess = closest(&name, NAMES.iter().copied());
            let advice = match guess {
                Some(guess) => format!("did you mean `{guess}`?"),
                None => format!("one of: {}", NAMES.join(", ")),
            };
            unknown.advise(advice).failure()
        }
    }
}
