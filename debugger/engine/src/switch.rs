//! On and off.

use schemars::JsonSchema;
use serde::Serialize;

/// On or off, as the user writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// What it switches is done or shown.
    On,
    /// What it switches is not done or shown.
    #[default]
    Off,
}

impl Switch {
    /// The switch called `text`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "on" => Some(Self::On),
            "off" => Some(Self::Off),
            _ => None,
        }
    }

    /// The word by which the user writes it: `on` or `off`.
    pub fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }
}
