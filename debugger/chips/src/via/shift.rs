//! The shift register of the 6522: eight modes, three clocks.
//!
//! CB1 rests high. A byte takes eight pulses of it: data goes out on falling edges, comes in on
//! rising ones, and the flag is raised with the eighth rising edge. Under the chip's clock the first edge
//! falls two cycles behind the access of SR, then there is one each cycle; under timer 2 there is one
//! whenever its low byte runs out, N + 2 cycles apart.
//!
//! Invariant: each edge of CB1 is done once, in its cycle's order.
//!
//! Sources: R6522 data sheet (Rockwell, 1981), "Shift Register Operation", figures 19 to 25.

use super::timers::Timer2;
use crate::kept::keep;
use crate::view::View;
use crate::wired::{Edge, Level, Pin, Wired};

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

    fn clock(self) -> Option<Clock> {
        match self {
            Self::Off => None,
            Self::In(clock) | Self::Out(clock) => Some(clock),
            Self::OutFreeRunning => Some(Clock::Timer2),
        }
    }

    /// Whether timer 2 is its clock, which reloads its low byte then.
    pub(crate) fn is_by_timer(self) -> bool {
        self.clock() == Some(Clock::Timer2)
    }

    fn is_out(self) -> bool {
        matches!(self, Self::Out(_) | Self::OutFreeRunning)
    }

    /// Whether it shifts without being asked to by an access of SR.
    fn is_endless(self) -> bool {
        self == Self::OutFreeRunning || self.clock() == Some(Clock::Pin)
    }
}

/// The register and its counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shift {
    pub(crate) value: u8,
    pub(crate) flag: bool,
    is_running: bool,
    /// Pulses of this byte that are over.
    pulses: u8,
    /// CB1 is low, as an output.
    is_low: bool,
    /// The last edge, or where the first is waited for.
    at: u64,
}
keep!(Shift {
    value,
    flag,
    is_running,
    pulses,
    is_low,
    at
});

impl Shift {
    /// SR was read or written: a byte begins.
    pub(crate) fn begin(&mut self, mode: ShiftMode, now: u64, view: &mut View<'_, '_>) {
        self.flag = false;
        if mode == ShiftMode::OutFreeRunning {
            return;
        }
        self.rest(now, view);
        self.is_running = mode != ShiftMode::Off;
        self.pulses = 0;
        self.at = now + u64::from(mode.clock() == Some(Clock::Phi2));
    }

    /// ACR selects another mode.
    pub(crate) fn change(&mut self, mode: ShiftMode, now: u64, view: &mut View<'_, '_>) {
        self.rest(now, view);
        self.is_running = mode.is_endless();
        self.pulses = 0;
        self.at = now;
        self.flag &= mode != ShiftMode::Off;
    }

    /// CB1 is high again, wherever the byte stood.
    fn rest(&mut self, now: u64, view: &mut View<'_, '_>) {
        if std::mem::take(&mut self.is_low) {
            view.drive_pin(Pin::Cb1, Level::High, now);
        }
    }

    /// Does all edges up to `to`.
    pub(crate) fn run(&mut self, mode: ShiftMode, timer: &Timer2, to: u64, v: &mut View<'_, '_>) {
        self.skip_rounds(mode, timer, to);
        while let Some(edge) = self.next_edge(mode, timer, v.wired()) {
            if edge.cycle > to || edge.cycle <= self.at {
                return;
            }
            self.shift(mode, edge, v);
        }
    }

    /// Eight turns of a ring change nothing: parts are told of the last rounds only.
    fn skip_rounds(&mut self, mode: ShiftMode, timer: &Timer2, to: u64) {
        if mode == ShiftMode::OutFreeRunning && to > self.at {
            let edges = timer.clocks(to) - timer.clocks(self.at);
            let rounds = (edges / 16).saturating_sub(1);
            if rounds > 0 {
                self.at = timer.clock(self.at, rounds * 16);
            }
        }
    }

    /// The next edge of CB1, if it is one that counts.
    fn next_edge(&self, mode: ShiftMode, timer: &Timer2, wired: &dyn Wired) -> Option<Edge> {
        let clock = mode.clock().filter(|_| self.is_running)?;
        let cycle = match clock {
            Clock::Pin => return wired.next_edge(Pin::Cb1, self.at),
            Clock::Phi2 => self.at.saturating_add(1),
            Clock::Timer2 => timer.clock(self.at, 1),
        };
        let to = Level::of(self.is_low);
        Some(Edge { cycle, to })
    }

    fn shift(&mut self, mode: ShiftMode, edge: Edge, view: &mut View<'_, '_>) {
        self.at = edge.cycle;
        let is_output = mode.clock() != Some(Clock::Pin);
        match edge.to {
            Level::Low if mode.is_out() => {
                let bit = self.value >> 7;
                self.value = self.value.rotate_left(1);
                // The data is there before the clock.
                view.drive_pin(Pin::Cb2, Level::of(bit != 0), edge.cycle);
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
            self.flag = mode != ShiftMode::OutFreeRunning;
        }
    }

    /// When the flag will be raised, as far as that is known.
    pub(crate) fn due(&self, mode: ShiftMode, timer: &Timer2, wired: &dyn Wired) -> Option<u64> {
        let clock = mode.clock().filter(|_| self.is_running)?;
        let pulses = 8_u64.saturating_sub(u64::from(self.pulses)).max(1);
        let edges = pulses * 2 - u64::from(self.is_low);
        match clock {
            _ if mode == ShiftMode::OutFreeRunning => None,
            Clock::Phi2 => Some(self.at.saturating_add(edges)),
            Clock::Timer2 => Some(timer.clock(self.at, edges)),
            Clock::Pin => {
                let next = |edge: &Edge| wired.next_edge(Pin::Cb1, edge.cycle);
                let edges = std::iter::successors(wired.next_edge(Pin::Cb1, self.at), next);
                let mut rising = edges.filter(|edge| edge.to.is_high());
                rising.nth(pulses as usize - 1).map(|edge| edge.cycle)
            }
        }
    }
}
