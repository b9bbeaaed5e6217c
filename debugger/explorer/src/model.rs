//! What the sentences and the table of the page need of the data; the rest passes through.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A moment, by the guest's clock.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct Moment {
    pub(crate) cycle: u64,
}

/// A run.
#[derive(Debug, Deserialize)]
pub(crate) struct Run {
    pub(crate) program: String,
    pub(crate) by: String,
    pub(crate) chip: String,
    pub(crate) end: Moment,
    pub(crate) pc: u16,
    /// The counters as they are named, whatever they are.
    pub(crate) jit: Map<String, Value>,
    pub(crate) lives: Vec<Life>,
    pub(crate) lives_left_out: u64,
    pub(crate) traces_left_out: u64,
    pub(crate) shares: Vec<Share>,
    pub(crate) sampled_every: Option<u64>,
    pub(crate) coverage: Option<Coverage>,
}

/// The life of a compiled region.
#[derive(Debug, Deserialize)]
pub(crate) struct Life {
    pub(crate) group: String,
    pub(crate) tier: String,
    pub(crate) entry: u16,
    pub(crate) symbol: Option<String>,
    pub(crate) ranges: Vec<(u16, u16)>,
    pub(crate) counted: Option<Moment>,
    pub(crate) baseline: Option<Moment>,
    pub(crate) requested: Moment,
    pub(crate) reason: String,
    pub(crate) live: Option<Moment>,
    pub(crate) end: Option<LifeEnd>,
    pub(crate) blocks: usize,
    pub(crate) instructions: usize,
}

impl Life {
    /// Whether it is LLVM's, and no baseline code.
    pub(crate) fn is_group(&self) -> bool {
        self.tier == "group"
    }
}

/// How it ended.
#[derive(Debug, Deserialize)]
pub(crate) struct LifeEnd {
    pub(crate) at: Moment,
    pub(crate) how: String,
    pub(crate) reason: String,
    pub(crate) into: Option<String>,
}

/// A stretch of the run.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Share {
    pub(crate) interpreted: u64,
    pub(crate) baseline: u64,
    pub(crate) compiled: u64,
    pub(crate) running: f64,
}

/// How much was executed, hit and known.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Coverage {
    pub(crate) lines: (u64, u64),
    pub(crate) functions: (u64, u64),
    pub(crate) branches: (u64, u64),
    pub(crate) instructions: (u64, u64),
}
