//! What a chip has announced of an interrupt line, so that nothing is announced twice: where a plan stays what it is,
//! compiled code need not leave.

use jumppad_tiers::{Line, Signals};

use super::kept::{Reader, Writer};

/// The line's level, and up to two changes to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) asserted: bool,
    pub(super) rise: Option<u64>,
    pub(super) fall: Option<u64>,
}

impl Plan {
    /// What is left of it in `cycle`.
    fn left(self, cycle: u64) -> Self {
        let come = |at: Option<u64>| at.is_some_and(|at| at <= cycle);
        Self {
            asserted: (self.asserted || come(self.rise)) && !come(self.fall),
            rise: self.rise.filter(|&at| at > cycle),
            fall: self.fall.filter(|&at| at > cycle),
        }
    }

    /// Announces `new` in its place.
    pub(super) fn change(&mut self, new: Self, line: Line, signals: &mut Signals<'_>) {
        let left = std::mem::replace(self, new).left(signals.cycle());
        if left == new {
            return;
        }
        signals.cancel(line);
        // Also where it rises in this cycle by what was announced, and was taken back.
        signals.set(line, new.asserted);
        if let Some(rise) = new.rise {
            signals.set_at(rise, line, true);
        }
        if let Some(fall) = new.fall {
            signals.set_at(fall, line, false);
        }
    }

    pub(super) fn save(&self, to: &mut Writer) {
        to.flag(self.asserted);
        for at in [self.rise, self.fall] {
            to.long(at.unwrap_or(u64::MAX));
        }
    }

    pub(super) fn restore(from: &mut Reader<'_>) -> Self {
        let asserted = from.flag();
        let mut at = || Some(from.long()).filter(|&at| at != u64::MAX);
        Self {
            asserted,
            rise: at(),
            fall: at(),
        }
    }
}
