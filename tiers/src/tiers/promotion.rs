//! From a hot block to a group in use.
//!
//! Compiled code is installed only if the machine still is what the code was
//! made for: the same bytes, the same breakpoints, pages still plain that it
//! takes for plain.

use std::collections::BTreeSet;

use jumppad_opcodes::byte;

use super::{Pending, Surroundings, Tiers};
use crate::cache::Group;
use crate::event::{DemoteReason, DropReason, Event, EventKind, GroupId, InvalidationCause};
use crate::jit::{Answer, Compiler, Request, Waiting};
use crate::placed::PlacedObserver;
use crate::profile::Slot;
use crate::region::{Region, Source};
use crate::status::JitMode;

/// Why a region is to be compiled.
pub(super) enum Wanted {
    /// Its entry was interpreted that often.
    Heat { hits: u32 },
    /// Groups lead to each other; these end in the new one.
    Growth { ends: BTreeSet<GroupId> },
}

impl Wanted {
    /// Times that the entry was interpreted.
    fn hits(&self) -> u32 {
        match self {
            Self::Heat { hits } => *hits,
            Self::Growth { .. } => 0,
        }
    }
}

impl Tiers {
    /// Sends the region around a hot block to the compiler and, in synchronous
    /// mode, waits for its code.
    pub(crate) fn promote(&mut self, entry: u16, around: &mut Surroundings<'_>) {
        if self.pending.iter().any(|pending| pending.entry == entry) {
            self.profile.park(entry);
            return;
        }
        if self.compiler.as_ref().is_some_and(Compiler::is_busy) {
            self.profile.restart(entry);
            return;
        }
        let Some(region) = Region::around(entry, &self.source(around)) else {
            // What somebody must look at first is code once that is done.
            match around.memory.marks(entry) & byte::BREAKPOINT {
                0 => self.give_up(entry, DemoteReason::NotCompilable, around.cycle),
                _ => self.profile.restart(entry),
            }
            return;
        };
        let hits = match self.profile.slot(entry) {
            Slot::Counting { threshold, .. } => threshold,
            _ => 0,
        };
        self.profile.park(entry);
        self.request(region, Wanted::Heat { hits }, around);
    }

    /// What regions are made from.
    pub(super) fn source<'a>(&'a self, around: &'a Surroundings<'_>) -> Source<'a> {
        Source {
            model: around.model,
            memory: around.memory,
            profile: &self.profile,
            lessons: &self.lessons,
            breakpoints: around.breakpoints,
            decimal: around.decimal,
        }
    }

    /// Sends a region to the compiler.
    pub(super) fn request(
        &mut self,
        region: Region,
        wanted: Wanted,
        around: &mut Surroundings<'_>,
    ) {
        self.last_id += 1;
        let id = GroupId(self.last_id);
        let entry = region.entry;
        self.pending.push(Pending {
            id,
            entry,
            wanted,
            flushed: false,
        });
        self.log
            .add(around.cycle, EventKind::CompileStarted { group: id, entry });
        let request = Request::Compile {
            id,
            region: Box::new(region),
        };
        let sent = self
            .compiler
            .get_or_insert_with(Compiler::start)
            .request(request);
        if let Err(error) = sent {
            self.pending.retain(|pending| pending.id != id);
            self.fail(id, entry, error.to_string(), around.cycle);
            return;
        }
        if self.mode == JitMode::Sync {
            self.install(Waiting::Block, around);
        }
    }

    /// Compiles the region around a block now, however often it has run, and
    /// waits for its code.
    pub(crate) fn promote_now(&mut self, entry: u16, around: &mut Surroundings<'_>) {
        self.install(Waiting::Block, around);
        self.promote(entry, around);
        self.install(Waiting::Block, around);
    }

    /// Puts finished code to use.
    pub(crate) fn install(&mut self, waiting: Waiting, around: &mut Surroundings<'_>) {
        while let Some(answer) = self.compiler.as_mut().and_then(|c| c.answer(waiting)) {
            self.accept(answer, around);
        }
    }

    fn accept(&mut self, answer: Answer, around: &mut Surroundings<'_>) {
        let Answer {
            id,
            region,
            result,
            time,
        } = answer;
        let entry = region.entry;
        let Some(at) = self.pending.iter().position(|pending| pending.id == id) else {
            debug_assert!(false, "an answer to no request");
            return;
        };
        let pending = self.pending.swap_remove(at);
        self.compile_time += time;
        let compiled = match result {
            Ok(compiled) => compiled,
            Err(error) => {
                self.fail(id, entry, error.to_string(), around.cycle);
                return;
            }
        };
        self.groups_compiled += 1;
        let refused = self
            .overtaken(&pending, &region, around)
            .or_else(|| self.does_not_fit(compiled.code_bytes));
        if let Some(reason) = refused {
            self.free(Request::Free(compiled.code));
            for (instruction, addr) in region.changed_bytes(around.memory) {
                self.patched(&instruction, addr, around.cycle);
            }
            if !matches!(self.profile.slot(entry), Slot::WayIn { .. }) {
                self.profile.restart(entry);
            }
            self.log.add(
                around.cycle,
                EventKind::CompileDropped {
                    group: id,
                    entry,
                    reason,
                },
            );
            let is_way_in = matches!(self.profile.slot(entry), Slot::WayIn { .. });
            if matches!(reason, DropReason::LargerThanCache { .. }) && !is_way_in {
                self.give_up(entry, DemoteReason::LargerThanCache, around.cycle);
            }
            return;
        }
        if let Wanted::Growth { ends } = &pending.wanted {
            for index in self.cache.which(|group| ends.contains(&group.id)) {
                self.remove(index, InvalidationCause::Grown { into: id }, around);
            }
        }
        self.make_room(id, compiled.code_bytes, around);
        let ranges = region.ranges();
        let span = (
            ranges.first().map_or(entry, |range| *range.start()),
            ranges.last().map_or(entry, |range| *range.end()),
        );
        let blocks = region.blocks.len();
        let event = Event {
            cycle: around.cycle,
            kind: EventKind::Promoted {
                group: id,
                span,
                entry,
                blocks,
                hits: pending.wanted.hits(),
                time,
            },
        };
        self.catcher.offer(&event, &region);
        let group = Group {
            id,
            region,
            code: compiled.code,
            code_bytes: compiled.code_bytes,
            time,
            entries: 0,
            side_exits: 0,
            sampled_at: around.cycle,
            entries_seen: None,
        };
        let new_bytes = self.cache.insert(group, around.memory, &mut self.profile);
        self.log.push(event);
        self.bytes_became_code(&new_bytes, around);
    }

    /// Why finished code no longer fits the machine, if it does not.
    fn overtaken(
        &self,
        pending: &Pending,
        region: &Region,
        around: &Surroundings<'_>,
    ) -> Option<DropReason> {
        if pending.flushed {
            Some(DropReason::Flushed)
        } else if self.is_superseded(pending, region.entry) {
            Some(DropReason::Superseded)
        } else if !region.matches(around.memory) {
            Some(DropReason::CodeChanged)
        } else if region
            .differs_from(around.memory, around.breakpoints)
            .is_some()
        {
            Some(DropReason::BreakpointsChanged)
        } else if !region.assumptions.hold(around.memory) {
            Some(DropReason::PageChanged)
        } else {
            None
        }
    }

    /// Whether another group than those that a growth ends can be entered there.
    fn is_superseded(&self, pending: &Pending, entry: u16) -> bool {
        let Slot::WayIn { index } = self.profile.slot(entry) else {
            return false;
        };
        let entered = self.cache.get(index).map(|group| group.id);
        match &pending.wanted {
            Wanted::Heat { .. } => true,
            Wanted::Growth { ends } => !entered.is_some_and(|id| ends.contains(&id)),
        }
    }

    /// Why code has no place in the cache, be it empty, if so.
    fn does_not_fit(&self, wanted: u64) -> Option<DropReason> {
        let bound = self.cache.bound;
        (wanted > bound).then_some(DropReason::LargerThanCache { wanted, bound })
    }

    fn fail(&mut self, group: GroupId, entry: u16, error: String, cycle: u64) {
        self.compile_failures += 1;
        self.log.add(
            cycle,
            EventKind::CompileFailed {
                group,
                entry,
                error,
            },
        );
        if !matches!(self.profile.slot(entry), Slot::WayIn { .. }) {
            self.give_up(entry, DemoteReason::CompileFailed, cycle);
        }
    }

    fn give_up(&mut self, entry: u16, reason: DemoteReason, cycle: u64) {
        let threshold = self.profile.give_up(entry, reason);
        self.log.add(
            cycle,
            EventKind::Demoted {
                entry,
                reason,
                threshold,
            },
        );
    }

    /// Has the compiler tell where it puts code from now on.
    pub(crate) fn observe_placed(&mut self, observer: PlacedObserver) {
        let compiler = self.compiler.get_or_insert_with(Compiler::start);
        // If the thread is gone, no code is put anywhere, which each request tells.
        let _ = compiler.request(Request::Observe(observer));
    }

    pub(super) fn free(&mut self, request: Request) {
        if let Some(compiler) = &mut self.compiler {
            // If the thread is gone, so is its session with all code.
            let _ = compiler.request(request);
        }
    }
}
