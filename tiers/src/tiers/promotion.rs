//! From a hot block to a group in use.
//!
//! Compiled code is installed only if the machine still is what the code was
//! made for: the same bytes, the same stops, pages still plain that it
//! takes for plain.

use std::collections::BTreeSet;
use std::sync::Arc;

use jumppad_opcodes::byte;

use super::{Pending, Surroundings, Tiers};
use crate::cache::{Group, Trial};
use crate::chronicle::Exits;
use crate::coverage::Unseen;
use crate::event::{
    DemoteReason, DropReason, Event, EventKind, GroupId, InvalidationCause, Wanted,
};
use crate::jit::{Answer, Code, Compiled, Compiler, Request};
use crate::patience::Waiting;
use crate::placed::PlacedObserver;
use crate::profile::Slot;
use crate::region::{Region, Source};

impl Tiers {
    /// Sends the region around a hot block to the compiler and, in synchronous
    /// mode, waits for its code.
    pub(crate) fn promote(&mut self, hot: u16, around: &mut Surroundings<'_>) {
        if let Some(pending) = self.pending_at(hot) {
            pending.waiting.insert(hot);
            self.code.profile.park(hot);
            return;
        }
        if self.compiler_is_busy() {
            self.code.profile.restart(hot);
            return;
        }
        let Some((region, wanted)) = self.region_for(hot, around) else {
            // What somebody must look at first is code once that is done.
            let waits = around.memory.marks(hot) & byte::BREAKPOINT != 0
                || self.source(around).unseen(hot) != Unseen::Nothing;
            match waits {
                true => self.code.profile.restart(hot),
                false => self.give_up(hot, DemoteReason::NotCompilable, around.cycle),
            }
            return;
        };
        let entry = region.entry;
        if self.code.profile.share_setback(entry, hot) {
            return;
        }
        self.code.profile.park(hot);
        if let Some(pending) = self.pending_at(entry) {
            pending.waiting.insert(hot);
        } else {
            self.request(region, wanted, &[hot], around);
        }
    }

    /// Whether further regions would only wait in line, growing stale.
    pub(super) fn compiler_is_busy(&self) -> bool {
        let most = self.policy.compilations;
        let compiler = self.compiler.as_ref();
        compiler.is_some_and(|compiler| compiler.outstanding() >= most)
    }

    /// The compilation under way of which an address is the entry.
    fn pending_at(&mut self, entry: u16) -> Option<&mut Pending> {
        let mut pending = self.code.pending.iter_mut();
        pending.find(|pending| pending.entry == entry)
    }

    /// What to compile because a block is hot: if groups have it, what leads from there
    /// to their ways in; else the outermost loop around it, from its head, and if
    /// there is a group for that, the group anew.
    fn region_for(&self, hot: u16, around: &Surroundings<'_>) -> Option<(Region, Wanted)> {
        let source = self.source(around);
        let heat = Wanted::Entered {
            at: hot,
            hits: match self.code.profile.slot(hot) {
                Slot::Counting { threshold, .. } => threshold,
                Slot::Parked | Slot::WayIn { .. } => 0,
            },
        };
        let having = self.code.cache.executing(hot);
        let ends: Vec<u16> = having.flat_map(|g| &g.region.ways_in).copied().collect();
        if !ends.is_empty() {
            return Some((Region::landing(hot, &ends, &source)?, heat));
        }
        let found = Region::around(hot, &source)?;
        let head = found.head(hot);
        let Some(group) = self.group_at(head) else {
            let region = Region::around(head, &source);
            let region = region.filter(|region| region.blocks.contains_key(&hot));
            return Some((region.unwrap_or(found), heat));
        };
        let ways_in = &group.region.ways_in;
        let region = Region::around_all(ways_in, &source).filter(|_| self.policy.growth);
        let region = region
            .filter(|region| region.blocks.contains_key(&hot) && region.has_all_of(&group.region));
        let ends = BTreeSet::from([group.id]);
        Some(region.map_or((found, heat), |region| (region, Wanted::Growth { ends })))
    }

    /// What regions are made from.
    pub(super) fn source<'a>(&'a self, around: &'a Surroundings<'_>) -> Source<'a> {
        Source {
            model: around.model,
            memory: around.memory,
            profile: &self.code.profile,
            policy: &self.policy,
            baseline: self.code.baseline.get(),
            lessons: &self.code.lessons,
            breakpoints: around.breakpoints,
            coverage: around.coverage,
            watches: around.watches,
            devices: around.devices,
            banks: around.banks,
            decimal: around.decimal,
        }
    }

    /// Sends a region to the compiler. Its entry and the blocks `waiting` for it do
    /// not count until it is done.
    pub(super) fn request(
        &mut self,
        region: Region,
        wanted: Wanted,
        waiting: &[u16],
        around: &mut Surroundings<'_>,
    ) {
        self.last_id += 1;
        let id = GroupId(self.last_id);
        let entry = region.entry;
        let region = Arc::new(region);
        let chronicle = &mut self.log.chronicle;
        chronicle.requested(id, &region, wanted.clone(), around.cycle);
        self.code.pending.push(Pending {
            id,
            entry,
            wanted,
            waiting: waiting.iter().copied().collect(),
            flushed: false,
        });
        for pc in self.code.lessons.patches.learn_from(region.instructions()) {
            self.log
                .add(around.cycle, EventKind::OperandMadeDynamic { pc });
        }
        self.log
            .add(around.cycle, EventKind::CompileStarted { group: id, entry });
        let request = Request {
            id,
            region,
            observer: self.observer.clone(),
        };
        let sent = self
            .compiler
            .get_or_insert_with(Compiler::start)
            .request(request);
        if let Err(error) = sent {
            self.code.pending.retain(|pending| pending.id != id);
            self.fail(id, entry, error.to_string(), around.cycle);
            return;
        }
        if self.mode.waits() {
            self.install(Waiting::Block, around);
        }
    }

    /// Compiles the region around a block now, however often it has run, and
    /// waits for its code.
    pub(crate) fn promote_now(&mut self, entry: u16, around: &mut Surroundings<'_>) {
        self.install(Waiting::Block, around);
        if self.index_at(entry).is_some() || self.pending_at(entry).is_some() {
            // It was being compiled, or still is.
            return;
        }
        if let Some(region) = Region::around(entry, &self.source(around)) {
            self.code.profile.park(entry);
            self.request(region, Wanted::Asked, &[entry], around);
        } else {
            self.give_up(entry, DemoteReason::NotCompilable, around.cycle);
        }
        self.install(Waiting::Block, around);
    }

    /// Puts finished code to use.
    #[inline]
    pub(crate) fn install(&mut self, waiting: Waiting, around: &mut Surroundings<'_>) {
        let next =
            |tiers: &mut Self, interrupt| tiers.compiler.as_mut()?.answer(waiting, interrupt);
        while let Some(answer) = next(self, around.interrupt) {
            self.accept(answer, around);
        }
    }

    pub(super) fn accept(&mut self, answer: Answer, around: &mut Surroundings<'_>) {
        let asked = |pending: &Pending| pending.id == answer.id;
        if !self.code.pending.iter().any(asked) {
            self.keep_for_its_space(answer);
            return;
        }
        let Answer {
            id,
            region,
            compiled: Compiled { result, time },
        } = answer;
        let entry = region.entry;
        let Some(at) = self
            .code
            .pending
            .iter()
            .position(|pending| pending.id == id)
        else {
            debug_assert!(false, "an answer to no request");
            return;
        };
        let pending = self.code.pending.swap_remove(at);
        for &addr in &pending.waiting {
            if self.code.profile.slot(addr) == Slot::Parked {
                self.code.profile.restart(addr);
            }
        }
        self.compile_time += time;
        let code = match result {
            Ok(code) => code,
            Err(error) => {
                self.fail(id, entry, error.to_string(), around.cycle);
                return;
            }
        };
        self.groups_compiled += 1;
        let instructions = region.instructions().count();
        self.heat.compiled(instructions, time, &self.policy);
        let refused = self
            .overtaken(&pending, &region, around)
            .or_else(|| self.does_not_fit(code.bytes()));
        if let Some(reason) = refused {
            self.free(code);
            for (instruction, addr) in region.changed_bytes(around.memory) {
                self.patched(&instruction, addr, around.cycle);
            }
            self.log.add(
                around.cycle,
                EventKind::CompileDropped {
                    group: id,
                    entry,
                    reason,
                },
            );
            let is_way_in = self.index_at(entry).is_some();
            if matches!(reason, DropReason::LargerThanCache { .. }) && !is_way_in {
                self.give_up(entry, DemoteReason::LargerThanCache, around.cycle);
            }
            return;
        }
        if let Wanted::Growth { ends } = &pending.wanted {
            for index in self.code.cache.which(|group| ends.contains(&group.id)) {
                self.remove(index, InvalidationCause::Grown { into: id }, around);
            }
        }
        self.make_room(id, code.bytes(), around);
        let ranges = region.ranges();
        let span = (
            ranges.first().map_or(entry, |range| *range.start()),
            ranges.last().map_or(entry, |range| *range.end()),
        );
        let blocks = region.blocks.len();
        let promoted = EventKind::Promoted {
            group: id,
            span,
            entry,
            blocks,
            hits: pending.wanted.hits(),
            time,
        };
        let event = Event::now(around.cycle, promoted);
        self.catcher.offer(&event, &region);
        let group = Group {
            id,
            region,
            code,
            time,
            side_exits: 0,
            exits: Exits::default(),
            unseen_exits: 0,
            sampled_at: around.cycle,
            trial: Trial::default(),
            entries_seen: None,
        };
        let new_bytes = self.code.cache.insert(
            group,
            around.memory,
            &mut self.marks,
            &mut self.code.profile,
        );
        self.log.push(event);
        self.traces_give_way(&new_bytes, entry, around);
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
        } else if let Some(pc) = self
            .code
            .lessons
            .patches
            .learnt_since(region.instructions())
        {
            Some(DropReason::OperandMadeDynamic { pc })
        } else if region.differs_from(&self.source(around)).is_some() {
            Some(DropReason::StopsChanged)
        } else if !region.assumptions.hold(around.memory) {
            Some(DropReason::PageChanged)
        } else {
            None
        }
    }

    /// Whether another group than those that a growth ends can be entered there.
    fn is_superseded(&self, pending: &Pending, entry: u16) -> bool {
        let others = |group: &Group| match &pending.wanted {
            Wanted::Growth { ends } => !ends.contains(&group.id),
            _ => true,
        };
        self.group_at(entry).is_some_and(others)
    }

    /// Why code has no place in the cache, be it empty, if so.
    fn does_not_fit(&self, wanted: u64) -> Option<DropReason> {
        let bound = self.code.cache.bound;
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
        if self.index_at(entry).is_none() {
            self.give_up(entry, DemoteReason::CompileFailed, cycle);
        }
    }

    fn give_up(&mut self, entry: u16, reason: DemoteReason, cycle: u64) {
        let threshold = self.code.profile.give_up(entry, reason);
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
        if let Some(baseline) = self.code.baseline.get_mut() {
            baseline.observer = Some(PlacedObserver::clone(&observer));
        }
        self.observer = Some(observer);
    }

    /// Has code freed, which takes a while, by the compiler's thread.
    pub(super) fn free(&mut self, code: Code) {
        if let Some(compiler) = &self.compiler {
            compiler.free(code);
        }
    }
}
