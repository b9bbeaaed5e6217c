//! The client's breakpoints and watchpoints, which are breakpoints of the session's list.
//!
//! Invariants: what the client withdraws is in force no more when the guest runs on, and keeps its number and its counts
//! if it is wanted again before that, as gdb and lldb do at each stop; when the client goes, all are removed. What the
//! user deletes meanwhile is gone until the client asks for it anew.

use std::ops::RangeInclusive;

use jumppad_engine::breakpoints::{Kind, Spec};
use jumppad_engine::debugger::Debugger;
use jumppad_tiers::Access;

/// The most that a client may have.
const MOST: usize = 1000;

/// What the client waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// An instruction, by what the client takes for a breakpoint in memory.
    Soft(u16),
    /// An instruction, by what it takes for one of the processor's.
    Hard(u16),
    /// An access.
    Data(RangeInclusive<u16>, Access),
}

/// Whether the client still wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Wanted,
    Withdrawn,
}

#[derive(Debug)]
struct Point {
    what: What,
    id: u32,
    wish: Wish,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Points(Vec<Point>);

/// The client has too many.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooMany;

impl What {
    fn spec(&self) -> Spec {
        match self {
            Self::Soft(address) | Self::Hard(address) => {
                Spec::new(Kind::Execute, *address..=*address)
            }
            Self::Data(range, access) => Spec::new(Kind::Memory(*access), range.clone()),
        }
    }
}

impl Points {
    /// Sets one, unless it is set.
    ///
    /// # Errors
    /// There are too many.
    pub(super) fn add(&mut self, debugger: &mut Debugger, what: What) -> Result<(), TooMany> {
        self.0
            .retain(|point| debugger.breakpoints.get(point.id).is_some());
        if let Some(point) = self.0.iter_mut().find(|point| point.what == what) {
            point.wish = Wish::Wanted;
            return Ok(());
        }
        if self.0.len() >= MOST {
            self.settle(debugger);
        }
        if self.0.len() >= MOST {
            return Err(TooMany);
        }
        let id = debugger.add_breakpoint(what.spec());
        let wish = Wish::Wanted;
        self.0.push(Point { what, id, wish });
        Ok(())
    }

    /// Withdraws one, if it is set.
    pub(super) fn withdraw(&mut self, what: &What) {
        if let Some(point) = self.0.iter_mut().find(|point| point.what == *what) {
            point.wish = Wish::Withdrawn;
        }
    }

    /// Removes those that were withdrawn.
    pub(super) fn settle(&mut self, debugger: &mut Debugger) {
        self.0.retain(|point| {
            let stays = point.wish == Wish::Wanted;
            if !stays {
                debugger.remove_breakpoint(point.id);
            }
            stays
        });
    }

    /// Removes all.
    pub(super) fn clear(&mut self, debugger: &mut Debugger) {
        for point in self.0.drain(..) {
            debugger.remove_breakpoint(point.id);
        }
    }

    /// The one of number `id` in the session's list, if it is the client's; withdrawn ones are as if they were not there.
    pub(super) fn wanted(&self, id: u32) -> Result<&What, Stranger> {
        match self.0.iter().find(|point| point.id == id) {
            Some(point) if point.wish == Wish::Wanted => Ok(&point.what),
            Some(_) => Err(Stranger::Withdrawn),
            None => Err(Stranger::Users),
        }
    }

    /// Whichever of them stops the guest in front of the instruction at `address`.
    pub(super) fn executing_at(&self, address: u16) -> Option<&What> {
        let is_here =
            |what: &What| matches!(what, What::Soft(at) | What::Hard(at) if *at == address);
        let mut wanted = self.0.iter().filter(|point| point.wish == Wish::Wanted);
        wanted.find_map(|point| Some(&point.what).filter(|what| is_here(what)))
    }
}

/// Whose a breakpoint is that is none of the client's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stranger {
    /// The user's.
    Users,
    /// The client had it.
    Withdrawn,
}
