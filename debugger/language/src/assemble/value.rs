//! Values in assembler text: what names mean, how a value becomes bytes, and what to do when it is not known yet.

use super::Value;
use crate::grammar::Diagnostic;
use jumppad_engine::expression::{Expr, Scope, checked};
use jumppad_engine::program::symbols::Found;

/// Where a line is assembled.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub scope: Scope<'a>,
    pub address: u16,
    pub forward: Forward,
}

/// Whether a label may be used before it is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forward {
    Allowed,
    /// Nothing follows that could define it.
    Refused,
}

/// A value, if it can be known already.
pub(super) enum Worth {
    Known(i64),
    /// The expression, in which all is in place that is known.
    Later(Expr),
}

/// Bytes of an instruction or of data that are made from a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Byte,
    /// An address in page 0.
    ZeroPage,
    Address,
    Word,
    /// The distance from the byte behind this one.
    Distance,
}

/// Bytes that wait for a label.
#[derive(Clone, Debug)]
pub(crate) struct Fixup {
    pub address: u16,
    field: Field,
    expr: Expr,
}

impl Place<'_> {
    pub(super) fn worth(&self, value: &Value) -> Result<Worth, Diagnostic> {
        let expr = here(&value.expr, self.address);
        match unknown(&expr, &self.scope) {
            Some(_) if self.forward == Forward::Allowed => Ok(Worth::Later(expr)),
            _ => Ok(Worth::Known(self.scope.value(&expr)?)),
        }
    }

    /// The value, which must be known now.
    pub(super) fn known(&self, value: &Value) -> Result<i64, Diagnostic> {
        let expr = here(&value.expr, self.address);
        Ok(self.scope.value(&expr)?)
    }

    /// The bytes of `field` at `address`, and what is to be done when they cannot be known yet.
    pub(super) fn fill(
        &self,
        field: Field,
        address: u16,
        value: &Value,
    ) -> Result<(Vec<u8>, Option<Fixup>), Diagnostic> {
        match self.worth(value)? {
            Worth::Known(known) => Ok((field.bytes(address, known, value.at)?, None)),
            Worth::Later(expr) => {
                let fixup = Fixup {
                    address,
                    field,
                    expr,
                };
                Ok((vec![0; field.width()], Some(fixup)))
            }
        }
    }
}

impl Field {
    fn width(self) -> usize {
        match self {
            Self::Byte | Self::ZeroPage | Self::Distance => 1,
            Self::Address | Self::Word => 2,
        }
    }

    /// `value` as the bytes that stand at `address`.
    pub(super) fn bytes(self, address: u16, value: i64, at: usize) -> Result<Vec<u8>, Diagnostic> {
        let too_large = |what: &str| Diagnostic::new(at, format!("{} {what}", shown(value)));
        match self {
            Self::Byte if !(-0x80..=0xFF).contains(&value) => {
                Err(too_large("is more than a byte")
                    .advise("<E is the low byte of E, >E the high one"))
            }
            Self::ZeroPage if !(0..=0xFF).contains(&value) => {
                Err(too_large("is no address in page 0"))
            }
            Self::Address if value < 0 => Err(too_large("is no address")),
            Self::Word if !(-0x8000..=0xFFFF).contains(&value) => {
                Err(too_large("is more than a word"))
            }
            Self::Byte | Self::ZeroPage => Ok(vec![value as u8]),
            Self::Word => Ok((value as u16).to_le_bytes().to_vec()),
            Self::Address => Ok(checked(value, at)?.to_le_bytes().to_vec()),
            Self::Distance => {
                let target = Self::Address.bytes(address, value, at)?;
                let target = u16::from_le_bytes([target[0], target[1]]);
                let next = address.wrapping_add(1);
                let distance = target.wrapping_sub(next).cast_signed();
                match i8::try_from(distance) {
                    Ok(distance) => Ok(vec![distance.cast_unsigned()]),
                    Err(_) => Err(Diagnostic::new(
                        at,
                        format!("${target:04X} is {distance:+} bytes from the next instruction"),
                    )
                    .advise("a branch reaches from -128 to +127: branch around a JMP")),
                }
            }
        }
    }
}

impl Fixup {
    /// A name that it still waits for.
    pub(crate) fn waits_for(&self, scope: &Scope<'_>) -> Option<String> {
        unknown(&self.expr, scope)
    }

    /// The bytes, once all names are known.
    ///
    /// # Errors
    /// They cannot be what the label would make them.
    pub(crate) fn bytes(&self, scope: &Scope<'_>) -> Result<Vec<u8>, Diagnostic> {
        let value = scope.value(&self.expr)?;
        let bytes = self.field.bytes(self.address, value, 0);
        bytes.map_err(|error| {
            let text = format!("for what stands at ${:04X}: {error}", self.address);
            Diagnostic {
                message: text,
                ..error
            }
        })
    }
}

fn shown(value: i64) -> String {
    match value {
        ..0 => value.to_string(),
        _ => format!("${value:X}"),
    }
}

/// `expr` with `*` replaced by the address of its line.
fn here(expr: &Expr, address: u16) -> Expr {
    match expr {
        Expr::Symbol { name, .. } if name == "*" => Expr::Number(i64::from(address)),
        Expr::Unary(operator, inner) => Expr::Unary(*operator, Box::new(here(inner, address))),
        Expr::Binary(operator, left, right, at) => {
            let (left, right) = (here(left, address), here(right, address));
            Expr::Binary(*operator, Box::new(left), Box::new(right), *at)
        }
        other => other.clone(),
    }
}

/// The first name in `expr` that nothing is known of.
fn unknown(expr: &Expr, scope: &Scope<'_>) -> Option<String> {
    match expr {
        Expr::Symbol { name, number, .. } => {
            let is_known = number.is_some() || !matches!(scope.symbols.find(name), Found::Nothing);
            (!is_known).then(|| name.clone())
        }
        Expr::Unary(_, inner) => unknown(inner, scope),
        Expr::Binary(_, left, right, _) => unknown(left, scope).or_else(|| unknown(right, scope)),
        _ => None,
    }
}
