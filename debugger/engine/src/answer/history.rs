//! What is known of the past.

use schemars::JsonSchema;
use serde::Serialize;

/// How far one can go back, and what that costs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HistoryView {
    /// Checkpoints to keep; none while history is off.
    pub limit: Option<usize>,
    /// The earliest cycle one can go back to; none before the guest has run.
    pub from: Option<u64>,
    /// Why not further.
    pub reason: Option<String>,
    /// The cycle count now.
    pub now: u64,
    /// The latest cycle that is known.
    pub until: Option<u64>,
    /// How many checkpoints there are; each is a copy of the guest to go back to.
    pub checkpoints: usize,
    /// Changes by hand and answers of the host.
    pub changes: usize,
    /// Bytes of host memory that checkpoints and changes take.
    pub bytes: usize,
}
