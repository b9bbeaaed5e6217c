//! Records by what one of their fields holds.
//!
//! Invariant: keys are made once for records that are told apart by a number, so a million records cost no text each.

use std::collections::{BTreeMap, HashMap};

use super::{INTERVAL, Records, heed_interrupt};
use crate::answer::{FoundWhat, GroupedView, KeyNotation, KeyView};
use crate::debugger::Debugger;
use crate::error::Error;
use crate::expression::fields::{Field, Holds};

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// The record has no such thing, as an instruction without an access has no address of one.
    Nothing,
    Number(i64),
    Text(String),
}

/// So many, and the cycles that they took.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    count: u64,
    cycles: Option<u64>,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        let cycles = other.cycles.map(|other| self.cycles.unwrap_or(0) + other);
        self.cycles = cycles.or(self.cycles);
    }
}

/// The `limit` largest groups of the records at `found`.
///
/// # Errors
/// Ctrl-C.
pub(super) fn groups<R: Records>(
    debugger: &Debugger,
    records: &R,
    found: &[usize],
    field: &'static Field,
    limit: usize,
) -> Result<FoundWhat, Error> {
    // With a record of each, whose key is that of all.
    let mut alike: HashMap<u64, (usize, Sum)> = HashMap::new();
    for part in found.chunks(INTERVAL) {
        heed_interrupt(debugger)?;
        for &at in part {
            let entry = alike.entry(records.identity(at, field));
            let (_, sum) = entry.or_insert((at, Sum::default()));
            sum.add(Sum {
                count: 1,
                cycles: records.took(at),
            });
        }
    }
    let mut sums: BTreeMap<Key, Sum> = BTreeMap::new();
    for (number, (at, sum)) in alike.into_values().enumerate() {
        if number % INTERVAL == 0 {
            heed_interrupt(debugger)?;
        }
        sums.entry(records.key(at, field)).or_default().add(sum);
    }
    let total = sums.len();
    let mut sums: Vec<(Key, Sum)> = sums.into_iter().collect();
    // Among equals the keys stay in their order.
    sums.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.count));
    sums.truncate(limit);
    let is_place = ["pc", "start"].contains(&field.name());
    let is_data = field.name() == "addr";
    let view = |(key, sum): (Key, Sum)| GroupedView {
        symbol: match key {
            Key::Number(address) => u16::try_from(address).ok().and_then(|address| {
                let place = is_place.then(|| debugger.place(address)).flatten();
                place.or_else(|| is_data.then(|| debugger.part(address)).flatten())
            }),
            Key::Nothing | Key::Text(_) => None,
        },
        key: match key {
            Key::Nothing => None,
            Key::Number(number) => Some(KeyView::Number(number)),
            Key::Text(text) => Some(KeyView::Text(text)),
        },
        count: sum.count,
        share: sum.count as f64 / found.len() as f64,
        cycles: sum.cycles,
    };
    Ok(FoundWhat::Groups {
        by: field.name(),
        notation: match field.holds {
            Holds::Count => KeyNotation::Count,
            _ if is_place || is_data => KeyNotation::Address,
            Holds::Memory | Holds::Text(_) => KeyNotation::Byte,
        },
        of: total as u64,
        groups: sums.into_iter().map(view).collect(),
    })
}
