//! What is known of the past.

use schemars::JsonSchema;
use serde::Serialize;

/// How far one can go back, and what that costs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct HistoryView {
    /// Checkpoints to keep; none while history is off.
    pub(crate) limit: Option<usize>,
    /// The earliest cycle one can go back to; none before the guest has run.
    pub(crate) from: Option<u64>,
    /// Why not further.
    pub(crate) reason: Option<String>,
    pub(crate) now: u64,
    /// The latest cycle that is known.
    pub(crate) until: Option<u64>,
    pub(crate) checkpoints: usize,
    /// Changes by hand and answers of the host.
    pub(crate) changes: usize,
    pub(crate) bytes: usize,
}
