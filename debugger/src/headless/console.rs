//! The console of a headless run: what the guest prints goes to standard output, what comes from standard input are keys.
//!
//! A read gives 0 while there is no key, as py65's monitor has it. At a terminal every key comes at once and is not
//! echoed, for such guests do that themselves. To a guest that is interrupted by keys, piped input comes byte by byte in
//! cycles that depend on nothing but the guest: it is waited for, as where a guest asks.
//!
//! What is written to a file or a pipe is what the guest printed, byte by byte. On a terminal a console has seven bits, and
//! a carriage return, with its line feed or without, begins a new line.

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jumppad_tiers::devices::{Asking, Keyboard, Terminal};
use jumppad_tiers::{DeviceId, Machine, Signals};

use super::keys::{Came, Enter, Idle, Keys, Silence};
use super::streams::{Shared, lock};
use crate::keyboard::GuestTerminal;
use jumppad_engine::host::devices::kinds::PY65;
use jumppad_engine::host::devices::{Attachment, Options, Order, PY65_KEYS, PY65_PRINTS};
use jumppad_engine::host::sim65::streams::{Stream, Streams};
use jumppad_engine::settings::CtrlC;
use jumppad_language::grammar::{number, parse_all};

/// Cycles from one byte of piped input to the next, for a guest that is interrupted by them: ten milliseconds at 1 MHz.
const FEED: u64 = 10_000;

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

    /// Where it prints.
    pub(super) fn prints(self) -> u16 {
        self.prints
    }

    /// The device that is there.
    pub(super) fn order(self) -> Order {
        let options = Options {
            keys: Some(self.keys),
            ..Options::default()
        };
        Order {
            options,
            ..PY65.at(self.prints)
        }
    }
}

/// What a read means once there is no more input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum AtEnd {
    /// No key.
    #[default]
    Nothing,
    /// The end of the run.
    Exit,
}

/// How the user wants a console.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wiring {
    pub(crate) enter: Enter,
    pub(crate) at_end: AtEnd,
    /// Where Ctrl-C goes at a terminal.
    pub(crate) ctrl_c: CtrlC,
    /// What becomes of a guest at a terminal that only asks for keys.
    pub(crate) idle: Idle,
    /// What is said of a pipe that says nothing.
    pub(crate) silence: Silence,
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
    terminal: Terminal,
    ids: Vec<DeviceId>,
    /// The turn in which the last byte of a pipe was due.
    fed: u64,
    /// Gives the terminal back as it was.
    mode: Option<GuestTerminal>,
}

impl Console {
    /// Leads the standard streams to a device's console.
    pub(super) fn connect(
        attached: &Attachment<'_>,
        wiring: Wiring,
        streams: &Shared,
        interrupt: &Arc<AtomicBool>,
    ) -> Self {
        let terminal = attached.terminal();
        let line = Arc::new(Mutex::new(Line {
            terminal: terminal.clone(),
            keys: Keys::new(wiring.enter, wiring.idle, wiring.silence),
            untyped: VecDeque::new(),
            asked: 0,
            printed: 0,
            is_heard: false,
            at_end: wiring.at_end,
            over: None,
            streams: Arc::clone(streams),
            screen: io::stdout().is_terminal().then(Screen::default),
            interrupt: Arc::clone(interrupt),
        }));
        terminal.connect(Box::new(Asked(Arc::clone(&line))));
        Self {
            line,
            terminal,
            ids: attached.ids(),
            fed: 0,
            mode: GuestTerminal::begin(wiring.ctrl_c),
        }
    }

    /// Carries over what was printed, and keys of a terminal to a chip that waits for an interrupt instead of asking.
    ///
    /// # Errors
    /// Standard output is broken.
    pub(super) fn pump(&self, machine: &mut Machine) -> io::Result<()> {
        let keys = held(&self.line).offer()?;
        self.type_for(machine, &keys);
        Ok(())
    }

    fn type_for(&self, machine: &mut Machine, keys: &[u8]) {
        if !keys.is_empty() {
            self.terminal.send(keys);
            for &id in &self.ids {
                machine.wake_device(id);
            }
        }
    }

    /// Cycles until the next byte of a pipe is due for a guest that is interrupted by keys; none if none is.
    pub(super) fn due(&self, machine: &Machine) -> Option<u64> {
        let is_piped = held(&self.line).is_piped();
        let feeds = is_piped && machine.awaits_outside();
        feeds.then(|| FEED - machine.cpu().cycles % FEED)
    }

    /// Types the byte that is due, if the guest has taken the one before.
    ///
    /// # Errors
    /// Standard output is broken.
    pub(super) fn feed(&mut self, machine: &mut Machine) -> io::Result<()> {
        let turn = machine.cpu().cycles / FEED;
        let is_due = turn > std::mem::replace(&mut self.fed, turn);
        let is_taken = || self.terminal.console().next_key().is_none();
        if is_due && held(&self.line).is_piped() && machine.awaits_outside() && is_taken() {
            self.await_key(machine)?;
        }
        Ok(())
    }

    /// Waits for a key for a guest that does nothing but wait for its interrupt. False if none will come.
    ///
    /// # Errors
    /// Standard output is broken.
    pub(super) fn await_key(&self, machine: &mut Machine) -> io::Result<bool> {
        let keys = held(&self.line).awaited()?;
        let is_open = keys.is_some();
        self.type_for(machine, &keys.unwrap_or_default());
        Ok(is_open)
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
    terminal: Terminal,
    keys: Keys,
    /// Piped in, and not typed yet.
    untyped: VecDeque<u8>,
    /// How often a chip was accessed since the guest printed last.
    asked: u32,
    /// How much was printed then, and not written yet.
    printed: usize,
    /// Whether the guest asked for keys, or accessed a chip, since its output was written last.
    is_heard: bool,
    at_end: AtEnd,
    over: Option<Over>,
    streams: Shared,
    /// Where a terminal shows what is printed.
    screen: Option<Screen>,
    interrupt: Arc<AtomicBool>,
}

impl Line {
    fn pump(&mut self) -> io::Result<()> {
        let mut printed = self.terminal.receive();
        if printed.is_empty() {
            return Ok(());
        }
        if let Some(screen) = &mut self.screen {
            printed = screen.shown(&printed);
        }
        let mut streams = lock(&self.streams);
        streams.write(Stream::Output, &printed)?;
        streams.flush()
    }

    /// Whether a guest that accesses a chip at the other end of the line, again and again, waits for a key: it prints
    /// nothing meanwhile. It is then asked as one that reads a key.
    fn is_expectant(&mut self) -> bool {
        /// More accesses than any guest makes between two characters that it prints without a pause.
        const MANY: u32 = 1000;
        let printed = self.terminal.printed();
        self.asked = match printed == self.printed {
            true => self.asked.saturating_add(1),
            false => 0,
        };
        self.printed = printed;
        self.asked > MANY
    }

    /// Writes what was printed, and looks for keys for a guest that has neither printed nor asked since the last time.
    fn offer(&mut self) -> io::Result<Vec<u8>> {
        let is_silent = self.terminal.printed() == 0 && !self.is_heard;
        self.is_heard = false;
        self.pump()?;
        if !is_silent || self.is_piped() {
            return Ok(Vec::new());
        }
        Ok(match self.keys.offered() {
            Came::Bytes(bytes) => bytes,
            // Nobody asked for more.
            _ => Vec::new(),
        })
    }

    /// Whether piped input may still come.
    fn is_piped(&self) -> bool {
        self.keys.are_piped() || !self.untyped.is_empty()
    }

    /// Waits for keys: of a pipe for the next byte, of a terminal for a moment. None if there will be none.
    fn awaited(&mut self) -> io::Result<Option<Vec<u8>>> {
        self.pump()?;
        if let Some(byte) = self.untyped.pop_front() {
            return Ok(Some(vec![byte]));
        }
        let is_piped = self.keys.are_piped();
        Ok(match self.keys.awaited(&self.interrupt) {
            Came::Bytes(bytes) if is_piped => {
                self.untyped.extend(bytes);
                Some(self.untyped.pop_front().into_iter().collect())
            }
            Came::Bytes(bytes) => Some(bytes),
            Came::Nothing | Came::Idle | Came::Interrupted => Some(Vec::new()),
            Came::End => None,
        })
    }

    fn end(&mut self, over: Over, signals: &mut Signals<'_>) {
        self.over = Some(over);
        signals.stop();
    }
}

/// Who is asked for more keys.
struct Asked(Arc<Mutex<Line>>);

impl Keyboard for Asked {
    fn more(&mut self, why: Asking, signals: &mut Signals<'_>) -> Vec<u8> {
        let mut line = held(&self.0);
        let line = &mut *line;
        line.is_heard = true;
        if why == Asking::Chip && !line.is_expectant() {
            return Vec::new();
        }
        // Whoever waits for an answer has read the question.
        if line.pump().is_err() {
            line.end(Over::Unread, signals);
            return Vec::new();
        }
        if let Some(byte) = line.untyped.pop_front() {
            line.asked = 0;
            return vec![byte];
        }
        match line.keys.more(signals.cycle(), &line.interrupt) {
            Came::Bytes(bytes) => {
                line.asked = 0;
                return bytes;
            }
            Came::Nothing => {}
            // The run has an eye on the host meanwhile.
            Came::Idle | Came::Interrupted => signals.stop(),
            Came::End if line.at_end == AtEnd::Exit => line.end(Over::EndOfInput, signals),
            Came::End => {}
        }
        Vec::new()
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
