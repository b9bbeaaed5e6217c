//! Routines of the host: the machine stops at their addresses in every tier, at
//! the same cycle, and never executes what stands in memory there.

#[path = "common/mod.rs"]
mod common;

use common::{ORIGIN, Tier, is_compiled};
use jumppad_tiers::{Machine, StopReason};

/// Counts X up for ever, by way of the host.
///
/// ```text
/// 0400  LOOP    INX
/// 0401          JSR HOST
/// 0404          JMP LOOP
/// ```
const CALLS: &[u8] = &[0xe8, 0x20, 0xf4, 0xff, 0x4c, 0x00, 0x04];
const HOST: u16 = 0xfff4;
const RETURN: u16 = 0x0404;
/// Cycles of one round; the host takes none.
const ROUND: u64 = 2 + 6 + 3;

/// Returns from the host's routine.
fn return_from(machine: &mut Machine) {
    let cpu = machine.cpu_mut();
    cpu.sp = cpu.sp.wrapping_add(2);
    cpu.pc = RETURN;
}

#[test]
fn every_call_stops_in_every_tier() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        machine.set_host_call(HOST);
        for round in 1..=300u64 {
            assert_eq!(machine.run(1000), StopReason::HostCall, "{tier:?}");
            let cpu = machine.cpu();
            assert_eq!((cpu.pc, u64::from(cpu.x)), (HOST, round & 0xff), "{tier:?}");
            assert_eq!(cpu.cycles, round * ROUND - 3, "{tier:?}");
            return_from(&mut machine);
        }
        if tier == Tier::Jit {
            assert!(is_compiled(&machine, ORIGIN) && !is_compiled(&machine, HOST));
            let stats = machine.jit_stats();
            assert_eq!(stats.cycles, 300 * ROUND - 3);
            assert!(stats.compiled_cycles > stats.cycles / 2, "{stats:?}");
        }
    }
}

#[test]
fn nothing_passes_over_a_host_call() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        machine.set_host_call(HOST);
        machine.set_breakpoint(HOST);
        assert_eq!(machine.run(1000), StopReason::Breakpoint, "{tier:?}");
        let cycles = machine.cpu().cycles;
        for skip in [Machine::skip_breakpoint_here, Machine::skip_stop_here] {
            skip(&mut machine);
            assert_eq!(machine.run(1000), StopReason::HostCall, "{tier:?}");
            assert_eq!(machine.cpu().cycles, cycles);
        }
        machine.clear_breakpoint(HOST);
        assert_eq!(machine.run(1000), StopReason::HostCall, "{tier:?}");
        machine.clear_host_call(HOST);
        // What stands in memory is code again: BRK.
        assert_eq!(machine.run(1), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.cpu().cycles, cycles + 7);
    }
}

#[test]
fn a_host_call_may_come_after_the_code_that_calls_it() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        // An RTS of the guest's own.
        machine.load(HOST, &[0x60]).expect("it fits");
        assert_eq!(machine.run(100_000), StopReason::Cycles);
        machine.set_host_call(HOST);
        assert_eq!(machine.run(100_000), StopReason::HostCall, "{tier:?}");
        machine.clear_host_call(HOST);
        assert_eq!(machine.run(100_000), StopReason::Cycles, "{tier:?}");
    }
}
