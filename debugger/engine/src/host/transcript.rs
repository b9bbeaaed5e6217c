//! What a console printed since it was last asked for something, and what is awaited of it.
//!
//! Invariants: a pattern is looked for byte by byte, so that it is met by the byte that completes it, however the output
//! is cut into pieces; what was met is not found again; the text that is kept is bounded.
//!
//! A console has seven bits: what sets the eighth, as Apple's machines do, prints the same letters.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use regex::bytes::{Regex, RegexBuilder};

/// The most text that is kept of a console. A text that is looked for can be no longer than the half of it.
const MOST: usize = 1 << 15;

/// What is awaited.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// These bytes, one behind the other.
    Text(Vec<u8>),
    /// What this expression matches, as soon as it does.
    Regex(Regex),
}

/// Why something cannot be awaited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing is met by everything.
    #[error("an empty text is always there")]
    Empty,
    /// It is longer than what is kept of a console, in bytes.
    #[error("a text of {0} bytes is more than is kept of a console")]
    TooLong(usize),
    /// It is no regular expression.
    #[error("{0}")]
    NoRegex(String),
}

impl Pattern {
    /// The bytes of `text`, of which seven bits count.
    ///
    /// # Errors
    /// There are none, or too many.
    pub fn text(text: &[u8]) -> Result<Self, PatternError> {
        match text.len() {
            0 => Err(PatternError::Empty),
            long if long > MOST / 2 => Err(PatternError::TooLong(long)),
            _ => Ok(Self::Text(text.iter().map(|byte| byte & 0x7F).collect())),
        }
    }

    /// A regular expression in the syntax of Rust's crate regex; `.` is the end of a line, too.
    ///
    /// # Errors
    /// It is none.
    pub fn regex(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        // What is printed goes over several lines, and so does `.`.
        let regex = RegexBuilder::new(text).dot_matches_new_line(true).build();
        let regex = regex.map_err(|error| PatternError::NoRegex(error.to_string()))?;
        Ok(Self::Regex(regex))
    }

    /// Whether the last byte of `text` completes it.
    fn is_complete_in(&self, text: &[u8]) -> bool {
        match self {
            Self::Text(wanted) => text.ends_with(wanted),
            Self::Regex(regex) => regex.is_match(text),
        }
    }

    /// Behind which byte of `text` it is first complete.
    fn first_end(&self, text: &[u8]) -> Option<usize> {
        (1..=text.len()).find(|&end| self.is_complete_in(&text[..end]))
    }
}

#[derive(Debug, Default)]
struct Heard {
    /// What was printed since a pattern was met last, of seven bits.
    text: Vec<u8>,
    /// What was heard while somebody listened, and not told to the user yet.
    untold: Vec<u8>,
    awaited: Option<Pattern>,
    is_met: bool,
}

/// What a console printed, shared by those who hear it and those who ask.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transcript {
    heard: Arc<Mutex<Heard>>,
    /// Whether something is awaited: all that a write of the guest looks at else.
    is_listening: Arc<AtomicBool>,
}

impl Transcript {
    fn held(&self) -> MutexGuard<'_, Heard> {
        // Text is whole even where a thread died holding it.
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether something is awaited.
    pub(crate) fn is_listening(&self) -> bool {
        self.is_listening.load(Ordering::Relaxed)
    }

    /// Begins to await `pattern`; it may be there already.
    pub(crate) fn listen(&self, pattern: Pattern) {
        let mut heard = self.held();
        heard.is_met = match pattern.first_end(&heard.text) {
            Some(end) => {
                heard.text.drain(..end);
                true
            }
            None => false,
        };
        let goes_on = !heard.is_met;
        heard.awaited = goes_on.then_some(pattern);
        self.is_listening.store(goes_on, Ordering::Relaxed);
    }

    /// Awaits nothing any more; whether what was awaited is met, asked once.
    pub(crate) fn stop_listening(&self) -> bool {
        self.is_listening.store(false, Ordering::Relaxed);
        let mut heard = self.held();
        heard.awaited = None;
        std::mem::take(&mut heard.is_met)
    }

    /// Whether what is awaited is met.
    pub(crate) fn is_met(&self) -> bool {
        self.held().is_met
    }

    /// Notes what was printed; whether that completes what is awaited.
    pub(crate) fn hear(&self, bytes: &[u8]) -> bool {
        let mut heard = self.held();
        let was_met = heard.is_met;
        for byte in bytes {
            heard.text.push(byte & 0x7F);
            let awaited = heard.awaited.take();
            match awaited {
                Some(pattern) if pattern.is_complete_in(&heard.text) => {
                    heard.text.clear();
                    heard.is_met = true;
                    self.is_listening.store(false, Ordering::Relaxed);
                }
                other => heard.awaited = other,
            }
            if heard.text.len() > MOST {
                heard.text.drain(..MOST / 2);
            }
        }
        heard.is_met && !was_met
    }

    /// Adds what was printed, of which the user is yet to be told; whether what is awaited has come by it.
    pub(crate) fn hear_untold(&self, bytes: Vec<u8>) -> bool {
        let is_met = self.hear(&bytes);
        self.held().untold.extend(bytes);
        is_met
    }

    /// What the user is yet to be told, which is thereby done.
    pub(crate) fn take_untold(&self) -> Vec<u8> {
        std::mem::take(&mut self.held().untold)
    }

    /// The last lines of what was printed and not awaited, at most `most`; the last may have no end yet.
    pub(crate) fn last_lines(&self, most: usize) -> Vec<String> {
        let heard = self.held();
        let text: String = heard.text.iter().map(|&byte| char::from(byte)).collect();
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
        let first = lines.len().saturating_sub(most);
        let lines = lines[first..].iter().map(|line| (*line).to_owned());
        match text.trim().is_empty() {
            true => Vec::new(),
            false => lines.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Pattern {
        Pattern::text(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_pattern_is_met_once_by_the_byte_that_completes_it() {
        let transcript = Transcript::default();
        transcript.listen(text("OK\r"));
        assert!(!transcript.hear(b"NO\rO"));
        assert!(!transcript.hear(b"K"));
        // What sets the eighth bit is the same letter.
        assert!(transcript.hear(b"\x8DOK"));
        assert!(!transcript.hear(b"\r"), "it is told once");
        assert!(transcript.stop_listening());
        // What came behind it is there for the next.
        transcript.listen(text("OK\r"));
        assert!(transcript.is_met() && !transcript.is_listening());
        assert!(transcript.stop_listening());
        transcript.listen(text("OK\r"));
        assert!(!transcript.stop_listening());
    }

    #[test]
    fn an_expression_is_met_as_soon_as_it_matches() {
        let regex = |text| Pattern::regex(text).unwrap();
        let transcript = Transcript::default();
        assert!(!transcript.hear(b"12 BYTES FREE"));
        transcript.listen(regex("[0-9]+ BY|ERROR"));
        assert!(transcript.stop_listening());
        transcript.listen(regex("^T.S"));
        assert!(transcript.is_met(), "it begins behind what was met");
        transcript.listen(regex("!{3}"));
        assert!(!transcript.hear(b"!"));
        assert!(transcript.hear(b"!!"));
        transcript.listen(regex("FREE.*OK"));
        assert!(transcript.hear(b"\r\n32255 BYTES FREE\r\n\r\nOK"));
        assert!(matches!(Pattern::regex("("), Err(PatternError::NoRegex(_))));
        assert!(matches!(Pattern::text(b""), Err(PatternError::Empty)));
    }

    #[test]
    fn what_is_kept_is_bounded_and_its_last_lines_are_told() {
        let transcript = Transcript::default();
        for line in 0..100_000 {
            transcript.hear(format!("{line}\r\n").as_bytes());
        }
        assert!(transcript.held().text.len() <= MOST);
        assert_eq!(transcript.last_lines(2), ["99998", "99999"]);
        transcript.hear(b"\r\nREADY\r> ");
        assert_eq!(transcript.last_lines(2), ["READY", "> "]);
        transcript.listen(text("> "));
        assert_eq!(transcript.last_lines(2), [""; 0]);
    }
}
