//! Between which numbers the value of an expression is: enough to tell that a
//! table's bytes are not on page 0.

use super::operator::{Binary, Bytes, Unary};
use super::tree::Expr;

impl Expr {
    /// The least and the greatest value that it may have.
    pub(crate) fn bounds(&self) -> (i64, i64) {
        const ANY: (i64, i64) = (i64::MIN, i64::MAX);
        match self {
            Self::Constant(value) => (*value, *value),
            Self::Int(field) => match field.bytes {
                Bytes::One => (0, 0xff),
                Bytes::Two => (0, 0xffff),
                Bytes::Four => (0, 0xffff_ffff),
                Bytes::Eight => ANY,
            },
            Self::Byte(_) => (0, 0xff),
            Self::Word(_) => (0, 0xffff),
            Self::All(_) | Self::Any(_) | Self::Text(..) => (0, 1),
            Self::Unary(Unary::Not, _) => (0, 1),
            Self::Unary(Unary::LowByte | Unary::HighByte, _) => (0, 0xff),
            Self::Unary(..) => ANY,
            Self::Binary(operator, left, right) => {
                let (left, right) = (left.bounds(), right.bounds());
                match operator {
                    Binary::Add => sum(left, right).unwrap_or(ANY),
                    Binary::Subtract => difference(left, right).unwrap_or(ANY),
                    // With a number that is not negative no bit is set that it has not.
                    Binary::BitAnd if right.0 >= 0 => (0, right.1),
                    Binary::BitAnd if left.0 >= 0 => (0, left.1),
                    Binary::Equal
                    | Binary::NotEqual
                    | Binary::Less
                    | Binary::LessEqual
                    | Binary::Greater
                    | Binary::GreaterEqual => (0, 1),
                    _ => ANY,
                }
            }
        }
    }
}

fn sum(left: (i64, i64), right: (i64, i64)) -> Option<(i64, i64)> {
    Some((left.0.checked_add(right.0)?, left.1.checked_add(right.1)?))
}

fn difference(left: (i64, i64), right: (i64, i64)) -> Option<(i64, i64)> {
    Some((left.0.checked_sub(right.1)?, left.1.checked_sub(right.0)?))
}
