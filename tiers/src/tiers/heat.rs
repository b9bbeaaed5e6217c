//! Which regions LLVM is asked for where there is baseline code: those where samples show
//! that time goes, one at a time, and as long as LLVM's time stays small against the
//! machine's. A group that is entered too often for what it does goes again.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use jumppad_opcodes::{Cpu, Memory};

use super::{Context, Playing, Tiers, Wanted};
use crate::cache::Trial;
use crate::event::InvalidationCause;
use crate::policy::{Policy, doublings};
use crate::region::Region;

/// What a sample shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// Nothing new.
    Nothing,
    /// Its address is hot.
    Hot,
    /// There are twice as many as when it was last asked whether heat is spread.
    Spread,
}

/// By what it is decided whether LLVM may have more time.
#[derive(Clone, Copy, Debug, Default)]
enum Clock {
    /// Time on the host.
    #[default]
    Host,
    /// Cycles and instructions of the guest, which are the same each time.
    Guest,
}

/// Samples at an address.
#[derive(Clone, Copy, Debug, Default)]
struct Samples {
    all: u32,
    /// Those since it was last tried to do something about them.
    new: u32,
}

/// Samples of where baseline code was.
#[derive(Debug, Default)]
pub(crate) struct Heat {
    samples: HashMap<u16, Samples>,
    all: u32,
    /// So many of them when it was last asked whether heat is spread.
    asked_at: u32,
    /// Places of spread heat that samples do not show: what runs there is too short.
    places: BTreeSet<u16>,
    /// How often what was made for an address did not pay.
    refused: HashMap<u16, u32>,
    /// How long the machine ran, up to the run under way.
    run_time: Duration,
    running_since: Option<Instant>,
    /// Cycles that baseline code ran since the last sample.
    cycles: u64,
    /// Instructions that LLVM compiled, and how long that took.
    compiled: (u32, Duration),
    /// How long the machine has to run before LLVM may have what was found last.
    affordable_from: Duration,
    /// Cycles that baseline code ran.
    all_cycles: u64,
    /// By what the time of the machine and of LLVM goes.
    clock: Clock,
}

impl Heat {
    /// No samples yet.
    pub(super) fn new(waits: bool) -> Self {
        let mut new = Self::default();
        new.set_waits(waits);
        new
    }

    /// Whether the machine waits for the compiler from now on, and is to do the same each
    /// time.
    pub(super) fn set_waits(&mut self, waits: bool) {
        self.clock = match waits {
            true => Clock::Guest,
            false => Clock::Host,
        };
    }

    /// The machine begins to run.
    pub(crate) fn begin(&mut self) {
        if let Clock::Host = self.clock {
            self.running_since = Some(Instant::now());
        }
    }

    /// It ends.
    pub(crate) fn end(&mut self) {
        let ran = self.running_since.take().map(|at| at.elapsed());
        self.run_time += ran.unwrap_or_default();
    }

    fn run_time(&self, policy: &Policy) -> Duration {
        if let Clock::Guest = self.clock {
            return Duration::from_nanos(self.all_cycles / policy.cycles_per_nanosecond);
        }
        let under_way = self.running_since.map_or(Duration::ZERO, |at| at.elapsed());
        self.run_time + under_way
    }

    /// Baseline code ran so many cycles; whether a sample is due.
    pub(crate) fn is_due(&mut self, cycles: u64, policy: &Policy) -> bool {
        self.cycles += cycles;
        self.all_cycles += cycles;
        let is_due = self.cycles >= policy.slice;
        if is_due {
            self.cycles = 0;
        }
        is_due
    }

    /// Counts a sample.
    fn sample(&mut self, pc: u16, policy: &Policy) -> Shown {
        self.all = self.all.saturating_add(1);
        let samples = self.samples.entry(pc).or_default();
        samples.all += 1;
        samples.new += 1;
        let samples = samples.new;
        // Nothing is looked for until LLVM may have time.
        if !self.is_time(policy) {
            return Shown::Nothing;
        }
        let refused = self.refused.get(&pc).copied().unwrap_or(0);
        let refused = refused.min(doublings::REFUSED);
        if samples >= policy.samples << refused && samples >= self.all / policy.share {
            return Shown::Hot;
        }
        if self.all >= policy.spread.max(self.asked_at.saturating_mul(2)) {
            self.asked_at = self.all;
            return Shown::Spread;
        }
        Shown::Nothing
    }

    /// The addresses with most samples, the hottest first, without what stands for chance;
    /// and what was learnt to belong to them.
    pub(super) fn hottest(&self, policy: &Policy) -> Vec<u16> {
        let least = self.all / policy.spread_over;
        let often = self
            .samples
            .iter()
            .filter(|(_, samples)| samples.all > least);
        let mut places: Vec<(u32, u16)> = often.map(|(&pc, samples)| (samples.all, pc)).collect();
        // Of equals the lower one first: each time the same.
        places.sort_unstable_by_key(|&(samples, pc)| (std::cmp::Reverse(samples), pc));
        let sampled = places.iter().take(policy.spread_places).map(|&(_, pc)| pc);
        sampled.chain(self.places.iter().copied()).collect()
    }

    /// The samples at those addresses.
    pub(super) fn samples_in(&self, addresses: &BTreeSet<u16>) -> u32 {
        let inside = self.samples.iter().filter(|(pc, _)| addresses.contains(pc));
        inside.map(|(_, samples)| samples.all).sum()
    }

    /// A group for spread heat was left too often: where it was mostly left for belongs to
    /// it. If that is news, it is asked again soon.
    fn learn_places(&mut self, trial: &Trial, policy: &Policy) {
        let least = trial.entries / policy.left_often;
        let often = trial.left_for.iter().filter(|&(_, &times)| times > least);
        let before = self.places.len();
        self.places.extend(often.map(|(&pc, _)| pc));
        if self.places.len() > before {
            self.ask_again();
        }
    }

    /// Whether heat is spread is to be asked as soon as LLVM may have time.
    fn ask_again(&mut self) {
        self.asked_at = 0;
    }

    /// Whether so many samples are most of all.
    pub(super) fn is_most(&self, samples: u32, policy: &Policy) -> bool {
        samples >= self.all - self.all / policy.spread_rest
    }

    /// The samples at an address, since it was last tried to do something about them.
    pub(crate) fn samples(&self, pc: u16) -> u32 {
        self.samples.get(&pc).map_or(0, |samples| samples.new)
    }

    fn restart(&mut self, pc: u16) {
        self.samples.entry(pc).or_default().new = 0;
    }

    /// What was made for an address, or would be, does not pay: it needs twice as many
    /// samples to be tried again.
    fn refuse(&mut self, pc: u16) {
        self.restart(pc);
        *self.refused.entry(pc).or_default() += 1;
    }

    /// Whether LLVM may take as long as so many instructions need. If not, nothing is
    /// looked for until it may.
    fn affords(&mut self, instructions: usize, policy: &Policy) -> bool {
        let (count, time) = self.compiled;
        let each = match (count, self.clock) {
            (0, _) | (_, Clock::Guest) => policy.compile_time(),
            (count, Clock::Host) => time / count,
        };
        let after = time + each * instructions as u32;
        self.affordable_from = (after * 100)
            .checked_div(policy.llvm_percent)
            .unwrap_or(Duration::MAX);
        self.is_time(policy)
    }

    fn is_time(&self, policy: &Policy) -> bool {
        self.affordable_from <= self.run_time(policy)
    }

    pub(super) fn compiled(&mut self, instructions: usize, time: Duration, policy: &Policy) {
        let instructions = instructions as u32;
        self.compiled.0 += instructions;
        self.compiled.1 += match self.clock {
            Clock::Host => time,
            Clock::Guest => policy.compile_time() * instructions,
        };
    }
}

impl Tiers {
    /// Baseline code was at PC when a slice ended.
    pub(crate) fn sample(&mut self, cpu: &Cpu, around: &mut Context<'_>) {
        let pc = cpu.pc;
        if !self.mode.has_llvm() || self.playing == Playing::Again {
            return;
        }
        let shown = self.heat.sample(pc, &self.policy);
        if shown == Shown::Nothing || !self.code.pending.is_empty() {
            return;
        }
        if shown == Shown::Spread {
            let Some((region, hits)) = self.spread_region(around) else {
                // What was learnt may be of another time.
                self.heat.places.clear();
                return;
            };
            match self.affords(&region) {
                true => self.request(region, Wanted::Spread { samples: hits }, &[], around),
                false => self.heat.ask_again(),
            }
            return;
        }
        // Inside of a group: it is entered elsewhere.
        if self.code.cache.executing(pc).next().is_some() {
            self.heat.restart(pc);
            return;
        }
        // The outermost loop that is small enough: what a caller sets up, LLVM then knows.
        let callers = callers(around.memory, cpu.sp, &self.policy)
            .into_iter()
            .rev();
        let mut places = callers.chain([pc]);
        let Some(region) = places.find_map(|place| self.loop_around(place, pc, around)) else {
            self.heat.refuse(pc);
            return;
        };
        if self.affords(&region) {
            let samples = self.heat.samples(pc);
            self.heat.restart(pc);
            self.request(region, Wanted::Sampled { at: pc, samples }, &[], around);
        }
    }

    /// Whether LLVM may have the time that the region takes.
    fn affords(&mut self, region: &Region) -> bool {
        let instructions = region.instructions().count();
        self.heat.affords(instructions, &self.policy)
    }

    /// The outermost loop around a place, if the instruction at `pc` is in it, and it may be
    /// compiled and is not yet.
    fn loop_around(&self, place: u16, pc: u16, around: &Context<'_>) -> Option<Region> {
        let source = self.source(around);
        let found = Region::around(place, &source)?;
        let outer = Region::around(found.head(place), &source);
        // A sample may be in the middle of a block.
        let has_place = |region: &Region| region.instructions().any(|i| i.pc == place);
        let outer = outer.filter(has_place);
        let region = outer.unwrap_or(found);
        let is_small = region.instructions().count() <= self.policy.hot_instructions;
        let is_new = self.code.cache.executing(region.entry).next().is_none();
        let has_pc = region.instructions().any(|i| i.pc == pc);
        (region.has_loop() && is_small && is_new && has_pc).then_some(region)
    }

    /// The group at `index` was entered by the run loop and ran so many cycles, up to `pc`:
    /// once that has happened often, it must have been worth it.
    pub(crate) fn weigh(&mut self, index: u32, cycles: u64, pc: u16, around: &mut Context<'_>) {
        let Some(group) = self.code.cache.get_mut(index) else {
            return;
        };
        let trial = &mut group.trial;
        trial.entries += 1;
        trial.cycles += cycles;
        if group.region.entry_points.len() > 1 {
            *trial.left_for.entry(pc).or_default() += 1;
        }
        if trial.entries < self.policy.trial {
            return;
        }
        let trial = std::mem::take(trial);
        let each = trial.cycles / u64::from(trial.entries);
        if each >= self.policy.cycles_per_entry {
            return;
        }
        self.heat.learn_places(&trial, &self.policy);
        let places: Vec<u16> = group.region.blocks.keys().copied().collect();
        let cause = InvalidationCause::TooShort { cycles: each };
        self.remove(index, cause, around);
        for pc in places {
            self.heat.refuse(pc);
        }
    }
}

/// The calls that led to where the stack pointer is, the last one first, as far as their
/// notes fit what stands on the stack.
fn callers(memory: &Memory, sp: u8, policy: &Policy) -> Vec<u16> {
    let byte = |slot: u8| memory.peek(u16::from_be_bytes([1, slot]));
    let call_at = |depth: u8| {
        let slot = sp.wrapping_add(depth);
        let call = memory.calls().at(slot)?;
        let pushed = u16::from_le_bytes([byte(slot.wrapping_sub(1)), byte(slot)]);
        (pushed == call.pushed()).then_some(call.pc)
    };
    let depths = 2..policy.callers_within;
    depths.filter_map(call_at).take(policy.callers).collect()
}
