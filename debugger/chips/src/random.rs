//! A seeded source of random bytes: the same seed gives the same bytes.
//!
//! Each read takes the next byte; writes are ignored. The generator is Vigna's xorshift64*
//! ("An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016).
//! Not here: randomness of the host's; a run has to happen again.

use jumppad_tiers::{Device, Register, Signals};

use crate::kept::{Keep, saved};

/// Stands for the seed 0, which the generator would never leave.
const INSTEAD_OF_ZERO: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of Steele, Lea and Flood's SplitMix (2014), a permutation.
const MIXING: [(u32, u64); 2] = [(30, 0xbf58_476d_1ce4_e5b9), (27, 0x94d0_49bb_1331_11eb)];

/// One register that gives a random byte at each read.
#[derive(Clone, Debug)]
pub struct RandomSource {
    state: u64,
}

impl RandomSource {
    /// The source that begins with `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        // Neighbouring seeds differ in few bits; mixed, they differ in many.
        let mut mixed = seed.wrapping_add(INSTEAD_OF_ZERO);
        for (shift, factor) in MIXING {
            mixed = (mixed ^ mixed >> shift).wrapping_mul(factor);
        }
        Self::of(mixed ^ mixed >> 31)
    }

    fn of(state: u64) -> Self {
        let state = if state == 0 { INSTEAD_OF_ZERO } else { state };
        Self { state }
    }

    fn next(&self) -> (Self, u8) {
        let mut state = self.state;
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let [.., byte] = state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes();
        (Self { state }, byte)
    }
}

impl Device for RandomSource {
    fn read(&mut self, _addr: u16, _signals: &mut Signals<'_>) -> u8 {
        let (next, byte) = self.next();
        *self = next;
        byte
    }

    fn write(&mut self, _addr: u16, _value: u8, _signals: &mut Signals<'_>) {}

    /// A read that the chip ignores takes no byte: no chip is imitated here.
    fn sees_ignored(&self) -> bool {
        false
    }

    fn peek(&self, _addr: u16, _cycle: u64) -> u8 {
        self.next().1
    }

    fn registers(&self, _cycle: u64) -> Vec<Register> {
        vec![Register::byte("NEXT", self.next().1)]
    }

    fn save(&self) -> Vec<u8> {
        saved(&self.state)
    }

    fn restore(&mut self, mut state: &[u8]) {
        if let Some(state) = u64::fetch(&mut state) {
            *self = Self::of(state);
        }
    }
}
