//! The constants by which the tiers decide, with what was measured of each.
//!
//! Those of a single mechanism that nobody would tune (sizes of tables, bounds of
//! doublings) stand with it.

use std::time::Duration;

/// Entries that a block is interpreted before it is translated to baseline code, if less
/// is not set: translating costs about 20 executions of an instruction. Of 1, 2, 4, 8 and
/// 16, short programs of cc65 ran fastest with 2 to 4, longer ones did not tell.
pub(crate) const BASELINE_ENTRIES: u32 = 3;

/// Cycles between two samples of where baseline code is, and two looks at Ctrl-C: 50 to
/// 100 µs. A look costs about 0.1 µs.
pub(crate) const SLICE: u64 = 500_000;

/// Samples at an address before LLVM is asked for the region around it: some
/// milliseconds, which is a tenth of what a small region takes to compile.
pub(crate) const HOT_SAMPLES: u32 = 48;

/// One of so many samples must be at that address: a wide program has no such place, and
/// gains nothing by LLVM.
pub(crate) const HOT_SHARE: u32 = 24;

/// Instructions of a region that is compiled because it is hot in baseline code, at most.
/// LLVM's time grows faster than linearly: 361 blocks took 27 s.
pub(crate) const HOT_INSTRUCTIONS: usize = 250;

/// What a compilation is taken to last, an instruction, until some were measured.
pub(crate) const COMPILE_TIME: Duration = Duration::from_micros(1_000);

/// Of the time that the machine ran, LLVM may take one part of so many. Its thread shares
/// a core's units with the machine's on most hosts, and what it makes may not pay.
pub(crate) const LLVM_SHARE: u32 = 5;

/// A group that was entered so many times has shown whether it pays.
pub(crate) const TRIAL_ENTRIES: u32 = 256;

/// Cycles that a group must run for each entry: going in and out costs about 100 ns, which
/// it must gain over baseline code, where a cycle takes 0.1 ns.
pub(crate) const CYCLES_PER_ENTRY: u64 = 2_500;
