//! Why a machine file describes no machine: what, where in it, and what to do.

use std::ops::Range;

use crate::error::BadLine;
use crate::files::text::Malformed;

/// What is wrong at a place of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the whole text.
    pub at: usize,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it.
    pub advice: Option<String>,
}

impl Fault {
    /// `message`, about what stands in `span`.
    pub fn new(span: &Range<usize>, message: impl Into<String>) -> Self {
        Self {
            at: span.start,
            message: message.into(),
            advice: None,
        }
    }

    /// The fault, with advice.
    pub fn advise(self, advice: impl Into<String>) -> Self {
        let advice = Some(advice.into());
        Self { advice, ..self }
    }

    /// The fault as that of a line of `text`, which is called `name`.
    pub fn in_text(self, name: &str, text: &str) -> BadLine {
        let at = text.floor_char_boundary(self.at.min(text.len()));
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap_or("");
        let mut error = Malformed::new((at - start).min(line.len()), self.message);
        if let Some(advice) = self.advice {
            error = error.advise(advice);
        }
        BadLine {
            name: name.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            text: line.to_owned(),
            error,
        }
    }
}
