//! The time of day of a 6526: tenths, seconds, minutes, hours in BCD, with AM and PM.
//!
//! The pin TOD gets the mains' frequency, derived from the processor's clock; CRA says whether
//! five or six of its periods are a tenth of a second. Writing the hours stops the clock, the
//! tenths start it. Reading the hours holds what is shown until the tenths are read.
//! Hours of 12 written to the clock, not to the alarm, change AM and PM, as on all chips seen.
//!
//! Sources: MOS 6526 data sheet; measurements of C64 programmers for digits above 9, which count
//! on to 15 and then to 0 without a carry, and for the divider, which is held while it stands.
//! Invariant: nothing ticks by itself; `run` lets time pass. Not here: who is interrupted.

use crate::kept::keep;

/// Frequency on the pin TOD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mains {
    /// 50 Hz, as in Europe.
    Hz50,
    /// 60 Hz, as in America.
    #[default]
    Hz60,
}

impl Mains {
    fn frequency(self) -> u64 {
        match self {
            Self::Hz50 => 50,
            Self::Hz60 => 60,
        }
    }
}

/// When the pin TOD has its edges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beat {
    /// Cycles of the processor in a second.
    pub(super) clock_hz: u64,
    pub(super) mains: Mains,
}

impl Beat {
    /// How many edges there were up to and with a cycle.
    fn edges(self, cycle: u64) -> u64 {
        let edges = u128::from(cycle) * u128::from(self.mains.frequency());
        u64::try_from(edges / u128::from(self.clock_hz.max(1))).unwrap_or(u64::MAX)
    }

    /// The cycle of an edge.
    fn cycle(self, edge: u64) -> u64 {
        let cycles = u128::from(edge) * u128::from(self.clock_hz.max(1));
        let cycle = cycles.div_ceil(u128::from(self.mains.frequency()));
        u64::try_from(cycle).unwrap_or(u64::MAX)
    }
}

/// Tenths, seconds, minutes, hours.
pub(super) type Time = [u8; 4];

const BITS: Time = [0x0f, 0x7f, 0x7f, 0x9f];
const TENTHS: usize = 0;
const HOURS: usize = 3;
const PM: u8 = 0x80;
/// A clock that has gone for two days shows what it showed a day ago.
const TENTHS_A_DAY: u64 = 864_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) time: Time,
    pub(super) alarm: Time,
    /// What is shown while reads are held.
    held: Option<Time>,
    is_running: bool,
    /// Edges of the pin since the last tenth.
    edges: u8,
    as_of: u64,
}
keep!(Clock {
    time,
    alarm,
    held,
    is_running,
    edges,
    as_of
});

impl Default for Clock {
    fn default() -> Self {
        Self {
            time: [0, 0, 0, 1],
            alarm: [0; 4],
            held: None,
            is_running: false,
            edges: 0,
            as_of: 0,
        }
    }
}

impl Clock {
    /// A clock that is reset in a cycle.
    pub(super) fn reset(cycle: u64) -> Self {
        Self {
            as_of: cycle,
            ..Self::default()
        }
    }

    /// Lets time pass up to and with a cycle, with `divider` edges in a tenth; the first cycle in
    /// which the alarm's time came.
    pub(super) fn run(&mut self, beat: Beat, divider: u8, cycle: u64) -> Option<u64> {
        let from = self.as_of;
        self.as_of = cycle.max(from);
        if !self.is_running {
            return None;
        }
        let (mut edge, last) = (beat.edges(from), beat.edges(self.as_of));
        let day = TENTHS_A_DAY * u64::from(divider);
        if last - edge > 3 * day {
            edge += (last - edge - 2 * day) / day * day;
        }
        let mut alarm = None;
        while edge < last {
            // The counter has three bits; it may stand above a divider that was made smaller.
            let missing = u64::from(divider.wrapping_sub(self.edges) & 7);
            let missing = if missing == 0 { 8 } else { missing };
            if last - edge < missing {
                self.edges = self.edges.wrapping_add((last - edge) as u8) & 7;
                break;
            }
            edge += missing;
            self.edges = 0;
            self.time = later(self.time);
            if self.time == self.alarm && alarm.is_none() {
                alarm = Some(beat.cycle(edge));
            }
        }
        alarm
    }

    /// The cycle by which so many tenths will have passed, if the clock runs.
    pub(super) fn after(&self, beat: Beat, divider: u8, tenths: u64) -> Option<u64> {
        let edges = tenths * u64::from(divider);
        let edge = beat.edges(self.as_of).saturating_add(edges);
        self.is_running.then(|| beat.cycle(edge))
    }

    /// What a register shows.
    pub(super) fn shown(&self, register: usize) -> u8 {
        self.held.unwrap_or(self.time)[register & 3]
    }

    /// A register is read.
    pub(super) fn read(&mut self, register: usize) -> u8 {
        let value = self.shown(register);
        match register & 3 {
            HOURS if self.held.is_none() => self.held = Some(self.time),
            TENTHS => self.held = None,
            _ => {}
        }
        value
    }

    /// A register of the clock is written; whether the alarm's time comes by that.
    pub(super) fn write(&mut self, register: usize, value: u8) -> bool {
        let before = self.is_alarm();
        let register = register & 3;
        let mut value = value & BITS[register];
        if register == HOURS {
            self.is_running = false;
            self.edges = 0;
            if value & !PM == 0x12 {
                value ^= PM;
            }
        } else if register == TENTHS {
            self.is_running = true;
        }
        self.time[register] = value;
        self.is_alarm() && !before
    }

    /// A register of the alarm is written; whether its time comes by that.
    pub(super) fn write_alarm(&mut self, register: usize, value: u8) -> bool {
        let before = self.is_alarm();
        self.alarm[register & 3] = value & BITS[register & 3];
        self.is_alarm() && !before
    }

    fn is_alarm(&self) -> bool {
        self.time == self.alarm
    }
}

/// The time a tenth of a second later.
fn later([tenths, seconds, minutes, hours]: Time) -> Time {
    let (tenths, carry) = digit(tenths, 0x0f, 10);
    if !carry {
        return [tenths, seconds, minutes, hours];
    }
    let (seconds, carry) = sixty(seconds);
    if !carry {
        return [tenths, seconds, minutes, hours];
    }
    let (minutes, carry) = sixty(minutes);
    if !carry {
        return [tenths, seconds, minutes, hours];
    }
    [tenths, seconds, minutes, later_hour(hours)]
}

/// A digit of `bits` that is followed by 0 and a carry instead of by `end`.
fn digit(value: u8, bits: u8, end: u8) -> (u8, bool) {
    match value.wrapping_add(1) & bits {
        next if next == end => (0, true),
        next => (next, false),
    }
}

/// Two digits up to 59.
fn sixty(value: u8) -> (u8, bool) {
    let (low, carry) = digit(value & 0x0f, 0x0f, 10);
    let high = value >> 4 & 7;
    let (high, carry) = if carry {
        digit(high, 7, 6)
    } else {
        (high, false)
    };
    (high << 4 | low, carry)
}

/// 1 to 12; AM and PM change between 11 and 12.
fn later_hour(hours: u8) -> u8 {
    let (pm, ten, low) = (hours & PM, hours & 0x10, hours & 0x0f);
    match (ten, (low + 1) & 0x0f) {
        (0, 10) => pm | 0x10,
        (0x10, 2) => (pm ^ PM) | 0x12,
        (0x10, 3) => pm | 0x01,
        (ten, low) => pm | ten | low,
    }
}
