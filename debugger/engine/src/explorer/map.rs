//! What is known of each byte of memory.
//!
//! A byte is code if an instruction there was executed, as far as the tiers know, or is reached from one that was.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jumppad_tiers::Why;
use jumppad_tiers::banks::Bank;
use jumppad_tiers::sampling::Samples;

use super::by_address;
use crate::answer::{BankMap, Map, MapRun, What};
use crate::debugger::Debugger;
use crate::debugger::map::map;
use crate::program::disassemble::opcode_at;
use crate::program::sight::{Look, Sight};

impl Debugger {
    /// The picture of memory, with what was sampled.
    pub(super) fn memory_picture(&self, samples: &Samples) -> Map {
        let mut runs: Vec<MapRun> = Vec::new();
        let stretches = map(self, 0..=u16::MAX);
        let starts = self.machine.blocks().into_iter().map(|block| block.start);
        let code = bytes_of_blocks(&self.machine, starts);
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
            banks: self.hidden_banks(),
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
                Why::EntryPoint { group } | Why::Inside { group, .. } => {
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

    /// The best name of each address of a bank that has one.
    fn symbols_of(&self, bank: Bank, range: &RangeInclusive<u16>) -> Vec<(u16, String)> {
        let number = u16::try_from(bank.choice).ok();
        let Some(symbols) = self.symbols_in(number, *range.start()) else {
            return Vec::new();
        };
        let named = |addr: u16| Some((addr, symbols.at(addr).next()?.to_owned()));
        range.clone().filter_map(named).collect()
    }

    /// The banks that do not show. What is compiled for them is parked; of blocks it is known that they were entered.
    fn hidden_banks(&self) -> Vec<BankMap> {
        let parked = self.machine.parked_spaces();
        let mut banks = Vec::new();
        for (at, window) in self.machine.windows().enumerate() {
            let selected = self.machine.selected(at).unwrap_or_default();
            let mut known = vec![window.choices[selected].shows];
            for (number, choice) in window.choices.iter().enumerate() {
                if known.contains(&choice.shows) {
                    continue;
                }
                known.push(choice.shows);
                let bank = Bank {
                    window: at,
                    choice: number,
                };
                let spaces = parked.iter().filter(|space| space.banks.contains(&bank));
                let entered = spaces.flat_map(|space| space.blocks.iter().copied());
                let coverage = self.machine.coverage_in(bank);
                let in_window = |addr: &u16| window.range.contains(addr);
                let starts = entered.chain(coverage.executed()).filter(in_window);
                let sight = Sight::of(&self.machine, Some(bank));
                let covered = coverage.ranges().into_iter();
                banks.push(BankMap {
                    window: window.name.clone(),
                    number,
                    name: choice.name.clone(),
                    start: *window.range.start(),
                    end: *window.range.end(),
                    runs: runs_of_bank(&sight, &window.range, &bytes_of_blocks(&sight, starts)),
                    covered: covered
                        .filter(|(from, to)| in_window(from) && in_window(to))
                        .collect(),
                    symbols: self.symbols_of(bank, &window.range),
                });
            }
        }
        banks
    }
}

/// The runs of a bank that does not show.
fn runs_of_bank(
    sight: &Sight<'_>,
    range: &RangeInclusive<u16>,
    code: &[Option<u16>],
) -> Vec<MapRun> {
    let mut runs: Vec<MapRun> = Vec::new();
    for addr in range.clone() {
        let (kind, why) = match code[usize::from(addr)] {
            Some(_) => (
                "code",
                "of a bank that does not show: what is compiled for it is parked",
            ),
            None if sight.peek(addr) != 0 => ("data", ""),
            None => ("unused", ""),
        };
        match runs.last_mut() {
            Some(last) if last.kind == kind => last.to = addr,
            _ => runs.push(MapRun {
                from: addr,
                to: addr,
                kind,
                tier: "",
                group: None,
                why: why.to_owned(),
            }),
        }
    }
    runs
}

/// Of each byte of a block that begins at one of `starts`, the instruction that it belongs to.
fn bytes_of_blocks(memory: &impl Look, starts: impl IntoIterator<Item = u16>) -> Vec<Option<u16>> {
    let mut owners = vec![None; 1 << 16];
    let starts: BTreeSet<u16> = starts.into_iter().collect();
    for &start in &starts {
        let mut at = start;
        loop {
            let opcode = opcode_at(memory, at);
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

fn is_alike(one: &MapRun, other: &MapRun) -> bool {
    (one.kind, one.tier) == (other.kind, other.tier)
        && one.group == other.group
        && one.why == other.why
}
