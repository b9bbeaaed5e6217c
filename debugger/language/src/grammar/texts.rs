//! Comparisons of strings: `mnemonic == "JSR"`, `symbol starts_with "add"`.
//!
//! Invariant: strings are operands of these comparisons and nowhere else, so a string where a number is wanted, and the
//! other way round, is an error at its place.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::combinator::{map, opt, value};

use super::token::{is_symbol, keyword, peek_word, quoted, symbol};
use super::{Diagnostic, Parsed, Span};
use jumppad_engine::expression::{Binary, Case, Expr, Text, TextTest, fields::Field};
use jumppad_engine::program::mnemonic::own_names;

/// Names of strings; a symbol of such a name is written with a dot before it.
pub(super) const NAMES: &[(&str, Text)] = &[
    ("mnemonic", Text::Mnemonic),
    ("operand", Text::Operand),
    ("symbol", Text::Symbol),
];

/// The operators, the longer before the shorter that begin them.
pub(crate) const TESTS: &[(&str, TextTest)] = &[
    ("starts_with", TextTest::StartsWith),
    ("ends_with", TextTest::EndsWith),
    ("contains", TextTest::Contains),
];

/// A comparison, where one begins; none where a number does. `least` is what binds before it.
pub(super) fn comparison(input: Span<'_>, least: u8) -> Parsed<'_, Option<Expr>> {
    let Some((rest, left)) = text(input)? else {
        return Ok((input, None));
    };
    if least >= Binary::Equal.precedence() {
        return no_number(input);
    }
    let test = alt((
        value(TextTest::Equal, tag("==")),
        value(TextTest::NotEqual, tag("!=")),
        value(TextTest::StartsWith, keyword("starts_with")),
        value(TextTest::EndsWith, keyword("ends_with")),
        value(TextTest::Contains, keyword("contains")),
    ));
    let (start, _) = nom::character::complete::space0.parse(rest)?;
    let (rest, test) = match (test, nom::combinator::success(())).parse(start) {
        Ok((rest, (test, ()))) => (rest, test),
        Err(nom::Err::Error(_)) => {
            return Diagnostic::at(start, "a string is compared with another one here")
                .advise("by ==, !=, starts_with, ends_with or contains: mnemonic == \"JSR\"")
                .failure();
        }
        Err(other) => return Err(other),
    };
    let (start, _) = nom::character::complete::space0.parse(rest)?;
    match text(start)? {
        Some((rest, right)) => {
            let (rest, ignored) = opt(keyword("nocase")).parse(rest)?;
            let case = ignored.map_or(Case::Usual, |()| Case::Ignored);
            Ok((rest, Some(compared(left, test, right, case))))
        }
        None => Diagnostic::at(start, "a string is missing here")
            .advise(format!("strings stand in double quotes; {}", names(input)))
            .failure(),
    }
}

/// A comparison. What other assemblers call an instruction is compared by the name that it has here.
fn compared(left: Text, test: TextTest, right: Text, case: Case) -> Expr {
    let (mnemonic, names) = match (&left, &right) {
        (of, Text::Literal(name)) | (Text::Literal(name), of) if of.is_mnemonic() => {
            (of.clone(), own_names(name))
        }
        _ => (Text::Mnemonic, Vec::new()),
    };
    let joined = match test {
        TextTest::Equal => Some(Binary::Or),
        TextTest::NotEqual => Some(Binary::And),
        TextTest::StartsWith | TextTest::EndsWith | TextTest::Contains => None,
    };
    let by_name = |name: &str| {
        let name = Text::Literal(name.to_owned());
        Expr::Text(Box::new(mnemonic.clone()), test, Box::new(name), case)
    };
    let by_names = joined.and_then(|joined| {
        let join = |left, right| Expr::Binary(joined, Box::new(left), Box::new(right), 0);
        names.into_iter().map(by_name).reduce(join)
    });
    by_names.unwrap_or_else(|| Expr::Text(Box::new(left), test, Box::new(right), case))
}

/// A string, if one stands here.
fn text(input: Span<'_>) -> Result<Option<(Span<'_>, Text)>, nom::Err<Diagnostic>> {
    if input.fragment().starts_with('"') {
        return map(quoted, Text::Literal).parse(input).map(Some);
    }
    match name(input) {
        Some(found) => Ok(Some(found)),
        None => reject_unknown(input).map(|()| None),
    }
}

/// What strings are called here.
fn names(input: Span<'_>) -> String {
    let known: Vec<&str> = match input.extra.fields {
        Some(fields) => {
            let texts = fields.list.iter().filter(|field| field.is_text());
            texts.map(Field::name).collect()
        }
        None => NAMES.iter().map(|(name, _)| *name).collect(),
    };
    match known.as_slice() {
        [] => "nothing else here is a string".to_owned(),
        known => format!("names of strings are {}", known.join(", ")),
    }
}

/// A word that is compared with a string, among records that have no such field.
fn reject_unknown(input: Span<'_>) -> Result<(), nom::Err<Diagnostic>> {
    let Some(fields) = input.extra.fields else {
        return Ok(());
    };
    let Ok((rest, word)) = symbol(input) else {
        return Ok(());
    };
    let after = rest.fragment().trim_start();
    let is_compared = TESTS
        .iter()
        .any(|(name, _)| keyword(name).parse(rest).is_ok())
        || ["==", "!="].iter().any(|sign| {
            let right = after.strip_prefix(sign);
            right.is_some_and(|right| right.trim_start().starts_with('"'))
        });
    match is_compared && fields.find(word.fragment()).is_none() {
        true => Diagnostic::from(fields.unknown(word.fragment(), word.location_offset())).failure(),
        false => Ok(()),
    }
}

/// A string's name, if one stands here.
pub(super) fn name(input: Span<'_>) -> Option<(Span<'_>, Text)> {
    let word = take_while1::<_, _, Diagnostic>(|c| is_symbol(c) || c == ':');
    let (rest, word) = (word, nom::combinator::success(()))
        .parse(input)
        .map(|(rest, (word, ()))| (rest, word))
        .ok()?;
    if let Some(fields) = input.extra.fields {
        let field = fields
            .find(word.fragment())
            .filter(|field| field.is_text())?;
        return Some((rest, Text::Field(field)));
    }
    let (_, text) = NAMES
        .iter()
        .find(|(name, _)| word.fragment().eq_ignore_ascii_case(name))?;
    Some((rest, text.clone()))
}

/// The error of a string in the place of a number.
pub(super) fn no_number<T>(input: Span<'_>) -> Parsed<'_, T> {
    let word = match input.fragment().strip_prefix('"') {
        Some(text) => format!("\"{}\"", text.split('"').next().unwrap_or("")),
        None => format!("`{}`", peek_word(input)),
    };
    Diagnostic::at(
        input,
        format!("{word} is a string, where a number is wanted"),
    )
    .advise("strings are compared with each other: mnemonic == \"JSR\"; a character is written 'A'")
    .failure()
}

/// `x starts_with "A"`: numbers begin with nothing.
pub(super) fn reject_test(input: Span<'_>) -> Result<(), nom::Err<Diagnostic>> {
    for (name, _) in TESTS {
        if keyword(name).parse(input).is_ok() {
            return Diagnostic::at(
                input,
                format!("`{name}` compares strings, and before it is a number"),
            )
            .advise(format!("{}; others stand in double quotes", names(input)))
            .failure();
        }
    }
    Ok(())
}
