//! What a line means to a session: with its radix, its C, and the commands that its user taught.

use super::{Command, opens, parse};
use crate::collect::Inner;
use crate::grammar::{Context, Diagnostic, canonical::Doubt};
use crate::session::Session;

impl Session<'_> {
    /// The text of `line` as a command, for one that is kept, and its words that may have been meant otherwise; none when
    /// it is blank.
    ///
    /// # Errors
    /// It is no command.
    pub fn understand(&self, line: &str) -> Result<Option<(String, Vec<Doubt>)>, Diagnostic> {
        if self.shell.user.knows(line) {
            return Ok(Some((line.trim().to_owned(), Vec::new())));
        }
        let command = self.parse(line, self.context())?;
        Ok(command.map(|command| (command.text(), command.doubts().to_vec())))
    }

    /// The block that `line` opens when it runs.
    pub fn opens(&self, line: &str) -> Option<Inner> {
        match self.shell.user.knows(line) {
            true => None,
            false => opens(line),
        }
    }

    /// `line` as a command, in whose braces the user's own may stand.
    pub(crate) fn parse(
        &self,
        line: &str,
        context: Context<'_>,
    ) -> Result<Option<Command>, Diagnostic> {
        let taught = Some(&self.shell.user);
        let c = self.debugger.source.c();
        let c = (!c.is_empty()).then_some(c);
        parse(
            line,
            Context {
                taught,
                c,
                ..context
            },
        )
    }
}
