//! Arithmetic of the 6502 as pure functions.
//!
//! Decimal mode of the NMOS chip, invalid digits included: Bruce Clark,
//! "Decimal Mode", appendix A (6502.org/tutorials/decimal_mode.html).

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

/// `a + m + c` in decimal as the NMOS chip does it: Z as in binary, N and V
/// from the sum before the high digit is corrected.
#[must_use]
#[inline(always)]
pub const fn add_decimal(a: u8, m: u8, c: bool) -> Sum {
    let (wide_a, wide_m) = (a as u32, m as u32);
    // With 6 more, the low digit carries in binary where it does in decimal.
    let raised = wide_a + wide_m + c as u32 + 6;
    let uncorrected = if low_digit_is_decimal(m) {
        let carries = (wide_a ^ wide_m ^ raised) & 0x10 != 0;
        if carries { raised } else { raised - 6 }
    } else {
        core::hint::cold_path();
        let low = (wide_a & 0x0f) + (wide_m & 0x0f) + c as u32;
        (wide_a & 0xf0) + (wide_m & 0xf0) + ((low + 6) & 0x0f) + 0x10
    };
    let c_out = uncorrected > 0x9f;
    let corrected = if c_out {
        uncorrected + 0x60
    } else {
        uncorrected
    };
    let n = uncorrected as u8;
    Sum {
        result: corrected as u8,
        n,
        z: add_binary(a, m, c).z,
        c: c_out,
        v: (a ^ n) & (m ^ n) & 0x80 != 0,
    }
}

/// Whether the low digit is 9 at most: then that of a sum carries once at most, and
/// that of a difference borrows so, be the other operand's what it may. Compiled code
/// does this for each decimal operand: it is one bit of a constant.
#[inline(always)]
const fn low_digit_is_decimal(value: u8) -> bool {
    const DIGITS: u32 = 0b11_1111_1111;
    // The bit above the digit picks one of two halves that are the same.
    (DIGITS << 16 | DIGITS) >> (value & 0x1f) & 1 != 0
}

/// `a - m - !c` in binary.
#[must_use]
#[inline(always)]
pub const fn subtract_binary(a: u8, m: u8, c: bool) -> Sum {
    add_binary(a, !m, c)
}

/// `a - m - !c` in decimal as the NMOS chip does it: all flags as in binary.
#[must_use]
#[inline(always)]
pub const fn subtract_decimal(a: u8, m: u8, c: bool) -> Sum {
    let (wide_a, wide_m, borrow) = (a as u32, m as u32, !c as u32);
    let wide = wide_a.wrapping_sub(wide_m).wrapping_sub(borrow);
    let uncorrected = if low_digit_is_decimal(m) {
        let borrows = (wide_a ^ wide_m ^ wide) & 0x10 != 0;
        if borrows { wide.wrapping_sub(6) } else { wide }
    } else {
        core::hint::cold_path();
        let low = (wide_a & 0x0f).wrapping_sub((wide_m & 0x0f) + borrow);
        let high = (wide_a & 0xf0).wrapping_sub(wide_m & 0xf0);
        high.wrapping_add(if low > 0x0f {
            (low.wrapping_sub(6) & 0x0f).wrapping_sub(0x10)
        } else {
            low
        })
    };
    let binary = subtract_binary(a, m, c);
    let corrected = if binary.c {
        uncorrected
    } else {
        uncorrected.wrapping_sub(0x60)
    };
    Sum {
        result: corrected as u8,
        ..binary
    }
}

/// `a + m + c` in decimal as the CMOS chips do it: N and Z from the corrected
/// sum, V as the NMOS chip has it.
#[must_use]
#[inline(always)]
pub const fn add_decimal_cmos(a: u8, m: u8, c: bool) -> Sum {
    let sum = add_decimal(a, m, c);
    Sum {
        n: sum.result,
        z: sum.result,
        ..sum
    }
}

/// How a CMOS chip corrects the digits of a decimal difference. The two agree
/// wherever both operands are decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigitCorrection {
    /// The low digit's correction borrows from the high digit (Rockwell, GTE).
    Borrowing,
    /// Each digit is corrected for itself (WDC).
    Separate,
}

/// `a - m - !c` in decimal as the CMOS chips do it: C and V as in binary, N and
/// Z from the corrected difference. For invalid digits: SingleStepTests.
#[must_use]
#[inline(always)]
pub const fn subtract_decimal_cmos(a: u8, m: u8, c: bool, correction: DigitCorrection) -> Sum {
    let binary = subtract_binary(a, m, c);
    let mut result = binary.result;
    if !binary.c {
        result = result.wrapping_sub(0x60);
    }
    if a & 0x0f < (m & 0x0f) + !c as u8 {
        let corrected = result.wrapping_sub(0x06);
        result = match correction {
            DigitCorrection::Borrowing => corrected,
            DigitCorrection::Separate => result & 0xf0 | corrected & 0x0f,
        };
    }
    Sum {
        result,
        n: result,
        z: result,
        ..binary
    }
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

    fn to_bcd(value: u8) -> u8 {
        ((value / 10) << 4) | (value % 10)
    }

    /// Every pair of two-digit numbers, with and without carry.
    fn decimal_cases() -> impl Iterator<Item = (u8, u8, bool)> {
        (0..100).flat_map(|a| (0..100).flat_map(move |m| [(a, m, false), (a, m, true)]))
    }

    /// Every pair of bytes, with and without carry.
    fn cases() -> impl Iterator<Item = (u8, u8, bool)> {
        let bytes = || 0..=u8::MAX;
        bytes().flat_map(move |a| bytes().flat_map(move |m| [(a, m, false), (a, m, true)]))
    }

    /// Digit by digit, as appendix A has it: result, the sum that N and V are made
    /// from, and C.
    fn added_by_digits(a: u8, m: u8, c: bool) -> (u8, u8, bool) {
        let (a, m) = (u32::from(a), u32::from(m));
        let low = (a & 0x0f) + (m & 0x0f) + u32::from(c);
        let low = if low > 9 {
            (low + 6) & 0x0f | 0x10
        } else {
            low
        };
        let sum = (a & 0xf0) + (m & 0xf0) + low;
        let corrected = if sum >= 0xa0 { sum + 0x60 } else { sum };
        (corrected as u8, sum as u8, corrected > 0xff)
    }

    fn subtracted_by_digits(a: u8, m: u8, c: bool) -> u8 {
        let (a, m) = (i32::from(a), i32::from(m));
        let low = (a & 0x0f) - (m & 0x0f) - i32::from(!c);
        let low = if low < 0 {
            ((low - 6) & 0x0f) - 0x10
        } else {
            low
        };
        let difference = (a & 0xf0) - (m & 0xf0) + low;
        (if difference < 0 {
            difference - 0x60
        } else {
            difference
        }) as u8
    }

    #[test]
    fn decimal_results_are_right_for_all_bytes() {
        for (a, m, c) in cases() {
            let sum = add_decimal(a, m, c);
            let (result, uncorrected, carry) = added_by_digits(a, m, c);
            assert_eq!((sum.result, sum.c), (result, carry), "{a}+{m}+{c}");
            assert_eq!(sum.n & 0x80, uncorrected & 0x80, "{a}+{m}+{c}");
            let v = (a ^ uncorrected) & (m ^ uncorrected) & 0x80 != 0;
            assert_eq!((sum.v, sum.z), (v, add_binary(a, m, c).z), "{a}+{m}+{c}");
            let (difference, binary) = (subtract_decimal(a, m, c), subtract_binary(a, m, c));
            let result = subtracted_by_digits(a, m, c);
            assert_eq!(difference, Sum { result, ..binary }, "{a}-{m}-!{c}");
        }
    }

    #[test]
    fn decimal_sums_are_right_for_decimal_digits() {
        for (a, m, c) in decimal_cases() {
            let sum = add_decimal(to_bcd(a), to_bcd(m), c);
            let wanted = a + m + u8::from(c);
            assert_eq!(
                (sum.result, sum.c),
                (to_bcd(wanted % 100), wanted > 99),
                "{a}+{m}+{c}"
            );
        }
    }

    #[test]
    fn decimal_differences_are_right_for_decimal_digits() {
        for (a, m, c) in decimal_cases() {
            let difference = subtract_decimal(to_bcd(a), to_bcd(m), c);
            let wanted = 100 + a - m - u8::from(!c);
            let expected = (to_bcd(wanted % 100), wanted > 99);
            assert_eq!((difference.result, difference.c), expected, "{a}-{m}-!{c}");
        }
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
