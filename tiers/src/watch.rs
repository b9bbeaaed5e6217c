//! Watchpoints: ranges whose accesses stop the machine before they happen.
//!
//! Pages mark that some watchpoint is on them; only then is an instruction
//! tried on the [`Probe`], a bus that changes nothing and notes the first
//! access that a watchpoint covers, and the first read of memory that nobody
//! has written.

use std::ops::RangeInclusive;

use jumppad_opcodes::{Bus, ByteMarks, Intervention, Memory, PageAttributes};

use crate::banks::{Bank, Banks};
use crate::catch::Catches;
use crate::condition::Condition;
use crate::device::Devices;
use crate::pages::page_of;

/// Names a watchpoint; never reused within a machine's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WatchId(pub u32);

/// Whether an access reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKind {
    /// It reads.
    Read,
    /// It writes.
    Write,
}

impl AccessKind {
    /// Whether it writes.
    #[must_use]
    pub const fn is_write(self) -> bool {
        matches!(self, Self::Write)
    }
}

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

/// An access that a watchpoint stopped, before it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WatchHit {
    /// The watchpoint.
    pub id: WatchId,
    /// The address to be accessed.
    pub addr: u16,
    /// Whether it is a read or a write.
    pub kind: AccessKind,
    /// The byte there now.
    pub old: u8,
    /// The byte there afterwards (for a read, the byte read).
    pub new: u8,
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
    pub(crate) fn attributes(&self, page: u8, banks: &Banks) -> PageAttributes {
        let on_page = |range: &RangeInclusive<u16>| {
            (page_of(*range.start())..=page_of(*range.end())).contains(&page)
        };
        self.list
            .iter()
            .filter(|watch| on_page(&watch.range) && watch.shows(banks))
            .fold(PageAttributes::empty(), |owed, watch| {
                owed | match watch.access {
                    Access::Read => PageAttributes::WATCH_READ,
                    Access::Write => PageAttributes::WATCH_WRITE,
                    Access::ReadWrite => PageAttributes::WATCH_READ | PageAttributes::WATCH_WRITE,
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

    fn covering(
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

/// A bus without effects that notes the watched accesses, for each watchpoint
/// that covers them. Accesses that the chip ignores are none.
pub(crate) struct Probe<'a> {
    pub(crate) memory: &'a Memory,
    pub(crate) devices: &'a Devices,
    pub(crate) watches: &'a Watches,
    pub(crate) banks: &'a Banks,
    pub(crate) catches: &'a Catches,
    pub(crate) cycle: u64,
    pub(crate) hits: Vec<WatchHit>,
    /// The first byte read that is marked as unwritten, where that is caught.
    pub(crate) unwritten: Option<u16>,
}

impl Probe<'_> {
    fn note(&mut self, addr: u16, kind: AccessKind, old: u8, new: u8) {
        let hits = self
            .watches
            .covering(addr, kind, self.banks)
            .map(|id| WatchHit {
                id,
                addr,
                kind,
                old,
                new,
            });
        self.hits.extend(hits);
    }

    fn peek(&self, addr: u16) -> u8 {
        self.devices
            .peek(addr, self.cycle)
            .unwrap_or_else(|| self.memory.peek(addr))
    }
}

impl Bus for Probe<'_> {
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        let value = self.peek(addr);
        self.note(addr, AccessKind::Read, value, value);
        if self.unwritten.is_none()
            && self.memory.marks(addr).contains(ByteMarks::UNWRITTEN)
            && self.catches.guard_reads(addr)
            && !self.devices.any_at(addr)
        {
            self.unwritten = Some(addr);
        }
        Ok(value)
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, addr: u16, value: u8) {
        let old = self.peek(addr);
        self.note(addr, AccessKind::Write, old, value);
    }
}
