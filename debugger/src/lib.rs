//! Jumppad's debugger: the terminal side of the machine in `jumppad-tiers`.
//!
//! A line of text goes `grammar` -> `commands` -> `session` and comes back as a `Report`, which `render` turns into
//! text or JSON. Invariants: only `render`, `repl` and `headless` write to the terminal; a command returns data; no
//! input, however bad, panics or loses the session.
//!
//! Left out: how instructions execute and when they are compiled (that is `tiers`).

#![forbid(unsafe_code)]

mod access;
mod assemble;
mod breakpoints;
mod call_stack;
mod cli;
mod collect;
mod commands;
mod complete;
mod control;
mod cpu;
mod debugger;
mod demo;
mod devices;
mod disassemble;
mod display;
mod effective;
mod error;
mod event;
mod exit;
mod expression;
mod failure;
mod flow;
#[doc(hidden)]
pub mod fuzzing;
mod grammar;
mod headless;
mod history;
mod interruptible;
mod keyboard;
mod load;
#[cfg(test)]
mod manual;
mod map;
mod mnemonic;
mod mode;
mod names;
mod perf_map;
mod program;
mod query;
mod rc;
mod read;
mod record;
mod render;
mod repl;
mod replace;
mod report;
mod rom;
mod schema;
mod script;
mod session;
mod setting_rows;
mod settings;
mod sim65;
mod size;
mod source;
mod symbols;
mod text;
mod trace;
mod user;

pub use cli::run;
pub use exit::Exit;
