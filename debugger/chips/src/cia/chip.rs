//! What is inside of a 6526, without its pins: timers, time of day, serial register, and the
//! interrupt register, whose line follows the flags.
//!
//! On the older chips a flag reaches the line, and bit 7 of ICR, one cycle behind its underflow; a
//! read of ICR in the cycle of the underflow gets the flag without bit 7, and no interrupt comes.
//! One in the cycle before swallows timer B's flag, not its interrupt. The 6526A has no such cycle.
//!
//! Sources: MOS 6526 data sheet; Wolfgang Lorenz, "A Software Model of the CIA6526" and the tests
//! that he made beside it; for the 6526A, measurements by C64 programmers on both.
//! Invariant: `as_of` is the cycle that all is of; `advance` comes before any access.
//! Not here: ports, and who hears of the line.

use super::clock::{Beat, Clock};
use super::timer::Input;
use super::timers::{B_UNDERFLOW, SENDS, Timers};
use super::{Revision, register};
use crate::state::{Saved, Saver};

/// Flags that do not come of the timers.
pub(super) const ALARM: u8 = 0x04;
const ALL_FLAGS: u8 = 0x1f;
/// ICR: the line is asserted; on a write, the bits of the mask are set.
const IR: u8 = 0x80;
/// CRA: five edges of TOD are a tenth.
const FIFTY: u8 = 0x80;
/// CRB: the alarm is written, not the clock.
const SETS_ALARM: u8 = 0x80;
/// Tenths of a second for which an alarm is looked for at a time.
const LOOK_AHEAD: u64 = 600;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chip {
    pub(super) timers: Timers,
    pub(super) clock: Clock,
    pub(super) flags: u8,
    pub(super) mask: u8,
    /// The cycle from which on the line is asserted, if it is or will be.
    asserted: Option<u64>,
    /// When ICR was last read.
    acknowledged: Option<u64>,
    as_of: u64,
}

/// What a chip cannot tell by its state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Make {
    pub(super) revision: Revision,
    pub(super) beat: Beat,
}

/// What is to come if nobody accesses the chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coming {
    /// The line is asserted in a cycle.
    Interrupt(u64),
    /// Nothing up to a cycle; then it is worth looking again.
    Unknown(u64),
    /// Nothing.
    Nothing,
}

impl Make {
    /// When the line follows a flag that is raised in a cycle.
    fn line_after(self, cycle: u64) -> u64 {
        let delay = match self.revision {
            Revision::Mos6526 => 1,
            Revision::Mos6526A => 0,
        };
        cycle.saturating_add(delay)
    }
}

impl Chip {
    fn divider(&self) -> u8 {
        match self.timers.a.control & FIFTY {
            0 => 6,
            _ => 5,
        }
    }

    /// Lets time pass up to and with a cycle.
    pub(super) fn advance(&mut self, make: Make, cycle: u64) {
        let alarm = self.clock.run(make.beat, self.divider(), cycle);
        while self.as_of < cycle {
            // The cycle behind a read of ICR is a special one.
            let cycles = match self.acknowledged {
                Some(read) if read == self.as_of => 1,
                _ => cycle - self.as_of,
            };
            let until = self.asserted.map_or(self.mask, |_| 0);
            let passed = self.timers.run(cycles, until);
            self.as_of += passed.cycles;
            self.raise(make, passed.raised);
        }
        if let Some(alarm) = alarm {
            self.flags |= ALARM;
            if self.mask & ALARM != 0 {
                let line = make.line_after(alarm);
                self.asserted = Some(self.asserted.map_or(line, |known| known.min(line)));
            }
        }
    }

    /// Flags are raised in the cycle that all is of.
    fn raise(&mut self, make: Make, raised: u8) {
        let is_swallowed = make.revision == Revision::Mos6526
            && self
                .acknowledged
                .is_some_and(|read| read.checked_add(1) == Some(self.as_of));
        let swallowed = if is_swallowed { B_UNDERFLOW } else { 0 };
        self.flags |= raised & !swallowed;
        if raised & self.mask != 0 && self.asserted.is_none() {
            self.asserted = Some(make.line_after(self.as_of));
        }
    }

    /// Whether the line is asserted.
    pub(super) fn is_asserted(&self) -> bool {
        self.asserted.is_some_and(|from| from <= self.as_of)
    }

    /// What comes of the line, as the chip is.
    pub(super) fn coming(&self, make: Make) -> Coming {
        if let Some(from) = self.asserted {
            return match from <= self.as_of {
                true => Coming::Nothing,
                false => Coming::Interrupt(from),
            };
        }
        let mut copy = *self;
        let timers = self.timers.horizon(self.mask).and_then(|horizon| {
            let passed = copy.timers.run(horizon, self.mask);
            (passed.raised & self.mask != 0).then(|| self.as_of.saturating_add(passed.cycles))
        });
        let until = match self.mask & ALARM {
            0 => None,
            _ => self.clock.after(make.beat, self.divider(), LOOK_AHEAD),
        };
        let alarm = until.and_then(|until| copy.clock.run(make.beat, self.divider(), until));
        match (timers, alarm, until) {
            (Some(timers), Some(alarm), _) => Coming::Interrupt(make.line_after(timers.min(alarm))),
            (Some(cycle), None, _) | (None, Some(cycle), _) => {
                Coming::Interrupt(make.line_after(cycle))
            }
            (None, None, Some(until)) => Coming::Unknown(until),
            (None, None, None) => Coming::Nothing,
        }
    }

    /// What a register of those that are no ports shows.
    pub(super) fn peek(&self, register: u16) -> u8 {
        let timers = &self.timers;
        match register {
            register::TA_LO => timers.a.counter.to_le_bytes()[0],
            register::TA_HI => timers.a.counter.to_le_bytes()[1],
            register::TB_LO => timers.b.counter.to_le_bytes()[0],
            register::TB_HI => timers.b.counter.to_le_bytes()[1],
            register::TOD_10THS..=register::TOD_HR => self.clock.shown(usize::from(register)),
            register::SDR => timers.serial.register,
            register::CRA => timers.a.control,
            register::CRB => timers.b.control,
            _ => self.flags | if self.is_asserted() { IR } else { 0 },
        }
    }

    /// Reads one.
    pub(super) fn read(&mut self, register: u16) -> u8 {
        let value = self.peek(register);
        match register {
            register::TOD_10THS..=register::TOD_HR => {
                self.clock.read(usize::from(register));
            }
            register::ICR => {
                self.flags = 0;
                self.asserted = None;
                self.acknowledged = Some(self.as_of);
            }
            _ => {}
        }
        value
    }

    /// Writes one.
    pub(super) fn write(&mut self, make: Make, register: u16, value: u8) {
        let timers = &mut self.timers;
        match register {
            register::TA_LO => timers.a.write_low(value),
            register::TA_HI => timers.a.write_high(value),
            register::TB_LO => timers.b.write_low(value),
            register::TB_HI => timers.b.write_high(value),
            register::TOD_10THS..=register::TOD_HR => {
                let register = usize::from(register);
                let is_alarm = match timers.b.control & SETS_ALARM {
                    0 => self.clock.write(register, value),
                    _ => self.clock.write_alarm(register, value),
                };
                if is_alarm {
                    self.raise(make, ALARM);
                }
            }
            register::SDR => {
                let sends = timers.a.control & SENDS != 0;
                timers.serial.write(value, sends);
            }
            register::ICR => self.write_mask(make, value),
            register::CRA => {
                if (timers.a.control ^ value) & SENDS != 0 {
                    timers.serial.turn_round();
                }
                let input = match value & 0x20 {
                    0 => Input::Cycles,
                    _ => Input::Pulses,
                };
                timers.a.write_control(value, input);
            }
            _ => {
                let input = match value & 0x60 {
                    0 => Input::Cycles,
                    _ => Input::Pulses,
                };
                // With CNT high, as it is when nobody drives it, both modes are one.
                timers.chained = value & 0x40 != 0;
                timers.b.write_control(value, input);
            }
        }
    }

    fn write_mask(&mut self, make: Make, value: u8) {
        let bits = value & ALL_FLAGS;
        self.mask = match value & IR {
            0 => self.mask & !bits,
            _ => self.mask | bits,
        };
        // What the mask lets through now is seen a cycle later.
        if self.flags & self.mask != 0 && self.asserted.is_none() {
            self.asserted = Some(make.line_after(self.as_of.saturating_add(1)));
        }
    }

    pub(super) fn save(&self, to: Saver) -> Saver {
        let to = self.clock.save(self.timers.save(to));
        let to = to.byte(self.flags).byte(self.mask);
        to.cycle(self.asserted)
            .cycle(self.acknowledged)
            .number(self.as_of)
    }

    pub(super) fn saved(from: &mut Saved<'_>) -> Option<Self> {
        Some(Self {
            timers: Timers::saved(from)?,
            clock: Clock::saved(from)?,
            flags: from.byte()? & ALL_FLAGS,
            mask: from.byte()? & ALL_FLAGS,
            asserted: from.cycle()?,
            acknowledged: from.cycle()?,
            as_of: from.number()?,
        })
    }
}
