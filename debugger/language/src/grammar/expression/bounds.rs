//! What bounds the tree of an expression, so that no walk over it can exhaust the stack: a chain of operators is as deep
//! a tree as it is long.

use std::cell::Cell;

use super::super::{Diagnostic, Span};

/// Deeper nesting, and more operators, than any hand writes.
const MAX_DEPTH: u32 = 64;
const MAX_OPERATORS: u32 = 500;

/// The operators of all of an expression so far.
#[derive(Default)]
pub(super) struct Operators(Cell<u32>);

/// How far inside of an expression a parser is, and how much of it there is.
#[derive(Clone, Copy)]
pub(super) struct Bounds<'e> {
    depth: u32,
    operators: &'e Operators,
}

impl<'e> Bounds<'e> {
    /// The bounds of an expression that begins.
    pub(super) fn of(operators: &'e Operators) -> Self {
        Self {
            depth: 0,
            operators,
        }
    }

    /// The bounds behind a bracket or a sign.
    pub(super) fn inner(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }

    /// # Errors
    /// It is too deep.
    pub(super) fn check_depth(self, here: Span<'_>) -> Result<(), nom::Err<Diagnostic>> {
        match self.depth > MAX_DEPTH {
            true => Diagnostic::at(here, "this expression is nested too deeply").failure(),
            false => Ok(()),
        }
    }

    /// # Errors
    /// It is one too many.
    pub(super) fn count_operator(self, here: Span<'_>) -> Result<(), nom::Err<Diagnostic>> {
        let Operators(count) = self.operators;
        count.set(count.get() + 1);
        match count.get() > MAX_OPERATORS {
            true => {
                let text = format!("this expression has more than {MAX_OPERATORS} operators");
                Diagnostic::at(here, text).failure()
            }
            false => Ok(()),
        }
    }
}
