//! A guest that writes code without end: groups and traces are compiled, invalidated,
//! evicted and freed again and again, and the host's memory stays flat, and so does that
//! of code.
//!
//! Some seconds by default, `JUMPPAD_SOAK_SECONDS` of them if set.

#[path = "common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::{ORIGIN, Tier, assert_same, place, warm_up};
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

/// Makes 128 routines of instructions drawn by lot, one behind the other from $2000 on,
/// calls each of them four times, and then begins again: no code comes twice.
const LOTTERY: &[u8] = &[
    0xa9, 0x00, //         0400 pass:  LDA #$00
    0x85, 0x10, //                     STA $10
    0xa9, 0x20, //                     LDA #$20
    0x85, 0x11, //                     STA $11
    0xa0, 0x1e, //         0408 next:  LDY #$1E
    0xa5, 0x20, //         040A make:  LDA $20 ; the lots: a shift register of 16 bits
    0x0a, //                           ASL A
    0x26, 0x21, //                     ROL $21
    0x90, 0x02, //                     BCC *+4
    0x49, 0x2d, //                     EOR #$2D
    0x85, 0x20, //                     STA $20
    0x45, 0x21, //                     EOR $21
    0x29, 0x0f, //                     AND #$0F
    0xaa, //                           TAX
    0xbd, 0x48, 0x04, //               LDA $0448,X
    0x91, 0x10, //                     STA ($10),Y
    0x88, //                           DEY
    0x10, 0xe8, //                     BPL make
    0xa9, 0x04, //                     LDA #$04
    0x85, 0x15, //                     STA $15
    0x20, 0x44, 0x04, //   0426 again: JSR call
    0xc6, 0x15, //                     DEC $15
    0xd0, 0xf9, //                     BNE again
    0x18, //                           CLC
    0xa5, 0x10, //                     LDA $10
    0x69, 0x20, //                     ADC #$20
    0x85, 0x10, //                     STA $10
    0x90, 0xd2, //                     BCC next
    0xe6, 0x11, //                     INC $11
    0xa5, 0x11, //                     LDA $11
    0xc9, 0x30, //                     CMP #$30
    0xd0, 0xca, //                     BNE next
    0x4c, 0x00, 0x04, //               JMP pass
    0xea, 0xea, 0xea, //
    0x6c, 0x10, 0x00, //   0444 call:  JMP ($0010)
    0xea, //
    0xe8, 0xca, 0xc8, 0x88, 0x0a, 0x4a, 0x2a, 0x6a, // 0448: INX to ROR A
    0x18, 0x38, 0x8a, 0x98, 0xa8, 0xea, 0xb8, 0xaa, //       CLC to TAX
];
/// Where the lots are kept, and what ends a routine.
const LOT: u16 = 0x0020;
const RTS: u8 = 0x60;
/// Cycles of a pass, about.
const DRAW: u64 = 220_000;

/// How a guest is soaked.
struct Soak {
    jit: JitMode,
    code_cache: u64,
    program: &'static [u8],
    /// Cycles of a pass, about.
    pass: u64,
    /// Calls of a routine, so that the compiler has time to finish with it.
    calls: u8,
    /// Groups until the clock starts: LLVM has set itself up by then. In baseline code,
    /// traces.
    settled: u64,
}

/// What was compiled, and what became of it: groups, or in baseline code traces.
#[derive(Clone, Copy)]
struct Counts {
    compiled: u64,
    invalidated: u64,
    evicted: u64,
}

impl Counts {
    fn of(machine: &Machine) -> Self {
        match machine.jit_mode() {
            JitMode::Baseline => {
                let stats = machine.baseline_stats().expect("there is baseline code");
                Self {
                    compiled: stats.translated,
                    invalidated: stats.dropped,
                    evicted: stats.flushes,
                }
            }
            _ => {
                let stats = machine.jit_stats();
                Self {
                    compiled: stats.groups_compiled,
                    invalidated: stats.invalidations,
                    evicted: stats.evictions,
                }
            }
        }
    }
}

/// Passes until what the tiers have learnt of the guest is forgotten, so that
/// they compile it once more.
const MEMORY: u64 = 4;
/// Pages of 4 KiB by which the lower quartile of the second half of a soak may exceed
/// that of the first: the allocator goes on to settle for some hundred groups, in
/// steps of 400 pages, one of which falls into a short soak. What leaks grows with
/// the length; `freed_code_is_really_freed` looks closer. Peaks and medians say less: they depend on how much
/// of the time a compilation is under way, which is half of it on some hosts.
const SLACK: u64 = 1_024;
/// Bytes of baseline code at most: 4 MiB of what was overwritten is kept, in case that it
/// comes back, and the guests here have some KiB in use.
const MOST_CODE: u64 = (4 << 20) + (64 << 10);

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

/// What three quarters of the samples are at or above; 0 where there are none.
fn lower_quartile(mut samples: Vec<u64>) -> u64 {
    samples.sort_unstable();
    samples.get(samples.len() / 4).copied().unwrap_or(0)
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
        place(machine, ORIGIN, soak.program);
        machine.poke(CALLS, soak.calls);
        machine.poke(LOT, 1);
        (0x201f..0x3000)
            .step_by(32)
            .for_each(|end| machine.poke(end, RTS));
        machine.cpu_mut().pc = ORIGIN;
    }
    let mut next_flush = MEMORY * soak.pass;
    let mut settled = None;
    let limit = Duration::from_secs(seconds());
    let mut started = Instant::now();
    let mut pages = [Vec::new(), Vec::new()];
    let mut code = 0;
    while started.elapsed() < limit || settled.is_none() {
        for machine in [&mut machine, &mut oracle] {
            assert_eq!(machine.run(soak.pass / 20), StopReason::Cycles);
        }
        assert_same(Tier::Auto, &machine, &oracle);
        machine.drain_events();
        // Baseline code is to do with the room that it has.
        if soak.jit.has_llvm() && machine.cpu().cycles > next_flush {
            machine.flush();
            next_flush += MEMORY * soak.pass;
        }
        if settled.is_none() && Counts::of(&machine).compiled >= soak.settled {
            settled = Some(Counts::of(&machine));
            started = Instant::now();
        }
        if settled.is_some() {
            let half = usize::from(started.elapsed() > limit / 2);
            pages[half].extend(resident_pages());
            let bytes = machine.baseline_stats().map_or(0, |stats| stats.code_bytes);
            code = code.max(bytes);
        }
    }
    let before = settled.expect("the loop waits for it");
    let after = Counts::of(&machine);
    let compiled = after.compiled - before.compiled;
    let invalidated = after.invalidated - before.invalidated;
    let evicted = after.evicted - before.evicted;
    let [first, second] = pages.map(lower_quartile);
    eprintln!(
        "{:?}, a cache of {} bytes: in {:.0} s {compiled} compiled, {invalidated} invalidated, {evicted} \
         evicted; at most {code} bytes of baseline code and {first} pages of memory in the first half, {second} in the second",
        soak.jit,
        soak.code_cache,
        started.elapsed().as_secs_f64(),
    );
    assert_eq!(machine.jit_stats().compile_failures, 0);
    assert!(invalidated > 0 && compiled > 0);
    assert!(code <= MOST_CODE, "{code} bytes of baseline code");
    assert!(
        second <= first + SLACK,
        "{second} pages, {first} before, in {compiled} compilations"
    );
}

/// Small groups, each of which is compiled anew and freed.
fn freed_code_is_really_freed() {
    // INX; STX $10; INY; STY $11; BNE $0400; JMP $0400
    const LOOP: &[u8] = &[
        0xe8, 0x86, 0x10, 0xc8, 0x84, 0x11, 0xd0, 0xf8, 0x4c, 0x00, 0x04,
    ];
    let mut machine = Tier::Jit.with(LOOP);
    let mut rewrite = |times: u32| {
        for turn in 0..times {
            machine.poke(0x0402, turn as u8);
            machine.flush();
            warm_up(Tier::Jit, &mut machine, ORIGIN);
        }
        machine.drain_events();
    };
    // What LLVM keeps once and for all is there after the first rounds, and the lives of as many
    // groups as are told.
    rewrite(300);
    let before = resident_pages();
    rewrite(200);
    let grown = resident_pages()
        .zip(before)
        .map(|(after, before)| after.saturating_sub(before));
    if let Some(pages) = grown {
        eprintln!("freed_code_is_really_freed: grew by {pages} pages in 200 compilations");
        assert!(
            pages < 200,
            "grew by {pages} pages: a page or more for each compilation"
        );
    }
}

// One test, for memory is the process's.
#[test]
fn memory_stays_flat() {
    freed_code_is_really_freed();
    soak(&Soak {
        jit: JitMode::Background,
        code_cache: 32 << 20,
        program: WRITER,
        pass: 16 * 48 * CALL,
        calls: 48,
        settled: 60,
    });
    soak(&Soak {
        jit: JitMode::Llvm,
        code_cache: 2 << 10,
        program: WRITER,
        pass: 16 * CALL,
        calls: 1,
        settled: 150,
    });
    if let Err(why) = Tier::Baseline.machine().baseline_stats() {
        eprintln!("memory_stays_flat: NOT RUN for baseline code: {why}");
        return;
    }
    soak(&Soak {
        jit: JitMode::Baseline,
        code_cache: 32 << 20,
        program: LOTTERY,
        pass: DRAW,
        calls: 0,
        settled: 20_000,
    });
}
