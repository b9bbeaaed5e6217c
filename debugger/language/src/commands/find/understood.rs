//! How a condition was understood that nothing fits: the user may have meant something else.
//!
//! Bare digits are decimal in a condition, while addresses and bytes are shown, and usually thought, as hexadecimal; so
//! digits that are compared with one are told apart.

use super::Written;
use crate::grammar::explain::explain;
use crate::report::UnderstoodView;
use jumppad_engine::debugger::Debugger;
use jumppad_engine::expression::Expr;

impl Written {
    /// What its names and numbers stand for, if they do not speak for themselves.
    pub(super) fn understood(&self, debugger: &Debugger) -> Option<UnderstoodView> {
        let explained = explain(&self.text, self.context, &debugger.scope());
        let compared = self.condition.expr.compared_with(Expr::is_of_memory);
        let mut values = explained
            .decimals
            .iter()
            .filter_map(|digits| digits.parse().ok());
        (explained.text != self.text).then(|| UnderstoodView {
            condition: explained.text,
            decimal: values.find(|value| compared.contains(value)),
        })
    }
}
