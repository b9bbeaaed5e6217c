//! What of a program was executed: related to lines, functions and branches, and written as lcov's tracefiles.
//!
//! ```text
//! the machine's notes ──code──> instructions ──subject──> lines, functions, branches ──covered──> answers
//!                                                                              └──> lcov (files) ──store──> FILE.info
//! ```
//! Banks are told one by one ([`covered`](Covered)), whether they show or not.
//! Where no line of source is known, [`pages`] stand for files: a listing for each page of 256 bytes.
//!
//! Invariants: what was not executed is told of code that is known to be code: by lines, by the flow from where the
//! program begins, or because it was executed. Code of libraries without source is in no tracefile.

mod code;
mod covered;
pub mod lcov;
pub mod pages;
mod part;
pub mod store;
mod subject;
mod view;

pub use code::{Code, Instruction};
pub use covered::Covered;
pub use store::{Failure, Keeping};
pub use subject::{Function, Subject};
pub use view::Only;
