//! Breakpoints at one place: a new one tells of those that are there.

use crate::session::Session;
use jumppad_engine::breakpoints::Breakpoint;

/// Says which other breakpoints stop where a new one does; of a bare `break` also how all are listed, for that is what
/// VICE's users want of it.
pub(super) fn tell_others(session: &mut Session<'_>, ids: &[u32], is_bare: bool) {
    let there = ids
        .iter()
        .filter_map(|&id| session.debugger.breakpoints.get(id));
    let others = |one: &Breakpoint| {
        let at = *one.spec.range.start();
        let bank = one.spec.only_bank();
        let here = session.debugger.breakpoints.executing_at(at);
        // At the same address of another bank is another place.
        let here = here.filter(move |other| {
            let other = other.spec.only_bank();
            bank.is_none() || other.is_none() || bank == other
        });
        here.map(|b| b.id)
    };
    let mut others: Vec<u32> = there.flat_map(others).collect();
    others.sort_unstable();
    others.dedup();
    others.retain(|id| !ids.contains(id));
    let list: Vec<String> = others.iter().map(|id| format!("#{id}")).collect();
    let place = match list.as_slice() {
        [] => "one more, here".to_owned(),
        list => format!("also there: {}", list.join(", ")),
    };
    let is_first = session
        .debugger
        .breakpoints
        .iter()
        .all(|b| ids.contains(&b.id));
    let text = match (is_bare && !is_first, list.is_empty()) {
        (true, _) => format!("{place}; `info breakpoints` or `bk` lists them"),
        (false, false) => place,
        (false, true) => return,
    };
    session.note(text);
}
