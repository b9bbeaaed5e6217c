//! Keys in PETSCII, as the guest's console gets them.

/// RETURN, with and without shift.
const RETURN: u8 = 0x0D;
const SHIFT_RETURN: u8 = 0x8D;
/// DEL, where others have backspace.
const DELETE: u8 = 0x14;
const BACKSPACE: u8 = 0x08;

/// How the end of a line is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Return {
    /// As a key of a terminal.
    Carriage,
    /// As the end of a line of a stream.
    Feed,
}

/// `text` in ASCII: letters are capitals, as on a C64 that was just switched on; what is ASCII already stays.
pub(super) fn typed(text: &[u8], ends: Return) -> Vec<u8> {
    let end = match ends {
        Return::Carriage => b'\r',
        Return::Feed => b'\n',
    };
    let key = |&key: &u8| match key {
        RETURN | SHIFT_RETURN => end,
        DELETE => BACKSPACE,
        // The blank, and the letters, with shift.
        0xA0 => b' ',
        0xC1..=0xDA => key - 0x80,
        key => key,
    };
    text.iter().map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_capitals_and_return_ends_a_line() {
        assert_eq!(typed(b"RUN\r", Return::Feed), b"RUN\n");
        assert_eq!(typed(b"\xD2un\x8D", Return::Carriage), b"Run\r");
        assert_eq!(typed(b"A\x14\xA0", Return::Feed), b"A\x08 ");
    }
}
