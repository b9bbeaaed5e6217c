//! Numbers as digits at the end of a line of bytes, for what writes millions of lines.

/// The digits of hexadecimal numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `a` to `f`.
    Lower,
    /// `A` to `F`.
    Upper,
}

/// Two digits.
pub fn byte(out: &mut Vec<u8>, value: u8, case: Case) {
    let digits: &[u8; 16] = match case {
        Case::Lower => b"0123456789abcdef",
        Case::Upper => b"0123456789ABCDEF",
    };
    out.extend_from_slice(&[
        digits[usize::from(value >> 4)],
        digits[usize::from(value & 15)],
    ]);
}

/// Four digits.
pub fn word(out: &mut Vec<u8>, value: u16, case: Case) {
    let [high, low] = value.to_be_bytes();
    byte(out, high, case);
    byte(out, low, case);
}

/// A decimal number, to the right in `width` columns, or in as many as it needs.
pub fn decimal(out: &mut Vec<u8>, mut value: u64, width: usize) {
    // No number of 64 bits has more.
    let mut digits = [b' '; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    let used = digits.len() - at;
    out.extend((used..width).map(|_| b' '));
    out.extend_from_slice(&digits[at..]);
}

/// `text`, to the left in `width` columns.
pub fn padded(out: &mut Vec<u8>, text: &[u8], width: usize) {
    out.extend_from_slice(text);
    out.extend((text.len()..width).map(|_| b' '));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_format() {
        for value in [0, 7, 10, 255, 4660, 65535, 1 << 40, u64::MAX] {
            for width in [0, 4, 12] {
                let mut out = Vec::new();
                decimal(&mut out, value, width);
                assert_eq!(out, format!("{value:width$}").into_bytes());
            }
            let [low, high, ..] = value.to_le_bytes();
            let short = u16::from_le_bytes([low, high]);
            let mut out = Vec::new();
            word(&mut out, short, Case::Upper);
            byte(&mut out, low, Case::Lower);
            padded(&mut out, b"ab", 4);
            assert_eq!(out, format!("{short:04X}{low:02x}ab  ").into_bytes());
        }
    }
}
