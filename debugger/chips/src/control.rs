//! The two control lines beside a port, as the 6522 and the 6821 have them: edges that raise
//! flags, and the second line as an output that shakes hands.
//!
//! Invariants: an edge counts by the mode in which it finds the chip; flags are raised whether
//! they may interrupt or not. Not here: registers that select modes and show flags.
//!
//! Sources: MCS6522 data sheet (MOS Technology, 1977), "Peripheral Control Register" and "Handshake
//! Control"; MC6821 data sheet (Motorola, 1985), "Internal Controls".

use crate::kept::keep;
use crate::view::{Span, View, first_edge};
use crate::wired::{Level, Pin, Wired};

/// What the second line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Second {
    /// An input whose flag is raised by edges to this level.
    Input(Level),
    /// An input whose flag is raised by edges to this level, and left alone by accesses of the port.
    Independent(Level),
    /// An output: low from an access of the port to the next active edge of the first line.
    Handshake,
    /// An output: low for a cycle behind an access of the port.
    Pulse,
    /// An output that stays at a level.
    Held(Level),
}

impl Second {
    /// By three bits of the 6522's PCR, the right ones.
    pub(crate) fn of_pcr(bits: u8) -> Self {
        match bits & 0b111 {
            0b000 => Self::Input(Level::Low),
            0b001 => Self::Independent(Level::Low),
            0b010 => Self::Input(Level::High),
            0b011 => Self::Independent(Level::High),
            bits => Self::output(bits),
        }
    }

    /// By bits 5, 4 and 3 of a 6821's control register, as the right ones. Bit 3 of an
    /// input enables its interrupt.
    pub(crate) fn of_control(bits: u8) -> Self {
        match bits & 0b111 {
            0b000 | 0b001 => Self::Input(Level::Low),
            0b010 | 0b011 => Self::Input(Level::High),
            bits => Self::output(bits),
        }
    }

    /// In both chips the same.
    fn output(bits: u8) -> Self {
        match bits {
            0b100 => Self::Handshake,
            0b101 => Self::Pulse,
            bits => Self::Held(Level::of(bits & 1 != 0)),
        }
    }

    fn edge(self) -> Option<Level> {
        match self {
            Self::Input(level) | Self::Independent(level) => Some(level),
            _ => None,
        }
    }
}

/// How a port's lines are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode {
    pub(crate) first: Pin,
    pub(crate) second: Pin,
    /// The level to which edges of the first line are active.
    pub(crate) edge: Level,
    pub(crate) use_of_second: Second,
}

/// The state behind the two lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Side {
    /// The flag of the first line.
    pub(crate) first: bool,
    /// The flag of the second.
    pub(crate) second: bool,
    /// Handshake: an access has lowered the second line, and it is not acknowledged.
    lowered: bool,
}
keep!(Side {
    first,
    second,
    lowered
});

impl Side {
    /// Lets time pass. The cycle in which the first line's flag was raised, if it was not before.
    pub(crate) fn run(&mut self, mode: Mode, span: Span, view: &mut View<'_, '_>) -> Option<u64> {
        if let Some(level) = mode.use_of_second.edge() {
            self.second |= first_edge(view.wired(), mode.second, level, span).is_some();
        }
        let cycle = first_edge(view.wired(), mode.first, mode.edge, span)?;
        if std::mem::take(&mut self.lowered) && mode.use_of_second == Second::Handshake {
            view.drive_pin(mode.second, Level::High, cycle);
        }
        (!std::mem::replace(&mut self.first, true)).then_some(cycle)
    }

    /// When an enabled flag is up: a cycle that is past where one is.
    pub(crate) fn due(
        &self,
        mode: Mode,
        enabled: [bool; 2],
        now: u64,
        wired: &dyn Wired,
    ) -> Option<u64> {
        let [first, second] = enabled;
        if first && self.first || second && self.second {
            return Some(now);
        }
        let (after, to) = (now, u64::MAX);
        let edge = |pin, level| first_edge(wired, pin, level, Span { after, to });
        let first = first.then(|| edge(mode.first, mode.edge)).flatten();
        let level = mode.use_of_second.edge().filter(|_| second);
        let second = level.and_then(|level| edge(mode.second, level));
        crate::request::sooner(first, second)
    }

    /// An access of the port's data clears the flags that are not independent.
    pub(crate) fn clear(&mut self, mode: Mode) {
        self.first = false;
        if !matches!(mode.use_of_second, Second::Independent(_)) {
            self.second = false;
        }
    }

    /// An access that the second line tells the other end of.
    pub(crate) fn strobe(&mut self, mode: Mode, cycle: u64, view: &mut View<'_, '_>) {
        match mode.use_of_second {
            Second::Handshake if !self.lowered => {
                self.lowered = true;
                view.drive_pin(mode.second, Level::Low, cycle);
            }
            Second::Pulse => {
                view.drive_pin(mode.second, Level::Low, cycle);
                view.drive_pin(mode.second, Level::High, cycle + 1);
            }
            _ => {}
        }
    }

    /// The lines are used in another way from `cycle` on.
    pub(crate) fn change(&mut self, old: Mode, new: Mode, cycle: u64, view: &mut View<'_, '_>) {
        let before = self.output(old);
        if new.use_of_second != Second::Handshake {
            self.lowered = false;
        }
        let after = self.output(new);
        if before != after {
            view.drive_pin(new.second, after, cycle);
        }
    }

    /// The level of the second line as far as the chip has a say: high as an input.
    fn output(self, mode: Mode) -> Level {
        match mode.use_of_second {
            Second::Handshake => Level::of(!self.lowered),
            Second::Held(level) => level,
            _ => Level::High,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_chips_select_outputs_by_the_same_bits() {
        for bits in 0b100..=0b111 {
            assert_eq!(Second::of_pcr(bits), Second::of_control(bits));
        }
        assert_eq!(Second::of_pcr(0b110), Second::Held(Level::Low));
        assert_eq!(Second::of_control(0b011), Second::Input(Level::High));
        assert_eq!(Second::of_pcr(0b011), Second::Independent(Level::High));
    }
}
