//! Expressions: the tree, its value at this moment of the machine, and its form as a filter for every tier.
//!
//! Invariant: nothing here knows text; a node that can fail keeps its place, so that whoever parsed it can point there.

mod error;
mod evaluate;
pub(crate) mod fields;
pub(crate) mod lower;
pub(crate) mod possible;
mod radix;
mod range;
mod registers;
mod strings;
mod tree;

pub(crate) use error::{EvalError, EvalErrorKind, LOCAL};
pub(crate) use evaluate::{Scope, checked};
pub(crate) use radix::Radix;
pub(crate) use range::{End, RangeExpr};
pub(crate) use registers::{flag_bit, flag_name, register, register_name};
pub(crate) use strings::compare;
pub(crate) use tree::{AccessField, Binary, Case, Expr, Register, Text, TextTest, Unary};
