//! All numbers by which the tiers decide, with what was measured of each or the reason for
//! it, and a switch for each optimisation: a miscompilation is found by halving.
//!
//! What decides nothing stands with its mechanism: sizes of tables, how often a thread looks
//! at Ctrl-C, and which of LLVM's passes there are (`jit/codegen.rs`).

use std::ops::RangeInclusive;
use std::time::Duration;

/// A name, what it is for, and what it can be set to.
pub struct PolicyRow {
    /// As it is set, with `-` between words.
    pub name: &'static str,
    /// What it is for, and why it is what it is.
    pub about: &'static str,
    /// What it can be.
    pub values: PolicyValues,
    /// What it is; 1 where a switch is on.
    pub get: fn(&Policy) -> u64,
    /// Sets it to one of its values.
    pub set: fn(&mut Policy, u64),
}

/// What a row of the policy can be set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyValues {
    /// 1 is on, 0 is off.
    Switch,
    /// A number between two others, both included.
    Number(RangeInclusive<u64>),
}

/// What a row's value is kept as.
trait Value {
    fn of(number: u64) -> Self;
}

impl Value for bool {
    fn of(number: u64) -> Self {
        number != 0
    }
}

impl Value for u8 {
    fn of(number: u64) -> Self {
        Self::try_from(number).unwrap_or(Self::MAX)
    }
}

impl Value for u32 {
    fn of(number: u64) -> Self {
        Self::try_from(number).unwrap_or(Self::MAX)
    }
}

impl Value for u64 {
    fn of(number: u64) -> Self {
        number
    }
}

impl Value for usize {
    fn of(number: u64) -> Self {
        Self::try_from(number).unwrap_or(Self::MAX)
    }
}

/// A name of that length with `-` for `_`.
const fn hyphenated<const LENGTH: usize>(name: &str) -> [u8; LENGTH] {
    let mut hyphenated = [b'-'; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        if name.as_bytes()[at] != b'_' {
            hyphenated[at] = name.as_bytes()[at];
        }
        at += 1;
    }
    hyphenated
}

/// Each row becomes a field of [`Policy`] with its default, and a row of [`Policy::ROWS`].
macro_rules! policy {
    ($($(#[doc = $about:literal])+ $field:ident: $type:ty = $default:expr $(, $values:expr)?;)+) => {
        /// What the tiers go by. Each field's default is what serves programs best.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Policy {
            $($(#[doc = $about])+ pub $field: $type,)+
        }

        impl Default for Policy {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl Policy {
            /// All of it, in the order in which it is shown.
            pub const ROWS: &'static [PolicyRow] = &[$(PolicyRow {
                name: {
                    const NAME: [u8; stringify!($field).len()] = hyphenated(stringify!($field));
                    match str::from_utf8(&NAME) {
                        Ok(name) => name,
                        Err(_) => panic!("a field's name is ASCII"),
                    }
                },
                about: concat!($($about),+),
                values: policy!(@values $($values)?),
                get: |policy| policy.$field as u64,
                set: |policy, number| policy.$field = Value::of(number),
            },)+];
        }
    };
    (@values) => { PolicyValues::Switch };
    (@values $values:expr) => { PolicyValues::Number($values) };
}

policy! {
    /// Whether there is a baseline tier: without it blocks count for LLVM.
    baseline: bool = true;
    /// Whether LLVM optimises a group, or only inlines the opcode functions.
    optimiser: bool = true;
    /// Whether a group keeps page 0 in host registers, where no index reaches it.
    page_zero_registers: bool = true;
    /// Whether a group keeps operands that the program patches in host registers.
    operand_registers: bool = true;
    /// Whether operands that the program patches are read when they are executed; without,
    /// their instructions are interpreted.
    dynamic_operands: bool = true;
    /// Whether groups that lead to each other become one.
    growth: bool = true;
    /// Whether traces, and groups, lead straight to one another: most of the speed of
    /// traces.
    links: bool = true;
    /// Whether traces leave flags alone that nobody reads: 7 to 12 %.
    dead_flags: bool = true;
    /// Whether traces access devices themselves, by calls: without, each access leaves, which
    /// costs 45 ns.
    ports: bool = true;
    /// Whether the traces of code that was overwritten are used again when it comes back:
    /// overlays run 3 times as fast.
    revival: bool = true;
    /// Whether another bank shows by mapping it, where the host can, or by copying it.
    mapped_banks: bool = true;

    /// Entries that a block is interpreted before it is translated to baseline code, if
    /// the threshold is not lower: translating costs about 20 executions of an
    /// instruction. Of 1, 2, 4, 8 and 16, short programs of cc65 ran fastest with 2 to 4;
    /// longer ones did not tell.
    baseline_entries: u32 = 3, 1..=1_000_000;
    /// Rests in front of a limit, as that of a timer's event or a sample, that are interpreted before traces are made
    /// that look at each instruction whether it is reached: those of a run that is not interrupted are few.
    tails: u32 = 64, 0..=0xffff_ffff;
    /// Instructions of a trace at most: translating one looks through those before.
    trace_instructions: usize = 64, 1..=64;
    /// Bytes of machine code that traces may take; if that is not enough, all of them go.
    trace_bytes: usize = 16 << 20, 0x10_0000..=0x1000_0000;
    /// Bytes of machine code that traces may take which were overwritten: a quarter
    /// of all.
    suspended_bytes: u64 = 4 << 20, 0..=0x1000_0000;
    /// Of one entry, so many of those are kept, the latest: as many overlays can take turns.
    suspended_traces: usize = 8, 1..=1000;
    /// If so many instructions at most differ in their operands from a trace that was
    /// overwritten, they were patched; more of them are other code.
    patched_at_once: usize = 2, 0..=64;
    /// Cycles that an instruction counts as patched at first, in baseline code; each time
    /// twice as many. Nothing is for ever, and what lasts is seldom looked at again.
    patched_cycles: u64 = 2_000_000, 1..=1_000_000_000;
    /// An opcode that is stored to again within so many cycles costs less if it is
    /// interpreted than if it is translated.
    patched_soon: u64 = 8_000, 0..=1_000_000_000;
    /// A trace that its program stored to within so many cycles was not worth it.
    short_life: u64 = 20_000, 0..=1_000_000_000;
    /// Such lives in a row before a block has to count longer: one is chance.
    short_lives: u32 = 2, 1..=1000;

    /// Cycles between two samples of where baseline code is: 50 to 100 µs. Taking one costs
    /// about 0.1 µs.
    slice: u64 = 500_000, 1..=1_000_000_000;
    /// Samples at an address before LLVM is asked for the region around it: some
    /// milliseconds, a tenth of what a small region takes to compile.
    samples: u32 = 48, 1..=100_000;
    /// One of so many samples must be at that address: a wide program has no such place,
    /// and gains nothing by LLVM.
    share: u32 = 24, 1..=0xffff_ffff;
    /// Samples before it is asked whether a region has most of them though no address is
    /// hot, and again whenever they have doubled: an interpreter of tokens runs at 11 GHz
    /// that way, 8 GHz in baseline code.
    spread: u32 = 256, 1..=1_000_000;
    /// Where heat is spread, an address with one of so many samples is a place of it.
    spread_over: u32 = 500, 1..=1_000_000;
    /// All samples but one of so many are to be in the region: leaving it is dear.
    spread_rest: u32 = 16, 1..=1_000_000;
    /// Places from which the region is looked for, at most: handlers of an interpreter.
    spread_places: usize = 64, 1..=1000;
    /// A place that one of so many leaves of such a group is for belongs to it.
    left_often: u32 = 32, 1..=1_000_000;
    /// Callers of a hot address around which a loop is looked for, at most: what they set
    /// up, LLVM then knows.
    callers: usize = 3, 0..=100;
    /// Bytes of the stack in which they are looked for.
    callers_within: u8 = 24, 0..=255;
    /// Of the time that the machine runs, LLVM may take so many hundredths: its thread shares
    /// a core's units with the machine's on most hosts, and what it makes may not pay.
    llvm_percent: u32 = 20, 0..=0xffff_ffff;
    /// Microseconds that compiling an instruction is taken to last, until some were
    /// measured.
    compile_time: u32 = 1_000, 1..=1_000_000;
    /// Cycles that pass in a nanosecond of baseline code, where that must not be measured.
    cycles_per_nanosecond: u64 = 4, 1..=1000;
    /// A group that was entered so many times has shown whether it pays.
    trial: u32 = 256, 1..=0xffff_ffff;
    /// Cycles that a group must run for each entry: going in and out costs about 100 ns, which
    /// it must gain over baseline code, where a cycle takes 0.1 ns.
    cycles_per_entry: u64 = 2_500, 0..=1_000_000_000;

    /// Instructions of a region at most: LLVM's time grows faster than linearly.
    region_instructions: usize = 400, 1..=4000;
    /// The same where baseline code is hot: 361 blocks took 27 s.
    hot_instructions: usize = 250, 1..=4000;
    /// The same for what leads from within a group to its entry points: execution comes by there
    /// seldom, and the group has it all.
    stub_instructions: usize = 64, 1..=4000;
    /// The same for a region that is known to hang together.
    grown_instructions: usize = 1000, 1..=4000;
    /// Bytes of page 0 that a group keeps in registers at most: more are better left in
    /// memory.
    registers: usize = 48, 0..=256;
    /// Watchpoints that a group asks at an instruction: more are better asked outside.
    watchpoints: usize = 8, 0..=1000;
    /// Compilations that may be under way at once. A block that finds no place counts again,
    /// so the hottest get the places.
    compilations: usize = 2, 1..=100;
    /// Evaluations of a filter that count as much as one entry of a block: that many take
    /// about as long, and compiling costs the same.
    filter_evaluations: u64 = 100, 1..=1_000_000;

    /// Stores to an instruction of a group before its operand is read when it is executed,
    /// or all of it is interpreted: one may be all.
    patience: u32 = 2, 1..=1000;
    /// Times that the group at a block may be overwritten before the block has to count
    /// longer, twice as long each time.
    overwritten: u32 = 4, 0..=1000;
    /// How many times as long a block counts that a group has, but not as an entry point: mostly
    /// execution soon is at one.
    covered: u32 = 8, 1..=1000;
    /// Entries from groups, in thresholds, after which a region first grows; each time it
    /// is twice as many: growing stays cheap against what it is to save.
    grow_after: u32 = 128, 1..=1_000_000;
    /// An address with one of so many of these entries becomes an entry point as well.
    grow_share: u32 = 16, 1..=1_000_000;
    /// Entries that are worth as much as one that a group computed, and missed: it goes on
    /// in the interpreter.
    missed: u32 = 64, 1..=1_000_000;
    /// Entries, in thresholds, after which growing is tried again while the compiler has
    /// enough to do.
    grow_again: u32 = 16, 1..=1_000_000;
    /// Doublings of these entries where what leads to each other has no room in one group.
    no_room: u32 = 12, 0..=31;
    /// Times that a group leaves for branches that go a way for the first time since coverage
    /// is noted, or have since it was made, before it is made anew: what happens once costs
    /// less than LLVM.
    unseen_leaves: u64 = 16, 1..=1_000_000;
    /// Times that a group leaves for help between two looks at the cause.
    leaves: u64 = 16, 1..=1_000_000;
    /// If it leaves once in so many cycles, that is often: doing without what it takes for
    /// granted costs less.
    leave_cycles: u64 = 4_000, 0..=1_000_000_000;

    /// Cycles between two looks at Ctrl-C and at finished code, in the interpreter: about a
    /// millisecond.
    interpreted_slice: u64 = 500_000, 1..=1_000_000_000;
    /// The same in compiled code: some milliseconds.
    group_slice: u64 = 16_000_000, 1..=1_000_000_000;
}

/// How often a count may be doubled: beyond, it would not come to its end anyway.
pub(crate) mod doublings {
    /// Entries of a block that groups at it were overwritten.
    pub(crate) const OVERWRITTEN: u32 = 16;
    /// Entries of a block whose traces were overwritten soon.
    pub(crate) const SHORT_LIVES: u32 = 12;
    /// Cycles that an instruction counts as patched.
    pub(crate) const PATCHED: u32 = 16;
    /// Samples of an address, where what was compiled did not pay.
    pub(crate) const REFUSED: u32 = 10;
}

/// Entries of a block before it is promoted, unless set otherwise.
pub const DEFAULT_THRESHOLD: u32 = 50;

/// The most bytes of machine code of groups in use at once, unless set otherwise.
pub const DEFAULT_CODE_CACHE: u64 = 32 << 20;

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

    /// What compiling so many instructions is taken to last, until it was measured.
    pub(crate) fn compile_time(&self) -> Duration {
        Duration::from_micros(u64::from(self.compile_time))
    }

    /// For tests: LLVM is asked for all that samples find, and they are taken often.
    #[must_use]
    pub fn eager() -> Self {
        Self {
            slice: 50,
            tails: 0,
            samples: 1,
            share: u32::MAX,
            llvm_percent: u32::MAX,
            trial: u32::MAX,
            ..Self::default()
        }
    }
}
