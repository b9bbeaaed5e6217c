//! Klaus Dormann's functional test: every documented opcode and mode.


use jumppad_tiers::{Machine, StopReason};

use crate::common::{Tier, suites};

const START: u16 = 0x0400;
/// Far more than the test takes.
const BUDGET: u64 = 200_000_000;

fn run(tier: Tier, image: &[u8]) -> (Machine, StopReason) {
    let mut machine = tier.machine();
    machine.load(0, image).expect("the image fits");
    machine.cpu_mut().pc = START;
    let started = std::time::Instant::now();
    let stop = machine.run(BUDGET);
    println!("{tier:?}: {:?} {:?}", started.elapsed(), machine.jit_stats());
    (machine, stop)
}

fn reaches_success(image: &[u8], success: u16, cycles: u64) {
    for tier in Tier::ALL {
        let (machine, stop) = run(tier, image);
        assert_eq!(stop, StopReason::Trap, "{tier:?}");
        assert_eq!(machine.cpu().pc, success, "{tier:?}: test ${:02X}", machine.peek(0x0200));
        assert_eq!(machine.cpu().cycles, cycles, "{tier:?}");
        assert_eq!(machine.jit_stats().compile_failures, 0, "{tier:?}");
    }
}

#[test]
fn functional_test_of_the_suites() {
    let Some(suites) = suites("Klaus Dormann's functional test") else { return };
    let image = std::fs::read(suites.join("klaus/6502_functional_test.bin")).expect("readable");
    reaches_success(&image, 0x3469, 96_241_364);
}
