//! What texts of expressions mean.

mod evaluate;
mod lower;
mod possible;
mod range;
