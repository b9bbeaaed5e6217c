//! Breakpoints and watchpoints as data.

use serde::Serialize;

/// A breakpoint or watchpoint, as its echo and `info b` show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BreakpointView {
    pub(crate) id: u32,
    pub(crate) kind: &'static str,
    pub(crate) start: u16,
    pub(crate) end: u16,
    pub(crate) condition: Option<String>,
    pub(crate) once: bool,
    pub(crate) enabled: bool,
    pub(crate) ignore: u64,
    pub(crate) hits: u64,
}
