//! The standard streams as the terminal of a program whose ROM's routines the host does.
//!
//! What is piped in is there when the guest asks for a key, and waited for if need be. At a terminal every key comes at once,
//! and is shown by the routine that reads a line. At the end of input a guest that waits is at its end; one that only looks finds no
//! key, unless that ends it as well.

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jumppad_engine::host::routines::terminal::{Echo, Key, Patience, Terminal};
use jumppad_engine::host::routines::{Answer, Routines, Setup, screen_rows};
use jumppad_engine::host::sim65::streams::{Input, Stream, Streams};
use jumppad_tiers::{Machine, StopReason};

use super::ending::End;
use super::keys::{Came, Keys};
use super::streams::{Shared, lock};
use super::{AtEnd, Wiring};
use crate::keyboard::GuestTerminal;
use crate::render::put_text;

/// The most that is read at once.
const BUFFER: usize = 1 << 12;

/// What the user wants of the host.
#[derive(Clone, Debug)]
pub(crate) struct Hosting {
    pub(crate) setup: Setup,
    pub(crate) wiring: Wiring,
    pub(crate) screen: Screen,
}

/// Whether the C64's screen is printed at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    Hidden,
    Shown,
}

/// Prints the screen as its memory has it at the end, if it is wanted.
pub(super) fn show_screen(machine: &Machine, hosting: Option<&Hosting>) {
    if hosting.is_none_or(|hosting| hosting.screen == Screen::Hidden) {
        return;
    }
    let rows = screen_rows(machine);
    let used = rows.iter().rposition(|row| !row.is_empty());
    for row in &rows[..used.map_or(0, |last| last + 1)] {
        put_text(&format!("{row}\n"));
    }
}

/// The host at work.
pub(super) struct Hosted {
    routines: Routines,
    terminal: Standard,
    /// Gives the terminal back as it was.
    _keys: Option<GuestTerminal>,
}

impl Hosted {
    pub(super) fn new(
        routines: Routines,
        hosting: &Hosting,
        streams: &Shared,
        interrupt: &Arc<AtomicBool>,
    ) -> Self {
        Self {
            routines,
            terminal: Standard {
                streams: Arc::clone(streams),
                interrupt: Arc::clone(interrupt),
                keys: Keys::new(
                    hosting.wiring.enter,
                    hosting.wiring.idle,
                    hosting.wiring.silence,
                ),
                waiting: VecDeque::new(),
                at_end: hosting.wiring.at_end,
                is_terminal: io::stdin().is_terminal(),
            },
            _keys: GuestTerminal::begin(hosting.wiring.ctrl_c),
        }
    }

    /// Whether the machine stops at `address` for the host.
    pub(super) fn is_at(&self, address: u16) -> bool {
        self.routines.is_at(address)
    }

    /// Does what the guest asks; the end of the run, if it is one.
    pub(super) fn serve(&mut self, machine: &mut Machine) -> Option<End> {
        match self.routines.serve(machine, &mut self.terminal).answer {
            Answer::Returned | Answer::Gone => None,
            Answer::Exit => Some(End::Exited(0)),
            Answer::Interrupted | Answer::Starved => Some(End::Stopped(StopReason::Interrupted)),
            Answer::EndOfInput => Some(End::Exhausted),
            Answer::Unread => Some(End::Unread),
            Answer::Fault(text) => Some(End::Fault(text)),
        }
    }
}

struct Standard {
    streams: Shared,
    interrupt: Arc<AtomicBool>,
    keys: Keys,
    /// What came in and nobody has asked for yet.
    waiting: VecDeque<u8>,
    at_end: AtEnd,
    is_terminal: bool,
}

impl Standard {
    /// Asks for more; none if a key is there now.
    fn more(&mut self, patience: Patience, cycle: u64) -> Option<Key> {
        if patience == Patience::Glance {
            return Some(Key::Nothing);
        }
        if patience == Patience::Wait && self.is_terminal {
            let read = lock(&self.streams).read(Stream::Input, BUFFER);
            return match read {
                Ok(Input::Bytes(bytes)) if !bytes.is_empty() => {
                    self.waiting.extend(bytes);
                    None
                }
                Ok(Input::Interrupted) => Some(Key::Interrupted),
                Ok(Input::Bytes(_)) | Err(_) => Some(Key::End),
            };
        }
        // What was printed before is seen before it waits.
        if lock(&self.streams).flush().is_err() {
            return Some(Key::Nothing);
        }
        match self.keys.more(cycle, &self.interrupt) {
            Came::Bytes(bytes) => {
                self.waiting.extend(bytes);
                None
            }
            Came::Nothing | Came::Idle => Some(Key::Nothing),
            Came::Interrupted => {
                self.interrupt.store(false, Ordering::SeqCst);
                Some(Key::Interrupted)
            }
            Came::End if patience == Patience::Poll && self.at_end == AtEnd::Nothing => {
                Some(Key::Nothing)
            }
            Came::End => Some(Key::End),
        }
    }
}

impl Terminal for Standard {
    fn key(&mut self, patience: Patience, cycle: u64) -> Key {
        if self.waiting.is_empty()
            && let Some(none) = self.more(patience, cycle)
        {
            return none;
        }
        self.waiting.pop_front().map_or(Key::Nothing, Key::Byte)
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        lock(&self.streams).write(Stream::Output, text.as_bytes())
    }

    fn echo(&self) -> Echo {
        match self.is_terminal {
            true => Echo::Keys,
            false => Echo::Lines,
        }
    }

    fn erase(&mut self) -> io::Result<()> {
        lock(&self.streams).write(Stream::Output, b"\x08 \x08")
    }
}
