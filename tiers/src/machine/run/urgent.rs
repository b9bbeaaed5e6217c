//! Execution while an interrupt may be near: one instruction at a time, and the sequence that
//! goes to its handler.
//!
//! Both are done on memory alone where nobody looks out for anything, which is nearly always;
//! else, or where that asks for help, the slow path does them.

use jumppad_opcodes::{Effect, PageAttributes, does_require_intervention};

use crate::coverage::Noting;
use crate::interpreter::{Awaiting, Counting, Exit, interpret_one};
use crate::machine::run::StopReason;
use crate::machine::step::vector;
use crate::machine::{Ignoring, Machine};

/// Instructions between two looks at Ctrl-C and at finished code.
const URGENT: u32 = 16;

impl Machine {
    /// Executes some instructions while an interrupt may be near.
    pub(crate) fn run_urgently(&mut self, limit: u64) -> Option<StopReason> {
        let is_watched = !self.breakpoints.any_opcode().is_empty()
            || self.awaiting != Awaiting::Nothing
            || self.noting() == Noting::On
            || self.is_counted_here();
        for _ in 0..URGENT {
            let is_done = !is_watched && self.step_on_memory();
            let stop = match is_done {
                true => None,
                false => self.step_urgently(),
            };
            let is_over = self.cpu.cycles >= limit || self.lines.has_requests();
            if stop.is_some() || is_over || !self.are_lines_urgent() {
                return stop;
            }
        }
        None
    }

    pub(crate) fn are_lines_urgent(&self) -> bool {
        self.lines.are_urgent(self.cpu.cycles, self.cpu.is_masked())
    }

    /// Executes one instruction, or takes an interrupt, and notes what that meets.
    pub(crate) fn step_noting(&mut self) -> Option<StopReason> {
        // An interrupt is taken before the instruction at PC is looked at.
        match self.lines.is_recognised() {
            true => self.step_slowly(Ignoring::Breakpoint),
            false => self.stop_or_step(),
        }
    }

    /// Does the same where nobody looks out for it, if memory is all that it touches. Whether it
    /// did.
    fn step_on_memory(&mut self) -> bool {
        if self.lines.is_recognised() {
            return self.interrupt_on_memory();
        }
        let (start, masked) = (self.cpu.cycles, self.cpu.is_masked());
        let opcode = interpret_one(self.model, &mut self.cpu, &mut self.memory);
        if let Some(opcode) = opcode {
            self.poll_after(opcode, start, masked);
        }
        opcode.is_some()
    }

    /// Takes the interrupt that was recognised, as said there.
    fn interrupt_on_memory(&mut self) -> bool {
        // The sequence begins with fetches that it ignores.
        let is_on_device = self
            .memory
            .attributes_at(self.cpu.pc)
            .contains(PageAttributes::DEVICE);
        if is_on_device || self.is_held() || !self.watches.is_empty() || !self.catches.is_empty() {
            return false;
        }
        let Some(interrupt) = self.lines.undisturbed(self.cpu.cycles) else {
            return false;
        };
        let (cpu, view) = (&mut self.cpu, &mut self.memory.view());
        if does_require_intervention(self.model.interrupt(cpu, view, vector(interrupt))) {
            return false;
        }
        self.lines.take();
        self.memory.set_interrupt_waits(self.lines.irq_asserted());
        true
    }

    /// Executes one instruction while an interrupt may be near.
    fn step_urgently(&mut self) -> Option<StopReason> {
        if self.lines.is_recognised() {
            return self.step_noting();
        }
        let (start, masked) = (self.cpu.cycles, self.cpu.is_masked());
        let opcode = &self.model.table()[usize::from(self.memory.peek(self.cpu.pc))];
        // An NMI may take BRK over.
        if opcode.effect == Effect::Interrupt {
            return self.step_noting();
        }
        let stop = match self.interpret(start + 1, Counting::Off) {
            Exit::Limit => None,
            Exit::Returned => Some(StopReason::Returned),
            Exit::Entry | Exit::Breakpoint | Exit::DeviceFetch | Exit::Intervention(_) => {
                return self.step_noting();
            }
        };
        self.poll_after(opcode, start, masked);
        stop
    }
}
