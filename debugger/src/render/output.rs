//! What the guest prints, between the debugger's own lines.
//!
//! Invariants: the same bytes give the same text, however they are cut into pieces; no byte of the guest controls the
//! user's terminal.

/// The state of the text that the guest has printed so far.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// Its last line has no end yet.
    is_open: bool,
    /// Its last byte was a carriage return, so a line feed that follows belongs to it.
    after_return: bool,
}

impl Output {
    /// `bytes` as text that a terminal shows.
    pub(super) fn text(&mut self, bytes: &[u8]) -> String {
        let mut text = String::new();
        for &byte in bytes {
            match byte {
                b'\n' if self.after_return => {}
                b'\r' | b'\n' => text.push('\n'),
                b'\t' | 0x20..=0x7E => text.push(char::from(byte)),
                other => text += &format!("\\x{other:02X}"),
            }
            self.after_return = byte == b'\r';
        }
        if !text.is_empty() {
            self.is_open = !text.ends_with('\n');
        }
        text
    }

    /// What must come before a line of the debugger.
    pub(super) fn interrupt(&mut self) -> &'static str {
        match std::mem::take(&mut self.is_open) {
            true => "\n",
            false => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_one_however_they_are_cut() {
        let text = b"A\r\nB\nC\rD\n\nE\x1B[2J";
        let whole = Output::default().text(text);
        assert_eq!(whole, "A\nB\nC\nD\n\nE\\x1B[2J");
        let mut pieces = Output::default();
        let cut: String = text.chunks(1).map(|byte| pieces.text(byte)).collect();
        assert_eq!(cut, whole);
        assert_eq!((pieces.interrupt(), pieces.interrupt()), ("\n", ""));
    }
}
