//! What a client does with the program as a whole: it starts it again, and kills it.

use std::convert::Infallible;
use std::path::Path;

use gdbstub::common::Pid;
use gdbstub::target::TargetResult;
use gdbstub::target::ext::extended_mode::{
    Args, AttachKind, CurrentActivePid, CurrentActivePidOps, ExtendedMode, ShouldTerminate,
};

use super::guest::{Guest, INVALID, NO_SUCH_FILE, refused};

/// The number of the one program.
pub(super) const PROGRAM: Pid = Pid::MIN;

/// What is left when the program is killed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Extended {
    /// Nothing: the session is over.
    #[default]
    No,
    /// The program, at its beginning, for a client that may run it again.
    Yes,
}

impl Guest<'_, '_> {
    /// The program is at its beginning.
    pub(super) fn start_again(&mut self) {
        self.session.debugger.restart();
        self.changed();
    }

    /// Whether a client that names `file` means the program that is there.
    fn is_the_program(&self, file: &[u8]) -> bool {
        let file = String::from_utf8_lossy(file);
        let name = |path: &str| Path::new(path).file_name().map(ToOwned::to_owned);
        name(&file) == name(&self.session.debugger.program.name)
    }
}

impl ExtendedMode for Guest<'_, '_> {
    fn run(&mut self, file: Option<&[u8]>, arguments: Args<'_, '_>) -> TargetResult<Pid, Self> {
        if file.is_some_and(|file| !self.is_the_program(file)) {
            return refused(NO_SUCH_FILE);
        }
        let arguments: Vec<Vec<u8>> = arguments.map(<[u8]>::to_vec).collect();
        let guest = &mut self.session.debugger.guest;
        if !arguments.is_empty() {
            if !guest.has_host() {
                return refused(INVALID);
            }
            guest.arguments = arguments;
        }
        self.start_again();
        Ok(PROGRAM)
    }

    fn attach(&mut self, program: Pid) -> TargetResult<(), Self> {
        match program == PROGRAM {
            true => Ok(()),
            false => refused(NO_SUCH_FILE),
        }
    }

    fn query_if_attached(&mut self, _: Pid) -> TargetResult<AttachKind, Self> {
        // A client that leaves is not to kill it.
        Ok(AttachKind::Attach)
    }

    fn kill(&mut self, _: Option<Pid>) -> TargetResult<ShouldTerminate, Self> {
        match self.extended {
            Extended::No => Ok(ShouldTerminate::Yes),
            Extended::Yes => {
                self.start_again();
                Ok(ShouldTerminate::No)
            }
        }
    }

    fn restart(&mut self) -> Result<(), Infallible> {
        self.start_again();
        Ok(())
    }

    fn on_start(&mut self) -> Result<(), Infallible> {
        self.extended = Extended::Yes;
        Ok(())
    }

    fn support_current_active_pid(&mut self) -> Option<CurrentActivePidOps<'_, Self>> {
        Some(self)
    }
}

impl CurrentActivePid for Guest<'_, '_> {
    fn current_active_pid(&mut self) -> Result<Pid, Infallible> {
        Ok(PROGRAM)
    }
}
