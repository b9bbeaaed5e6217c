//! Jumppad's debugger: the terminal side of the machine in `jumppad-tiers`.
//!
//! A line of text goes `grammar` -> `commands` -> `session` and comes back as a `Report`, which `render` turns into
//! text or JSON. Invariants: only `render`, `repl` and `headless` write to the terminal, and only `keyboard` changes its mode; a command returns data; no
//! input, however bad, panics or loses the session.
//!
//! Left out: how instructions execute and when they are compiled (that is `tiers`).

#![forbid(unsafe_code)]
// What is shown is written by `render` and `headless`, with their errors.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod alarm;
mod cli;
mod dap;
mod exit;
#[doc(hidden)]
pub mod fuzzing;
mod gdb;
mod headless;
mod keyboard;
#[cfg(test)]
mod manual;
mod mcp;
mod rc;
mod render;
mod repl;
mod schema;
mod serve;
mod suite;
mod traces;
mod vice;

pub use cli::run;
pub use exit::Exit;
