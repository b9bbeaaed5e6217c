//! The registers on every tier, as programs see them.

use std::collections::VecDeque;

use jumppad_tiers::{Config, JitMode, StopReason};

use super::*;

/// What waits, and what was printed.
#[derive(Clone, Default)]
struct Tape(Arc<Mutex<(VecDeque<u8>, Vec<u8>)>>);

impl Line for Tape {
    fn get(&mut self) -> Option<u8> {
        self.0.lock().unwrap().0.pop_front()
    }

    fn put(&mut self, byte: u8) {
        self.0.lock().unwrap().1.push(byte);
    }

    fn save(&self) -> Vec<u8> {
        self.0.lock().unwrap().0.iter().copied().collect()
    }

    fn restore(&mut self, waiting: &[u8]) {
        self.0.lock().unwrap().0 = waiting.iter().copied().collect();
    }
}

/// Runs `code` at $0200 with `input` to its end, on each tier: how it ended, what it printed, A, the cycles.
fn run(code: &[u8], input: &[u8]) -> (Option<Ended>, Vec<u8>, u8, u64) {
    let mut results = Vec::new();
    for jit in [JitMode::Off, JitMode::Baseline, JitMode::Sync] {
        let mut machine = Machine::new(Config {
            jit,
            threshold: 1,
            ..Config::default()
        });
        machine.load(0x200, code).unwrap();
        machine.cpu_mut().pc = 0x200;
        let tape = Tape::default();
        tape.0.lock().unwrap().0.extend(input);
        let simulator = Simulator::attach(&mut machine, Box::new(tape.clone()));
        while machine.run(100_000) == StopReason::Cycles {
            assert!(machine.cpu().cycles < 1_000_000);
        }
        let printed = tape.0.lock().unwrap().1.clone();
        let cpu = machine.cpu();
        let ended = simulator.take_ending();
        results.push((ended, printed, cpu.a, cpu.cycles));
    }
    assert!(
        results.windows(2).all(|two| two[0] == two[1]),
        "{results:?}"
    );
    results.swap_remove(0)
}

fn how(ended: Option<Ended>) -> Option<Ending> {
    ended.map(|ended| ended.how)
}

#[test]
fn bytes_are_echoed_up_to_the_end_of_input() {
    let code = [
        0xAD, 0xF5, 0xFF, // 0200 lda $fff5
        0xAE, 0xF6, 0xFF, // 0203 ldx $fff6
        0xD0, 0x06, //       0206 bne 020e
        0x8D, 0xF9, 0xFF, // 0208 sta $fff9
        0x4C, 0x00, 0x02, // 020b jmp 0200
        0x8D, 0xF8, 0xFF, // 020e sta $fff8
    ];
    let text = b"a\0\xFFz".repeat(40);
    let (ending, printed, ..) = run(&code, &text);
    assert_eq!(how(ending), Some(Ending::Exit(0xFF)));
    assert_eq!(printed, text);
}

#[test]
fn the_clock_counts_whole_instructions_and_begins_anew() {
    let code = [
        0xEA, 0xEA, 0x8D, 0xF0, 0xFF, // nop; nop; sta $fff0
        0xA2, 0x00, 0xBD, 0xF0, 0xFF, // ldx #0; lda $fff0,x
        0x8D, 0xF8, 0xFF, //              sta $fff8
    ];
    // STA takes 4, LDX 2.
    let (ending, _, a, cycles) = run(&code, b"");
    let wanted = Ended {
        how: Ending::Exit(6),
        cycles: 4 + 4 + 2 + 4,
    };
    assert_eq!((ending, a), (Some(wanted), 6));
    assert_eq!(cycles, wanted.cycles + 4);
}

#[test]
fn what_the_chip_ignores_is_no_access() {
    // INC writes twice, and STA $FFF4,X reads $FFF5 before it writes.
    let code = [
        0xEE, 0xF9, 0xFF, 0xA2, 0x01, 0x9D, 0xF4, 0xFF, 0xAD, 0xF5, 0xFF, 0x8D, 0xF8, 0xFF,
    ];
    let (ending, printed, ..) = run(&code, b"xy");
    assert_eq!(how(ending), Some(Ending::Exit(b'x')));
    assert_eq!(printed, [1]);
}

#[test]
fn a_program_aborts_by_its_register_and_by_a_brk() {
    let (ending, ..) = run(&[0x8D, 0xF7, 0xFF], b"");
    assert_eq!(how(ending), Some(Ending::Abort));
    let (ending, ..) = run(&[0xEA, 0x00], b"");
    let wanted = Ended {
        how: Ending::Vector,
        cycles: 2,
    };
    assert_eq!(ending, Some(wanted));
    assert_eq!(wanted.how.code(), 134);
}

#[test]
fn looking_takes_no_input() {
    let mut machine = Machine::new(Config::default());
    let tape = Tape::default();
    tape.0.lock().unwrap().0.extend(b"ab");
    Simulator::attach(&mut machine, Box::new(tape));
    for _ in 0..2 {
        assert_eq!((machine.peek(INPUT), machine.peek(AT_END)), (b'a', 0));
    }
}
