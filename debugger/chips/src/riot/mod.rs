//! The 6532 RIOT, and the 6530 RRIOT: two ports, an interval timer, some RAM.
//!
//! | A4 A3 A2 A1 A0 | write | read |
//! |---|---|---|
//! | `- - 0 0 0`, `- - 0 1 0` | port A, port B | the same |
//! | `- - 0 0 1`, `- - 0 1 1` | direction of A, of B | the same |
//! | `1 i 1 p p` | timer: prescaler p (1, 8, 64, 1,024), i lets it interrupt | |
//! | `0 - 1 e d` | edge of PA7: e lets it interrupt, d is 1 for rising ones | |
//! | `- i 1 - 0` | | timer; i lets it interrupt |
//! | `- - 1 - 1` | | flags: bit 7 timer, bit 6 edge of PA7, cleared by the read |
//!
//! The 6530 has no edge detection and no A4; its interrupt leaves by PB7. A pin that nobody drives
//! is high. Port A is read at its pins, port B where it is an output in its register.
//!
//! Sources: MOS Technology MCS6530, Rockwell R6532 data sheets; the KIM-1 User Manual.
//! Not here: the 6530's ROM, which is memory of the board, as is RAM that nobody selects by RS.

mod timer;

use jumppad_tiers::{Device, Line, Register, Signals};

use crate::kept::{Keep, keep, saved};
use crate::pins::Pins;
use crate::request::{Request, sooner};
use crate::view::{Span, first_edge};
use crate::wired::{Level, Pin, Port, Wired};
use timer::IntervalTimer;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiotModel {
    /// The 6530, with 1 KiB of ROM and 64 bytes of RAM, as the KIM-1 has two.
    Mos6530,
    /// The 6532, with 128 bytes of RAM.
    Mos6532,
}

impl RiotModel {
    /// How many bytes of RAM it has, a power of two.
    #[must_use]
    pub const fn ram_size(self) -> usize {
        match self {
            Self::Mos6530 => 64,
            Self::Mos6532 => 128,
        }
    }
}

/// The edge of PA7.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Edge {
    /// The level of the pin when it was last seen.
    level: bool,
    rising: bool,
    interrupts: bool,
    seen: bool,
    /// Up to which cycle it was looked at.
    as_of: u64,
}
keep!(Edge {
    level,
    rising,
    interrupts,
    seen,
    as_of
});

/// Where RAM is, seen from the chip.
struct Ram {
    /// The address line that leads to RS, as a mask; RAM answers where it is low.
    select: u16,
    bytes: Vec<u8>,
}

/// A chip on a board.
pub struct Riot {
    model: RiotModel,
    wired: Box<dyn Wired>,
    line: Option<Line>,
    ram: Option<Ram>,
    a: Pins,
    b: Pins,
    timer: IntervalTimer,
    timer_interrupts: bool,
    edge: Edge,
    request: Request,
    /// What the parts on the ports were told: levels and mask of each.
    driven: [(u8, u8); 2],
}

const TIMER_FLAG: u8 = 0x80;
const EDGE_FLAG: u8 = 0x40;
const PB7: u8 = 0x80;

impl Riot {
    /// A chip that was reset, whose interrupts reach the processor's IRQ. All addresses that it is
    /// attached to are its registers'.
    #[must_use]
    pub fn new(wired: Box<dyn Wired>, model: RiotModel) -> Self {
        let mut riot = Self {
            model,
            wired,
            line: Some(Line::Irq),
            ram: None,
            a: Pins::default(),
            b: Pins::default(),
            timer: IntervalTimer::default(),
            timer_interrupts: false,
            edge: Edge::default(),
            request: Request::default(),
            driven: [(0, 0); 2],
        };
        riot.edge.level = riot.pa7(0);
        riot
    }

    /// Leads its interrupts to a line, or nowhere.
    #[must_use]
    pub fn interrupting(mut self, line: Option<Line>) -> Self {
        self.line = line;
        self
    }

    /// Has it answer with its RAM as well: at the addresses at which none of the lines of `select`
    /// is high, as they lead to the pin RS. The Atari 2600's would be $0200.
    #[must_use]
    pub fn with_ram(mut self, select: u16) -> Self {
        self.ram = Some(Ram {
            select,
            bytes: vec![0; self.model.ram_size()],
        });
        self
    }

    /// The byte of RAM that an address means, if it means one.
    fn ram_at(&self, addr: u16) -> Option<usize> {
        let ram = self.ram.as_ref()?;
        (addr & ram.select == 0).then(|| usize::from(addr) & (self.model.ram_size() - 1))
    }

    fn port_a(&self, cycle: u64) -> u8 {
        self.a.read(self.wired.levels(Port::A, cycle))
    }

    fn port_b(&self, cycle: u64) -> u8 {
        let mut levels = self.wired.levels(Port::B, cycle);
        if self.model == RiotModel::Mos6530 && self.timer_interrupts && self.timer.at(cycle).is_up()
        {
            levels &= !PB7;
        }
        self.b.read_latched(levels)
    }

    fn pa7(&self, cycle: u64) -> bool {
        self.port_a(cycle) & 0x80 != 0
    }

    /// What is known of PA7 in a cycle: an output's edges count as well.
    fn edge_at(&self, cycle: u64) -> Edge {
        let level = self.pa7(cycle);
        let is_edge = level != self.edge.level && level == self.edge.rising;
        let is_seen = is_edge || self.next_edge(cycle).is_some();
        Edge {
            level,
            seen: self.edge.seen || (is_seen && self.model == RiotModel::Mos6532),
            as_of: cycle.max(self.edge.as_of),
            ..self.edge
        }
    }

    fn look_at_pa7(&mut self, cycle: u64) {
        self.edge = self.edge_at(cycle);
    }

    /// The cycle in which a part on PA7, an input, makes the edge that counts.
    fn next_edge(&self, to: u64) -> Option<u64> {
        let span = Span {
            after: self.edge.as_of,
            to,
        };
        let is_input = self.a.direction & 0x80 == 0 && self.model == RiotModel::Mos6532;
        let level = Level::of(self.edge.rising);
        (is_input && span.after < to)
            .then(|| first_edge(&*self.wired, Pin::Pa7, level, span))
            .flatten()
    }

    /// Tells the parts on the ports what has changed.
    fn tell(&mut self, signals: &mut Signals<'_>) {
        let pins = [(Port::A, self.a), (Port::B, self.b)];
        for ((port, pins), driven) in pins.into_iter().zip(&mut self.driven) {
            let now = (pins.output, pins.direction);
            if *driven != now {
                *driven = now;
                self.wired.drive(port, now.0, now.1, signals);
            }
        }
    }

    fn flags(&self, cycle: u64) -> u8 {
        let timer = self.timer.at(cycle).is_up();
        (u8::from(timer) * TIMER_FLAG) | (u8::from(self.edge_at(cycle).seen) * EDGE_FLAG)
    }

    /// Drives the interrupt line, now and from when on it will be asserted.
    fn announce(&mut self, signals: &mut Signals<'_>) {
        let Some(line) = self.line else {
            return;
        };
        let by_edge = match (self.edge.interrupts, self.edge.seen) {
            (false, _) => None,
            (true, true) => Some(signals.cycle()),
            (true, false) => self.next_edge(u64::MAX),
        };
        let by_timer = self.timer_interrupts.then(|| self.timer.due());
        self.request
            .announce(line, sooner(by_edge, by_timer), signals);
    }

    fn write_port(&mut self, addr: u16, value: u8) {
        let pins = match addr & 2 {
            0 => &mut self.a,
            _ => &mut self.b,
        };
        match addr & 1 {
            0 => pins.output = value,
            _ => pins.direction = value,
        }
    }

    fn write_timer(&mut self, addr: u16, value: u8, cycle: u64) {
        if addr & 0x10 != 0 || self.model == RiotModel::Mos6530 {
            self.timer = IntervalTimer::started(value, (addr & 3) as u8, cycle);
            self.timer_interrupts = addr & 8 != 0;
        } else {
            self.edge.rising = addr & 1 != 0;
            self.edge.interrupts = addr & 2 != 0;
        }
    }

    fn restore_chip(&mut self, state: &mut &[u8]) -> Option<()> {
        let ports = Keep::fetch(state)?;
        let timer = IntervalTimer::fetch(state)?;
        let (timer_interrupts, edge) = Keep::fetch(state)?;
        let (request, driven) = Keep::fetch(state)?;
        if let Some(ram) = &mut self.ram {
            let (bytes, rest) = state.split_at_checked(ram.bytes.len())?;
            ram.bytes.copy_from_slice(bytes);
            *state = rest;
        }
        (self.a, self.b) = ports;
        (self.timer, self.timer_interrupts) = (timer.checked(), timer_interrupts);
        (self.edge, self.request, self.driven) = (edge, request, driven);
        Some(())
    }
}

impl Device for Riot {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let cycle = signals.cycle();
        if self.ram_at(addr).is_some() {
            return self.peek(addr, cycle);
        }
        self.look_at_pa7(cycle);
        let value = self.peek(addr, cycle);
        match addr & 5 {
            4 => {
                self.timer = self.timer.at(cycle).acknowledged();
                self.timer_interrupts = addr & 8 != 0;
            }
            5 => self.edge.seen = false,
            _ if addr & 7 == 0 => self.wired.was_read(Port::A, signals),
            _ if addr & 7 == 2 => self.wired.was_read(Port::B, signals),
            _ => {}
        }
        self.announce(signals);
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        if let (Some(at), Some(ram)) = (self.ram_at(addr), &mut self.ram) {
            ram.bytes[at] = value;
            return;
        }
        let cycle = signals.cycle();
        self.look_at_pa7(cycle);
        if addr & 4 == 0 {
            self.write_port(addr, value);
            self.tell(signals);
            self.look_at_pa7(cycle);
        } else {
            self.write_timer(addr, value, cycle);
        }
        self.announce(signals);
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        if let (Some(at), Some(ram)) = (self.ram_at(addr), &self.ram) {
            return ram.bytes[at];
        }
        match addr & 7 {
            0 => self.port_a(cycle),
            1 => self.a.direction,
            2 => self.port_b(cycle),
            3 => self.b.direction,
            4 | 6 => self.timer.at(cycle).value(),
            _ => self.flags(cycle),
        }
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let mut registers = vec![
            Register::byte("ORA", self.a.output),
            Register::byte("DDRA", self.a.direction),
            Register::byte("PA", self.port_a(cycle)),
            Register::byte("ORB", self.b.output),
            Register::byte("DDRB", self.b.direction),
            Register::byte("PB", self.port_b(cycle)),
            Register::byte("TIMER", self.timer.at(cycle).value()),
            Register::byte("FLAGS", self.flags(cycle)),
        ];
        registers.extend(self.wired.registers(cycle));
        registers
    }

    /// RES goes low: ports are inputs, nothing interrupts. The timer goes on.
    fn reset(&mut self, signals: &mut Signals<'_>) {
        let cycle = signals.cycle();
        (self.a, self.b) = (Pins::default(), Pins::default());
        self.tell(signals);
        self.timer_interrupts = false;
        self.edge = Edge {
            level: self.pa7(cycle),
            as_of: cycle,
            ..Edge::default()
        };
        self.announce(signals);
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.wired.wake(signals);
        self.look_at_pa7(signals.cycle());
        self.announce(signals);
    }

    fn save(&self) -> Vec<u8> {
        let mut state = saved(&(self.a, self.b));
        self.timer.keep(&mut state);
        (self.timer_interrupts, self.edge).keep(&mut state);
        (self.request, self.driven).keep(&mut state);
        state.extend(self.ram.iter().flat_map(|ram| &ram.bytes));
        state.extend(self.wired.save());
        state
    }

    fn restore(&mut self, mut state: &[u8]) {
        if self.restore_chip(&mut state).is_some() {
            self.wired.restore(state);
        }
    }
}
