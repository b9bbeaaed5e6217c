//! A counter of cycles, as simulators of Forths have.
//!
//! | offset | read |
//! |---|---|
//! | 0 | starts: counts from this access on |
//! | 1 | stops: latches the cycles since then |
//! | 2 to 5 | the latched count, 32 bits |
//!
//! A counter that was never started counts from power-up, and goes on counting when it is
//! stopped. Writes are ignored. The layout is that of c65, Tali Forth 2's simulator, at its
//! $F006: its bytes are in NUXI order, the high word first and each word's low byte first, so
//! that a Forth's `2@` fetches them.
//! Not here: clocks of the host's.

use jumppad_tiers::{Device, Register, Signals};

use crate::kept::{Keep, saved};

/// In which order the count's bytes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The high word first, each with its low byte first: a Forth's double cell.
    #[default]
    Cells,
    /// The low byte first.
    Little,
}

/// Eight registers' room, of which six are used.
#[derive(Clone, Debug, Default)]
pub struct CycleCounter {
    order: Order,
    start: u64,
    latched: u32,
}

impl CycleCounter {
    /// A counter that has run since power-up.
    #[must_use]
    pub fn new(order: Order) -> Self {
        Self {
            order,
            ..Self::default()
        }
    }

    /// The low 32 bits of what was counted up to `cycle`.
    fn count(&self, cycle: u64) -> u32 {
        let [low @ .., _, _, _, _] = cycle.saturating_sub(self.start).to_le_bytes();
        u32::from_le_bytes(low)
    }
}

impl Device for CycleCounter {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        match addr & 7 {
            0 => self.start = signals.cycle(),
            1 => self.latched = self.count(signals.cycle()),
            _ => {}
        }
        self.peek(addr, signals.cycle())
    }

    fn write(&mut self, _addr: u16, _value: u8, _signals: &mut Signals<'_>) {}

    fn sees_ignored(&self) -> bool {
        false
    }

    fn peek(&self, addr: u16, _cycle: u64) -> u8 {
        let [a, b, c, d] = self.latched.to_le_bytes();
        let bytes = match self.order {
            Order::Cells => [c, d, a, b],
            Order::Little => [a, b, c, d],
        };
        let index = usize::from(addr & 7).checked_sub(2);
        let byte = index.and_then(|index| bytes.get(index));
        byte.copied().unwrap_or(0)
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let number = |name, value| Register {
            name,
            value,
            bits: 32,
        };
        vec![
            number("LATCHED", self.latched),
            number("COUNT", self.count(cycle)),
        ]
    }

    fn save(&self) -> Vec<u8> {
        saved(&(self.start, self.latched))
    }

    fn restore(&mut self, mut state: &[u8]) {
        if let Some((start, latched)) = Keep::fetch(&mut state) {
            (self.start, self.latched) = (start, latched);
        }
    }
}
