//! Breakpoints at one place: a new one tells of those that are there.

use crate::breakpoints::Breakpoint;
use crate::report::Report;
use crate::session::Session;

/// Says which other breakpoints stop where a new one does.
pub(super) fn tell_others(session: &mut Session, ids: &[u32]) {
    let there = ids.iter().filter_map(|&id| session.breakpoints.get(id));
    let others = |one: &Breakpoint| {
        let at = *one.spec.range.start();
        session.breakpoints.executing_at(at).map(|b| b.id)
    };
    let mut others: Vec<u32> = there.flat_map(others).collect();
    others.sort_unstable();
    others.dedup();
    others.retain(|id| !ids.contains(id));
    if !others.is_empty() {
        let list: Vec<String> = others.iter().map(|id| format!("#{id}")).collect();
        let text = format!("also there: {}", list.join(", "));
        session.tell(&Report::Note { text });
    }
}
