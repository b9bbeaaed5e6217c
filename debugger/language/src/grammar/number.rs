//! Numbers: `$C000 0xC000 %1010 0b1010 &17 'A' #10 +10`, and bare digits by slot.
//!
//! Invariant: a value that does not fit its slot is an error, never cut to size.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while1};
use nom::character::complete::{anychar, char, digit1, one_of};
use nom::combinator::{cut, map_opt, peek, verify};
use nom::sequence::{delimited, preceded};

use super::token::{is_word, peek_word};
use super::{Diagnostic, Parsed, Radix, Span};
use jumppad_engine::expression::EvalErrorKind;

/// What a number stands for decides how its bare digits are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Addresses and bytes: hexadecimal.
    Memory,
    /// Counts, ids and expressions: decimal.
    Count,
}

/// A number of any notation; `slot` says how bare digits are read.
///
/// # Errors
/// No number begins here, a digit does not fit its base, or the number is above 64 bits.
pub fn number(input: Span<'_>, slot: Slot) -> Parsed<'_, u64> {
    alt((
        character,
        preceded(alt((tag("$"), tag_no_case("0x"))), cut(|i| digits(i, 16))),
        preceded(char('%'), cut(|i| digits(i, 2))),
        // Not a name's address, as `&NAME` is.
        preceded((char('&'), peek(digit1)), cut(|i| digits(i, 8))),
        binary_with_letter,
        preceded((char('#'), peek(one_of("$%"))), cut(|i| number(i, slot))),
        preceded(one_of("#+"), |i| digits(i, 10)),
        move |i| bare(i, slot),
    ))
    .parse(input)
}

/// A count or an id; bare digits are decimal, unless `set radix` says otherwise.
///
/// # Errors
/// No number begins here, a digit does not fit its base, or the number is above 64 bits.
pub fn count(input: Span<'_>) -> Parsed<'_, u64> {
    number(input, Slot::Count)
}

/// One byte; bare digits are hexadecimal, unless `set radix` says otherwise.
///
/// # Errors
/// No number begins here, or it is above `$FF`.
pub fn byte(input: Span<'_>) -> Parsed<'_, u8> {
    let (rest, value) = number(input, Slot::Memory)?;
    match u8::try_from(value) {
        Ok(value) => Ok((rest, value)),
        Err(_) => Diagnostic::at(input, format!("${value:X} is more than a byte holds"))
            .advise("a byte is $00 to $FF")
            .failure(),
    }
}

/// A constant address, for the command line.
///
/// # Errors
/// No number begins here, or it is above `$FFFF`.
pub fn address(input: Span<'_>) -> Parsed<'_, u16> {
    let (rest, value) = number(input, Slot::Memory)?;
    match u16::try_from(value) {
        Ok(value) => Ok((rest, value)),
        Err(_) => past_the_end(input.location_offset(), value).failure(),
    }
}

/// The error of an address that the machine does not have.
pub fn past_the_end(offset: usize, value: impl TryInto<u64>) -> Diagnostic {
    let value = value.try_into().unwrap_or(u64::MAX);
    EvalErrorKind::PastTheEnd(value).at(offset).into()
}

fn character(input: Span<'_>) -> Parsed<'_, u64> {
    if let Ok(found) = delimited(tag("'\\"), escaped, char('\'')).parse(input) {
        return Ok(found);
    }
    let (rest, letter) = delimited(char('\''), anychar, char('\'')).parse(input)?;
    if letter.is_ascii() {
        Ok((rest, u64::from(u32::from(letter))))
    } else {
        Diagnostic::at(input, format!("'{letter}' is not an ASCII character")).failure()
    }
}

/// What stands behind a backslash in C: `n`, `0`, `x1B`.
fn escaped(input: Span<'_>) -> Parsed<'_, u64> {
    let named = map_opt(anychar, |letter| {
        let found = ESCAPES.iter().find(|(own, _)| *own == letter);
        found.map(|&(_, code)| code)
    });
    let byte =
        |radix| move |digits: Span<'_>| u8::from_str_radix(&digits, radix).ok().map(u64::from);
    alt((
        map_opt(
            preceded(char('x'), take_while1(|c: char| c.is_ascii_hexdigit())),
            byte(16),
        ),
        map_opt(take_while1(|c: char| c.is_digit(8)), byte(8)),
        named,
    ))
    .parse(input)
}

/// C's names of characters.
const ESCAPES: &[(char, u64)] = &[
    ('n', 10),
    ('r', 13),
    ('t', 9),
    ('a', 7),
    ('b', 8),
    ('f', 12),
    ('v', 11),
    ('\\', 92),
    ('\'', 39),
    ('"', 34),
];

/// `0b1010`; but `0b` alone, and `0b2`, are hexadecimal bytes.
fn binary_with_letter(input: Span<'_>) -> Parsed<'_, u64> {
    let (rest, _) = tag_no_case("0b").parse(input)?;
    let only_bits = |word: &Span<'_>| {
        word.fragment()
            .chars()
            .all(|c| matches!(c, '0' | '1' | '_'))
    };
    peek(verify(take_while1(is_word), only_bits)).parse(rest)?;
    digits(rest, 2)
}

fn bare(input: Span<'_>, slot: Slot) -> Parsed<'_, u64> {
    let radix = match (input.extra.radix, slot) {
        (Radix::Hexadecimal, _) | (Radix::BySlot, Slot::Memory) => 16,
        (Radix::Decimal, _) | (Radix::BySlot, Slot::Count) => 10,
    };
    let starts = |c: char| c.is_digit(radix);
    if !input.fragment().starts_with(starts) {
        return no_number(input).error();
    }
    digits(input, radix)
}

/// The error where no number begins.
fn no_number(input: Span<'_>) -> Diagnostic {
    match peek_word(input) {
        "" => Diagnostic::at(input, "a number is missing"),
        word => Diagnostic::at(input, format!("`{word}` is not a number")),
    }
}

fn digits(input: Span<'_>, radix: u32) -> Parsed<'_, u64> {
    let Ok((rest, word)) = take_while1::<_, _, Diagnostic>(is_word).parse(input) else {
        return Diagnostic::at(input, format!("{} digits are missing", name(radix))).error();
    };
    // C says by letters behind a number how large it is.
    let text = match radix {
        10 => word.fragment().trim_end_matches(['u', 'U', 'l', 'L']),
        _ => word.fragment(),
    };
    if text.chars().all(|c| c == '_') {
        return Diagnostic::at(word, format!("{} digits are missing", name(radix))).error();
    }
    let mut value: u64 = 0;
    for (at, c) in text.char_indices().filter(|&(_, c)| c != '_') {
        let Some(digit) = c.to_digit(radix) else {
            let offset = word.location_offset() + at;
            let wrong = format!("`{c}` is not a {} digit", name(radix));
            let wrong = Diagnostic::new(offset, wrong);
            return match u64::from_str_radix(text, 16) {
                Ok(_) => wrong.advise(format!("a hexadecimal number is written ${text}")),
                Err(_) => wrong,
            }
            .error();
        };
        let next = value
            .checked_mul(u64::from(radix))
            .and_then(|v| v.checked_add(u64::from(digit)));
        let Some(next) = next else {
            return Diagnostic::at(word, "this number is too large").failure();
        };
        value = next;
    }
    Ok((rest, value))
}

fn name(radix: u32) -> &'static str {
    match radix {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Context, finish, parse_all};
    use super::*;

    fn memory(text: &str) -> Result<u64, Diagnostic> {
        parse_all(text, |i| number(i, Slot::Memory))
    }

    #[test]
    fn every_notation_of_the_language() {
        for text in ["$C000", "0xC000", "0XC000", "c000", "#49152", "+49152"] {
            assert_eq!(memory(text), Ok(0xC000), "{text}");
        }
        assert_eq!(memory("%1010"), Ok(10));
        assert_eq!(memory("0b1010"), Ok(10));
        assert_eq!(memory("&17"), Ok(15));
        assert!(memory("&18").is_err() && memory("&").is_err());
        assert_eq!(memory("'A'"), Ok(65));
        assert_eq!(parse_all("1_000", count), Ok(1000));
    }

    #[test]
    fn bare_digits_depend_on_the_slot_and_on_the_radix() {
        assert_eq!(memory("10"), Ok(16));
        assert_eq!(parse_all("10", count), Ok(10));
        let decimal = Context {
            radix: Radix::Decimal,
            ..Context::default()
        };
        let input = Span::new_extra("10", decimal);
        assert_eq!(finish(number(input, Slot::Memory)).unwrap().1, 10);
    }

    #[test]
    fn a_byte_that_looks_binary_is_hexadecimal() {
        assert_eq!(parse_all("0b", byte), Ok(0x0B));
    }

    #[test]
    fn errors_point_at_the_bad_digit() {
        let error = memory("$12G4").unwrap_err();
        assert_eq!(error.offset, 3);
        assert_eq!(error.message, "`G` is not a hexadecimal digit");
        let error = parse_all("12ab", count).unwrap_err();
        assert_eq!((error.offset, error.advice.is_some()), (2, true));
        assert!(memory("$").is_err() && memory("$_").is_err());
        assert!(memory("99999999999999999999999").is_err());
        assert!(parse_all("100", byte).is_err());
        assert!(parse_all("10000", address).is_err());
        assert!(memory("'é'").is_err());
    }
}
