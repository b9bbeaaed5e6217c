//! The lines of a label file and their pieces, each with its place.

use super::super::{Symbol, name};
use super::Said;
use crate::files::text::Malformed;

/// A part of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    /// Byte offset into the line.
    pub(super) at: usize,
}

impl<'t> Piece<'t> {
    /// It without blanks at its ends.
    pub(super) fn trim(self) -> Self {
        let text = self.text.trim_start();
        Self {
            text: text.trim_end(),
            at: self.at + self.text.len() - text.len(),
        }
    }

    /// What begins at byte `at` of it, trimmed.
    pub(super) fn from(self, at: usize) -> Self {
        Self {
            text: &self.text[at..],
            at: self.at + at,
        }
        .trim()
    }

    /// What follows `prefix`, in capitals or not, if that begins it.
    pub(super) fn after(self, prefix: &str) -> Option<Self> {
        let (start, text) = self.text.split_at_checked(prefix.len())?;
        let at = self.at + prefix.len();
        start
            .eq_ignore_ascii_case(prefix)
            .then_some(Self { text, at })
    }

    /// What is before the first `end` and what is behind it, both trimmed; all of it when there is none.
    pub(super) fn cut(self, end: impl Fn(char) -> bool) -> (Self, Option<Self>) {
        let piece = |text, at| Self { text, at }.trim();
        match self.text.char_indices().find(|&(_, c)| end(c)) {
            None => (self.trim(), None),
            Some((at, c)) => {
                let next = at + c.len_utf8();
                let rest = piece(&self.text[next..], self.at + next);
                (piece(&self.text[..at], self.at), Some(rest))
            }
        }
    }

    /// Its first word and the rest. Where nothing is left, both are empty.
    pub(super) fn word(self) -> (Self, Self) {
        let end = |piece: Self| Self {
            text: "",
            at: piece.at + piece.text.len(),
        };
        let (word, rest) = self.trim().cut(char::is_whitespace);
        (word, rest.unwrap_or_else(|| end(word)))
    }

    pub(super) fn wrong(self, message: impl Into<String>) -> Malformed {
        Malformed::new(self.at, message)
    }

    /// That nothing stands here.
    pub(super) fn nothing(self) -> Result<(), Malformed> {
        match self.text.is_empty() {
            true => Ok(()),
            false => Err(self.wrong("the line should end here")),
        }
    }

    /// It as a name of ours.
    pub(super) fn name(self) -> Result<String, Malformed> {
        name::in_our_notation(self.text).ok_or_else(|| {
            self.wrong("this is no name of a symbol")
                .advise("a name has letters, digits and signs, no blanks, and at most 250 bytes")
        })
    }

    /// The value of its digits; none when that is more than 64 bits hold.
    pub(super) fn digits(self, radix: u32) -> Result<Option<u64>, Malformed> {
        if self.text.is_empty() {
            return Err(self.wrong("a number is missing"));
        }
        let Some((at, c)) = self.text.char_indices().find(|&(_, c)| !c.is_digit(radix)) else {
            return Ok(u64::from_str_radix(self.text, radix).ok());
        };
        let kind = match radix {
            2 => "binary",
            _ => "hexadecimal",
        };
        let text = format!("`{}` is not a {kind} digit", c.escape_default());
        Err(Malformed::new(self.at + at, text))
    }
}

/// A line that says something.
pub(super) struct Line<'t> {
    pub(super) piece: Piece<'t>,
    /// From 1.
    pub(super) number: usize,
}

/// The lines of `text`, trimmed, without empty ones and comments.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let numbered = text.lines().zip(1..).map(|(text, number)| Line {
        piece: Piece { text, at: 0 }.trim(),
        number,
    });
    numbered.filter(|line| !line.piece.text.is_empty() && !is_comment(line.piece.text))
}

/// Whether a comment begins with `text`, in one of the assemblers that write labels.
pub(super) fn is_comment(text: &str) -> bool {
    text.starts_with([';', '#']) || text.starts_with("//")
}

/// `$600`, `0x600` or `%101`; nothing where no such mark stands. Within, none is more than 64 bits hold.
pub(super) fn marked(value: Piece<'_>) -> Option<Result<Option<u64>, Malformed>> {
    let marks = [("$", 16), ("0x", 16), ("%", 2)];
    let mut found = marks
        .iter()
        .filter_map(|&(mark, radix)| Some((value.after(mark)?, radix)));
    found.next().map(|(digits, radix)| digits.digits(radix))
}

/// `name` for `value`, if that is an address.
pub(super) fn said(name: String, value: Option<u64>) -> Said {
    match value.map(u16::try_from) {
        Some(Ok(address)) => Said::Symbol(Symbol::new(name, address)),
        _ => Said::Other,
    }
}
