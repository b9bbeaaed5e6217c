//! PETSCII and the terminal's characters, both ways, in both character sets.
//!
//! Pictures of the Commodore character ROM are Unicode's, of its blocks for boxes, blocks and legacy computing. Letters typed
//! are what a user means: in upper case's set, `a` and `A` both are the letter; in lower case's, each is its own. The
//! characters of ASCII that PETSCII lacks are those that cc65 has chosen for them; its underscore, the lowest line of a cell
//! ($A4), is shown as one.
//!
//! Invariant: no control code becomes one of the terminal's; a character shown is read back as one that looks the same.

/// Which of the two sets the screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// Capitals and graphics, after CHR$(142).
    Upper,
    /// Small letters and capitals, after CHR$(14).
    Lower,
}

/// $60 to $7F, and $C0 to $DF, of capitals and graphics.
const GRAPHICS: [char; 32] = [
    '\u{2500}',
    '\u{2660}',
    '\u{1FB72}',
    '\u{1FB78}',
    '\u{1FB77}',
    '\u{1FB76}',
    '\u{1FB7A}',
    '\u{1FB71}',
    '\u{1FB74}',
    '\u{256E}',
    '\u{2570}',
    '\u{256F}',
    '\u{1FB7C}',
    '\u{2572}',
    '\u{2571}',
    '\u{1FB7D}',
    '\u{1FB7E}',
    '\u{25CF}',
    '\u{1FB7B}',
    '\u{2665}',
    '\u{1FB70}',
    '\u{256D}',
    '\u{2573}',
    '\u{25CB}',
    '\u{2663}',
    '\u{1FB75}',
    '\u{2666}',
    '\u{253C}',
    '\u{1FB8C}',
    '\u{2502}',
    '\u{03C0}',
    '\u{25E5}',
];

/// $A0 to $BF, and $E0 to $FE.
const BLOCKS: [char; 32] = [
    ' ',
    '\u{258C}',
    '\u{2584}',
    '\u{2594}',
    '_',
    '\u{258F}',
    '\u{2592}',
    '\u{2595}',
    '\u{1FB8F}',
    '\u{25E4}',
    '\u{1FB87}',
    '\u{251C}',
    '\u{2597}',
    '\u{2514}',
    '\u{2510}',
    '\u{2582}',
    '\u{250C}',
    '\u{2534}',
    '\u{252C}',
    '\u{2524}',
    '\u{258E}',
    '\u{258D}',
    '\u{1FB88}',
    '\u{1FB82}',
    '\u{1FB83}',
    '\u{2583}',
    '\u{1FB7F}',
    '\u{2596}',
    '\u{259D}',
    '\u{2518}',
    '\u{2598}',
    '\u{259A}',
];

/// π, wherever the keyboard's code of it is used.
const PI: u8 = 0xFF;

/// Codes of the keyboard and of the editor that the host knows.
pub mod code {
    /// The stop key.
    pub const STOP: u8 = 0x03;
    /// The end of a line.
    pub const RETURN: u8 = 0x0D;
    /// The set of small letters.
    pub const LOWER: u8 = 0x0E;
    /// The cursor, a row down.
    pub const DOWN: u8 = 0x11;
    /// Reversed characters.
    pub const REVERSE: u8 = 0x12;
    /// The cursor to the upper left.
    pub const HOME: u8 = 0x13;
    /// The character before the cursor goes.
    pub const DELETE: u8 = 0x14;
    /// The cursor, a column on.
    pub const RIGHT: u8 = 0x1D;
    /// The end of a line, with shift.
    pub const SHIFT_RETURN: u8 = 0x8D;
    /// The set of capitals.
    pub const UPPER: u8 = 0x8E;
    /// The cursor, a row up.
    pub const UP: u8 = 0x91;
    /// No more reversed characters.
    pub const PLAIN: u8 = 0x92;
    /// The screen is emptied.
    pub const CLEAR: u8 = 0x93;
    /// The cursor, a column back.
    pub const LEFT: u8 = 0x9D;
}

/// Whether `byte` acts on the screen instead of being shown.
pub fn is_control(byte: u8) -> bool {
    byte & 0x7F < 0x20
}

/// The character that shows `byte`; none for a control code.
pub fn shown(byte: u8, set: Set) -> Option<char> {
    let graphic = |at: u8| match (set, at) {
        (Set::Lower, 0x01..=0x1A) => char::from(at + 0x40),
        (Set::Lower, 0x1E) => '\u{1FB96}',
        (Set::Lower, 0x1F) => '\u{1FB98}',
        _ => GRAPHICS[usize::from(at)],
    };
    let block = |at: u8| match (set, at) {
        (Set::Lower, 0x09) => '\u{1FB99}',
        (Set::Lower, 0x1A) => '\u{2713}',
        _ => BLOCKS[usize::from(at)],
    };
    Some(match byte {
        PI => graphic(0x1E),
        0x41..=0x5A if set == Set::Lower => char::from(byte + 0x20),
        0x20..=0x5B | 0x5D => char::from(byte),
        0x5C => '£',
        0x5E => '↑',
        0x5F => '←',
        0x60..=0x7F | 0xC0..=0xDF => graphic(byte & 0x1F),
        0xA0..=0xBF | 0xE0..=0xFE => block(byte & 0x1F),
        0x00..=0x1F | 0x80..=0x9F => return None,
    })
}

/// The PETSCII of a character typed; none if no key has it.
pub fn typed(character: char, set: Set) -> Option<u8> {
    Some(match character {
        '\r' | '\n' => code::RETURN,
        '\u{7F}' | '\u{08}' => code::DELETE,
        // Not Ctrl-C's own byte, which ends a wait, but what `send` types.
        '\u{00}'..='\u{1F}' => character as u8,
        'a'..='z' => character as u8 - 0x20,
        'A'..='Z' if set == Set::Lower => character as u8 + 0x80,
        ' '..='[' | ']' => character as u8,
        '£' => 0x5C,
        '↑' | '^' => 0x5E,
        '←' => 0x5F,
        '\u{A0}' => 0xA0,
        '\\' => 0xBF,
        '`' => 0xAD,
        '{' => 0xB3,
        '|' => 0xDD,
        '}' => 0xAB,
        '~' => 0xB1,
        'π' if set == Set::Upper => PI,
        _ => {
            let mut codes = (0xA0..=0xDF).filter(|&byte| shown(byte, set) == Some(character));
            return codes.next();
        }
    })
}

/// The code of the screen's memory that shows `byte`, which is no control code.
pub fn screen_code(byte: u8) -> u8 {
    match byte {
        PI => 0x5E,
        0x20..=0x3F => byte,
        0x40..=0x5F => byte - 0x40,
        0x60..=0x7F => byte - 0x20,
        0xA0..=0xBF => byte - 0x40,
        0xC0..=0xFE => byte - 0x80,
        // As the KERNAL shows control codes within quotes: reversed.
        0x00..=0x1F => byte | 0x80,
        0x80..=0x9F => byte + 0x40,
    }
}

/// What the screen shows for a code of its memory, but for its being reversed.
pub fn on_screen(code: u8, set: Set) -> char {
    let byte = match code & 0x7F {
        code @ 0x00..=0x1F => code + 0x40,
        code @ 0x20..=0x3F => code,
        code @ 0x40..=0x5F => code + 0x80,
        code => code + 0x40,
    };
    shown(byte, set).unwrap_or(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], set: Set) -> String {
        bytes.iter().filter_map(|&byte| shown(byte, set)).collect()
    }

    fn keys(text: &str, set: Set) -> Vec<u8> {
        text.chars().filter_map(|key| typed(key, set)).collect()
    }

    #[test]
    fn letters_are_those_of_the_set() {
        assert_eq!(text(b"\x41\x5A\xC1\xDA\x61", Set::Lower), "azAZA");
        assert_eq!(text(b"\x41\x5A\xC1\xD3\x73", Set::Upper), "AZ♠♥♥");
        assert_eq!(keys("azAZ", Set::Lower), b"\x41\x5A\xC1\xDA");
        assert_eq!(keys("azAZ", Set::Upper), b"\x41\x5A\x41\x5A");
    }

    #[test]
    fn signs_are_those_of_the_keyboard() {
        let signs = " !\"#$%&'()*+,-./0123456789:;<=>?@[£]↑←";
        for set in [Set::Upper, Set::Lower] {
            let bytes = keys(signs, set);
            let all: Vec<u8> = (0x20..=0x40).chain(0x5B..=0x5F).collect();
            assert_eq!(bytes, all, "{set:?}");
            assert_eq!(text(&bytes, set), signs, "{set:?}");
        }
    }

    #[test]
    fn what_is_shown_can_be_typed_and_looks_the_same() {
        for set in [Set::Upper, Set::Lower] {
            for byte in 0..=u8::MAX {
                let Some(character) = shown(byte, set) else {
                    assert!(is_control(byte), "{byte:02x}");
                    continue;
                };
                assert!(!character.is_control(), "{byte:02x}");
                let key = typed(character, set).unwrap_or_else(|| panic!("{byte:02x} {set:?}"));
                assert_eq!(shown(key, set), Some(character), "{byte:02x} {set:?}");
            }
        }
    }

    #[test]
    fn controls_are_never_shown() {
        for byte in (0..0x20).chain(0x80..0xA0) {
            assert_eq!(shown(byte, Set::Upper), None);
            assert_eq!(shown(byte, Set::Lower), None);
        }
        assert_eq!(
            keys("\r\n\u{8}\u{7F}\u{3}", Set::Upper),
            b"\x0D\x0D\x14\x14\x03"
        );
        assert_eq!(typed('é', Set::Lower), None);
    }

    #[test]
    fn what_ascii_has_and_petscii_lacks_is_what_cc65_takes() {
        assert_eq!(
            keys("\\^_`{|}~", Set::Lower),
            b"\xBF\x5E\xA4\xAD\xB3\xDD\xAB\xB1"
        );
        assert_eq!(text(&[0xA4], Set::Lower), "_");
    }

    #[test]
    fn the_screen_shows_what_was_printed() {
        for set in [Set::Upper, Set::Lower] {
            for byte in (0x20..0x80).chain(0xA0..=0xFF) {
                let code = screen_code(byte);
                assert_eq!(Some(on_screen(code, set)), shown(byte, set), "{byte:02x}");
            }
        }
        assert_eq!(screen_code(0x93), 0xD3);
        assert_eq!(screen_code(0x05), 0x85);
    }
}
