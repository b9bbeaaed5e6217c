//! The trace as data.

use schemars::JsonSchema;
use serde::Serialize;

/// What `trace record` did.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RecordedView {
    /// The instructions that were recorded, interrupts that were taken among them.
    pub instructions: u64,
    /// The cycles that they took.
    pub cycles: u64,
    /// Host time; absent after `set jit times off`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Instructions in the trace now.
    pub held: u64,
}

/// What `info trace` tells.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TraceStatus {
    /// Instructions that are kept at most.
    pub size: u64,
    /// Instructions in the trace now.
    pub held: u64,
    /// Instructions that were ever recorded, with those that are no longer kept.
    pub recorded: u64,
    /// The cycle in which the first one began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// The cycle in which the last one ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
    /// Memory that it takes now.
    pub bytes: u64,
}
