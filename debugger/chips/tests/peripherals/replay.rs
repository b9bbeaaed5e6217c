//! Going back: what is saved is all that counts, and bytes that nobody saved do no harm.

use jumppad_chips::{
    Acia6551, Acia6850, Apple1Terminal, Baud, Geometry, Lcd, LcdLines, Level, Parts, Pia, Pin,
    Quirk, Via,
};
use jumppad_tiers::devices::Console;
use jumppad_tiers::{Device, JitMode};

use crate::bench::{BASE, Script, machine};
use crate::programs::CHIPS;

const CLOCK: u64 = 1_000_000;

#[test]
fn a_run_from_a_checkpoint_is_the_same_again() {
    for (name, chip, _) in CHIPS {
        for tier in [JitMode::Off, JitMode::Sync] {
            let (mut machine, (terminal, id)) = chip(tier);
            machine.run(500);
            terminal.send(b"some keys that wait");
            machine.wake_device(id);
            for _ in 0..10 {
                machine.run(777);
                let checkpoint = machine.checkpoint();
                let mut run = || {
                    let mut seen = Vec::new();
                    for length in 1..120 {
                        machine.run(length);
                        let registers = machine.device_registers(id);
                        seen.push((*machine.cpu(), registers, terminal.receive()));
                    }
                    machine.restore(&checkpoint).expect("nothing was rebuilt");
                    seen
                };
                let _ = terminal.receive();
                let first = run();
                assert!(run() == first, "{name} {tier:?}");
            }
        }
    }
}

/// Each chip, with parts that have a state of their own.
fn chips() -> Vec<Box<dyn Device>> {
    let timed = Baud::Timed { clock: CLOCK };
    let console = || Console::new().0;
    let lcd = |lines| Lcd::new(Geometry::C20X4, CLOCK).0.wired(lines);
    let edges: Vec<_> = (0..200)
        .flat_map(|at| {
            [Pin::Ca1, Pin::Ca2, Pin::Cb1, Pin::Cb2, Pin::Pb6]
                .map(|pin| (pin, 50 + at * 37 + pin as u64, Level::of(at % 2 != 0)))
        })
        .collect();
    let parts = Parts::new(vec![
        Box::new(Script::with(&edges)),
        Box::new(lcd(LcdLines::BEN_EATER)),
    ]);
    vec![
        Box::new(Via::new(Box::new(parts))),
        Box::new(Via::new(Box::new(lcd(LcdLines::BEN_EATER_FOUR)))),
        Box::new(Pia::new(Box::new(Apple1Terminal::new(console(), timed)))),
        Box::new(Pia::new(Box::new(Script::with(&edges)))),
        Box::new(Acia6551::new(console(), timed, Quirk::None)),
        Box::new(Acia6551::new(console(), Baud::Instant, Quirk::W65c51n)),
        Box::new(Acia6850::new(console(), timed)),
        Box::new(Lcd::new(Geometry::C16X2, CLOCK).0),
    ]
}

/// Numbers without a pattern: xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Accesses in cycles that go on from `start`, and what they give.
fn accesses(machine: &mut jumppad_tiers::Machine, random: &mut Random, start: u64) -> Vec<u8> {
    let mut cycle = start;
    let mut seen = Vec::new();
    for _ in 0..300 {
        cycle += 1 + random.next() % 60;
        machine.cpu_mut().cycles = cycle;
        let addr = BASE + (random.next() % 16) as u16;
        match random.next() % 2 {
            0 => machine.poke(addr, random.next() as u8),
            _ => {
                let shown = machine.peek(addr);
                let read = machine.read(addr);
                assert_eq!(shown, read, "a peek is what a read gives");
                seen.push(read);
            }
        }
        seen.push(machine.is_asserted(jumppad_tiers::Line::Irq).into());
    }
    seen
}

#[test]
fn any_accesses_give_the_same_from_a_saved_state() {
    for (place, chip) in chips().into_iter().enumerate() {
        let mut machine = machine(JitMode::Off);
        machine.attach(BASE..=BASE + 15, chip);
        for seed in 1..40 {
            let start = seed * 100_000;
            let _ = accesses(&mut machine, &mut Random(seed * 7919), start);
            let checkpoint = machine.checkpoint();
            let start = start + 50_000;
            let first = accesses(&mut machine, &mut Random(seed), start);
            machine.restore(&checkpoint).expect("nothing was rebuilt");
            let second = accesses(&mut machine, &mut Random(seed), start);
            assert!(first == second, "chip {place}, seed {seed}");
            machine.restore(&checkpoint).expect("nothing was rebuilt");
        }
    }
}

#[test]
fn bytes_that_nobody_saved_do_no_harm() {
    let count = chips().len();
    for place in 0..count {
        let mut random = Random(0x1234_5678_9abc_def1);
        for round in 0..400 {
            let mut chip = chips().swap_remove(place);
            let saved = chip.save();
            let mut bytes = saved.clone();
            match round % 4 {
                0 => bytes.truncate(random.next() as usize % (saved.len() + 1)),
                1 => bytes
                    .iter_mut()
                    .for_each(|byte| *byte = random.next() as u8),
                2 => bytes.iter_mut().for_each(|byte| *byte = 0xff),
                _ => {
                    let at = random.next() as usize % saved.len();
                    bytes[at] = random.next() as u8;
                }
            }
            chip.restore(&bytes);
            let mut machine = machine(JitMode::Off);
            machine.attach(BASE..=BASE + 15, chip);
            for _ in 0..40 {
                machine.cpu_mut().cycles += random.next() % 100;
                let addr = BASE + (random.next() % 16) as u16;
                let _ = machine.peek(addr);
                machine.poke(addr, random.next() as u8);
                let _ = machine.read(addr);
            }
        }
    }
}

#[test]
fn what_is_restored_is_saved_again() {
    for mut chip in chips() {
        let saved = chip.save();
        chip.restore(&[]);
        assert_eq!(chip.save(), saved);
        chip.restore(&saved);
        assert_eq!(chip.save(), saved);
    }
}
