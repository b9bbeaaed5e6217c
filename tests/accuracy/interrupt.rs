//! Klaus Dormann's interrupt test: IRQ, NMI, BRK and their overlaps, driven by a
//! feedback register.

use jumppad_tiers::StopReason;
use jumppad_tiers::devices::Feedback;

use crate::common::{Tier, place, suites};

const START: u16 = 0x0400;
const SUCCESS: u16 = 0x06e8;
const FEEDBACK: u16 = 0xbffc;
const BUDGET: u64 = 1_000_000;

#[test]
fn interrupt_test() {
    let Some(suites) = suites("the interrupt test") else {
        return;
    };
    let image = std::fs::read(suites.join("klaus/6502_interrupt_test.bin"))
        .expect("the suite's file is readable");
    let mut cycles = None;
    for tier in Tier::ALL {
        let mut machine = tier.machine();
        place(&mut machine, 0, &image);
        machine.attach(FEEDBACK..=FEEDBACK, Box::new(Feedback::default()));
        machine.cpu_mut().pc = START;
        let stop = machine.run(BUDGET);
        let pc = machine.cpu().pc;
        assert_eq!(
            (stop, pc),
            (StopReason::Trap, SUCCESS),
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
