//! Where the beam is, and the three flags that it raises.
//!
//! Invariant: what lies between two looks was drawn with the same picture settings; whoever changes
//! them looks first.

use super::rises::{Rises, lines_until};
use super::television::{LINE, Television};

/// The line on which vertical blank begins.
pub(super) const VBLANK_LINE: u64 = 241;
/// Its dot there, and the one on the last line in which all flags fall.
const FLAG_DOT: u64 = 1;
/// The dot of the last line in which it is settled whether an odd frame is a dot shorter.
const SKIP_DOT: u64 = 338;
/// The lines that are seen.
pub(super) const SEEN_LINES: u64 = 240;

/// What the beam meets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Picture {
    /// Whether background or sprites are shown.
    pub(super) rendering: bool,
    /// The dots of a frame in which sprite 0 meets the background, and a ninth sprite is found.
    pub(super) hit_at: Option<u64>,
    pub(super) overflow_at: Option<u64>,
    /// When address line 12 of the video bus rises, if anything heeds it.
    pub(super) rises: Option<Rises>,
}

/// Where the beam is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Beam {
    /// The dot, counted from power on, at which this frame began.
    start: u64,
    /// Up to and including which dot of the frame things have happened.
    seen: u64,
    pub(super) frame: u64,
    /// Whether this frame is a dot shorter.
    skips: bool,
    /// Whether the flag of vertical blank stays down this time: somebody looked too closely.
    suppressed: bool,
    pub(super) vblank: bool,
    pub(super) hit: bool,
    pub(super) overflow: bool,
}

impl Beam {
    fn vblank_dot() -> u64 {
        VBLANK_LINE * LINE + FLAG_DOT
    }

    fn last_line(television: Television) -> u64 {
        (television.lines() - 1) * LINE
    }

    fn length(&self, television: Television) -> u64 {
        television.lines() * LINE - u64::from(self.skips)
    }

    /// Lets it move on to `dot`, counted from power on; `risen` is called for each rise of address line 12.
    pub(super) fn advance(
        &mut self,
        dot: u64,
        television: Television,
        picture: Picture,
        mut risen: impl FnMut(),
    ) {
        loop {
            let until = dot.saturating_sub(self.start);
            let seen = self.seen;
            let passes = |at: u64| seen < at && at <= until;
            if picture.rendering {
                self.hit |= picture.hit_at.is_some_and(passes);
                self.overflow |= picture.overflow_at.is_some_and(passes);
                let count = picture.rises.map_or(0, |rises| {
                    rises.until(until, television) - rises.until(seen, television)
                });
                (0..count).for_each(|_| risen());
            }
            if passes(Self::vblank_dot()) {
                self.vblank = !std::mem::take(&mut self.suppressed);
            }
            let last = Self::last_line(television);
            if passes(last + FLAG_DOT) {
                (self.vblank, self.hit, self.overflow) = (false, false, false);
            }
            if passes(last + SKIP_DOT) {
                let is_odd = self.frame % 2 == 1;
                self.skips = television == Television::Ntsc && is_odd && picture.rendering;
            }
            let length = self.length(television);
            if until < length {
                self.seen = self.seen.max(until);
                return;
            }
            self.start += length;
            self.seen = 0;
            self.skips = false;
            self.frame += 1;
        }
    }

    pub(super) fn line(&self) -> u64 {
        self.here() / LINE
    }

    pub(super) fn dot_of_line(&self) -> u64 {
        self.here() % LINE
    }

    /// Whether lines are drawn, or the one before the first.
    pub(super) fn is_drawing(&self, television: Television) -> bool {
        self.line() < SEEN_LINES || self.line() == television.lines() - 1
    }

    /// Whether it passed a dot of a drawn line since it was `before`.
    pub(super) fn passed(&self, before: &Self, at: u64, television: Television) -> bool {
        let lines = |beam: &Self| lines_until(beam.seen, at, television);
        self.frame != before.frame || lines(self) > lines(before)
    }

    /// Somebody reads the flag of vertical blank, which falls, and stays down if it was about to rise.
    pub(super) fn look(&mut self) -> bool {
        self.suppressed |= self.here() + 1 == Self::vblank_dot();
        std::mem::take(&mut self.vblank)
    }

    /// The dot, counted from power on, in which the flag rises this frame, unless it has.
    pub(super) fn next_vblank(&self) -> Option<u64> {
        let at = Self::vblank_dot();
        (self.seen < at && !self.suppressed).then_some(self.start + at)
    }

    /// The one in which it falls, unless that has been.
    pub(super) fn next_fall(&self, television: Television) -> Option<u64> {
        let at = Self::last_line(television) + FLAG_DOT;
        (self.seen < at).then_some(self.start + at)
    }

    /// A dot at the beginning of the next frame.
    pub(super) fn next_frame(&self, television: Television) -> u64 {
        self.end(television) + FLAG_DOT
    }

    /// The dot of the next rise, counted from power on, while something is shown.
    pub(super) fn next_rise(&self, television: Television, rises: Rises) -> u64 {
        let skips = television == Television::Ntsc && self.frame % 2 == 1;
        let length = television.lines() * LINE - u64::from(skips);
        self.start + rises.next(self.seen, length, television)
    }

    /// A dot at the beginning of the next frame, by which this one is over for certain.
    pub(super) fn end(&self, television: Television) -> u64 {
        self.start + television.lines() * LINE
    }

    /// The dot of the frame in which it is.
    pub(super) fn here(&self) -> u64 {
        self.seen
    }

    pub(super) fn save(&self) -> [u64; 4] {
        let flags = [
            self.skips,
            self.suppressed,
            self.vblank,
            self.hit,
            self.overflow,
        ];
        let flags = flags
            .iter()
            .rev()
            .fold(0, |all, &flag| all << 1 | u64::from(flag));
        [self.start, self.seen, self.frame, flags]
    }

    pub(super) fn restore([start, seen, frame, flags]: [u64; 4]) -> Self {
        let flag = |bit: u32| flags >> bit & 1 != 0;
        Self {
            start,
            seen,
            frame,
            skips: flag(0),
            suppressed: flag(1),
            vblank: flag(2),
            hit: flag(3),
            overflow: flag(4),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NTSC: Television = Television::Ntsc;

    fn picture(rendering: bool) -> Picture {
        Picture {
            rendering,
            ..Picture::default()
        }
    }

    #[test]
    fn an_odd_frame_is_shorter_while_something_is_shown() {
        for (rendering, length) in [(false, 2 * 262 * 341), (true, 2 * 262 * 341 - 1)] {
            let mut beam = Beam::default();
            beam.advance(length - 1, NTSC, picture(rendering), || ());
            assert_eq!(beam.frame, 1);
            beam.advance(length, NTSC, picture(rendering), || ());
            assert_eq!((beam.frame, beam.line(), beam.dot_of_line()), (2, 0, 0));
        }
    }

    #[test]
    fn the_flag_rises_and_falls_and_can_be_missed() {
        let mut beam = Beam::default();
        let rise = beam.next_vblank().unwrap();
        assert_eq!(rise, 241 * 341 + 1);
        beam.advance(rise, NTSC, picture(false), || ());
        assert!(beam.vblank && beam.next_vblank().is_none());
        let fall = beam.next_fall(NTSC).unwrap();
        beam.advance(fall, NTSC, picture(false), || ());
        assert!(!beam.vblank);
        beam.advance(beam.next_frame(NTSC), NTSC, picture(false), || ());
        let rise = beam.next_vblank().unwrap();
        beam.advance(rise - 1, NTSC, picture(false), || ());
        assert!(!beam.look() && beam.next_vblank().is_none());
        beam.advance(rise + 10, NTSC, picture(false), || ());
        assert!(!beam.vblank);
    }

    #[test]
    fn rises_are_counted_as_they_are_foretold() {
        for (rises, of_frame) in [(Rises::Sprites, 241), (Rises::Background, 242)] {
            let shown = Picture {
                rises: Some(rises),
                ..picture(true)
            };
            let mut beam = Beam::default();
            for expected in 1..1000 {
                let dot = beam.next_rise(NTSC, rises);
                let mut count = 0;
                beam.advance(dot - 1, NTSC, shown, || count += 1);
                assert_eq!(count, 0, "before {expected}");
                beam.advance(dot, NTSC, shown, || count += 1);
                assert_eq!(count, 1, "{expected}");
            }
            assert_eq!(beam.frame, 999 / of_frame);
        }
    }

    #[test]
    fn what_is_kept_is_all() {
        let mut beam = Beam::default();
        beam.advance(5_000_000, NTSC, picture(true), || ());
        beam.look();
        beam.hit = true;
        assert_eq!(Beam::restore(beam.save()), beam);
    }
}
