//! What a breakpoint does at its stop: commands, as text with the meaning that it had when they were given.

use std::rc::Rc;

use crate::expression::Radix;

/// The word that keeps a stop from being reported.
pub const SILENT: &str = "silent";

/// A list of commands; copies share it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    lines: Rc<[String]>,
    radix: Radix,
}

impl Actions {
    /// Commands given while bare digits meant `radix`.
    pub fn new(lines: Vec<String>, radix: Radix) -> Self {
        let lines = lines.into();
        Self { lines, radix }
    }

    /// Whether there are no commands.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether the stop is not reported.
    pub fn is_silent(&self) -> bool {
        self.lines.first().is_some_and(|line| line == SILENT)
    }

    /// The commands, one a line, as they were typed.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// What digits without a prefix mean in the commands.
    pub fn radix(&self) -> Radix {
        self.radix
    }
}
