//! Texts in quotes whose letters a keyboard and a line of commands do not have: `"OK\r\n"`.

/// The bytes that a text in quotes stands for, whose escapes are those of C that terminals need; none where one is unknown.
pub(crate) fn escaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            let mut buffer = [0; 4];
            bytes.extend(letter.encode_utf8(&mut buffer).bytes());
            continue;
        }
        bytes.push(match letters.next()? {
            'r' => b'\r',
            'n' => b'\n',
            't' => b'\t',
            'e' => 0x1B,
            'b' => 0x08,
            '\\' => b'\\',
            'x' => {
                let digits = [letters.next()?, letters.next()?].map(|digit| digit.to_digit(16));
                u8::try_from(digits[0]? * 16 + digits[1]?).ok()?
            }
            _ => return None,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn escapes_stand_for_bytes_and_unknown_ones_for_nothing() {
        let bytes = escaped(r"A\r\n\t\e\b\\");
        assert_eq!(bytes.as_deref(), Some(&b"A\r\n\t\x1B\x08\\"[..]));
        let bytes = escaped("\\x41\\xff\u{e9}");
        assert_eq!(bytes.as_deref(), Some(&b"A\xFF\xC3\xA9"[..]));
        for wrong in [r"\", r"\q", r"\x4", r"\xg0"] {
            assert_eq!(escaped(wrong), None, "{wrong}");
        }
    }
}
