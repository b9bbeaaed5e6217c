//! A place in source text as the user writes it: a line of the current file, or anything with an address.

use nom::Parser;
use nom::character::complete::space0;
use nom::combinator::opt;

use crate::commands::banked::{bank, numbered, own_bank, write_bank};
use crate::error::CommandError;
use crate::grammar::{
    Parsed, Span,
    canonical::{Canonical, Printer},
    expression,
    range::{line_number, named_line, starred},
    token,
};
use crate::session::Session;
use jumppad_engine::expression::Expr;
use jumppad_engine::program::source::Line;

/// A place in source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// Decimal digits alone.
    Number { number: u32, at: usize },
    Address {
        /// The number of the bank in which it is, where that is typed.
        bank: Option<u16>,
        expr: Expr,
        at: usize,
    },
}

impl Canonical for Spot {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Number { number, .. } => line.word(number),
            // Without its mark a small number would be a line.
            Self::Address {
                bank: None,
                expr: Expr::Number(value),
                ..
            } => line.word(format_args!("${value:04X}")),
            Self::Address { bank, expr, .. } => {
                write_bank(*bank, expr, line);
                line
            }
        };
    }
}

/// A place after optional blanks.
pub(super) fn spot(input: Span<'_>) -> Parsed<'_, Spot> {
    let (start, _) = starred(space0).parse(input)?;
    let at = start.location_offset();
    if let (rest, Some(expr)) = opt(named_line).parse(start)? {
        let bank = None;
        return Ok((rest, Spot::Address { bank, expr, at }));
    }
    if let (rest, Some(bank)) = opt(bank).parse(start)? {
        let (rest, expr) = expression::address(rest)?;
        let bank = Some(bank);
        return Ok((rest, Spot::Address { bank, expr, at }));
    }
    let text = start.fragment();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let goes_on = |c: char| !c.is_whitespace() && c != ',';
    if digits == 0 || text[digits..].starts_with(goes_on) {
        let (rest, expr) = expression::address(start)?;
        let bank = None;
        return Ok((rest, Spot::Address { bank, expr, at }));
    }
    let (rest, number) = line_number(start)?;
    Ok((rest, Spot::Number { number, at }))
}

/// A place, or nothing when the line ends here.
pub(super) fn optional_spot(input: Span<'_>) -> Parsed<'_, Option<Spot>> {
    match token::peek_word(input) {
        "" => Ok((input, None)),
        _ => spot.map(Some).parse(input),
    }
}

impl Spot {
    /// Where it stands in the line.
    pub(super) fn offset(&self) -> usize {
        match self {
            Self::Number { at, .. } | Self::Address { at, .. } => *at,
        }
    }

    /// What it means now.
    ///
    /// # Errors
    /// There is no such file, or as of an expression's value.
    pub(super) fn meant(&self, session: &Session<'_>) -> Result<Meant, CommandError> {
        let source = &session.debugger.source;
        Ok(match self {
            Self::Number { number, at } => Meant::Line(Line {
                file: source.current_file().map_err(|error| error.at(*at))?,
                number: *number,
            }),
            Self::Address {
                expr: Expr::Line { file, number, at },
                ..
            } => Meant::Line(Line {
                file: match file {
                    Some(name) => source.file(name).map_err(|error| error.at(*at))?,
                    None => source.current_file().map_err(|error| error.at(*at))?,
                },
                number: *number,
            }),
            Self::Address { bank, expr, .. } => {
                let address = session.debugger.scope().address(expr)?;
                if let Some(number) = bank {
                    numbered(session, *number, address)?;
                }
                let own = || own_bank(session, expr).map(|(bank, _)| bank);
                Meant::Address(address, bank.or_else(own))
            }
        })
    }
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A line by its name, whether it has code or not.
    Line(Line),
    /// An address, and the number of its bank if that is known.
    Address(u16, Option<u16>),
}
