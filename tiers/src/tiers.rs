//! Promotion and invalidation: everything that changes which tier runs a block.
//!
//! Each change is an event with its reason. Compiled code is installed only if
//! the machine still is what the code was made for: the same bytes, the same
//! breakpoints, pages still plain that it takes for plain.

use std::time::Duration;

use jumppad_opcodes::{Memory, Model, page};

use crate::breakpoints::Breakpoints;
use crate::cache::{Cache, Group};
use crate::event::{DemoteReason, DropReason, EventKind, GroupId, InvalidationCause};
use crate::jit::{Answer, Compiler, Request, Waiting};
use crate::live::CodeStore;
use crate::log::Log;
use crate::pages::page_of;
use crate::patches::{Patches, Verdict};
use crate::profile::{Profile, Slot};
use crate::region::{Instruction, Region, Source};
use crate::status::{JitMode, JitStats};

/// What the tiers look at but do not own.
pub(crate) struct Surroundings<'a> {
    pub(crate) model: Model,
    pub(crate) memory: &'a mut Memory,
    pub(crate) breakpoints: &'a Breakpoints,
    pub(crate) cycle: u64,
}

/// A compilation under way.
struct Pending {
    id: GroupId,
    entry: u16,
    hits: u32,
    flushed: bool,
}

/// The state of all tiers above the interpreter.
pub(crate) struct Tiers {
    pub(crate) mode: JitMode,
    pub(crate) profile: Profile,
    pub(crate) cache: Cache,
    pub(crate) log: Log,
    patches: Patches,
    compiler: Option<Compiler>,
    pending: Vec<Pending>,
    last_id: u32,
    groups_compiled: u64,
    compile_failures: u64,
    invalidations: u64,
    compile_time: Duration,
    /// Of groups no longer in use.
    past_entries: u64,
    past_side_exits: u64,
}

impl Tiers {
    pub(crate) fn new(mode: JitMode, threshold: u32) -> Self {
        Self {
            mode,
            profile: Profile::new(threshold),
            cache: Cache::default(),
            log: Log::default(),
            patches: Patches::default(),
            compiler: None,
            pending: Vec::new(),
            last_id: 0,
            groups_compiled: 0,
            compile_failures: 0,
            invalidations: 0,
            compile_time: Duration::ZERO,
            past_entries: 0,
            past_side_exits: 0,
        }
    }

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
        let source = Source {
            model: around.model,
            memory: around.memory,
            profile: &self.profile,
            patches: &self.patches,
            breakpoints: around.breakpoints,
        };
        let Some(region) = Region::around(entry, &source) else {
            self.give_up(entry, DemoteReason::NotCompilable, around.cycle);
            return;
        };
        let hits = match self.profile.slot(entry) {
            Slot::Counting { threshold, .. } => threshold,
            _ => 0,
        };
        self.last_id += 1;
        let id = GroupId(self.last_id);
        self.profile.park(entry);
        self.pending.push(Pending {
            id,
            entry,
            hits,
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
        if let Some(reason) = self.overtaken(&pending, &region, around) {
            self.free(Request::Free {
                id,
                code: compiled.code,
            });
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
            return;
        }
        let ranges = region.ranges();
        let span = (
            ranges.first().map_or(entry, |range| *range.start()),
            ranges.last().map_or(entry, |range| *range.end()),
        );
        let blocks = region.blocks.len();
        let group = Group {
            id,
            region,
            code: compiled.code,
            code_bytes: compiled.code_bytes,
            time,
            entries: 0,
            side_exits: 0,
        };
        let new_bytes = self.cache.insert(group, around.memory, &mut self.profile);
        let hits = pending.hits;
        self.log.add(
            around.cycle,
            EventKind::Promoted {
                group: id,
                span,
                entry,
                blocks,
                hits,
                time,
            },
        );
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
        } else if matches!(self.profile.slot(region.entry), Slot::WayIn { .. }) {
            Some(DropReason::Superseded)
        } else if !region.matches(around.memory) {
            Some(DropReason::CodeChanged)
        } else if !region.agrees_with(around.breakpoints) {
            Some(DropReason::BreakpointsChanged)
        } else if !region.assumptions.hold(around.memory) {
            Some(DropReason::PageChanged)
        } else {
            None
        }
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
        self.give_up(entry, DemoteReason::CompileFailed, cycle);
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

    fn free(&mut self, request: Request) {
        if let Some(compiler) = &mut self.compiler {
            // If the thread is gone, so is its session with all code.
            let _ = compiler.request(request);
        }
    }

    /// A store of the instruction at `by` changed a byte of cached code.
    pub(crate) fn code_stored(&mut self, store: CodeStore, by: u16, around: &mut Surroundings<'_>) {
        let CodeStore { addr, old, new } = store;
        let holding = self.cache.holding(addr);
        // One store counts once for an instruction, however many groups hold it.
        let patched = holding
            .iter()
            .find_map(|&index| self.cache.get(index)?.instruction_at(addr).copied());
        for index in holding {
            let cause = InvalidationCause::Store { addr, old, new, by };
            let Some(entry) = self.remove(index, cause, around) else {
                continue;
            };
            if let Some((reason, threshold)) = self.profile.set_back(entry) {
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
    fn patched(&mut self, instruction: &Instruction, addr: u16, cycle: u64) {
        let pc = instruction.pc;
        match self.patches.record(instruction, addr) {
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
        for index in self.cache.holding(addr) {
            self.remove(index, cause, around);
        }
    }

    /// Takes groups with an instruction at `pc` out of use.
    pub(crate) fn invalidate_instruction(
        &mut self,
        pc: u16,
        cause: InvalidationCause,
        around: &mut Surroundings<'_>,
    ) {
        for index in self.cache.executing_at(pc) {
            self.remove(index, cause, around);
        }
    }

    /// Attributes were added to a page: groups that rely on it go.
    pub(crate) fn page_changed(&mut self, page: u8, bits: u8, around: &mut Surroundings<'_>) {
        let broken = self
            .cache
            .which(|group| group.region.assumptions.broken_by(page, bits));
        for index in broken {
            self.remove(index, InvalidationCause::PageChanged { page }, around);
        }
    }

    /// Bytes became code: groups that took them for data go.
    fn bytes_became_code(&mut self, bytes: &[u16], around: &mut Surroundings<'_>) {
        let broken_at = |group: &Group| {
            let assumptions = &group.region.assumptions;
            let taken_for_data = |addr: &u16| {
                assumptions.broken_by(page_of(*addr), page::CODE) || assumptions.data.contains(addr)
            };
            bytes.iter().copied().find(taken_for_data)
        };
        for index in self.cache.which(|group| broken_at(group).is_some()) {
            if let Some(addr) = self.cache.get(index).and_then(broken_at) {
                self.remove(index, InvalidationCause::BecameCode { addr }, around);
            }
        }
    }

    /// Takes all groups out of use and forgets what was learnt.
    pub(crate) fn flush(&mut self, around: &mut Surroundings<'_>) {
        for index in self.cache.which(|_| true) {
            self.remove(index, InvalidationCause::Flushed, around);
        }
        for pending in &mut self.pending {
            pending.flushed = true;
        }
        self.profile.clear();
        self.patches.clear();
    }

    /// Takes a group out of use; its entry, if it was in use.
    fn remove(
        &mut self,
        index: u32,
        cause: InvalidationCause,
        around: &mut Surroundings<'_>,
    ) -> Option<u16> {
        let group = self.cache.remove(index, around.memory, &mut self.profile)?;
        let entry = group.region.entry;
        self.invalidations += 1;
        self.past_entries += group.entries;
        self.past_side_exits += group.side_exits;
        self.log.add(
            around.cycle,
            EventKind::Invalidated {
                group: group.id,
                cause,
            },
        );
        self.free(Request::Free {
            id: group.id,
            code: group.code,
        });
        Some(entry)
    }

    pub(crate) fn stats(&self) -> JitStats {
        JitStats {
            groups_compiled: self.groups_compiled,
            groups_live: self.cache.iter().count() as u64,
            invalidations: self.invalidations,
            entries: self.past_entries + self.cache.iter().map(|g| g.entries).sum::<u64>(),
            side_exits: self.past_side_exits + self.cache.iter().map(|g| g.side_exits).sum::<u64>(),
            compile_time: self.compile_time,
            code_bytes: self.cache.iter().map(|g| g.code_bytes).sum(),
            compile_failures: self.compile_failures,
        }
    }
}
