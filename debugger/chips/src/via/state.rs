//! What the 6522 is between two accesses, and what time does to it.
//!
//! Invariants: all of its state is here, so that a copy of it can be run ahead to be looked at; it
//! depends on cycles, not on how often it was run.

use super::registers::{acr, flag};
use super::shift::{Clock, Shift, ShiftMode};
use super::timers::{Counting, Timer1, Timer2};
use crate::control::{Mode, Second, Side};
use crate::kept::keep;
use crate::request::{Request, sooner};
use crate::view::{Span, View, first_edge};
use crate::wired::{Level, Pin, Port, Unwired, Wired};

/// The registers, and what is behind them. Of two, port A's comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// Up to where time has passed.
    pub(crate) now: u64,
    pub(crate) outputs: [u8; 2],
    pub(crate) directions: [u8; 2],
    /// What a port's pins were when its first control line raised its flag.
    latched: [u8; 2],
    /// Levels and mask as the parts on the ports were told.
    pub(crate) driven: [(u8, u8); 2],
    pub(crate) sides: [Side; 2],
    pub(crate) timer1: Timer1,
    pub(crate) timer1_flag: bool,
    /// What timer 1 makes of PB7.
    square: bool,
    pub(crate) timer2: Timer2,
    pub(crate) timer2_flag: bool,
    pub(crate) shift: Shift,
    pub(crate) acr: u8,
    pub(crate) pcr: u8,
    pub(crate) enabled: u8,
    pub(crate) request: Request,
}
keep!(State {
    now,
    outputs,
    directions,
    latched,
    driven,
    sides,
    timer1,
    timer1_flag,
    square,
    timer2,
    timer2_flag,
    shift,
    acr,
    pcr,
    enabled,
    request,
});

const BOTH: [Port; 2] = [Port::A, Port::B];

impl State {
    pub(crate) fn new() -> Self {
        Self {
            now: 0,
            outputs: [0; 2],
            directions: [0; 2],
            latched: [0xff; 2],
            driven: [(0, 0); 2],
            sides: [Side::default(); 2],
            timer1: Timer1::new(),
            timer1_flag: false,
            square: true,
            timer2: Timer2::new(),
            timer2_flag: false,
            shift: Shift::default(),
            acr: 0,
            pcr: 0,
            enabled: 0,
            request: Request::default(),
        }
    }

    pub(crate) fn shift_mode(&self) -> ShiftMode {
        ShiftMode::of_acr(self.acr)
    }

    /// What timer 2 counts.
    pub(crate) fn counting(&self) -> Counting {
        if self.acr & acr::PULSES != 0 {
            Counting::Pulses
        } else if self.shift_mode().is_by_timer() {
            Counting::Shifting
        } else {
            Counting::Cycles
        }
    }

    /// How a port's control lines are used. CB2 is the shift register's while that has a mode.
    pub(crate) fn mode(&self, port: Port) -> Mode {
        let (pcr, first, second) = match port {
            Port::A => (self.pcr, Pin::Ca1, Pin::Ca2),
            Port::B => (self.pcr >> 4, Pin::Cb1, Pin::Cb2),
        };
        let is_shifting = port == Port::B && self.shift_mode() != ShiftMode::Off;
        Mode {
            first,
            second,
            edge: Level::of(pcr & 1 != 0),
            use_of_second: match is_shifting {
                true => Second::Held(Level::High),
                false => Second::of_pcr(pcr >> 1),
            },
        }
    }

    /// Lets time pass up to `to`.
    pub(crate) fn run(&mut self, to: u64, view: &mut View<'_, '_>) {
        let after = self.now;
        let span = Span { after, to };
        self.run_timer1(span);
        self.shift.run(self.shift_mode(), &self.timer2, to, view);
        self.timer2_flag |= self.timer2.run(to, self.counting());
        self.count_pulses(span, view.wired());
        for port in BOTH {
            let mode = self.mode(port);
            if let Some(cycle) = self.sides[port as usize].run(mode, span, view) {
                self.latched[port as usize] = self.pins(port, cycle, view.wired());
            }
        }
        self.now = to;
    }

    fn run_timer1(&mut self, span: Span) {
        let times = self.timer1.run(span);
        if times == 0 {
            return;
        }
        let is_first = self.timer1.takes_shot();
        if self.acr & acr::FREE_RUNNING != 0 {
            self.timer1_flag = true;
            self.square ^= times % 2 == 1;
        } else if is_first {
            self.timer1_flag = true;
            self.square = true;
        }
    }

    fn count_pulses(&mut self, span: Span, wired: &dyn Wired) {
        if self.acr & acr::PULSES == 0 || self.directions[1] & 0x40 != 0 {
            return;
        }
        let mut after = span.after;
        while let Some(cycle) = first_edge(wired, Pin::Pb6, Level::Low, Span { after, ..span }) {
            self.timer2_flag |= self.timer2.pulse();
            after = cycle;
        }
    }

    /// The chip itself has pulled PB6 down.
    pub(crate) fn count_own_pulse(&mut self) {
        if self.counting() == Counting::Pulses {
            self.timer2_flag |= self.timer2.pulse();
        }
    }

    /// Timer 1 begins anew, and PB7 with it.
    pub(crate) fn start_timer1(&mut self) {
        self.timer1.load(self.now);
        self.timer1_flag = false;
        self.square = false;
    }

    pub(crate) fn set_acr(&mut self, value: u8, view: &mut View<'_, '_>) {
        let (old_mode, old_side) = (self.shift_mode(), self.mode(Port::B));
        self.timer2.settle(self.now, self.counting());
        // PB7 rests high until timer 1 is started.
        self.square |= value & !self.acr & acr::PB7 != 0;
        self.acr = value;
        if self.shift_mode() != old_mode {
            self.shift.change(self.shift_mode(), self.now, view);
        }
        let new = self.mode(Port::B);
        self.sides[1].change(old_side, new, self.now, view);
    }

    pub(crate) fn set_pcr(&mut self, value: u8, view: &mut View<'_, '_>) {
        let old = BOTH.map(|port| self.mode(port));
        self.pcr = value;
        for (port, old) in BOTH.into_iter().zip(old) {
            let new = self.mode(port);
            self.sides[port as usize].change(old, new, self.now, view);
        }
    }

    /// When the byte that is being shifted out is out, by a clock of the chip's own.
    pub(crate) fn end_of_output(&self) -> Option<u64> {
        let mode = self.shift_mode();
        let is_own = matches!(mode, ShiftMode::Out(Clock::Phi2 | Clock::Timer2));
        is_own
            .then(|| self.shift.due(mode, &self.timer2, &Unwired))
            .flatten()
    }

    /// What the chip drives on a port: levels and mask.
    pub(crate) fn drives(&self, port: Port) -> (u8, u8) {
        let (output, mask) = (self.outputs[port as usize], self.directions[port as usize]);
        match port {
            Port::B if self.acr & acr::PB7 != 0 => {
                let square = if self.square { 0x80 } else { 0 };
                (output & 0x7f | square, mask | 0x80)
            }
            _ => (output, mask),
        }
    }

    /// What is on a port's pins.
    pub(crate) fn pins(&self, port: Port, cycle: u64, wired: &dyn Wired) -> u8 {
        let (levels, mask) = self.drives(port);
        levels & mask | wired.levels(port, cycle) & !mask
    }

    /// What a read of a port gives: of port A the pins, of port B what is output where it is.
    pub(crate) fn read_port(&self, port: Port, wired: &dyn Wired) -> u8 {
        let latch = [acr::LATCH_A, acr::LATCH_B][port as usize];
        let is_latched = self.acr & latch != 0 && self.sides[port as usize].first;
        let pins = match is_latched {
            true => self.latched[port as usize],
            false => self.pins(port, self.now, wired),
        };
        let (levels, mask) = self.drives(port);
        match port {
            Port::A => pins,
            Port::B => levels & mask | pins & !mask,
        }
    }

    pub(crate) fn ifr(&self) -> u8 {
        let [a, b] = self.sides;
        let flags = [
            (flag::CA2, a.second),
            (flag::CA1, a.first),
            (flag::SHIFT, self.shift.flag),
            (flag::CB2, b.second),
            (flag::CB1, b.first),
            (flag::TIMER2, self.timer2_flag),
            (flag::TIMER1, self.timer1_flag),
        ];
        let set = flags.iter().filter(|(_, is_set)| *is_set);
        let ifr = set.fold(0, |ifr, (flag, _)| ifr | flag);
        ifr | if ifr & self.enabled != 0 {
            flag::ANY
        } else {
            0
        }
    }

    pub(crate) fn clear_flags(&mut self, bits: u8) {
        let keeps = |flag| bits & flag == 0;
        self.sides[0].second &= keeps(flag::CA2);
        self.sides[0].first &= keeps(flag::CA1);
        self.shift.flag &= keeps(flag::SHIFT);
        self.sides[1].second &= keeps(flag::CB2);
        self.sides[1].first &= keeps(flag::CB1);
        self.timer2_flag &= keeps(flag::TIMER2);
        self.timer1_flag &= keeps(flag::TIMER1);
    }

    /// When the chip asks for an interrupt, as far as is known: a cycle that is past if it does.
    pub(crate) fn due(&self, wired: &dyn Wired) -> Option<u64> {
        if self.ifr() & flag::ANY != 0 {
            return Some(self.now);
        }
        let is_enabled = |flag| self.enabled & flag != 0;
        let is_free_running = self.acr & acr::FREE_RUNNING != 0;
        let timer1 = is_enabled(flag::TIMER1)
            .then(|| self.timer1.due(self.now, is_free_running))
            .flatten();
        let timer2 = is_enabled(flag::TIMER2)
            .then(|| self.timer2_due(wired))
            .flatten();
        let shift = is_enabled(flag::SHIFT)
            .then(|| self.shift.due(self.shift_mode(), &self.timer2, wired))
            .flatten();
        let first = [flag::CA1, flag::CB1];
        let second = [flag::CA2, flag::CB2];
        let sides = BOTH.into_iter().filter_map(|port| {
            let place = port as usize;
            let enabled = [is_enabled(first[place]), is_enabled(second[place])];
            self.sides[place].due(self.mode(port), enabled, self.now, wired)
        });
        let inside = sooner(timer1, sooner(timer2, shift));
        sooner(inside, sides.min())
    }

    fn timer2_due(&self, wired: &dyn Wired) -> Option<u64> {
        if self.counting() != Counting::Pulses {
            return self.timer2.due(self.counting());
        }
        let missing = self.timer2.missing()?;
        let to = u64::MAX;
        (0..missing).try_fold(self.now, |after, _| {
            first_edge(wired, Pin::Pb6, Level::Low, Span { after, to })
        })
    }
}
