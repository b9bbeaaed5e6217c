//! Which values an expression can have at all: what tells that a condition can never come true, or never fail.
//!
//! Invariant: nothing possible is ruled out; where little is known, everything is possible.

use super::tree::{AccessField, Binary, Expr, Register, Text, TextTest, Unary};
use crate::program::mnemonic::is_own;

/// What a condition comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It may be true or false, as far as one can tell without the machine.
    Open,
    /// It is false whatever the machine does.
    Never,
    /// It is true whatever the machine does.
    Always,
}

/// What `condition` comes to, whose symbols are bound.
pub fn outcome(condition: &Expr) -> Outcome {
    match values(condition).truth() {
        (false, true) => Outcome::Never,
        (true, false) => Outcome::Always,
        _ => Outcome::Open,
    }
}

/// Why a comparison comes to one thing only.
#[derive(Clone, Copy, Debug)]
pub enum Reason<'e> {
    /// One side is from the least to the greatest of these.
    Between(&'e Expr, i64, i64),
    /// No instruction is called so.
    NoInstruction(&'e str),
}

/// Why a comparison comes to one thing only, where that can be told.
pub fn reason(condition: &Expr) -> Option<Reason<'_>> {
    if let Expr::Text(left, _, right, _) = condition {
        return no_instruction(left, right).map(Reason::NoInstruction);
    }
    let Expr::Binary(operator, left, right, _) = condition else {
        return None;
    };
    let (side, of) = [left, right]
        .map(|side| (side, values(side)))
        .into_iter()
        .find(|(_, of)| of.one().is_none())?;
    let is_told = operator.compares() && *of.ends().iter().max()? < i64::MAX.into();
    is_told.then_some(Reason::Between(side.as_ref(), of.least, of.greatest))
}

/// The string that the name of an instruction is compared with, where none is called so.
fn no_instruction<'t>(left: &'t Text, right: &'t Text) -> Option<&'t str> {
    match (left, right) {
        (of, Text::Literal(name)) | (Text::Literal(name), of) if of.is_mnemonic() => {
            (!is_own(name)).then_some(name.as_str())
        }
        _ => None,
    }
}

/// Values from the least to the greatest, of which those that are not negative have no bits but these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Values {
    /// The least value, inclusive.
    pub least: i64,
    /// The greatest value, inclusive.
    pub greatest: i64,
    /// The bits that can be set in a value that is not negative; -1 is any.
    pub bits: i64,
}

const ALL: Values = Values {
    least: i64::MIN,
    greatest: i64::MAX,
    bits: -1,
};

impl Values {
    fn of(least: i128, greatest: i128) -> Self {
        match (i64::try_from(least), i64::try_from(greatest)) {
            (Ok(least), Ok(greatest)) if least == greatest => Self {
                least,
                greatest,
                bits: least,
            },
            (Ok(least), Ok(greatest)) => Self {
                least,
                greatest,
                bits: match least {
                    0.. => below(greatest),
                    _ => -1,
                },
            },
            // It wraps around.
            _ => ALL,
        }
    }

    fn up_to(greatest: i64) -> Self {
        Self::of(0, greatest.into())
    }

    /// Those of 0 up, with only these bits.
    fn with_bits(bits: i64) -> Self {
        match bits {
            0.. => Self {
                least: 0,
                greatest: bits,
                bits,
            },
            _ => ALL,
        }
    }

    /// Whether it can be true, and whether it can be false.
    fn truth(self) -> (bool, bool) {
        let can_be_zero = self.least <= 0 && self.greatest >= 0;
        (self.least != 0 || self.greatest != 0, can_be_zero)
    }

    fn one(self) -> Option<i64> {
        (self.least == self.greatest).then_some(self.least)
    }

    fn ends(self) -> [i128; 2] {
        [self.least.into(), self.greatest.into()]
    }
}

/// All bits up to the highest of `value`.
fn below(value: i64) -> i64 {
    match value.leading_zeros() {
        64 => 0,
        zeros => (u64::MAX >> zeros) as i64,
    }
}

/// A truth that can be what the two say.
fn truth((can_hold, can_fail): (bool, bool)) -> Values {
    Values::of(i128::from(!can_fail), i128::from(can_hold))
}

/// The values that `expr` can have.
pub fn values(expr: &Expr) -> Values {
    match expr {
        Expr::Number(value) => Values::of((*value).into(), (*value).into()),
        Expr::DollarA => Values::of(10, 10),
        Expr::Register(Register::Pc)
        | Expr::LastAddress
        | Expr::Word(..)
        | Expr::Access(AccessField::Addr, _) => Values::up_to(0xFFFF),
        Expr::Register(_)
        | Expr::Byte(..)
        | Expr::Access(AccessField::Value | AccessField::Old, _) => Values::up_to(0xFF),
        Expr::Text(left, test, right, _) if no_instruction(left, right).is_some() => match test {
            TextTest::Equal => Values::of(0, 0),
            TextTest::NotEqual => Values::of(1, 1),
            TextTest::StartsWith | TextTest::EndsWith | TextTest::Contains => Values::up_to(1),
        },
        Expr::Flag(_) | Expr::Access(AccessField::IsWrite, _) | Expr::Text(..) => Values::up_to(1),
        Expr::Cycles => Values::up_to(i64::MAX),
        Expr::Chip { .. } => Values::up_to(u32::MAX.into()),
        Expr::Symbol { .. }
        | Expr::Line { .. }
        | Expr::Function { .. }
        | Expr::Field(..)
        | Expr::C(..) => ALL,
        Expr::Unary(operator, inner) => unary(*operator, values(inner)),
        Expr::Binary(operator, left, right, _) => binary(*operator, values(left), values(right)),
    }
}

fn unary(operator: Unary, of: Values) -> Values {
    let [least, greatest] = of.ends();
    match operator {
        Unary::Negate => Values::of(-greatest, -least),
        Unary::Complement => Values::of(-greatest - 1, -least - 1),
        Unary::Not => {
            let (can_hold, can_fail) = of.truth();
            truth((can_fail, can_hold))
        }
        Unary::LowByte => Values::with_bits(of.bits & 0xFF),
        Unary::HighByte => Values::with_bits(of.bits >> 8 & 0xFF),
    }
}

fn binary(operator: Binary, left: Values, right: Values) -> Values {
    let ([a, b], [c, d]) = (left.ends(), right.ends());
    let (first, second) = (left.truth(), right.truth());
    match operator {
        Binary::And => truth((first.0 && second.0, first.1 || second.1)),
        Binary::Or => truth((first.0 || second.0, first.1 && second.1)),
        Binary::Equal => truth(equal(left, right)),
        Binary::NotEqual => {
            let (can_hold, can_fail) = equal(left, right);
            truth((can_fail, can_hold))
        }
        Binary::Less => truth((a < d, b >= c)),
        Binary::GreaterEqual => truth((b >= c, a < d)),
        Binary::Greater => truth((b > c, a <= d)),
        Binary::LessEqual => truth((a <= d, b > c)),
        Binary::BitAnd if left.least >= 0 || right.least >= 0 => {
            Values::with_bits(left.bits & right.bits)
        }
        Binary::BitOr | Binary::BitXor if left.least >= 0 && right.least >= 0 => {
            Values::with_bits(left.bits | right.bits)
        }
        Binary::Add => Values::of(a + c, b + d),
        Binary::Subtract => Values::of(a - d, b - c),
        Binary::Multiply => {
            let products = [a * c, a * d, b * c, b * d];
            let [least, greatest] = [products.iter().min(), products.iter().max()];
            least.zip(greatest).map_or(ALL, |(&l, &g)| Values::of(l, g))
        }
        Binary::Divide if a >= 0 && c > 0 => Values::of(a / d, b / c),
        Binary::Remainder if a >= 0 && c > 0 => Values::of(0, b.min(d - 1)),
        _ => ALL,
    }
}

/// Whether they can be equal, and whether they can differ.
fn equal(left: Values, right: Values) -> (bool, bool) {
    let overlap = left.least <= right.greatest && right.least <= left.greatest;
    let fits = |one: Values, other: Values| {
        one.one()
            .is_none_or(|value| other.least < 0 || value & !other.bits == 0)
    };
    let can_hold = overlap && fits(left, right) && fits(right, left);
    (can_hold, left.one().is_none() || left.one() != right.one())
}
