//! Programs whose interrupts come of a RIOT or a CIA, in every tier, and again from a checkpoint;
//! states that no chip saved.

use jumppad_chips::{
    BlockDevice, Cia, CycleCounter, Order, RandomSource, Revision, Riot, RiotModel, Unwired,
};
use jumppad_tiers::{Device, JitMode, Machine, StopReason};

use crate::bench::{BASE, Bench, Code, HANDLER, ORIGIN, TIERS, running};

/// What a run comes to: cycles, registers, interrupts, what the program last saw, the chip.
type Found = (u64, [u8; 4], u16, [u8; 2], Vec<u32>);

fn found(machine: &Machine, id: jumppad_tiers::DeviceId) -> Found {
    let cpu = machine.cpu();
    let registers = machine.device_registers(id);
    (
        cpu.cycles,
        [cpu.a, cpu.x, cpu.y, cpu.sp],
        cpu.pc,
        [machine.peek(0x10), machine.peek(0x11)],
        registers.iter().map(|register| register.value).collect(),
    )
}

/// Runs a program in all tiers in pieces of many lengths, each from a checkpoint as well.
fn same_in_every_tier<D: Device + 'static>(chip: impl Fn() -> D, code: &Code, handler: &Code) {
    let run = |tier: JitMode| -> Vec<Found> {
        let (mut machine, id) = running(tier, chip(), code, handler);
        let mut all = Vec::new();
        for length in (1..300).chain([5_000, 20_000, 1, 7, 100_000]) {
            let before = (length % 10 == 0).then(|| machine.checkpoint());
            assert_eq!(machine.run(length), StopReason::Cycles, "{tier:?}");
            let first = found(&machine, id);
            if let Some(before) = before {
                let restored = machine.restore(&before);
                restored.expect("nothing around it was changed");
                machine.run(length);
                assert_eq!(found(&machine, id), first, "{tier:?}: again");
            }
            all.push(first);
        }
        all
    };
    let expected = run(JitMode::Off);
    let interrupts = expected.last().expect("there were runs").3[0];
    assert!(interrupts > 5, "{interrupts} interrupts");
    for tier in TIERS {
        let is = run(tier);
        let differs = (0..is.len()).find(|&at| is[at] != expected[at]);
        if let Some(at) = differs {
            panic!("{tier:?} {at}: {:?}, not {:?}", is[at], expected[at]);
        }
    }
}

/// Reads a counter all the time: LDA counter; STA $11; INX; JMP.
fn reading(code: Code, counter: u16) -> Code {
    let again = code.here();
    code.lda(counter).op(&[0x85, 0x11, 0xe8]).jmp(again)
}

#[test]
fn a_cias_interrupts_come_at_the_same_instructions() {
    for revision in [Revision::Mos6526, Revision::Mos6526A] {
        // Timer A every 120 cycles, B every third of those; INC $10; LDA ICR; RTI.
        let code = [
            (4, 119),
            (5, 0),
            (6, 2),
            (7, 0),
            (13, 0x83),
            (15, 0x41),
            (14, 1),
        ]
        .into_iter()
        .fold(Code::at(ORIGIN), |code, (register, value)| {
            code.store(value, BASE + register)
        });
        let handler = Code::at(HANDLER).op(&[0x48, 0xe6, 0x10]);
        let handler = handler.lda(BASE + 13).op(&[0x68, 0x40]);
        let chip = || Cia::new(Box::new(Unwired), revision, 1_000_000);
        same_in_every_tier(chip, &reading(code, BASE + 4), &handler);
    }
}

#[test]
fn a_riots_interrupts_come_at_the_same_instructions() {
    // The timer of a 6530: 20 times 8 cycles, again and again.
    let code = Code::at(ORIGIN).store(20, BASE + 13);
    let handler = Code::at(HANDLER).op(&[0x48, 0xe6, 0x10]);
    let handler = handler.store(20, BASE + 13).op(&[0x68, 0x40]);
    let chip = || {
        let riot = Riot::new(Box::new(Unwired), RiotModel::Mos6530);
        riot.interrupting(Some(jumppad_tiers::Line::Irq))
    };
    same_in_every_tier(chip, &reading(code, BASE + 12), &handler);
}

/// A device that is restored to what no device saved, and is then used.
fn takes_garbage(mut chip: impl Device + 'static) {
    let saved = chip.save();
    for length in 0..saved.len() + 2 {
        let fill = |at: usize| (at as u8).wrapping_mul(length as u8).wrapping_add(0x9d);
        chip.restore(&(0..length).map(fill).collect::<Vec<_>>());
        chip.restore(&vec![0xff; length]);
    }
    for fill in [0x00, 0x01, 0x7f, 0xff] {
        chip.restore(&vec![fill; saved.len()]);
        let _ = chip.registers(1_000);
        let _ = chip.peek(4, u64::MAX);
    }
    let mut bench = Bench::new(chip);
    for cycle in [0, 5, 1_000_000] {
        for register in 0..16 {
            let _ = bench.at(cycle).read(register);
            bench.write(register, 0xff);
        }
    }
}

#[test]
fn a_state_that_was_never_saved_does_no_harm() {
    takes_garbage(Cia::new(Box::new(Unwired), Revision::Mos6526, 1_000_000));
    takes_garbage(Cia::new(Box::new(Unwired), Revision::Mos6526, 0));
    takes_garbage(Riot::new(Box::new(Unwired), RiotModel::Mos6532).with_ram(0x80));
    takes_garbage(Riot::new(Box::new(Unwired), RiotModel::Mos6530));
    takes_garbage(BlockDevice::new(None));
    takes_garbage(CycleCounter::new(Order::Cells));
    takes_garbage(RandomSource::new(3));
}
