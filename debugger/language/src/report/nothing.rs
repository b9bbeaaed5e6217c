//! That there is nothing of what was asked for, as data.

use schemars::JsonSchema;
use serde::Serialize;

/// What there is nothing of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Nothing {
    /// Help in which all of some words occur.
    Help {
        /// The words.
        words: String,
    },
    /// Variables of the function, besides its parameters.
    Locals,
    /// Parameters of the function.
    Parameters,
    /// Variables of a function, parameters included.
    Variables {
        /// Its name.
        function: String,
    },
    /// Types of C that fit.
    Types {
        /// Whether anything is known of the program's C.
        knows_c: bool,
    },
    /// Breakpoints of any kind.
    Breakpoints,
    /// Watchpoints.
    Watchpoints,
    /// Traces.
    Traces,
    /// Symbols that fit.
    Symbols {
        /// The sort that was asked for, if one was.
        #[serde(skip_serializing_if = "Option::is_none")]
        sort: Option<SymbolSort>,
        /// What their names should hold; empty where any would do.
        filter: String,
    },
    /// Commands that the user taught.
    Taught,
    /// A call that led where the guest stands.
    Call,
    /// A recording of commands.
    Recording,
    /// A host in place of a ROM.
    Host,
}

/// What a symbol is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SymbolSort {
    /// Code.
    Code,
    /// Data.
    Data,
}
