//! The 2A03's own registers: what of the APU the CPU can tell, sprite DMA, and the controllers.
//!
//! Thirty-two registers from $4000 on. Power on is cycle 0; the first wake begins the frame counter, so whoever attaches it
//! wakes it. What only sounds is written into nothing, and what cannot be read shows the byte that was last on
//! the bus, the address's upper one.

use jumppad_tiers::{Device, Line, Register, Signals};

use super::dmc::Dmc;
use super::frame_counter::FrameCounter;
use super::kept::{Reader, Writer};
use super::length::Lengths;
use super::pads::Pads;
use super::plan::Plan;
use super::television::Television;

/// Registers by their low address lines.
const DMC_CONTROL: u16 = 0x10;
const DMC_LENGTH: u16 = 0x13;
const SPRITE_DMA: u16 = 0x14;
const STATUS: u16 = 0x15;
const FIRST_PAD: u16 = 0x16;
const SECOND_PAD: u16 = 0x17;
/// Where sprite DMA writes, and how many bytes.
const SPRITE_PORT: u16 = 0x2004;
const SPRITES: u16 = 0x100;
/// Bits of $4015.
const DMC: u8 = 0x10;
const FRAME: u8 = 0x40;
const DMC_INTERRUPT: u8 = 0x80;
/// What nothing drives.
const OPEN: u8 = 0x40;

/// What counts cycles in it.
#[derive(Clone, Copy)]
struct Counters {
    frame: FrameCounter,
    lengths: Lengths,
    dmc: Dmc,
}

impl Counters {
    /// Lets time pass up to and including `cycle`. Cycles that were stolen.
    fn advance(&mut self, cycle: u64) -> u64 {
        let lengths = &mut self.lengths;
        self.frame.advance(cycle, |at| lengths.clock(at));
        self.dmc.advance(cycle)
    }

    /// What $4015 shows.
    fn status(&self, cycle: u64) -> u8 {
        [
            (self.dmc.is_playing(), DMC),
            (self.frame.asserted, FRAME),
            (self.dmc.asserted, DMC_INTERRUPT),
        ]
        .iter()
        .filter(|(is_up, _)| *is_up)
        .fold(self.lengths.running(cycle), |all, (_, bit)| all | bit)
    }
}

/// The registers of the 2A03 beside the processor.
pub struct Apu {
    counters: Counters,
    pads: Pads,
    irq: Plan,
    wake: Option<u64>,
}

impl Apu {
    /// The registers as they are at power on, with controllers plugged in.
    #[must_use]
    pub fn new(television: Television, pads: Pads) -> Self {
        Self {
            counters: Counters {
                frame: FrameCounter::new(television),
                lengths: Lengths::default(),
                dmc: Dmc::new(television),
            },
            pads,
            irq: Plan::default(),
            wake: None,
        }
    }

    /// The counters as they are in `cycle`.
    fn counters_at(&self, cycle: u64) -> Counters {
        let mut counters = self.counters;
        counters.advance(cycle);
        counters
    }

    fn announce(&mut self, signals: &mut Signals<'_>) {
        let Counters { frame, dmc, .. } = &self.counters;
        let asserted = frame.asserted || dmc.asserted;
        let rises = [frame.next_interrupt(), dmc.next_interrupt()];
        let plan = Plan {
            asserted,
            rise: rises.into_iter().flatten().min().filter(|_| !asserted),
            fall: None,
        };
        self.irq.change(plan, Line::Irq, signals);
        let wake = dmc.next_fetch();
        if wake != self.wake {
            self.wake = wake;
            signals.cancel_wakes();
            if let Some(wake) = wake {
                signals.wake_at(wake);
            }
        }
    }

    fn pass(&mut self, signals: &mut Signals<'_>) {
        let stolen = self.counters.advance(signals.cycle());
        if stolen > 0 {
            signals.stall(stolen);
        }
    }

    fn write_channel(&mut self, register: u16, value: u8, cycle: u64) {
        let channel = usize::from(register / 4);
        let halt = if channel == 2 { 0x80 } else { 0x20 };
        match register % 4 {
            0 => self.counters.lengths.halt(channel, value & halt != 0),
            3 => self.counters.lengths.load(channel, value >> 3, cycle),
            _ => {}
        }
    }
}

impl Device for Apu {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let cycle = signals.cycle();
        match addr & 0x1f {
            STATUS => {
                self.pass(signals);
                let status = self.counters.status(cycle);
                self.counters.frame.asserted = false;
                self.announce(signals);
                status
            }
            FIRST_PAD => OPEN | self.pads.read(0, cycle),
            SECOND_PAD => OPEN | self.pads.read(1, cycle),
            _ => OPEN,
        }
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        self.pass(signals);
        let cycle = signals.cycle();
        match addr & 0x1f {
            register @ 0..DMC_CONTROL => self.write_channel(register, value, cycle),
            DMC_CONTROL => self.counters.dmc.set_control(value),
            DMC_LENGTH => self.counters.dmc.set_length(value),
            SPRITE_DMA => signals.copy(u16::from(value) << 8, SPRITE_PORT, SPRITES),
            STATUS => {
                self.counters.lengths.enable(value);
                let stolen = self.counters.dmc.enable(value & DMC != 0);
                if stolen > 0 {
                    signals.stall(stolen);
                }
            }
            FIRST_PAD => self.pads.write(value, cycle),
            SECOND_PAD => self.counters.frame.write(value, cycle),
            _ => {}
        }
        self.announce(signals);
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        match addr & 0x1f {
            STATUS => self.counters_at(cycle).status(cycle),
            FIRST_PAD => OPEN | self.pads.bit(0, cycle),
            SECOND_PAD => OPEN | self.pads.bit(1, cycle),
            _ => OPEN,
        }
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let counters = self.counters_at(cycle);
        let mut registers = vec![
            Register::byte("SND_CHN", counters.status(cycle)),
            Register::byte("FRAME", counters.frame.control()),
            Register::word("DMC_LEFT", counters.dmc.left()),
        ];
        let names = ["LENGTH1", "LENGTH2", "LENGTH3", "LENGTH4"];
        let lengths = names.into_iter().zip(counters.lengths.counts());
        registers.extend(lengths.map(|(name, count)| Register::byte(name, count)));
        let pads = ["JOY1", "JOY2"].into_iter().enumerate();
        registers.extend(pads.map(|(pad, name)| Register::byte(name, self.pads.down(pad, cycle))));
        registers
    }

    /// $4015 is cleared, and $4017 written as it was written last.
    fn reset(&mut self, signals: &mut Signals<'_>) {
        let cycle = signals.cycle();
        self.counters.advance(cycle);
        self.counters.lengths.enable(0);
        self.counters.dmc.enable(false);
        self.counters.frame.reset(cycle);
        self.announce(signals);
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.pass(signals);
        self.announce(signals);
    }

    fn save(&self) -> Vec<u8> {
        let mut to = Writer::default();
        self.counters.frame.save(&mut to);
        self.counters.lengths.save(&mut to);
        self.counters.dmc.save(&mut to);
        self.pads.save(&mut to);
        self.irq.save(&mut to);
        to.long(self.wake.unwrap_or(u64::MAX));
        to.done()
    }

    fn restore(&mut self, state: &[u8]) {
        let mut from = Reader::new(state);
        self.counters.frame.restore(&mut from);
        self.counters.lengths.restore(&mut from);
        self.counters.dmc.restore(&mut from);
        self.pads.restore(&mut from);
        self.irq = Plan::restore(&mut from);
        self.wake = Some(from.long()).filter(|&wake| wake != u64::MAX);
    }
}
