//! The constants by which the tiers decide, with what was measured of each, and a switch
//! for each optimisation: a miscompilation is found by halving.
//!
//! Those of a single mechanism that nobody would tune (sizes of tables, bounds of
//! doublings) stand with it.

use std::time::Duration;

/// What the tiers go by. Each field's default is what serves programs best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Entries that a block is interpreted before it is translated to baseline code, if
    /// the threshold is not lower: translating costs about 20 executions of an
    /// instruction. Of 1, 2, 4, 8 and 16, short programs of cc65 ran fastest with 2 to 4;
    /// longer ones did not tell.
    pub baseline_entries: u32,
    /// Cycles between two samples of where baseline code is: 50 to 100 µs. Taking one costs
    /// about 0.1 µs.
    pub slice: u64,
    /// Samples at an address before LLVM is asked for the region around it: some
    /// milliseconds, a tenth of what a small region takes to compile.
    pub samples: u32,
    /// One of so many samples must be at that address: a wide program has no such place,
    /// and gains nothing by LLVM.
    pub share: u32,
    /// Samples before it is asked whether a region has most of them though no address is
    /// hot, and again whenever they have doubled: an interpreter of tokens runs at 11 GHz
    /// that way, 8 GHz in baseline code.
    pub spread: u32,
    /// Of the time that the machine runs, LLVM may take so many hundredths: its thread shares
    /// a core's units with the machine's on most hosts, and what it makes may not pay.
    pub llvm_percent: u32,
    /// A group that was entered so many times has shown whether it pays.
    pub trial: u32,
    /// Whether flags that nobody reads are left alone: 7 to 12 %.
    pub dead_flags: bool,
    /// Whether traces lead straight to one another: most of their speed.
    pub links: bool,
    /// Whether the traces of code that was overwritten are used again when it comes back:
    /// overlays run 3 times as fast.
    pub revival: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            baseline_entries: 3,
            slice: 500_000,
            samples: 48,
            share: 24,
            spread: 256,
            llvm_percent: 20,
            trial: 256,
            dead_flags: true,
            links: true,
            revival: true,
        }
    }
}

impl Policy {
    /// Cycles of the slice that begins at a cycle: up to a quarter more than the least, by
    /// lot. Slices of one length would sample a program that repeats itself at few of its
    /// places, over and over. The lot is drawn by the cycle, so that it falls each time the
    /// same.
    pub(crate) fn slice_from(&self, cycle: u64) -> u64 {
        // Fibonacci hashing: the upper bits of the product are well mixed.
        let lot = cycle.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
        self.slice + ((self.slice * lot) >> 18)
    }

    /// For tests: LLVM is asked for all that samples find, and they are taken often.
    #[must_use]
    pub fn eager() -> Self {
        Self {
            slice: 50,
            samples: 1,
            share: u32::MAX,
            llvm_percent: u32::MAX,
            trial: u32::MAX,
            ..Self::default()
        }
    }
}

/// Instructions of a region that is compiled because it is hot in baseline code, at most.
/// LLVM's time grows faster than linearly: 361 blocks took 27 s.
pub(crate) const HOT_INSTRUCTIONS: usize = 250;

/// Where heat is spread, an address with one of so many samples is a place of it, and all
/// but one of so many are to be in the region: leaving it is dear.
pub(crate) const SPREAD_OVER: u32 = 500;
pub(crate) const SPREAD_REST: u32 = 16;
/// A place that one of so many leaves of such a group is for belongs to it.
pub(crate) const LEFT_OFTEN: u32 = 32;

/// What a compilation is taken to last, an instruction, until some were measured.
pub(crate) const COMPILE_TIME: Duration = Duration::from_micros(1_000);

/// Cycles that pass in a nanosecond of baseline code, where that must not be measured.
pub(crate) const CYCLES_PER_NANOSECOND: u64 = 4;

/// Cycles that a group must run for each entry: going in and out costs about 100 ns, which
/// it must gain over baseline code, where a cycle takes 0.1 ns.
pub(crate) const CYCLES_PER_ENTRY: u64 = 2_500;

/// Cycles between two looks at Ctrl-C and at finished code, in the interpreter: about a
/// millisecond.
pub(crate) const INTERPRETED_SLICE: u64 = 500_000;
