//! The console of a headless run: what the guest prints goes to standard output, what comes from standard input are keys.
//!
//! A read gives 0 while there is no key, as py65's monitor has it. At a terminal every key comes at once and is not
//! echoed, for such guests do that themselves.
//!
//! What is written to a file or a pipe is what the guest printed, byte by byte. On a terminal a console has seven bits, and
//! a carriage return, with its line feed or without, begins a new line.

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jumppad_tiers::{Device, Machine, Signals};

use super::keys::{Came, Enter, Idle, Keys};
use super::streams::{Shared, lock};
use crate::keyboard::GuestTerminal;
use jumppad_engine::host::devices::{PY65_KEYS, PY65_PRINTS};
use jumppad_engine::host::sim65::streams::{Stream, Streams};
use jumppad_engine::settings::CtrlC;
use jumppad_language::grammar::{number, parse_all};

/// Where the console is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    prints: u16,
    keys: u16,
}

impl Place {
    /// `py65` or `py65:PRINTS,KEYS`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let address =
            |text| parse_all(text, number::address).map_err(|error| format!("{text}: {error}"));
        let (kind, places) = text.split_once(':').unwrap_or((text, ""));
        if kind != "py65" {
            return Err(format!("there is no console `{kind}`; py65 is one"));
        }
        if places.is_empty() {
            return Ok(Self {
                prints: PY65_PRINTS,
                keys: PY65_KEYS,
            });
        }
        let (prints, keys) = places
            .split_once(',')
            .ok_or("two addresses are needed: py65:PRINTS,KEYS")?;
        Ok(Self {
            prints: address(prints)?,
            keys: address(keys)?,
        })
    }

    /// Its addresses, each once.
    pub(super) fn addresses(self) -> impl Iterator<Item = u16> {
        let keys = (self.keys != self.prints).then_some(self.keys);
        [self.prints].into_iter().chain(keys)
    }
}

/// What a read means once there is no more input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtEnd {
    /// No key.
    Nothing,
    /// The end of the run.
    Exit,
}

/// How the user wants a console.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wiring {
    pub(crate) place: Place,
    pub(crate) enter: Enter,
    pub(crate) at_end: AtEnd,
    /// Where Ctrl-C goes at a terminal.
    pub(crate) ctrl_c: CtrlC,
    /// What becomes of a guest at a terminal that only asks for keys.
    pub(crate) idle: Idle,
}

/// Why a console ends the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    EndOfInput,
    Unread,
}

/// A console in use.
pub(super) struct Console {
    line: Arc<Mutex<Line>>,
    /// Gives the terminal back as it was.
    mode: Option<GuestTerminal>,
}

impl Console {
    pub(super) fn attach(
        machine: &mut Machine,
        wiring: Wiring,
        streams: &Shared,
        interrupt: &Arc<AtomicBool>,
    ) -> Self {
        let line = Arc::new(Mutex::new(Line {
            printed: Vec::new(),
            waiting: VecDeque::new(),
            keys: Keys::new(wiring.enter, wiring.idle),
            at_end: wiring.at_end,
            over: None,
            streams: Arc::clone(streams),
            screen: io::stdout().is_terminal().then(Screen::default),
            interrupt: Arc::clone(interrupt),
        }));
        for address in wiring.place.addresses() {
            let port = Port {
                place: wiring.place,
                line: Arc::clone(&line),
            };
            machine.attach(address..=address, Box::new(port));
        }
        Self {
            line,
            mode: GuestTerminal::begin(wiring.ctrl_c),
        }
    }

    /// Carries over what was printed.
    ///
    /// # Errors
    /// Standard output is broken.
    pub(super) fn pump(&self) -> io::Result<()> {
        held(&self.line).pump()
    }

    /// Whether a terminal gives its keys.
    pub(super) fn has_terminal(&self) -> bool {
        self.mode.is_some()
    }

    pub(super) fn is_over(&self) -> Option<Over> {
        held(&self.line).over
    }
}

fn held(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is between the guest and the standard streams.
struct Line {
    printed: Vec<u8>,
    waiting: VecDeque<u8>,
    keys: Keys,
    at_end: AtEnd,
    over: Option<Over>,
    streams: Shared,
    /// Where a terminal shows what is printed.
    screen: Option<Screen>,
    interrupt: Arc<AtomicBool>,
}

impl Line {
    fn pump(&mut self) -> io::Result<()> {
        if self.printed.is_empty() {
            return Ok(());
        }
        let mut printed = std::mem::take(&mut self.printed);
        if let Some(screen) = &mut self.screen {
            printed = screen.shown(&printed);
        }
        let mut streams = lock(&self.streams);
        streams.write(Stream::Output, &printed)?;
        streams.flush()
    }

    /// The next key, or 0.
    fn key(&mut self, signals: &mut Signals<'_>) -> u8 {
        if let Some(key) = self.waiting.pop_front() {
            return key;
        }
        // Whoever waits for an answer has read the question.
        if self.pump().is_err() {
            self.end(Over::Unread, signals);
            return 0;
        }
        match self.keys.more(signals.cycle(), &self.interrupt) {
            Came::Bytes(bytes) => self.waiting.extend(bytes),
            Came::Nothing => {}
            // The run has an eye on the host meanwhile.
            Came::Idle | Came::Interrupted => signals.stop(),
            Came::End if self.at_end == AtEnd::Exit => self.end(Over::EndOfInput, signals),
            Came::End => {}
        }
        self.waiting.pop_front().unwrap_or(0)
    }

    fn end(&mut self, over: Over, signals: &mut Signals<'_>) {
        self.over = Some(over);
        signals.stop();
    }
}

/// One of the console's addresses.
struct Port {
    place: Place,
    line: Arc<Mutex<Line>>,
}

impl Device for Port {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        match addr == self.place.keys {
            true => held(&self.line).key(signals),
            false => 0,
        }
    }

    fn write(&mut self, addr: u16, value: u8, _signals: &mut Signals<'_>) {
        if addr == self.place.prints {
            held(&self.line).printed.push(value);
        }
    }

    fn peek(&self, addr: u16, _cycle: u64) -> u8 {
        match addr == self.place.keys {
            true => held(&self.line).waiting.front().copied().unwrap_or(0),
            false => 0,
        }
    }

    /// The keys that wait. What was printed is printed.
    fn save(&self) -> Vec<u8> {
        held(&self.line).waiting.iter().copied().collect()
    }

    fn restore(&mut self, state: &[u8]) {
        held(&self.line).waiting = state.iter().copied().collect();
    }
}

/// What a terminal was shown last.
#[derive(Debug, Default)]
struct Screen {
    after_return: bool,
}

impl Screen {
    /// `bytes` as the terminal shows them best.
    fn shown(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut shown = Vec::with_capacity(bytes.len());
        for byte in bytes.iter().map(|byte| byte & 0x7F) {
            match byte {
                b'\n' if self.after_return => {}
                b'\r' => shown.push(b'\n'),
                // They fill time, and rub out on paper.
                b'\0' | 0x7F => continue,
                other => shown.push(other),
            }
            self.after_return = byte == b'\r';
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_shows_seven_bits_and_whole_lines() {
        let mut screen = Screen::default();
        let apple = [0xC8, 0xC9, 0x8D, 0xCF, 0xCB, b'\r'];
        assert_eq!(screen.shown(&apple), b"HI\nOK\n");
        assert_eq!(screen.shown(b"\0\nA\x08\n\x1B[2J"), b"A\x08\n\x1B[2J");
    }

    #[test]
    fn a_place_has_its_defaults() {
        let place = |prints, keys| Ok(Place { prints, keys });
        assert_eq!(Place::parse("py65"), place(0xF001, 0xF004));
        assert_eq!(Place::parse("py65:e000,$E001"), place(0xE000, 0xE001));
        for wrong in [
            "",
            "c64",
            "py65:e000",
            "py65:e000,",
            "py65:x,y",
            "py65:1,2,3",
        ] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }
}
