//! The controllers of an NES, as the user presses them.

use jumppad_chips::nes::Button;
use jumppad_tiers::Machine;

use super::{DeviceError, Devices, nes};
use crate::answer::PadView;

/// What is done with the buttons of a controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// They are pressed until they are let go.
    Hold,
    /// They are let go.
    Release,
    /// They are pressed for so many frames of the picture.
    Frames(u64),
    /// They are pressed for so many cycles.
    Cycles(u64),
}

/// The numbers of the controllers, as users count them.
const NUMBERS: [u8; 2] = [1, 2];

impl Devices {
    /// Presses buttons of controller `number`, 1 or 2, or lets go of them.
    ///
    /// # Errors
    /// There is no such controller, or nothing to plug one into.
    pub fn press(
        &self,
        machine: &mut Machine,
        number: u64,
        buttons: &[Button],
        press: Press,
    ) -> Result<Vec<PadView>, DeviceError> {
        let frame = self.frame_cycles()?;
        let mut numbers = NUMBERS.iter();
        let pad = numbers.position(|&own| u64::from(own) == number);
        let pad = pad.ok_or(DeviceError::NoSuchPad(number))?;
        let now = machine.cpu().cycles;
        let tap = |cycles| {
            self.pad
                .press_until(pad, buttons, now.saturating_add(cycles))
        };
        match press {
            Press::Hold => self.pad.press(pad, buttons),
            Press::Release => self.pad.release(pad, buttons),
            Press::Frames(count) => tap(count.saturating_mul(frame)),
            Press::Cycles(count) => tap(count),
        }
        machine.device_changed();
        self.pads(machine)
    }

    /// What of the controllers is pressed now.
    ///
    /// # Errors
    /// There is nothing to plug one into.
    pub fn pads(&self, machine: &Machine) -> Result<Vec<PadView>, DeviceError> {
        self.frame_cycles()?;
        let cycle = machine.cpu().cycles;
        let view = |(pad, number)| PadView {
            number,
            held: self
                .pad
                .held(pad, cycle)
                .into_iter()
                .map(Button::name)
                .collect(),
        };
        Ok(NUMBERS.into_iter().enumerate().map(view).collect())
    }

    /// The cycles of a frame of the picture of the console that has the controllers.
    fn frame_cycles(&self) -> Result<u64, DeviceError> {
        let mut consoles = self
            .list
            .iter()
            .filter_map(|d| nes::television(d.order.kind));
        let television = consoles.next().ok_or(DeviceError::NoPads)?;
        Ok(television.frame_cycles())
    }
}
