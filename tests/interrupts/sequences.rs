//! NMI while an interrupt sequence is under way: when it takes the sequence over, when it waits,
//! and when a short pulse is lost, in every tier.
//!
//! A sequence has the cycles 0 to 6 and reads its vector in 5 and 6. The rules of the NMOS chips,
//! measured on the netlist of the chip that visual6502.org published:
//! - An edge up to cycle 3 takes BRK or IRQ over.
//! - One in cycles 4 and 5 counts if the line is still asserted in cycle 6; a shorter pulse is lost.
//! - A sequence that goes to the NMI's handler lets go of every edge up to cycle 5, held or not.
//! - What counts is taken behind the handler's first instruction.
//!
//! On the CMOS chips NMI waits its turn (W65C02S data sheet, "Non-Maskable Interrupt").

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{Line, Machine, StopReason};

use crate::common::{Tier, place};
use crate::{AT, IRQ_HANDLER, NMI_HANDLER, NOP, START};

/// The cycle in which the sequence begins, behind a run of NOPs.
const BEGIN: u64 = (AT - START) as u64 * 2;

/// What the NMI under test meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sequence {
    Brk,
    Irq,
    Nmi,
}

/// A handler that was reached, and how many cycles behind the sequence's begin.
type Entered = (u16, u64);

/// All NOPs, with the sequence to come; its line is released in time.
fn machine(tier: Tier, model: Model, sequence: Sequence) -> Machine {
    let mut machine = tier.machine_of(model);
    place(&mut machine, 0, &vec![NOP; 0x1_0000]);
    place(&mut machine, 0xfffa, &NMI_HANDLER.to_le_bytes());
    place(&mut machine, 0xfffe, &IRQ_HANDLER.to_le_bytes());
    let cpu = machine.cpu_mut();
    (cpu.pc, cpu.sp) = (START, 0x80);
    cpu.set_p(0);
    // The NOP in front of it polls in its first cycle.
    match sequence {
        Sequence::Brk => place(&mut machine, AT, &[0x00]),
        Sequence::Irq => {
            machine.set_line_at(BEGIN - 3, Line::Irq, true);
            machine.set_line_at(BEGIN + 5, Line::Irq, false);
        }
        Sequence::Nmi => {
            machine.set_line_at(BEGIN - 3, Line::Nmi, true);
            machine.set_line_at(BEGIN - 2, Line::Nmi, false);
        }
    }
    machine
}

/// The handlers that are entered with NMI asserted from `cycle` of the sequence on, for `length`
/// cycles.
fn observe(tier: Tier, model: Model, sequence: Sequence, cycle: i64, length: u64) -> Vec<Entered> {
    let mut machine = machine(tier, model, sequence);
    let from = BEGIN.strict_add_signed(cycle);
    machine.set_line_at(from, Line::Nmi, true);
    machine.set_line_at(from + length, Line::Nmi, false);
    machine.set_breakpoint(NMI_HANDLER);
    machine.set_breakpoint(IRQ_HANDLER);
    let mut entered = Vec::new();
    while let Some(left) = (BEGIN + 40).checked_sub(machine.cpu().cycles) {
        match machine.run(left.max(1)) {
            StopReason::Breakpoint => {
                let cpu = machine.cpu();
                entered.push((cpu.pc, cpu.cycles - BEGIN));
                machine.skip_breakpoint_here();
            }
            StopReason::Cycles => {}
            stop => panic!("{stop:?}"),
        }
    }
    entered
}

/// What the rules say of that.
fn rule(model: Model, sequence: Sequence, cycle: i64, length: u64) -> Vec<Entered> {
    let own = match sequence {
        Sequence::Brk | Sequence::Irq => IRQ_HANDLER,
        Sequence::Nmi => NMI_HANDLER,
    };
    // NOPs of two cycles from cycle 7 on, each polls in its first.
    let poll = if cycle <= 7 { 7 } else { cycle as u64 | 1 };
    let waits = vec![(own, 7), (NMI_HANDLER, poll + 9)];
    let released = cycle.strict_add_unsigned(length);
    match sequence {
        _ if model.is_cmos() => waits,
        Sequence::Brk | Sequence::Irq if cycle <= 3 => vec![(NMI_HANDLER, 7)],
        Sequence::Brk | Sequence::Irq if cycle <= 5 && released <= 6 => vec![(IRQ_HANDLER, 7)],
        Sequence::Nmi if cycle <= 5 => vec![(NMI_HANDLER, 7)],
        _ => waits,
    }
}

fn follow_the_rules(models: &[Model], sequences: &[Sequence]) {
    let each = |model| sequences.iter().map(move |sequence| (model, *sequence));
    for (model, sequence) in models.iter().copied().flat_map(each) {
        for tier in Tier::ALL {
            for (cycle, length) in (-1..10).flat_map(|cycle| (1..5).map(move |n| (cycle, n))) {
                assert_eq!(
                    observe(tier, model, sequence, cycle, length),
                    rule(model, sequence, cycle, length),
                    "{model:?} {tier:?}: {length} cycles of NMI from cycle {cycle} of {sequence:?}"
                );
            }
        }
    }
}

#[test]
fn nmi_in_a_sequence_of_the_nmos_chips() {
    let sequences = [Sequence::Brk, Sequence::Irq, Sequence::Nmi];
    follow_the_rules(&[Model::Nmos6502, Model::Ricoh2A03], &sequences);
}

#[test]
fn nmi_waits_on_the_cmos_chips() {
    let models = [Model::Wdc65C02, Model::Rockwell65C02, Model::Synertek65C02];
    follow_the_rules(&models, &[Sequence::Brk, Sequence::Irq]);
}
