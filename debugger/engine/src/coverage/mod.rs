//! What of a program was executed: related to lines, functions and branches, and written as lcov's tracefiles.
//!
//! ```text
//! the machine's notes ──code──> instructions ──subject──> lines, functions, branches ──> answers
//!                                                                 └──> lcov (files) ──store──> FILE.info
//! ```
//! Where no line of source is known, [`pages`] stand for files: a listing for each page of 256 bytes.
//!
//! Invariants: what was not executed is told of code that is known to be code: by lines, by the flow from where the
//! program begins, or because it was executed. Code of libraries without source is in no tracefile.

mod code;
pub mod lcov;
pub mod pages;
pub mod store;
mod subject;
mod view;

pub use code::{Code, Instruction};
pub use store::{Failure, Keeping};
pub use subject::{Function, Subject};
pub use view::Only;
