//! Breakpoints by their ids: `1 4`, `#1` as the echo shows them, and as gdb writes
//! several, `1-3`, which are those of them that there are.

use std::ops::RangeInclusive;

use nom::Parser;
use nom::bytes::complete::tag_no_case;
use nom::character::complete::char;
use nom::combinator::{cut, opt};
use nom::multi::many0;
use nom::sequence::preceded;

use super::known;
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    number::{self, Slot},
    token::{begin, keyword, lexeme, peek_word},
};
use crate::session::Session;

/// One id, or several that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ids(RangeInclusive<u64>);

impl Ids {
    pub(super) fn one(id: u32) -> Self {
        Self(id.into()..=id.into())
    }

    fn have(&self, id: u32) -> bool {
        self.0.contains(&u64::from(id))
    }
}

impl Canonical for Ids {
    fn write(&self, line: &mut Printer) {
        let [first, last] = [self.0.start(), self.0.end()].map(|id| line.number(*id, Slot::Count));
        match self.0.start() == self.0.end() {
            true => line.word(first),
            false => line.word(format_args!("{first}-{last}")),
        };
    }
}

/// Words of gdb that stand before numbers, and what takes their place.
const WORDS: &[(&str, &str)] = &[
    ("display", "`undisplay N` ends a display"),
    (
        "once",
        "`enable N` and `ignore N` are there; `break A once` is for one stop",
    ),
    (
        "count",
        "`enable N`; `break A every N` stops at each Nth hit",
    ),
    ("delete", "`enable N`; `tbreak A` is for one stop"),
    ("mem", "`rom` makes pages read-only"),
    (
        "checkpoints",
        "`info history` tells how far one can go back",
    ),
    (
        "tracepoints",
        "`trace record clear` forgets what was recorded",
    ),
    ("bookmark", "`info history` tells how far one can go back"),
];

/// Any number of them; gdb writes `delete breakpoints 1`.
pub(super) fn ids(input: Span<'_>) -> Parsed<'_, Vec<Ids>> {
    let (start, _) = opt(keyword("breakpoints")).parse(input)?;
    let word = peek_word(start);
    if let Some((_, advice)) = WORDS.iter().find(|(foreign, _)| *foreign == word) {
        let text = format!("`{word}` is no number of a breakpoint");
        return Diagnostic::new(begin(start), text)
            .advise(*advice)
            .failure();
    }
    many0(one_or_several).parse(start)
}

fn one_or_several(input: Span<'_>) -> Parsed<'_, Ids> {
    let (rest, first) = id(input)?;
    let to = preceded(lexeme(char('-')), cut(id));
    let (rest, last) = opt(to).parse(rest)?;
    let last = last.unwrap_or(first);
    if last < first {
        return Diagnostic::at(input, "the last of them comes before the first")
            .advise(format!("perhaps `{last}-{first}`"))
            .failure();
    }
    Ok((rest, Ids(first..=last)))
}

/// A breakpoint's number; `$bpnum` is gdb's name for the one that was made last.
pub(super) fn id(input: Span<'_>) -> Parsed<'_, u64> {
    let last = opt(lexeme(tag_no_case("$bpnum")));
    match { last }.parse(input)? {
        (rest, None) => lexeme(number::count).parse(rest),
        (rest, Some(_)) => match input.extra.breakpoint {
            Some(id) => Ok((rest, id.into())),
            None => Diagnostic::new(begin(input), "no breakpoint was made yet").failure(),
        },
    }
}

/// The breakpoints that are named, in their order; an error where there is none.
pub(super) fn named(session: &Session<'_>, ids: &[Ids]) -> Result<Vec<u32>, CommandError> {
    match split(session, ids) {
        (found, None) => Ok(found),
        (_, Some(unknown)) => Err(unknown),
    }
}

/// The breakpoints that are named, in their order, and the error of the first that there is not.
pub(super) fn split(session: &Session<'_>, ids: &[Ids]) -> (Vec<u32>, Option<CommandError>) {
    let all = || {
        session
            .debugger
            .breakpoints
            .iter()
            .map(|breakpoint| breakpoint.id)
    };
    let is_nothing = |ids: &&Ids| !all().any(|id| ids.have(id));
    let unknown = ids.iter().find(is_nothing);
    let unknown = unknown.and_then(|ids| known(session, *ids.0.start()).err());
    let is_named = |&id: &u32| ids.iter().any(|ids| ids.have(id));
    (all().filter(is_named).collect(), unknown)
}
