//! What there is to see of a run: the data of `jit report` and of `jit history`.
//!
//! Looking disturbs nothing: the machine is asked for what it keeps, and groups are compiled again, on a thread beside,
//! for what they look like. Left out: how it looks.

mod detail;
mod history;
mod lives;
mod map;
mod top;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use jumppad_tiers::sampling::Samples;
use jumppad_tiers::{Moment, Share};

use crate::answer::{self, Explorer};
use crate::debugger::Debugger;
use crate::profile::Profile;
pub use top::Top;

/// What a front end wants to see.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Name and version of who asks.
    pub by: String,
    /// Regions at each stage, at most; each takes as long as it took to compile.
    pub details: usize,
}

impl Debugger {
    /// The run up to now. It can be interrupted; then regions lack their stages.
    pub fn explore(&mut self, wishes: Wishes) -> Explorer {
        let infos = self.machine.lives();
        let samples = self.machine.samples();
        let profile = Profile::of(self).ok();
        let map = self.memory_picture(&samples);
        let (mut lives, traces_left_out) = self.life_views(&infos);
        self.add_details(&infos, &mut lives, &map.executions, wishes.details);
        self.add_traces(&mut lives, &map.executions);
        let shares: Vec<answer::Share> = self.machine.shares().iter().map(share).collect();
        let decisions = self.machine.decisions();
        let decisions = decisions.filter_map(|event| self.decision(event)).collect();
        let cycle = self.machine.cpu().cycles;
        let ended = shares.last().map_or(0.0, |share| share.to.seconds);
        let symbols: Vec<(u16, String)> = match self.shown() {
            None => Vec::new(),
            Some(shown) => {
                let all = 0..=u16::MAX;
                all.filter_map(|addr| Some((addr, shown.at(addr).next()?.to_owned())))
                    .collect()
            }
        };
        Explorer {
            program: file_name(&self.program.name),
            by: wishes.by,
            chip: self.machine.model().name().to_owned(),
            end: answer::Moment {
                cycle,
                seconds: ended,
            },
            pc: self.machine.cpu().pc,
            jit: self.jit(),
            lives,
            lives_left_out: self.machine.lives_left_out(),
            traces_left_out,
            decisions,
            shares,
            map,
            symbols,
            stacks: profile.map_or_else(Vec::new, |profile| profile.stacks()),
            sampled_every: (samples.every > 0).then_some(samples.every),
            coverage: self.coverage_totals(),
        }
    }
}

/// A program's name without the folders that it was loaded from.
fn file_name(name: &str) -> String {
    let file = Path::new(name).file_name();
    file.map_or_else(
        || name.to_owned(),
        |file| file.to_string_lossy().into_owned(),
    )
}

/// Samples by address, on whatever stack.
fn by_address(samples: &Samples) -> BTreeMap<u16, u64> {
    let mut counts = BTreeMap::new();
    for &(_, pc, count) in &samples.places {
        *counts.entry(pc).or_default() += count;
    }
    counts
}

fn moment(moment: Moment) -> answer::Moment {
    answer::Moment {
        cycle: moment.cycle,
        seconds: moment.since.as_secs_f64(),
    }
}

fn share(share: &Share) -> answer::Share {
    answer::Share {
        from: moment(share.from),
        to: moment(share.to),
        interpreted: share.interpreted,
        baseline: share.baseline,
        compiled: share.groups,
        running: share.running.as_secs_f64(),
    }
}
