//! The smallest pieces of a line: blanks, words, quoted text, options, the end.
//!
//! Invariant: a comment is cut off before any parser sees the line, see [`super::split`].

use nom::Parser;
use nom::bytes::complete::{tag, take_till, take_while, take_while1};
use nom::character::complete::{anychar, char, space0};
use nom::combinator::{cut, opt, peek, recognize, value, verify};
use nom::multi::{many0_count, many1};
use nom::sequence::{delimited, preceded};

use super::{Diagnostic, Parsed, Span, number};
pub use jumppad_engine::program::symbols::{is_quotable, is_symbol, is_word};

/// Bytes of a word that are looked at: no word that means something has more.
const LONGEST_WORD: usize = 64;

/// The next run of non-blanks, for error texts and keywords. Of a very long one it is the beginning, so that each of many
/// parsers that do not apply costs little.
pub fn peek_word<'a>(input: Span<'a>) -> &'a str {
    let text = input.fragment().trim_start();
    let bytes = &text.as_bytes()[..text.len().min(LONGEST_WORD)];
    let end = bytes.iter().position(u8::is_ascii_whitespace);
    &text[..text.floor_char_boundary(end.unwrap_or(bytes.len()))]
}

/// The bytes of `line` that stand neither in quotes nor as a character, as `';'` does, nor in a quoted name, with their
/// places.
pub fn bare(line: &str) -> impl Iterator<Item = (usize, u8)> {
    let bytes = line.as_bytes();
    let mut quoted = false;
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let at = next;
            let byte = *bytes.get(at)?;
            next += 1;
            match byte {
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'\'' if bytes.get(at + 2) == Some(&b'\'') => next += 2,
                b'\'' => match quoted_length(&line[next..]) {
                    Some(length) => next += length + 1,
                    None => return Some((at, byte)),
                },
                _ => return Some((at, byte)),
            }
        }
    })
}

/// The length of the name that a quote ends.
fn quoted_length(text: &str) -> Option<usize> {
    let end = text.find(|c| !is_quotable(c))?;
    let rest = &text[end..];
    // A doubled quote is one of the name's letters.
    if let Some(rest) = rest.strip_prefix("''") {
        return quoted_length(rest).map(|length| end + 2 + length);
    }
    (end > 0 && rest.starts_with('\'')).then_some(end)
}

/// `parser` after optional blanks.
pub fn lexeme<'a, T>(
    parser: impl Parser<Span<'a>, Output = T, Error = Diagnostic>,
) -> impl Parser<Span<'a>, Output = T, Error = Diagnostic> {
    preceded(space0, parser)
}

/// Exactly the word `text`, as a whole word, after optional blanks.
pub fn keyword<'a>(text: &'static str) -> impl Parser<Span<'a>, Output = (), Error = Diagnostic> {
    move |input: Span<'a>| {
        let (rest, found) = lexeme(take_while1(|c: char| is_word(c) || c == '-')).parse(input)?;
        if found.fragment().eq_ignore_ascii_case(text) {
            Ok((rest, ()))
        } else {
            Diagnostic::at(found, format!("expected `{text}`")).error()
        }
    }
}

/// A file name: quoted, or up to the next blank. A quote within it could not be written again.
///
/// # Errors
/// The line ends here, or a quote is not closed.
pub fn file_name(input: Span<'_>) -> Parsed<'_, String> {
    let quoted = delimited(char('"'), take_till(|c| c == '"'), cut(char('"')));
    let bare = take_while1(|c: char| !c.is_whitespace() && c != '"');
    let (rest, name) =
        lexeme(quoted.or(bare))
            .parse(input)
            .map_err(|error: nom::Err<Diagnostic>| {
                error.map(|found| Diagnostic::new(found.offset, "a file name is missing"))
            })?;
    Ok((rest, name.fragment().to_string()))
}

/// Text in double quotes.
///
/// # Errors
/// No quote opens here, or it is not closed.
pub fn quoted(input: Span<'_>) -> Parsed<'_, String> {
    let (start, _) = lexeme(peek(char('"'))).parse(input)?;
    match delimited(
        char::<_, Diagnostic>('"'),
        take_till(|c| c == '"'),
        char('"'),
    )
    .parse(start)
    {
        Ok((rest, text)) => Ok((rest, text.fragment().to_string())),
        Err(_) => Diagnostic::at(start, "this string has no end").failure(),
    }
}

/// The rest of a line, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub(crate) String);

/// The rest of the line, without the blanks around it.
///
/// # Errors
/// None: an empty rest is a text too.
pub fn text(input: Span<'_>) -> Parsed<'_, Text> {
    let (rest, text) = take_while(|_| true).parse(input)?;
    Ok((rest, Text(text.fragment().trim().to_owned())))
}

/// The rest of a line, and where it begins there.
#[derive(Clone, Debug)]
pub struct PlacedText {
    /// In bytes.
    pub(crate) at: usize,
    pub(crate) text: Text,
}

/// The rest of the line, as [`text`] reads it, with its place: for what is wrong only when the command runs.
///
/// # Errors
/// None: an empty rest is a text too.
pub fn placed_text(input: Span<'_>) -> Parsed<'_, PlacedText> {
    let at = begin(input);
    let (rest, text) = text(input)?;
    Ok((rest, PlacedText { at, text }))
}

/// Where what follows the blanks of `input` begins in its line.
pub fn begin(input: Span<'_>) -> usize {
    let text = input.fragment();
    input.location_offset() + text.len() - text.trim_start().len()
}

/// A word of letters, digits, `_` and `-`.
///
/// # Errors
/// Another character stands here.
pub fn word(input: Span<'_>) -> Parsed<'_, String> {
    let (rest, word) = lexeme(take_while1(|c: char| is_word(c) || c == '-')).parse(input)?;
    Ok((rest, word.fragment().to_string()))
}

/// The name of a symbol, with its scopes.
///
/// # Errors
/// Neither a letter nor another character that may begin a name stands here.
pub fn symbol(input: Span<'_>) -> Parsed<'_, Span<'_>> {
    recognize((
        verify(anychar, |&c| is_symbol(c) && !c.is_ascii_digit()),
        take_while(is_symbol),
        many0_count((tag("::"), take_while1(is_symbol))),
    ))
    .parse(input)
}

/// The name of a symbol in quotes: `'a-1'`, and doubled ones within: `'don''t'`. One letter is a character, and a name
/// only with a dot before it: `.'+'`.
///
/// # Errors
/// No quoted name stands here, or it is the notation of a character.
pub fn quoted_symbol(input: Span<'_>) -> Parsed<'_, String> {
    let (start, dot) = opt(char('.')).parse(input)?;
    let letters = take_while1(is_quotable).map(|part: Span<'_>| part.fragment().to_string());
    let part = letters.or(value("'".to_owned(), tag("''")));
    let parts = many1(part).map(|parts| parts.concat());
    let (rest, name) = delimited(char('\''), parts, char('\'')).parse(start)?;
    match name.as_str() {
        // So is what C writes with a backslash.
        _ if dot.is_none() && (name.chars().nth(1).is_none() || name.starts_with('\\')) => {
            Diagnostic::at(input, "this is a character").error()
        }
        _ => Ok((rest, name)),
    }
}

/// What `--cycles` allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CycleLimit(pub(crate) u64);

/// `--cycles N`, the option of every resuming command.
///
/// # Errors
/// `--cycles` stands here without a number.
pub fn cycles_option(input: Span<'_>) -> Parsed<'_, Option<CycleLimit>> {
    let limit = cut(lexeme(number::count)).map(CycleLimit);
    opt(preceded(lexeme(tag("--cycles")), limit)).parse(input)
}

/// No argument at all.
///
/// # Errors
/// None: nothing is read.
pub fn nothing(input: Span<'_>) -> Parsed<'_, ()> {
    Ok((input, ()))
}

/// Where a word ends that no sum goes on with.
///
/// # Errors
/// The word goes on.
pub fn word_ends(input: Span<'_>) -> Parsed<'_, ()> {
    match input.fragment().chars().next() {
        Some(c) if is_symbol(c) || matches!(c, '+' | '-' | ':') => {
            Diagnostic::at(input, "the word goes on").error()
        }
        _ => Ok((input, ())),
    }
}

/// Whether nothing but blanks follows; nothing is consumed.
///
/// # Errors
/// Something else follows.
pub fn end_ahead(input: Span<'_>) -> Parsed<'_, ()> {
    match end(input) {
        Ok(_) => Ok((input, ())),
        Err(nom::Err::Failure(found)) => found.error(),
        Err(other) => Err(other),
    }
}

/// Words of gdb that may stand behind arguments there, and what to say of them.
const LEFT: &[(&str, &str)] = &[
    ("thread", ONE_CPU),
    ("task", ONE_CPU),
    ("inferior", ONE_CPU),
    ("mask", "`watch A if value & $0F` asks for some of the bits"),
    (
        "-force-condition",
        "a condition is looked up when it is given",
    ),
];

const ONE_CPU: &str = "there are no threads: there is one CPU, and one program";

/// Whether one of these and a number begin `input`, where an address might stand.
pub(super) fn is_left(input: Span<'_>) -> bool {
    let text = input.fragment();
    LEFT.iter().any(|(left, _)| {
        let number = text
            .strip_prefix(left)
            .and_then(|rest| rest.strip_prefix(' '));
        number.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// The end of the line.
///
/// # Errors
/// Something else follows.
pub fn end(input: Span<'_>) -> Parsed<'_, ()> {
    let (rest, _) = space0.parse(input)?;
    if rest.fragment().is_empty() {
        return Ok((rest, ()));
    }
    let word = peek_word(rest);
    let unknown = Diagnostic::at(rest, format!("`{word}` is not understood here"));
    if let Some((_, advice)) = LEFT.iter().find(|(left, _)| *left == word) {
        return unknown.advise(*advice).failure();
    }
    if word.starts_with('@') {
        let several = "`x/8xb ADDRESS` shows 8 bytes, `x/8xh ADDRESS` words";
        return unknown.advise(several).failure();
    }
    match word.chars().next() {
        Some('[') if rest.location_offset() == input.location_offset() => unknown
            .advise("`NAME+2` is the address two bytes behind NAME, `[NAME+2]` the byte there"),
        Some(':') => unknown.advise("`[ADDRESS]` is the byte there, and there is one memory"),
        Some('#') => unknown.advise("a comment has a blank behind its #; #10 is a decimal number"),
        _ => unknown,
    }
    .failure()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_ends_a_bare_file_name() {
        let name = |text| super::super::parse_all(text, file_name);
        assert_eq!(name("a[1].prg").as_deref(), Ok("a[1].prg"));
        assert_eq!(name("\"a;b c\"").as_deref(), Ok("a;b c"));
        assert_eq!(name("a\";").unwrap_err().offset, 1);
    }
}
