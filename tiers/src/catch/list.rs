//! All catchpoints of a machine.

use std::ops::RangeInclusive;

use jumppad_opcodes::Model;

use super::{Catch, CatchId, CatchKind, Caught, OpcodeSet};

/// Whether a catchpoint stops the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Armed,
    /// Of first executions it still learns.
    Disarmed,
}

struct Entry {
    id: CatchId,
    catch: Catch,
    state: State,
}

/// The list, in the order of the ids.
#[derive(Default)]
pub(crate) struct Catches {
    list: Vec<Entry>,
    last: u32,
    /// Whether some byte may be marked for one of them.
    pub(crate) has_marks: bool,
}

impl Catches {
    pub(crate) fn add(&mut self, catch: Catch) -> CatchId {
        self.last += 1;
        let id = CatchId(self.last);
        let state = State::Armed;
        self.list.push(Entry { id, catch, state });
        id
    }

    pub(crate) fn remove(&mut self, id: CatchId) {
        self.list.retain(|entry| entry.id != id);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The newest that there ever was.
    pub(crate) fn last(&self) -> CatchId {
        CatchId(self.last)
    }

    /// Whether some catchpoint depends on what has happened before, which is noted by marks of bytes.
    pub(crate) fn learn(&self) -> bool {
        let learns = |entry: &Entry| {
            matches!(
                entry.catch.kind,
                CatchKind::FirstExecution | CatchKind::Uninitialised | CatchKind::Runaway
            )
        };
        self.list.iter().any(learns)
    }

    pub(crate) fn arm(&mut self, id: CatchId) {
        self.set_state(id, State::Armed);
    }

    pub(crate) fn disarm(&mut self, id: CatchId) {
        self.set_state(id, State::Disarmed);
    }

    fn set_state(&mut self, id: CatchId, state: State) {
        for entry in self.list.iter_mut().filter(|entry| entry.id == id) {
            entry.state = state;
        }
    }

    fn armed(&self) -> impl Iterator<Item = &Catch> {
        let is_armed = |entry: &&Entry| entry.state == State::Armed;
        self.list.iter().filter(is_armed).map(|entry| &entry.catch)
    }

    /// Whether some armed catchpoint is for it.
    pub(crate) fn cover(&self, caught: Caught, model: Model) -> bool {
        self.armed().any(|catch| catch.covers(caught, model))
    }

    /// Whether first executions at `addr` are noted, for a catchpoint that is
    /// armed or may be later.
    pub(crate) fn track(&self, addr: u16) -> bool {
        let tracks = |entry: &Entry| {
            entry.catch.kind == CatchKind::FirstExecution && entry.catch.range.contains(&addr)
        };
        self.list.iter().any(tracks)
    }

    /// Whether it matters that nobody has written `addr`.
    pub(crate) fn guard(&self, addr: u16) -> bool {
        let guards = |catch: &Catch| {
            matches!(catch.kind, CatchKind::Uninitialised | CatchKind::Runaway)
                && catch.range.contains(&addr)
        };
        self.armed().any(guards)
    }

    /// Whether it matters to a read.
    pub(crate) fn guard_reads(&self, addr: u16) -> bool {
        self.armed()
            .any(|catch| catch.kind == CatchKind::Uninitialised && catch.range.contains(&addr))
    }

    /// Whether it matters to a read of any byte.
    pub(crate) fn guard_any_read(&self) -> bool {
        self.armed()
            .any(|catch| catch.kind == CatchKind::Uninitialised)
    }

    /// The opcodes that are looked at, each set within its range.
    pub(crate) fn opcodes(&self, model: Model) -> Vec<(OpcodeSet, RangeInclusive<u16>)> {
        self.armed()
            .filter_map(|catch| Some((catch.kind.suspects(model)?, catch.range.clone())))
            .collect()
    }

    /// The catchpoints that are for what the tiers do.
    pub(crate) fn of_events(&self) -> Vec<Catch> {
        let is_for_events =
            |catch: &&Catch| matches!(catch.kind, CatchKind::Promotion | CatchKind::Invalidation);
        self.armed().filter(is_for_events).cloned().collect()
    }
}
