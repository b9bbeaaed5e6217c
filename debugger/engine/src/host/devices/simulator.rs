//! A console as the line of a simulator: what `send` typed is its input, and when all of that is read, its end.

use jumppad_tiers::Device;
use jumppad_tiers::devices::{Console, Terminal};

use crate::host::mos_sim::Line;
use crate::host::transcript::Transcript;

pub(super) struct OnConsole {
    pub(super) console: Console,
    pub(super) terminal: Terminal,
    pub(super) transcript: Transcript,
}

impl Line for OnConsole {
    fn get(&mut self) -> Option<u8> {
        self.console.key()
    }

    fn put(&mut self, byte: u8) {
        self.console.print(byte);
    }

    fn is_awaited(&self) -> bool {
        self.transcript.is_listening() && self.transcript.hear_untold(self.terminal.receive())
    }

    fn save(&self) -> Vec<u8> {
        self.console.save()
    }

    fn restore(&mut self, waiting: &[u8]) {
        self.console.restore(waiting);
    }
}
