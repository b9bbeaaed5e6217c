//! The fields of a command, one after the other.

use super::reply::Fault;

/// What is left of a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    /// The next `count` bytes.
    ///
    /// # Errors
    /// There are not so many, here as below.
    pub(super) fn bytes(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(Fault::Length)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        Ok(self.bytes(1)?[0])
    }

    /// Whether the next byte is another than 0.
    pub(super) fn flag(&mut self) -> Result<bool, Fault> {
        Ok(self.byte()? != 0)
    }

    /// Two bytes, low one first.
    pub(super) fn word(&mut self) -> Result<u16, Fault> {
        let bytes = self.bytes(2)?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    /// Four bytes, lowest one first.
    pub(super) fn number(&mut self) -> Result<u32, Fault> {
        let bytes = self.bytes(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// A byte that tells the length, and the text of that length.
    pub(super) fn text(&mut self) -> Result<&'a [u8], Fault> {
        let length = self.byte()?;
        self.bytes(length.into())
    }

    /// Which memory is meant: there is one.
    ///
    /// # Errors
    /// It is that of a drive, or none.
    pub(super) fn memspace(&mut self) -> Result<(), Fault> {
        match self.byte()? {
            0 => Ok(()),
            _ => Err(Fault::Memspace),
        }
    }
}
