//! The host in place of a ROM: which routines it does.

use schemars::JsonSchema;
use serde::Serialize;

/// What the host does for the program.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HostView {
    /// The computer whose ROM's routines they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<&'static str>,
    /// The routines, in the order of their addresses.
    pub routines: Vec<RoutineView>,
}

/// A routine that the host does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoutineView {
    /// Where the guest goes.
    pub address: u16,
    /// The ROM's name of it, or the call's.
    pub name: &'static str,
    /// What the host does there, by the name for tables of one's own.
    pub call: &'static str,
    /// What it takes, in registers and memory.
    pub takes: &'static str,
    /// What it gives.
    pub gives: &'static str,
    /// How often it was called; what was done again after going back is not counted.
    pub count: u64,
}
