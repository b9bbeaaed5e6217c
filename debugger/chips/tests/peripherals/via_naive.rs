//! The 6522's timers and shift register against a model that counts each cycle by itself, under
//! random accesses.
//!
//! The chip computes what time has done when it is looked at; the model does it as the silicon does, one
//! cycle at a time. Ports and control lines are left to other tests.

use jumppad_chips::{Unwired, Via};

use crate::bench::Bench;

const TIMER1: u8 = 0x40;
const TIMER2: u8 = 0x20;
const SHIFT: u8 = 0x04;
const CB2: u8 = 0x08;

#[derive(Default)]
struct Model {
    counter1: u16,
    latch1: u16,
    /// What the next cycle brings instead of a count.
    load1: bool,
    armed1: bool,
    square: bool,
    counter2: u16,
    latch2: u8,
    load2: Option<u16>,
    reload2: bool,
    /// Clocks on their way to the shift register: of the last cycle, and of the one before.
    late: [bool; 2],
    armed2: bool,
    shift: u8,
    is_running: bool,
    is_low: bool,
    pulses: u8,
    /// CB2 as the register drives it; PCR is 0: falling edges are active.
    is_data_low: bool,
    /// Cycles in which nothing is shifted yet.
    wait: u8,
    acr: u8,
    /// ACR in the last cycle, by which timer 2 still counts.
    last_acr: u8,
    flags: u8,
    enabled: u8,
}

impl Model {
    fn mode(&self) -> u8 {
        self.acr >> 2 & 7
    }

    fn cycle(&mut self) {
        if std::mem::take(&mut self.load1) {
            self.counter1 = self.latch1;
        } else {
            self.counter1 = self.counter1.wrapping_sub(1);
            if self.counter1 == 0xffff {
                self.load1 = true;
                self.timer1_ran_out();
            }
        }
        let ran_out = self.count2();
        self.last_acr = self.acr;
        let [last, is_clocked] = self.late;
        self.late = [ran_out, last];
        let shifts = match self.mode() {
            1 | 4 | 5 if self.wait > 0 => {
                self.wait -= 1;
                false
            }
            1 | 4 | 5 => is_clocked,
            2 | 6 if self.wait > 0 => {
                self.wait -= 1;
                false
            }
            2 | 6 => true,
            _ => false,
        };
        if shifts && self.is_running {
            self.edge();
        }
    }

    fn timer1_ran_out(&mut self) {
        let is_free_running = self.acr & 0x40 != 0;
        if self.armed1 {
            self.square = !self.square;
            self.flags |= TIMER1;
        }
        self.armed1 &= is_free_running;
    }

    /// Whether the low byte of timer 2 ran out while it clocks the shift register.
    fn count2(&mut self) -> bool {
        if let Some(value) = self.load2.take() {
            self.counter2 = value;
            self.reload2 = false;
            return false;
        }
        if std::mem::take(&mut self.reload2) {
            self.counter2 = self.counter2 & 0xff00 | u16::from(self.latch2);
            return false;
        }
        if self.last_acr & 0x20 != 0 {
            return false;
        }
        self.counter2 = self.counter2.wrapping_sub(1);
        if self.counter2 == 0xffff && self.armed2 {
            self.armed2 = false;
            self.flags |= TIMER2;
        }
        self.reload2 = self.counter2 & 0xff == 0xff && matches!(self.last_acr >> 2 & 7, 1 | 4 | 5);
        self.reload2
    }

    fn edge(&mut self) {
        self.is_low = !self.is_low;
        let is_out = self.mode() >= 4;
        match (self.is_low, is_out) {
            (true, true) => {
                self.drive(self.shift & 0x80 != 0);
                self.shift = self.shift.rotate_left(1);
            }
            // Open pins are high.
            (false, false) => self.shift = self.shift << 1 | 1,
            _ => {}
        }
        if !self.is_low {
            self.pulses += 1;
            if self.pulses == 8 {
                self.pulses = 0;
                self.is_running = self.mode() == 4;
                if !self.is_running {
                    self.flags |= SHIFT;
                }
            }
        }
    }

    fn drive(&mut self, is_high: bool) {
        if !is_high && !self.is_data_low {
            self.flags |= CB2;
        }
        self.is_data_low = !is_high;
    }

    fn show_data(&mut self) {
        self.drive(self.mode() < 4 || self.shift & 0x80 != 0);
    }

    fn begin(&mut self) {
        self.flags &= !SHIFT;
        if self.mode() != 0 && !self.is_running {
            self.is_running = true;
            (self.pulses, self.wait) = (0, 1);
        }
    }

    fn ifr(&self) -> u8 {
        let any = if self.flags & self.enabled != 0 {
            0x80
        } else {
            0
        };
        self.flags | any
    }

    fn read(&mut self, register: u16) -> u8 {
        match register {
            0 => {
                self.flags &= !CB2;
                let is_out = self.acr & 0x80 != 0;
                if is_out {
                    u8::from(self.square) << 7 | 0x7f
                } else {
                    0xff
                }
            }
            4 => {
                self.flags &= !TIMER1;
                self.counter1 as u8
            }
            5 => (self.counter1 >> 8) as u8,
            6 => self.latch1 as u8,
            7 => (self.latch1 >> 8) as u8,
            8 => {
                self.flags &= !TIMER2;
                self.counter2 as u8
            }
            9 => (self.counter2 >> 8) as u8,
            10 => {
                let value = self.shift;
                self.begin();
                value
            }
            11 => self.acr,
            13 => self.ifr(),
            14 => self.enabled | 0x80,
            _ => 0xff,
        }
    }

    fn write(&mut self, register: u16, value: u8) {
        match register {
            0 => self.flags &= !CB2,
            4 | 6 => self.latch1 = self.latch1 & 0xff00 | u16::from(value),
            5 => {
                self.latch1 = self.latch1 & 0xff | u16::from(value) << 8;
                (self.load1, self.armed1, self.square) = (true, true, false);
                self.flags &= !TIMER1;
            }
            7 => {
                self.latch1 = self.latch1 & 0xff | u16::from(value) << 8;
                self.flags &= !TIMER1;
            }
            8 => self.latch2 = value,
            9 => {
                self.load2 = Some(u16::from_le_bytes([self.latch2, value]));
                self.armed2 = true;
                self.flags &= !TIMER2;
            }
            10 => {
                self.shift = value;
                if !self.is_low {
                    self.show_data();
                }
                self.begin();
            }
            11 => self.set_acr(value),
            13 => self.flags &= !value,
            14 if value & 0x80 != 0 => self.enabled |= value & 0x7f,
            14 => self.enabled &= !value,
            _ => {}
        }
    }

    fn set_acr(&mut self, value: u8) {
        let before = self.mode();
        self.square |= value & !self.acr & 0x80 != 0;
        self.acr = value;
        if self.mode() != before {
            (self.is_low, self.pulses, self.wait) = (false, 0, 0);
            self.is_running = self.mode() == 4;
            if self.mode() == 0 {
                self.flags &= !SHIFT;
            }
            self.show_data();
        }
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % limit
    }

    /// A value, small ones most of the time: counters shall run out.
    fn value(&mut self, register: u16) -> u8 {
        match register {
            5 | 7 | 9 => [0, 0, 0, 1, 0xff][self.below(5) as usize],
            4 | 6 | 8 => match self.below(4) {
                0 => self.below(256) as u8,
                _ => self.below(6) as u8,
            },
            // Without pulses most of the time, and without clocks from outside.
            11 => {
                let mode = [0, 1, 2, 4, 5, 6][self.below(6) as usize];
                let pulses = if self.below(8) == 0 { 0x20 } else { 0 };
                (self.below(4) as u8) << 6 | pulses | mode << 2
            }
            _ => self.below(256) as u8,
        }
    }
}

#[test]
fn counting_and_computing_agree() {
    const REGISTERS: [u16; 12] = [0, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 10];
    for seed in 1..=60 {
        let mut random = Random(u64::wrapping_mul(seed, 0x9e37_79b9_7f4a_7c15));
        let mut bench = Bench::new(Via::new(Box::new(Unwired)));
        let mut model = Model {
            square: true,
            ..Model::default()
        };
        // Both begin with known counters.
        bench.at(1_000);
        for (register, value) in [(4, 9), (5, 0), (8, 7), (9, 0)] {
            bench.write(register, value);
            model.write(register, value);
        }
        let density = [2, 5, 30, 200][seed as usize % 4];
        for cycle in 1_001..6_000 {
            model.cycle();
            bench.at(cycle);
            let is_asserted = model.ifr() & 0x80 != 0;
            assert_eq!(bench.is_asserted(), is_asserted, "{seed} {cycle}: IRQ");
            if random.below(density) != 0 {
                continue;
            }
            let register = REGISTERS[random.below(12) as usize];
            if random.below(2) == 0 {
                let value = random.value(register);
                bench.write(register, value);
                model.write(register, value);
            } else {
                let shown = bench.peek(register);
                let (read, expected) = (bench.read(register), model.read(register));
                assert_eq!(
                    (shown, read),
                    (expected, expected),
                    "{seed} {cycle}: {register}"
                );
            }
        }
    }
}
