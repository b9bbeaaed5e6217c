//! The user's keyboard while it is the guest's: the terminal's mode, and who types in the debugger.
//!
//! Invariants: a terminal that was changed is changed back whatever ends the program, as far as it is told: a return, a panic,
//! Ctrl-Z, SIGTERM, SIGHUP. While the line editor or anybody else reads, the terminal is not the guest's.

#[cfg(unix)]
mod mode;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod typist;

#[cfg(unix)]
pub(crate) use mode::{GuestTerminal, restore};
#[cfg(unix)]
pub(crate) use typist::Typist;

#[cfg(not(unix))]
mod elsewhere;
#[cfg(not(unix))]
pub(crate) use elsewhere::{GuestTerminal, Typist, restore};
