//! The bytes that a chip's state is saved as: written in one order, read in the same.
//!
//! Invariants: numbers are little-endian; what is too short is told by `None`, and never panics.
//! Not here: what a chip makes of numbers that it would not have written.

/// Puts a state together.
#[derive(Debug, Default)]
pub(crate) struct Saver(Vec<u8>);

impl Saver {
    pub(crate) fn byte(mut self, value: u8) -> Self {
        self.0.push(value);
        self
    }

    pub(crate) fn flag(self, value: bool) -> Self {
        self.byte(u8::from(value))
    }

    pub(crate) fn word(self, value: u16) -> Self {
        self.bytes(&value.to_le_bytes())
    }

    pub(crate) fn number(self, value: u64) -> Self {
        self.bytes(&value.to_le_bytes())
    }

    /// A cycle that may not be there.
    pub(crate) fn cycle(self, value: Option<u64>) -> Self {
        self.flag(value.is_some()).number(value.unwrap_or(0))
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Takes it apart again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Saved<'a>(&'a [u8]);

impl<'a> Saved<'a> {
    pub(crate) fn new(state: &'a [u8]) -> Self {
        Self(state)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[value]| value)
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        self.byte().map(|value| value != 0)
    }

    pub(crate) fn word(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn cycle(&mut self) -> Option<Option<u64>> {
        let is_there = self.flag()?;
        let cycle = self.number()?;
        Some(is_there.then_some(cycle))
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    /// All that is left: what a part on the pins saved comes last.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.0
    }
}
