//! The client's breakpoints, and which of the session's each of them is.
//!
//! Invariant: those that were there before the client, or that commands set, stay when it goes.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::breakpoints::Wanted;
use super::source::Source;
use jumppad_language::session::Session;

/// Which breakpoints one request sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Those of lines in this file.
    Source(PathBuf),
    Functions,
    Instructions,
    Data,
    Exceptions,
    /// Those that commands set elsewhere than on a line.
    Commands,
}

/// A breakpoint of the client's.
#[derive(Clone, Debug)]
struct Mark {
    id: i64,
    group: Group,
    /// The session's, of which a line has several where it is compiled to several places.
    ids: Vec<u32>,
}

/// The client's breakpoints.
#[derive(Debug, Default)]
pub(super) struct Marks {
    list: Vec<Mark>,
    last_id: i64,
    /// The last request of each source, to be done again once the program is loaded anew.
    asked: Vec<(Source, Vec<Wanted>)>,
}

impl Marks {
    /// Removes the breakpoints of `group`.
    pub(super) fn remove(&mut self, session: &mut Session<'_>, group: &Group) {
        let (gone, stay) = self.list.drain(..).partition(|mark| mark.group == *group);
        self.list = stay;
        let gone: Vec<Mark> = gone;
        for id in gone.into_iter().flat_map(|mark| mark.ids) {
            session.debugger.remove_breakpoint(id);
        }
    }

    /// Removes all but those that commands set, or others before.
    pub(super) fn clear(&mut self, session: &mut Session<'_>) {
        let all = self.list.drain(..);
        let own = all.filter(|mark| mark.group != Group::Commands);
        for id in own.flat_map(|mark| mark.ids) {
            session.debugger.remove_breakpoint(id);
        }
        self.asked.clear();
    }

    /// Notes what was asked for in a source.
    pub(super) fn note(&mut self, source: Source, wanted: Vec<Wanted>) {
        self.asked.retain(|(asked, _)| *asked != source);
        self.asked.push((source, wanted));
    }

    /// What was asked for, by source.
    pub(super) fn asked(&self) -> Vec<(Source, Vec<Wanted>)> {
        self.asked.clone()
    }

    /// Forgets those that the session has no more, of which `now` are all; the client's numbers of them.
    pub(super) fn forget_gone(&mut self, now: &BTreeSet<u32>) -> Vec<i64> {
        let mut gone = Vec::new();
        self.list.retain_mut(|mark| {
            let before = mark.ids.len();
            mark.ids.retain(|id| now.contains(id));
            let is_gone = before > 0 && mark.ids.is_empty();
            if is_gone {
                gone.push(mark.id);
            }
            !is_gone
        });
        gone
    }

    /// Notes that `ids` of the session are one of the client's; its number.
    pub(super) fn add(&mut self, group: Group, ids: Vec<u32>) -> i64 {
        self.last_id += 1;
        self.list.push(Mark {
            id: self.last_id,
            group,
            ids,
        });
        self.last_id
    }

    /// The client's number of breakpoint `id`, and what the protocol calls its kind if it is `usual` else.
    pub(super) fn told(&self, id: u32, usual: &'static str) -> (&'static str, Vec<i64>) {
        let Some(mark) = self.list.iter().find(|mark| mark.ids.contains(&id)) else {
            return (usual, Vec::new());
        };
        let kind = match mark.group {
            Group::Functions => "function breakpoint",
            Group::Instructions => "instruction breakpoint",
            Group::Source(_) | Group::Data | Group::Exceptions | Group::Commands => usual,
        };
        (kind, vec![mark.id])
    }

    /// Takes what the session has already for known: it was set up before, and is no news.
    pub(super) fn adopt(&mut self, session: &Session<'_>) {
        let known: BTreeSet<u32> = self.ids().collect();
        let all: Vec<u32> = session.debugger.breakpoints.iter().map(|b| b.id).collect();
        for id in all.into_iter().filter(|id| !known.contains(id)) {
            self.add(Group::Commands, vec![id]);
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = u32> {
        self.list.iter().flat_map(|mark| mark.ids.iter().copied())
    }
}
