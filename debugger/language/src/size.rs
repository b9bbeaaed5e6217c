//! Sizes in bytes as users write them: `4096`, `4K`, `32M`.

use crate::grammar::{number, parse_all};

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

/// The size written as `text`; none where it is none, or nothing.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let (digits, unit) = match text.as_bytes().last()? {
        b'K' | b'k' => (&text[..text.len() - 1], KIB),
        b'M' | b'm' => (&text[..text.len() - 1], MIB),
        _ => (text, 1),
    };
    let count = parse_all(digits, number::count).ok()?;
    count.checked_mul(unit).filter(|&bytes| bytes > 0)
}

/// `bytes` as short as it can be written exactly.
pub(crate) fn text(bytes: u64) -> String {
    match bytes {
        _ if bytes.is_multiple_of(MIB) => format!("{}M", bytes / MIB),
        _ if bytes.is_multiple_of(KIB) => format!("{}K", bytes / KIB),
        _ => bytes.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_back_as_they_are_written() {
        for bytes in [1, 1000, KIB, 4 * KIB, 1536, MIB, 32 * MIB, MIB + KIB] {
            assert_eq!(parse(&text(bytes)), Some(bytes));
        }
        assert_eq!(text(32 * MIB), "32M");
        assert_eq!(parse("4k"), Some(4096));
    }

    #[test]
    fn what_is_no_size() {
        let past_the_end = "18446744073709551615K";
        for text in ["", "K", "0", "0M", "-1", "4Q", "1.5M", past_the_end] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
