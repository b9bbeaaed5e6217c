//! Where there are no terminals of POSIX: the terminal gives lines, and the guest gets what `send` types.

use std::ops::ControlFlow;

use jumppad_engine::settings::CtrlC;
use jumppad_language::session::{Attendant, Session};

use crate::serve::User;

/// A terminal that stays as it is.
pub(crate) struct GuestTerminal;

impl GuestTerminal {
    /// Does nothing.
    pub(crate) fn begin(_: CtrlC) -> Option<Self> {
        None
    }
}

/// Does nothing: nothing was changed.
pub(crate) fn restore() {}

/// Nobody types.
pub(crate) struct Typist;

impl Typist {
    /// One that leaves the keys to the debugger.
    pub(crate) fn new(_: User) -> Self {
        Self
    }
}

impl Attendant for Typist {
    fn begins(&mut self, _: &mut Session<'_>) {}

    fn ends(&mut self, _: &mut Session<'_>) {}

    fn attend(&mut self, _: &mut Session<'_>) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}
