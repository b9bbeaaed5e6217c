//! What filters are made of: arithmetic, comparisons, and tests of strings.
//!
//! Compiled twice, as the opcodes are: natively, for the evaluator, and to
//! bitcode, for compiled filters, which join these functions by name. So both
//! mean the same. Strings are bytes, given as pointer and length; upper and
//! lower case are those of ASCII.
//!
//! # Invariants
//! No panic path, no allocation, no call: the bitcode declares nothing. A
//! needle is most often a constant, so loops are over the needle, in words;
//! once inlined they unroll to comparisons with constants.

/// A function for native code and, by its name, for bitcode.
macro_rules! predicates {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $result:ty $body:block)*) => {$(
        $(#[$doc])*
        #[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
        #[must_use]
        #[inline(always)]
        pub fn $name($($argument: $kind),*) -> $result $body
    )*};
}

predicates! {
    /// The sum, wrapped to 64 bits.
    filter_add(left: i64, right: i64) -> i64 { left.wrapping_add(right) }
    /// The difference, wrapped to 64 bits.
    filter_subtract(left: i64, right: i64) -> i64 { left.wrapping_sub(right) }
    /// The product, wrapped to 64 bits.
    filter_multiply(left: i64, right: i64) -> i64 { left.wrapping_mul(right) }
    /// The quotient, towards zero; by zero it is 0, which the caller excludes.
    filter_divide(left: i64, right: i64) -> i64 {
        match right {
            0 => 0,
            -1 => left.wrapping_neg(),
            _ => left.wrapping_div(right),
        }
    }
    /// What a division leaves, with the sign of `left`; by zero it is 0, which
    /// the caller excludes.
    filter_remainder(left: i64, right: i64) -> i64 {
        match right {
            0 | -1 => 0,
            _ => left.wrapping_rem(right),
        }
    }
    /// The bits that are set in both.
    filter_bit_and(left: i64, right: i64) -> i64 { left & right }
    /// The bits that are set in one of them.
    filter_bit_or(left: i64, right: i64) -> i64 { left | right }
    /// The bits that are set in exactly one.
    filter_bit_xor(left: i64, right: i64) -> i64 { left ^ right }
    /// `left` moved up; by a count that is negative or above 63 it is 0.
    filter_shift_left(left: i64, right: i64) -> i64 {
        if (0..64).contains(&right) { left.wrapping_shl(right as u32) } else { 0 }
    }
    /// `left` moved down, keeping its sign; by a count that is negative or
    /// above 63 it is 0.
    filter_shift_right(left: i64, right: i64) -> i64 {
        if (0..64).contains(&right) { left.wrapping_shr(right as u32) } else { 0 }
    }
    /// 1 if they are equal, else 0.
    filter_equal(left: i64, right: i64) -> i64 { (left == right) as i64 }
    /// 0 if they are equal, else 1.
    filter_not_equal(left: i64, right: i64) -> i64 { (left != right) as i64 }
    /// 1 if `left` is less, else 0.
    filter_less(left: i64, right: i64) -> i64 { (left < right) as i64 }
    /// 1 if `left` is not greater, else 0.
    filter_less_equal(left: i64, right: i64) -> i64 { (left <= right) as i64 }
    /// 1 if `left` is greater, else 0.
    filter_greater(left: i64, right: i64) -> i64 { (left > right) as i64 }
    /// 1 if `left` is not less, else 0.
    filter_greater_equal(left: i64, right: i64) -> i64 { (left >= right) as i64 }

    /// The negative, wrapped to 64 bits.
    filter_negate(value: i64) -> i64 { value.wrapping_neg() }
    /// 1 for 0, else 0.
    filter_not(value: i64) -> i64 { (value == 0) as i64 }
    /// Every bit the other way round.
    filter_complement(value: i64) -> i64 { !value }
    /// Bits 0 to 7.
    filter_low_byte(value: i64) -> i64 { value & 0xff }
    /// Bits 8 to 15.
    filter_high_byte(value: i64) -> i64 { value >> 8 & 0xff }

    /// Whether the strings are the same.
    filter_str_equal(text: &[u8], other: &[u8]) -> bool {
        text.len() == other.len() && same::<EXACT>(text, other)
    }
    /// Whether `text` begins with `needle`.
    filter_str_starts_with(text: &[u8], needle: &[u8]) -> bool {
        starts_with::<EXACT>(text, needle)
    }
    /// Whether `text` ends with `needle`.
    filter_str_ends_with(text: &[u8], needle: &[u8]) -> bool {
        match text.get(text.len().wrapping_sub(needle.len())..) {
            Some(tail) => same::<EXACT>(tail, needle),
            None => false,
        }
    }
    /// Whether `needle` is somewhere in `text`.
    filter_str_contains(text: &[u8], needle: &[u8]) -> bool {
        contains::<EXACT>(text, needle)
    }

    /// Whether the strings are the same, but for case.
    filter_str_equal_nocase(text: &[u8], other: &[u8]) -> bool {
        text.len() == other.len() && same::<FOLDED>(text, other)
    }
    /// Whether `text` begins with `needle`, but for case.
    filter_str_starts_with_nocase(text: &[u8], needle: &[u8]) -> bool {
        starts_with::<FOLDED>(text, needle)
    }
    /// Whether `text` ends with `needle`, but for case.
    filter_str_ends_with_nocase(text: &[u8], needle: &[u8]) -> bool {
        match text.get(text.len().wrapping_sub(needle.len())..) {
            Some(tail) => same::<FOLDED>(tail, needle),
            None => false,
        }
    }
    /// Whether `needle` is somewhere in `text`, but for case.
    filter_str_contains_nocase(text: &[u8], needle: &[u8]) -> bool {
        contains::<FOLDED>(text, needle)
    }
}

/// Upper and lower case differ.
const EXACT: bool = false;
/// They do not.
const FOLDED: bool = true;

#[inline(always)]
fn starts_with<const FOLD: bool>(text: &[u8], needle: &[u8]) -> bool {
    match text.get(..needle.len()) {
        Some(head) => same::<FOLD>(head, needle),
        None => false,
    }
}

#[inline(always)]
fn contains<const FOLD: bool>(text: &[u8], needle: &[u8]) -> bool {
    let Some((&first, rest)) = needle.split_first() else {
        return true;
    };
    let first = fold::<FOLD>(first.into());
    let mut text = text;
    while let Some((&byte, behind)) = text.split_first() {
        // Few bytes are the first one, so the rest is seldom looked at.
        if fold::<FOLD>(byte.into()) == first && starts_with::<FOLD>(behind, rest) {
            return true;
        }
        text = behind;
    }
    false
}

/// Whether strings of one length are the same.
#[inline(always)]
fn same<const FOLD: bool>(left: &[u8], right: &[u8]) -> bool {
    let (eights, left) = left.as_chunks();
    let (other_eights, right) = right.as_chunks();
    let (fours, left) = left.as_chunks();
    let (other_fours, right) = right.as_chunks();
    let (twos, left) = left.as_chunks();
    let (other_twos, right) = right.as_chunks();
    let fold = fold::<FOLD>;
    let eight = |word: &[u8; 8]| fold(u64::from_le_bytes(*word));
    let four = |word: &[u8; 4]| fold(u32::from_le_bytes(*word).into());
    let two = |word: &[u8; 2]| fold(u16::from_le_bytes(*word).into());
    let one = |byte: &u8| fold((*byte).into());
    eights.iter().map(eight).eq(other_eights.iter().map(eight))
        && fours.iter().map(four).eq(other_fours.iter().map(four))
        && twos.iter().map(two).eq(other_twos.iter().map(two))
        && left.iter().map(one).eq(right.iter().map(one))
}

/// The bytes of a word, upper case made lower if it is to be.
#[inline(always)]
const fn fold<const FOLD: bool>(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    if !FOLD {
        return word;
    }
    // Bit 7 of each byte tells whether its other bits are at least `A`, and
    // whether they are past `Z`; no sum carries into the next byte.
    let low = word & !HIGH;
    let from_a = low + (0x80 - b'A' as u64) * EACH;
    let past_z = low + (0x7f - b'Z' as u64) * EACH;
    let upper = (from_a ^ past_z) & !word & HIGH;
    word | upper >> 2
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    const TEXTS: [&str; 12] = [
        "",
        "a",
        "A",
        "ab",
        "aab",
        "abcdefgh",
        "ABCDEFGH",
        "xabcdefghi",
        "\u{e9}t\u{c9}",
        "@[`{",
        "aaaaaaaab",
        "Bob@Example.com, +49 30 1234567",
    ];

    fn lower(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte.to_ascii_lowercase()).collect()
    }

    #[test]
    fn strings_are_compared_as_the_standard_library_does() {
        for text in TEXTS {
            for needle in TEXTS {
                let (t, n) = (text.as_bytes(), needle.as_bytes());
                assert_eq!(filter_str_equal(t, n), text == needle);
                assert_eq!(filter_str_starts_with(t, n), text.starts_with(needle));
                assert_eq!(filter_str_ends_with(t, n), text.ends_with(needle));
                assert_eq!(
                    filter_str_contains(t, n),
                    text.contains(needle),
                    "{text} {needle}"
                );
                let (lt, ln) = (lower(text), lower(needle));
                let holds = ln.is_empty() || lt.windows(ln.len()).any(|at| at == ln);
                assert_eq!(filter_str_equal_nocase(t, n), lt == ln);
                assert_eq!(filter_str_starts_with_nocase(t, n), lt.starts_with(&ln));
                assert_eq!(filter_str_ends_with_nocase(t, n), lt.ends_with(&ln));
                assert_eq!(filter_str_contains_nocase(t, n), holds, "{text} {needle}");
            }
        }
    }

    #[test]
    fn case_is_that_of_ascii() {
        for byte in 0..=u8::MAX {
            let word = u64::from_le_bytes([byte; 8]);
            let expected = u64::from_le_bytes([byte.to_ascii_lowercase(); 8]);
            assert_eq!(fold::<FOLDED>(word), expected, "{byte:02X}");
            assert_eq!(fold::<EXACT>(word), word);
        }
    }

    #[test]
    fn no_operand_is_too_much() {
        assert_eq!(filter_divide(i64::MIN, -1), i64::MIN);
        assert_eq!(filter_remainder(i64::MIN, -1), 0);
        assert_eq!(filter_negate(i64::MIN), i64::MIN);
        assert_eq!(filter_divide(-7, 2), -3);
        assert_eq!(filter_remainder(-7, 2), -1);
        for by in [-1, 64, i64::MAX, i64::MIN] {
            assert_eq!(
                (filter_shift_left(1, by), filter_shift_right(-1, by)),
                (0, 0)
            );
        }
        assert_eq!(
            (filter_shift_left(1, 63), filter_shift_right(-8, 1)),
            (i64::MIN, -4)
        );
    }
}
