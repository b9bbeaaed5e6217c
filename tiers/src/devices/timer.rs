//! A timer that counts the processor's cycles.
//!
//! | offset | write | read |
//! |---|---|---|
//! | 0 | interval, low byte | the same |
//! | 1 | interval, high byte; starts the timer | the same |
//! | 2 | control | control, bit 7 set if the time is up; acknowledges |
//!
//! Control: bit 0 assert IRQ when the time is up, bit 1 NMI, bit 2 start again
//! when acknowledged; a write takes effect at once. An interval of 0 stops the timer.

use crate::device::{Device, Register};
use crate::interrupts::{Line, Signals};

const LOW: u16 = 0;
const HIGH: u16 = 1;

const USE_IRQ: u8 = 0x01;
const USE_NMI: u8 = 0x02;
const REPEAT: u8 = 0x04;
const UP: u8 = 0x80;

/// Three registers from its base address on.
#[derive(Debug)]
pub struct Timer {
    base: u16,
    interval: u16,
    control: u8,
    /// The cycle at which the time is up.
    due: Option<u64>,
}

impl Timer {
    /// A stopped timer whose registers begin at `base`.
    #[must_use]
    pub fn new(base: u16) -> Self {
        Self {
            base,
            interval: 0,
            control: 0,
            due: None,
        }
    }

    fn start(&mut self, from: u64, signals: &mut Signals<'_>) {
        self.due = (self.interval > 0).then(|| from + u64::from(self.interval));
        self.announce(signals);
    }

    /// Asserts the lines that control asks for, now or once the time is up, and lets go of others.
    fn announce(&self, signals: &mut Signals<'_>) {
        for (bit, line) in [(USE_IRQ, Line::Irq), (USE_NMI, Line::Nmi)] {
            let due = self.due.filter(|_| self.control & bit != 0);
            let is_up = due.is_some_and(|due| due <= signals.cycle());
            signals.cancel(line);
            signals.set(line, is_up);
            if let Some(due) = due.filter(|_| !is_up) {
                signals.set_at(due, line, true);
            }
        }
    }

    fn is_up(&self, cycle: u64) -> bool {
        self.due.is_some_and(|due| due <= cycle)
    }

    fn acknowledge(&mut self, signals: &mut Signals<'_>) {
        let Some(due) = self.due.filter(|due| *due <= signals.cycle()) else {
            return;
        };
        if self.control & REPEAT == 0 {
            signals.set(Line::Irq, false);
            signals.set(Line::Nmi, false);
            self.due = None;
            return;
        }
        // Late acknowledgements miss whole intervals, not the beat.
        let missed = (signals.cycle() - due) / u64::from(self.interval.max(1));
        self.start(due + missed * u64::from(self.interval), signals);
    }
}

impl Device for Timer {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let value = self.peek(addr, signals.cycle());
        if !matches!(addr.wrapping_sub(self.base), LOW | HIGH) {
            self.acknowledge(signals);
        }
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        let [low, high] = self.interval.to_le_bytes();
        match addr.wrapping_sub(self.base) {
            LOW => self.interval = u16::from_le_bytes([value, high]),
            HIGH => {
                self.interval = u16::from_le_bytes([low, value]);
                self.start(signals.cycle(), signals);
            }
            _ => {
                self.control = value & (USE_IRQ | USE_NMI | REPEAT);
                self.announce(signals);
            }
        }
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        let [low, high] = self.interval.to_le_bytes();
        match addr.wrapping_sub(self.base) {
            LOW => low,
            HIGH => high,
            _ => self.control | if self.is_up(cycle) { UP } else { 0 },
        }
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let left = self.due.map_or(0, |due| due.saturating_sub(cycle));
        vec![
            Register::word("INTERVAL", self.interval),
            Register::byte("CONTROL", self.peek(self.base.wrapping_add(2), cycle)),
            Register::word("LEFT", u16::try_from(left).unwrap_or(u16::MAX)),
        ]
    }

    /// Interval, control, and eight bytes of the due cycle where there is one.
    fn save(&self) -> Vec<u8> {
        let [low, high] = self.interval.to_le_bytes();
        let due = self.due.iter().flat_map(|due| due.to_le_bytes());
        [low, high, self.control].into_iter().chain(due).collect()
    }

    fn restore(&mut self, state: &[u8]) {
        if let Some((&[low, high, control], due)) = state.split_first_chunk() {
            self.interval = u16::from_le_bytes([low, high]);
            self.control = control;
            self.due = due.first_chunk().map(|due| u64::from_le_bytes(*due));
        }
    }
}
