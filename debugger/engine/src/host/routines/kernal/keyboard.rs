//! The KERNAL's keyboard: the buffer at $0277, keys that are looked for, the line that is waited for.
//!
//! Invariant: keys come in the order in which they were typed; those that a program puts into the buffer come first.
//!
//! Left out: keys that act on the screen while a line is typed, but for the one that deletes.

use super::super::petscii::{self, code};
use super::super::registers::{flag, set, set_result};
use super::super::terminal::{Echo, Key, Patience};
use super::super::{Answer, told};
use super::{Kernal, at, device, screen};

/// The most keys that the buffer has room for.
const KEY_ROOM: u8 = 10;
/// Two rows of the screen.
const LONGEST_LINE: usize = 80;

/// What came of asking for a key.
enum Typed {
    Key(u8),
    None(Key),
}

impl Kernal<'_> {
    /// A key from whoever types, as PETSCII. What no key has is passed over.
    fn typed(&mut self, patience: Patience) -> Typed {
        let cycle = self.machine.cpu().cycles;
        loop {
            let first = match self.terminal.key(patience, cycle) {
                Key::Byte(byte) => byte,
                other => return Typed::None(other),
            };
            let length = match first {
                0x00..=0x7F => 1,
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                // It begins no character of UTF-8, so it is a key by its code.
                raw => return Typed::Key(raw),
            };
            let mut bytes = vec![first];
            while bytes.len() < length
                && let Key::Byte(byte) = self.terminal.key(Patience::Poll, cycle)
            {
                bytes.push(byte);
            }
            let character = str::from_utf8(&bytes)
                .ok()
                .and_then(|text| text.chars().next());
            let set = screen::set(self.machine);
            if let Some(key) = character.and_then(|character| petscii::typed(character, set)) {
                return Typed::Key(key);
            }
        }
    }

    fn buffered(&self) -> u8 {
        self.machine.peek(at::KEYS).min(KEY_ROOM)
    }

    /// The first key of the buffer, in which the others move up.
    pub(super) fn take_buffered(&mut self) -> Option<u8> {
        let count = self.buffered().checked_sub(1)?;
        let key = self.machine.peek(at::KEY_BUFFER);
        for place in at::KEY_BUFFER..at::KEY_BUFFER + u16::from(count) {
            self.machine.poke(place, self.machine.peek(place + 1));
        }
        self.machine.poke(at::KEYS, count);
        Some(key)
    }

    /// Puts a key that was typed into the buffer.
    pub(super) fn scan(&mut self) {
        let count = self.buffered();
        if count >= self.machine.peek(at::MOST_KEYS).min(KEY_ROOM) {
            return;
        }
        if let Typed::Key(key) = self.typed(Patience::Poll) {
            self.machine.poke(at::KEY_BUFFER + u16::from(count), key);
            self.machine.poke(at::KEYS, count + 1);
        }
    }

    pub(super) fn stop(&mut self) {
        if self.buffered() == 0
            && let Typed::Key(key) = self.typed(Patience::Glance)
        {
            self.machine.poke(at::KEY_BUFFER, key);
            self.machine.poke(at::KEYS, 1);
        }
        let is_pressed = self.buffered() > 0 && self.machine.peek(at::KEY_BUFFER) == code::STOP;
        if is_pressed {
            self.clrchn();
            self.machine.poke(at::KEYS, 0);
        }
        set(self.machine, flag::Z, is_pressed);
    }

    pub(super) fn getin(&mut self) -> Answer {
        if self.machine.peek(at::INPUT_DEVICE) != device::KEYBOARD {
            return self.chrin();
        }
        let key = match self.take_buffered() {
            Some(key) => key,
            None => match self.typed(Patience::Poll) {
                Typed::Key(key) => key,
                Typed::None(Key::End) => return Answer::EndOfInput,
                Typed::None(none @ (Key::Interrupted | Key::Starved)) => return none.answer(),
                Typed::None(_) => 0,
            },
        };
        set_result(self.machine, key);
        set(self.machine, flag::C, false);
        Answer::Returned
    }

    pub(super) fn chrin(&mut self) -> Answer {
        let byte = match self.machine.peek(at::INPUT_DEVICE) {
            device::KEYBOARD => match self.line() {
                Ok(byte) => byte,
                Err(answer) => return answer,
            },
            // The rest of a row is not read back.
            device::SCREEN => code::RETURN,
            _ => self.get(),
        };
        set_result(self.machine, byte);
        set(self.machine, flag::C, false);
        Answer::Returned
    }

    /// The next byte of the line typed; a line is waited for when there is none.
    fn line(&mut self) -> Result<u8, Answer> {
        if let Some(byte) = self.state.line.pop_front() {
            return Ok(byte);
        }
        loop {
            let key = match self.take_buffered() {
                Some(key) => key,
                None => match self.typed(Patience::Wait) {
                    Typed::Key(key) => key,
                    // A last line without an end.
                    Typed::None(Key::End) if !self.state.typing.is_empty() => code::RETURN,
                    Typed::None(none) => return Err(none.answer()),
                },
            };
            match key {
                code::RETURN | code::SHIFT_RETURN => break,
                code::DELETE if self.state.typing.pop().is_some() => {
                    screen::print(self.machine, key, &mut String::new());
                    self.echo(None)?;
                }
                key if petscii::is_control(key) => {}
                key if self.state.typing.len() < LONGEST_LINE => {
                    self.state.typing.push(key);
                    let mut text = String::new();
                    screen::print(self.machine, key, &mut text);
                    self.echo(Some(&text))?;
                }
                _ => {}
            }
        }
        let typed = std::mem::take(&mut self.state.typing);
        if self.terminal.echo() == Echo::Lines {
            let set = screen::set(self.machine);
            let shown = typed.iter().filter_map(|&key| petscii::shown(key, set));
            let text: String = shown.collect();
            told(self.terminal.print(&text))?;
        }

        self.state.line = typed.into();
        self.state.line.push_back(code::RETURN);
        Ok(self.state.line.pop_front().unwrap_or(code::RETURN))
    }

    /// Shows a key at once where that is wanted; none takes the last one away.
    fn echo(&mut self, text: Option<&str>) -> Result<(), Answer> {
        if self.terminal.echo() != Echo::Keys {
            return Ok(());
        }
        told(match text {
            Some(text) => self.terminal.print(text),
            None => self.terminal.erase(),
        })
    }
}
