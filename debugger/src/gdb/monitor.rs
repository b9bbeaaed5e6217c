//! `monitor COMMAND`: a line of the debugger's own language, told on the client's console.
//!
//! A command may move the guest; the client is told so in words, for the protocol has nothing else for it.

use std::convert::Infallible;

use gdbstub::target::ext::monitor_cmd::{ConsoleOutput, MonitorCmd};

use super::guest::{Guest, Staying};
use jumppad_language::report::Report;

/// What a client is told whose notion of the guest is out of date.
const STALE: &str = "the guest has changed: gdb looks again after `maintenance flush register-cache`, lldb at the next stop";

impl MonitorCmd for Guest<'_, '_> {
    // The console listens already: what a long command tells is told as it happens.
    fn handle_monitor_cmd(
        &mut self,
        command: &[u8],
        _: ConsoleOutput<'_>,
    ) -> Result<(), Infallible> {
        let line = String::from_utf8_lossy(command).into_owned();
        let before = self.values();
        let is_over = self.attended(|session| match session.execute(&line) {
            Ok(Report::Quit) => true,
            Ok(report) => {
                session.tell(&report);
                false
            }
            Err(error) => {
                session.complain(&error, &line);
                false
            }
        });
        if self.values() != before {
            self.attended(|session| session.note(STALE));
        }
        if is_over {
            self.staying = Staying::Over;
        }
        Ok(())
    }
}
