//! What others than the guest changed, noted until somebody asks.
//!
//! Invariant: its size does not depend on how much is changed.

/// Addresses in a word of the map.
const BITS: usize = u64::BITS as usize;

/// Changes from outside since they were last taken.
pub(crate) struct DirtyLog {
    /// The cycle of the first change.
    since: Option<u64>,
    around: bool,
    reset: bool,
    /// A bit for each address that was written.
    poked: Box<[u64; 0x1_0000 / BITS]>,
    /// See [`Machine::structure`](crate::Machine::structure).
    pub(crate) structure: u64,
}

/// What was changed.
pub(crate) struct Taken {
    pub(crate) cycle: u64,
    /// In their order.
    pub(crate) poked: Vec<u16>,
    /// Whether lines or devices were.
    pub(crate) around: bool,
    /// Whether the chip was reset, which forgets what was called.
    pub(crate) reset: bool,
}

impl Default for DirtyLog {
    fn default() -> Self {
        Self {
            since: None,
            around: false,
            reset: false,
            poked: Box::new([0; 0x1_0000 / BITS]),
            structure: 0,
        }
    }
}

impl DirtyLog {
    /// All this is noted with the machine's cycle.
    pub(crate) fn registers(&mut self, cycle: u64) {
        self.since.get_or_insert(cycle);
    }

    pub(crate) fn byte(&mut self, cycle: u64, addr: u16) {
        self.since.get_or_insert(cycle);
        self.poked[usize::from(addr) / BITS] |= 1 << (usize::from(addr) % BITS);
    }

    /// Lines or what a device keeps.
    pub(crate) fn around(&mut self, cycle: u64) {
        self.since.get_or_insert(cycle);
        self.around = true;
    }

    pub(crate) fn reset(&mut self, cycle: u64) {
        self.around(cycle);
        self.reset = true;
    }

    pub(crate) fn restructured(&mut self, cycle: u64) {
        self.around(cycle);
        self.structure += 1;
    }

    pub(crate) fn take(&mut self) -> Option<Taken> {
        let cycle = self.since.take()?;
        let mut poked = Vec::new();
        for (addr, word) in (0..=u16::MAX).step_by(BITS).zip(self.poked.iter_mut()) {
            let mut bits = std::mem::take(word);
            while bits != 0 {
                poked.push(addr + bits.trailing_zeros() as u16);
                bits &= bits - 1;
            }
        }
        Some(Taken {
            cycle,
            poked,
            around: std::mem::take(&mut self.around),
            reset: std::mem::take(&mut self.reset),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_told_once_and_in_order() {
        let mut log = DirtyLog::default();
        assert!(log.take().is_none());
        for addr in [0xffff, 0x40, 0x3f, 0, 0x40] {
            log.byte(7, addr);
        }
        let taken = log.take().expect("there are changes");
        assert_eq!(taken.poked, [0, 0x3f, 0x40, 0xffff]);
        assert_eq!((taken.cycle, taken.around), (7, false));
        assert!(log.take().is_none());
        log.registers(8);
        log.around(9);
        let taken = log.take().expect("there is a change");
        assert!(taken.poked.is_empty() && taken.around);
        assert_eq!(taken.cycle, 8);
        log.restructured(10);
        assert_eq!(log.structure, 1);
    }
}
