//! The peripherals of the current convention: counters of 64 bits, and which chip and trace the program wants.
//!
//! A write to $FFC0 latches all counters at once; $FFC1 chooses the one that $FFC2 to $FFC9 show, low byte first. $FFCA
//! is the chip, by its number in a header, $FFCB which fields of a trace are printed. As in sim65, a latch holds the
//! cycles before the instruction that asks for it, and the instructions with it.
//!
//! Left out: interrupts, which no part of sim65 raises, so they count none.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jumppad_tiers::{Device, Signals};

use crate::program::sim65::{Chip, PERIPHERALS};

const LATCH: u16 = PERIPHERALS;
const SELECT: u16 = PERIPHERALS + 1;
const FIRST_OF_VALUE: u16 = PERIPHERALS + 2;
const LAST_OF_VALUE: u16 = PERIPHERALS + 9;
const CHIP: u16 = PERIPHERALS + 10;
const TRACE: u16 = PERIPHERALS + 11;

/// A counter's value where nobody counts.
const UNKNOWN: u64 = u64::MAX;
/// The cycles of an STA with an absolute address before it writes.
const BEFORE_STORE: u64 = 3;
const NANOSECONDS: u64 = 1_000_000_000;

/// Where the host's time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// From its clock.
    Host,
    /// From the guest's cycles, of a microsecond each, since the host's time when the guest began: the same whenever
    /// the past happens again.
    Guest {
        /// The host's time when the guest began, since 1970.
        since: Duration,
    },
}

impl Clock {
    /// The guest's own clock, which begins now.
    pub fn guest() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Self::Guest {
            since: since.unwrap_or_default(),
        }
    }

    fn time(self, cycle: u64) -> Duration {
        match self {
            Self::Host => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
            Self::Guest { since } => since + Duration::from_micros(cycle),
        }
    }
}

/// What is counted of the instruction under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// Nothing: the machine runs freely.
    Nothing,
    /// The cycles before it, and the instructions with it.
    All { cycles: u64, instructions: u64 },
}

/// What the peripherals hold; the host looks at it between instructions.
#[derive(Clone, Debug)]
pub(super) struct Registers {
    pub(super) chip: Chip,
    /// The fields of a trace.
    pub(super) trace: u8,
    pub(super) counted: Counted,
    clock: Clock,
    select: u8,
    latched: Latched,
}

/// What the latch holds of each counter.
#[derive(Clone, Copy, Debug, Default)]
struct Latched {
    cycles: u64,
    instructions: u64,
    time: u64,
    split_time: u64,
}

impl Registers {
    pub(super) fn new(chip: Chip, clock: Clock) -> Self {
        Self {
            chip,
            trace: 0,
            counted: Counted::Nothing,
            clock,
            select: 0,
            latched: Latched::default(),
        }
    }

    fn latch(&mut self, cycle: u64) {
        let (cycles, instructions) = match self.counted {
            Counted::Nothing => (cycle.saturating_sub(BEFORE_STORE), UNKNOWN),
            Counted::All {
                cycles,
                instructions,
            } => (cycles, instructions),
        };
        let time = self.clock.time(cycle);
        let nanoseconds = u64::from(time.subsec_nanos());
        self.latched = Latched {
            cycles,
            instructions,
            time: time
                .as_secs()
                .wrapping_mul(NANOSECONDS)
                .wrapping_add(nanoseconds),
            split_time: time.as_secs() << 32 | nanoseconds,
        };
    }

    fn selected(&self) -> u64 {
        match self.select {
            0x00 => self.latched.cycles,
            0x01 => self.latched.instructions,
            0x80 => self.latched.time,
            0x81 => self.latched.split_time,
            // Interrupts, and what is no counter.
            _ => 0,
        }
    }

    fn read(&self, addr: u16) -> u8 {
        match addr {
            SELECT => self.select,
            FIRST_OF_VALUE..=LAST_OF_VALUE => {
                self.selected().to_le_bytes()[usize::from(addr - FIRST_OF_VALUE)]
            }
            CHIP => self.chip.number(),
            TRACE => self.trace,
            _ => 0,
        }
    }

    /// Whether the host has to look at what changed.
    fn write(&mut self, addr: u16, value: u8, cycle: u64) -> bool {
        match addr {
            LATCH => self.latch(cycle),
            SELECT => self.select = value,
            CHIP => self.chip = Chip::numbered(value).unwrap_or(self.chip),
            TRACE => self.trace = value,
            _ => {}
        }
        matches!(addr, CHIP | TRACE)
    }
}

/// The registers as the host and the machine have them in common.
pub(super) type Shared = Arc<Mutex<Registers>>;

pub(super) fn lock(registers: &Shared) -> MutexGuard<'_, Registers> {
    registers.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The peripherals on the bus.
pub(super) struct Bus(pub(super) Shared);

impl Device for Bus {
    fn read(&mut self, addr: u16, _: &mut Signals<'_>) -> u8 {
        lock(&self.0).read(addr)
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        if lock(&self.0).write(addr, value, signals.cycle()) {
            signals.stop();
        }
    }

    fn peek(&self, addr: u16, _: u64) -> u8 {
        lock(&self.0).read(addr)
    }

    fn save(&self) -> Vec<u8> {
        let registers = lock(&self.0);
        let latched = registers.latched;
        let words = [
            latched.cycles,
            latched.instructions,
            latched.time,
            latched.split_time,
        ];
        let bytes = [registers.select, registers.chip.number(), registers.trace];
        let words = words.into_iter().flat_map(u64::to_le_bytes);
        bytes.into_iter().chain(words).collect()
    }

    fn restore(&mut self, state: &[u8]) {
        let Some((&[select, chip, trace], words)) = state.split_first_chunk() else {
            return;
        };
        let mut registers = lock(&self.0);
        let mut words = words
            .chunks_exact(8)
            .map(|word| u64::from_le_bytes(word.try_into().expect("a word has eight bytes")));
        let mut word = || words.next().unwrap_or_default();
        registers.select = select;
        registers.chip = Chip::numbered(chip).unwrap_or(registers.chip);
        registers.trace = trace;
        registers.latched = Latched {
            cycles: word(),
            instructions: word(),
            time: word(),
            split_time: word(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registers() -> Registers {
        let since = Duration::new(1_700_000_000, 999_999_999);
        Registers::new(Chip::Documented6502, Clock::Guest { since })
    }

    fn value(registers: &mut Registers, select: u8) -> u64 {
        registers.write(SELECT, select, 0);
        let bytes = (FIRST_OF_VALUE..=LAST_OF_VALUE).map(|addr| registers.read(addr));
        u64::from_le_bytes(bytes.collect::<Vec<_>>().try_into().unwrap())
    }

    #[test]
    fn a_latch_holds_all_counters_of_one_moment() {
        let mut registers = registers();
        assert_eq!(value(&mut registers, 0x80), 0);
        registers.counted = Counted::All {
            cycles: 0x1_2345_6789,
            instructions: 7,
        };
        registers.write(LATCH, 0, 2);
        registers.counted = Counted::Nothing;
        assert_eq!(value(&mut registers, 0x00), 0x1_2345_6789);
        assert_eq!(value(&mut registers, 0x01), 7);
        // Two cycles of a microsecond later.
        assert_eq!(value(&mut registers, 0x80), 1_700_000_001_000_001_999);
        assert_eq!(value(&mut registers, 0x81), 1_700_000_001 << 32 | 1999);
        for other in [0x02, 0x03, 0x04, 0x82, 0xFF] {
            assert_eq!(value(&mut registers, other), 0, "{other:x}");
        }
        // Nobody counted: the cycles before a store that ends in this one.
        registers.write(LATCH, 0, 103);
        assert_eq!(value(&mut registers, 0x00), 100);
        assert_eq!(value(&mut registers, 0x01), UNKNOWN);
    }

    #[test]
    fn what_is_saved_is_restored() {
        let shared: Shared = Arc::new(Mutex::new(registers()));
        let mut bus = Bus(Arc::clone(&shared));
        let before = bus.save();
        let mut changed = lock(&shared);
        for (addr, byte) in [(LATCH, 0), (SELECT, 0x80), (CHIP, 2), (TRACE, 0x7F)] {
            changed.write(addr, byte, 50);
        }
        let all = |registers: &Registers| {
            (SELECT..=TRACE)
                .map(|addr| registers.read(addr))
                .collect::<Vec<_>>()
        };
        let then = all(&changed);
        drop(changed);
        let after = bus.save();
        bus.restore(&before);
        assert_eq!(all(&lock(&shared)), vec![0; 11]);
        bus.restore(&after);
        assert_eq!(all(&lock(&shared)), then);
        bus.restore(&[]);
        assert_eq!(all(&lock(&shared)), then);
    }
}
