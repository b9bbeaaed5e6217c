//! Values of types: as expressions that read them from memory, or cut a number to what they hold.

use super::Of;
use crate::expression::tree::{Binary, Expr};
use crate::program::c::types::{Bits, Integer, Signed, Type};
use crate::program::c::{Program, integers};

/// The number at `address` that is of such a type; none where that is no number.
pub fn read(c: &Program, address: &Expr, of: Of, bits: Option<Bits>, at: usize) -> Option<Expr> {
    let integer = integer(c, of)?;
    if let Some(Bits { first, count }) = bits {
        let size = u16::from(first.checked_add(count)?).div_ceil(8);
        let unit = shifted(
            Binary::ShiftRight,
            unsigned(address, size, at),
            first.into(),
        );
        let value = both(Binary::BitAnd, unit, Expr::Number(integers::mask(count)));
        return Some(signed(value, count, integer.signed));
    }
    let bits = u8::try_from(integer.size * 8).ok()?;
    Some(signed(
        unsigned(address, integer.size, at),
        bits,
        integer.signed,
    ))
}

/// `value` as far as the type holds it; none where it holds no numbers.
pub(super) fn cut(c: &Program, value: Expr, of: Of) -> Option<Expr> {
    let integer = integer(c, of)?;
    let bits = u8::try_from(integer.size * 8)
        .ok()
        .filter(|&bits| bits < 64);
    let Some(bits) = bits else { return Some(value) };
    Some(match value {
        Expr::Number(value) => Expr::Number(integers::cut(value, bits, integer.signed)),
        value => signed(
            both(Binary::BitAnd, value, Expr::Number(integers::mask(bits))),
            bits,
            integer.signed,
        ),
    })
}

/// What holds the values of a type that are numbers.
pub fn integer(c: &Program, of: Of) -> Option<Integer> {
    let address = Integer {
        signed: Signed::No,
        ..integers::INT
    };
    if of.stars > 0 {
        return Some(address);
    }
    match c.types.of(of.id) {
        Type::Integer(integer) => Some(*integer),
        Type::Enum(of) => Some(of.kept_as),
        Type::Pointer(_) | Type::Array(..) | Type::Function(_) => Some(address),
        Type::Void | Type::Float { .. } | Type::Record(_) | Type::Named(..) | Type::Unknown(_) => {
            None
        }
    }
}

/// The bytes at an address, the lowest first.
fn unsigned(address: &Expr, size: u16, at: usize) -> Expr {
    let part = |offset: u16| super::arithmetic::plus(address.clone(), offset.into(), at);
    let mut value = None;
    let mut offset = 0;
    while offset < size {
        let (part, step) = match size - offset {
            1 => (Expr::Byte(Box::new(part(offset)), at), 1),
            _ => (Expr::Word(Box::new(part(offset)), at), 2),
        };
        let part = shifted(Binary::ShiftLeft, part, i64::from(offset) * 8);
        value = Some(match value {
            None => part,
            Some(low) => both(Binary::BitOr, low, part),
        });
        offset += step;
    }
    value.unwrap_or(Expr::Number(0))
}

/// `value`, which has so many bits, below zero where its highest bit is set.
fn signed(value: Expr, bits: u8, signed: Signed) -> Expr {
    match signed {
        Signed::No => value,
        Signed::Yes if bits >= 64 => value,
        Signed::Yes => {
            let top = 1 << (bits.max(1) - 1);
            let flipped = both(Binary::BitXor, value, Expr::Number(top));
            both(Binary::Subtract, flipped, Expr::Number(top))
        }
    }
}

fn shifted(operator: Binary, value: Expr, by: i64) -> Expr {
    match by {
        0 => value,
        by => both(operator, value, Expr::Number(by)),
    }
}

fn both(operator: Binary, left: Expr, right: Expr) -> Expr {
    Expr::Binary(operator, Box::new(left), Box::new(right), 0)
}
