//! A function's code with the samples of each instruction, and of each line.

use std::collections::{BTreeMap, BTreeSet};

use super::{FunctionId, Profile};
use crate::answer::{AnnotatedRow, AnnotatedView};
use crate::debugger::Debugger;
use crate::program::disassemble::bytes_at;

/// Bytes between two instructions with samples that are shown with them.
const GAP: u16 = 32;

/// Samples of an instruction.
#[derive(Clone, Copy, Default)]
struct Cost {
    own: u64,
    called: u64,
}

impl Profile {
    /// The code of a function from its start, or its first sample, to its last sample, with what it costs.
    pub fn annotated(&self, of: FunctionId, debugger: &mut Debugger) -> AnnotatedView {
        let costs = self.costs(of);
        let own = costs.values().map(|cost| cost.own).sum();
        let lines = self.by_line(debugger);
        let start = self.functions[of].start;
        let mut rows = Vec::new();
        let mut told = BTreeSet::new();
        for address in instructions(start, &costs, debugger) {
            let cost = costs.get(&address).copied().unwrap_or_default();
            let code = debugger.code_line(address);
            let line = debugger.source.line_of(address);
            let begins = line.filter(|&line| told.insert(line));
            rows.push(AnnotatedRow {
                address,
                labels: code.labels,
                text: code.text,
                samples: cost.own,
                called: cost.called,
                executions: debugger
                    .machine
                    .instruction_counts()
                    .map(|counts| counts.of(address).0),
                line_samples: begins
                    .and_then(|line| lines.get(&line))
                    .map_or(0, |sums| sums.total),
                source: begins.map(|line| debugger.silent_text(line)),
            });
        }
        AnnotatedView {
            every: self.every,
            samples: self.total(),
            name: self.functions[of].name.clone(),
            own,
            rows,
        }
    }

    /// Samples by instruction of a function; of recursive calls the outermost.
    fn costs(&self, of: FunctionId) -> BTreeMap<u16, Cost> {
        let mut costs: BTreeMap<u16, Cost> = BTreeMap::new();
        for sample in &self.samples {
            let last = sample.frames.len() - 1;
            let mut seen = BTreeSet::new();
            for (number, frame) in sample.frames.iter().enumerate() {
                if frame.function != of {
                    continue;
                }
                let cost = costs.entry(frame.at).or_default();
                if number == last {
                    cost.own += sample.count;
                } else if seen.insert(frame.at) {
                    cost.called += sample.count;
                }
            }
        }
        costs
    }
}

/// The instructions from a function's start on through all that have samples; what is far from any is left out.
fn instructions(start: Option<u16>, costs: &BTreeMap<u16, Cost>, debugger: &Debugger) -> Vec<u16> {
    let mut all = Vec::new();
    let mut at = start;
    for &next in costs.keys() {
        let from = at.filter(|&at| at <= next && next - at <= GAP);
        let mut here = from.unwrap_or(next);
        while here < next {
            all.push(here);
            let length = bytes_at(&debugger.machine, here).len().max(1) as u16;
            here = here.saturating_add(length);
        }
        all.push(next);
        at = next.checked_add(bytes_at(&debugger.machine, next).len().max(1) as u16);
    }
    all
}
