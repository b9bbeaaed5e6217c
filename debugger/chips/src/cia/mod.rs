//! The 6526 CIA: two ports, two timers, a time of day, a serial register.
//!
//! Sixteen registers, which the data sheet names as [`Device::registers`] does. A pin that nobody
//! drives is high; the ports are read at their pins. What the timers put on PB6 and PB7 is read
//! there; parts on the port are told of it with the next access.
//! Source: MOS Technology 6526 data sheet (1981).
//! Not here: CNT and SP as outputs. What the serial register sends raises its flag, and is not told.

mod chip;
mod clock;
mod serial;
mod timer;
mod timers;

use jumppad_tiers::{Device, Line, Register, Signals};

use crate::kept::{Keep, saved};
use crate::pins::Pins;
use crate::wired::{Level, Pin, Port, Wired};
use chip::{Chip, Coming, Make};
use clock::Beat;

pub use clock::Mains;

/// Which chip it is: they differ in when they interrupt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Revision {
    /// The 6526 as most C64s have it: the line falls a cycle behind the underflow.
    #[default]
    Mos6526,
    /// The 6526A, also 8521: without that cycle.
    Mos6526A,
}

/// Where registers are.
mod register {
    pub(super) const PRA: u16 = 0;
    pub(super) const PRB: u16 = 1;
    pub(super) const DDRA: u16 = 2;
    pub(super) const DDRB: u16 = 3;
    pub(super) const TA_LO: u16 = 4;
    pub(super) const TA_HI: u16 = 5;
    pub(super) const TB_LO: u16 = 6;
    pub(super) const TB_HI: u16 = 7;
    pub(super) const TOD_10THS: u16 = 8;
    pub(super) const TOD_HR: u16 = 11;
    pub(super) const SDR: u16 = 12;
    pub(super) const ICR: u16 = 13;
    pub(super) const CRA: u16 = 14;
    pub(super) const CRB: u16 = 15;
}

/// A chip on a board.
pub struct Cia {
    wired: Box<dyn Wired>,
    line: Option<Line>,
    make: Make,
    a: Pins,
    b: Pins,
    chip: Chip,
    /// What the parts on the ports were told: levels and mask of each.
    driven: [(u8, u8); 2],
    /// The last wake that was asked for.
    wake: Option<u64>,
}

impl Cia {
    /// A chip that was reset, in a computer whose processor has so many cycles a second, with
    /// 60 Hz on TOD, whose interrupts reach the processor's IRQ.
    #[must_use]
    pub fn new(wired: Box<dyn Wired>, revision: Revision, clock_hz: u64) -> Self {
        Self {
            wired,
            line: Some(Line::Irq),
            make: Make {
                revision,
                beat: Beat {
                    clock_hz,
                    mains: Mains::default(),
                },
            },
            a: Pins::default(),
            b: Pins::default(),
            chip: Chip::default(),
            driven: [(0, 0); 2],
            wake: None,
        }
    }

    /// Leads its interrupts to a line, or nowhere.
    #[must_use]
    pub fn interrupting(mut self, line: Option<Line>) -> Self {
        self.line = line;
        self
    }

    /// Puts a frequency on TOD.
    #[must_use]
    pub fn with_mains(mut self, mains: Mains) -> Self {
        self.make.beat.mains = mains;
        self
    }

    /// The chip as it is in a cycle.
    fn at(&self, cycle: u64) -> Chip {
        let mut chip = self.chip;
        chip.advance(self.make, &*self.wired, cycle);
        chip
    }

    fn port_a(&self, cycle: u64) -> u8 {
        self.a.read(self.wired.levels(Port::A, cycle))
    }

    /// Port B with what the timers put on it.
    fn pins_b(&self, chip: &Chip) -> Pins {
        let mut pins = self.b;
        for (timer, bit) in [(&chip.timers.a, 0x40), (&chip.timers.b, 0x80)] {
            if let Some(level) = timer.pin() {
                pins.direction |= bit;
                pins.output = pins.output & !bit | if level { bit } else { 0 };
            }
        }
        pins
    }

    fn port_b(&self, chip: &Chip, cycle: u64) -> u8 {
        self.pins_b(chip).read(self.wired.levels(Port::B, cycle))
    }

    fn peek_in(&self, chip: &Chip, register: u16, cycle: u64) -> u8 {
        match register {
            register::PRA => self.port_a(cycle),
            register::PRB => self.port_b(chip, cycle),
            register::DDRA => self.a.direction,
            register::DDRB => self.b.direction,
            _ => chip.peek(register),
        }
    }

    /// Lets time pass up to the access that is under way.
    fn advance(&mut self, signals: &Signals<'_>) {
        let cycle = signals.cycle();
        self.chip.advance(self.make, &*self.wired, cycle);
    }

    /// Tells the parts on the ports what has changed.
    fn tell(&mut self, signals: &mut Signals<'_>) {
        let pins = [(Port::A, self.a), (Port::B, self.pins_b(&self.chip))];
        for ((port, pins), driven) in pins.into_iter().zip(&mut self.driven) {
            let now = (pins.output, pins.direction);
            if *driven != now {
                *driven = now;
                self.wired.drive(port, now.0, now.1, signals);
            }
        }
    }

    /// Drives the interrupt line, now and from when on it will be asserted.
    fn announce(&mut self, signals: &mut Signals<'_>) {
        if let Some(line) = self.line {
            signals.cancel(line);
            signals.set(line, self.chip.is_asserted());
            self.foretell(line, signals);
        }
    }

    /// ICR is read. The line is let go of behind this cycle, in which it may just have fallen: that
    /// edge is an NMI.
    fn acknowledge(&mut self, signals: &mut Signals<'_>) -> u8 {
        let was_asserted = self.chip.is_asserted();
        let value = self.chip.read(self.make, register::ICR);
        if let Some(line) = self.line {
            signals.cancel(line);
            signals.set(line, was_asserted);
            signals.set_at(signals.cycle() + 1, line, false);
            self.foretell(line, signals);
        }
        value
    }

    /// Announces when the line will be asserted.
    fn foretell(&mut self, line: Line, signals: &mut Signals<'_>) {
        match self.chip.coming(self.make, &*self.wired) {
            Coming::Interrupt(cycle) => signals.set_at(cycle, line, true),
            Coming::Unknown(cycle) => {
                // Parts on the pins ask for wakes as well, so none is taken back.
                let is_asked = self
                    .wake
                    .is_some_and(|wake| signals.cycle() < wake && wake <= cycle);
                if !is_asked {
                    signals.wake_at(cycle);
                    self.wake = Some(cycle);
                }
            }
            Coming::Nothing => {}
        }
    }

    fn write_port(&mut self, register: u16, value: u8) {
        match register {
            register::PRA => self.a.output = value,
            register::PRB => self.b.output = value,
            register::DDRA => self.a.direction = value,
            _ => self.b.direction = value,
        }
    }

    /// Port B was accessed: PC is low for the next cycle.
    fn pulse_pc(&mut self, signals: &mut Signals<'_>) {
        for (level, behind) in [(Level::Low, 1), (Level::High, 2)] {
            let cycle = signals.cycle() + behind;
            self.wired.drive_pin(Pin::Pc, level, cycle, signals);
        }
    }

    fn restore_chip(&mut self, state: &mut &[u8]) -> Option<()> {
        let ports = <(Pins, Pins)>::fetch(state)?;
        let (driven, wake) = Keep::fetch(state)?;
        self.chip = Keep::fetch(state)?;
        (self.a, self.b) = ports;
        (self.driven, self.wake) = (driven, wake);
        Some(())
    }
}

impl Device for Cia {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let register = addr & 15;
        self.advance(signals);
        let value = match register {
            ..=register::DDRB => self.peek_in(&self.chip, register, signals.cycle()),
            register::ICR => self.acknowledge(signals),
            _ => self.chip.read(self.make, register),
        };
        match register {
            register::PRA => self.wired.was_read(Port::A, signals),
            register::PRB => {
                self.wired.was_read(Port::B, signals);
                self.pulse_pc(signals);
            }
            _ => {}
        }
        self.tell(signals);
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        let register = addr & 15;
        self.advance(signals);
        if register <= register::DDRB {
            self.write_port(register, value);
            self.tell(signals);
            if register == register::PRB {
                self.pulse_pc(signals);
            }
        } else {
            let cnt = self.wired.level(Pin::Cnt, signals.cycle());
            self.chip.write(self.make, register, value, cnt);
            self.tell(signals);
        }
        self.announce(signals);
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        self.peek_in(&self.at(cycle), addr & 15, cycle)
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let chip = self.at(cycle);
        let shown = |register| self.peek_in(&chip, register, cycle);
        let mut registers = vec![
            Register::byte("PRA", shown(register::PRA)),
            Register::byte("DDRA", self.a.direction),
            Register::byte("PRB", shown(register::PRB)),
            Register::byte("DDRB", self.b.direction),
            Register::word("TA", chip.timers.a.counter),
            Register::word("TA_LATCH", chip.timers.a.latch),
            Register::byte("CRA", shown(register::CRA)),
            Register::word("TB", chip.timers.b.counter),
            Register::word("TB_LATCH", chip.timers.b.latch),
            Register::byte("CRB", shown(register::CRB)),
            Register::byte("ICR", shown(register::ICR)),
            Register::byte("MASK", chip.mask),
            Register::byte("SDR", shown(register::SDR)),
        ];
        const CLOCK: [&str; 4] = ["TOD_10THS", "TOD_SEC", "TOD_MIN", "TOD_HR"];
        let clock = CLOCK.into_iter().zip(chip.clock.time);
        registers.extend(clock.map(|(name, value)| Register::byte(name, value)));
        const ALARM: [&str; 4] = ["ALARM_10THS", "ALARM_SEC", "ALARM_MIN", "ALARM_HR"];
        let alarm = ALARM.into_iter().zip(chip.clock.alarm);
        registers.extend(alarm.map(|(name, value)| Register::byte(name, value)));
        registers.extend(self.wired.registers(cycle));
        registers
    }

    /// RES goes low: registers are cleared, latches and counters full, the clock stands at 1:00.
    fn reset(&mut self, signals: &mut Signals<'_>) {
        self.chip = Chip::reset(signals.cycle());
        (self.a, self.b) = (Pins::default(), Pins::default());
        self.tell(signals);
        self.announce(signals);
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.advance(signals);
        self.wired.wake(signals);
        self.announce(signals);
    }

    fn save(&self) -> Vec<u8> {
        let mut state = saved(&(self.a, self.b));
        (self.driven, self.wake).keep(&mut state);
        self.chip.keep(&mut state);
        state.extend(self.wired.save());
        state
    }

    fn restore(&mut self, mut state: &[u8]) {
        if self.restore_chip(&mut state).is_some() {
            self.wired.restore(state);
        }
    }
}
