//! The evaluator: walks the tree of a checked filter.
//!
//! Invariants: it allocates nothing, never panics, and changes nothing; its
//! recursion is as deep as the tree, which is bounded.

use super::operator::Binary;
use super::record::{Peek, Record};
use super::tree::{Expr, Text};

/// Why an expression has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A division by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// A number that is no address was used as one.
    #[error("{0} is not an address")]
    NotAnAddress(i64),
    /// The record is shorter than its kind says.
    #[error("the record is too short")]
    ShortRecord,
}

pub(super) struct Evaluation<'a, M> {
    pub(super) record: Record<'a>,
    pub(super) memory: &'a M,
}

impl<M: Peek> Evaluation<'_, M> {
    pub(super) fn value(&self, expr: &Expr) -> Result<i64, Fault> {
        Ok(match expr {
            Expr::Constant(value) => *value,
            Expr::Int(field) => self.record.int(field),
            Expr::Byte(address) => self.memory.peek(self.address(address)?).into(),
            Expr::Word(address) => {
                let low = self.address(address)?;
                let bytes = [low, low.wrapping_add(1)].map(|at| self.memory.peek(at));
                u16::from_le_bytes(bytes).into()
            }
            Expr::Unary(operator, operand) => operator.apply(self.value(operand)?),
            Expr::Binary(operator, left, right) => {
                self.binary(*operator, self.value(left)?, self.value(right)?)?
            }
            Expr::All(terms) => {
                for term in terms {
                    if self.value(term)? == 0 {
                        return Ok(0);
                    }
                }
                1
            }
            Expr::Any(terms) => {
                for term in terms {
                    if self.value(term)? != 0 {
                        return Ok(1);
                    }
                }
                0
            }
            Expr::Text(test, left, right) => {
                i64::from(test.apply(self.text(left), self.room(left), self.text(right)))
            }
        })
    }

    #[inline]
    fn binary(&self, operator: Binary, left: i64, right: i64) -> Result<i64, Fault> {
        if right == 0 && operator.divides() {
            return Err(Fault::DivisionByZero);
        }
        Ok(operator.apply(left, right))
    }

    fn address(&self, expr: &Expr) -> Result<u16, Fault> {
        let value = self.value(expr)?;
        u16::try_from(value).map_err(|_| Fault::NotAnAddress(value))
    }

    fn text<'t>(&'t self, text: &'t Text) -> &'t [u8] {
        match text {
            Text::Literal(bytes) => bytes,
            Text::Field(field) => self.record.text(field),
        }
    }

    fn room<'t>(&'t self, text: &'t Text) -> &'t [u8] {
        match text {
            Text::Literal(bytes) => bytes,
            Text::Field(field) => self.record.room(field),
        }
    }
}

#[cfg(test)]
mod tests;
