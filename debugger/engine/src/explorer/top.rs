//! Where the time goes right now: samples between two looks, by region.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::time::Instant;

use jumppad_tiers::sampling::DEFAULT_SAMPLING;
use jumppad_tiers::{GroupInfo, JitStats, Why};

use super::by_address;
use crate::answer::{TopRow, TopView};
use crate::debugger::Debugger;

/// Rows of a table.
const ROWS: usize = 20;

/// What there was at the last look.
#[derive(Debug)]
pub struct Top {
    samples: BTreeMap<u16, u64>,
    stats: JitStats,
    cycle: u64,
    at: Instant,
    /// Whether samples were taken before.
    sampled: Option<NonZeroU64>,
}

impl Top {
    /// Takes samples from now on, if none are taken.
    pub fn begin(debugger: &mut Debugger) -> Self {
        let sampled = debugger.machine.sampling();
        if let (None, Some(every)) = (sampled, NonZeroU64::new(DEFAULT_SAMPLING)) {
            debugger.machine.set_sampling(every);
        }
        Self {
            samples: by_address(&debugger.machine.samples()),
            stats: debugger.machine.jit_stats(),
            cycle: debugger.machine.cpu().cycles,
            at: Instant::now(),
            sampled,
        }
    }

    /// Takes no more, unless they were taken before.
    pub fn end(self, debugger: &mut Debugger) {
        if self.sampled.is_none() {
            debugger.machine.stop_sampling();
        }
    }

    /// Where the time went since the last look.
    pub fn look(&mut self, debugger: &Debugger) -> TopView {
        let machine = &debugger.machine;
        let now = by_address(&machine.samples());
        let groups = machine.groups();
        let mut regions: BTreeMap<(String, &'static str), Region> = BTreeMap::new();
        let mut all = 0;
        for (&pc, &count) in &now {
            let news = count.saturating_sub(self.samples.get(&pc).copied().unwrap_or(0));
            if news == 0 {
                continue;
            }
            all += news;
            let (name, tier, entry) = region_of(debugger, &groups, pc);
            let region = regions
                .entry((name, tier))
                .or_insert(Region { entry, samples: 0 });
            region.samples += news;
        }
        let mut rows: Vec<TopRow> = regions
            .into_iter()
            .map(|((region, tier), found)| {
                let group = groups.iter().find(|group| group.id.to_string() == region);
                TopRow {
                    tier,
                    entry: found.entry,
                    symbol: debugger.place(found.entry),
                    share: found.samples as f64 / all.max(1) as f64,
                    entries: group.map(|group| group.entries),
                    side_exits: group.map(|group| group.side_exits),
                    region,
                }
            })
            .collect();
        rows.sort_by(|one, other| other.share.total_cmp(&one.share));
        let regions = rows.len();
        rows.truncate(ROWS);
        let stats = machine.jit_stats();
        let cycle = machine.cpu().cycles;
        let cycles = cycle.saturating_sub(self.cycle);
        let part = |part: u64| match cycles {
            0 => 0.0,
            cycles => (part.min(cycles)) as f64 / cycles as f64,
        };
        let compiled = stats.compiled_cycles - self.stats.compiled_cycles;
        let groups = stats.group_cycles - self.stats.group_cycles;
        let view = TopView {
            cycle,
            mhz: cycles as f64 / self.at.elapsed().as_secs_f64().max(1e-9) / 1e6,
            interpreted: 1.0 - part(compiled),
            baseline: part(compiled.saturating_sub(groups)),
            compiled: part(groups),
            samples: all,
            regions,
            rows,
        };
        (self.samples, self.stats, self.cycle, self.at) = (now, stats, cycle, Instant::now());
        view
    }
}

struct Region {
    entry: u16,
    samples: u64,
}

/// What an address is in: its group, else the code of its nearest name, or its page.
fn region_of(debugger: &Debugger, groups: &[GroupInfo], pc: u16) -> (String, &'static str, u16) {
    let tier = match debugger.machine.why(pc) {
        Why::EntryPoint { group } | Why::Inside { group, .. } => {
            let entry = groups.iter().find(|known| known.id == group);
            return (
                group.to_string(),
                "group",
                entry.map_or(pc, |group| group.entry),
            );
        }
        Why::Baseline { .. } => "baseline",
        _ => "interpreter",
    };
    let named = debugger.shown().and_then(|symbols| {
        let (_, offset) = symbols.nearest(pc)?;
        Some(pc.wrapping_sub(offset))
    });
    let entry = named.unwrap_or(pc & 0xFF00);
    (format!("${entry:04X}"), tier, entry)
}
