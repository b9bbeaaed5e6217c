//! The 6551 ACIA: a serial line with its own baud rate generator.
//!
//! | offset | read | write |
//! |---|---|---|
//! | 0 | received byte | byte to be sent |
//! | 1 | status; clears the interrupt | programmed reset, whatever is written |
//! | 2, 3 | command, control | the same |
//!
//! CTS, DCD and DSR are low, as with a terminal that is there. RTS that is high, or DTR (bit 0 of
//! the command) that is off, has the terminal wait. No byte has errors of parity or framing.
//!
//! Sources: R6551 data sheet (Rockwell, 1984), tables "Status Register", "Command Register", "Control
//! Register"; W65C51N data sheet (WDC, 2014), notes on TDRE.

use jumppad_tiers::devices::Console;
use jumppad_tiers::{Device, Line, Register, Signals};

use super::line::{Baud, Flow, Format, Happened, Registers, Sending, Wire};
use crate::kept::{keep, restored, saved_before};
use crate::request::{Request, sooner};

/// Which chip's faults it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quirk {
    /// None: Rockwell's, MOS's.
    #[default]
    None,
    /// Of WDC's W65C51N: TDRE is always set, there is no transmit interrupt, and a byte
    /// that is written while one is being sent spoils that.
    W65c51n,
}

mod status {
    pub(super) const OVERRUN: u8 = 0x04;
    pub(super) const RECEIVED: u8 = 0x08;
    pub(super) const EMPTY: u8 = 0x10;
    pub(super) const INTERRUPT: u8 = 0x80;
}

mod command {
    /// Receiver and interrupts are on.
    pub(super) const READY: u8 = 0x01;
    pub(super) const NO_RECEIVE_INTERRUPT: u8 = 0x02;
    /// Two bits: 00 RTS is high; 01 transmit interrupt.
    pub(super) const TRANSMIT: u8 = 0x0c;
    pub(super) const TRANSMIT_INTERRUPT: u8 = 0x04;
    pub(super) const ECHO: u8 = 0x10;
    pub(super) const PARITY: u8 = 0x20;
    /// What a programmed reset leaves alone.
    pub(super) const KEPT: u8 = 0xe0;
}

/// The crystal's rate divided by 16: bits a second by a divisor of 1.
const FASTEST: u64 = 115_200;

/// By which that is divided, by the low bits of the control register: 50 to 19,200 baud. 0 is the
/// external clock, for which the crystal stands here.
const DIVISORS: [u64; 16] = [
    1, 2304, 1536, 1048, 856, 768, 384, 192, 96, 64, 48, 32, 24, 16, 12, 6,
];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    command: u8,
    control: u8,
    interrupt: bool,
    request: Request,
}
keep!(State {
    command,
    control,
    interrupt,
    request
});

/// A 6551; 4 registers.
pub struct Acia6551 {
    state: State,
    wire: Wire,
    baud: Baud,
    quirk: Quirk,
    line: Option<Line>,
}

impl State {
    fn format(&self, baud: Baud) -> Format {
        let (command, control) = (self.command, self.control);
        let length = 8 - u64::from(control >> 5 & 3);
        let has_parity = command & command::PARITY != 0;
        // One and a half stop bits, one, or two.
        let stop = match (control & 0x80 != 0, length, has_parity) {
            (false, _, _) | (true, 8, true) => 2,
            (true, 5, false) => 3,
            _ => 4,
        };
        let half_bits = 2 * (1 + length + u64::from(has_parity)) + stop;
        let own = DIVISORS[usize::from(control & 0x0f)];
        let is_receiver_external = control & 0x10 == 0;
        let received = if is_receiver_external { 1 } else { own };
        let does_echo = command & (command::ECHO | command::TRANSMIT) == command::ECHO;
        let is_ready = command & command::TRANSMIT != 0 || does_echo;
        Format {
            receive: baud.cycles(half_bits, FASTEST, received),
            send: baud.cycles(half_bits, FASTEST, own),
            mask: 0xff >> (8 - length),
            flow: match command & command::READY != 0 && is_ready {
                true => Flow::Open,
                false => Flow::Held,
            },
            does_echo,
        }
    }

    /// What is in a register.
    fn shown(&self, addr: u16, line: &Registers, quirk: Quirk) -> u8 {
        let is_empty = line.is_empty() || quirk == Quirk::W65c51n;
        let bits = [
            (status::OVERRUN, line.overrun),
            (status::RECEIVED, line.is_full),
            (status::EMPTY, is_empty),
            (status::INTERRUPT, self.interrupt),
        ];
        let set = bits.iter().filter(|(_, is_set)| *is_set);
        match addr & 3 {
            0 => line.received,
            1 => set.fold(0, |status, (bit, _)| status | bit),
            2 => self.command,
            _ => self.control,
        }
    }

    fn does_receive_interrupt(&self) -> bool {
        self.command & (command::READY | command::NO_RECEIVE_INTERRUPT) == command::READY
    }

    fn does_transmit_interrupt(&self, quirk: Quirk) -> bool {
        let is_asked = self.command & command::TRANSMIT == command::TRANSMIT_INTERRUPT;
        is_asked && self.command & command::READY != 0 && quirk == Quirk::None
    }

    fn note(&mut self, happened: Happened, quirk: Quirk) {
        let received = happened.received && self.does_receive_interrupt();
        let emptied = happened.emptied && self.does_transmit_interrupt(quirk);
        self.interrupt |= received || emptied;
    }
}

impl Acia6551 {
    /// One with a console at the other end of its line, and its IRQ output on the processor's
    /// IRQ line.
    #[must_use]
    pub fn new(console: Console, baud: Baud, quirk: Quirk) -> Self {
        Self {
            state: State::default(),
            wire: Wire::new(console),
            baud,
            quirk,
            line: Some(Line::Irq),
        }
    }

    /// The chip with its IRQ output on another line, or on none.
    #[must_use]
    pub fn interrupting(mut self, line: Option<Line>) -> Self {
        self.line = line;
        self
    }

    fn run(&mut self, signals: &mut Signals<'_>) {
        let happened = self.wire.run(self.state.format(self.baud), signals);
        self.state.note(happened, self.quirk);
    }

    fn finish(&mut self, signals: &mut Signals<'_>) {
        let happened = self.wire.again(self.state.format(self.baud));
        self.state.note(happened, self.quirk);
        let line = &self.wire.line;
        let received = line.next_receipt();
        let received = received.filter(|_| self.state.does_receive_interrupt());
        let emptied = line.next_empty();
        let emptied = emptied.filter(|_| self.state.does_transmit_interrupt(self.quirk));
        let due = match self.state.interrupt {
            true => Some(line.now),
            false => sooner(received, emptied),
        };
        if let Some(line) = self.line {
            self.state.request.announce(line, due, signals);
        }
    }

    fn send(&mut self, value: u8, signals: &mut Signals<'_>) {
        let format = self.state.format(self.baud);
        let sending = match self.quirk {
            Quirk::None => Sending::Buffered,
            Quirk::W65c51n => Sending::Unbuffered,
        };
        let end = self.wire.line.send(value, format, sending);
        let emptied = self.wire.line.is_empty();
        let received = false;
        self.state.note(Happened { received, emptied }, self.quirk);
        if end > signals.cycle() {
            signals.wake_at(end);
        }
    }

    /// What was true before it was enabled interrupts as well.
    fn enable(&mut self, before: State) {
        let (state, line) = (self.state, &self.wire.line);
        let receives = state.does_receive_interrupt() && !before.does_receive_interrupt();
        let transmits = state.does_transmit_interrupt(self.quirk)
            && !before.does_transmit_interrupt(self.quirk);
        self.state.interrupt |= receives && line.is_full || transmits && line.is_empty();
        // Interrupts that are off let go of the line.
        self.state.interrupt &= state.command & command::READY != 0;
    }

    fn look(&self, addr: u16, cycle: u64) -> u8 {
        let (line, happened) = self.wire.ahead(cycle, self.state.format(self.baud));
        let mut state = self.state;
        state.note(happened, self.quirk);
        state.shown(addr, &line, self.quirk)
    }
}

impl Device for Acia6551 {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.run(signals);
        let value = self.state.shown(addr, &self.wire.line, self.quirk);
        match addr & 3 {
            0 => {
                self.wire.line.is_full = false;
                self.wire.line.overrun = false;
            }
            1 => self.state.interrupt = false,
            _ => {}
        }
        self.finish(signals);
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        self.run(signals);
        let before = self.state;
        match addr & 3 {
            0 => self.send(value, signals),
            1 => {
                self.state.command &= command::KEPT;
                self.wire.line.overrun = false;
            }
            2 => self.state.command = value,
            _ => self.state.control = value,
        }
        self.enable(before);
        self.finish(signals);
    }

    fn awaits_outside(&self) -> bool {
        self.line.is_some() && self.state.does_receive_interrupt()
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        self.look(addr, cycle)
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let names = ["RDR", "STATUS", "COMMAND", "CONTROL"];
        let places = (0..).zip(names);
        places
            .map(|(addr, name)| Register::byte(name, self.look(addr, cycle)))
            .collect()
    }

    /// RES goes low: what is being sent and received goes on.
    fn reset(&mut self, signals: &mut Signals<'_>) {
        self.run(signals);
        self.state.command = 0;
        self.state.control = 0;
        self.state.interrupt = false;
        self.finish(signals);
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.run(signals);
        self.finish(signals);
    }

    fn save(&self) -> Vec<u8> {
        saved_before(&self.state, self.wire.save())
    }

    fn restore(&mut self, state: &[u8]) {
        restored(&mut self.state, state, |rest| self.wire.restore(rest));
    }
}
