//! Random watchpoints: what they watch, and on what condition.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;

use jumppad_tiers::Access;
use jumppad_tiers::filter::{ACCESS, Binary, Expr, Filter};

pub(crate) fn access() -> impl Strategy<Value = Access> {
    select(vec![Access::Read, Access::Write, Access::ReadWrite])
}

/// Conditions that sometimes hold and mostly do not; or always, or never, or have no
/// value now and then.
pub(crate) fn condition() -> impl Strategy<Value = Expr> {
    let term = (value(), select(COMPARISONS), 0..16_i64, any::<u8>()).prop_map(
        |(value, comparison, mask, number)| {
            let mask = Expr::Constant(mask << 2 | 3);
            let some = Expr::binary(Binary::BitAnd, value, mask.clone());
            let number = Expr::binary(Binary::BitAnd, Expr::Constant(number.into()), mask);
            Expr::binary(comparison, some, number)
        },
    );
    let fault = value()
        .prop_map(|value| Expr::binary(Binary::Divide, Expr::Constant(1), value))
        .prop_map(|value| Expr::binary(Binary::Greater, value, Expr::Constant(1)));
    let one = prop_oneof![
        8 => term.boxed(),
        1 => fault.boxed(),
        1 => Just(Expr::Constant(0)),
        1 => Just(Expr::Constant(1)),
    ];
    prop::collection::vec(one, 1..4).prop_map(Expr::All)
}

pub(crate) fn filter(root: &Expr) -> Arc<Filter> {
    Arc::new(Filter::new(&ACCESS, root.clone()).expect("a filter"))
}

const COMPARISONS: &[Binary] = &[Binary::Equal, Binary::NotEqual, Binary::Less];

/// A field, or a byte of memory.
fn value() -> impl Strategy<Value = Expr> {
    let field = (0..ACCESS.ints.len()).prop_map(|at| Expr::Int(&ACCESS.ints[at]));
    let address = prop_oneof![0..16_i64, 0..0x1_0000_i64];
    let byte = address.prop_map(|at| Expr::Byte(Box::new(Expr::Constant(at))));
    let index = field.clone().prop_map(|at| Expr::Byte(Box::new(at)));
    prop_oneof![5 => field, 1 => byte, 1 => index]
}
