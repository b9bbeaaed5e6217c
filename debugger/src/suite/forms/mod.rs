//! The forms in which results are written for other programs.

pub(super) mod json;
mod junit;
mod tap;

use clap::ValueEnum;

use super::verdict::Tests;

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people
    Text,
    /// JUnit's XML, which the services for continuous integration read
    Junit,
    /// Test Anything Protocol, version 14
    Tap,
    /// An object a line, the sum last
    Json,
}

impl Form {
    /// The results in this form; none for people, who were told already.
    pub(super) fn written(self, tests: &Tests) -> Option<String> {
        match self {
            Self::Text => None,
            Self::Junit => Some(junit::written(tests)),
            Self::Tap => Some(tap::written(tests)),
            Self::Json => Some(json::written(tests)),
        }
    }
}
