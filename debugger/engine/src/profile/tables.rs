//! Tables of a profile: by function, by line, and what calls what.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use jumppad_tiers::sampling::Certainty;

use super::{FunctionId, Profile};
use crate::answer::{
    CallCost, CallsView, Direction, FunctionCost, LineCost, ProfileLinesView, ProfileView, Stack,
};
use crate::debugger::Debugger;
use crate::program::source::Line;

/// Samples of one function.
#[derive(Clone, Copy, Default)]
struct Sums {
    own: u64,
    total: u64,
    guessed: u64,
}

/// Samples of one line.
#[derive(Clone, Copy)]
pub(super) struct LineSums {
    function: FunctionId,
    own: u64,
    pub(super) total: u64,
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

    /// The lines of source, by their samples.
    pub fn lines(&self, debugger: &mut Debugger) -> ProfileLinesView {
        let by_line = self.by_line(debugger);
        let of_lines: u64 = by_line.values().map(|sums| sums.total).sum();
        let elsewhere = self.attributed() - of_lines;
        let mut list: Vec<(Line, LineSums)> = by_line.into_iter().collect();
        list.sort_by_key(|&(line, sums)| (Reverse(sums.total), line));
        let list = list.into_iter().map(|(line, sums)| LineCost {
            source: debugger.silent_text(line),
            function: self.functions[sums.function].name.clone(),
            samples: sums.total,
            own: sums.own,
        });
        ProfileLinesView {
            every: self.every,
            samples: self.total(),
            list: list.collect(),
            elsewhere,
            more: 0,
        }
    }

    /// The samples of each line: the innermost on the stack that there is. So what a compiler's runtime library takes, of
    /// which there is no source, is the line's that needed it.
    pub(super) fn by_line(&self, debugger: &Debugger) -> BTreeMap<Line, LineSums> {
        let mut lines: BTreeMap<Line, LineSums> = BTreeMap::new();
        for sample in &self.samples {
            let mut inward = sample.frames.iter().rev().enumerate();
            let found = inward.find_map(|(depth, frame)| {
                let line = debugger.source.line_of(frame.at)?;
                Some((line, depth, frame.function))
            });
            if let Some((line, depth, function)) = found {
                let sums = lines.entry(line).or_insert(LineSums {
                    function,
                    own: 0,
                    total: 0,
                });
                sums.total += sample.count;
                if depth == 0 {
                    sums.own += sample.count;
                }
            }
        }
        lines
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
            direction,
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
