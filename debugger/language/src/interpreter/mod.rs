//! Lines carried out: what stands above the commands, and hands them what was typed.

mod line;

pub use line::Open;
