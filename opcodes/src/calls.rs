//! A note for each stack slot of the last call or interrupt that pushed its
//! return address there.
//!
//! Returns do not take notes back, and other pushes do not erase them: that
//! keeps them next to free, and whoever reads them compares what they imply
//! with what stands on the stack now. A slot is the stack pointer before the
//! push, where the return address's high byte is.

/// What pushed a return address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CallKind {
    /// JSR.
    Jsr = 1,
    /// BRK.
    Brk = 2,
    /// The IRQ line.
    Irq = 3,
    /// The NMI line.
    Nmi = 4,
}

impl CallKind {
    /// Every kind, in the order of its code.
    const ALL: [Self; 4] = [Self::Jsr, Self::Brk, Self::Irq, Self::Nmi];

    /// Whether P was pushed behind the return address.
    #[must_use]
    #[inline]
    pub const fn pushes_status(self) -> bool {
        !matches!(self, Self::Jsr)
    }
}

/// A call or interrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// What it was.
    pub kind: CallKind,
    /// The address of the JSR or BRK, or of the instruction that was to be next
    /// when the interrupt was taken.
    pub pc: u16,
    /// The cycle in which it began.
    pub cycle: u64,
}

impl Call {
    /// The two bytes that it pushed as return address, as one number.
    #[must_use]
    #[inline]
    pub const fn pushed(self) -> u16 {
        match self.kind {
            // JSR pushes the address of its own last byte; BRK skips a byte.
            CallKind::Jsr | CallKind::Brk => self.pc.wrapping_add(2),
            CallKind::Irq | CallKind::Nmi => self.pc,
        }
    }

    /// Its address, and above it the kind.
    #[must_use]
    #[inline(always)]
    pub const fn origin(self) -> u32 {
        self.pc as u32 | (self.kind as u32) << 16
    }

    /// Where execution goes on once it returns.
    #[must_use]
    #[inline]
    pub const fn returns_to(self) -> u16 {
        match self.kind {
            CallKind::Jsr => self.pc.wrapping_add(3),
            CallKind::Brk | CallKind::Irq | CallKind::Nmi => self.pushed(),
        }
    }
}

/// The notes of all slots. Generated code writes them and never reads them.
#[repr(C)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls {
    cycles: [u64; 0x100],
    /// [`Call::origin`] of each; zero where nothing was noted.
    origins: [u32; 0x100],
}

impl Calls {
    /// Nothing noted.
    #[must_use]
    #[inline]
    pub const fn new() -> Self {
        Self {
            cycles: [0; 0x100],
            origins: [0; 0x100],
        }
    }

    /// Notes what pushed the return address at `slot`.
    #[inline(always)]
    pub const fn note(&mut self, slot: u8, call: Call) {
        self.cycles[slot as usize] = call.cycle;
        self.origins[slot as usize] = call.origin();
    }

    /// What last pushed a return address at `slot`.
    #[must_use]
    #[inline]
    pub const fn at(&self, slot: u8) -> Option<Call> {
        let origin = self.origins[slot as usize];
        let kind = (origin >> 16) as usize;
        if kind == 0 || kind > CallKind::ALL.len() {
            return None;
        }
        Some(Call {
            kind: CallKind::ALL[kind - 1],
            pc: origin as u16,
            cycle: self.cycles[slot as usize],
        })
    }
}

impl Calls {
    /// The notes of all slots, to be compared with what they were: [`Call::origin`] of each.
    #[must_use]
    #[inline]
    pub const fn origins(&self) -> &[u32; 0x100] {
        &self.origins
    }
}

impl Default for Calls {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_they_were_written() {
        let mut calls = Calls::new();
        for (slot, kind) in (0_u8..).zip(CallKind::ALL) {
            let call = Call {
                kind,
                pc: 0xfffe,
                cycle: u64::from(slot) << 40,
            };
            calls.note(slot, call);
            assert_eq!(calls.at(slot), Some(call));
        }
        assert_eq!(calls.at(0xff), None);
    }
}
