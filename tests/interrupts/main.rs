//! When interrupts are taken: for every opcode, a line asserted in each of its
//! cycles, in every tier.
//!
//! The rules, with their sources:
//! - The chip polls the lines in the last but one cycle of an instruction
//!   (MCS6500 Hardware Manual, 1.2.1.4; visual6502.org, "6502 Timing of
//!   Interrupt Handling"). What is asserted later waits for the next one.
//! - CLI, SEI and PLP change I after that poll, RTI before it (nesdev.org wiki,
//!   "CPU interrupts": "delayed IRQ response").
//! - NMOS: a taken branch that stays on its page polls as if it were not taken
//!   (the same page, "branch instructions and interrupts").
//! - Interrupt sequences, BRK's among them, do not poll: the first instruction
//!   of a handler is always executed (the same page).
//! - NMOS: an NMI in the first four cycles of BRK's or an IRQ's sequence takes over (the same
//!   page, "interrupt hijacking"); [`sequences`] has the cycles behind them.

#[path = "../common/mod.rs"]
mod common;
mod sequences;

use common::{Tier, assert_same, place};
use jumppad_tiers::devices::Feedback;
use jumppad_tiers::opcodes::cpu::flag;
use jumppad_tiers::opcodes::{Effect, Model, Opcode};
use jumppad_tiers::{Line, Machine, StopReason};

/// The instruction under test, behind a run of NOPs.
const AT: u16 = 0x0420;
const START: u16 = 0x0400;
const IRQ_HANDLER: u16 = 0xe000;
const NMI_HANDLER: u16 = 0xd000;
const NOP: u8 = 0xea;
/// Where addresses in operands point.
const OPERAND: [u8; 2] = [0x10, 0x20];
/// An interrupt sequence's length.
const SEQUENCE: u64 = 7;
/// Enough to run past the instruction and into a handler.
const ENOUGH: u64 = 120;

/// Memory is all NOPs, so execution goes on wherever an instruction leads.
fn machine(tier: Tier, model: Model, opcode: &Opcode, p: u8) -> Machine {
    let mut machine = tier.machine_of(model);
    place(&mut machine, 0, &vec![NOP; 0x1_0000]);
    place(&mut machine, AT, &[opcode.code, OPERAND[0], OPERAND[1]]);
    place(&mut machine, 0xfffa, &NMI_HANDLER.to_le_bytes());
    place(&mut machine, 0xfffe, &IRQ_HANDLER.to_le_bytes());
    let cpu = machine.cpu_mut();
    cpu.pc = START;
    cpu.sp = 0x80;
    cpu.set_p(p);
    machine
}

/// An executed instruction: where, from which cycle to which, and I before and
/// after it.
struct Step {
    opcode: u8,
    start: u64,
    end: u64,
    next: u16,
    masked: bool,
    masked_after: bool,
}

/// What runs from the instruction under test on, without interrupts.
fn trace(model: Model, opcode: &Opcode, p: u8) -> Vec<Step> {
    let mut machine = machine(Tier::Interpreter, model, opcode, p);
    while machine.cpu().pc != AT {
        machine.run(1);
    }
    (0..6)
        .map(|_| {
            let (start, masked) = (machine.cpu().cycles, machine.cpu().is_masked());
            let opcode = machine.peek(machine.cpu().pc);
            assert_eq!(machine.run(1), StopReason::Cycles);
            let cpu = machine.cpu();
            let (next, end, masked_after) = (cpu.pc, cpu.cycles, cpu.is_masked());
            Step {
                opcode,
                start,
                end,
                next,
                masked,
                masked_after,
            }
        })
        .collect()
}

/// How an interrupt shows: the handler, when it is reached, and the pushed PC.
type Taken = Option<(u16, u64, u16)>;

/// What the rules say of a line asserted in `cycle`.
fn rule(model: Model, trace: &[Step], line: Line, cycle: u64) -> Taken {
    for step in trace {
        let effect = model.table()[step.opcode as usize].effect;
        if effect == Effect::Interrupt {
            if line == Line::Nmi && !model.is_cmos() && cycle <= step.start + 3 {
                // BRK's own return address: behind its signature.
                return Some((NMI_HANDLER, step.end, AT + 2));
            }
            continue;
        }
        let poll = match effect {
            Effect::Branch if !model.is_cmos() && step.end - step.start == 3 => step.start,
            _ => (step.end.saturating_sub(2)).max(step.start),
        };
        // RTI is the one that polls with the flag that it sets.
        let masked = if step.opcode == 0x40 {
            step.masked_after
        } else {
            step.masked
        };
        if cycle <= poll && (line == Line::Nmi || !masked) {
            let handler = if line == Line::Nmi {
                NMI_HANDLER
            } else {
                IRQ_HANDLER
            };
            return Some((handler, step.end + SEQUENCE, step.next));
        }
    }
    None
}

/// What happens.
fn observe(machine: &mut Machine, line: Line, cycle: u64) -> Taken {
    machine.set_line_at(cycle, line, true);
    machine.set_breakpoint(NMI_HANDLER);
    machine.set_breakpoint(IRQ_HANDLER);
    let mut left = cycle + ENOUGH - machine.cpu().cycles;
    loop {
        let before = machine.cpu().cycles;
        match machine.run(left) {
            StopReason::Breakpoint => {
                let cpu = machine.cpu();
                let (pc, cycles, sp) = (cpu.pc, cpu.cycles, cpu.sp);
                // BRK reaches the IRQ handler by itself, with B pushed as set.
                let pushed = |depth: u8| machine.peek(0x0100 | u16::from(sp.wrapping_add(depth)));
                let return_to = u16::from_le_bytes([pushed(2), pushed(3)]);
                if pc == NMI_HANDLER || pushed(1) & flag::B == 0 {
                    return Some((pc, cycles, return_to));
                }
                machine.skip_breakpoint_here();
                left = left.saturating_sub(cycles - before).max(1);
            }
            StopReason::Cycles => return None,
            stop => panic!("{stop:?}"),
        }
    }
}

/// Opcodes that go on by themselves.
fn opcodes(model: Model) -> impl Iterator<Item = &'static Opcode> {
    let stops = |o: &&Opcode| matches!(o.effect, Effect::Jam | Effect::Wait);
    model.table().iter().filter(move |o| !stops(o))
}

fn follows_the_rules(model: Model, tier: Tier, line: Line, p: u8) {
    for opcode in opcodes(model) {
        let trace = trace(model, opcode, p);
        let (start, end) = (trace[0].start, trace[0].end);
        for cycle in start - 1..=end + 1 {
            let mut machine = machine(tier, model, opcode, p);
            assert_eq!(
                observe(&mut machine, line, cycle),
                // The NOP before it polls too late for any of these cycles but
                // the first.
                before_it(line, cycle, start, p).or(rule(model, &trace, line, cycle)),
                "{model:?} {tier:?} {line:?} in cycle {} of ${:02X} {}",
                cycle as i64 - start as i64,
                opcode.code,
                opcode.mnemonic.name(),
            );
        }
    }
}

/// The NOP in front of the instruction under test begins two cycles before it
/// and polls in the first of them.
fn before_it(line: Line, cycle: u64, start: u64, p: u8) -> Taken {
    let taken = cycle <= start - 2 && (line == Line::Nmi || p & flag::I == 0);
    let handler = if line == Line::Nmi {
        NMI_HANDLER
    } else {
        IRQ_HANDLER
    };
    taken.then_some((handler, start + SEQUENCE, AT))
}

#[test]
fn irq_interpreted() {
    for &model in Model::ALL {
        follows_the_rules(model, Tier::Interpreter, Line::Irq, 0);
    }
}

#[test]
fn masked_irq_interpreted() {
    for &model in Model::ALL {
        follows_the_rules(model, Tier::Interpreter, Line::Irq, flag::I);
    }
}

#[test]
fn nmi_interpreted() {
    for &model in Model::ALL {
        follows_the_rules(model, Tier::Interpreter, Line::Nmi, flag::I);
    }
}

/// In compiled code the line is asserted far from where the machine starts to
/// run, in a loop that is compiled; it must be taken at the same instruction as
/// when every instruction is interpreted.
#[test]
fn the_same_instruction_in_every_tier() {
    // loop: CLI, INC $10, PHP, SEI, LDA #0, PLP, BNE +0, JMP loop
    let program = [
        0x58, 0xe6, 0x10, 0x08, 0x78, 0xa9, 0x00, 0x28, 0xd0, 0x00, 0x4c, 0x00, 0x04,
    ];
    // The handler counts and returns: INC $11, RTI.
    let handler = [0xe6, 0x11, 0x40];
    for offset in 0..60 {
        let mut states = Vec::new();
        for tier in Tier::ALL {
            let mut machine = tier.with(&program);
            place(&mut machine, IRQ_HANDLER, &handler);
            place(&mut machine, 0xfffe, &IRQ_HANDLER.to_le_bytes());
            machine.run(20_000);
            let from = machine.cpu().cycles + 5_000 + offset;
            machine.set_line_at(from, Line::Irq, true);
            machine.set_line_at(from + 40, Line::Irq, false);
            machine.run(10_000);
            states.push((*machine.cpu(), machine.peek(0x10), machine.peek(0x11)));
        }
        assert_eq!(states[0], states[1], "offset {offset}");
        assert_eq!(states[0], states[2], "offset {offset}");
        assert!(states[0].2 > 0, "offset {offset}: the interrupt was taken");
    }
}

#[test]
fn a_jammed_chip_takes_no_interrupt() {
    for tier in Tier::ALL {
        let mut machine = tier.with(&[0x02]);
        place(&mut machine, 0xfffa, &NMI_HANDLER.to_le_bytes());
        assert_eq!(machine.run(10), StopReason::Jam, "{tier:?}");
        machine.set_line(Line::Nmi, true);
        assert_eq!(machine.run(10), StopReason::Jam, "{tier:?}");
        assert_eq!(machine.cpu().pc, START, "{tier:?}");
    }
}

#[test]
fn a_chip_that_is_put_before_its_jam_takes_interrupts_again() {
    for tier in Tier::ALL {
        let mut machine = tier.with(&[NOP, NOP, NOP, 0x02]);
        place(&mut machine, 0xfffa, &NMI_HANDLER.to_le_bytes());
        place(&mut machine, NMI_HANDLER, &[0x02]);
        assert_eq!(machine.run(10), StopReason::Jam, "{tier:?}");
        machine.cpu_mut().pc = START;
        // In time for the last NOP to see it.
        let cycle = machine.cpu().cycles + 4;
        machine.set_line_at(cycle, Line::Nmi, true);
        assert_eq!(machine.run(20), StopReason::Jam, "{tier:?}");
        assert_eq!(machine.cpu().pc, NMI_HANDLER, "{tier:?}");
    }
}

/// WAI sleeps until the line is asserted, and goes on behind itself if the
/// interrupt is masked (W65C02S data sheet, "Wait for Interrupt").
#[test]
fn a_waiting_chip_wakes_at_the_cycle_of_the_interrupt() {
    for tier in Tier::ALL {
        let mut machine = tier.machine_of(Model::Wdc65C02);
        // SEI, WAI, NOP, JMP *
        place(&mut machine, START, &[0x78, 0xcb, NOP, 0x4c, 0x03, 0x04]);
        machine.cpu_mut().pc = START;
        assert_eq!(
            machine.run(100),
            StopReason::Wait,
            "{tier:?}: nothing can wake it"
        );
        machine.set_line_at(1_000, Line::Irq, true);
        machine.set_breakpoint(START + 2);
        assert_eq!(machine.run(10_000), StopReason::Breakpoint, "{tier:?}");
        assert_eq!(machine.cpu().cycles, 1_003, "{tier:?}");
    }
}

/// A program that waits in an instruction that jumps to itself sees each interrupt
/// after as many rounds as if each of them had been run for itself.
#[test]
fn waiting_in_place_takes_whole_rounds() {
    // LDX #1, then JMP *, BNE *, a branch to itself on another page, or JMP ($2000)
    // to itself; the handler counts and returns.
    let waits: [(u16, &[u8]); 4] = [
        (START, &[0x4c, 0x02, 0x04]),
        (START, &[0xd0, 0xfe]),
        (START + 0xfc, &[0xd0, 0xfe]),
        (START, &[0x6c, 0x00, 0x20]),
    ];
    for (at, wait) in waits {
        let prepared = |tier: Tier| {
            let mut machine = tier.machine();
            place(&mut machine, at, &[0xa2, 0x01]);
            place(&mut machine, at + 2, wait);
            place(&mut machine, 0x2000, &(at + 2).to_le_bytes());
            place(&mut machine, 0xfffa, &NMI_HANDLER.to_le_bytes());
            // INC $10; RTI
            place(&mut machine, NMI_HANDLER, &[0xe6, 0x10, 0x40]);
            machine.cpu_mut().pc = at;
            for number in 1..=20 {
                let cycle = number * 997;
                machine.set_line_at(cycle, Line::Nmi, true);
                machine.set_line_at(cycle + 100, Line::Nmi, false);
            }
            machine
        };
        let mut expected = prepared(Tier::Interpreter);
        let mut seen = Vec::new();
        while expected.cpu().cycles < 15_000 {
            assert_eq!(expected.run(1), StopReason::Cycles);
            seen.push(*expected.cpu());
        }
        assert_eq!(expected.peek(0x10), 15);
        for tier in Tier::ALL {
            for budget in [100, 500, 1_001, 10_000] {
                let mut machine = prepared(tier);
                for _ in 0..10_000 / budget {
                    assert_eq!(machine.run(budget), StopReason::Cycles, "{tier:?}");
                    let is = machine.cpu();
                    assert!(seen.contains(is), "{tier:?} {budget}: {is:?}");
                }
            }
            let mut machine = prepared(tier);
            machine.run(997 * 20);
            machine.set_breakpoint(at + 2);
            let stop = machine.run(1_000);
            assert_eq!(stop, StopReason::Breakpoint, "{tier:?}");
        }
    }
}

/// The device answers a push in the midst of an instruction, before the chip polls.
#[test]
fn a_push_into_a_device_is_taken_behind_the_next_cli() {
    // 0500 SEI; JSR $0510; JMP * / 0510 CLI; NOP; NOP; JMP * / 0600 LDX #$55; JMP *
    let prepared = |tier: Tier| {
        let mut machine = tier.machine();
        machine.attach(0x01fd..=0x01fd, Box::new(Feedback::default()));
        place(&mut machine, 0x0500, &[0x78, 0x20, 0x10, 0x05]);
        place(&mut machine, 0x0504, &[0x4c, 0x04, 0x05]);
        place(&mut machine, 0x0510, &[0x58, 0xea, 0xea, 0x4c, 0x13, 0x05]);
        place(&mut machine, 0x0600, &[0xa2, 0x55, 0x4c, 0x02, 0x06]);
        place(&mut machine, 0xfffe, &[0x00, 0x06]);
        let cpu = machine.cpu_mut();
        (cpu.pc, cpu.sp) = (0x0500, 0xfd);
        machine
    };
    // The high byte that JSR pushes, $05, asserts IRQ.
    let mut expected = prepared(Tier::Interpreter);
    while expected.cpu().x != 0x55 {
        assert!(expected.cpu().cycles < 100, "the interrupt is taken");
        expected.run(1);
    }
    for tier in Tier::ALL {
        let mut machine = prepared(tier);
        machine.set_breakpoint(0x0602);
        assert_eq!(machine.run(10_000), StopReason::Breakpoint, "{tier:?}");
        assert_same(tier, &machine, &expected);
    }
}
