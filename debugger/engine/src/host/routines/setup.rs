//! Which routines the host does: a computer's, a user's own table, or both.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calls::Call;
use super::systems::System;

/// A routine of a user's own table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Where the guest goes.
    pub address: u16,
    /// What the host does there.
    pub call: Call,
}

/// Which routines the host does: a computer's, others, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// The computer whose ROM's routines they are.
    pub system: Option<System>,
    /// More of them, which come before the computer's.
    pub entries: Vec<Entry>,
}

impl Setup {
    /// The routines of a computer's ROM.
    pub fn of(system: System) -> Self {
        Self {
            system: Some(system),
            entries: Vec::new(),
        }
    }

    /// Whether some of them are the KERNAL's, whose variables in memory are then theirs.
    pub(super) fn has_kernal(&self) -> bool {
        let mut entries = self.entries.iter();
        self.system == Some(System::C64) || entries.any(|entry| entry.call.is_of_kernal())
    }
}
