//! Decimal mode: all sums and differences of two bytes and a carry, invalid
//! digits included.
//!
//! Bruce Clark's test program checks A and C of the NMOS chip. The check of our
//! own has every model, in the interpreter and in compiled code, and all that
//! ADC and SBC change, against the sequences that Bruce Clark publishes in
//! "Decimal Mode" (6502.org/tutorials/decimal_mode.html, appendix A), which are
//! written here in the integers that he uses.

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::opcodes::cpu::flag;
use jumppad_tiers::{Machine, StopReason};

use crate::common::{ORIGIN as OWN_ORIGIN, Tier, place, suites};

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

#[derive(Clone, Copy, Debug)]
enum Operation {
    Add,
    Subtract,
}

/// What an operation leaves: A, and N, V, Z and C of P.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct After {
    a: u8,
    p: u8,
}

/// The flags that ADC and SBC change.
const CHANGED: u8 = flag::N | flag::V | flag::Z | flag::C;

impl After {
    fn of(result: i32, n: i32, z: i32, v: bool, c: bool) -> Self {
        let bit = |is_set, bit| if is_set { bit } else { 0 };
        Self {
            a: (result & 0xff) as u8,
            p: bit(n & 0x80 != 0, flag::N)
                | bit(z & 0xff == 0, flag::Z)
                | bit(v, flag::V)
                | bit(c, flag::C),
        }
    }
}

/// The byte as a signed number.
fn signed(byte: i32) -> i32 {
    if byte > 127 { byte - 256 } else { byte }
}

fn is_overflow(value: i32) -> bool {
    !(-128..=127).contains(&value)
}

fn oracle(model: Model, operation: Operation, decimal: bool, a: i32, b: i32, c: i32) -> After {
    // The 2A03 has the flag, but no decimal mode.
    match (operation, decimal && model != Model::Ricoh2A03) {
        (Operation::Add, false) => {
            let sum = a + b + c;
            let v = is_overflow(signed(a) + signed(b) + c);
            After::of(sum, sum, sum, v, sum > 0xff)
        }
        (Operation::Subtract, false) => {
            let difference = a - b + c - 1;
            let v = is_overflow(signed(a) - signed(b) + c - 1);
            After::of(difference, difference, difference, v, difference >= 0)
        }
        (Operation::Add, true) => decimal_sum(model, a, b, c),
        (Operation::Subtract, true) => {
            let binary = oracle(model, operation, false, a, b, c);
            if !model.is_cmos() {
                // "Sequence 3"; all flags as in binary.
                let a = (decimal_difference(a, b, c) & 0xff) as u8;
                return After { a, ..binary };
            }
            let result = cmos_difference(a, b, c);
            let (v, c) = (binary.p & flag::V != 0, binary.p & flag::C != 0);
            After::of(result, result, result, v, c)
        }
    }
}

/// "Sequence 1" for A and C, "sequence 2" for N and V.
fn decimal_sum(model: Model, a: i32, b: i32, c: i32) -> After {
    let mut low = (a & 0x0f) + (b & 0x0f) + c;
    if low >= 0x0a {
        low = ((low + 0x06) & 0x0f) + 0x10;
    }
    let mut sum = (a & 0xf0) + (b & 0xf0) + low;
    if sum >= 0xa0 {
        sum += 0x60;
    }
    let intermediate = signed(a & 0xf0) + signed(b & 0xf0) + low;
    let v = is_overflow(intermediate);
    if model.is_cmos() {
        After::of(sum, sum, sum, v, sum >= 0x100)
    } else {
        After::of(sum, intermediate, a + b + c, v, sum >= 0x100)
    }
}

/// "Sequence 3".
fn decimal_difference(a: i32, b: i32, c: i32) -> i32 {
    let mut low = (a & 0x0f) - (b & 0x0f) + c - 1;
    if low < 0 {
        low = ((low - 0x06) & 0x0f) - 0x10;
    }
    let difference = (a & 0xf0) - (b & 0xf0) + low;
    if difference < 0 {
        difference - 0x60
    } else {
        difference
    }
}

/// "Sequence 4".
fn cmos_difference(a: i32, b: i32, c: i32) -> i32 {
    let low = (a & 0x0f) - (b & 0x0f) + c - 1;
    let mut difference = a - b + c - 1;
    if difference < 0 {
        difference -= 0x60;
    }
    if low < 0 {
        difference -= 0x06;
    }
    difference
}

/// Where the program finds A and P.
const A: u16 = 0x0010;
const P: u16 = 0x0011;
/// Where it leaves A and P, by operand.
const RESULTS: u16 = 0x3000;
const FLAGS: u16 = 0x3100;
/// The place of the operation in it.
const OPERATION: u16 = 0x0a;

/// Applies the operation to A and each operand.
///
/// ```text
/// 0400          LDX #$00
/// 0402  LOOP    LDA $11
/// 0404          PHA
/// 0405          PLP
/// 0406          LDA $10
/// 0408          STX $12
/// 040A          ADC $12
/// 040C          STA $3000,X
/// 040F          PHP
/// 0410          PLA
/// 0411          STA $3100,X
/// 0414          INX
/// 0415          BNE LOOP
/// 0417  DONE    JMP DONE
/// ```
const PROGRAM: &[u8] = &[
    0xa2, 0x00, 0xa5, 0x11, 0x48, 0x28, 0xa5, 0x10, 0x86, 0x12, 0x65, 0x12, 0x9d, 0x00, 0x30, 0x08,
    0x68, 0x9d, 0x00, 0x31, 0xe8, 0xd0, 0xeb, 0x4c, 0x17, 0x04,
];
/// SBC of page 0.
const SBC: u8 = 0xe5;

fn check(machine: &mut Machine, tier: Tier, operation: Operation, decimal: bool) {
    let model = machine.model();
    for (a, c) in (0..=u8::MAX).flat_map(|a| [(a, 0), (a, flag::C)]) {
        machine.poke(A, a);
        machine.poke(
            P,
            if decimal {
                flag::D | flag::I | c
            } else {
                flag::I | c
            },
        );
        machine.cpu_mut().pc = OWN_ORIGIN;
        assert_eq!(machine.run(BUDGET), StopReason::Trap);
        for operand in 0..=u8::MAX {
            let at = |base| machine.peek(base + u16::from(operand));
            let seen = After {
                a: at(RESULTS),
                p: at(FLAGS) & CHANGED,
            };
            let wanted = oracle(
                model,
                operation,
                decimal,
                a.into(),
                operand.into(),
                c.into(),
            );
            assert_eq!(
                seen, wanted,
                "{model:?} {tier:?}: {operation:?} ${a:02X}, ${operand:02X}, C = {c}, D = {decimal}"
            );
        }
    }
}

#[test]
fn every_sum_and_difference_of_every_model() {
    for &model in Model::ALL {
        for tier in [Tier::Interpreter, Tier::Jit] {
            for operation in [Operation::Add, Operation::Subtract] {
                let mut machine = tier.machine_of(model);
                place(&mut machine, OWN_ORIGIN, PROGRAM);
                if let Operation::Subtract = operation {
                    machine.poke(OWN_ORIGIN + OPERATION, SBC);
                }
                for decimal in [false, true] {
                    check(&mut machine, tier, operation, decimal);
                }
                let entries = machine.jit_stats().entries;
                assert_eq!(entries > 0, tier == Tier::Jit, "{model:?}: {entries}");
            }
        }
    }
}
