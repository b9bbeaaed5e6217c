//! What commands read and write for the user.
//!
//! Invariant: looking never disturbs, unless the user asked for real reads by `sidefx on`; then every byte that is shown
//! is read once, in order.

use crate::debugger::Debugger;
use crate::expression::{Binary, EvalError, Expr, checked};
use crate::settings::Switch;

impl Debugger {
    /// The byte at `address`, for showing it.
    pub fn look(&mut self, address: u16) -> u8 {
        match self.settings.sidefx {
            Switch::Off => self.machine.peek(address),
            Switch::On => self.machine.read(address),
        }
    }

    /// Writes for the user: read-only memory too, and devices get a write.
    pub fn write(&mut self, start: u16, bytes: &[u8]) {
        for (address, &byte) in (start..=u16::MAX).zip(bytes) {
            self.machine.poke(address, byte);
        }
    }

    /// The value of an expression that the user wants to see.
    ///
    /// # Errors
    /// The expression has no value, as [`Scope::value`](crate::expression::Scope::value) says.
    pub fn value(&mut self, expr: &Expr) -> Result<i64, EvalError> {
        match self.settings.sidefx {
            Switch::Off => self.scope().value(expr),
            Switch::On => {
                let bound = self.scope().bind(expr)?;
                let read = self.read_all(bound)?;
                self.scope().evaluate(&read)
            }
        }
    }

    /// `expr` with the memory that it names replaced by what reading gave.
    fn read_all(&mut self, expr: Expr) -> Result<Expr, EvalError> {
        Ok(match expr {
            Expr::Byte(address, at) => {
                let address = self.address_in(*address, at)?;
                Expr::Number(i64::from(self.machine.read(address)))
            }
            Expr::Word(address, at) => {
                let address = self.address_in(*address, at)?;
                let low = self.machine.read(address);
                let high = self.machine.read(address.wrapping_add(1));
                Expr::Number(i64::from(u16::from_le_bytes([low, high])))
            }
            Expr::Unary(operator, inner) => Expr::Unary(operator, Box::new(self.read_all(*inner)?)),
            Expr::Binary(operator, left, right, at) => {
                let left = self.read_all(*left)?;
                let is_true = self.scope().value(&left)? != 0;
                match operator {
                    // What decides alone leaves the other side unread.
                    Binary::And if !is_true => return Ok(Expr::Number(0)),
                    Binary::Or if is_true => return Ok(Expr::Number(1)),
                    _ => {}
                }
                let right = self.read_all(*right)?;
                Expr::Binary(operator, Box::new(left), Box::new(right), at)
            }
            other => other,
        })
    }

    fn address_in(&mut self, expr: Expr, at: usize) -> Result<u16, EvalError> {
        let expr = self.read_all(expr)?;
        let value = self.scope().value(&expr)?;
        checked(value, at)
    }
}
