//! Klaus Dormann's test of the 65C02's additions, bit instructions included.

use jumppad_tiers::StopReason;
use jumppad_tiers::opcodes::Model;

use crate::common::{Tier, place, suites};

const START: u16 = 0x0400;
const SUCCESS: u16 = 0x24f1;
const BUDGET: u64 = 200_000_000;

#[test]
fn extended_opcodes_of_the_65c02() {
    let Some(suites) = suites("the test of the 65C02's opcodes") else {
        return;
    };
    let image = std::fs::read(suites.join("klaus/65C02_extended_opcodes_test.bin"))
        .expect("the suite's file is readable");
    let mut cycles = None;
    for tier in Tier::ALL {
        let mut machine = tier.machine_of(Model::Wdc65C02);
        place(&mut machine, 0, &image);
        machine.cpu_mut().pc = START;
        assert_eq!(machine.run(BUDGET), StopReason::Trap, "{tier:?}");
        assert_eq!(machine.cpu().pc, SUCCESS, "{tier:?}");
        assert_eq!(machine.jit_stats().compile_failures, 0, "{tier:?}");
        let first = *cycles.get_or_insert(machine.cpu().cycles);
        assert_eq!(
            machine.cpu().cycles,
            first,
            "{tier:?}: cycles differ between tiers"
        );
    }
}
