//! The JIT at work as data.

use serde::Serialize;

/// The JIT's counters.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JitView {
    pub(crate) mode: &'static str,
    pub(crate) threshold: u32,
    #[serde(flatten)]
    pub(crate) counters: JitCounters,
    #[serde(skip)]
    pub(crate) times: crate::settings::Switch,
}

/// The counters of `info jit` and of a headless run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JitCounters {
    pub(crate) groups_compiled: u64,
    pub(crate) groups_live: u64,
    pub(crate) invalidations: u64,
    pub(crate) side_exits: u64,
    pub(crate) entries: u64,
    pub(crate) compile_seconds: f64,
    pub(crate) code_bytes: u64,
    pub(crate) compile_failures: u64,
}

impl From<jumppad_tiers::JitStats> for JitCounters {
    fn from(stats: jumppad_tiers::JitStats) -> Self {
        Self {
            groups_compiled: stats.groups_compiled,
            groups_live: stats.groups_live,
            invalidations: stats.invalidations,
            side_exits: stats.side_exits,
            entries: stats.entries,
            compile_seconds: stats.compile_time.as_secs_f64(),
            code_bytes: stats.code_bytes,
            compile_failures: stats.compile_failures,
        }
    }
}

/// One live group.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct GroupView {
    pub(crate) id: String,
    pub(crate) entry: u16,
    pub(crate) ranges: Vec<(u16, u16)>,
    pub(crate) ways_in: Vec<u16>,
    pub(crate) blocks: usize,
    pub(crate) instructions: usize,
    pub(crate) code_bytes: u64,
    pub(crate) entries: u64,
    pub(crate) side_exits: u64,
}
