//! What a test printed: its beginning and its end, if it is too long to be kept.

use serde::{Deserialize, Serialize};

/// Bytes of the end that are kept besides.
const TAIL: usize = 1 << 14;

/// A stream, bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Captured {
    head: Vec<u8>,
    /// What came behind the head; the last [`TAIL`] bytes of it, and up to as many again.
    tail: Vec<u8>,
    /// How many bytes of the head are kept.
    most: usize,
    /// How many are gone between the two.
    lost: u64,
}

impl Captured {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        let room = self.most - self.head.len();
        let (head, tail) = bytes.split_at(room.min(bytes.len()));
        self.head.extend_from_slice(head);
        self.tail.extend_from_slice(tail);
        if self.tail.len() > 2 * TAIL {
            let excess = self.tail.len() - TAIL;
            self.tail.drain(..excess);
            self.lost += excess as u64;
        }
    }

    /// Takes the last line away that begins with `start`, wherever in a line of the guest's that is.
    pub(super) fn take_line(&mut self, start: &str) -> Option<String> {
        let place = |bytes: &[u8]| {
            bytes
                .windows(start.len())
                .rposition(|part| part == start.as_bytes())
        };
        if let Some(at) = place(&self.tail) {
            return Some(taken(&mut self.tail, at));
        }
        if self.tail.is_empty() {
            return place(&self.head).map(|at| taken(&mut self.head, at));
        }
        // It may lie across.
        if self.lost > 0 {
            return None;
        }
        let mut whole = [self.head.as_slice(), &self.tail].concat();
        let at = place(&whole)?;
        let line = taken(&mut whole, at);
        self.head = whole;
        self.tail.clear();
        Some(line)
    }

    /// All of it, if nothing is lost.
    pub(super) fn whole(&self) -> Option<Vec<u8>> {
        (self.lost == 0).then(|| [self.head.as_slice(), &self.tail].concat())
    }

    /// As text; what is missing is told.
    pub(super) fn text(&self) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match self.lost {
            0 => text(&self.whole().unwrap_or_default()),
            lost => format!(
                "{}\n[{lost} bytes left out]\n{}",
                text(&self.head),
                text(&self.tail)
            ),
        }
    }
}

/// The line at `at`, cut out of `bytes`.
fn taken(bytes: &mut Vec<u8>, at: usize) -> String {
    let end = bytes[at..].iter().position(|&byte| byte == b'\n');
    let end = end.map_or(bytes.len(), |length| at + length + 1);
    let line: Vec<u8> = bytes.drain(at..end).collect();
    String::from_utf8_lossy(&line).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_keeps_its_beginning_and_its_end() {
        let mut flood = Captured::new(10);
        flood.add(b"first");
        for _ in 0..1000 {
            flood.add(&[b'x'; 1000]);
        }
        flood.add(b"last");
        assert!(flood.head == b"firstxxxxx" && flood.tail.len() <= 2 * TAIL);
        assert!(flood.whole().is_none());
        let text = flood.text();
        assert!(text.starts_with("firstxxxxx\n[") && text.ends_with("xlast"));
        let lost: u64 = text.split(['[', ' ']).nth(1).unwrap().parse().unwrap();
        let kept = flood.head.len() + flood.tail.len();
        assert_eq!(lost + kept as u64, 1_000_009);
    }

    #[test]
    fn a_line_is_taken_from_wherever_it_lies() {
        for most in 0..20 {
            let mut captured = Captured::new(most);
            captured.add(b"abc{x}\nd");
            assert_eq!(captured.take_line("{x"), Some("{x}".to_owned()), "{most}");
            assert_eq!(captured.whole().unwrap(), b"abcd");
            assert_eq!(captured.take_line("{x"), None);
        }
    }
}
