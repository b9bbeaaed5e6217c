//! The tables, and the monitors' calls.

use std::collections::VecDeque;
use std::io;

use jumppad_tiers::{Config, JitMode, Machine};

use super::terminal::{Echo, Key, Patience};
use super::*;
use crate::host::sim65::files::Reach;

#[derive(Default)]
struct Paper {
    typed: VecDeque<u8>,
    printed: String,
}

impl Terminal for Paper {
    fn key(&mut self, _: Patience, _: u64) -> Key {
        self.typed.pop_front().map_or(Key::End, Key::Byte)
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        self.printed.push_str(text);
        Ok(())
    }

    fn echo(&self) -> Echo {
        Echo::Lines
    }
}

struct Bench {
    machine: Machine,
    routines: Routines,
    paper: Paper,
}

impl Bench {
    fn new(setup: Setup, program: &Program) -> Self {
        let mut machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        Routines::prepare(&setup, &mut machine);
        Routines::start(&setup, &mut machine, program);
        let mut routines = Routines::new(setup, Files::new(Reach::Nothing));
        routines.plug(&mut machine, program);
        Self {
            machine,
            routines,
            paper: Paper::default(),
        }
    }

    fn call(&mut self, address: u16, a: u8, x: u8) -> Answer {
        self.machine.poke(0x01FF, 0x10);
        self.machine.poke(0x01FE, 0x02);
        let cpu = self.machine.cpu_mut();
        (cpu.a, cpu.x, cpu.sp, cpu.pc) = (a, x, 0xFD, address);
        cpu.cycles += 6;
        self.routines
            .serve(&mut self.machine, &mut self.paper)
            .answer
    }

    /// Calls that return; what they printed.
    fn prints(&mut self, calls: &[(u16, u8)]) -> String {
        for &(address, a) in calls {
            assert_eq!(self.call(address, a, 0), Answer::Returned, "{address:04x}");
        }
        std::mem::take(&mut self.paper.printed)
    }
}

#[test]
fn each_call_has_a_name_of_its_own() {
    for &call in Call::ALL {
        assert_eq!(Call::named(call.name()), Some(call));
        assert!(!call.takes().is_empty() && !call.gives().is_empty());
    }
    assert_eq!(Call::named("nothing of the kind"), None);
    for system in System::ALL {
        assert_eq!(System::named(system.name()), Some(system));
        let addresses: Vec<u16> = system.rows().iter().map(|row| row.address).collect();
        assert!(addresses.is_sorted_by(|a, b| a < b), "{system:?}");
        assert!(
            system
                .rows()
                .iter()
                .any(|row| row.address == system.home() && row.call == Call::Exit)
        );
    }
}

#[test]
fn the_apple_1_prints_by_echo() {
    let mut apple = Bench::new(Setup::of(System::Apple1), &Program::default());
    let calls = [
        (0xFFEF, 0xC8),
        (0xFFEF, b'I'),
        (0xFFEF, 0x8D),
        (0xFFEF, 0x87),
        (0xFFDC, 0x5E),
        (0xFFE5, 0x0B),
    ];
    assert_eq!(apple.prints(&calls), "HI\n5EB");
    assert_eq!(apple.machine.cpu().a, 0xC2);
    assert_eq!(apple.call(0xFF1F, 0, 0), Answer::Exit);
}

#[test]
fn the_apple_ii_prints_and_reads_lines() {
    let mut apple = Bench::new(Setup::of(System::Apple2), &Program::default());
    assert_eq!(
        apple.prints(&[(0xFDED, 0xC1), (0xFD8E, 0), (0xFDDA, 0xA0), (0xFC58, 0)]),
        "A\nA0\n"
    );
    apple.machine.poke(0x33, 0xAA);
    apple.paper.typed.extend(b"ab\x08C\nk");
    assert_eq!(apple.prints(&[(0xFD6A, 0)]), "*aC\n");
    assert_eq!(
        (apple.machine.cpu().x, apple.machine.peek_word(0x0200)),
        (2, 0xC3E1)
    );
    assert_eq!(apple.machine.peek(0x0202), 0x8D);
    assert_eq!(apple.call(0xFD0C, 0, 0), Answer::Returned);
    assert_eq!(apple.machine.cpu().a, 0xEB);
    assert_eq!(apple.call(0xFD0C, 0, 0), Answer::EndOfInput);
    // A card's own output.
    apple.machine.poke(0x36, 0x00);
    apple.machine.poke(0x37, 0xC2);
    assert_eq!(apple.call(0xFDED, 0xC1, 0), Answer::Gone);
    assert_eq!(apple.machine.cpu().pc, 0xC200);
}

#[test]
fn the_kim_1_prints_and_reads() {
    let mut kim = Bench::new(Setup::of(System::Kim1), &Program::default());
    kim.paper.typed.extend(b"k 3x9");
    assert_eq!(
        kim.prints(&[
            (0x1EA0, b'H'),
            (0x1E9E, 0),
            (0x1E3B, 0x0F),
            (0x1E2F, 0),
            (0x1E5A, 0)
        ]),
        "H 0F\nk"
    );
    assert_eq!((kim.machine.cpu().a, kim.machine.cpu().y), (b'k', 0xFF));
    assert_eq!(kim.prints(&[(0x1F9D, 0)]), "39");
    assert_eq!(kim.machine.cpu().a, 0x39);
}

#[test]
fn a_table_of_one_s_own_comes_before_the_computer_s_and_the_program_before_that() {
    let entry = |address, call| Entry { address, call };
    let setup = Setup {
        system: Some(System::Apple1),
        entries: vec![entry(0xFFEF, Call::Chrout), entry(0xC000, Call::Crout)],
    };
    let mut bench = Bench::new(setup, &Program::default());
    assert_eq!(bench.prints(&[(0xFFEF, b'A'), (0xC000, 0)]), "A\n");
    let told: Vec<Told> = bench
        .routines
        .told()
        .filter(|told| told.count > 0)
        .collect();
    assert_eq!(
        told.iter()
            .map(|told| (told.address, told.name))
            .collect::<Vec<_>>(),
        [(0xC000, "crout"), (0xFFEF, "chrout")]
    );
    let program = Program {
        segments: vec![crate::program::load::Segment {
            start: 0xFF00,
            bytes: vec![0; 0x100],
        }],
        ..Program::default()
    };
    let bench = Bench::new(Setup::of(System::Apple1), &program);
    assert!(!bench.routines.is_at(0xFFEF));
}
