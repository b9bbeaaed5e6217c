//! Opcodes that sim65 ends with, because the chip of the program does not have them.

use jumppad_tiers::opcodes::{Effect, Opcode, Status};
use jumppad_tiers::{CatchKind, Caught, Machine, OpcodeSet, StopReason};

use super::Host;
use crate::program::sim65::Chip;

impl Host {
    /// Makes the machine stop at them.
    pub(super) fn catch_illegal(&mut self, machine: &mut Machine) {
        if let Some(id) = self.plugged.illegal.take() {
            machine.remove_catch(id);
        }
        let chip = match machine.model() {
            own if own == self.kind.chip.model() => self.kind.chip,
            // The user's own choice.
            other if other.is_cmos() => Chip::Cmos,
            _ => Chip::All6502,
        };
        let rows = machine.model().table().iter();
        let set: OpcodeSet = rows
            .filter(|row| is_illegal(row, chip))
            .map(|row| row.code)
            .collect();
        let id = machine.add_catch(CatchKind::Opcodes(set), 0..=u16::MAX);
        self.plugged.illegal = Some(id);
    }

    /// What sim65 says where the machine stopped for `reason`, if that is such an opcode.
    pub fn illegal(&self, machine: &Machine, reason: StopReason) -> Option<String> {
        let opcode = match reason {
            StopReason::Catch(Caught::Opcode { opcode, .. }) => opcode,
            StopReason::Jam | StopReason::Wait => machine.peek(machine.cpu().pc),
            _ => return None,
        };
        let row = &machine.model().table()[usize::from(opcode)];
        is_illegal(row, self.kind.chip).then(|| {
            let name = row.mnemonic.name();
            format!("illegal opcode ${opcode:02X} ({name})")
        })
    }
}

fn is_illegal(row: &Opcode, chip: Chip) -> bool {
    let stops = matches!(row.effect, Effect::Jam | Effect::Wait);
    stops || chip == Chip::Documented6502 && row.status == Status::Undocumented
}
