//! A console as the line of a simulator: what `send` typed is its input, and when all of that is read, its end.

use jumppad_tiers::Device;
use jumppad_tiers::devices::Console;

use crate::host::mos_sim::Line;

pub(super) struct OnConsole(pub(super) Console);

impl Line for OnConsole {
    fn get(&mut self) -> Option<u8> {
        self.0.key()
    }

    fn put(&mut self, byte: u8) {
        self.0.print(byte);
    }

    fn save(&self) -> Vec<u8> {
        self.0.save()
    }

    fn restore(&mut self, waiting: &[u8]) {
        self.0.restore(waiting);
    }
}
