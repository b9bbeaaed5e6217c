//! The command language: text in, typed values and positioned errors out.
//!
//! Invariants: no parser here touches the machine; what depends on it (`pc+3`, a condition) becomes an
//! [`Expr`](jumppad_engine::expression::Expr) that is evaluated later. Every error is a [`Diagnostic`], which says where.
//! Input of any shape and length gives a result.
//!
//! Left out: which commands there are (that is `commands`).

pub(crate) mod braces;
pub(crate) mod canonical;
pub(crate) mod escapes;
pub(crate) mod explain;
pub mod expression;
pub(crate) mod line;
pub mod number;
pub(crate) mod range;
pub mod split;
pub(crate) mod taught;
#[cfg(test)]
mod tests;
pub(crate) mod texts;
pub mod token;

use std::borrow::Cow;

use jumppad_engine::expression::Radix;
use nom::IResult;
use nom::error::{ErrorKind, ParseError};
use nom_locate::LocatedSpan;

use jumppad_engine::expression::{EvalError, fields::Fields};
use jumppad_engine::files::text::Malformed;
use jumppad_engine::program::c::Program;
use taught::UserCommands;

/// Input with its position in the line and the session's choices.
pub type Span<'a> = LocatedSpan<&'a str, Context<'a>>;

/// The one result alias of all parsers.
pub type Parsed<'a, T> = IResult<Span<'a>, T, Diagnostic>;

/// What the meaning of text depends on besides the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context<'a> {
    /// What digits without a prefix mean.
    pub radix: Radix,
    /// The last line with code of the C that is shown: digits up to it are its lines where code is meant; 0 where none is.
    pub lines: u32,
    /// The line of source that is looked at, from which gdb counts `+1` and `-1` where code is meant.
    pub line: Option<u32>,
    /// The number of the breakpoint that was made last, gdb's `$bpnum`.
    pub breakpoint: Option<u32>,
    /// Whether the text is printed to be read under every radix.
    pub is_kept: bool,
    /// The fields that an expression is about, where it is asked of records.
    pub fields: Option<&'static Fields>,
    /// The commands that the user taught, where some may be named.
    pub taught: Option<&'a UserCommands>,
    /// The variables and types of C that the program has, if it has some.
    pub c: Option<&'a Program>,
}

impl Context<'_> {
    /// The context without what may change while text is kept.
    pub fn lasting(self) -> Context<'static> {
        Context {
            radix: self.radix,
            lines: self.lines,
            line: self.line,
            breakpoint: self.breakpoint,
            is_kept: self.is_kept,
            fields: self.fields,
            taught: None,
            c: None,
        }
    }
}

/// An error at a place in a line, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Diagnostic {
    /// Byte offset into the line.
    pub offset: usize,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to write instead, or where to look.
    pub advice: Option<String>,
}

impl Diagnostic {
    /// An error at byte `offset` of the line, without advice.
    pub fn new(offset: usize, message: impl Into<String>) -> Self {
        Self {
            offset,
            message: message.into(),
            advice: None,
        }
    }

    /// An error where `span` begins, without advice.
    pub fn at(span: Span<'_>, message: impl Into<String>) -> Self {
        Self::new(span.location_offset(), message)
    }

    /// Adds what to do about it; earlier advice is replaced.
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// The error of a text, as one of the line in which the text begins at byte `at`.
    #[must_use]
    pub fn moved(mut self, at: usize) -> Self {
        self.offset += at;
        self
    }

    /// Ends a parser because its alternative does not apply; another one may.
    ///
    /// # Errors
    /// Always: this diagnostic.
    pub fn error<T>(self) -> Result<T, nom::Err<Self>> {
        Err(nom::Err::Error(self))
    }

    /// Ends a parser because the text is wrong under every alternative.
    ///
    /// # Errors
    /// Always: this diagnostic.
    pub fn failure<T>(self) -> Result<T, nom::Err<Self>> {
        Err(nom::Err::Failure(self))
    }
}

impl From<EvalError> for Diagnostic {
    fn from(error: EvalError) -> Self {
        Self {
            offset: error.at,
            message: error.to_string(),
            advice: error.advice(),
        }
    }
}

impl From<Malformed> for Diagnostic {
    fn from(error: Malformed) -> Self {
        Self {
            offset: error.at,
            message: error.message,
            advice: error.advice.map(Cow::into_owned),
        }
    }
}

impl ParseError<Span<'_>> for Diagnostic {
    fn from_error_kind(input: Span<'_>, _: ErrorKind) -> Self {
        let word = token::peek_word(input);
        if word.is_empty() {
            Self::at(input, "something is missing here")
        } else {
            Self::at(input, format!("`{word}` does not fit here"))
        }
    }

    fn append(_: Span<'_>, _: ErrorKind, other: Self) -> Self {
        other
    }

    /// Of two alternatives, the one that got further knows better what was meant; among equals the last, most general.
    fn or(self, other: Self) -> Self {
        if other.offset >= self.offset {
            other
        } else {
            self
        }
    }
}

/// Turns a parser's end into a plain result.
///
/// # Errors
/// The diagnostic of the parser, whether other alternatives might have applied or not.
pub fn finish<T>(parsed: Parsed<'_, T>) -> Result<(Span<'_>, T), Diagnostic> {
    parsed.map_err(|error| match error {
        nom::Err::Error(diagnostic) | nom::Err::Failure(diagnostic) => diagnostic,
        // Only streaming parsers report this, and none is used.
        nom::Err::Incomplete(_) => Diagnostic::new(0, "the line is incomplete"),
    })
}

/// Parses all of `text` with `parser`: for arguments of the command line and for tests.
///
/// # Errors
/// The parser fails, or leaves some of `text` over.
pub fn parse_all<'a, T>(
    text: &'a str,
    parser: impl FnOnce(Span<'a>) -> Parsed<'a, T>,
) -> Result<T, Diagnostic> {
    parse_in(text, Context::default(), parser)
}

/// Parses all of `text` under the settings that `context` holds.
///
/// # Errors
/// The parser fails, or leaves some of `text` over.
pub fn parse_in<'a, T>(
    text: &'a str,
    context: Context<'a>,
    parser: impl FnOnce(Span<'a>) -> Parsed<'a, T>,
) -> Result<T, Diagnostic> {
    let (rest, value) = finish(parser(Span::new_extra(text, context)))?;
    finish(token::end(rest))?;
    Ok(value)
}
