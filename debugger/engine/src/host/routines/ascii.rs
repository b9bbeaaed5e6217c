//! The monitors of the Apple-1, the Apple II and the KIM-1: characters of ASCII, keys, hexadecimal digits.
//!
//! Left out: the Apple II's text screen in memory, and its editing keys but for the one that goes back.

use jumppad_tiers::Machine;

use super::calls::Call;
use super::registers::{flag, set, set_result};
use super::terminal::{Echo, Key, Patience, Terminal};
use super::{Answer, printed, told};
use crate::host::rom::store;

/// The Apple II's cursor: column and row.
const CURSOR: [u16; 2] = [0x24, 0x25];
const PROMPT: u16 = 0x33;
/// Where the Apple II reads lines to.
const LINE: u16 = 0x0200;
/// The most that fits there, with its end.
const LONGEST_LINE: usize = 255;
const CR: u8 = 0x0D;
const LF: u8 = 0x0A;
const BACKSPACE: u8 = 0x08;
const RUBOUT: u8 = 0x7F;
/// The Apples' characters have it set.
const HIGH: u8 = 0x80;

/// What is typed of a line or a number that is not whole yet.
#[derive(Clone, Debug, Default, Eq)]
pub(super) struct State {
    typing: Vec<u8>,
    is_prompted: bool,
}

/// Byte by byte, as the KERNAL's is compared.
impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.is_prompted == other.is_prompted && self.typing.iter().eq(&other.typing)
    }
}

/// A call being answered.
pub(super) struct Monitor<'m> {
    pub(super) machine: &'m mut Machine,
    pub(super) terminal: &'m mut dyn Terminal,
    pub(super) state: &'m mut State,
}

/// A character as a terminal gets it.
fn text_of(bytes: &[u8]) -> String {
    let shown = bytes.iter().filter_map(|byte| match byte & 0x7F {
        CR => Some('\n'),
        byte @ 0x20..=0x7E => Some(char::from(byte)),
        _ => None,
    });
    shown.collect()
}

fn digit(value: u8) -> u8 {
    match value & 0x0F {
        value @ 0..=9 => b'0' + value,
        value => b'A' + value - 10,
    }
}

fn digits(value: u8) -> [u8; 2] {
    [digit(value >> 4), digit(value)]
}

impl Monitor<'_> {
    pub(super) fn answer(&mut self, call: Call) -> Answer {
        let cpu = self.machine.cpu();
        let (a, x) = (cpu.a, cpu.x);
        match call {
            Call::Echo | Call::Cout => self.print(&[a]),
            Call::Outch => {
                self.machine.cpu_mut().y = 0xFF;
                self.print(&[a])
            }
            Call::Outsp => {
                self.machine.cpu_mut().y = 0xFF;
                self.print(b" ")
            }
            Call::Prbyte => {
                let digits = digits(a);
                self.give_digit(digits[1]);
                self.print(&digits)
            }
            Call::Prhex => {
                self.give_digit(digit(a));
                self.print(&[digit(a)])
            }
            Call::Prtbyt => self.print(&digits(a)),
            Call::Prax => {
                self.give_digit(digit(x));
                self.print(&[digits(a), digits(x)].concat())
            }
            Call::Prblanks => {
                // 0 is 256.
                let count = usize::from(x.wrapping_sub(1)) + 1;
                self.machine.cpu_mut().x = 0;
                self.print(&vec![b' '; count])
            }
            Call::Crout => {
                set_result(self.machine, CR | HIGH);
                self.print(&[CR])
            }
            Call::Crlf => self.print(&[CR]),
            Call::Home => {
                for at in CURSOR {
                    self.machine.poke(at, 0);
                }
                self.print(&[CR])
            }
            Call::Bltu => {
                self.move_block();
                Answer::Returned
            }
            Call::Rdkey => match self.key() {
                Ok(key) => {
                    set_result(self.machine, key | HIGH);
                    Answer::Returned
                }
                Err(answer) => answer,
            },
            Call::Getch => match self.key() {
                Ok(key) => {
                    set_result(self.machine, key);
                    self.machine.cpu_mut().y = 0xFF;
                    self.echo(&[key])
                }
                Err(answer) => answer,
            },
            Call::Getbyt => self.byte(),
            Call::Getln => self.line(&[self.machine.peek(PROMPT)]),
            Call::Getlnz => self.line(&[CR, self.machine.peek(PROMPT)]),
            Call::Getln1 => self.line(&[]),
            // What needs no answer here.
            _ => Answer::Returned,
        }
    }

    /// Moves a block up: its last byte first, so it may go over its own end. What goes beneath a ROM goes there.
    fn move_block(&mut self) {
        // HIGHDS, HIGHTR and LOWTR.
        let [to, end, start] = [0x94, 0x96, 0x9B].map(|at| self.machine.peek_word(at));
        for back in 1..=end.wrapping_sub(start) {
            let byte = self.machine.peek(end.wrapping_sub(back));
            store(self.machine, to.wrapping_sub(back), byte);
        }
    }

    fn print(&mut self, bytes: &[u8]) -> Answer {
        printed(self.terminal.print(&text_of(bytes)))
    }

    /// What was typed, unless it is seen already.
    fn echo(&mut self, bytes: &[u8]) -> Answer {
        match self.terminal.echo() {
            Echo::Lines | Echo::Keys => self.print(bytes),
            Echo::Nothing => Answer::Returned,
        }
    }

    /// A key of a line, where each is shown at once; none takes the last one away.
    fn echo_key(&mut self, key: Option<u8>) -> Result<(), Answer> {
        if self.terminal.echo() != Echo::Keys {
            return Ok(());
        }
        told(match key {
            Some(key) => self.terminal.print(&text_of(&[key])),
            None => self.terminal.erase(),
        })
    }

    /// A digit as the Apples' routines leave it in A.
    fn give_digit(&mut self, digit: u8) {
        set_result(self.machine, digit | HIGH);
        set(self.machine, flag::C, false);
    }

    /// A key, line feeds as carriage returns.
    fn key(&mut self) -> Result<u8, Answer> {
        match self.terminal.key(Patience::Wait, self.machine.cpu().cycles) {
            Key::Byte(LF) => Ok(CR),
            Key::Byte(byte) => Ok(byte & 0x7F),
            other => Err(other.answer()),
        }
    }

    /// Two digits, as the KIM-1 reads them: what is none is passed over.
    fn byte(&mut self) -> Answer {
        while self.state.typing.len() < 2 {
            let key = match self.key() {
                Ok(key) => key,
                Err(answer) => return answer,
            };
            if key.is_ascii_hexdigit() {
                self.state.typing.push(key);
            }
        }
        let typed = std::mem::take(&mut self.state.typing);
        let value = typed.iter().fold(0, |value: u8, &key| {
            let digit = char::from(key).to_digit(16).unwrap_or(0);
            value << 4 | digit as u8
        });
        set_result(self.machine, value);
        self.echo(&typed)
    }

    /// A line for $0200, with `before` printed before it is waited for.
    fn line(&mut self, before: &[u8]) -> Answer {
        if !self.state.is_prompted {
            self.state.is_prompted = true;
            if let answer @ Answer::Unread = self.print(before) {
                return answer;
            }
        }
        loop {
            match self.key() {
                Ok(CR) => break,
                Ok(key) => {
                    if let Err(answer) = self.edit(key) {
                        return answer;
                    }
                }
                Err(Answer::EndOfInput) if !self.state.typing.is_empty() => break,
                Err(answer) => return answer,
            }
        }
        self.state.is_prompted = false;
        let mut typed = std::mem::take(&mut self.state.typing);
        let length = typed.len();
        typed.push(CR);
        for (at, &key) in (LINE..).zip(&typed) {
            self.machine.poke(at, key | HIGH);
        }
        set_result(self.machine, CR | HIGH);
        // No more than LONGEST_LINE.
        self.machine.cpu_mut().x = length as u8;
        match self.terminal.echo() {
            Echo::Keys => self.print(&[CR]),
            Echo::Lines | Echo::Nothing => self.echo(&typed),
        }
    }

    /// A key of a line that is not its end.
    fn edit(&mut self, key: u8) -> Result<(), Answer> {
        match key {
            BACKSPACE | RUBOUT => match self.state.typing.pop() {
                Some(_) => self.echo_key(None),
                None => Ok(()),
            },
            key if self.state.typing.len() < LONGEST_LINE => {
                self.state.typing.push(key);
                self.echo_key(Some(key))
            }
            _ => Ok(()),
        }
    }
}
