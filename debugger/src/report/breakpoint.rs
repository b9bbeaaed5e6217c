//! Breakpoints, watchpoints and catchpoints as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::SourceLine;

/// A breakpoint, watchpoint or catchpoint, as its echo and `info b` show it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct BreakpointView {
    pub(crate) id: u32,
    pub(crate) kind: &'static str,
    /// What a catchpoint waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) caught: Option<String>,
    pub(crate) start: u16,
    pub(crate) end: u16,
    /// The line of source that begins at its start.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<SourceLine>,
    pub(crate) condition: Option<String>,
    pub(crate) once: bool,
    pub(crate) enabled: bool,
    pub(crate) ignore: u64,
    pub(crate) hits: u64,
}
