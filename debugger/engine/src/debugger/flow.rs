//! Code and data, as far as they can be told apart.

use jumppad_tiers::opcodes::vector;

use super::Debugger;
use crate::program::{flow::Flow, source::Holds};

impl Debugger {
    /// The code that is reached from where the program begins, from PC, and by the vectors that are set.
    pub fn flow(&self) -> Flow {
        let vectors = [vector::NMI, vector::RESET, vector::IRQ];
        let vectors = vectors.map(|vector| self.machine.peek_word(vector));
        let set = vectors
            .into_iter()
            .filter(|target| !matches!(target, 0 | 0xFFFF));
        let starts = [self.program.entry, self.machine.cpu().pc];
        Flow::reached(&self.machine, set.chain(starts))
    }

    /// Whether `address` holds code.
    pub fn is_code(&self, address: u16, flow: &Flow) -> bool {
        match self.source.table().holds(address) {
            Some(holds) => holds == Holds::Code,
            None => flow.holds(address),
        }
    }
}
