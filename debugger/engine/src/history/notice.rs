//! What the user is told of the history without having asked.

use std::fmt;

use super::{By, Entry};
use crate::host::sim65::{Call, guest::Asked};

/// What is in the way of going back further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// The machine was switched on.
    PowerOn,
    /// A program was loaded.
    Loaded,
    /// Devices, read-only memory or the chip were changed.
    Surroundings,
    /// History was switched on.
    SwitchedOn,
    /// There were too many changes from outside to keep them all.
    Forgotten,
}

impl fmt::Display for Beginning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PowerOn => "the machine was switched on here",
            Self::Loaded => "a program was loaded here",
            Self::Surroundings => "devices, read-only memory or the chip were changed here",
            Self::SwitchedOn => "history was switched on here",
            Self::Forgotten => "too many changes from outside came later, older ones are forgotten",
        })
    }
}

/// Something that happened to the history.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A change in the past: what was known to follow it is not known any more.
    Discarded {
        /// The cycle of the change.
        cycle: u64,
        /// The latest cycle that was known before.
        until: u64,
        /// The changes from outside that are forgotten, the earliest first.
        entries: Vec<Entry>,
    },
    /// A change by hand was made again.
    Repeated {
        /// The cycle of the change.
        cycle: u64,
    },
}

impl Notice {
    /// The answers of the host that are forgotten.
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = (&Asked, &[u8])> {
        let entries: &[Entry] = match self {
            Self::Discarded { entries, .. } => entries,
            Self::Repeated { .. } => &[],
        };
        entries.iter().filter_map(|entry| match &entry.by {
            By::Hand | By::Keys => None,
            By::Host { call, input } => Some((call, input.as_slice())),
        })
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Discarded { cycle, until, .. } => {
                write!(
                    f,
                    "what came after cycle {cycle}, up to {until}, is forgotten"
                )?;
                match self
                    .calls()
                    .any(|(call, _)| *call != Asked::Sim65(Call::Args))
                {
                    true => f.write_str("; the host's files and what was printed stay as they are"),
                    false => Ok(()),
                }
            }
            Self::Repeated { cycle } => {
                write!(f, "the change by hand at cycle {cycle} is made again")
            }
        }
    }
}
