//! The help as data.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

/// One family of commands in `help`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HelpSection {
    /// The heading of the family.
    pub title: &'static str,
    /// Usage and summary of each command.
    pub commands: Vec<(String, Cow<'static, str>)>,
}
