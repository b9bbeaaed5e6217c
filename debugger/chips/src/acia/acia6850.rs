//! The 6850 ACIA: a serial line whose clock comes from outside.
//!
//! | offset | read | write |
//! |---|---|---|
//! | 0 | status | control |
//! | 1 | received byte | byte to be sent |
//!
//! Control: bits 1 and 0 divide the clock by 1, 16 or 64, or reset (11); 4 to 2 the format; 6
//! and 5 RTS and the transmit interrupt; 7 the receive interrupt. Until the first reset by software
//! nothing is sent or received. DCD and CTS are low; RTS that is high has the terminal wait.
//!
//! Source: MC6850 data sheet (Motorola, 1985), "Control Register", "Status Register".

use jumppad_tiers::devices::Console;
use jumppad_tiers::{Device, Line, Register, Signals};

use super::line::{Baud, Flow, Format, Registers, Sending, Wire};
use crate::kept::{keep, restored, saved_before};
use crate::request::{Request, sooner};

mod status {
    pub(super) const RECEIVED: u8 = 0x01;
    pub(super) const EMPTY: u8 = 0x02;
    pub(super) const OVERRUN: u8 = 0x20;
    pub(super) const INTERRUPT: u8 = 0x80;
}

const RECEIVE_INTERRUPT: u8 = 0x80;
/// Two bits: 01 enables the transmit interrupt, 10 has RTS high.
const TRANSMIT: u8 = 0x60;
const TRANSMIT_INTERRUPT: u8 = 0x20;
const RTS_HIGH: u8 = 0x40;
const DIVIDE: u8 = 0x03;
const RESET: u8 = 0x03;

/// The clock of RxC and TxC that most boards have, in Hz: 115,200 baud by 16.
const CLOCK: u64 = 1_843_200;

/// Data bits and all bits of a byte, by bits 4 to 2 of the control register.
const FORMATS: [(u64, u64); 8] = [
    (7, 11),
    (7, 11),
    (7, 10),
    (7, 10),
    (8, 11),
    (8, 10),
    (8, 11),
    (8, 11),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    control: u8,
    /// The byte in front of a lost one was read, and the loss is told.
    told_overrun: bool,
    request: Request,
}
keep!(State {
    control,
    told_overrun,
    request
});

/// A 6850; 2 registers.
pub struct Acia6850 {
    state: State,
    wire: Wire,
    baud: Baud,
    clock: u64,
    line: Option<Line>,
}

impl Acia6850 {
    /// One with a console at the other end of its line, clocked with 1.8432 MHz, and its IRQ output on
    /// the processor's IRQ line.
    #[must_use]
    pub fn new(console: Console, baud: Baud) -> Self {
        Self {
            state: State {
                control: RESET,
                told_overrun: false,
                request: Request::default(),
            },
            wire: Wire::new(console),
            baud,
            clock: CLOCK,
            line: Some(Line::Irq),
        }
    }

    /// The chip with another clock on RxC and TxC, in Hz. It counts where time is modelled.
    #[must_use]
    pub fn clocked(mut self, hertz: u64) -> Self {
        self.clock = hertz.max(1);
        self
    }

    /// The chip with its IRQ output on another line, or on none.
    #[must_use]
    pub fn interrupting(mut self, line: Option<Line>) -> Self {
        self.line = line;
        self
    }

    fn is_in_reset(&self) -> bool {
        self.state.control & DIVIDE == RESET
    }

    fn format(&self) -> Format {
        let control = self.state.control;
        let divisor = [1, 16, 64, 64][usize::from(control & DIVIDE)];
        let (data, all) = FORMATS[usize::from(control >> 2 & 7)];
        let cycles = self.baud.cycles(2 * all, self.clock, divisor);
        let is_held = self.is_in_reset() || control & TRANSMIT == RTS_HIGH;
        Format {
            receive: cycles,
            send: cycles,
            mask: 0xff >> (8 - data),
            flow: if is_held { Flow::Held } else { Flow::Open },
            does_echo: false,
        }
    }

    fn does_transmit_interrupt(&self) -> bool {
        self.state.control & TRANSMIT == TRANSMIT_INTERRUPT && !self.is_in_reset()
    }

    fn does_receive_interrupt(&self) -> bool {
        self.state.control & RECEIVE_INTERRUPT != 0 && !self.is_in_reset()
    }

    fn finish(&mut self, signals: &mut Signals<'_>) {
        let _ = self.wire.again(self.format());
        let line = &self.wire.line;
        let received = match line.is_full {
            true => Some(line.now),
            false => line.next_receipt(),
        };
        let emptied = match line.is_empty() {
            true => Some(line.now),
            false => line.next_empty(),
        };
        let due = sooner(
            received.filter(|_| self.does_receive_interrupt()),
            emptied.filter(|_| self.does_transmit_interrupt()),
        );
        if let Some(line) = self.line {
            self.state.request.announce(line, due, signals);
        }
    }

    fn look(&self, addr: u16, cycle: u64) -> u8 {
        let (line, _) = self.wire.ahead(cycle, self.format());
        self.shown(addr, &line)
    }

    /// What is in a register.
    fn shown(&self, addr: u16, line: &Registers) -> u8 {
        if addr & 1 != 0 {
            return line.received;
        }
        let is_empty = line.is_empty() && !self.is_in_reset();
        let interrupts = line.is_full && self.does_receive_interrupt()
            || is_empty && self.does_transmit_interrupt();
        let bits = [
            (status::RECEIVED, line.is_full),
            (status::EMPTY, is_empty),
            (status::OVERRUN, self.state.told_overrun),
            (status::INTERRUPT, interrupts),
        ];
        let set = bits.iter().filter(|(_, is_set)| *is_set);
        set.fold(0, |status, (bit, _)| status | bit)
    }

    /// The register is empty, unless a loss is to be told first: then it stays as it is until it
    /// is read again.
    fn take(&mut self) {
        let line = &mut self.wire.line;
        self.state.told_overrun = std::mem::take(&mut line.overrun);
        line.is_full = self.state.told_overrun;
    }

    fn control(&mut self, value: u8) {
        self.state.control = value;
        if self.is_in_reset() {
            self.state.told_overrun = false;
            self.wire.line.clear();
        }
    }

    fn send(&mut self, value: u8, signals: &mut Signals<'_>) {
        if self.is_in_reset() {
            return;
        }
        let format = self.format();
        let end = self.wire.line.send(value, format, Sending::Buffered);
        if end > signals.cycle() {
            signals.wake_at(end);
        }
    }
}

impl Device for Acia6850 {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let _ = self.wire.run(self.format(), signals);
        let value = self.shown(addr, &self.wire.line);
        if addr & 1 != 0 {
            self.take();
        }
        self.finish(signals);
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        let _ = self.wire.run(self.format(), signals);
        match addr & 1 {
            0 => self.control(value),
            _ => self.send(value, signals),
        }
        self.finish(signals);
    }

    fn awaits_outside(&self) -> bool {
        self.line.is_some() && self.does_receive_interrupt()
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        self.look(addr, cycle)
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        vec![
            Register::byte("STATUS", self.look(0, cycle)),
            Register::byte("CONTROL", self.state.control),
            Register::byte("RDR", self.look(1, cycle)),
        ]
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        let _ = self.wire.run(self.format(), signals);
        self.finish(signals);
    }

    fn save(&self) -> Vec<u8> {
        saved_before(&self.state, self.wire.save())
    }

    fn restore(&mut self, state: &[u8]) {
        restored(&mut self.state, state, |rest| self.wire.restore(rest));
    }
}
