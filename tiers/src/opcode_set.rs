//! A set of opcodes.

/// Some of the 256 opcodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpcodeSet([u64; 4]);

impl OpcodeSet {
    /// Whether `opcode` is one of them.
    #[must_use]
    #[inline(always)]
    pub const fn contains(&self, opcode: u8) -> bool {
        self.0[(opcode >> 6) as usize] & 1 << (opcode & 63) != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == [0; 4]
    }

    /// The opcodes, in order.
    pub fn iter(&self) -> impl Iterator<Item = u8> + use<'_> {
        (0..=u8::MAX).filter(|&opcode| self.contains(opcode))
    }
}

impl FromIterator<u8> for OpcodeSet {
    fn from_iter<I: IntoIterator<Item = u8>>(opcodes: I) -> Self {
        let mut set = Self::default();
        set.extend(opcodes);
        set
    }
}

impl Extend<u8> for OpcodeSet {
    fn extend<I: IntoIterator<Item = u8>>(&mut self, opcodes: I) {
        for opcode in opcodes {
            self.0[usize::from(opcode >> 6)] |= 1 << (opcode & 63);
        }
    }
}
