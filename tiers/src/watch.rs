//! Watchpoints: ranges whose accesses stop the machine before they happen.
//!
//! Pages mark that some watchpoint is on them; only then is an instruction
//! tried on a bus that changes nothing and notes the first access that a
//! watchpoint covers (`machine/probe.rs`).

use std::ops::RangeInclusive;

use jumppad_opcodes::page;

use crate::access::{AccessKind, WatchId};
use crate::banks::{Bank, Banks};
use crate::condition::Condition;
use crate::pages::page_of;

/// Which accesses a watchpoint is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads.
    Read,
    /// Writes.
    Write,
    /// Both.
    ReadWrite,
}

impl Access {
    fn covers(self, kind: AccessKind) -> bool {
        match self {
            Self::Read => kind == AccessKind::Read,
            Self::Write => kind == AccessKind::Write,
            Self::ReadWrite => true,
        }
    }
}

/// All watchpoints.
#[derive(Default)]
pub(crate) struct Watches {
    list: Vec<Watch>,
    last: u32,
}

struct Watch {
    id: WatchId,
    range: RangeInclusive<u16>,
    /// It is for what this bank shows; without one for whatever shows.
    bank: Option<Bank>,
    access: Access,
    condition: Option<Condition>,
}

impl Watch {
    /// Whether what it is for shows.
    fn shows(&self, banks: &Banks) -> bool {
        let shows = |bank: Bank| banks.selected(bank.window) == Some(bank.choice);
        self.bank.is_none_or(shows)
    }
}

impl Watches {
    pub(crate) fn add(
        &mut self,
        range: RangeInclusive<u16>,
        bank: Option<Bank>,
        access: Access,
    ) -> WatchId {
        self.last += 1;
        let id = WatchId(self.last);
        self.list.push(Watch {
            id,
            range,
            bank,
            access,
            condition: None,
        });
        id
    }

    /// Removes a watchpoint and says which pages it was on.
    pub(crate) fn remove(&mut self, id: WatchId) -> Option<RangeInclusive<u8>> {
        let index = self.list.iter().position(|watch| watch.id == id)?;
        let Watch { range, .. } = self.list.remove(index);
        Some(page_of(*range.start())..=page_of(*range.end()))
    }

    pub(crate) fn set_condition(&mut self, id: WatchId, condition: Option<Condition>) {
        if let Some(watch) = self.list.iter_mut().find(|watch| watch.id == id) {
            watch.condition = condition;
        }
    }

    pub(crate) fn condition(&self, id: WatchId) -> Option<&Condition> {
        let watch = self.list.iter().find(|watch| watch.id == id)?;
        watch.condition.as_ref()
    }

    /// The attributes that a page owes to watchpoints while `banks` are as they are.
    pub(crate) fn attributes(&self, page: u8, banks: &Banks) -> u8 {
        let on_page = |range: &RangeInclusive<u16>| {
            (page_of(*range.start())..=page_of(*range.end())).contains(&page)
        };
        self.list
            .iter()
            .filter(|watch| on_page(&watch.range) && watch.shows(banks))
            .fold(0, |bits, watch| {
                bits | match watch.access {
                    Access::Read => page::WATCH_READ,
                    Access::Write => page::WATCH_WRITE,
                    Access::ReadWrite => page::WATCH_READ | page::WATCH_WRITE,
                }
            })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Those that cover some of the addresses, for reads or for writes: what each
    /// covers, and its condition.
    pub(crate) fn watching(
        &self,
        addrs: &RangeInclusive<u16>,
        kind: AccessKind,
        banks: &Banks,
    ) -> impl Iterator<Item = (&RangeInclusive<u16>, Option<&Condition>)> {
        let meets = move |watch: &&Watch| {
            let range = &watch.range;
            range.start() <= addrs.end() && addrs.start() <= range.end() && watch.shows(banks)
        };
        let list = self.list.iter().filter(meets);
        list.filter(move |watch| watch.access.covers(kind))
            .map(|watch| (&watch.range, watch.condition.as_ref()))
    }

    pub(crate) fn covering(
        &self,
        addr: u16,
        kind: AccessKind,
        banks: &Banks,
    ) -> impl Iterator<Item = WatchId> {
        let hit = move |watch: &&Watch| {
            watch.range.contains(&addr) && watch.access.covers(kind) && watch.shows(banks)
        };
        self.list.iter().filter(hit).map(|watch| watch.id)
    }
}
