//! Symbols as data.

use schemars::JsonSchema;
use serde::Serialize;

/// One symbol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SymbolView {
    /// The name, with its scopes joined by `::`.
    pub name: String,
    /// The address that it names, or the value, 0 to $FFFF.
    pub address: u16,
    /// Its size in bytes, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u16>,
    /// The number of the bank that it is in, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<u16>,
    /// Whether it is a count or the like, by which no address is shown.
    pub is_value: bool,
    /// The file that it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// How an address is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NearestView {
    /// The address that was asked about.
    pub address: u16,
    /// The nearest name at or before it, such as `add_one+3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// All symbols with exactly this value.
    pub list: Vec<SymbolView>,
}
