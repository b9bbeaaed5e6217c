//! Where the machine looks for what catchpoints wait for.
//!
//! A caught opcode is a breakpoint wherever it stands: the interpreter looks at
//! every opcode while some are caught, regions are made with it. Bytes that are
//! not to be executed, or not to be accessed, before somebody has looked have
//! marks, and their pages the attributes of breakpoints and watchpoints. What
//! nobody waits for costs nothing.

use std::ops::RangeInclusive;

use jumppad_opcodes::{Effect, Opcode, byte, page, vector};

use super::{Ignoring, Machine, surroundings};
use crate::catch::{Catch, CatchId, CatchKind, Caught, CaughtEvent, stack_bytes};
use crate::event::InvalidationCause;
use crate::interrupts::Line;
use crate::machine::run::StopReason;
use crate::pages::page_of;
use crate::tiers::Surroundings;

const STACK_PAGE: u16 = 0x0100;

/// The longest instruction's bytes behind its first.
const LONGEST_TAIL: u16 = 2;

/// Marks of bytes that tell what has happened.
const LEARNT: u8 = byte::FRESH | byte::STORED;

/// What catchpoints have learnt.
#[derive(Clone, Debug)]
pub(crate) struct Learnt {
    marks: Vec<u8>,
    /// The newest of them.
    catches: CatchId,
}

impl Learnt {
    pub(crate) fn size(&self) -> usize {
        self.marks.len()
    }
}

impl Machine {
    /// Stops the machine for what `kind` says, within a range.
    ///
    /// What was executed before a first execution is waited for is not known,
    /// and counts as not executed. What the guest wrote before memory that
    /// nobody has written is waited for is known but for zeros.
    pub fn add_catch(&mut self, kind: CatchKind, range: RangeInclusive<u16>) -> CatchId {
        if kind == CatchKind::FirstExecution {
            for addr in range.clone().filter(|&addr| !self.catches.track(addr)) {
                self.memory.add_marks(addr, byte::FRESH);
            }
        }
        let id = self.catches.add(Catch { kind, range });
        self.catches_changed();
        id
    }

    /// Takes that back.
    pub fn remove_catch(&mut self, id: CatchId) {
        self.catches.remove(id);
        self.catches_changed();
    }

    /// Lets a catchpoint pass what it waits for. One for first executions goes
    /// on to note them.
    pub fn disarm_catch(&mut self, id: CatchId) {
        self.catches.disarm(id);
        self.catches_changed();
    }

    /// Takes that back.
    pub fn arm_catch(&mut self, id: CatchId) {
        self.catches.arm(id);
        self.catches_changed();
    }

    /// What catchpoints have to say of the instruction at PC before it executes.
    #[must_use]
    pub fn caught_here(&self) -> Vec<Caught> {
        let pc = self.cpu.pc;
        if self.catches.is_empty() || self.is_host_call(pc) {
            return Vec::new();
        }
        let opcode = &self.model.table()[self.peek(pc) as usize];
        let is_marked = |addr: u16, mark: u8| self.memory.marks(addr) & mark != 0;
        let opcode_caught = Caught::Opcode {
            pc,
            opcode: opcode.code,
        };
        let fresh = is_marked(pc, byte::FRESH).then_some(Caught::FirstExecution { pc });
        let unwritten = (0..opcode.length())
            .map(|offset| pc.wrapping_add(offset))
            .find(|&addr| is_marked(addr, byte::UNWRITTEN) && !self.devices.any_at(addr))
            .map(|addr| Caught::UninitialisedCode { addr });
        let suspicious = [
            self.unpushed_return(opcode)
                .map(|to| Caught::Return { pc, to }),
            self.wraps_stack(opcode).then_some(Caught::StackWrap { pc }),
            self.goes_by_unset_vector(opcode)
                .then_some(Caught::UnsetVector { pc }),
        ];
        [Some(opcode_caught), fresh, unwritten]
            .into_iter()
            .chain(suspicious)
            .flatten()
            .filter(|&caught| self.catches.cover(caught, self.model))
            .collect()
    }

    /// Where a return is about to go, if nobody pushed that address to return to.
    fn unpushed_return(&self, opcode: &Opcode) -> Option<u16> {
        if opcode.effect != Effect::Return {
            return None;
        }
        // RTI pulls the status first, and goes to the very address; RTS behind it.
        let bytes = stack_bytes(opcode) as u8;
        let at = |below: u8| {
            let slot = self.cpu.sp.wrapping_add(bytes - below);
            self.peek(STACK_PAGE | u16::from(slot))
        };
        let pushed = u16::from_le_bytes([at(1), at(0)]);
        let to = pushed.wrapping_add(u16::from(bytes == 2));
        let frame = self.pushed_at(self.cpu.sp.wrapping_add(bytes));
        frame
            .is_none_or(|frame| frame.returns_to != to)
            .then_some(to)
    }

    /// Whether an instruction pushes or pulls over the end of the stack page.
    fn wraps_stack(&self, opcode: &Opcode) -> bool {
        let sp = i16::from(self.cpu.sp) + stack_bytes(opcode);
        !(0..=0xff).contains(&sp)
    }

    fn goes_by_unset_vector(&self, opcode: &Opcode) -> bool {
        let is_set = |addr| self.is_written(addr) || self.devices.any_at(addr);
        opcode.effect == Effect::Interrupt && !is_set(vector::IRQ) && !is_set(vector::IRQ + 1)
    }

    /// The events of the last stop for [`Caught::Event`].
    #[must_use]
    pub fn caught_events(&self) -> &[CaughtEvent] {
        &self.tiers.catcher.told
    }

    /// The next instruction ignores breakpoints and what catchpoints say before
    /// it executes, but obeys watchpoints.
    pub fn skip_catch_here(&mut self) {
        self.ignoring = Ignoring::Catchpoint;
    }

    /// The stop for an interrupt just taken, if one is waited for.
    pub(crate) fn caught_interrupt(&self, line: Line, from: u16) -> Option<StopReason> {
        let caught = Caught::Interrupt { line, from };
        self.catches
            .cover(caught, self.model)
            .then_some(StopReason::Catch(caught))
    }

    /// The stop for an interrupt just taken whose pushes wrapped the stack, if that
    /// is waited for. It is for the interrupt as well.
    pub(crate) fn caught_wrap(&self, sp: u8, line: Line, from: u16) -> Option<StopReason> {
        let caught = Caught::InterruptWrap { line, from };
        (self.cpu.sp > sp && self.catches.cover(caught, self.model))
            .then_some(StopReason::Catch(caught))
    }

    /// The stop for what the tiers did, if that is waited for.
    pub(crate) fn caught_event(&mut self) -> Option<StopReason> {
        self.tiers
            .catcher
            .tell()
            .then_some(StopReason::Catch(Caught::Event))
    }

    /// The instruction at `pc` executes: no later one is the first.
    pub(crate) fn executes(&mut self, pc: u16) {
        if self.memory.marks(pc) & byte::FRESH != 0 {
            self.memory.remove_marks(pc, byte::FRESH);
            self.mark_stop(pc);
            self.mark_page(page_of(pc));
        }
    }

    /// The user wrote a byte.
    pub(crate) fn written(&mut self, addr: u16) {
        self.memory.add_marks(addr, byte::POKED);
        if self.memory.marks(addr) & byte::UNWRITTEN != 0 {
            self.no_longer_unwritten(addr);
        }
    }

    /// The guest wrote a byte that nobody had written.
    pub(crate) fn first_stored(&mut self, addr: u16) {
        self.memory.add_marks(addr, byte::STORED);
        self.no_longer_unwritten(addr);
    }

    fn no_longer_unwritten(&mut self, addr: u16) {
        self.memory.remove_marks(addr, byte::UNWRITTEN);
        let first = addr.wrapping_sub(LONGEST_TAIL);
        for before in 0..=LONGEST_TAIL {
            self.mark_stop(addr.wrapping_sub(before));
        }
        self.mark_page(page_of(addr));
        if page_of(first) != page_of(addr) {
            self.mark_page(page_of(first));
        }
    }

    /// What catchpoints have learnt of executions and writes; none where none is
    /// for that.
    pub(crate) fn learnt(&self) -> Option<Learnt> {
        self.catches.learn().then(|| {
            let marks = (0..=u16::MAX).map(|addr| self.memory.marks(addr) & LEARNT);
            Learnt {
                marks: marks.collect(),
                catches: self.catches.last(),
            }
        })
    }

    /// Makes that what it was. If other catchpoints were set since then, they
    /// begin to learn now.
    pub(crate) fn relearn(&mut self, learnt: Option<&Learnt>) {
        if !self.catches.learn() {
            return;
        }
        let known = learnt.filter(|learnt| learnt.catches == self.catches.last());
        for addr in 0..=u16::MAX {
            let marks = match known {
                Some(learnt) => learnt.marks[usize::from(addr)],
                None if self.catches.track(addr) => byte::FRESH,
                None => 0,
            };
            self.memory.remove_marks(addr, LEARNT);
            self.memory.add_marks(addr, marks);
        }
        self.catches_changed();
    }

    /// Something else changed that catchpoints depend on.
    pub(crate) fn renew_catches(&mut self) {
        if !self.catches.is_empty() {
            self.catches_changed();
        }
    }

    /// Catchpoints came or went.
    fn catches_changed(&mut self) {
        self.breakpoints
            .set_opcodes(self.catches.opcodes(self.model));
        self.tiers.catcher.catches = self.catches.of_events();
        let learn = self.catches.learn();
        if std::mem::replace(&mut self.catches.has_marks, learn) || learn {
            self.mark_catches();
        }
        let cause = |addr| InvalidationCause::CatchpointsChanged { addr };
        self.tiers.stops_changed(cause, surroundings!(self));
    }

    /// Marks what catchpoints learn from.
    fn mark_catches(&mut self) {
        for addr in 0..=u16::MAX {
            if !self.catches.track(addr) {
                self.memory.remove_marks(addr, byte::FRESH);
            }
            match self.catches.guard(addr) && !self.is_written(addr) {
                true => self.memory.add_marks(addr, byte::UNWRITTEN),
                false => self.memory.remove_marks(addr, byte::UNWRITTEN),
            }
        }
        (0..=u16::MAX).for_each(|addr| self.mark_stop(addr));
        (0..=u8::MAX).for_each(|page| self.mark_page(page));
    }

    /// Whether anybody can have written the byte: what is not zero was, what is
    /// read-only is not RAM.
    fn is_written(&self, addr: u16) -> bool {
        self.memory.marks(addr) & (byte::POKED | byte::STORED) != 0
            || self.memory.peek(addr) != 0
            || self.memory.attributes(page_of(addr)) & page::ROM != 0
    }

    /// Marks whether execution may stop in front of an instruction at `addr`.
    pub(crate) fn mark_stop(&mut self, addr: u16) {
        let has = |at: u16, mark: u8| self.memory.marks(at) & mark != 0;
        let stops = self.breakpoints.contains(addr)
            || has(addr, byte::FRESH)
            || (0..=LONGEST_TAIL).any(|tail| has(addr.wrapping_add(tail), byte::UNWRITTEN));
        if stops == has(addr, byte::BREAKPOINT) {
            return;
        }
        match stops {
            true => self.memory.add_marks(addr, byte::BREAKPOINT),
            false => self.memory.remove_marks(addr, byte::BREAKPOINT),
        }
        self.banks.mark_hidden(addr, byte::BREAKPOINT, stops);
        self.tiers.stop_changed(addr, surroundings!(self));
    }

    /// The attributes that marks of single bytes on a page ask for.
    pub(crate) fn stops_on(&self, page: u8) -> u8 {
        let first = u16::from(page) << 8;
        let any = |mark: u8| (0..=0xff).any(|low| self.memory.marks(first | low) & mark != 0);
        let mut wanted = 0;
        if any(byte::BREAKPOINT) {
            wanted |= page::BREAKPOINT;
        }
        if any(byte::UNWRITTEN) {
            wanted |= page::WATCH_READ | page::WATCH_WRITE;
        }
        wanted
    }

    /// Gives a page the attributes that stops on it need.
    pub(crate) fn mark_page(&mut self, page: u8) {
        const STOPS: u8 = page::BREAKPOINT | page::WATCH_READ | page::WATCH_WRITE;
        self.banks.change_rules();
        let wanted = self.watches.attributes(page, &self.banks) | self.stops_on(page);
        let present = self.memory.attributes(page) & STOPS;
        self.memory.remove_attributes(page, present & !wanted);
        if wanted & !present != 0 {
            self.add_attributes(page, wanted & !present);
        }
    }
}
