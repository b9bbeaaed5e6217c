//! What users ask of the tiers, and tell them.

use super::{Machine, context};
use crate::baseline::{BaselineStats, NoBaseline};
use crate::event::Event;
use crate::placed::PlacedObserver;
use crate::policy::Policy;
use crate::profile::Slot;
use crate::status::{GroupInfo, JitMode, JitStats, Why};
use crate::tiers::{Context, Playing};

impl Machine {
    /// Whether and how hot regions are compiled.
    #[must_use]
    pub fn jit_mode(&self) -> JitMode {
        self.tiers.mode
    }

    /// Changes that; turning the JIT off flushes all compiled code.
    pub fn set_jit_mode(&mut self, mode: JitMode) {
        // What runs in a tier that is off is nobody's.
        if mode != self.tiers.mode && mode != JitMode::Background {
            self.flush();
        }
        self.tiers.set_mode(mode);
    }

    /// Says whether what runs from now on ran before: nothing is compiled by LLVM then.
    pub fn set_playing(&mut self, playing: Playing) {
        self.tiers.playing = playing;
        self.tiers.log.chronicle.shares.interrupt();
    }

    /// Takes all compiled code out of use and forgets what was counted.
    pub fn flush(&mut self) {
        self.tiers.flush(context!(self));
    }

    /// Block entries before promotion.
    #[must_use]
    pub fn threshold(&self) -> u32 {
        self.tiers.code.profile.threshold()
    }

    /// Changes that (at least 1); entries counted so far stay counted.
    pub fn set_threshold(&mut self, entries: u32) {
        self.tiers.set_threshold(entries);
    }

    /// What the tiers go by.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.tiers.policy
    }

    /// Changes that; all compiled code is flushed.
    pub fn set_policy(&mut self, policy: Policy) {
        self.tiers.set_policy(policy, context!(self));
    }

    /// The most bytes of machine code in use at once.
    #[must_use]
    pub fn code_cache(&self) -> u64 {
        self.tiers.code.cache.bound
    }

    /// Changes that; groups of little use go until it holds.
    pub fn set_code_cache(&mut self, bytes: u64) {
        self.tiers.set_code_cache(bytes, context!(self));
    }

    /// Counts of what the JIT did.
    #[must_use]
    pub fn jit_stats(&self) -> JitStats {
        let (compiled, failures, time) = self.filters.counts();
        let groups = self.tiers.stats();
        JitStats {
            filters_compiled: compiled,
            compile_failures: groups.compile_failures + failures,
            compile_time: groups.compile_time + time,
            ..groups
        }
    }

    /// Has somebody told of every group that is compiled from now on, and where
    /// the host has its code; a later observer takes the place of an earlier one.
    pub fn observe_placed_code(&mut self, observer: PlacedObserver) {
        self.tiers.observe_placed(observer);
    }

    /// Counts of what the baseline tier did.
    ///
    /// # Errors
    /// Why there is none.
    pub fn baseline_stats(&self) -> Result<BaselineStats, NoBaseline> {
        self.tiers.baseline_stats()
    }

    /// The groups in use, oldest first.
    #[must_use]
    pub fn groups(&self) -> Vec<GroupInfo> {
        let mut groups: Vec<GroupInfo> = self
            .tiers
            .code
            .cache
            .iter()
            .map(|group| GroupInfo {
                id: group.id,
                entry: group.region.entry,
                ranges: group.region.ranges(),
                entry_points: group.region.entry_points.clone(),
                blocks: group.region.blocks.len(),
                instructions: group.region.instructions().count(),
                code_bytes: group.code.bytes(),
                entries: group.entries(&self.tiers.code.profile),
                side_exits: group.side_exits,
                compile_time: group.time,
            })
            .collect();
        groups.sort_by_key(|group| group.id);
        groups
    }

    /// Why the instruction at `addr` runs in the tier that it does.
    #[must_use]
    pub fn why(&self, addr: u16) -> Why {
        if self.tiers.mode == JitMode::Off {
            return Why::JitOff;
        }
        if let Some(group) = self.tiers.group_at(addr) {
            return Why::EntryPoint { group: group.id };
        }
        if let Some(group) = self.tiers.code.cache.executing(addr).next() {
            return Why::Inside {
                group: group.id,
                entry: group.region.entry,
            };
        }
        if let Some(baseline) = self.tiers.code.baseline.get()
            && baseline.executes(addr)
        {
            return Why::Baseline {
                samples: self.tiers.heat.samples(addr),
            };
        }
        match self.tiers.code.profile.slot(addr) {
            Slot::Parked | Slot::EntryPoint { .. } => Why::Compiling,
            Slot::Counting { count, threshold } => {
                match self.tiers.code.profile.back_off_reason(addr) {
                    Some(reason) => Why::Demoted {
                        reason,
                        count,
                        threshold,
                    },
                    None => match self.tiers.log.chronicle.gone_at(addr) {
                        Some((group, cause)) => Why::OutOfUse {
                            group,
                            cause,
                            count,
                            threshold,
                        },
                        None if count == 0 => Why::NeverRun,
                        None => Why::Counting { count, threshold },
                    },
                }
            }
        }
    }

    /// What the tiers did since the last call, oldest first.
    pub fn drain_events(&mut self) -> Vec<Event> {
        let mut events = self.tiers.log.drain();
        events.extend(self.filters.drain_events());
        events
    }
}
