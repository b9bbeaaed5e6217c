//! Execution while an interrupt may be near: one instruction at a time.

use jumppad_opcodes::Effect;

use crate::interpreter::{Counting, Exit};
use crate::machine::run::StopReason;
use crate::machine::{Ignoring, Machine};

/// Instructions between two looks at Ctrl-C and at finished code.
const URGENT: u32 = 16;

impl Machine {
    /// Executes some instructions while an interrupt may be near.
    pub(crate) fn run_urgently(&mut self, limit: u64) -> Option<StopReason> {
        for _ in 0..URGENT {
            let stop = self.step_urgently();
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
        self.memory.set_interrupt_waits(self.lines.irq_asserted());
        stop
    }
}
