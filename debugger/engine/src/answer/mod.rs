//! What the debugger answers, as data; whoever shows it knows how it looks.
//!
//! Invariant: the serde form of an answer is a public contract, which scripts read: addresses and counts are numbers.

mod banks;
mod breakpoint;
mod catch;
mod coverage;
mod explorer;
mod found;
mod guest;
mod history;
mod jit;
mod machine;
mod memory;
mod outside;
mod profile;
mod routines;
mod screen;
mod source;
mod stack;
mod symbols;
mod trace;
mod variable;

pub use banks::{
    BankKind, BankView, BankWrites, BanksView, ShowingView, ShownBank, SpaceView, WindowView,
};
pub use breakpoint::*;
pub use catch::*;
pub use coverage::*;
pub use explorer::*;
pub use found::*;
pub use guest::*;
pub use history::*;
pub use jit::*;
pub use machine::*;
pub use memory::*;
pub use outside::*;
pub use profile::*;
pub use routines::*;
pub use screen::*;
pub use source::*;
pub use stack::*;
pub use symbols::*;
pub use trace::*;
pub use variable::*;
