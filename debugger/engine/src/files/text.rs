//! Text from files and pipes: as every reader here wants it, and as a terminal may get it.

use std::borrow::Cow;

/// What editors on Windows put before UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// `bytes` as text, without a byte order mark: UTF-8, or UTF-16 where its mark says so. A stray byte of another encoding harms its own place only. Line ends of
/// either kind and blanks around lines are for `str::lines` and `trim`.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let pair: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return String::from_utf8_lossy(bytes.strip_prefix(MARK).unwrap_or(bytes)),
    };
    let (pairs, _) = bytes[2..].as_chunks();
    let pairs: Vec<u16> = pairs.iter().map(|&bytes| pair(bytes)).collect();
    String::from_utf16_lossy(&pairs).into()
}

/// Whether `letter` is a command to a terminal, or turns the order of the letters around it, and no text.
pub fn steers(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\u{61C}' | '\u{200E}' | '\u{200F}' => true,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        _ => letter.is_control(),
    }
}

/// How `letter`, which steers, is written so that it does not.
pub fn spelt(letter: char) -> String {
    match u32::from(letter) {
        code @ ..0x80 => format!("\\x{code:02X}"),
        code => format!("\\u{{{code:X}}}"),
    }
}

/// A line of a file that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Malformed {
    /// Where in the line, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub advice: Option<Cow<'static, str>>,
}

impl Malformed {
    /// `message`, about what stands at `at`.
    pub fn new(at: usize, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            advice: None,
        }
    }

    /// The error, with advice on what to do about it.
    pub fn advise(self, advice: impl Into<Cow<'static, str>>) -> Self {
        let advice = Some(advice.into());
        Self { advice, ..self }
    }
}
