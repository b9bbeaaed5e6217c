//! The help as data.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

/// One family of commands in `help`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct HelpSection {
    pub(crate) title: &'static str,
    /// Usage and summary of each command.
    pub(crate) commands: Vec<(String, Cow<'static, str>)>,
}
