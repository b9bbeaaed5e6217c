//! What a device keeps, as bytes and back.
//!
//! Invariant: what was written by `save` reads as the same; bytes of another make read as zeros, and never panic.

/// Writes numbers one behind the other.
#[derive(Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn byte(&mut self, value: u8) -> &mut Self {
        self.0.push(value);
        self
    }

    pub(super) fn flag(&mut self, value: bool) -> &mut Self {
        self.byte(u8::from(value))
    }

    pub(super) fn word(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    pub(super) fn long(&mut self, value: u64) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// Bytes whose number the reader knows.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Reads them in the same order.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    fn take<const COUNT: usize>(&mut self) -> [u8; COUNT] {
        let Some((&taken, rest)) = self.0.split_first_chunk() else {
            return [0; COUNT];
        };
        self.0 = rest;
        taken
    }

    pub(super) fn byte(&mut self) -> u8 {
        self.take::<1>()[0]
    }

    pub(super) fn flag(&mut self) -> bool {
        self.byte() != 0
    }

    pub(super) fn word(&mut self) -> u16 {
        u16::from_le_bytes(self.take())
    }

    pub(super) fn long(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }

    /// Fills `bytes`.
    pub(super) fn bytes(&mut self, bytes: &mut [u8]) {
        let Some((taken, rest)) = self.0.split_at_checked(bytes.len()) else {
            bytes.fill(0);
            return;
        };
        bytes.copy_from_slice(taken);
        self.0 = rest;
    }
}
