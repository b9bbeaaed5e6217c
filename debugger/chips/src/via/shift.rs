//! The shift register of the 6522: eight modes, three clocks.
//!
//! CB1 rests high. A byte takes eight pulses of it: data goes out on falling edges, comes in on
//! rising ones, and the flag is raised with the eighth rising edge. Under the chip's clock the first edge
//! falls two cycles behind the access of SR, then there is one each cycle; under timer 2 there is one two
//! cycles behind each time that its low byte runs out, N + 2 cycles apart. While timer 2 counts pulses, it is no
//! clock here. An access in the middle of a byte does not begin it anew. CB2 has the first bit as soon as SR or the mode
//! is written, and raises its own flag by its edges. Where the register is off, it takes in what CB1 clocks, without
//! a flag: boards use that.
//!
//! Invariant: each edge of CB1 is done once, in its cycle's order.
//!
//! Sources: R6522 data sheet (Rockwell, 1981), "Shift Register Operation". Measured in
//! a VIC-20 (see the timers): the two cycles, accesses in the middle of a byte, CB2's flag; by boards that use it (MMC
//! cards on a BBC Micro): what happens where it is off.

use std::mem::take;

use super::clocks::Clocks;
use crate::kept::keep;
use crate::view::View;
use crate::wired::{Edge, Level, Pin, Unwired, Wired};

/// What ACR selects by bits 4 to 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShiftMode {
    Off,
    In(Clock),
    Out(Clock),
    /// Out by timer 2, round and round.
    OutFreeRunning,
}

/// What moves the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Its low byte, whenever that runs out.
    Timer2,
    /// Each cycle.
    Phi2,
    /// CB1 as an input.
    Pin,
}

impl ShiftMode {
    pub(crate) fn of_acr(acr: u8) -> Self {
        match (acr >> 2) & 0b111 {
            0b000 => Self::Off,
            0b001 => Self::In(Clock::Timer2),
            0b010 => Self::In(Clock::Phi2),
            0b011 => Self::In(Clock::Pin),
            0b100 => Self::OutFreeRunning,
            0b101 => Self::Out(Clock::Timer2),
            0b110 => Self::Out(Clock::Phi2),
            _ => Self::Out(Clock::Pin),
        }
    }

    fn clock(self) -> Clock {
        match self {
            Self::Off => Clock::Pin,
            Self::In(clock) | Self::Out(clock) => clock,
            Self::OutFreeRunning => Clock::Timer2,
        }
    }

    /// Whether timer 2 is its clock, which reloads its low byte then.
    pub(crate) fn is_by_timer(self) -> bool {
        self.clock() == Clock::Timer2
    }

    fn is_out(self) -> bool {
        matches!(self, Self::Out(_) | Self::OutFreeRunning)
    }

    /// Whether it shifts without being asked to by an access of SR.
    fn is_endless(self) -> bool {
        self == Self::OutFreeRunning || self.clock() == Clock::Pin
    }

    /// Whether its flag is raised behind eight pulses.
    fn has_flag(self) -> bool {
        !matches!(self, Self::Off | Self::OutFreeRunning)
    }
}

/// The register and its counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shift {
    pub(crate) value: u8,
    pub(crate) flag: bool,
    is_running: bool,
    /// Pulses of this byte that are over.
    pulses: u8,
    /// CB1 is low, as an output.
    is_low: bool,
    /// CB2 is low, as an output.
    is_data_low: bool,
    /// It fell, and rose, as one, since that was asked last.
    fell: bool,
    rose: bool,
    /// The last edge, or where the first is waited for.
    at: u64,
}
keep!(Shift {
    value,
    flag,
    is_running,
    pulses,
    is_low,
    is_data_low,
    fell,
    rose,
    at,
});

impl Shift {
    pub(crate) const fn new() -> Self {
        Self {
            value: 0,
            flag: false,
            // It is off, which follows CB1.
            is_running: true,
            pulses: 0,
            is_low: false,
            is_data_low: false,
            fell: false,
            rose: false,
            at: 0,
        }
    }

    /// SR was read or written: a byte begins, unless one is under way.
    pub(crate) fn begin(&mut self, mode: ShiftMode, now: u64) {
        self.flag = false;
        if mode.clock() == Clock::Pin {
            // It never stops; from here on it counts to eight.
            self.pulses = 0;
        } else if !self.is_running {
            self.is_running = true;
            self.pulses = 0;
            // A clock that is on its way now is seen two cycles behind, and counts.
            self.at = now.saturating_add(1);
        }
    }

    /// SR is written.
    pub(crate) fn write(&mut self, mode: ShiftMode, value: u8, now: u64, v: &mut View<'_, '_>) {
        self.value = value;
        if !self.is_low {
            self.show_data(mode, now, v);
        }
    }

    /// ACR selects another mode.
    pub(crate) fn change(&mut self, mode: ShiftMode, now: u64, view: &mut View<'_, '_>) {
        self.rest(now, view);
        self.show_data(mode, now, view);
        self.is_running = mode.is_endless();
        self.pulses = 0;
        self.at = now;
        self.flag &= mode != ShiftMode::Off;
    }

    /// Whether CB2 has gone to `level`, driven by this register, since that was asked last.
    pub(crate) fn take_driven(&mut self, level: Level) -> bool {
        let (fell, rose) = (take(&mut self.fell), take(&mut self.rose));
        match level {
            Level::Low => fell,
            Level::High => rose,
        }
    }

    /// When that will be, as far as the next byte tells.
    pub(crate) fn data_due(&self, mode: ShiftMode, timer: Clocks, level: Level) -> Option<u64> {
        if !mode.is_out() || mode.clock() == Clock::Pin {
            return None;
        }
        let mut ahead = *self;
        (0..16).find_map(|_| {
            let edge = ahead.next_edge(mode, timer, &Unwired)?;
            ahead.shift(mode, edge, &mut View::Looking(&Unwired));
            ahead.take_driven(level).then_some(edge.cycle)
        })
    }

    /// The bit that goes out first is on CB2 at once.
    fn show_data(&mut self, mode: ShiftMode, now: u64, view: &mut View<'_, '_>) {
        let is_high = !mode.is_out() || self.value & 0x80 != 0;
        if is_high == self.is_data_low {
            self.drive_data(is_high, now, view);
        }
    }

    fn drive_data(&mut self, is_high: bool, now: u64, view: &mut View<'_, '_>) {
        view.drive_pin(Pin::Cb2, Level::of(is_high), now);
        self.fell |= !self.is_data_low && !is_high;
        self.rose |= self.is_data_low && is_high;
        self.is_data_low = !is_high;
    }

    /// CB1 is high again, wherever the byte stood.
    fn rest(&mut self, now: u64, view: &mut View<'_, '_>) {
        if take(&mut self.is_low) {
            view.drive_pin(Pin::Cb1, Level::High, now);
        }
    }

    /// Does all edges up to `to`.
    pub(crate) fn run(&mut self, mode: ShiftMode, timer: Clocks, to: u64, v: &mut View<'_, '_>) {
        self.skip_rounds(mode, timer, to);
        while let Some(edge) = self.next_edge(mode, timer, v.wired()) {
            if edge.cycle > to || edge.cycle <= self.at {
                return;
            }
            self.shift(mode, edge, v);
        }
    }

    /// Eight turns of a ring change nothing: parts are told of the last rounds only.
    fn skip_rounds(&mut self, mode: ShiftMode, timer: Clocks, to: u64) {
        if mode != ShiftMode::OutFreeRunning {
            return;
        }
        let rounds = (timer.count(self.at, to) / 16).saturating_sub(1);
        if rounds > 0 {
            self.at = timer.nth(self.at, rounds * 16).unwrap_or(self.at);
        }
    }

    /// The next edge of CB1, if it is one that counts.
    fn next_edge(&self, mode: ShiftMode, timer: Clocks, wired: &dyn Wired) -> Option<Edge> {
        if !self.is_running {
            return None;
        }
        let cycle = match mode.clock() {
            Clock::Pin => return wired.next_edge(Pin::Cb1, self.at),
            Clock::Phi2 => self.at.saturating_add(1),
            Clock::Timer2 => timer.nth(self.at, 1)?,
        };
        let to = Level::of(self.is_low);
        Some(Edge { cycle, to })
    }

    fn shift(&mut self, mode: ShiftMode, edge: Edge, view: &mut View<'_, '_>) {
        self.at = edge.cycle;
        let is_output = mode.clock() != Clock::Pin;
        match edge.to {
            Level::Low if mode.is_out() => {
                // The data is there before the clock.
                self.drive_data(self.value & 0x80 != 0, edge.cycle, view);
                self.value = self.value.rotate_left(1);
            }
            Level::High if !mode.is_out() => {
                let level = view.wired().level(Pin::Cb2, edge.cycle);
                self.value = self.value << 1 | u8::from(level.is_high());
            }
            _ => {}
        }
        if is_output {
            self.is_low = !edge.to.is_high();
            view.drive_pin(Pin::Cb1, edge.to, edge.cycle);
        }
        if edge.to.is_high() {
            self.pulse_ends(mode);
        }
    }

    fn pulse_ends(&mut self, mode: ShiftMode) {
        self.pulses = self.pulses.saturating_add(1);
        if self.pulses >= 8 {
            self.pulses = 0;
            self.is_running = mode.is_endless();
            self.flag |= mode.has_flag();
        }
    }

    /// When the flag will be raised, as far as that is known.
    pub(crate) fn due(&self, mode: ShiftMode, timer: Clocks, wired: &dyn Wired) -> Option<u64> {
        if !self.is_running || !mode.has_flag() {
            return None;
        }
        let pulses = 8_u64.saturating_sub(u64::from(self.pulses)).max(1);
        let edges = pulses * 2 - u64::from(self.is_low);
        match mode.clock() {
            Clock::Phi2 => Some(self.at.saturating_add(edges)),
            Clock::Timer2 => timer.nth(self.at, edges),
            Clock::Pin => {
                let next = |edge: &Edge| wired.next_edge(Pin::Cb1, edge.cycle);
                let edges = std::iter::successors(wired.next_edge(Pin::Cb1, self.at), next);
                let mut rising = edges.filter(|edge| edge.to.is_high());
                rising.nth(pulses as usize - 1).map(|edge| edge.cycle)
            }
        }
    }
}
