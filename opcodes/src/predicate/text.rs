//! Tests of strings. Upper and lower case are those of ASCII.
//!
//! A needle is most often a constant, so loops are over the needle, in words;
//! once inlined they unroll to comparisons with constants.

predicates! {
    /// Whether the strings are the same.
    filter_str_equal(text: &[u8], other: &[u8]) -> bool {
        text.len() == other.len() && starts_with::<EXACT>(text, other)
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
        text.len() == other.len() && starts_with::<FOLDED>(text, other)
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
    let first = fold::<FOLD>(first as u64);
    let mut text = text;
    while let Some((&byte, behind)) = text.split_first() {
        // Few bytes are the first one, so the rest is seldom looked at.
        if fold::<FOLD>(byte as u64) == first && starts_with::<FOLD>(behind, rest) {
            return true;
        }
        text = behind;
    }
    false
}

/// Whether strings of one length are the same.
#[inline(always)]
fn same<const FOLD: bool>(left: &[u8], right: &[u8]) -> bool {
    let (eights, left) = left.as_chunks::<8>();
    let (other_eights, right) = right.as_chunks::<8>();
    let (fours, left) = left.as_chunks::<4>();
    let (other_fours, right) = right.as_chunks::<4>();
    let (twos, left) = left.as_chunks::<2>();
    let (other_twos, right) = right.as_chunks::<2>();
    let differ = differ::<FOLD, _>(eights, other_eights)
        | differ::<FOLD, _>(fours, other_fours)
        | differ::<FOLD, _>(twos, other_twos)
        | differ::<FOLD, _>(left, right);
    differ == 0
}

/// The bits in which pieces of strings differ.
#[inline(always)]
fn differ<const FOLD: bool, P: Piece>(mut left: &[P], mut right: &[P]) -> u64 {
    let mut bits = 0;
    while let ([one, ones @ ..], [other, others @ ..]) = (left, right) {
        bits |= fold::<FOLD>(one.word()) ^ fold::<FOLD>(other.word());
        (left, right) = (ones, others);
    }
    bits
}

/// So many bytes of a string as are compared at once.
trait Piece {
    fn word(&self) -> u64;
}

impl Piece for [u8; 8] {
    #[inline(always)]
    fn word(&self) -> u64 {
        u64::from_le_bytes(*self)
    }
}

impl Piece for [u8; 4] {
    #[inline(always)]
    fn word(&self) -> u64 {
        u32::from_le_bytes(*self) as u64
    }
}

impl Piece for [u8; 2] {
    #[inline(always)]
    fn word(&self) -> u64 {
        u16::from_le_bytes(*self) as u64
    }
}

impl Piece for u8 {
    #[inline(always)]
    fn word(&self) -> u64 {
        *self as u64
    }
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
}
