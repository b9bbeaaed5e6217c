//! Tests of strings. Upper and lower case are those of ASCII.
//!
//! A needle is most often a constant, so loops are over the needle, in words;
//! once inlined they unroll to comparisons with constants. A text is searched in
//! vectors; its room are the bytes from its begin on that may be looked at, so that
//! short ones are searched like that, too.

predicates! {
    /// Whether the strings are the same.
    filter_str_equal(text: &[u8], _room: &[u8], other: &[u8]) -> bool {
        text.len() == other.len() && starts_with::<EXACT>(text, other)
    }
    /// Whether `text` begins with `needle`.
    filter_str_starts_with(text: &[u8], _room: &[u8], needle: &[u8]) -> bool {
        starts_with::<EXACT>(text, needle)
    }
    /// Whether `text` ends with `needle`.
    filter_str_ends_with(text: &[u8], _room: &[u8], needle: &[u8]) -> bool {
        match text.get(text.len().wrapping_sub(needle.len())..) {
            Some(tail) => same::<EXACT>(tail, needle),
            None => false,
        }
    }
    /// Whether `needle` is somewhere in `text`.
    filter_str_contains(text: &[u8], room: &[u8], needle: &[u8]) -> bool {
        contains::<EXACT>(text, room, needle)
    }

    /// Whether the strings are the same, but for case.
    filter_str_equal_nocase(text: &[u8], _room: &[u8], other: &[u8]) -> bool {
        text.len() == other.len() && starts_with::<FOLDED>(text, other)
    }
    /// Whether `text` begins with `needle`, but for case.
    filter_str_starts_with_nocase(text: &[u8], _room: &[u8], needle: &[u8]) -> bool {
        starts_with::<FOLDED>(text, needle)
    }
    /// Whether `text` ends with `needle`, but for case.
    filter_str_ends_with_nocase(text: &[u8], _room: &[u8], needle: &[u8]) -> bool {
        match text.get(text.len().wrapping_sub(needle.len())..) {
            Some(tail) => same::<FOLDED>(tail, needle),
            None => false,
        }
    }
    /// Whether `needle` is somewhere in `text`, but for case.
    filter_str_contains_nocase(text: &[u8], room: &[u8], needle: &[u8]) -> bool {
        contains::<FOLDED>(text, room, needle)
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

/// Most texts are short, and most do not hold the needle: one look at all their
/// places at once tells that. The rest is one function for all that search.
#[inline(always)]
fn contains<const FOLD: bool>(text: &[u8], room: &[u8], needle: &[u8]) -> bool {
    let Some(behind) = needle.len().checked_sub(1) else {
        return true;
    };
    let Some(end) = text.len().checked_sub(behind) else {
        return false;
    };
    if end <= WINDOW && !may_begin::<FOLD>(room, 0, needle) {
        return false;
    }
    search::<FOLD>(text, room, end, needle)
}

/// Whether `needle` is in `text` at a place before `end`, and of course not behind
/// the last one where it fits.
#[inline(never)]
fn search<const FOLD: bool>(text: &[u8], room: &[u8], end: usize, needle: &[u8]) -> bool {
    let mut at = 0;
    while at < end {
        let next = at + WINDOW;
        if may_begin::<FOLD>(room, at, needle) {
            while at < end && at < next {
                if let Some(tail) = text.get(at..)
                    && starts_with::<FOLD>(tail, needle)
                {
                    return true;
                }
                at += 1;
            }
        }
        at = next;
    }
    false
}

/// Whether the first and the last byte of `needle` stand in the room as they would
/// if it began somewhere from `at` on, within the window. What is behind the text
/// may be taken for it, as may be a part of it.
#[inline(always)]
fn may_begin<const FOLD: bool>(room: &[u8], at: usize, needle: &[u8]) -> bool {
    let ([first, ..], [.., last]) = (needle, needle) else {
        return true;
    };
    let (first, last) = (fold_byte::<FOLD>(*first), fold_byte::<FOLD>(*last));
    match (window(room, at), window(room, at + needle.len() - 1)) {
        (Some(firsts), Some(lasts)) => any::<FOLD>(firsts, first, lasts, last),
        _ => true,
    }
}

/// Bytes that are looked at at once: as many as a vector register holds.
const WINDOW: usize = 32;

#[inline(always)]
fn window(room: &[u8], at: usize) -> Option<&[u8; WINDOW]> {
    match room.get(at..) {
        Some(rest) => rest.first_chunk(),
        None => None,
    }
}

/// Whether `first` and `last` are somewhere at the same place. Without a way out
/// of the loop it becomes a few instructions on vectors.
#[inline(always)]
fn any<const FOLD: bool>(firsts: &[u8; WINDOW], first: u8, lasts: &[u8; WINDOW], last: u8) -> bool {
    let mut any = 0;
    let mut at = 0;
    while at < WINDOW {
        let differ = fold_byte::<FOLD>(firsts[at]) ^ first | fold_byte::<FOLD>(lasts[at]) ^ last;
        any |= (differ == 0) as u8;
        at += 1;
    }
    any != 0
}

/// Whether strings of one length are the same.
#[inline(always)]
fn same<const FOLD: bool>(left: &[u8], right: &[u8]) -> bool {
    let (mut eights, left) = left.as_chunks::<8>();
    let (mut other_eights, right) = right.as_chunks::<8>();
    while let ([one, ones @ ..], [other, others @ ..]) = (eights, other_eights) {
        if fold::<FOLD>(one.word()) != fold::<FOLD>(other.word()) {
            return false;
        }
        (eights, other_eights) = (ones, others);
    }
    let (fours, left) = left.as_chunks::<4>();
    let (other_fours, right) = right.as_chunks::<4>();
    let (twos, left) = left.as_chunks::<2>();
    let (other_twos, right) = right.as_chunks::<2>();
    let differ = differ::<FOLD, _>(fours, other_fours)
        | differ::<FOLD, _>(twos, other_twos)
        | differ::<FOLD, _>(left, right);
    differ == 0
}

/// The bits in which the pieces differ, of which there is one or none.
#[inline(always)]
fn differ<const FOLD: bool, P: Piece>(left: &[P], right: &[P]) -> u64 {
    match (left, right) {
        ([one, ..], [other, ..]) => fold::<FOLD>(one.word()) ^ fold::<FOLD>(other.word()),
        _ => 0,
    }
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

/// A byte, upper case made lower if it is to be.
#[inline(always)]
const fn fold_byte<const FOLD: bool>(byte: u8) -> u8 {
    let is_upper = FOLD && byte.wrapping_sub(b'A') < 26;
    byte | (is_upper as u8) << 5
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

    const LONG: &str = "forty-eight bytes are more than one window holds";

    const TEXTS: [&str; 15] = [
        LONG,
        "twenty-two letters and seventy-five letters, the last of which are after all ZZ",
        "ZZ",
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
                assert_eq!(filter_str_equal(t, t, n), text == needle);
                assert_eq!(filter_str_starts_with(t, t, n), text.starts_with(needle));
                assert_eq!(filter_str_ends_with(t, t, n), text.ends_with(needle));
                let (lt, ln) = (lower(text), lower(needle));
                let holds = ln.is_empty() || lt.windows(ln.len()).any(|at| at == ln);
                assert_eq!(filter_str_equal_nocase(t, t, n), lt == ln);
                assert_eq!(filter_str_starts_with_nocase(t, t, n), lt.starts_with(&ln));
                assert_eq!(filter_str_ends_with_nocase(t, t, n), lt.ends_with(&ln));
                // With no room behind it, and with room that holds more.
                for room in [
                    std::string::String::from(text),
                    std::format!("{text}{needle}{LONG}{needle}"),
                ] {
                    let room = room.as_bytes();
                    let is_in = filter_str_contains(t, room, n);
                    assert_eq!(is_in, text.contains(needle), "{text} {needle}");
                    let is_in = filter_str_contains_nocase(t, room, n);
                    assert_eq!(is_in, holds, "{text} {needle}");
                }
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
            assert_eq!(fold_byte::<FOLDED>(byte), byte.to_ascii_lowercase());
            assert_eq!(fold_byte::<EXACT>(byte), byte);
        }
    }
}
