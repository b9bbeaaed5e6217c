//! What ever happened to an address, in order.
//!
//! The text is the same on every host: sizes of code are left out.

use super::words::counted;
use crate::answer::{AddressHistory, HistoryEntry, Life, Moment};
use crate::debugger::Debugger;

impl Debugger {
    /// Everything that the tiers did with code at `address`, or because of what is there, the oldest first.
    pub fn history_of(&self, address: u16) -> AddressHistory {
        let (lives, traces_left_out) = self.life_views(&self.machine.lives());
        let mut entries: Vec<HistoryEntry> = lives
            .iter()
            .flat_map(|life| self.in_life(life, address))
            .collect();
        let decisions = self.machine.decisions().filter_map(|e| self.decision(e));
        let decisions = decisions.filter(|decision| decision.addr == address);
        entries.extend(decisions.map(|decision| HistoryEntry {
            at: decision.at,
            group: None,
            kind: decision.kind,
            text: decision.text,
        }));
        entries.sort_by(|one, other| one.at.seconds.total_cmp(&other.at.seconds));
        entries.dedup();
        // An operand runs where its instruction does.
        let instruction = self.instruction_over(address).unwrap_or(address);
        AddressHistory {
            address,
            symbol: self.place(address),
            now: self.machine.why(instruction).to_string(),
            left_out: self.machine.lives_left_out() + traces_left_out,
            entries,
        }
    }

    /// What of a life concerns the address.
    fn in_life(&self, life: &Life, address: u16) -> Vec<HistoryEntry> {
        let mut entries = Vec::new();
        let mut add = |at: Moment, kind: &'static str, text: String| {
            entries.push(HistoryEntry {
                at,
                group: Some(life.group.clone()),
                kind,
                text,
            });
        };
        let name = &life.group;
        let mut ranges = life.ranges.iter();
        let has_it = ranges.any(|&(first, last)| (first..=last).contains(&address));
        let is_baseline = life.tier == "baseline";
        if has_it {
            let part = match life.entry == address {
                true => String::new(),
                false => format!(" It is entered at {}.", self.code_at(life.entry)),
            };
            if !is_baseline {
                let asked = format!("LLVM is asked for {name}. {}{part}", life.reason);
                add(life.requested, "requested", asked);
            }
            match life.live {
                Some(at) if is_baseline => {
                    let made = format!(
                        "{name} is in use, baseline code of {}. {}",
                        counted(life.instructions, "instruction"),
                        life.reason
                    );
                    add(at, "baseline", made);
                }
                Some(at) => {
                    let made = format!(
                        "{name} is in use, of {} and {}.",
                        counted(life.blocks, "block"),
                        counted(life.instructions, "instruction")
                    );
                    add(at, "group", made);
                }
                None => {}
            }
        }
        if let Some(end) = &life.end
            && (has_it || end.addr == Some(address) || end.by == Some(address))
        {
            add(
                end.at,
                end.how,
                format!("{name} is out of use. {}", end.reason),
            );
        }
        entries
    }
}
