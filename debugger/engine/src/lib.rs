//! Jumppad's engine: what a debugger of the machine in `jumppad-tiers` is, for any front end.
//!
//! A [`debugger::Debugger`] has a guest under it; operations take it, or the parts of it that they need, and give typed
//! answers. What happens while the guest runs is told to a [`debugger::event::Front`]. `examples/forty_lines.rs` shows
//! how.
//!
//! Invariants: nothing here reads or writes text for a user, but for what files and answers hold as words; looking never
//! disturbs; no file, however bad, panics.
//!
//! Left out: commands and their language, how anything is shown, and processes.

#![forbid(unsafe_code)]
// Whoever shows things is a face.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod answer;
pub mod board;
pub mod breakpoints;
pub mod coverage;
pub mod cpu;
pub mod debugger;
pub mod error;
pub mod explorer;
pub mod expression;
pub mod files;
pub mod history;
pub mod host;
pub mod names;
pub mod profile;
pub mod program;
pub mod query;
pub mod run;
pub mod settings;
pub mod speed;
mod switch;
pub mod tracing;
