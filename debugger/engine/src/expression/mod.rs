//! Expressions: the tree, its value at this moment of the machine, and its form as a filter for every tier.
//!
//! Invariant: nothing here knows text; a node that can fail keeps its place, so that whoever parsed it can point there.

mod chips;
mod error;
mod evaluate;
pub mod fields;
pub mod lower;
pub mod possible;
mod radix;
mod range;
mod registers;
mod strings;
mod tree;
pub mod typed;

pub use chips::Chip;
pub use error::{EvalError, EvalErrorKind};
pub use evaluate::{Scope, View, checked};
pub use radix::Radix;
pub use range::{End, RangeExpr};
pub use registers::{flag_bit, flag_name, register, register_name};
pub use strings::compare;
pub use tree::{
    AccessField, Binary, COperation, Case, Expr, Register, Selector, Text, TextTest, TypeName,
    Unary,
};
