//! What a breakpoint does at its stop: commands, as text with the meaning that it had when they were given.

use std::rc::Rc;

use crate::expression::Radix;

/// The word that keeps a stop from being reported.
pub(crate) const SILENT: &str = "silent";

/// A list of commands; copies share it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Actions {
    lines: Rc<[String]>,
    radix: Radix,
}

impl Actions {
    /// Commands given while bare digits meant `radix`.
    pub(crate) fn new(lines: Vec<String>, radix: Radix) -> Self {
        let lines = lines.into();
        Self { lines, radix }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether the stop is not reported.
    pub(crate) fn is_silent(&self) -> bool {
        self.lines.first().is_some_and(|line| line == SILENT)
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// What bare digits mean in them.
    pub(crate) fn radix(&self) -> Radix {
        self.radix
    }
}
