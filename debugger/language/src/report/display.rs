//! Displays as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::Cell;

/// What `display` shows at a stop.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DisplayView {
    /// The number that `undisplay` takes, from 1.
    pub id: u32,
    /// The expression, or the format and the address.
    pub of: String,
    /// What it shows, or why it cannot.
    #[serde(flatten)]
    pub shown: ShownView,
}

/// A display at this moment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "shown", rename_all = "kebab-case")]
pub enum ShownView {
    /// The value of an expression.
    Value {
        /// The number, if it is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<i64>,
        /// The value in the notation that was asked for.
        text: String,
    },
    /// Cells of memory, as `x` shows them.
    Memory {
        /// How many stand side by side in text.
        columns: usize,
        /// The values, in the order of memory.
        cells: Vec<Cell>,
    },
    /// It has no value now.
    Failed {
        /// Why it has none.
        error: String,
    },
}
