//! The 6820 and 6821 PIA: two ports with control lines, two interrupt outputs.
//!
//! | offset | register |
//! |---|---|
//! | 0, 2 | data of port A, B where bit 2 of the control register is set, else direction |
//! | 1, 3 | control register A, B |
//!
//! Control register: bit 0 enables the interrupt of Cx1, bit 1 its active edge is the rising one, bit 2
//! data or direction, bits 5 to 3 use of Cx2; bits 7 and 6 are the flags of Cx1 and Cx2, cleared by a read
//! of the data. CA2 answers reads of port A, CB2 writes of port B. The two chips differ in their
//! electrics only.
//!
//! Source: MC6821 data sheet (Motorola, 1985), "Internal Controls".

use jumppad_tiers::{Device, Line, Register, Signals};

use crate::control::{Mode, Second, Side};
use crate::kept::{keep, restored, saved_before};
use crate::request::{Request, sooner};
use crate::view::{Span, View};
use crate::wired::{Level, Pin, Port, Wired};

const ENABLE_FIRST: u8 = 0x01;
const RISING: u8 = 0x02;
const DATA: u8 = 0x04;
/// Where Cx2 is an input.
const ENABLE_SECOND: u8 = 0x08;
const IS_OUTPUT: u8 = 0x20;
const SECOND: u8 = 0x40;
const FIRST: u8 = 0x80;
/// The bits that are written.
const WRITTEN: u8 = 0x3f;

/// One port with its control lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Half {
    output: u8,
    direction: u8,
    control: u8,
    side: Side,
    /// Levels and mask as the parts were told.
    driven: (u8, u8),
}
keep!(Half {
    output,
    direction,
    control,
    side,
    driven
});

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    /// Up to where time has passed.
    now: u64,
    /// Port A's, port B's.
    halves: [Half; 2],
    irq: Request,
    nmi: Request,
}
keep!(State {
    now,
    halves,
    irq,
    nmi
});

const BOTH: [Port; 2] = [Port::A, Port::B];

impl Half {
    fn mode(&self, port: Port) -> Mode {
        let (first, second) = match port {
            Port::A => (Pin::Ca1, Pin::Ca2),
            Port::B => (Pin::Cb1, Pin::Cb2),
        };
        Mode {
            first,
            second,
            edge: Level::of(self.control & RISING != 0),
            use_of_second: Second::of_control(self.control >> 3),
        }
    }

    /// The control register as it is read.
    fn shown(&self) -> u8 {
        let flag = |is_set, bit| if is_set { bit } else { 0 };
        self.control | flag(self.side.first, FIRST) | flag(self.side.second, SECOND)
    }

    fn enabled(&self) -> [bool; 2] {
        let is_input = self.control & IS_OUTPUT == 0;
        [
            self.control & ENABLE_FIRST != 0,
            is_input && self.control & ENABLE_SECOND != 0,
        ]
    }

    fn pins(&self, port: Port, cycle: u64, wired: &dyn Wired) -> u8 {
        self.output & self.direction | wired.levels(port, cycle) & !self.direction
    }
}

impl State {
    fn run(&mut self, to: u64, view: &mut View<'_, '_>) {
        let after = self.now;
        for port in BOTH {
            let half = &mut self.halves[port as usize];
            half.side.run(half.mode(port), Span { after, to }, view);
        }
        self.now = to;
    }
}

/// A 6820 or 6821; 4 registers.
pub struct Pia {
    state: State,
    /// Where IRQA and IRQB lead.
    lines: [Option<Line>; 2],
    wired: Box<dyn Wired>,
}

impl Pia {
    /// One whose pins lead to `wired`, with both interrupt outputs on the processor's IRQ line.
    #[must_use]
    pub fn new(wired: Box<dyn Wired>) -> Self {
        Self {
            state: State::default(),
            lines: [Some(Line::Irq); 2],
            wired,
        }
    }

    /// The chip with IRQA and IRQB on other lines, or on none.
    #[must_use]
    pub fn interrupting(mut self, irqa: Option<Line>, irqb: Option<Line>) -> Self {
        self.lines = [irqa, irqb];
        self
    }

    fn run(&mut self, signals: &mut Signals<'_>) {
        let now = signals.cycle();
        let view = &mut View::Acting(&mut *self.wired, signals);
        self.state.run(now, view);
    }

    fn ahead(&self, cycle: u64) -> State {
        let mut state = self.state;
        state.run(cycle, &mut View::Looking(&*self.wired));
        state
    }

    fn finish(&mut self, signals: &mut Signals<'_>) {
        for port in BOTH {
            let half = &mut self.state.halves[port as usize];
            let drives = (half.output, half.direction);
            if drives != half.driven {
                half.driven = drives;
                self.wired.drive(port, drives.0, drives.1, signals);
            }
        }
        let due_on = |line| {
            let ports = BOTH.into_iter();
            let own = ports.filter(|port| self.lines[*port as usize] == Some(line));
            own.fold(None, |due, port| {
                let half = &self.state.halves[port as usize];
                let (mode, now) = (half.mode(port), self.state.now);
                sooner(due, half.side.due(mode, half.enabled(), now, &*self.wired))
            })
        };
        let (irq, nmi) = (due_on(Line::Irq), due_on(Line::Nmi));
        self.state.irq.announce(Line::Irq, irq, signals);
        self.state.nmi.announce(Line::Nmi, nmi, signals);
    }

    fn change_control(&mut self, port: Port, value: u8, signals: &mut Signals<'_>) {
        let now = self.state.now;
        let half = &mut self.state.halves[port as usize];
        let old = half.mode(port);
        half.control = value & WRITTEN;
        // Cx2 has no flag as an output.
        half.side.second &= value & IS_OUTPUT == 0;
        let new = half.mode(port);
        let view = &mut View::Acting(&mut *self.wired, signals);
        half.side.change(old, new, now, view);
    }

    fn strobe(&mut self, port: Port, signals: &mut Signals<'_>) {
        let now = self.state.now;
        let half = &mut self.state.halves[port as usize];
        let view = &mut View::Acting(&mut *self.wired, signals);
        half.side.strobe(half.mode(port), now, view);
    }

    fn look(&self, state: &State, port: Port, is_control: bool) -> u8 {
        let half = &state.halves[port as usize];
        match (is_control, half.control & DATA != 0) {
            (true, _) => half.shown(),
            (_, true) => half.pins(port, state.now, &*self.wired),
            (_, false) => half.direction,
        }
    }
}

/// The port that an address selects, and whether its control register.
fn selected(addr: u16) -> (Port, bool) {
    (BOTH[usize::from(addr >> 1 & 1)], addr & 1 != 0)
}

impl Device for Pia {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.run(signals);
        self.wired.attend(signals);
        let (port, is_control) = selected(addr);
        let value = self.look(&self.state, port, is_control);
        let half = &mut self.state.halves[port as usize];
        if !is_control && half.control & DATA != 0 {
            half.side.clear(half.mode(port));
            if port == Port::A {
                self.strobe(port, signals);
            }
            self.wired.was_read(port, signals);
        }
        self.finish(signals);
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        self.run(signals);
        self.wired.attend(signals);
        let (port, is_control) = selected(addr);
        let half = &mut self.state.halves[port as usize];
        match (is_control, half.control & DATA != 0) {
            (true, _) => self.change_control(port, value, signals),
            (_, false) => half.direction = value,
            (_, true) => half.output = value,
        }
        // What is output is there before the line that tells of it.
        self.finish(signals);
        let half = &self.state.halves[port as usize];
        if port == Port::B && !is_control && half.control & DATA != 0 {
            self.strobe(port, signals);
            self.finish(signals);
        }
    }

    fn awaits_outside(&self) -> bool {
        let interrupts = |port: Port| {
            let is_wired = self.lines[port as usize].is_some();
            is_wired && self.state.halves[port as usize].enabled().contains(&true)
        };
        self.wired.is_moved_from_outside() && BOTH.into_iter().any(interrupts)
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        let (port, is_control) = selected(addr);
        self.look(&self.ahead(cycle), port, is_control)
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let state = self.ahead(cycle);
        let [a, b] = state.halves;
        let mut all = vec![
            Register::byte("ORA", a.output),
            Register::byte("DDRA", a.direction),
            Register::byte("CRA", a.shown()),
            Register::byte("PA", a.pins(Port::A, cycle, &*self.wired)),
            Register::byte("ORB", b.output),
            Register::byte("DDRB", b.direction),
            Register::byte("CRB", b.shown()),
            Register::byte("PB", b.pins(Port::B, cycle, &*self.wired)),
        ];
        all.extend(self.wired.registers(cycle));
        all
    }

    /// RESET goes low: all registers are cleared.
    fn reset(&mut self, signals: &mut Signals<'_>) {
        self.run(signals);
        for port in BOTH {
            self.change_control(port, 0, signals);
            let driven = self.state.halves[port as usize].driven;
            self.state.halves[port as usize] = Half {
                driven,
                ..Half::default()
            };
        }
        self.finish(signals);
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.run(signals);
        self.wired.wake(signals);
        self.finish(signals);
    }

    fn save(&self) -> Vec<u8> {
        saved_before(&self.state, self.wired.save())
    }

    fn restore(&mut self, state: &[u8]) {
        restored(&mut self.state, state, |rest| self.wired.restore(rest));
    }
}
