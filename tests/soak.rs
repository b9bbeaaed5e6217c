//! A guest that writes code without end: groups are compiled, invalidated,
//! evicted and freed again and again, and the host's memory stays flat.
//!
//! Some seconds by default, `JUMPPAD_SOAK_SECONDS` of them if set.

#[path = "common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::{ORIGIN, Tier, assert_same, place};
use jumppad_tiers::{Config, JitMode, Machine, Policy, StopReason};

/// Makes 16 routines from a template, one behind the other from $2000 on, calls
/// each of them as often as $16 says, and then begins again, with other
/// instructions in them.
const WRITER: &[u8] = &[
    0xa9, 0x00, //         0400 pass:  LDA #$00
    0x85, 0x10, //                     STA $10
    0xa9, 0x20, //                     LDA #$20
    0x85, 0x11, //                     STA $11
    0xa0, 0x0f, //         0408 next:  LDY #$0F
    0xb9, 0x40, 0x04, //   040A copy:  LDA $0440,Y
    0x91, 0x10, //                     STA ($10),Y
    0x88, //                           DEY
    0x10, 0xf8, //                     BPL copy
    0xa5, 0x16, //                     LDA $16
    0x85, 0x15, //                     STA $15
    0x20, 0x30, 0x04, //   0416 again: JSR call
    0xc6, 0x15, //                     DEC $15
    0xd0, 0xf9, //                     BNE again
    0x18, //                           CLC
    0xa5, 0x10, //                     LDA $10
    0x69, 0x10, //                     ADC #$10
    0x85, 0x10, //                     STA $10
    0x90, 0xe2, //                     BCC next
    0x4c, 0x33, 0x04, //               JMP turn
    0xea, 0xea, 0xea, 0xea, 0xea, 0xea, 0xea, //
    0x6c, 0x10, 0x00, //   0430 call:  JMP ($0010)
    0xad, 0x42, 0x04, //   0433 turn:  LDA $0442
    0x49, 0x20, //                     EOR #$20
    0x8d, 0x42, 0x04, //               STA $0442 ; INC and DEC in turn
    0x4c, 0x00, 0x04, //               JMP pass
    0xea, 0xea, //
    0xa2, 0xa0, //         0440        LDX #$A0 ; the template
    0xe6, 0x12, //         0442 loop:  INC $12
    0x8a, //                           TXA
    0x45, 0x14, //                     EOR $14
    0x85, 0x14, //                     STA $14
    0xca, //                           DEX
    0xd0, 0xf6, //                     BNE loop
    0x88, //                           DEY
    0xd0, 0xf1, //                     BNE $0440
    0x60, //                           RTS
];
/// The routine's calls, and about the cycles of one.
const CALLS: u16 = 0x0016;
const CALL: u64 = 160 * 256 * 17;

/// How the guest is soaked.
struct Soak {
    jit: JitMode,
    code_cache: u64,
    /// Calls of a routine, so that the compiler has time to finish with it.
    calls: u8,
    /// Groups until the clock starts: LLVM has set itself up by then.
    settled: u64,
}

/// Passes until what the tiers have learnt of the guest is forgotten, so that
/// they compile it once more.
const MEMORY: u64 = 4;
/// Pages of 4 KiB by which the median of the second half of a soak may exceed that
/// of the first: the allocator goes on to settle for some hundred groups. What
/// leaks grows with the length. Peaks say less: they depend on what of a
/// compilation is seen.
const SLACK: u64 = 256;

fn seconds() -> u64 {
    std::env::var("JUMPPAD_SOAK_SECONDS").map_or(3, |seconds| {
        seconds.parse().expect("JUMPPAD_SOAK_SECONDS is a number")
    })
}

/// Host memory in use, where the host tells.
fn resident_pages() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    text.split_whitespace().nth(1)?.parse().ok()
}

/// 0 where there are no samples.
fn median(mut samples: Vec<u64>) -> u64 {
    samples.sort_unstable();
    samples.get(samples.len() / 2).copied().unwrap_or(0)
}

fn soak(soak: &Soak) {
    let mut machine = Machine::new(Config {
        jit: soak.jit,
        code_cache: soak.code_cache,
        threshold: 20,
        policy: Policy {
            slice: 2_000,
            ..Policy::eager()
        },
        ..Config::default()
    });
    let mut oracle = Tier::Interpreter.machine();
    for machine in [&mut machine, &mut oracle] {
        place(machine, ORIGIN, WRITER);
        machine.poke(CALLS, soak.calls);
        machine.cpu_mut().pc = ORIGIN;
    }
    let pass = 16 * u64::from(soak.calls) * CALL;
    let mut next_flush = MEMORY * pass;
    let mut settled = None;
    let limit = Duration::from_secs(seconds());
    let mut started = Instant::now();
    let mut pages = [Vec::new(), Vec::new()];
    while started.elapsed() < limit || settled.is_none() {
        for machine in [&mut machine, &mut oracle] {
            assert_eq!(machine.run(pass / 20), StopReason::Cycles);
        }
        assert_same(Tier::Auto, &machine, &oracle);
        machine.drain_events();
        if machine.cpu().cycles > next_flush {
            machine.flush();
            next_flush += MEMORY * pass;
        }
        if settled.is_none() && machine.jit_stats().groups_compiled >= soak.settled {
            settled = Some(machine.jit_stats());
            started = Instant::now();
        }
        if settled.is_some() {
            let half = usize::from(started.elapsed() > limit / 2);
            pages[half].extend(resident_pages());
        }
    }
    let before = settled.expect("the loop waits for it");
    let after = machine.jit_stats();
    let compiled = after.groups_compiled - before.groups_compiled;
    let invalidated = after.invalidations - before.invalidations;
    let evicted = after.evictions - before.evictions;
    let [first, second] = pages.map(median);
    eprintln!(
        "{:?}, a cache of {} bytes: in {:.0} s {compiled} groups compiled, {invalidated} invalidated, {evicted} \
         evicted; {first} pages of memory in the first half, {second} in the second",
        soak.jit,
        soak.code_cache,
        started.elapsed().as_secs_f64(),
    );
    assert_eq!(after.compile_failures, 0);
    assert!(invalidated > 0 && compiled > 0);
    assert!(
        second <= first + SLACK,
        "{second} pages, {first} before, in {compiled} compilations"
    );
}

// One test, for memory is the process's.
#[test]
fn memory_stays_flat() {
    soak(&Soak {
        jit: JitMode::Background,
        code_cache: 32 << 20,
        calls: 48,
        settled: 60,
    });
    soak(&Soak {
        jit: JitMode::Llvm,
        code_cache: 2 << 10,
        calls: 1,
        settled: 150,
    });
}
