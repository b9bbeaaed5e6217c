//! The C64's KERNAL: input and output by channels, the keyboard's line, the clock.
//!
//! Invariant: what the KERNAL keeps in memory is kept there, by its addresses; what a drive or a typist would know is in
//! [`State`], which the history takes back.
//!
//! Left out: the serial bus by its single steps, RS-232, the tape (device 1 is the folder as well).

pub(super) mod boot;
mod disk;
mod files;
mod keyboard;
mod names;
pub(super) mod screen;
mod word;

use std::collections::VecDeque;

use jumppad_tiers::Machine;

use super::calls::Call;
use super::registers::{flag, set, set_result, set_xy, xy};
use super::systems::System;
use super::terminal::Terminal;
use super::{Answer, begin_stack, printed};
use crate::host::sim65::files::Files;
use crate::program::load::{Program, sys_of};
pub(super) use boot::BREAK;
use disk::Disk;

/// Where the KERNAL keeps what its calls are about.
mod at {
    pub(super) const STATUS: u16 = 0x90;
    pub(super) const MESSAGES: u16 = 0x9D;
    pub(super) const OPEN_FILES: u16 = 0x98;
    pub(super) const INPUT_DEVICE: u16 = 0x99;
    pub(super) const OUTPUT_DEVICE: u16 = 0x9A;
    pub(super) const CLOCK: u16 = 0xA0;
    pub(super) const END: u16 = 0xAE;
    pub(super) const NAME_LENGTH: u16 = 0xB7;
    pub(super) const FILE: u16 = 0xB8;
    pub(super) const SECONDARY: u16 = 0xB9;
    pub(super) const DEVICE: u16 = 0xBA;
    pub(super) const NAME: u16 = 0xBB;
    pub(super) const START: u16 = 0xC1;
    pub(super) const LOAD: u16 = 0xC3;
    pub(super) const KEYS: u16 = 0xC6;
    pub(super) const KEY_BUFFER: u16 = 0x0277;
    pub(super) const MOST_KEYS: u16 = 0x0289;
    pub(super) const MEMORY_BOTTOM: u16 = 0x0281;
    pub(super) const MEMORY_TOP: u16 = 0x0283;
    pub(super) const FILES: u16 = 0x0259;
    pub(super) const DEVICES: u16 = 0x0263;
    pub(super) const SECONDARIES: u16 = 0x026D;
}

/// Devices by their numbers.
mod device {
    pub(super) const KEYBOARD: u8 = 0;
    pub(super) const TAPE: u8 = 1;
    pub(super) const SCREEN: u8 = 3;
    pub(super) const DISK: u8 = 8;
}

/// Cycles of a sixtieth of a second as the KERNAL of a PAL machine sets its timer: $4025 and one.
const JIFFY: u64 = 0x4026;
/// Sixtieths of a day, at which the clock begins anew.
const DAY: u64 = 24 * 60 * 60 * 60;

/// What the guest's memory does not hold.
#[derive(Clone, Debug, Default, Eq)]
pub(super) struct State {
    disk: Disk,
    /// The line that is being typed.
    typing: Vec<u8>,
    /// What is left of the line that was typed.
    line: VecDeque<u8>,
    /// The guest's numbers of the files that input comes from and output goes to.
    input: u8,
    output: u8,
    /// Sixtieths that the clock is ahead of the cycles.
    ahead: u64,
}

/// It is asked for each call whether anything has changed, and lines are mostly empty. So their bytes are compared one by
/// one: comparing none of them at once takes a host hundreds of cycles, where the address of none is no address.
impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            disk,
            typing,
            line,
            input,
            output,
            ahead,
        } = self;
        typing.iter().eq(&other.typing)
            && line.iter().eq(&other.line)
            && (input, output, ahead) == (&other.input, &other.output, &other.ahead)
            && *disk == other.disk
    }
}

impl State {
    /// About how many bytes of memory it takes besides itself.
    pub(super) fn size(&self) -> usize {
        self.disk.size() + self.typing.len() + self.line.len()
    }
}

/// A call being answered.
pub(super) struct Kernal<'k> {
    pub(super) machine: &'k mut Machine,
    pub(super) terminal: &'k mut dyn Terminal,
    pub(super) files: &'k mut Files,
    pub(super) state: &'k mut State,
}

/// What LOAD and SAVE are given beside the name, kept where the KERNAL does before it goes by their vectors.
pub(super) fn keep_arguments(call: Call, machine: &mut Machine) {
    let xy = xy(machine);
    match call {
        Call::Load => word::put(machine, at::LOAD, xy),
        Call::Save => {
            let pointer = u16::from(machine.cpu().a);
            let start = machine.peek_word(pointer);
            word::put(machine, at::END, xy);
            word::put(machine, at::START, start);
        }
        _ => {}
    }
}

impl Kernal<'_> {
    pub(super) fn answer(&mut self, call: Call) -> Answer {
        match call {
            Call::Cint | Call::ClearScreen => {
                match call {
                    Call::Cint => screen::begin(self.machine),
                    _ => screen::clear(self.machine),
                }
                self.machine.cpu_mut().y = 0;
            }
            Call::HomeCursor => screen::move_to(self.machine, 0, 0),
            Call::SetCursor => {
                let (row, column) = screen::cursor(self.machine);
                screen::move_to(self.machine, row, column);
            }
            Call::ColourRow => screen::move_colours(self.machine),
            Call::Strout => return self.strout(),
            Call::Linprt => {
                let cpu = self.machine.cpu();
                let number = u16::from_be_bytes([cpu.a, cpu.x]);
                return self.show(number.to_string().as_bytes());
            }
            Call::Ioinit => boot::start_timer(self.machine, &Program::default()),
            Call::Restor => boot::restore(self.machine),
            Call::Vector => self.vector(),
            Call::Setmsg => self.machine.poke(at::MESSAGES, self.machine.cpu().a),
            Call::Memtop => self.word_or_set(at::MEMORY_TOP),
            Call::Membot => self.word_or_set(at::MEMORY_BOTTOM),
            Call::Scnkey => self.scan(),
            Call::Readst => {
                let status = self.machine.peek(at::STATUS);
                set_result(self.machine, status);
            }
            Call::Setlfs => {
                let cpu = self.machine.cpu();
                let (file, device, secondary) = (cpu.a, cpu.x, cpu.y);
                self.machine.poke(at::FILE, file);
                self.machine.poke(at::DEVICE, device);
                self.machine.poke(at::SECONDARY, secondary);
            }
            Call::Setnam => {
                let (length, name) = (self.machine.cpu().a, xy(self.machine));
                self.machine.poke(at::NAME_LENGTH, length);
                word::put(self.machine, at::NAME, name);
            }
            Call::Open => self.open(),
            Call::Close => self.close(),
            Call::Chkin => self.chkin(),
            Call::Chkout => self.chkout(),
            Call::Clrchn => self.clrchn(),
            Call::Clall => self.clall(),
            Call::Chrin => return self.chrin(),
            Call::Getin => return self.getin(),
            Call::Chrout => return self.chrout(),
            Call::Kbdread => {
                let key = self.take_buffered().unwrap_or(0);
                set_result(self.machine, key);
                set(self.machine, flag::C, false);
            }
            Call::Load => self.load(),
            Call::Save => self.save(),
            Call::BasicLoad => return self.basic_load(),
            Call::Stop => self.stop(),
            Call::Settim => {
                let cpu = self.machine.cpu();
                let wanted = u64::from(u32::from_be_bytes([0, cpu.y, cpu.x, cpu.a])) % DAY;
                let passed = self.machine.cpu().cycles / JIFFY % DAY;
                self.state.ahead = (wanted + DAY - passed) % DAY;
                self.show_clock();
            }
            Call::Rdtim => {
                let [a, x, y] = self.show_clock();
                let cpu = self.machine.cpu_mut();
                (cpu.a, cpu.x, cpu.y) = (a, x, y);
            }
            Call::Udtim => {
                self.show_clock();
            }
            Call::Screen => set_xy(self.machine, screen::COLUMNS, screen::ROWS),
            Call::Plot => self.plot(),
            Call::Iobase => set_xy(self.machine, 0x00, 0xDC),
            // What needs no answer here.
            _ => {}
        }
        Answer::Returned
    }

    /// A text, at most a whole memory of it.
    fn strout(&mut self) -> Answer {
        let cpu = self.machine.cpu();
        let start = u16::from_le_bytes([cpu.a, cpu.y]);
        let bytes = (0..=u16::MAX).map(|offset| self.machine.peek(start.wrapping_add(offset)));
        let text: Vec<u8> = bytes.take_while(|&byte| byte != 0).collect();
        self.show(&text)
    }

    fn is_set(&self, bit: u8) -> bool {
        self.machine.cpu().p() & bit != 0
    }

    fn vector(&mut self) {
        let (user, is_asked) = (xy(self.machine), self.is_set(flag::C));
        for offset in 0..boot::VECTORS_LENGTH {
            let (ours, theirs) = (boot::VECTORS_AT + offset, user.wrapping_add(offset));
            let (from, to) = match is_asked {
                true => (ours, theirs),
                false => (theirs, ours),
            };
            self.machine.poke(to, self.machine.peek(from));
        }
    }

    fn word_or_set(&mut self, place: u16) {
        if self.is_set(flag::C) {
            let [low, high] = self.machine.peek_word(place).to_le_bytes();
            set_xy(self.machine, low, high);
        } else {
            word::put(self.machine, place, xy(self.machine));
        }
    }

    fn plot(&mut self) {
        if !self.is_set(flag::C) {
            let cpu = self.machine.cpu();
            let (row, column) = (cpu.x, cpu.y);
            screen::move_to(self.machine, row, column);
        }
        let (row, column) = screen::cursor(self.machine);
        set_xy(self.machine, row, column);
        set(self.machine, flag::C, false);
    }

    /// The clock now, also where programs read it; low byte first.
    fn show_clock(&mut self) -> [u8; 3] {
        let now = (self.machine.cpu().cycles / JIFFY + self.state.ahead) % DAY;
        let [low, middle, high, ..] = now.to_le_bytes();
        for (at, byte) in (at::CLOCK..).zip([high, middle, low]) {
            self.machine.poke(at, byte);
        }
        [low, middle, high]
    }

    fn chrout(&mut self) -> Answer {
        let byte = self.machine.cpu().a;
        let answer = match self.machine.peek(at::OUTPUT_DEVICE) {
            device::SCREEN => self.show(&[byte]),
            _ => {
                self.put(byte);
                Answer::Returned
            }
        };
        set(self.machine, flag::C, false);
        answer
    }

    /// Prints on the screen.
    fn show(&mut self, bytes: &[u8]) -> Answer {
        let mut text = String::new();
        for &byte in bytes {
            screen::print(self.machine, byte, &mut text);
        }
        printed(self.terminal.print(&text))
    }

    /// LOAD as BASIC does it within a program: what was loaded is started by its SYS.
    fn basic_load(&mut self) -> Answer {
        self.machine.poke(at::SECONDARY, 1);
        self.machine.cpu_mut().a = 0;
        self.load();
        if self.is_set(flag::C) {
            let name = String::from_utf8_lossy(&self.name())
                .escape_default()
                .to_string();
            return Answer::Fault(format!("BASIC's LOAD: there is no program \"{name}\""));
        }
        let end = xy(self.machine);
        boot::end_of_program(self.machine, end);
        begin_stack(self.machine, System::C64);
        let text: Vec<u8> = (boot::TEXT..end).map(|at| self.machine.peek(at)).collect();
        let Some(entry) = sys_of(boot::TEXT, &text) else {
            return Answer::Fault("BASIC's LOAD: the program has no SYS to start it by".to_owned());
        };
        self.machine.cpu_mut().pc = entry;
        Answer::Gone
    }
}

#[cfg(test)]
mod tests;
