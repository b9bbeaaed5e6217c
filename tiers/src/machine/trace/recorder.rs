//! Recording: the slow path, instruction by instruction, with a note of each.
//!
//! Invariant: what is recorded is what a run does. Interrupts, devices and all
//! stops are those of the slow path, which is every tier's reference; a record
//! is made of what the instruction's own accesses were.
//!
//! Nothing is compiled meanwhile, and blocks are not counted: the tiers are for
//! those who run.

use std::sync::atomic::Ordering;

use jumppad_opcodes::Effect;

use super::record::{Accessed, Record};
use super::ring::Ring;
use crate::catch::Running;
use crate::interrupts::Line;
use crate::machine::run::StopReason;
use crate::machine::step::Fetched;
use crate::machine::{Ignoring, Machine};

/// Steps between two looks at the interrupt flag: well below a
/// millisecond.
const INTERVAL: u64 = 1 << 12;

/// What the last step of the slow path did.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Its last access.
    pub(crate) access: Option<Accessed>,
    /// The line whose interrupt was taken, if it was no instruction.
    pub(crate) interrupt: Option<Line>,
}

/// How a recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Records that were added.
    pub records: u64,
    /// What stopped it; none when as many were added as were asked for.
    pub stop: Option<StopReason>,
}

impl Machine {
    /// Runs until `records` instructions were executed, or interrupts taken,
    /// and recorded into `ring`, or until something stops it as it stops
    /// [`Machine::run`]; `budget` are cycles.
    pub fn record(&mut self, budget: u64, records: u64, ring: &mut Ring) -> Recorded {
        let start = self.cpu.cycles;
        let before = ring.pushed();
        self.tiers.catcher.running = Running::Yes;
        let stop = self.record_until(
            start.saturating_add(budget),
            before.saturating_add(records),
            ring,
        );
        self.sample_if_due();
        self.end_counting();
        self.tiers.catcher.running = Running::No;
        self.tiers.cycles += self.cpu.cycles - start;
        Recorded {
            records: ring.pushed() - before,
            stop,
        }
    }

    fn record_until(&mut self, limit: u64, end: u64, ring: &mut Ring) -> Option<StopReason> {
        self.horizon = limit;
        for step in 0u64.. {
            if ring.pushed() >= end && !self.waits_on(ring) {
                return None;
            }
            if self.cpu.cycles >= limit {
                return Some(StopReason::Cycles);
            }
            if step.is_multiple_of(INTERVAL) && self.interrupt.swap(false, Ordering::Relaxed) {
                return Some(StopReason::Interrupted);
            }
            self.sample_if_due();
            let stop = self.record_one(ring);
            if stop.is_some() {
                return stop;
            }
        }
        None
    }

    /// Whether the latest record is of a WAI that still waits at PC.
    fn waits_on(&self, ring: &Ring) -> bool {
        let Some(last) = ring.last() else {
            return false;
        };
        let [opcode, ..] = last.instruction();
        last.pc() == self.cpu.pc
            && self.model.table()[usize::from(opcode)].effect == Effect::Wait
            && last.cycles() + u64::from(last.took()) == self.cpu.cycles
    }

    /// One instruction, or one interrupt, and its record.
    fn record_one(&mut self, ring: &mut Ring) -> Option<StopReason> {
        let before = self.cpu;
        let Fetched { opcode, args } = self.fetch();
        // Few instructions wait, and looking at the latest record costs more than looking at the opcode.
        let is_waiting = opcode.effect == Effect::Wait && self.waits_on(ring);
        let stop = match std::mem::replace(&mut self.ignoring, Ignoring::Nothing) {
            Ignoring::Nothing => self.step_noting(),
            _ if self.is_host_call(before.pc) => return Some(StopReason::HostCall),
            ignoring => self.step_slowly(ignoring),
        };
        let took = self.cpu.cycles - before.cycles;
        if took == 0 {
            return stop;
        }
        if is_waiting && self.seen.interrupt.is_none() {
            if let Some(mut last) = ring.last() {
                last.set_took(u64::from(last.took()) + took);
                ring.replace_last(last);
            }
            return stop;
        }
        let mut record = Record::new(&before, opcode.code, args);
        record.set_took(took);
        match self.seen.interrupt {
            Some(line) => record.set_kind(line.into()),
            None if has_operand(opcode.effect) => record.set_access(self.seen.access),
            None => {}
        }
        ring.push(record);
        stop
    }
}

/// Whether the last access of an instruction is to its operand, or of the byte
/// that it pushes or pulls.
fn has_operand(effect: Effect) -> bool {
    match effect {
        Effect::Read | Effect::Write | Effect::Modify => true,
        Effect::Push | Effect::Pull | Effect::BranchOnBit => true,
        Effect::None | Effect::Branch | Effect::Jump | Effect::JumpIndirect => false,
        Effect::Call | Effect::Return | Effect::Interrupt => false,
        Effect::Wait | Effect::Jam => false,
    }
}
