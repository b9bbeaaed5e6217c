//! What is known of each byte of memory.
//!
//! A byte is code if an instruction there was executed, as far as the tiers know, or is reached from one that was.

use std::collections::BTreeSet;

use jumppad_tiers::Why;
use jumppad_tiers::sampling::Samples;

use super::by_address;
use crate::answer::{Map, MapRun, What};
use crate::debugger::Debugger;
use crate::debugger::map::map;
use crate::program::disassemble::opcode_at;

impl Debugger {
    /// The picture of memory, with what was sampled.
    pub(super) fn memory_picture(&self, samples: &Samples) -> Map {
        let mut runs: Vec<MapRun> = Vec::new();
        let stretches = map(self, 0..=u16::MAX);
        let code = self.bytes_of_blocks();
        let mut stretches = stretches.iter();
        let mut stretch = stretches.next();
        for addr in 0..=u16::MAX {
            if stretch.is_some_and(|stretch| stretch.end < addr) {
                stretch = stretches.next();
            }
            let what = stretch.map(|stretch| &stretch.what);
            let run = self.byte(addr, what, &code);
            match runs.last_mut() {
                Some(last) if is_alike(last, &run) => last.to = addr,
                _ => runs.push(run),
            }
        }
        Map {
            runs,
            watched: samples.total(),
            executions: by_address(samples).into_iter().collect(),
            writes: samples.writes.clone(),
            covered: self.covered_ranges(),
        }
    }

    fn byte(&self, addr: u16, what: Option<&What>, code: &[Option<u16>]) -> MapRun {
        let mut run = MapRun {
            from: addr,
            to: addr,
            kind: "unused",
            tier: "",
            group: None,
            why: String::new(),
        };
        if let Some(What::Device { .. }) = what {
            run.kind = "device";
            return run;
        }
        // An operand runs where its instruction does.
        if let Some(pc) = code[usize::from(addr)] {
            let why = self.machine.why(pc);
            run.kind = "code";
            (run.tier, run.group) = match why {
                Why::WayIn { group } | Why::Inside { group, .. } => {
                    ("group", Some(group.to_string()))
                }
                Why::Baseline { .. } => ("baseline", None),
                _ => ("interpreter", None),
            };
            run.why = match why {
                Why::NeverRun => {
                    "reached from code that ran; no block was entered here yet".to_owned()
                }
                why => why.to_string(),
            };
        } else if let Some(What::ReadOnly) = what {
            run.kind = "rom";
        } else if self.machine.peek(addr) != 0 {
            run.kind = "data";
        }
        run
    }

    /// Of each byte of a block that was entered, the instruction that it belongs to.
    fn bytes_of_blocks(&self) -> Vec<Option<u16>> {
        let mut owners = vec![None; 1 << 16];
        let blocks = self.machine.blocks();
        let starts: BTreeSet<u16> = blocks.iter().map(|block| block.start).collect();
        for &start in &starts {
            let mut at = start;
            loop {
                let opcode = opcode_at(&self.machine, at);
                for byte in 0..opcode.length() {
                    owners[usize::from(at.wrapping_add(byte))] = Some(at);
                }
                if opcode.effect.ends_block() {
                    break;
                }
                at = at.wrapping_add(opcode.length());
                if starts.contains(&at) || owners[usize::from(at)] == Some(at) {
                    break;
                }
            }
        }
        owners
    }
}

fn is_alike(one: &MapRun, other: &MapRun) -> bool {
    (one.kind, one.tier) == (other.kind, other.tier)
        && one.group == other.group
        && one.why == other.why
}
