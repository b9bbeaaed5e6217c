//! Breakpoints in compiled code: the cases that debuggers with a JIT get
//! wrong, each in every tier.
//!
//! A breakpoint stops in front of its instruction, whatever tier runs it; the
//! cycle counter then says the same in every tier.

#[path = "common/mod.rs"]
mod common;

use common::{ORIGIN, Tier, invalidations, is_compiled, place, warm_up};
use jumppad_tiers::{InvalidationCause, Machine, StopReason};

/// Counts X up for ever, with a subroutine and a self-modifying store.
///
/// ```text
/// 0400  LOOP    INX
/// 0401          JSR SUB
/// 0404          STX $10
/// 0406          LDA #$00
/// 0408          JMP LOOP
/// 040B  SUB     INY
/// 040C          RTS
/// ```
const CALLS: &[u8] = &[
    0xe8, 0x20, 0x0b, 0x04, 0x86, 0x10, 0xa9, 0x00, 0x4c, 0x00, 0x04, 0xc8, 0x60,
];
const SUB: u16 = 0x040b;
const RETURN: u16 = 0x0404;
const MIDDLE: u16 = 0x0406;
const BACK: u16 = 0x0408;
/// Cycles of one round.
const ROUND: u64 = 2 + 6 + 2 + 6 + 3 + 2 + 3;

const BUDGET: u64 = 100_000;

/// Runs to a breakpoint in front of `addr`.
fn stops(tier: Tier, machine: &mut Machine, addr: u16) {
    assert_eq!(machine.run(BUDGET), StopReason::Breakpoint, "{tier:?}");
    assert_eq!(machine.cpu().pc, addr, "{tier:?}");
}

/// Goes on from a breakpoint to the next one.
fn resumes_and_stops(tier: Tier, machine: &mut Machine, addr: u16) {
    machine.skip_stop_here();
    stops(tier, machine, addr);
}

/// Several stops at `addr`, one round apart.
fn stops_each_round(tier: Tier, machine: &mut Machine, addr: u16) {
    stops(tier, machine, addr);
    for _ in 0..200 {
        let before = machine.cpu().cycles;
        resumes_and_stops(tier, machine, addr);
        assert_eq!(machine.cpu().cycles - before, ROUND, "{tier:?}");
    }
}

#[test]
fn set_before_promotion() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        machine.set_breakpoint(BACK);
        stops_each_round(tier, &mut machine, BACK);
    }
}

#[test]
fn set_after_promotion() {
    for tier in Tier::ALL {
        for addr in [ORIGIN, SUB, RETURN, BACK] {
            let mut machine = tier.with(CALLS);
            warm_up(tier, &mut machine, addr);
            machine.drain_events();
            let compiled = is_compiled(&machine, addr);
            machine.set_breakpoint(addr);
            let causes = invalidations(&mut machine);
            assert_eq!(causes.is_empty(), !compiled, "{tier:?}");
            assert!(
                causes.iter().all(|cause| *cause == set(addr)),
                "{tier:?}: {causes:?}"
            );
            stops_each_round(tier, &mut machine, addr);
        }
    }
}

#[test]
fn in_mid_group() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        machine.set_breakpoint(MIDDLE);
        stops_each_round(tier, &mut machine, MIDDLE);
        // What came before it in its block has happened, what follows has not.
        assert_eq!(machine.peek(0x10), machine.cpu().x, "{tier:?}");
        machine.cpu_mut().a = 0x55;
        machine.clear_breakpoint(MIDDLE);
        machine.set_breakpoint(BACK);
        stops(tier, &mut machine, BACK);
        assert_eq!(machine.cpu().a, 0x00, "{tier:?}");
    }
}

#[test]
fn on_an_address_reached_only_through_the_jumppad() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        machine.set_breakpoint(RETURN);
        stops_each_round(tier, &mut machine, RETURN);
        // The same where nothing but RTS leads: a return address made by hand.
        let mut machine = tier.with(RETURNS);
        place(&mut machine, RETURNS_TO, JUMPS_BACK);
        machine.set_breakpoint(RETURNS_TO);
        stops(tier, &mut machine, RETURNS_TO);
        for _ in 0..100 {
            resumes_and_stops(tier, &mut machine, RETURNS_TO);
        }
    }
}

/// Pushes $043F and returns to $0440, for ever.
///
/// ```text
/// 0400          LDA #$04
/// 0402          PHA
/// 0403          LDA #$3F
/// 0405          PHA
/// 0406          RTS
/// ```
const RETURNS: &[u8] = &[0xa9, 0x04, 0x48, 0xa9, 0x3f, 0x48, 0x60];
const RETURNS_TO: u16 = 0x0440;
/// JMP $0400
const JUMPS_BACK: &[u8] = &[0x4c, 0x00, 0x04];

#[test]
fn kept_across_invalidation_and_promotion() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        machine.set_breakpoint(MIDDLE);
        stops_each_round(tier, &mut machine, MIDDLE);
        // The operand of the instruction itself, then its neighbour's.
        for (addr, value) in [(MIDDLE + 1, 0x33), (RETURN + 1, 0x20)] {
            machine.poke(addr, value);
            machine.skip_stop_here();
            stops_each_round(tier, &mut machine, MIDDLE);
        }
        machine.flush();
        machine.skip_stop_here();
        stops_each_round(tier, &mut machine, MIDDLE);
        assert_eq!(machine.peek(0x20), machine.cpu().x, "{tier:?}");
    }
}

/// A BIT with instructions for an operand, entered at both ends.
///
/// ```text
/// 0400  LOOP    INX
/// 0401          TXA
/// 0402          LSR
/// 0403          BCC INNER
/// 0405          BIT $E8E8
/// 0406  INNER   INX, INX
/// 0408          JMP LOOP
/// ```
const OVERLAPPING: &[u8] = &[
    0xe8, 0x8a, 0x4a, 0x90, 0x01, 0x2c, 0xe8, 0xe8, 0x4c, 0x00, 0x04,
];

#[test]
fn on_the_second_byte_of_an_instruction_that_is_entered_there_too() {
    const OUTER: u16 = 0x0405;
    const INNER: u16 = 0x0406;
    for addr in [INNER, OUTER] {
        let mut expected: Option<Vec<(u8, u64)>> = None;
        for (tier, warm) in Tier::ALL
            .into_iter()
            .flat_map(|tier| [(tier, false), (tier, true)])
        {
            let mut machine = tier.with(OVERLAPPING);
            if warm {
                warm_up(tier, &mut machine, OUTER);
                warm_up(tier, &mut machine, INNER);
                // From the beginning again, with all code compiled.
                let cpu = machine.cpu_mut();
                (cpu.pc, cpu.x, cpu.cycles) = (ORIGIN, 0, 0);
            }
            machine.set_breakpoint(addr);
            let mut seen = Vec::new();
            for _ in 0..100 {
                resumes_and_stops(tier, &mut machine, addr);
                seen.push((machine.cpu().x, machine.cpu().cycles));
            }
            assert_eq!(
                *expected.get_or_insert_with(|| seen.clone()),
                seen,
                "{tier:?} {warm}"
            );
        }
    }
}

/// Patches the instruction that follows the store.
///
/// ```text
/// 0400  LOOP    INX
/// 0401          STX $0405
/// 0404          LDA #$00
/// 0406          STA $10
/// 0408          JMP LOOP
/// ```
const PATCHES_NEXT: &[u8] = &[
    0xe8, 0x8e, 0x05, 0x04, 0xa9, 0x00, 0x85, 0x10, 0x4c, 0x00, 0x04,
];

#[test]
fn on_the_instruction_after_a_self_modifying_store() {
    for tier in Tier::ALL {
        let mut machine = tier.with(PATCHES_NEXT);
        machine.set_breakpoint(0x0404);
        stops(tier, &mut machine, 0x0404);
        for round in 1..=200_u64 {
            let x = round as u8;
            assert_eq!(machine.cpu().x, x, "{tier:?}");
            assert_eq!(machine.peek(0x0405), x, "{tier:?}: the store has happened");
            assert_eq!(
                machine.peek(0x10),
                x.wrapping_sub(1),
                "{tier:?}: the next has not"
            );
            assert_eq!(machine.cpu().cycles, 6 + (round - 1) * 14, "{tier:?}");
            resumes_and_stops(tier, &mut machine, 0x0404);
        }
    }
}

#[test]
fn while_stopped_on_it() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        machine.set_breakpoint(MIDDLE);
        stops(tier, &mut machine, MIDDLE);
        // Without being told to skip it, the machine stands still.
        let before = *machine.cpu();
        stops(tier, &mut machine, MIDDLE);
        assert_eq!(*machine.cpu(), before, "{tier:?}");
        // The skip is for one instruction, not for the next visit.
        machine.skip_stop_here();
        assert_eq!(machine.run(1), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.cpu().pc, BACK, "{tier:?}");
        stops(tier, &mut machine, MIDDLE);
        // One that is set where the machine stands stops it there.
        machine.skip_stop_here();
        assert_eq!(machine.run(1), StopReason::Cycles, "{tier:?}");
        machine.set_breakpoint(BACK);
        stops(tier, &mut machine, BACK);
        // A skip that meets another stop at once.
        machine.set_breakpoint(ORIGIN);
        resumes_and_stops(tier, &mut machine, ORIGIN);
    }
}

#[test]
fn a_cleared_one_no_longer_stops() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        machine.set_breakpoint(MIDDLE);
        stops_each_round(tier, &mut machine, MIDDLE);
        machine.drain_events();
        let compiled = is_compiled(&machine, MIDDLE);
        machine.clear_breakpoint(MIDDLE);
        let cleared = InvalidationCause::BreakpointCleared { addr: MIDDLE };
        assert_eq!(
            invalidations(&mut machine).contains(&cleared),
            compiled,
            "{tier:?}"
        );
        assert_eq!(machine.run(BUDGET), StopReason::Cycles, "{tier:?}");
        // Another one on the same page still does.
        machine.set_breakpoint(BACK);
        machine.set_breakpoint(MIDDLE);
        machine.clear_breakpoint(MIDDLE);
        stops(tier, &mut machine, BACK);
    }
}

#[test]
fn many_at_once_stop_at_the_same_cycles_in_every_tier() {
    let mut expected: Option<Vec<(u16, u64)>> = None;
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        for addr in [ORIGIN, SUB, SUB + 1, MIDDLE] {
            machine.set_breakpoint(addr);
        }
        let mut seen = Vec::new();
        for _ in 0..500 {
            machine.skip_stop_here();
            assert_eq!(machine.run(BUDGET), StopReason::Breakpoint, "{tier:?}");
            seen.push((machine.cpu().pc, machine.cpu().cycles));
        }
        assert_eq!(
            *expected.get_or_insert_with(|| seen.clone()),
            seen,
            "{tier:?}"
        );
    }
}

#[test]
fn data_accesses_do_not_stop_at_one() {
    for tier in Tier::ALL {
        let mut machine = tier.with(CALLS);
        machine.set_breakpoint(0x0010);
        warm_up(tier, &mut machine, ORIGIN);
    }
}

fn set(addr: u16) -> InvalidationCause {
    InvalidationCause::BreakpointSet { addr }
}
