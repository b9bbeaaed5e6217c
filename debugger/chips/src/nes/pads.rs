//! Two standard controllers, pressed by a script.
//!
//! [`Pads`] is the guest's side, a shift register each; [`Pad`] the user's. What was pressed for some time is let go by
//! the cycle, so nothing has to happen then.

use std::sync::{Arc, Mutex, PoisonError};

use super::kept::{Reader, Writer};

/// A button of a controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Button {
    /// The right one of the two for the thumb.
    A,
    /// The left one.
    B,
    /// Select.
    Select,
    /// Start.
    Start,
    /// The cross, upwards.
    Up,
    /// The cross, downwards.
    Down,
    /// The cross, to the left.
    Left,
    /// The cross, to the right.
    Right,
}

impl Button {
    /// All, in the order in which a controller tells of them.
    pub const ALL: [Self; 8] = [
        Self::A,
        Self::B,
        Self::Select,
        Self::Start,
        Self::Up,
        Self::Down,
        Self::Left,
        Self::Right,
    ];

    /// As it is written on the controller, in small letters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::Select => "select",
            Self::Start => "start",
            Self::Up => "up",
            Self::Down => "down",
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Controllers there are.
pub(super) const PADS: usize = 2;

/// What the user holds down.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    /// Until it is let go.
    for_good: u8,
    /// The first cycle in which each button is up again, if it was pressed for some time.
    until: [u64; 8],
}

impl Held {
    fn at(&self, cycle: u64) -> u8 {
        let for_now = self.until.iter().enumerate();
        for_now
            .filter(|(_, until)| cycle < **until)
            .fold(self.for_good, |all, (bit, _)| all | 1 << bit)
    }
}

type Shared = Arc<Mutex<[Held; PADS]>>;

/// The user's side of both controllers.
#[derive(Clone, Debug, Default)]
pub struct Pad {
    held: Shared,
}

impl Pad {
    /// The guest's side.
    #[must_use]
    pub fn pads(&self) -> Pads {
        Pads {
            held: Arc::clone(&self.held),
            strobe: false,
            shift: [0; PADS],
        }
    }

    /// Presses buttons of controller `pad`, 0 or 1, until they are let go.
    pub fn press(&self, pad: usize, buttons: &[Button]) {
        self.change(pad, |held| {
            held.for_good |= buttons.iter().fold(0, |all, button| all | button.bit());
        });
    }

    /// Presses buttons up to, but not including, cycle `until`.
    pub fn press_until(&self, pad: usize, buttons: &[Button], until: u64) {
        self.change(pad, |held| {
            for &button in buttons {
                held.until[button as usize] = until;
            }
        });
    }

    /// Lets go of some buttons.
    pub fn release(&self, pad: usize, buttons: &[Button]) {
        self.change(pad, |held| {
            for &button in buttons {
                held.for_good &= !button.bit();
                held.until[button as usize] = 0;
            }
        });
    }

    /// Ends all that was pressed for some time: cycles are counted anew.
    pub fn end_taps(&self) {
        for pad in 0..PADS {
            self.change(pad, |held| held.until = [0; 8]);
        }
    }

    /// The buttons that are down in `cycle`.
    #[must_use]
    pub fn held(&self, pad: usize, cycle: u64) -> Vec<Button> {
        let down = with(&self.held, |held| {
            held.get(pad).map_or(0, |held| held.at(cycle))
        });
        let mut buttons = Button::ALL.to_vec();
        buttons.retain(|button| down & button.bit() != 0);
        buttons
    }

    fn change(&self, pad: usize, change: impl FnOnce(&mut Held)) {
        with(&self.held, |held| held.get_mut(pad).map(change));
    }
}

/// Both controllers as the guest reads them.
#[derive(Debug)]
pub struct Pads {
    held: Shared,
    /// While it is up, the controllers begin anew.
    strobe: bool,
    /// What each has still to tell of, and ones behind it.
    shift: [u8; PADS],
}

impl Pads {
    /// The bit that controller `pad` gives.
    pub(super) fn bit(&self, pad: usize, cycle: u64) -> u8 {
        match self.strobe {
            true => self.down(pad, cycle) & 1,
            false => self.shift[pad] & 1,
        }
    }

    /// Reads it, which goes on to the next one.
    pub(super) fn read(&mut self, pad: usize, cycle: u64) -> u8 {
        let bit = self.bit(pad, cycle);
        self.shift[pad] = self.shift[pad] >> 1 | 0x80;
        bit
    }

    pub(super) fn write(&mut self, value: u8, cycle: u64) {
        let was_up = std::mem::replace(&mut self.strobe, value & 1 != 0);
        if was_up || self.strobe {
            self.shift = std::array::from_fn(|pad| self.down(pad, cycle));
        }
    }

    pub(super) fn down(&self, pad: usize, cycle: u64) -> u8 {
        with(&self.held, |held| held[pad].at(cycle))
    }

    pub(super) fn save(&self, to: &mut Writer) {
        to.flag(self.strobe).bytes(&self.shift);
        for held in with(&self.held, |held| *held) {
            to.byte(held.for_good);
            held.until.iter().for_each(|&until| _ = to.long(until));
        }
    }

    pub(super) fn restore(&mut self, from: &mut Reader<'_>) {
        self.strobe = from.flag();
        from.bytes(&mut self.shift);
        let all = std::array::from_fn(|_| Held {
            for_good: from.byte(),
            until: std::array::from_fn(|_| from.long()),
        });
        with(&self.held, |held| *held = all);
    }
}

/// Buttons are whole even where a thread died holding them.
fn with<T>(held: &Mutex<[Held; PADS]>, action: impl FnOnce(&mut [Held; PADS]) -> T) -> T {
    action(&mut held.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eight(pads: &mut Pads, pad: usize, cycle: u64) -> u8 {
        pads.write(1, cycle);
        pads.write(0, cycle);
        (0..8).fold(0, |all, bit| all | pads.read(pad, cycle) << bit)
    }

    #[test]
    fn buttons_come_one_by_one_and_then_ones() {
        let pad = Pad::default();
        let mut pads = pad.pads();
        pad.press(0, &[Button::A, Button::Start]);
        pad.press(1, &[Button::Right]);
        assert_eq!(eight(&mut pads, 0, 0), 0x09);
        assert_eq!((pads.read(0, 0), pads.read(0, 0)), (1, 1));
        assert_eq!(eight(&mut pads, 1, 0), 0x80);
        pads.write(1, 0);
        assert_eq!([pads.read(0, 0), pads.read(0, 0)], [1, 1]);
        pad.release(0, &Button::ALL);
        assert_eq!(pads.read(0, 0), 0);
    }

    #[test]
    fn a_tap_ends_by_the_cycle() {
        let pad = Pad::default();
        let mut pads = pad.pads();
        pad.press_until(0, &[Button::B], 100);
        assert_eq!(pad.held(0, 99), [Button::B]);
        assert_eq!((eight(&mut pads, 0, 99), eight(&mut pads, 0, 100)), (2, 0));
    }

    #[test]
    fn what_is_kept_is_put_back_for_both_sides() {
        let pad = Pad::default();
        let mut pads = pad.pads();
        pad.press(0, &[Button::Up]);
        pads.write(1, 0);
        let mut kept = Writer::default();
        pads.save(&mut kept);
        pad.release(0, &Button::ALL);
        pads.write(0, 0);
        pads.restore(&mut Reader::new(&kept.done()));
        assert_eq!(pad.held(0, 0), [Button::Up]);
        assert_eq!(eight(&mut pads, 0, 0), 0x10);
    }
}
