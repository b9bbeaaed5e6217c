//! Tables of a profile: by function, by line, and what calls what.

use std::collections::{BTreeMap, HashSet};

use jumppad_tiers::sampling::Certainty;

use super::{FunctionId, Profile};
use crate::answer::{
    CallCost, CallsView, FunctionCost, LineCost, ProfileLinesView, ProfileView, Stack,
};
use crate::debugger::Debugger;
use crate::program::source::Line;

/// In which direction calls are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Who called it.
    Callers,
    /// Whom it called.
    Callees,
}

/// Samples of one function.
#[derive(Clone, Copy, Default)]
struct Sums {
    own: u64,
    total: u64,
    guessed: u64,
}

impl Profile {
    /// The functions, by the samples in themselves.
    pub fn flat(&self) -> ProfileView {
        let mut sums = vec![Sums::default(); self.functions.len()];
        for sample in &self.samples {
            let mut seen = HashSet::new();
            for frame in sample.frames.iter().rev() {
                let of = &mut sums[frame.function];
                if seen.insert(frame.function) {
                    of.total += sample.count;
                    if frame.certainty == Certainty::Guess {
                        of.guessed += sample.count;
                    }
                }
            }
            if let Some(innermost) = sample.frames.last() {
                sums[innermost.function].own += sample.count;
            }
        }
        let costs = self
            .functions
            .iter()
            .zip(sums)
            .map(|(function, sums)| FunctionCost {
                name: function.name.clone(),
                address: function.start,
                own: sums.own,
                total: sums.total,
                guessed: sums.guessed,
            });
        let mut functions: Vec<FunctionCost> = costs.collect();
        functions.sort_by(|a, b| {
            let key = |cost: &FunctionCost| (cost.own, cost.total);
            key(b).cmp(&key(a)).then_with(|| a.name.cmp(&b.name))
        });
        ProfileView {
            every: self.every,
            samples: self.total(),
            left_out: self.left_out,
            functions,
            more: 0,
        }
    }

    /// The lines of source, by the samples in their own code; what has no line is told by its instruction's function.
    pub fn lines(&self, debugger: &mut Debugger) -> ProfileLinesView {
        let mut by_line: BTreeMap<Line, (u64, FunctionId)> = BTreeMap::new();
        let mut elsewhere = 0;
        for sample in &self.samples {
            let Some(innermost) = sample.frames.last() else {
                continue;
            };
            match debugger.source.line_of(innermost.at) {
                Some(line) => {
                    let entry = by_line.entry(line).or_insert((0, innermost.function));
                    entry.0 += sample.count;
                }
                None => elsewhere += sample.count,
            }
        }
        let mut list: Vec<(Line, u64, FunctionId)> = by_line
            .into_iter()
            .map(|(line, (count, function))| (line, count, function))
            .collect();
        list.sort_by_key(|&(line, count, _)| (std::cmp::Reverse(count), line));
        let list = list.into_iter().map(|(line, samples, function)| LineCost {
            source: debugger.silent_text(line),
            function: self.functions[function].name.clone(),
            samples,
        });
        ProfileLinesView {
            every: self.every,
            samples: self.total(),
            list: list.collect(),
            elsewhere,
            more: 0,
        }
    }

    /// Who called a function, or whom it called, with the samples that passed on the way.
    pub fn calls(&self, of: FunctionId, direction: Direction) -> CallsView {
        let mut others: BTreeMap<Option<(FunctionId, Certainty)>, u64> = BTreeMap::new();
        let (mut own, mut total) = (0, 0);
        for sample in &self.samples {
            let frames = &sample.frames;
            let mut seen = HashSet::new();
            let at = (0..frames.len()).filter(|&at| frames[at].function == of);
            for at in at {
                let other = match direction {
                    Direction::Callers => at.checked_sub(1).map(|at| &frames[at]),
                    Direction::Callees => frames.get(at + 1),
                };
                let other = other.map(|frame| (frame.function, frame.certainty));
                if seen.insert(other) {
                    *others.entry(other).or_default() += sample.count;
                }
            }
            if !seen.is_empty() {
                total += sample.count;
            }
            if frames.last().is_some_and(|frame| frame.function == of) {
                own += sample.count;
            }
        }
        let list = others.into_iter().filter_map(|(other, samples)| {
            let (function, certainty) = other?;
            Some(CallCost {
                name: self.functions[function].name.clone(),
                address: self.functions[function].start,
                samples,
                guess: certainty == Certainty::Guess,
            })
        });
        let mut list: Vec<CallCost> = list.collect();
        list.sort_by(|a, b| b.samples.cmp(&a.samples).then_with(|| a.name.cmp(&b.name)));
        CallsView {
            every: self.every,
            samples: self.total(),
            name: self.functions[of].name.clone(),
            direction: match direction {
                Direction::Callers => "callers",
                Direction::Callees => "callees",
            },
            own,
            total,
            list,
        }
    }

    /// The stacks by names, with the samples of each.
    pub fn stacks(&self) -> Vec<Stack> {
        let mut stacks: BTreeMap<Vec<String>, u64> = BTreeMap::new();
        for sample in &self.samples {
            let names = sample.frames.iter().map(|frame| self.told(frame));
            *stacks.entry(names.collect()).or_default() += sample.count;
        }
        let stacks = stacks.into_iter();
        stacks
            .map(|(frames, count)| Stack { frames, count })
            .collect()
    }
}
