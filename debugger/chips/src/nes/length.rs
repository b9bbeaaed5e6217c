//! The length counters of the four channels that make sound by themselves: what of them $4015 shows.
//!
//! Source: nesdev.org wiki, "APU Length Counter".

use super::kept::{Reader, Writer};

/// Frames that a length's number stands for, in half frames.
const LENGTHS: [u8; 32] = [
    10, 254, 20, 2, 40, 4, 80, 6, 160, 8, 60, 10, 14, 12, 26, 14, 12, 16, 24, 18, 48, 20, 96, 22,
    192, 24, 72, 26, 16, 28, 32, 30,
];

/// Channels: two pulses, triangle, noise.
pub(super) const CHANNELS: usize = 4;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lengths {
    counts: [u8; CHANNELS],
    enabled: u8,
    halted: u8,
    /// The last half frame, and which channels counted in it.
    clocked: (u64, u8),
}

impl Lengths {
    /// A half frame is over.
    pub(super) fn clock(&mut self, cycle: u64) {
        self.clocked = (cycle, 0);
        for channel in 0..CHANNELS {
            if self.halted >> channel & 1 == 0 && self.counts[channel] > 0 {
                self.counts[channel] -= 1;
                self.clocked.1 |= 1 << channel;
            }
        }
    }

    pub(super) fn enable(&mut self, channels: u8) {
        self.enabled = channels;
        self.clocked.1 &= channels;
        for (channel, count) in self.counts.iter_mut().enumerate() {
            if channels >> channel & 1 == 0 {
                *count = 0;
            }
        }
    }

    /// Whether the channel stands still.
    pub(super) fn halt(&mut self, channel: usize, halted: bool) {
        self.halted = self.halted & !(1 << channel) | u8::from(halted) << channel;
    }

    /// Loads a length by its number. In the cycle in which the channel counts, that has no effect.
    pub(super) fn load(&mut self, channel: usize, number: u8, cycle: u64) {
        let counts_now = self.clocked.0 == cycle && self.clocked.1 >> channel & 1 != 0;
        if self.enabled >> channel & 1 != 0 && !counts_now {
            self.counts[channel] = LENGTHS[usize::from(number & 31)];
        }
    }

    /// Which channels have not come to their end, as a read in `cycle` shows it: what a half frame does in the same cycle
    /// comes too late for it.
    pub(super) fn running(&self, cycle: u64) -> u8 {
        let counts = self.counts.iter().enumerate();
        let running = counts.fold(0, |all, (channel, &count)| {
            all | u8::from(count > 0) << channel
        });
        let (clocked, counted) = self.clocked;
        running | if clocked == cycle { counted } else { 0 }
    }

    pub(super) fn counts(&self) -> [u8; CHANNELS] {
        self.counts
    }

    pub(super) fn save(&self, to: &mut Writer) {
        to.bytes(&self.counts).byte(self.enabled).byte(self.halted);
        to.long(self.clocked.0).byte(self.clocked.1);
    }

    pub(super) fn restore(&mut self, from: &mut Reader<'_>) {
        from.bytes(&mut self.counts);
        (self.enabled, self.halted) = (from.byte(), from.byte());
        self.clocked = (from.long(), from.byte());
    }
}
