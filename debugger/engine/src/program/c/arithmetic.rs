//! Numbers, characters and strings as C writes them, and what its operators make of integers.
//!
//! Invariant: nothing here fails on any text; what is no number is none.
//! Left out: the target's character set: a character is its ASCII code. Floating-point numbers.

/// An integer literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    /// Its value.
    pub value: u64,
    /// Whether it is decimal, which an `unsigned` of its size does not serve then.
    pub decimal: bool,
    /// Whether `u` stands behind it.
    pub unsigned: bool,
    /// Whether `l` stands behind it.
    pub long: bool,
}

/// The integer literal that `text` is: `10`, `0x1FUL`, `017`, `0b101`.
pub(super) fn integer(text: &str) -> Option<Literal> {
    let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
    let suffix = text[digits.len()..].to_ascii_lowercase();
    let lower = digits.to_ascii_lowercase();
    let (digits, radix) = match lower.as_bytes() {
        [b'0', b'x', ..] => (&lower[2..], 16),
        [b'0', b'b', ..] => (&lower[2..], 2),
        [b'0', _, ..] => (&lower[1..], 8),
        _ => (&lower[..], 10),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    Some(Literal {
        value: u64::from_str_radix(digits, radix).ok()?,
        decimal: radix == 10,
        unsigned: suffix.contains('u'),
        long: suffix.contains('l'),
    })
}

/// The codes of a quoted text's characters, without what ends it: of `"ab"`, `'a'`, `L"ab"`.
pub(super) fn characters(text: &str) -> Option<Vec<i64>> {
    let text = text.strip_prefix('L').unwrap_or(text);
    let quote = text.chars().next().filter(|quote| "\"'".contains(*quote))?;
    let inside = text.get(1..)?.strip_suffix(quote)?;
    let mut bytes = inside.bytes().peekable();
    let mut codes = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            codes.push(i64::from(byte));
            continue;
        }
        codes.push(match bytes.next()? {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'v' => 11,
            b'x' => digits(&mut bytes, 0, 16, usize::MAX),
            octal @ b'0'..=b'7' => digits(&mut bytes, i64::from(octal - b'0'), 8, 2),
            other => i64::from(other),
        });
    }
    Some(codes)
}

fn digits(
    bytes: &mut std::iter::Peekable<std::str::Bytes>,
    before: i64,
    radix: u32,
    most: usize,
) -> i64 {
    let mut value = before;
    for _ in 0..most {
        let digit = bytes
            .peek()
            .and_then(|&byte| char::from(byte).to_digit(radix));
        let Some(digit) = digit else { break };
        value = (value * i64::from(radix) + i64::from(digit)) & 0xff;
        bytes.next();
    }
    value
}

/// How strongly a binary operator binds, the weakest by 1.
pub(super) fn precedence(operator: &str) -> Option<u8> {
    Some(match operator {
        "||" => 1,
        "&&" => 2,
        "|" => 3,
        "^" => 4,
        "&" => 5,
        "==" | "!=" => 6,
        "<" | ">" | "<=" | ">=" => 7,
        "<<" | ">>" => 8,
        "+" | "-" => 9,
        "*" | "/" | "%" => 10,
        _ => return None,
    })
}

/// What a binary operator makes of two numbers; none where that is not defined.
pub(super) fn binary(operator: &str, left: i64, right: i64) -> Option<i64> {
    let shift = || u32::try_from(right).ok().filter(|&shift| shift < 64);
    Some(match operator {
        "||" => i64::from(left != 0 || right != 0),
        "&&" => i64::from(left != 0 && right != 0),
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "==" => i64::from(left == right),
        "!=" => i64::from(left != right),
        "<" => i64::from(left < right),
        ">" => i64::from(left > right),
        "<=" => i64::from(left <= right),
        ">=" => i64::from(left >= right),
        "<<" => left.wrapping_shl(shift()?),
        ">>" => left >> shift()?,
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        "/" => left.checked_div(right)?,
        "%" => left.checked_rem(right)?,
        _ => return None,
    })
}

/// What a unary operator makes of a number.
pub(super) fn unary(operator: &str, of: i64) -> Option<i64> {
    Some(match operator {
        "-" => of.wrapping_neg(),
        "+" => of,
        "~" => !of,
        "!" => i64::from(of == 0),
        _ => return None,
    })
}
