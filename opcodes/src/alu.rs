//! Binary arithmetic of the 6502 as pure functions, and what all of its arithmetic
//! answers. Decimal sums and differences are in [`crate::decimal`].

/// A sum or difference and the flags that it sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// What goes to A.
    pub result: u8,
    /// N is bit 7 of this value.
    pub n: u8,
    /// Z is set when this value is zero.
    pub z: u8,
    /// Carry (for a difference: no borrow).
    pub c: bool,
    /// Overflow.
    pub v: bool,
}

/// A shifted value and the bit that fell out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The shifted value.
    pub result: u8,
    /// The bit that fell out.
    pub c: bool,
}

/// `a + m + c` in binary.
#[must_use]
#[inline(always)]
pub const fn add_binary(a: u8, m: u8, c: bool) -> Sum {
    let wide = a as u16 + m as u16 + c as u16;
    let result = wide as u8;
    Sum {
        result,
        n: result,
        z: result,
        c: wide > 0xff,
        v: (a ^ result) & (m ^ result) & 0x80 != 0,
    }
}

/// `a - m - !c` in binary.
#[must_use]
#[inline(always)]
pub const fn subtract_binary(a: u8, m: u8, c: bool) -> Sum {
    add_binary(a, !m, c)
}

/// Shifts left; `carry` comes in at the right.
#[must_use]
#[inline(always)]
pub const fn shift_left(value: u8, carry: bool) -> Shift {
    Shift {
        result: value << 1 | carry as u8,
        c: value & 0x80 != 0,
    }
}

/// Shifts right; `carry` comes in at the left.
#[must_use]
#[inline(always)]
pub const fn shift_right(value: u8, carry: bool) -> Shift {
    Shift {
        result: value >> 1 | (carry as u8) << 7,
        c: value & 1 != 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of bytes, with and without carry.
    fn cases() -> impl Iterator<Item = (u8, u8, bool)> {
        let bytes = || 0..=u8::MAX;
        bytes().flat_map(move |a| bytes().flat_map(move |m| [(a, m, false), (a, m, true)]))
    }

    #[test]
    fn binary_sums_are_right_for_all_bytes() {
        for (a, m, c) in cases() {
            let wide = u16::from(a) + u16::from(m) + u16::from(c);
            let signed = i16::from(a as i8) + i16::from(m as i8) + i16::from(c);
            let sum = add_binary(a, m, c);
            assert_eq!(u16::from(sum.result), wide & 0xff);
            assert_eq!(sum.c, wide > 0xff);
            assert_eq!(sum.v, i8::try_from(signed).is_err());
        }
    }
}
