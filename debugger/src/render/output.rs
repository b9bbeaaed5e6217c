//! What the guest prints, between the debugger's own lines.
//!
//! Invariants: the same bytes give the same text, however they are cut into pieces; no byte of the guest controls the
//! user's terminal, but for a backspace within its own line.
//!
//! A console has seven bits: what sets the eighth, as Apple's machines do, prints the same letters. The streams of a
//! sim65 program are the host's, so what is UTF-8 there is shown as such.

use jumppad_language::report::Origin;

/// The state of the text that the guest has printed so far.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// Its last line has no end yet.
    is_open: bool,
    /// Letters before the cursor in its last line.
    column: usize,
    /// Its last byte was a carriage return, so a line feed that follows belongs to it.
    after_return: bool,
    /// The beginning of a letter of several bytes.
    begun: Vec<u8>,
    /// The console that printed last.
    console: Option<u32>,
    /// Whether there was another one before: from then on lines tell whose they are.
    is_one_of_several: bool,
}

impl Output {
    /// `bytes` as text that a terminal shows.
    pub(super) fn text(&mut self, from: Origin, bytes: &[u8]) -> String {
        let mut text = String::new();
        if let Origin::Device(number) = from {
            self.turn_to(number, &mut text);
        }
        for &byte in bytes {
            match (from, byte) {
                (Origin::Device(_), _) => self.ascii(byte & 0x7F, &mut text),
                (Origin::Stream(_), 0x80..) => self.piece(byte, &mut text),
                (Origin::Stream(_), _) => {
                    self.give_up(&mut text);
                    self.ascii(byte, &mut text);
                }
            }
        }
        text
    }

    /// Console `number` prints now; a line that another one has begun ends.
    fn turn_to(&mut self, number: u32, text: &mut String) {
        let before = self.console.replace(number);
        if before.is_some_and(|before| before != number) {
            self.is_one_of_several = true;
            self.after_return = false;
            *text += &self.interrupt();
        }
    }

    fn ascii(&mut self, byte: u8, text: &mut String) {
        match byte {
            // What fills time, rings, and rubs out leaves nothing to be seen.
            b'\0' | b'\x07' | b'\x7F' => return,
            b'\n' if self.after_return => {}
            b'\r' | b'\n' | b'\x0C' => {
                text.push('\n');
                self.is_open = false;
                self.column = 0;
            }
            b'\t' | b' '..=b'~' => self.push(char::from(byte), text),
            b'\x08' if self.column > 0 => {
                text.push('\x08');
                self.column -= 1;
            }
            b'\x08' => {}
            other => self.escape(other, text),
        }
        self.after_return = byte == b'\r';
    }

    /// Takes a byte of a letter that has several.
    fn piece(&mut self, byte: u8, text: &mut String) {
        self.after_return = false;
        self.begun.push(byte);
        match std::str::from_utf8(&self.begun).map(|letters| letters.chars().next()) {
            // Some letters control terminals, or the direction of text.
            Ok(Some(letter)) if letter.escape_debug().len() == 1 => {
                self.begun.clear();
                self.push(letter, text);
            }
            Ok(_) => self.give_up(text),
            Err(error) if error.error_len().is_none() => {}
            Err(_) => {
                self.begun.pop();
                match self.begun.is_empty() {
                    true => self.escape(byte, text),
                    // It may begin another.
                    false => {
                        self.give_up(text);
                        self.piece(byte, text);
                    }
                }
            }
        }
    }

    /// Shows the bytes of what is no letter.
    fn give_up(&mut self, text: &mut String) {
        for byte in std::mem::take(&mut self.begun) {
            self.escape(byte, text);
        }
    }

    fn escape(&mut self, byte: u8, text: &mut String) {
        for letter in format!("\\x{byte:02X}").chars() {
            self.push(letter, text);
        }
    }

    fn push(&mut self, letter: char, text: &mut String) {
        if let Some(number) = self
            .console
            .filter(|_| !self.is_open && self.is_one_of_several)
        {
            *text += &format!("#{number}| ");
        }
        text.push(letter);
        self.is_open = true;
        self.column += 1;
    }

    /// What must come before a line of the debugger.
    pub(super) fn interrupt(&mut self) -> String {
        let mut text = String::new();
        self.give_up(&mut text);
        self.column = 0;
        if std::mem::take(&mut self.is_open) {
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONSOLE: Origin = Origin::Device(1);
    const STREAM: Origin = Origin::Stream("stdout");

    /// The text of `bytes`, which is the same byte by byte.
    fn shown(from: Origin, bytes: &[u8]) -> String {
        let whole = Output::default().text(from, bytes);
        let mut pieces = Output::default();
        let cut: String = bytes
            .chunks(1)
            .map(|byte| pieces.text(from, byte))
            .collect();
        assert_eq!(cut, whole);
        whole
    }

    #[test]
    fn line_ends_are_one_however_they_are_cut() {
        let text = shown(CONSOLE, b"A\r\nB\nC\rD\n\nE\x1B[2J");
        assert_eq!(text, "A\nB\nC\nD\n\nE\\x1B[2J");
        let mut output = Output::default();
        output.text(CONSOLE, b"A");
        assert_eq!(output.interrupt(), "\n");
        assert_eq!(output.interrupt(), "");
    }

    #[test]
    fn a_console_has_seven_bits() {
        // Apple-1: HI 5, return, OK
        let apple = [0xC8, 0xC9, 0xA0, 0xB5, 0x8D, 0xCF, 0xCB];
        assert_eq!(shown(CONSOLE, &apple), "HI 5\nOK");
    }

    #[test]
    fn what_fills_and_rings_is_not_seen_and_a_backspace_stays_in_its_line() {
        assert_eq!(shown(CONSOLE, b"A\r\n\0\0\x07B\x7F"), "A\nB");
        assert_eq!(shown(CONSOLE, b"AB\x08 \x08\n\x08C"), "AB\x08 \x08\nC");
        let mut output = Output::default();
        output.text(CONSOLE, b"A");
        output.interrupt();
        assert_eq!(output.text(CONSOLE, b"\x08"), "");
    }

    #[test]
    fn several_consoles_are_told_apart() {
        let mut output = Output::default();
        let mut print = |number, text: &str| output.text(Origin::Device(number), text.as_bytes());
        assert_eq!(print(1, "A\nB"), "A\nB");
        assert_eq!(print(2, "X\r\nY"), "\n#2| X\n#2| Y");
        assert_eq!(print(2, "Z\n"), "Z\n");
        assert_eq!(print(1, "C\n\nD\x08"), "#1| C\n\n#1| D\x08");
    }

    #[test]
    fn a_stream_is_the_hosts_and_controls_nothing() {
        assert_eq!(shown(STREAM, "é €💥".as_bytes()), "é €💥");
        // CSI in one letter, and a change of direction.
        let evil = "\u{9B}\u{202E}".as_bytes();
        assert_eq!(shown(STREAM, evil), "\\xC2\\x9B\\xE2\\x80\\xAE");
        assert_eq!(
            shown(STREAM, b"\xFFA\xC3\xC3\xA9\xE2B"),
            "\\xFFA\\xC3é\\xE2B"
        );
        let mut output = Output::default();
        assert_eq!(output.text(STREAM, b"\xE2\x82"), "");
        assert_eq!(output.interrupt(), "\\xE2\\x82\n");
    }
}
