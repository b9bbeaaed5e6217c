//! When address line 12 of the video bus rises for good, by which cartridges count lines.
//!
//! Source: nesdev.org wiki, "MMC3"; the dots are those that blargg's `mmc3_test` measures.

use super::beam::SEEN_LINES;
use super::television::{LINE, Television};

/// What fetches from the upper pattern table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rises {
    /// Sprites do, at the end of each drawn line and of the one before the first.
    Sprites,
    /// The background does, once sprites are fetched; and at the very beginning of the line before the first.
    Background,
}

const SPRITES: u64 = 260;
const BACKGROUND: u64 = 324;
const BEGINNING: u64 = 4;

impl Rises {
    const fn dot(self) -> u64 {
        match self {
            Self::Sprites => SPRITES,
            Self::Background => BACKGROUND,
        }
    }

    /// How often it rises up to and including a dot of the frame.
    pub(super) fn until(self, dot: u64, television: Television) -> u64 {
        let last = (television.lines() - 1) * LINE;
        let early = self == Self::Background && dot >= last + BEGINNING;
        lines_until(dot, self.dot(), television) + u64::from(early)
    }

    /// The first dot behind `dot` of the frame in which it rises; one behind the frame's end is in the next, which is
    /// counted on from `length`.
    pub(super) fn next(self, dot: u64, length: u64, television: Television) -> u64 {
        let last = (television.lines() - 1) * LINE;
        let at = self.dot();
        let line = match dot.checked_sub(at) {
            None => 0,
            Some(behind) => behind / LINE + 1,
        };
        if line < SEEN_LINES {
            line * LINE + at
        } else if self == Self::Background && dot < last + BEGINNING {
            last + BEGINNING
        } else if dot < last + at {
            last + at
        } else {
            length + at
        }
    }
}

/// On how many of the drawn lines, and the one before the first, dot `at` was passed up to and including a dot of the
/// frame.
pub(super) fn lines_until(dot: u64, at: u64, television: Television) -> u64 {
    if dot < at {
        return 0;
    }
    let lines = (dot - at) / LINE + 1;
    lines.min(SEEN_LINES) + u64::from(lines >= television.lines())
}
