//! Programs that wait for an interrupt in an instruction that jumps to itself: of the
//! rounds that nothing can tell from each other, only one takes host time.

use jumppad_opcodes::{Effect, Mode, byte};

use crate::machine::run::StopReason;
use crate::machine::step::Fetched;
use crate::machine::{Ignoring, Machine};

impl Machine {
    /// Executes the instruction at PC, which goes to itself, again and again until an
    /// interrupt may be near. If none can come, it is a trap.
    pub(crate) fn wait_in_place(&mut self) -> Option<StopReason> {
        let (fetched, start) = (self.fetch(), self.cpu.cycles);
        let stop = self.step_slowly(Ignoring::Breakpoint);
        if stop.is_none() && self.cpu.pc == fetched.args.pc && self.is_idle(fetched) {
            let until = self.lines.quiet_until().min(self.horizon);
            let round = self.cpu.cycles - start;
            let rounds = until.saturating_sub(self.cpu.cycles).div_ceil(round);
            if let Some(counts) = self.counter.counting(start, self.tiers.playing) {
                counts.add(fetched.args.pc, rounds, rounds * round);
            }
            self.cpu.cycles += rounds * round;
        }
        stop
    }

    /// Whether the next round can do nothing but take time.
    fn is_idle(&self, Fetched { opcode, args }: Fetched) -> bool {
        let accesses_nothing = match opcode.effect {
            Effect::Branch => true,
            Effect::Jump => opcode.mode == Mode::ABS,
            _ => false,
        };
        accesses_nothing
            && self.memory.marks(args.pc) & byte::BREAKPOINT == 0
            && self.breakpoints.any_opcode().is_empty()
            && !self.are_lines_urgent()
    }
}
