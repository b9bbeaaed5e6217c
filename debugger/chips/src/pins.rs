//! The eight pins of a port with a data direction register, as the 6530, 6532 and 6526 have them.
//!
//! Invariant: a direction bit of 1 makes its pin an output; an input floats high.
//! Not here: where a port's registers stand.

use crate::kept::keep;

/// What is driven, and on which pins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pins {
    pub(crate) output: u8,
    pub(crate) direction: u8,
}
keep!(Pins { output, direction });

impl Pins {
    /// What is on the pins where other parts give `levels`. A pin that somebody pulls low is
    /// low: these ports' outputs are strong downwards, weak upwards.
    pub(crate) fn read(self, levels: u8) -> u8 {
        (self.output | !self.direction) & levels
    }

    /// What is read where other parts give `levels`, of a port that reads its outputs from their register, whatever is on
    /// the pins.
    pub(crate) fn read_latched(self, levels: u8) -> u8 {
        (self.output & self.direction) | (levels & !self.direction)
    }
}
