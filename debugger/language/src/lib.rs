//! Jumppad's command language: lines of text in, reports out.
//!
//! A line goes `grammar` -> `commands` -> `session`, whose handlers call the operations of `jumppad-engine`, and comes
//! back as a [`report::Report`].
//!
//! Invariants: a command returns data, and whoever shows it is a [`session::Sink`]; no input, however bad, panics or
//! loses the session.
//!
//! Left out: what a debugger can do (that is the engine), and how a report looks.

#![forbid(unsafe_code)]
// Whoever shows things is a face.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod assemble;
mod collect;
pub mod commands;
pub mod complete;
mod display;
pub mod error;
pub mod executor;
pub mod grammar;
pub mod mode;
pub mod page;
mod record;
pub mod report;
pub mod script;
pub mod session;
pub mod setting_rows;
mod size;
#[cfg(test)]
mod testing;
