//! Samples of where a program spends its time: PC and the call stack, every so many cycles
//! of the guest.
//!
//! Invariants: a sample is taken at the first instruction boundary at or behind its cycle,
//! which every tier knows exactly, so a program has the same samples in every run and in
//! every tier, however often it stops in between. Cycles that pass within one step (the chip
//! waits for an interrupt) are as many samples as fall into them. What was sampled once is
//! not sampled again when the guest comes by a second time, having gone back in time.
//!
//! Left out: names, lines, and what is made of samples.

mod counts;
mod stacks;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::num::NonZeroU64;

use jumppad_opcodes::Effect;

pub use crate::counts::Counts;
use crate::machine::Machine;
use crate::tiers::Playing;
use crate::touched::Touched;
pub(crate) use counts::Counter;
use stacks::Stacks;
pub use stacks::{Certainty, NodeId, StackFrame};

/// Cycles from one sample to the next, unless said otherwise.
pub const DEFAULT_SAMPLING: u64 = 10_000;

/// Samples that are counted at once.
const LATEST: usize = 1024;

/// Different places that are kept at most; 24 bytes each.
const MOST_PLACES: usize = 1 << 20;

/// When samples are taken, and those that were.
#[derive(Clone, Debug)]
pub(crate) struct Sampler {
    /// The cycle of the next sample; none is taken if there is no such cycle.
    due: u64,
    every: Option<NonZeroU64>,
    taken: Option<Box<Taken>>,
}

/// Samples that were taken.
#[derive(Clone, Debug, Default)]
struct Taken {
    stacks: Stacks,
    /// By place: the stack's number and PC.
    counts: HashMap<u64, u64, BuildHasherDefault<Mixing>>,
    /// The places of the latest samples, not yet counted: many at once are counted faster.
    latest: Vec<u64>,
    left_out: u64,
    /// By address: samples in front of an instruction that writes there.
    writes: HashMap<u64, u64, BuildHasherDefault<Mixing>>,
}

impl Default for Sampler {
    fn default() -> Self {
        Self {
            due: u64::MAX,
            every: None,
            taken: None,
        }
    }
}

/// The samples that were taken, as data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Samples {
    /// Cycles from one to the next; zero if none were ever asked for.
    pub every: u64,
    /// The frames of all stacks; each names its caller, which comes before it.
    pub frames: Vec<StackFrame>,
    /// The stack's innermost frame, if it has one, PC, and how many there were; by stack and PC.
    pub places: Vec<(Option<NodeId>, u16, u64)>,
    /// Samples that were counted, but whose places had no room any more.
    pub left_out: u64,
    /// Where the sampled instructions write, the stack included, and how many there were; by
    /// address.
    pub writes: Vec<(u16, u64)>,
}

impl Samples {
    /// How many were taken.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.places.iter().map(|place| place.2).sum::<u64>() + self.left_out
    }

    /// The frames of a stack, the innermost first.
    pub fn stack(&self, innermost: Option<NodeId>) -> impl Iterator<Item = &StackFrame> {
        let frame = |id: NodeId| self.frames.get(id as usize);
        std::iter::successors(innermost.and_then(frame), move |inner| {
            inner.caller.and_then(frame)
        })
    }
}

impl Machine {
    /// Takes a sample every so many cycles from now on, at whole multiples, in addition to
    /// those that were taken; samples of another distance are forgotten.
    pub fn set_sampling(&mut self, every: NonZeroU64) {
        if self.sampler.every != Some(every) {
            self.sampler = Sampler::default();
            self.sampler.every = Some(every);
        }
        self.sampler.restart(self.cpu.cycles);
    }

    /// Takes no samples any more. Those that there are stay.
    pub fn stop_sampling(&mut self) {
        self.sampler.due = u64::MAX;
    }

    /// Cycles from one sample to the next, if any are taken.
    #[must_use]
    pub fn sampling(&self) -> Option<NonZeroU64> {
        self.sampler.every.filter(|_| self.sampler.due != u64::MAX)
    }

    /// Forgets what was sampled and counted: the program begins anew.
    pub fn forget_samples(&mut self) {
        let (every, is_on) = (self.sampler.every, self.sampling().is_some());
        self.sampler = Sampler {
            every,
            ..Sampler::default()
        };
        self.counter.forget(self.cpu.cycles);
        if is_on {
            self.sampler.restart(self.cpu.cycles);
        }
    }

    /// What was sampled.
    #[must_use]
    pub fn samples(&self) -> Samples {
        self.sampler.samples()
    }

    /// The cycle at which the next sample is taken.
    #[inline]
    pub(crate) fn next_sample(&self) -> u64 {
        match self.tiers.playing {
            Playing::Forward => self.sampler.due,
            Playing::Again => u64::MAX,
        }
    }

    /// Takes the sample, or the samples, that are due.
    #[inline]
    pub(crate) fn sample_if_due(&mut self) {
        if self.cpu.cycles >= self.next_sample() {
            self.sample();
        }
    }

    #[inline(never)]
    fn sample(&mut self) {
        let points = self.sampler.pass(self.cpu.cycles);
        let mut taken = self.sampler.taken.take().unwrap_or_default();
        taken.add(points, self);
        self.sampler.taken = Some(taken);
    }
}

impl Sampler {
    /// The next sample is at the first whole multiple that is to come.
    fn restart(&mut self, cycle: u64) {
        self.due = match self.every {
            Some(every) => (cycle / every + 1).saturating_mul(every.get()),
            None => u64::MAX,
        };
    }

    /// How many samples are due; the next is behind them.
    fn pass(&mut self, cycle: u64) -> u64 {
        let Some(every) = self.every else {
            return 0;
        };
        let points = cycle.saturating_sub(self.due) / every + 1;
        let passed = points.saturating_mul(every.get());
        self.due = self.due.saturating_add(passed);
        points
    }

    fn samples(&self) -> Samples {
        let mut taken = self.taken.as_deref().cloned().unwrap_or_default();
        taken.count_latest();
        let place =
            |(&place, &points): (&u64, &u64)| (stacks::node(place >> 16), place as u16, points);
        let mut places: Vec<_> = taken.counts.iter().map(place).collect();
        places.sort_unstable();
        Samples {
            every: self.every.map_or(0, NonZeroU64::get),
            frames: taken.stacks.frames(),
            places,
            left_out: taken.left_out,
            writes: {
                let writes = taken.writes.iter();
                let mut writes: Vec<_> = writes.map(|(&addr, &n)| (addr as u16, n)).collect();
                writes.sort_unstable();
                writes
            },
        }
    }
}

impl Taken {
    fn add(&mut self, points: u64, machine: &Machine) {
        for addr in written_next(machine) {
            *self.writes.entry(addr.into()).or_default() += points;
        }
        let Some(stack) = self.stacks.here(machine) else {
            self.left_out += points;
            return;
        };
        let place = u64::from(stack) << 16 | u64::from(machine.cpu.pc);
        if points > 1 {
            self.count(place, points - 1);
        }
        if self.latest.len() >= LATEST {
            self.count_latest();
        }
        self.latest.push(place);
    }

    fn count_latest(&mut self) {
        let mut latest = std::mem::take(&mut self.latest);
        latest.drain(..).for_each(|place| self.count(place, 1));
        self.latest = latest;
    }

    fn count(&mut self, place: u64, points: u64) {
        if self.counts.len() >= MOST_PLACES && !self.counts.contains_key(&place) {
            self.left_out += points;
        } else {
            *self.counts.entry(place).or_default() += points;
        }
    }
}

/// Where the instruction at PC is about to write.
fn written_next(machine: &Machine) -> Vec<u16> {
    let opcode = &machine.model.table()[usize::from(machine.memory.peek(machine.cpu.pc))];
    match opcode.effect {
        Effect::Write | Effect::Modify | Effect::Push | Effect::Call => {
            Touched::by_next(&machine.cpu, machine.model, &machine.memory).written
        }
        _ => Vec::new(),
    }
}

/// A hash of numbers that nobody chooses to collide: one multiplication.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mixing(u64);

impl Hasher for Mixing {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u64(&mut self, number: u64) {
        // Fibonacci hashing; tables take the upper bits for one thing, the lower for another.
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}
