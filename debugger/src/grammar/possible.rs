//! Which values an expression can have at all: what tells that a condition can never come true, or never fail.
//!
//! Invariant: nothing possible is ruled out; where little is known, everything is possible.

use super::tree::{AccessField, Binary, Expr, Register, Unary};

/// What a condition comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Open,
    Never,
    Always,
}

/// What `condition` comes to, whose symbols are bound.
pub(crate) fn outcome(condition: &Expr) -> Outcome {
    match values(condition).truth() {
        (false, true) => Outcome::Never,
        (true, false) => Outcome::Always,
        _ => Outcome::Open,
    }
}

/// Why a comparison comes to one thing only: the values of its side that has several.
pub(crate) fn reason(condition: &Expr) -> Option<String> {
    let Expr::Binary(operator, left, right, _) = condition else {
        return None;
    };
    let (side, of) = [left, right]
        .map(|side| (side, values(side)))
        .into_iter()
        .find(|(_, of)| of.one().is_none())?;
    let is_told = operator.compares() && *of.ends().iter().max()? < i64::MAX.into();
    is_told.then(|| format!("{side} is {} to {}", of.least, of.greatest))
}

/// Values from the least to the greatest, of which those that are not negative have no bits but these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Values {
    least: i64,
    greatest: i64,
    bits: i64,
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

fn values(expr: &Expr) -> Values {
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
        Expr::Flag(_) | Expr::Access(AccessField::IsWrite, _) | Expr::Text(..) => Values::up_to(1),
        Expr::Cycles => Values::up_to(i64::MAX),
        Expr::Symbol { .. } | Expr::Line { .. } | Expr::Field(..) => ALL,
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::canonical::tests::expressions;
    use super::super::evaluate::Scope;
    use super::super::expression::expression;
    use super::super::parse_all;
    use super::*;
    use crate::source::Source;
    use crate::symbols::Symbols;
    use jumppad_tiers::{Config, JitMode, Machine};

    #[test]
    fn what_no_register_holds_is_never_equal() {
        for text in [
            "a == 500",
            "5 == 10",
            "$a == 5",
            "x > 255",
            "pc > $FFFF",
            "a & 1 == 2",
            "(a & $F0) == 5",
            ".z == 2",
            "[$10] < 0",
            "x == 1 && y == -1",
            "!(a < 256)",
            "<pc == $100",
            "a % 10 == 10",
            "a / 2 > 127",
            "a * 2 + 1 == 0",
        ] {
            assert_eq!(
                outcome(&parse_all(text, expression).unwrap()),
                Outcome::Never,
                "{text}"
            );
        }
    }

    #[test]
    fn what_always_holds_is_told_from_what_may() {
        for (text, expected) in [
            ("a < 256", Outcome::Always),
            ("1", Outcome::Always),
            ("a >= 0 || x", Outcome::Always),
            ("a == 255", Outcome::Open),
            ("a - x == -3", Outcome::Open),
            ("cycles > 1000000", Outcome::Open),
            ("a << 8 == $4100", Outcome::Open),
            ("(a | 1) == 3", Outcome::Open),
            ("mnemonic == \"JSR\"", Outcome::Open),
            ("~a == -1", Outcome::Open),
        ] {
            assert_eq!(
                outcome(&parse_all(text, expression).unwrap()),
                expected,
                "{text}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn nothing_possible_is_ruled_out(expr in expressions(), a in any::<u8>(), x in 0..3u8, p in any::<u8>(), pc in any::<u16>()) {
            let mut machine = Machine::new(Config { jit: JitMode::Off, ..Config::default() });
            let cpu = machine.cpu_mut();
            (cpu.a, cpu.x, cpu.pc) = (a, x, pc);
            cpu.set_p(p);
            let scope = Scope {
                machine: &machine,
                symbols: &Symbols::default(),
                source: &Source::default(),
                last_address: pc,
                access: None,
            };
            if let Ok(value) = scope.value(&expr) {
                let known = values(&expr);
                prop_assert!(known.least <= value && value <= known.greatest, "{expr}: {value} {known:?}");
                prop_assert!(known.least < 0 || value & !known.bits == 0, "{expr}: {value} {known:?}");
            }
        }
    }
}
