//! Decimal arithmetic of the 6502 as pure functions, for invalid digits, too.
//!
//! The chips add in binary and correct the digits of the sum. A correction depends on
//! the binary sums of the low and of the high digits and on nothing else, and these
//! can be told from the sum of the bytes and one bit: so it is looked up. That takes
//! half of the instructions that finding it takes, and no branches.
//!
//! Sources: Bruce Clark, "Decimal Mode", appendix A
//! (6502.org/tutorials/decimal_mode.html), with which SingleStepTests agree.

use crate::alu::{Sum, add_binary, subtract_binary};

/// `a + m + c` in decimal as the NMOS chip does it: Z as in binary, N and V
/// from the sum before the high digit is corrected.
#[must_use]
#[inline(always)]
pub const fn add_decimal(a: u8, m: u8, c: bool) -> Sum {
    let index = index(a, m, c);
    let (result, carry) = (SUMS[index], CARRIES[index]);
    // Before its correction, the high digit was what it is without.
    let n = if carry {
        result.wrapping_sub(0x60)
    } else {
        result
    };
    Sum {
        result,
        n,
        z: add_binary(a, m, c).z,
        c: carry,
        v: (a ^ n) & (m ^ n) & 0x80 != 0,
    }
}

/// `a - m - !c` in decimal as the NMOS chip does it: all flags as in binary.
#[must_use]
#[inline(always)]
pub const fn subtract_decimal(a: u8, m: u8, c: bool) -> Sum {
    Sum {
        result: SEPARATE_DIFFERENCES[index(a, !m, c)],
        ..subtract_binary(a, m, c)
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

/// `a - m - !c` in decimal as the CMOS chips do it: C and V as in binary, N and
/// Z from the corrected difference.
#[must_use]
#[inline(always)]
pub const fn subtract_decimal_cmos(a: u8, m: u8, c: bool) -> Sum {
    let result = BORROWING_DIFFERENCES[index(a, !m, c)];
    Sum {
        result,
        n: result,
        z: result,
        ..subtract_binary(a, m, c)
    }
}

/// Indices that tables have room for: those of sums with ten bits. Operands have no
/// such sums, but an index that is in bounds for all that a compiler knows needs no
/// check.
const INDICES: usize = 0x800;

/// Where the correction of `a + m + c` is found: by the binary sum, and by whether
/// `a` and `m` differ in bit 4. If the sum differs from that, the low digits carried.
/// Bits in this order are put together by the fewest host instructions.
#[inline(always)]
const fn index(a: u8, m: u8, c: bool) -> usize {
    let (a, m) = (a as u32, m as u32);
    let sum = a + m + c as u32;
    (sum << 1 | (a ^ m) >> 4 & 1) as usize
}

/// The binary sums of the high digits, a multiple of 16, and of the low digits.
const fn digits(index: usize) -> (usize, usize) {
    let (index, bit) = (index >> 1, (index & 1) << 4);
    let low = index & 0x0f | (index ^ bit) & 0x10;
    // Indices that no operands have are looked up by nobody.
    (index.saturating_sub(low), low)
}

// References, so that they are in what uses them and nowhere else.
const SUMS: &[u8; INDICES] = &sums().0;
const CARRIES: &[bool; INDICES] = &sums().1;
const BORROWING_DIFFERENCES: &[u8; INDICES] = &differences(DigitCorrection::Borrowing);
const SEPARATE_DIFFERENCES: &[u8; INDICES] = &differences(DigitCorrection::Separate);

const fn sums() -> ([u8; INDICES], [bool; INDICES]) {
    let mut sums = [0; INDICES];
    let mut carries = [false; INDICES];
    let mut index = 0;
    while index < INDICES {
        let (high, low) = digits(index);
        let low = if low > 9 {
            (low + 6) & 0x0f | 0x10
        } else {
            low
        };
        let sum = high + low;
        let c = sum > 0x9f;
        let corrected = if c { sum + 0x60 } else { sum };
        sums[index] = corrected as u8;
        carries[index] = c;
        index += 1;
    }
    (sums, carries)
}

/// How a chip corrects the digits of a decimal difference. The two agree
/// wherever both operands are decimal.
#[derive(Clone, Copy)]
enum DigitCorrection {
    /// The low digit's correction borrows from the high digit (CMOS).
    Borrowing,
    /// Each digit is corrected for itself (NMOS).
    Separate,
}

/// Of sums with the complement of what is subtracted: one without a carry borrows.
const fn differences(correction: DigitCorrection) -> [u8; INDICES] {
    let mut differences = [0; INDICES];
    let mut index = 0;
    while index < INDICES {
        let (high, low) = digits(index);
        let mut result = (high + low) as u8;
        if low < 0x10 {
            let corrected = result.wrapping_sub(0x06);
            result = match correction {
                DigitCorrection::Borrowing => corrected,
                DigitCorrection::Separate => result & 0xf0 | corrected & 0x0f,
            };
        }
        if high + low < 0x100 {
            result = result.wrapping_sub(0x60);
        }
        differences[index] = result;
        index += 1;
    }
    differences
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
}
