//! Functions of C as steps see them: where one begins, and where its parameters are in place.

use crate::debugger::Debugger;

impl Debugger {
    /// Where the function of C begins that the instruction at `address` is in.
    pub(super) fn function_around(&self, address: u16) -> Option<u16> {
        let (_, function) = self.source.c().function_at(address)?;
        Some(*function.code.start())
    }

    /// Whether a function of C begins at `address`.
    pub(super) fn is_function(&self, address: u16) -> bool {
        self.function_around(address) == Some(address)
    }

    /// Where the parameters of the function of C that begins at `entry` are in place, if that is further on.
    pub(super) fn behind_opening(&self, entry: u16) -> Option<u16> {
        let body = self.scope().behind_prologue(entry)?;
        (body != entry).then_some(body)
    }
}
