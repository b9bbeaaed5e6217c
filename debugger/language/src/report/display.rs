//! Displays as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::Cell;

/// What `display` shows at a stop.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DisplayView {
    pub id: u32,
    /// The expression, or the format and the address.
    pub of: String,
    #[serde(flatten)]
    pub shown: ShownView,
}

/// A display at this moment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "shown", rename_all = "kebab-case")]
pub enum ShownView {
    Value {
        value: i64,
        text: String,
    },
    Memory {
        columns: usize,
        cells: Vec<Cell>,
    },
    /// It has no value now.
    Failed {
        error: String,
    },
}
