//! Expressions, conditions and places as text, for faces that have breakpoints of their own and no commands.
//!
//! Invariant: what is read here means what it means in a command.

use std::ops::RangeInclusive;

use nom::Parser;

use super::super::banked::{Banked, banked, numbered, own_bank};
use super::place::{Written, condition, place_or_here};
use crate::error::CommandError;
use crate::grammar::{self, Context, Parsed, Span, expression::expression, range};
use crate::session::Session;
use jumppad_engine::breakpoints::Condition;
use jumppad_engine::expression::{Expr, View};

/// Where a breakpoint stops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodePlaces {
    /// The addresses.
    pub ranges: Vec<RangeInclusive<u16>>,
    /// The number of the bank that has to show there, if it is in one.
    pub bank: Option<u16>,
}

impl Session<'_> {
    /// `text` as an expression.
    ///
    /// # Errors
    /// It is none.
    pub fn expression(&self, text: &str) -> Result<Expr, CommandError> {
        Ok(self.read(text, expression)?)
    }

    /// `text` as the condition of a breakpoint, whose names are looked up now, as they are seen from `view`.
    ///
    /// # Errors
    /// It is no expression, or one of its names is unknown.
    pub fn condition(&self, text: &str, view: View) -> Result<Condition, CommandError> {
        Ok(self.read(text, condition)?.bound(self, view)?)
    }

    /// The address that `text` is: bare digits are hexadecimal, names and lines are what they are in a command.
    ///
    /// # Errors
    /// It is none, or one past the end of memory.
    pub fn address(&self, text: &str) -> Result<u16, CommandError> {
        let expr = self.read(text, range::address)?;
        Ok(self.debugger.scope().address(&expr)?)
    }

    /// `expr` as the condition of a breakpoint, as if it had been typed.
    ///
    /// # Errors
    /// One of its names is unknown.
    pub fn condition_of(&self, expr: Expr, view: View) -> Result<Condition, CommandError> {
        Ok(Written::as_typed(expr).bound(self, view)?)
    }

    /// The addresses where a breakpoint stops that `break` sets at `text`: a function, a line, an address, a range.
    ///
    /// # Errors
    /// It is no place, or one that has no code.
    pub fn code_places(&self, text: &str) -> Result<CodePlaces, CommandError> {
        let place = self.read(text, |input| banked(place_or_here).parse(input))?;
        let Banked { bank, inner } = place;
        let Some(range) = inner.range else {
            return Ok(CodePlaces::default());
        };
        let ranges = range.resolve_entries(&self.debugger.scope())?;
        if let (Some(number), Some(first)) = (bank, ranges.first()) {
            numbered(self, number, *first.start())?;
        }
        let own = || own_bank(self, &range.start).map(|(bank, _)| bank);
        Ok(CodePlaces {
            bank: bank.or_else(own),
            ranges,
        })
    }

    /// The condition of a breakpoint in bank `bank`, as [`Session::condition`] has it; none where it has neither.
    ///
    /// # Errors
    /// As of that.
    pub fn condition_in(
        &self,
        bank: Option<u16>,
        text: Option<&str>,
        view: View,
    ) -> Result<Option<Condition>, CommandError> {
        let told = text.map(|text| self.read(text, condition)).transpose()?;
        let written = match bank {
            Some(bank) => Some(Written::in_bank(bank, told, self.context())),
            None => told,
        };
        Ok(written
            .map(|written| written.bound(self, view))
            .transpose()?)
    }

    fn read<'a, T>(
        &'a self,
        text: &'a str,
        parser: impl FnOnce(Span<'a>) -> Parsed<'a, T>,
    ) -> Result<T, grammar::Diagnostic> {
        let c = self.debugger.source.c();
        let context = Context {
            c: (!c.is_empty()).then_some(c),
            ..self.context()
        };
        grammar::parse_in(text, context, parser)
    }
}
