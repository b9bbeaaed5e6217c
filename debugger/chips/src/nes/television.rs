//! The two makes of the console: how dots and cycles fit together.

/// Which television it is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Television {
    /// 2A03 and 2C02: three dots a cycle, 262 lines.
    #[default]
    Ntsc,
    /// 2A07 and 2C07: 3.2 dots a cycle, 312 lines.
    Pal,
}

/// Dots of a line.
pub(super) const LINE: u64 = 341;
/// Where the beam is in cycle 0: it has begun with the seven cycles of the reset sequence.
const BEGINNING: u64 = 21;

impl Television {
    /// Dots in so many cycles, as a fraction.
    const fn ratio(self) -> (u64, u64) {
        match self {
            Self::Ntsc => (3, 1),
            Self::Pal => (16, 5),
        }
    }

    /// Lines of a frame; the last one is drawn in the dark, before the first.
    #[must_use]
    pub const fn lines(self) -> u64 {
        match self {
            Self::Ntsc => 262,
            Self::Pal => 312,
        }
    }

    /// The cycles of a frame, to the next whole one.
    #[must_use]
    pub const fn frame_cycles(self) -> u64 {
        let (dots, cycles) = self.ratio();
        (self.lines() * LINE * cycles).div_ceil(dots)
    }

    /// The CPU's clock, in hertz.
    #[must_use]
    pub const fn clock(self) -> u32 {
        match self {
            Self::Ntsc => 1_789_773,
            Self::Pal => 1_662_607,
        }
    }

    /// The dot in which an access of `cycle` finds the beam, counted from power on.
    pub(super) const fn dot(self, cycle: u64) -> u64 {
        let (dots, cycles) = self.ratio();
        cycle.saturating_mul(dots) / cycles + BEGINNING
    }

    /// The first cycle that finds the beam at `dot` or behind it.
    pub(super) const fn cycle(self, dot: u64) -> u64 {
        let (dots, cycles) = self.ratio();
        dot.saturating_sub(BEGINNING)
            .saturating_mul(cycles)
            .div_ceil(dots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_and_dots_agree() {
        for television in [Television::Ntsc, Television::Pal] {
            for dot in BEGINNING..BEGINNING + 1000 {
                let cycle = television.cycle(dot);
                assert!(television.dot(cycle) >= dot);
                assert!(cycle == 0 || television.dot(cycle - 1) < dot);
            }
        }
        assert_eq!(Television::Ntsc.frame_cycles(), 29_781);
        assert_eq!(Television::Pal.frame_cycles(), 33_248);
    }
}
