//! What takes groups out of use, and what is learnt from it.

use jumppad_opcodes::page;

use super::spaces::News;
use super::{Surroundings, Tiers};
use crate::cache::Group;
use crate::code_marks::CodeStore;
use crate::event::{Event, EventKind, InvalidationCause};
use crate::instruction::Instruction;
use crate::lessons::Lessons;
use crate::pages::page_of;
use crate::patches::Verdict;

impl Tiers {
    /// A store of the instruction at `by` changed a byte of cached code.
    pub(crate) fn code_stored(&mut self, store: CodeStore, by: u16, around: &mut Surroundings<'_>) {
        self.tell_spaces(store.addr, News::Stored { store, by }, around);
        self.code_stored_here(store, by, around);
    }

    pub(super) fn code_stored_here(
        &mut self,
        store: CodeStore,
        by: u16,
        around: &mut Surroundings<'_>,
    ) {
        let CodeStore { addr, old, new } = store;
        self.traces_stored(store, by, around);
        let holding = self.code.cache.holding(addr);
        // One store counts once for an instruction, however many groups hold it.
        let patched = holding
            .iter()
            .find_map(|&index| self.code.cache.get(index)?.instruction_at(addr).copied());
        for index in holding {
            let cause = InvalidationCause::Store { addr, old, new, by };
            let Some(entry) = self.remove(index, cause, around) else {
                continue;
            };
            if let Some((reason, threshold)) = self.code.profile.set_back(entry) {
                self.log.add(
                    around.cycle,
                    EventKind::Demoted {
                        entry,
                        reason,
                        threshold,
                    },
                );
            }
        }
        if let Some(instruction) = patched {
            self.patched(&instruction, addr, around.cycle);
        }
    }

    /// A byte of an instruction was found changed after compiling.
    pub(super) fn patched(&mut self, instruction: &Instruction, addr: u16, cycle: u64) {
        let pc = instruction.pc;
        match self.code.lessons.patches.record(instruction, addr) {
            Verdict::Wait => {}
            Verdict::OperandDynamic => {
                self.log.add(cycle, EventKind::OperandMadeDynamic { pc });
            }
            Verdict::Interpreted => {
                self.log.add(cycle, EventKind::OpcodeMadeDynamic { pc });
            }
        }
    }

    /// Takes groups that hold the byte out of use.
    pub(crate) fn invalidate_byte(
        &mut self,
        addr: u16,
        cause: InvalidationCause,
        around: &mut Surroundings<'_>,
    ) {
        self.tell_spaces(addr, News::Changed { cause }, around);
        self.invalidate_here(addr, cause, around);
    }

    pub(super) fn invalidate_here(
        &mut self,
        addr: u16,
        cause: InvalidationCause,
        around: &mut Surroundings<'_>,
    ) {
        for index in self.code.cache.holding(addr) {
            self.remove(index, cause, around);
        }
        self.drop_traces(cause, around, |baseline| baseline.holding(addr));
    }

    /// Takes groups with an instruction at `pc` out of use.
    pub(crate) fn invalidate_instruction(
        &mut self,
        pc: u16,
        cause: InvalidationCause,
        around: &mut Surroundings<'_>,
    ) {
        self.spaces.outdate();
        for index in self.code.cache.executing_at(pc) {
            self.remove(index, cause, around);
        }
        self.drop_traces(cause, around, |baseline| baseline.executing(pc));
    }

    /// Stops came or went: groups in which execution has to stop elsewhere, or on
    /// another condition, go.
    pub(crate) fn stops_changed(
        &mut self,
        cause: impl Fn(u16) -> InvalidationCause,
        around: &mut Surroundings<'_>,
    ) {
        self.spaces.outdate();
        let differs_at = |index| {
            let region = &self.code.cache.get(index)?.region;
            let addr = region.differs_from(&self.source(around))?;
            Some((index, addr))
        };
        let all = self.code.cache.which(|_| true).into_iter();
        let differing: Vec<(u32, u16)> = all.filter_map(differs_at).collect();
        for (index, addr) in differing {
            self.remove(index, cause(addr), around);
        }
        self.flush_traces(InvalidationCause::Flushed, around);
    }

    /// The group at `index` was to be entered at `pc` with the D flag as it was
    /// not made for: the next one takes nothing for granted there.
    pub(crate) fn decimal_differs(&mut self, index: u32, pc: u16, around: &mut Surroundings<'_>) {
        self.code.lessons.mixed_decimal.insert(pc);
        if let Some(entry) = self.remove(index, InvalidationCause::DecimalMode { pc }, around) {
            self.code.lessons.mixed_decimal.insert(entry);
        }
    }

    /// Attributes were added to a page: groups that rely on it go.
    pub(crate) fn page_changed(&mut self, page: u8, bits: u8, around: &mut Surroundings<'_>) {
        self.spaces.outdate();
        let broken = self
            .code
            .cache
            .which(|group| group.region.assumptions.broken_by(page, bits));
        for index in broken {
            self.remove(index, InvalidationCause::PageChanged { page }, around);
        }
        if let Some(baseline) = self.code.baseline.get_mut() {
            baseline.page_changed(page, bits, around.memory, &mut self.marks);
        }
        self.tell_retired(InvalidationCause::PageChanged { page }, around.cycle);
    }

    /// Bytes became code: groups that took them for data go.
    pub(super) fn bytes_became_code(&mut self, bytes: &[u16], around: &mut Surroundings<'_>) {
        for &addr in bytes {
            self.tell_spaces(addr, News::BecameCode, around);
        }
        self.groups_lose_data(bytes, around);
    }

    pub(super) fn groups_lose_data(&mut self, bytes: &[u16], around: &mut Surroundings<'_>) {
        if !self.code.cache.may_take_for_data(bytes) {
            return;
        }
        let broken_at = |group: &Group| {
            let assumptions = &group.region.assumptions;
            let taken_for_data = |addr: &u16| {
                assumptions.broken_by(page_of(*addr), page::CODE) || assumptions.data.contains(addr)
            };
            bytes.iter().copied().find(taken_for_data)
        };
        for index in self.code.cache.which(|group| broken_at(group).is_some()) {
            if let Some(addr) = self.code.cache.get(index).and_then(broken_at) {
                self.code.lessons.code_pages.insert(page_of(addr));
                self.remove(index, InvalidationCause::BecameCode { addr }, around);
            }
        }
    }

    /// Takes all groups out of use and forgets what was learnt.
    pub(crate) fn flush(&mut self, around: &mut Surroundings<'_>) {
        self.spaces.outdate();
        self.flush_here(around);
        self.heat = super::heat::Heat::new(self.mode.waits());
    }

    /// The same in the current space alone.
    pub(crate) fn flush_here(&mut self, around: &mut Surroundings<'_>) {
        for index in self.code.cache.which(|_| true) {
            self.remove(index, InvalidationCause::Flushed, around);
        }
        for pending in &mut self.code.pending {
            pending.flushed = true;
        }
        self.flush_traces(InvalidationCause::Flushed, around);
        if let Some(baseline) = self.code.baseline.get_mut() {
            baseline.forget();
        }
        self.code.profile.clear();
        self.code.lessons = Lessons::new(self.policy);
    }

    /// Takes a group out of use; its entry, if it was in use.
    pub(super) fn remove(
        &mut self,
        index: u32,
        cause: InvalidationCause,
        around: &mut Surroundings<'_>,
    ) -> Option<u16> {
        let entry = self.take_out(index, around, |group| EventKind::Invalidated {
            group: group.id,
            cause,
        })?;
        self.invalidations += 1;
        Some(entry)
    }

    /// Takes a group out of use and frees its code; `kind` makes the event of it.
    /// Its entry, if it was in use.
    pub(super) fn take_out(
        &mut self,
        index: u32,
        around: &mut Surroundings<'_>,
        kind: impl FnOnce(&Group) -> EventKind,
    ) -> Option<u16> {
        let group = self.code.cache.remove(
            index,
            around.memory,
            &mut self.marks,
            &mut self.code.profile,
        )?;
        let entry = group.region.entry;
        let made_use = group.made_use(&self.code.profile);
        self.past_entries += made_use.entries;
        self.past_side_exits += made_use.side_exits;
        self.log.chronicle.used(group.id, made_use);
        let event = Event::now(around.cycle, kind(&group));
        self.catcher.offer(&event, &group.region);
        self.log.push(event);
        self.free(group.code);
        Some(entry)
    }
}
