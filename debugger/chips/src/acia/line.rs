//! A serial line with a console at its other end: bytes on their way in and out.
//!
//! Both directions are double-buffered: a byte in the data register, one that is being shifted. Where
//! time is not modelled, a byte comes when the last was read, and is out when it is written.
//!
//! Invariants: no byte comes earlier than it takes; keys that the line may not send yet wait at the
//! terminal; what is typed counts from the wake or access that notices it. Not here: registers.

use std::collections::VecDeque;

use jumppad_tiers::devices::Console;
use jumppad_tiers::{Device, Signals};

use crate::kept::{Keep, keep, saved};

/// Whether bytes take their time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Baud {
    /// A byte takes none.
    #[default]
    Instant,
    /// It takes what the chip's registers say, in cycles of the machine's clock.
    Timed {
        /// The clock's rate in Hz.
        clock: u64,
    },
}

impl Baud {
    /// The cycles of `half_bits` halves of a bit, at `hertz` / `divisor` bits a second; 0 where time is not
    /// modelled.
    pub(crate) fn cycles(self, half_bits: u64, hertz: u64, divisor: u64) -> u64 {
        let Self::Timed { clock } = self else {
            return 0;
        };
        let halves = clock.saturating_mul(half_bits).saturating_mul(divisor);
        halves.div_ceil(hertz.saturating_mul(2).max(1))
    }
}

/// Whether the terminal may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Open,
    /// The receiver is off, or asks the terminal to wait by RTS.
    Held,
}

/// What becomes of a byte that is sent while one is in the data register or on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sending {
    /// It waits in the data register.
    Buffered,
    /// It takes the place of the one that is being shifted, which is lost.
    Unbuffered,
}

/// How the chip's registers set the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    /// Cycles of a byte that is received; 0 where time is not modelled.
    pub(crate) receive: u64,
    /// Of one that is sent.
    pub(crate) send: u64,
    /// The bits that a byte has.
    pub(crate) mask: u8,
    pub(crate) flow: Flow,
    /// Whether what is received is sent back.
    pub(crate) does_echo: bool,
}

/// What has happened on the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Happened {
    /// The receive register was filled.
    pub(crate) received: bool,
    /// The transmit register was emptied.
    pub(crate) emptied: bool,
}

/// The registers behind the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// Up to where time has passed.
    pub(crate) now: u64,
    /// Typed, and not on its way yet.
    waiting: VecDeque<u8>,
    /// On its way, and the cycle in which it is there.
    incoming: Option<(u8, u64)>,
    /// The receive register.
    pub(crate) received: u8,
    pub(crate) is_full: bool,
    /// A byte came while the register was full, and was lost.
    pub(crate) overrun: bool,
    /// In the transmit register, waiting for the one before.
    held: Option<u8>,
    /// Being shifted out, and the cycle in which it is out.
    outgoing: Option<(u8, u64)>,
}
keep!(Line {
    now,
    waiting,
    incoming,
    received,
    is_full,
    overrun,
    held,
    outgoing,
});

impl Line {
    /// Lets time pass up to `to`; what comes out goes to `print`.
    pub(crate) fn run(&mut self, to: u64, format: Format, mut print: impl FnMut(u8)) -> Happened {
        let mut happened = Happened::default();
        while let Some((byte, end)) = self.outgoing.filter(|(_, end)| *end <= to) {
            print(byte);
            self.outgoing = self.held.take().map(|next| {
                happened.emptied = true;
                (next, end.saturating_add(format.send))
            });
        }
        // A line that is free has waited for something up to here.
        let mut free = self.now;
        loop {
            match self.incoming {
                Some((byte, at)) if at <= to => {
                    self.incoming = None;
                    free = at;
                    happened.received |= self.receive(byte);
                    if format.does_echo {
                        print(byte);
                    }
                }
                Some(_) => break,
                None if self.is_held(format) => break,
                None => {
                    let next = self.waiting.pop_front();
                    let Some(byte) = next else { break };
                    let at = free.saturating_add(format.receive);
                    self.incoming = Some((byte & format.mask, at));
                }
            }
        }
        self.now = to;
        happened
    }

    fn is_held(&self, format: Format) -> bool {
        let is_instant = format.receive == 0;
        format.flow == Flow::Held || is_instant && self.is_full
    }

    /// Whether a key that is typed now is the next to come.
    fn is_idle(&self, format: Format) -> bool {
        let has_none = self.waiting.is_empty() && self.incoming.is_none() && !self.is_full;
        has_none && format.flow == Flow::Open
    }

    /// Whether the register was empty.
    fn receive(&mut self, byte: u8) -> bool {
        if self.is_full {
            self.overrun = true;
            return false;
        }
        (self.received, self.is_full) = (byte, true);
        true
    }

    /// Writes the transmit register. The cycle in which the byte is out.
    pub(crate) fn send(&mut self, byte: u8, format: Format, sending: Sending) -> u64 {
        let byte = byte & format.mask;
        match self.outgoing {
            Some((_, end)) if sending == Sending::Buffered => {
                self.held = Some(byte);
                end.saturating_add(format.send)
            }
            _ => {
                let end = self.now.saturating_add(format.send);
                self.outgoing = Some((byte, end));
                end
            }
        }
    }

    /// Empties the chip's registers; keys that are not on their way still come.
    pub(crate) fn clear(&mut self) {
        (self.incoming, self.held, self.outgoing) = (None, None, None);
        (self.is_full, self.overrun) = (false, false);
    }

    /// Whether the transmit register is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.held.is_none()
    }

    /// When the receive register will be filled, as far as that is known.
    pub(crate) fn next_receipt(&self) -> Option<u64> {
        let incoming = self.incoming.filter(|_| !self.is_full);
        incoming.map(|(_, at)| at)
    }

    /// When the transmit register will be empty, if it is not.
    pub(crate) fn next_empty(&self) -> Option<u64> {
        let outgoing = self.outgoing.filter(|_| self.held.is_some());
        outgoing.map(|(_, end)| end)
    }
}

/// The line with its console.
pub(crate) struct Wire {
    pub(crate) line: Line,
    console: Console,
}

impl Wire {
    pub(crate) fn new(console: Console) -> Self {
        Self {
            line: Line::default(),
            console,
        }
    }

    /// Lets time pass up to the present, and takes notice of what was typed.
    pub(crate) fn run(&mut self, format: Format, signals: &mut Signals<'_>) -> Happened {
        let now = signals.cycle();
        let console = &mut self.console;
        let mut happened = self.line.run(now, format, |byte| console.print(byte));
        self.take_keys(format);
        if self.line.is_idle(format) {
            self.console.listen(signals);
        }
        let after = self.again(format);
        happened.received |= after.received;
        happened.emptied |= after.emptied;
        happened
    }

    /// Takes what was typed from the terminal: where time is not modelled, a key when it comes. What may not come yet
    /// stays typed.
    fn take_keys(&mut self, format: Format) {
        let does_want = |line: &Line| match format.receive {
            0 => line.is_idle(format),
            _ => format.flow == Flow::Open,
        };
        while does_want(&self.line) {
            let Some(key) = self.console.key() else {
                return;
            };
            self.line.waiting.push_back(key);
        }
    }

    /// Does what is due in the present cycle since something was changed in it.
    pub(crate) fn again(&mut self, format: Format) -> Happened {
        self.take_keys(format);
        let console = &mut self.console;
        self.line
            .run(self.line.now, format, |byte| console.print(byte))
    }

    /// The line as it will be in `cycle`, if nothing happens before.
    pub(crate) fn ahead(&self, cycle: u64, format: Format) -> (Line, Happened) {
        let mut line = self.line.clone();
        let happened = line.run(cycle, format, |_| {});
        (line, happened)
    }

    /// The line, and the keys that it does not know of.
    pub(crate) fn save(&self) -> Vec<u8> {
        let mut bytes = saved(&self.line);
        bytes.extend(self.console.save());
        bytes
    }

    pub(crate) fn restore(&mut self, mut state: &[u8]) {
        if let Some(line) = Line::fetch(&mut state) {
            self.line = line;
            self.console.restore(state);
        }
    }
}
