//! Everything that changes which tier runs a block: `promotion` brings code in,
//! `invalidation` and `eviction` take it out. Each change is an event with its reason.

mod baseline;
mod eviction;
mod growth;
mod heat;
mod invalidation;
mod leaving;
mod promotion;
mod spaces;
mod spread;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jumppad_opcodes::{Memory, Model};

use crate::banks::Banks;
use crate::breakpoints::Breakpoints;
use crate::cache::{Cache, Group};
use crate::catch::EventCatcher;
use crate::code_marks::CodeMarks;
use crate::coverage::Coverage;
use crate::device::Devices;
use crate::event::{GroupId, Wanted};
use crate::jit::Compiler;
use crate::lessons::Lessons;
use crate::log::Log;
use crate::placed::PlacedObserver;
use crate::policy::Policy;
use crate::profile::{Profile, Slot};
use crate::status::{Config, JitMode, JitStats};
use crate::watch::Watches;
pub(crate) use spaces::Code;
use spaces::Spaces;

/// What the tiers look at but do not own.
pub(crate) struct Surroundings<'a> {
    pub(crate) model: Model,
    pub(crate) memory: &'a mut Memory,
    pub(crate) breakpoints: &'a Breakpoints,
    pub(crate) watches: &'a Watches,
    pub(crate) coverage: &'a Coverage,
    pub(crate) devices: &'a Devices,
    pub(crate) banks: &'a Banks,
    /// The machine's flag, which ends the wait for a compilation.
    pub(crate) interrupt: &'a AtomicBool,
    pub(crate) cycle: u64,
    /// The D flag.
    pub(crate) decimal: bool,
}

/// Whether the machine runs, or does again what it did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Playing {
    /// For the first time.
    #[default]
    Forward,
    /// Again: what is executed tells nothing of what the program does often.
    Again,
}

/// A compilation under way.
struct Pending {
    id: GroupId,
    entry: u16,
    wanted: Wanted,
    /// Blocks that do not count until it is done.
    waiting: BTreeSet<u16>,
    flushed: bool,
}

/// The state of all tiers above the interpreter.
pub(crate) struct Tiers {
    pub(crate) mode: JitMode,
    pub(crate) policy: Policy,
    pub(crate) playing: Playing,
    /// Told of the code of groups and traces.
    observer: Option<PlacedObserver>,
    /// Of the space that is current.
    pub(crate) code: Box<Code>,
    spaces: Spaces,
    pub(crate) marks: CodeMarks,
    pub(crate) heat: heat::Heat,
    /// Block entries before promotion, as they are set.
    threshold: u32,
    /// Rests in front of limits so far.
    pub(crate) tails: u32,
    pub(crate) log: Log,
    pub(crate) catcher: EventCatcher,
    compiler: Option<Compiler>,
    last_id: u32,
    groups_compiled: u64,
    compile_failures: u64,
    invalidations: u64,
    evictions: u64,
    compile_time: Duration,
    /// Executed by all tiers, and by groups.
    pub(crate) cycles: u64,
    pub(crate) compiled_cycles: u64,
    /// Those of them that passed in groups.
    pub(crate) group_cycles: u64,
    /// Entries that the run loop made.
    pub(crate) dispatched: u64,
    /// Of groups no longer in use.
    past_entries: u64,
    past_side_exits: u64,
}

impl Tiers {
    pub(crate) fn new(config: &Config) -> Self {
        let Config {
            jit: mode,
            threshold,
            code_cache,
            policy,
            ..
        } = *config;
        Self {
            policy,
            playing: Playing::default(),
            observer: None,
            mode,
            code: Box::new(Code::new(
                Profile::new(baseline::entries(mode, threshold, &policy), policy),
                Cache::new(code_cache),
                Lessons::new(policy),
            )),
            spaces: Spaces::default(),
            marks: CodeMarks::new(),
            heat: heat::Heat::new(mode.waits()),
            threshold,
            log: Log::default(),
            catcher: EventCatcher::default(),
            compiler: None,
            last_id: 0,
            groups_compiled: 0,
            compile_failures: 0,
            invalidations: 0,
            evictions: 0,
            compile_time: Duration::ZERO,
            cycles: 0,
            compiled_cycles: 0,
            tails: 0,
            group_cycles: 0,
            dispatched: 0,
            past_entries: 0,
            past_side_exits: 0,
        }
    }

    /// The index of the group that is entered at an address.
    pub(crate) fn index_at(&self, way_in: u16) -> Option<u32> {
        match self.code.profile.slot(way_in) {
            Slot::WayIn { index } => Some(index),
            Slot::Counting { .. } | Slot::Parked => None,
        }
    }

    /// The group that is entered at an address.
    pub(crate) fn group_at(&self, way_in: u16) -> Option<&Group> {
        self.code.cache.get(self.index_at(way_in)?)
    }

    pub(crate) fn stats(&self) -> JitStats {
        let all = || self.all_code();
        let groups = || all().flat_map(|code| code.cache.iter());
        let entries = all().map(|code| code.entries());
        let entries = self.past_entries + entries.sum::<u64>();
        JitStats {
            groups_compiled: self.groups_compiled,
            filters_compiled: 0,
            groups_live: groups().count() as u64,
            invalidations: self.invalidations,
            evictions: self.evictions,
            entries,
            linked_entries: entries.saturating_sub(self.dispatched),
            side_exits: self.past_side_exits + groups().map(|g| g.side_exits).sum::<u64>(),
            compile_time: self.compile_time,
            code_bytes: all().map(|code| code.cache.code_bytes()).sum(),
            compile_failures: self.compile_failures,
            cycles: self.cycles,
            compiled_cycles: self.compiled_cycles,
            group_cycles: self.group_cycles,
        }
    }
}
