//! What is inside of a 6526, without its pins: timers, time of day, serial register, and the
//! interrupt register, whose line follows the flags.
//!
//! On the older chips a flag reaches the line, and bit 7 of ICR, one cycle behind its underflow; a
//! read of ICR in the cycle of the underflow gets the flag without bit 7, and no interrupt comes.
//! One in the cycle before swallows timer B's flag, not its interrupt. The 6526A has no such cycle.
//! A `peek` leaves out what ICR gives to a second read in the next cycle.
//!
//! Sources: MOS 6526 data sheet; Wolfgang Lorenz, "A Software Model of the CIA6526" and the tests
//! that he made beside it; measurements by C64 programmers on both chips, as the test programs for
//! emulators by W. Bos (reads of $DD0D) and others have them.
//! Invariant: `as_of` is the cycle that all is of; `advance` comes before any access.
//! Not here: ports, and who hears of the line.

use super::clock::{Beat, Clock};
use super::timer::Input;
use super::timers::{B_UNDERFLOW, SENDS, SERIAL, Timers};
use super::{Revision, register};
use crate::kept::keep;
use crate::request::sooner;
use crate::view::{Span, first_edge};
use crate::wired::{Level, Pin, Wired};

/// Flags that do not come of the timers.
pub(super) const ALARM: u8 = 0x04;
const FLAG: u8 = 0x10;
const ALL_FLAGS: u8 = 0x1f;
/// ICR: the line is asserted; on a write, the bits of the mask are set.
const IR: u8 = 0x80;
/// CRA: five edges of TOD are a tenth.
const FIFTY: u8 = 0x80;
/// CRA: timer A counts CNT.
const A_COUNTS_CNT: u8 = 0x20;
/// CRB: what timer B counts.
const B_COUNTS: u8 = 0x60;
const B_COUNTS_CNT: u8 = 0x20;
const B_COUNTS_A: u8 = 0x40;
/// CRB: the alarm is written, not the clock.
const SETS_ALARM: u8 = 0x80;
/// Tenths of a second for which an alarm is looked for at a time.
const LOOK_AHEAD: u64 = 600;
/// Edges of CNT that are looked at ahead.
const EDGES_AHEAD: u32 = 32;

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
    /// What it gives if it is read in the next cycle again.
    lingering: u8,
    as_of: u64,
}
keep!(Chip {
    timers,
    clock,
    flags,
    mask,
    asserted,
    acknowledged,
    lingering,
    as_of
});

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

    /// A chip that is reset in a cycle.
    pub(super) fn reset(cycle: u64) -> Self {
        Self {
            clock: Clock::reset(cycle),
            as_of: cycle,
            ..Self::default()
        }
    }

    /// Lets time pass up to and with a cycle.
    pub(super) fn advance(&mut self, make: Make, wired: &dyn Wired, cycle: u64) {
        let span = Span {
            after: self.as_of,
            to: cycle,
        };
        let alarm = self.clock.run(make.beat, self.divider(), cycle);
        while let Some(edge) = wired.next_edge(Pin::Cnt, self.as_of)
            && edge.cycle > self.as_of
            && edge.cycle <= cycle
        {
            self.run_timers(make, edge.cycle);
            self.turn_cnt(make, edge.to, wired.level(Pin::Sp, edge.cycle));
        }
        self.run_timers(make, cycle);
        let flag = (span.after < span.to).then(|| first_edge(wired, Pin::Flag, Level::Low, span));
        for (bit, when) in [(ALARM, alarm), (FLAG, flag.flatten())] {
            let Some(when) = when else {
                continue;
            };
            self.flags |= bit;
            if self.mask & bit != 0 {
                let line = make.line_after(when);
                self.asserted = Some(self.asserted.map_or(line, |known| known.min(line)));
            }
        }
    }

    /// Lets time pass, up to `cycle`, over the timers alone, which count cycles.
    fn run_timers(&mut self, make: Make, cycle: u64) {
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
    }

    /// CNT goes to a level while SP is at one.
    fn turn_cnt(&mut self, make: Make, to: Level, sp: Level) {
        self.chain(to);
        if !to.is_high() {
            return;
        }
        let timers = &mut self.timers;
        if timers.a.control & A_COUNTS_CNT != 0 {
            timers.a.pulse();
        }
        if timers.b.control & B_COUNTS == B_COUNTS_CNT {
            timers.b.pulse();
        }
        if timers.a.control & SENDS == 0 && timers.serial.shift_in(sp.is_high()) {
            self.raise(make, SERIAL);
        }
    }

    /// Whether A's underflows get through to B depends on CNT in one of its modes.
    fn chain(&mut self, cnt: Level) {
        self.timers.chained = match self.timers.b.control & B_COUNTS {
            B_COUNTS => cnt.is_high(),
            counts => counts == B_COUNTS_A,
        };
    }

    /// Flags are raised in the cycle that all is of.
    fn raise(&mut self, make: Make, raised: u8) {
        let is_swallowed = make.revision == Revision::Mos6526 && self.was_read_before(1);
        let swallowed = if is_swallowed { B_UNDERFLOW } else { 0 };
        self.flags |= raised & !swallowed;
        if raised & self.mask != 0 && self.asserted.is_none() {
            self.asserted = Some(make.line_after(self.as_of));
        }
    }

    /// The cycle from which on the line is asserted, if it is or will be: in the cycle behind a
    /// read of ICR it is not.
    fn line(&self) -> Option<u64> {
        let read = self.acknowledged.map_or(0, |read| read.saturating_add(2));
        self.asserted.map(|from| from.max(read))
    }

    /// Whether the line is asserted.
    pub(super) fn is_asserted(&self) -> bool {
        self.line().is_some_and(|from| from <= self.as_of)
    }

    /// What comes of the line, as the chip is.
    pub(super) fn coming(&self, make: Make, wired: &dyn Wired) -> Coming {
        if let Some(from) = self.line() {
            return match from <= self.as_of {
                true => Coming::Nothing,
                false => Coming::Interrupt(from),
            };
        }
        if let Some(ahead) = self.coming_by_edges(make, wired) {
            return ahead;
        }
        let mut copy = *self;
        let timers = self.timers.horizon(self.mask).and_then(|horizon| {
            let passed = copy.timers.run(horizon, self.mask);
            (passed.raised & self.mask != 0).then(|| self.as_of.saturating_add(passed.cycles))
        });
        let flag = match self.mask & FLAG {
            0 => None,
            _ => {
                let span = Span {
                    after: self.as_of,
                    to: u64::MAX,
                };
                first_edge(wired, Pin::Flag, Level::Low, span)
            }
        };
        let timers = sooner(timers, flag);
        let until = match self.mask & ALARM {
            0 => None,
            _ => self.clock.after(make.beat, self.divider(), LOOK_AHEAD),
        };
        let alarm = until.and_then(|until| copy.clock.run(make.beat, self.divider(), until));
        match (sooner(timers, alarm), until) {
            (Some(cycle), _) => {
                copy.asserted = Some(make.line_after(cycle));
                copy.line().map_or(Coming::Nothing, Coming::Interrupt)
            }
            (None, Some(until)) => Coming::Unknown(until),
            (None, None) => Coming::Nothing,
        }
    }

    /// When the chip interrupts next, where it is known when CNT changes; none where that is not known.
    fn coming_by_edges(&self, make: Make, wired: &dyn Wired) -> Option<Coming> {
        let mut copy = *self;
        for _ in 0..EDGES_AHEAD {
            let edge = wired.next_edge(Pin::Cnt, copy.as_of)?;
            if edge.cycle <= copy.as_of {
                return None;
            }
            copy.advance(make, wired, edge.cycle);
            if let Some(from) = copy.line() {
                return Some(Coming::Interrupt(from));
            }
        }
        Some(Coming::Unknown(copy.as_of))
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
            _ => {
                self.flags
                    | if self.asserted.is_some_and(|from| from <= self.as_of) {
                        IR
                    } else {
                        0
                    }
            }
        }
    }

    /// Reads one.
    pub(super) fn read(&mut self, make: Make, register: u16) -> u8 {
        match register {
            register::TOD_10THS..=register::TOD_HR => self.clock.read(usize::from(register)),
            register::ICR => self.acknowledge(make),
            _ => self.peek(register),
        }
    }

    /// ICR is read, and cleared behind the next cycle only, as an instruction finds that reads it
    /// twice: on the older chips that concerns bit 7, on the 6526A all of it. Bit 7 is there by
    /// then if the line was about to be asserted.
    fn acknowledge(&mut self, make: Make) -> u8 {
        let mut value = self.peek(register::ICR);
        if self.was_read_before(1) {
            value |= self.lingering;
        }
        let flags = match make.revision {
            Revision::Mos6526 => 0,
            Revision::Mos6526A => self.flags,
        };
        self.lingering = flags | self.asserted.map_or(0, |_| IR);
        self.flags = 0;
        self.asserted = None;
        self.acknowledged = Some(self.as_of);
        value
    }

    /// Whether ICR was read so many cycles ago, and not since.
    fn was_read_before(&self, cycles: u64) -> bool {
        let read = self.acknowledged.and_then(|read| read.checked_add(cycles));
        read == Some(self.as_of)
    }

    /// Writes one.
    pub(super) fn write(&mut self, make: Make, register: u16, value: u8, cnt: Level) {
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
            register::ICR => self.write_mask(value),
            register::CRA => {
                if (timers.a.control ^ value) & SENDS != 0 {
                    timers.serial.turn_round();
                }
                let input = match value & A_COUNTS_CNT {
                    0 => Input::Cycles,
                    _ => Input::Pulses,
                };
                timers.a.write_control(value, input);
            }
            _ => {
                let input = match value & B_COUNTS {
                    0 => Input::Cycles,
                    _ => Input::Pulses,
                };
                timers.b.write_control(value, input);
                self.chain(cnt);
            }
        }
    }

    fn write_mask(&mut self, value: u8) {
        let bits = value & ALL_FLAGS;
        self.mask = match value & IR {
            0 => self.mask & !bits,
            _ => self.mask | bits,
        };
        // Measured on the older chips: a mask that would take back what is just being raised does
        // so only if ICR was read two cycles before.
        let is_raised_now = self.asserted == self.as_of.checked_add(1);
        if self.flags & self.mask == 0 && is_raised_now && self.was_read_before(2) {
            self.asserted = None;
        }
        // What the mask lets through now is seen two cycles later, on all chips.
        if self.flags & self.mask != 0 && self.asserted.is_none() {
            self.asserted = Some(self.as_of.saturating_add(2));
        }
    }
}
