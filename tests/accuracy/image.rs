//! Memory images of the suites that end in a trap: at one address if all is
//! well, anywhere else if not.

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{Machine, StopReason};

use crate::common::{Tier, place, suites};

const START: u16 = 0x0400;
/// Far more cycles than any of them takes.
const BUDGET: u64 = 200_000_000;

/// Runs an image that fills memory, in every tier, until it traps at `success`
/// after the same number of cycles.
pub(crate) fn traps_at(model: Model, file: &str, success: u16, prepare: fn(&mut Machine)) {
    let Some(suites) = suites(file) else { return };
    let image = std::fs::read(suites.join(file)).expect("the suite's file is readable");
    let mut cycles = None;
    for tier in Tier::ALL {
        let mut machine = tier.machine_of(model);
        place(&mut machine, 0, &image);
        prepare(&mut machine);
        machine.cpu_mut().pc = START;
        let stop = machine.run(BUDGET);
        let pc = machine.cpu().pc;
        assert_eq!(
            (stop, pc),
            (StopReason::Trap, success),
            "{tier:?}: ${pc:04X}"
        );
        assert_eq!(machine.jit_stats().compile_failures, 0, "{tier:?}");
        let first = *cycles.get_or_insert(machine.cpu().cycles);
        assert_eq!(
            machine.cpu().cycles,
            first,
            "{tier:?}: cycles differ between tiers"
        );
    }
}
