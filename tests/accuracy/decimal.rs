//! Bruce Clark's decimal test: all sums and differences of two bytes and a
//! carry, invalid digits included; A and C are checked.

use jumppad_tiers::StopReason;

use crate::common::{Tier, place, suites};

const ORIGIN: u16 = 0x0200;
const DONE: u16 = 0x024b;
/// 0 when every case passed.
const ERROR: u16 = 0x000b;
const BUDGET: u64 = 100_000_000;

#[test]
fn decimal_mode_of_the_nmos_6502() {
    let Some(suites) = suites("the decimal test") else {
        return;
    };
    let image = std::fs::read(suites.join("decimal/6502_decimal_test.bin"))
        .expect("the suite's file is readable");
    for tier in Tier::ALL {
        let mut machine = tier.machine();
        place(&mut machine, ORIGIN, &image);
        machine.cpu_mut().pc = ORIGIN;
        machine.set_breakpoint(DONE);
        assert_eq!(machine.run(BUDGET), StopReason::Breakpoint, "{tier:?}");
        assert_eq!(machine.cpu().pc, DONE, "{tier:?}");
        assert_eq!(machine.peek(ERROR), 0, "{tier:?}");
    }
}
