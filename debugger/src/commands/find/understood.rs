//! How a condition was understood that nothing fits: the user may have meant something else.
//!
//! Bare digits are decimal in a condition, while addresses and bytes are shown, and usually thought, as hexadecimal; so
//! digits that are compared with one are told apart.

use super::Written;
use crate::debugger::Debugger;
use crate::expression::{Expr, Unary, fields::Holds};
use crate::grammar::explain::explain;
use crate::report::UnderstoodView;

impl Written {
    /// What its names and numbers stand for, if they do not speak for themselves.
    pub(super) fn understood(&self, debugger: &Debugger) -> Option<UnderstoodView> {
        let explained = explain(&self.text, self.context, &debugger.scope());
        let mut compared = Vec::new();
        collect(&self.condition.expr, &mut compared);
        let mut decimals = explained.decimals.into_iter();
        (explained.text != self.text).then(|| UnderstoodView {
            condition: explained.text,
            decimal: decimals.find(|digits| compared.contains(digits)),
        })
    }
}

/// Adds the numbers that are compared with an address or bytes.
fn collect(expr: &Expr, found: &mut Vec<i64>) {
    match expr {
        Expr::Unary(Unary::Not, inner) => collect(inner, found),
        Expr::Binary(operator, left, right, _) if operator.compares() => {
            match (&**left, &**right) {
                (Expr::Number(number), other) | (other, Expr::Number(number))
                    if is_memory(other) =>
                {
                    found.push(*number);
                }
                _ => {}
            }
        }
        Expr::Binary(_, left, right, _) => {
            collect(left, found);
            collect(right, found);
        }
        _ => {}
    }
}

fn is_memory(expr: &Expr) -> bool {
    match expr {
        Expr::Field(field, _) => field.holds == Holds::Memory,
        Expr::Byte(..) | Expr::Word(..) => true,
        _ => false,
    }
}
