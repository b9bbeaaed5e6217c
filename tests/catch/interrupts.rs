//! Interrupts, at their handlers.

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{CatchKind, Caught, Line, Machine, StopReason};

use crate::common::{ORIGIN, Tier, assert_same, place};
use crate::{ALL, BUDGET, IRQ_VECTOR};

const NMI_VECTOR: u16 = 0xfffa;

/// Counts while interrupts count beside it, with a BRK that they may take over.
///
/// ```text
/// 0400  LOOP    INX
/// 0401          BRK
/// 0402          .byte $00
/// 0403          CLI
/// 0404          LDA $10
/// 0406          JMP LOOP
/// 0410  IRQ     INC $10
/// 0412          RTI
/// 0420  NMI     INC $11
/// 0422          RTI
/// ```
const INTERRUPTED: &[u8] = &[0xe8, 0x00, 0x00, 0x58, 0xa5, 0x10, 0x4c, 0x00, 0x04];
const IRQ: u16 = 0x0410;
const NMI: u16 = 0x0420;

fn interrupted(tier: Tier, model: Model) -> Machine {
    let mut machine = tier.machine_of(model);
    place(&mut machine, ORIGIN, INTERRUPTED);
    place(&mut machine, IRQ, &[0xe6, 0x10, 0x40]);
    place(&mut machine, NMI, &[0xe6, 0x11, 0x40]);
    place(&mut machine, IRQ_VECTOR, &IRQ.to_le_bytes());
    place(&mut machine, NMI_VECTOR, &NMI.to_le_bytes());
    machine.cpu_mut().pc = ORIGIN;
    machine.cpu_mut().sp = 0xff;
    machine
}

/// The line and origin of an interrupt that the last step of the oracle took.
fn taken(before: u16, oracle: &Machine) -> Option<(Line, u16)> {
    let pushed = oracle.peek(0x0100 + u16::from(oracle.cpu().sp.wrapping_add(1)));
    match oracle.cpu().pc {
        NMI => Some((Line::Nmi, before)),
        IRQ if pushed & 0x10 == 0 => Some((Line::Irq, before)),
        _ => None,
    }
}

#[test]
fn interrupts_stop_at_their_handlers_and_say_where_they_came_from() {
    let mut hijacked = 0;
    for model in [Model::Nmos6502, Model::Wdc65C02] {
        for tier in Tier::ALL {
            for delay in (0..40).step_by(3) {
                let (mut machine, mut oracle) = (
                    interrupted(tier, model),
                    interrupted(Tier::Interpreter, model),
                );
                for each in [&mut machine, &mut oracle] {
                    for round in 0..12 {
                        let cycle = 400 + round * (97 + delay) + delay;
                        let line = [Line::Nmi, Line::Irq][round as usize % 2];
                        each.set_line_at(cycle, line, true);
                        each.set_line_at(cycle + 9, line, false);
                    }
                }
                for line in [Line::Irq, Line::Nmi] {
                    machine.add_catch(CatchKind::Interrupt(line), ALL);
                }
                loop {
                    let mut before = oracle.cpu().pc;
                    let mut what = None;
                    while oracle.cpu().cycles < 3_000 && what.is_none() {
                        before = oracle.cpu().pc;
                        oracle.run(1);
                        what = taken(before, &oracle);
                    }
                    let Some((line, from)) = what else {
                        assert_eq!(
                            machine.run(3_000 - machine.cpu().cycles),
                            StopReason::Cycles
                        );
                        assert_same(tier, &machine, &oracle);
                        break;
                    };
                    hijacked += u32::from(oracle.peek(before) == 0 && line == Line::Nmi);
                    let expected = StopReason::Catch(Caught::Interrupt { line, from });
                    assert_eq!(machine.run(BUDGET), expected, "{tier:?} {delay}");
                    assert_same(tier, &machine, &oracle);
                }
            }
        }
    }
    assert!(hijacked > 0, "no NMI took over a BRK");
}

#[test]
fn only_the_line_and_the_code_that_are_waited_for() {
    for tier in Tier::ALL {
        let mut machine = interrupted(tier, Model::Nmos6502);
        machine.add_catch(CatchKind::Interrupt(Line::Irq), ALL);
        machine.add_catch(CatchKind::Interrupt(Line::Nmi), 0x0500..=0x05ff);
        machine.set_line_at(500, Line::Nmi, true);
        assert_eq!(machine.run(2_000), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.peek(0x11), 1, "{tier:?}");
    }
}
