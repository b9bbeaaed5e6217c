//! The processor's state, laid out for generated code.
//!
//! Flags are kept unpacked, N and Z as the values that they were derived from,
//! so that an instruction whose flags nobody reads costs nothing. The packed
//! status byte exists only where a program or a user looks at it.

use core::mem::offset_of;

/// Bits of the packed status register P.
pub mod flag {
    /// Carry.
    pub const C: u8 = 0x01;
    /// Zero.
    pub const Z: u8 = 0x02;
    /// Interrupt disable.
    pub const I: u8 = 0x04;
    /// Decimal mode.
    pub const D: u8 = 0x08;
    /// Pushed as 1 by BRK and PHP, as 0 by IRQ and NMI; no storage in the chip.
    pub const B: u8 = 0x10;
    /// Always reads as 1.
    pub const UNUSED: u8 = 0x20;
    /// Overflow.
    pub const V: u8 = 0x40;
    /// Negative.
    pub const N: u8 = 0x80;
}

/// Registers, flags and the cycle counter.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Cpu {
    /// Clock cycles since power-on.
    pub cycles: u64,
    /// Program counter: address of the next instruction.
    pub pc: u16,
    /// Accumulator.
    pub a: u8,
    /// Index register X.
    pub x: u8,
    /// Index register Y.
    pub y: u8,
    /// Stack pointer: the next push goes to `$0100 + sp`.
    pub sp: u8,
    /// N is bit 7 of this value.
    pub(crate) n: u8,
    /// Z is set when this value is zero.
    pub(crate) z: u8,
    pub(crate) c: bool,
    pub(crate) v: bool,
    pub(crate) d: bool,
    pub(crate) i: bool,
}

// Generated code has this layout: cycles, PC, then single bytes.
const _: () = assert!(offset_of!(Cpu, cycles) == 0 && offset_of!(Cpu, pc) == 8);
const _: () = assert!(size_of::<Cpu>() == 24);

const _: () = assert!(offset_of!(Cpu, a) == 10 && offset_of!(Cpu, v) == 17);

impl Cpu {
    /// Bytes in front of the D flag, for generated code that looks at it.
    pub const DECIMAL_OFFSET: usize = offset_of!(Cpu, d);
    /// Bytes in front of the I flag.
    pub const MASK_OFFSET: usize = offset_of!(Cpu, i);
    /// Bytes in front of the single bytes A, X, Y, SP, N, Z, C, V, which follow one
    /// another.
    pub const REGISTERS_OFFSET: usize = offset_of!(Cpu, a);

    /// The state that the reset sequence leaves, but for PC, which comes from
    /// the vector at $FFFC: interrupts disabled, stack pointer $FD.
    #[must_use]
    #[inline]
    pub const fn new() -> Self {
        Self {
            cycles: 0,
            pc: 0,
            a: 0,
            x: 0,
            y: 0,
            sp: 0xfd,
            n: 0,
            z: 1,
            c: false,
            v: false,
            d: false,
            i: true,
        }
    }

    /// The packed status register: bit 5 set, B clear.
    #[must_use]
    #[inline]
    pub const fn p(&self) -> u8 {
        (self.n & flag::N)
            | (self.v as u8) << 6
            | flag::UNUSED
            | (self.d as u8) << 3
            | (self.i as u8) << 2
            | ((self.z == 0) as u8) << 1
            | self.c as u8
    }

    /// Sets all flags from a packed status byte; B and bit 5 are ignored.
    #[inline]
    pub const fn set_p(&mut self, p: u8) {
        self.n = p & flag::N;
        self.v = p & flag::V != 0;
        self.d = p & flag::D != 0;
        self.i = p & flag::I != 0;
        self.z = !p & flag::Z;
        self.c = p & flag::C != 0;
    }

    /// Whether IRQ is masked: the I flag.
    #[must_use]
    #[inline]
    pub const fn is_masked(&self) -> bool {
        self.i
    }

    /// Whether sums and differences are decimal: the D flag.
    #[must_use]
    #[inline]
    pub const fn is_decimal(&self) -> bool {
        self.d
    }

    pub(crate) const fn set_nz(&mut self, value: u8) {
        self.n = value;
        self.z = value;
    }
}

impl Default for Cpu {
    fn default() -> Self {
        Self::new()
    }
}

/// Equal as a program could tell: by registers, packed flags and cycles.
impl PartialEq for Cpu {
    fn eq(&self, other: &Self) -> bool {
        let view = |cpu: &Self| (cpu.cycles, cpu.pc, cpu.a, cpu.x, cpu.y, cpu.sp, cpu.p());
        view(self) == view(other)
    }
}

impl Eq for Cpu {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_bytes_survive_unpacking() {
        for p in 0..=u8::MAX {
            let mut cpu = Cpu::new();
            cpu.set_p(p);
            assert_eq!(cpu.p(), p & !flag::B | flag::UNUSED);
        }
    }
}
