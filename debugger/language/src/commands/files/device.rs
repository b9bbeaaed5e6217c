//! VICE's device number behind a file name: `load "x.prg" 0`, `save "x.prg" 0 1000 1020`.
//!
//! Device 0 is the host's files, the only ones that there are; others are drives. Behind `load` a lone 0, or the number
//! of one of Commodore's drives, is the device; the address is written $0 there.

use nom::Parser;
use nom::character::complete::{digit1, space0};
use nom::sequence::preceded;

use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    range,
    token::{begin, file_name},
};
use jumppad_engine::expression::{Expr, RangeExpr};

const BLANKS: &str = "blanks separate what follows a file: `load FILE ADDRESS`, `save FILE RANGE`";

/// Where a program is loaded.
#[derive(Clone, Debug)]
pub(super) struct At(pub(super) Expr);

impl Canonical for At {
    fn write(&self, line: &mut Printer) {
        match self.0 {
            Expr::Number(number @ (0 | 8 | 9 | 0x10 | 0x11)) => {
                line.word(format_args!("${number:X}"))
            }
            _ => line.add(&self.0),
        };
    }
}

/// `[DEVICE] [ADDRESS]`
pub(super) fn load_address(input: Span<'_>) -> Parsed<'_, Option<At>> {
    no_comma(input)?;
    let input = match arguments(input).as_slice() {
        // Nobody loads a program there; these are the numbers of Commodore's drives.
        ["0" | "8" | "9" | "10" | "11"] | [_, _] => device(input)?,
        _ => input,
    };
    match arguments(input).is_empty() {
        true => Ok((input, None)),
        false => range::address.map(|address| Some(At(address))).parse(input),
    }
}

/// `[DEVICE] ADDRESS`
pub(super) fn address(input: Span<'_>) -> Parsed<'_, Expr> {
    no_comma(input)?;
    let input = match arguments(input).len() {
        2 => device(input)?,
        _ => input,
    };
    range::address(input)
}

/// `[DEVICE] RANGE`
pub(super) fn range(input: Span<'_>) -> Parsed<'_, RangeExpr> {
    no_comma(input)?;
    let input = match arguments(input).len() {
        3 => device(input)?,
        _ => input,
    };
    range::range(input)
}

/// That no device of BASIC's `LOAD "X",8,1` follows.
fn no_comma(input: Span<'_>) -> Result<(), nom::Err<Diagnostic>> {
    match input.fragment().trim_start().starts_with(',') {
        true => Diagnostic::at(input, "there are no drives here")
            .advise(BLANKS)
            .failure(),
        false => Ok(()),
    }
}

/// A file's name, without the device that BASIC has behind it.
pub(super) fn file(input: Span<'_>) -> Parsed<'_, String> {
    let (rest, name) = file_name(input)?;
    let device = name.split_once(',').map_or("", |(_, device)| device);
    let device = device.split(',').next().unwrap_or("");
    match ["0", "1", "8", "9", "10", "11"].contains(&device) {
        true => Diagnostic::new(
            begin(input),
            format!("there are no drives here, as in `{name}`"),
        )
        .advise(BLANKS)
        .failure(),
        false => Ok((rest, name)),
    }
}

/// The words up to an option.
fn arguments<'a>(input: Span<'a>) -> Vec<&'a str> {
    let words = input.fragment().split_whitespace();
    words.take_while(|word| !word.starts_with("--")).collect()
}

/// What follows the number of a device; all of `input` where none stands.
pub(in crate::commands) fn device(input: Span<'_>) -> Result<Span<'_>, nom::Err<Diagnostic>> {
    let number = preceded(space0::<_, Diagnostic>, digit1).parse(input);
    let Ok((rest, number)) = number else {
        return Ok(input);
    };
    match *number.fragment() {
        _ if !rest.fragment().is_empty() && !rest.fragment().starts_with(' ') => Ok(input),
        "0" => Ok(rest),
        other if other.len() <= 2 => {
            Diagnostic::at(number, format!("there is no drive {other} here"))
                .advise("device 0, which may be left out, is the host's files")
                .failure()
        }
        _ => Ok(input),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::parse_all;

    #[test]
    fn a_device_is_no_address() {
        let load = |text| parse_all(text, load_address).map(|at| at.map(|At(expr)| expr));
        assert_eq!(load(" 0"), Ok(None));
        assert_eq!(load(" 0 600"), Ok(Some(Expr::Number(0x600))));
        assert_eq!(load(" $0"), Ok(Some(Expr::Number(0))));
        assert_eq!(load(" $10"), Ok(Some(Expr::Number(0x10))));
        assert!(load(" 8").unwrap_err().message.contains("drive 8"));
        assert!(load(" 8 600").unwrap_err().message.contains("drive 8"));
        let save = |text| parse_all(text, range);
        assert_eq!(save(" 0 1000 1020").unwrap().start, Expr::Number(0x1000));
        assert_eq!(save(" 0 1020").unwrap().start, Expr::Number(0));
        assert!(
            save(" 8 1000 1020")
                .unwrap_err()
                .message
                .contains("drive 8")
        );
        assert_eq!(parse_all(" 0 600", address), Ok(Expr::Number(0x600)));
        assert_eq!(parse_all(" 0", address), Ok(Expr::Number(0)));
    }
}
