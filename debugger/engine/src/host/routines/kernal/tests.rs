//! The KERNAL's calls one by one, with a typist who has typed all before.

use std::collections::VecDeque;
use std::io;

use jumppad_tiers::{Config, JitMode, Machine};

use super::super::registers::flag;
use super::super::terminal::{Echo, Key, Patience, Terminal};
use super::super::{Answer, Routines, Setup, System};
use super::*;
use crate::host::sim65::files::{Files, Reach};
use crate::program::load::Program;

/// What was typed, and what was printed.
#[derive(Default)]
struct Paper {
    typed: VecDeque<u8>,
    printed: String,
}

impl Terminal for Paper {
    fn key(&mut self, patience: Patience, _: u64) -> Key {
        match (self.typed.pop_front(), patience) {
            (Some(byte), _) => Key::Byte(byte),
            (None, Patience::Wait) => Key::Starved,
            (None, _) => Key::Nothing,
        }
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        self.printed.push_str(text);
        Ok(())
    }

    fn echo(&self) -> Echo {
        Echo::Lines
    }
}

struct C64 {
    machine: Machine,
    routines: Routines,
    paper: Paper,
    _folder: tempfile::TempDir,
}

const CHROUT: u16 = 0xFFD2;
const CHRIN: u16 = 0xFFCF;
const GETIN: u16 = 0xFFE4;

impl C64 {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(Reach::Below {
            folder: folder.path().to_owned(),
            quota: 1000,
        });
        let mut machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        let setup = Setup::of(System::C64);
        Routines::prepare(&setup, &mut machine);
        Routines::start(&setup, &mut machine, &Program::default());
        let mut routines = Routines::new(setup, files);
        routines.plug(&mut machine, &Program::default());
        Self {
            machine,
            routines,
            paper: Paper::default(),
            _folder: folder,
        }
    }

    /// Calls a routine as a JSR at $1000 does.
    fn answer(&mut self, address: u16, a: u8, x: u8, y: u8) -> Answer {
        self.machine.poke(0x01FF, 0x10);
        self.machine.poke(0x01FE, 0x02);
        let cpu = self.machine.cpu_mut();
        (cpu.a, cpu.x, cpu.y, cpu.sp, cpu.pc) = (a, x, y, 0xFD, address);
        cpu.cycles += 6;
        self.routines
            .serve(&mut self.machine, &mut self.paper)
            .answer
    }

    /// Calls the routine at `address`, which returns; A, X, Y and whether carry is set then.
    fn call(&mut self, address: u16, a: u8, x: u8, y: u8) -> (u8, u8, u8, bool) {
        assert_eq!(
            self.answer(address, a, x, y),
            Answer::Returned,
            "{address:04x}"
        );
        let cpu = self.machine.cpu();
        assert_eq!((cpu.pc, cpu.sp), (0x1003, 0xFF), "{address:04x}");
        (cpu.a, cpu.x, cpu.y, cpu.p() & flag::C != 0)
    }

    fn print(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            assert_eq!(self.call(CHROUT, byte, 1, 2), (byte, 1, 2, false));
        }
    }

    fn printed(&mut self) -> String {
        std::mem::take(&mut self.paper.printed)
    }

    fn name(&mut self, name: &[u8]) {
        for (at, &byte) in (0x2000..).zip(name) {
            self.machine.poke(at, byte);
        }
        self.call(0xFFBD, name.len() as u8, 0x00, 0x20);
    }

    /// Reads to the end, as programs do: until the status is set.
    fn read(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while self.call(0xFFB7, 0, 0, 0).0 == 0 {
            bytes.push(self.call(CHRIN, 0, 0, 0).0);
        }
        bytes
    }

    fn carry(&mut self, is_set: bool) {
        super::set(&mut self.machine, flag::C, is_set);
    }
}

#[test]
fn what_is_printed_is_on_the_screen_and_on_paper() {
    let mut c64 = C64::new();
    c64.print(b"HI \xC1\x0D\x05\x12X\x92");
    assert_eq!(c64.printed(), "HI ♠\nX");
    assert_eq!(c64.machine.peek(0x0400), 0x08);
    assert_eq!(c64.machine.peek(0x0403), 0x41);
    assert_eq!(c64.machine.peek(0x0428), 0x98, "reversed");
    assert_eq!(c64.machine.peek(0xD828), 1, "white");
    assert_eq!(screen::cursor(&c64.machine), (1, 1));
    c64.print(b"\x0EabAB\x8E");
    assert_eq!(c64.printed(), "ABab");
    c64.print(b"\x93\x11\x1D.");
    assert_eq!(c64.printed(), "\n\n .");
    assert_eq!(screen::rows(&c64.machine)[1], " .");
}

#[test]
fn control_codes_are_never_printed_raw() {
    let mut c64 = C64::new();
    c64.print(&(0..=u8::MAX).collect::<Vec<_>>());
    c64.print(b"\"\x93\x1B\"");
    let printed = c64.printed();
    assert!(
        printed.chars().all(|c| c == '\n' || !c.is_control()),
        "{printed:?}"
    );
}

#[test]
fn the_screen_scrolls_and_lines_wrap() {
    let mut c64 = C64::new();
    for line in 0..30 {
        c64.print(format!("LINE {line}\r").as_bytes());
    }
    let rows = screen::rows(&c64.machine);
    assert_eq!((rows[0].as_str(), rows[23].as_str()), ("LINE 6", "LINE 29"));
    assert_eq!(rows[24], "");
    c64.print(b"\x93");
    c64.print(&[b'X'; 41]);
    assert_eq!(screen::cursor(&c64.machine), (1, 1));
}

#[test]
fn a_line_is_given_byte_by_byte_up_to_its_end() {
    let mut c64 = C64::new();
    c64.paper.typed.extend(b"abX\x7Fc");
    assert_eq!(c64.answer(CHRIN, 0, 0, 0), Answer::Starved);
    assert_eq!(c64.machine.cpu().pc, CHRIN, "it asks again");
    c64.paper.typed.extend(b"d\nmore");
    let line: Vec<u8> = (0..5).map(|_| c64.call(CHRIN, 0, 0, 0).0).collect();
    assert_eq!(line, b"ABCD\x0D");
    assert_eq!(c64.printed(), "ABCD");
    assert_eq!(screen::rows(&c64.machine)[0], "ABCD");
    assert_eq!(c64.answer(CHRIN, 0, 0, 0), Answer::Starved);
}

#[test]
fn a_key_is_not_waited_for() {
    let mut c64 = C64::new();
    assert_eq!(c64.call(GETIN, 9, 9, 9).0, 0);
    c64.paper.typed.extend("aé£\n".bytes());
    let keys: Vec<u8> = (0..4).map(|_| c64.call(GETIN, 9, 9, 9).0).collect();
    assert_eq!(keys, b"A\x5C\x0D\0");
    // What a program puts into the buffer itself comes first.
    c64.machine.poke(0x0277, b'1');
    c64.machine.poke(0x0278, b'2');
    c64.machine.poke(0x00C6, 2);
    c64.paper.typed.extend(b"3");
    let keys: Vec<u8> = (0..4).map(|_| c64.call(GETIN, 9, 9, 9).0).collect();
    assert_eq!(keys, b"123\0");
}

#[test]
fn the_stop_key_is_seen() {
    let mut c64 = C64::new();
    c64.call(0xFFE1, 0, 0, 0);
    assert_eq!(c64.machine.cpu().p() & flag::Z, 0);
    c64.paper.typed.push_back(3);
    c64.call(0xFFE1, 0, 0, 0);
    assert_ne!(c64.machine.cpu().p() & flag::Z, 0);
}

#[test]
fn files_are_written_and_read_by_channels() {
    let mut c64 = C64::new();
    c64.name(b"DATA,S,W");
    c64.call(0xFFBA, 2, 8, 2);
    assert!(!c64.call(0xFFC0, 0, 0, 0).3);
    assert_eq!(c64.call(0xFFC0, 0, 0, 0).0, 2, "file open");
    assert!(!c64.call(0xFFC9, 0, 2, 0).3);
    c64.print(b"ONE\x0D");
    c64.call(0xFFCC, 0, 0, 0);
    c64.print(b"SEEN");
    c64.call(0xFFC3, 2, 0, 0);
    assert_eq!(c64.printed(), "SEEN");
    c64.name(b"DATA");
    c64.call(0xFFBA, 3, 8, 3);
    c64.call(0xFFC0, 0, 0, 0);
    assert!(!c64.call(0xFFC6, 0, 3, 0).3);
    assert_eq!(c64.read(), b"ONE\x0D");
    assert_eq!(c64.call(0xFFB7, 0, 0, 0).0, 0x40);
    c64.call(0xFFCC, 0, 0, 0);
    assert_eq!(c64.call(0xFFC6, 0, 9, 0).0, 3, "file not open");
    c64.call(0xFFE7, 0, 0, 0);
    assert_eq!(c64.machine.peek(0x98), 0);
}

#[test]
fn the_command_channel_says_what_went_wrong() {
    let mut c64 = C64::new();
    c64.name(b"NONE");
    c64.call(0xFFBA, 2, 8, 2);
    assert!(
        !c64.call(0xFFC0, 0, 0, 0).3,
        "the drive knows, the KERNAL does not"
    );
    c64.name(b"");
    c64.call(0xFFBA, 15, 8, 15);
    c64.call(0xFFC0, 0, 0, 0);
    c64.call(0xFFC6, 0, 15, 0);
    assert_eq!(c64.read(), b"62, FILE NOT FOUND,00,00\x0D");
    c64.call(0xFFC6, 0, 2, 0);
    assert_eq!(c64.call(CHRIN, 0, 0, 0).0, 0x0D);
    assert_eq!(c64.call(0xFFB7, 0, 0, 0).0, 0x42);
}

#[test]
fn programs_are_saved_loaded_and_verified() {
    let mut c64 = C64::new();
    for (at, byte) in (0x3000..).zip(*b"program") {
        c64.machine.poke(at, byte);
    }
    c64.name(b"PROG");
    c64.call(0xFFBA, 1, 8, 1);
    c64.machine.poke(0xFB, 0x00);
    c64.machine.poke(0xFC, 0x30);
    assert!(!c64.call(0xFFD8, 0xFB, 0x07, 0x30).3);
    c64.machine.poke(0x3000, 0);
    assert_eq!(c64.call(0xFFD5, 0, 0, 0x40), (0, 0x07, 0x30, false));
    assert_eq!(c64.machine.peek(0x3000), b'p');
    c64.call(0xFFBA, 1, 8, 0);
    assert_eq!(c64.call(0xFFD5, 0, 0x00, 0x40), (0, 0x07, 0x40, false));
    assert_eq!(c64.machine.peek(0x4006), b'm');
    c64.call(0xFFD5, 1, 0x00, 0x40);
    assert_eq!(c64.machine.peek(0x90), 0x40);
    c64.machine.poke(0x4003, 0);
    c64.call(0xFFD5, 1, 0x00, 0x40);
    assert_eq!(c64.machine.peek(0x90), 0x50);
    for (name, device, error) in [
        (&b"NONE"[..], 8, 4),
        (b"", 8, 8),
        (b"PROG", 3, 9),
        (b"PROG", 9, 5),
    ] {
        c64.name(name);
        c64.call(0xFFBA, 1, device, 1);
        let (a, _, _, carry) = c64.call(0xFFD5, 0, 0, 0);
        assert_eq!((a, carry), (error, true), "{name:?} {device}");
    }
}

#[test]
fn the_clock_counts_cycles() {
    let mut c64 = C64::new();
    c64.machine.cpu_mut().cycles = 0x4026 * 1000;
    let (a, x, y, _) = c64.call(0xFFDE, 9, 9, 9);
    assert_eq!((a, x, y), (0xE8, 0x03, 0));

    c64.call(0xFFDB, 1, 2, 3);
    c64.machine.cpu_mut().cycles += 0x4026;
    let (a, x, y, _) = c64.call(0xFFDE, 9, 9, 9);
    assert_eq!((a, x, y), (2, 2, 3));
    assert_eq!(c64.machine.peek(0xA0), 3);
    assert_eq!(c64.machine.peek(0xA2), 2);
}

#[test]
fn the_cursor_is_set_and_asked_for() {
    let mut c64 = C64::new();
    c64.carry(false);
    c64.call(0xFFF0, 0, 5, 7);
    assert_eq!((c64.machine.peek(0xD6), c64.machine.peek(0xD3)), (5, 7));
    assert_eq!(c64.machine.peek_word(0xD1), 0x0400 + 200);
    c64.carry(true);
    let (_, x, y, _) = c64.call(0xFFF0, 0, 0, 0);
    assert_eq!((x, y), (5, 7));
    let (_, x, y, _) = c64.call(0xFFED, 0, 0, 0);
    assert_eq!((x, y), (40, 25));
}

#[test]
fn a_vector_of_the_program_s_own_comes_first() {
    let mut c64 = C64::new();
    c64.machine.poke(0x0326, 0x00);
    c64.machine.poke(0x0327, 0xC0);
    assert_eq!(c64.answer(CHROUT, b'A', 0, 0), Answer::Gone);
    assert_eq!(c64.machine.cpu().pc, 0xC000);
    assert_eq!(c64.printed(), "");
    // What it goes on to is the rest of the KERNAL's.
    c64.call(0xF1CA, b'A', 0, 0);
    assert_eq!(c64.printed(), "A");
    c64.call(0xFF8A, 0, 0, 0);
    c64.print(b"B");
    assert_eq!(c64.printed(), "B");
}

#[test]
fn texts_and_numbers_of_basic_s_are_printed() {
    let mut c64 = C64::new();
    for (at, byte) in (0x3000..).zip(*b"TEXT\0") {
        c64.machine.poke(at, byte);
    }
    c64.call(0xAB1E, 0x00, 0, 0x30);
    c64.call(0xBDCD, 0xFF, 0xFE, 0);
    assert_eq!(c64.printed(), "TEXT65534");
}

#[test]
fn what_is_not_done_is_a_fault_and_the_end_is_an_end() {
    let mut c64 = C64::new();
    let fault = c64.answer(0xFFB1, 0, 0, 0);
    assert!(
        matches!(&fault, Answer::Fault(text) if text.contains("$FFB1") && text.contains("$1000")),
        "{fault:?}"
    );
    assert_eq!(c64.answer(0xA7AE, 0, 0, 0), Answer::Exit);
    assert_eq!(c64.answer(0xFCE2, 0, 0, 0), Answer::Exit);
    // A vector that leads to itself has an end.
    c64.machine.poke(0x0326, 0xD2);
    c64.machine.poke(0x0327, 0xFF);
    let mut answers = (0..200).map(|_| {
        let cpu = c64.machine.cpu_mut();
        cpu.pc = CHROUT;
        c64.routines.serve(&mut c64.machine, &mut c64.paper).answer
    });
    assert!(answers.any(|answer| matches!(answer, Answer::Fault(_))));
}

#[test]
fn what_a_call_changed_can_be_taken_back() {
    let mut c64 = C64::new();
    c64.paper.typed.extend(b"xy\n");
    let cpu = c64.machine.cpu_mut();
    (cpu.pc, cpu.sp) = (CHRIN, 0xFD);
    let served = c64.routines.serve(&mut c64.machine, &mut c64.paper);
    let before = served.before.expect("a line was typed");
    c64.routines.undo(&before);
    c64.paper.typed.extend(b"z\n");
    assert_eq!(c64.call(CHRIN, 0, 0, 0).0, b'Z');
}
