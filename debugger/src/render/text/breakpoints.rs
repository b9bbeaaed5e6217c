//! Breakpoints and watchpoints as text.

use std::fmt::Write;

use super::counted;
use crate::report::BreakpointView;

pub(super) fn breakpoint(view: &BreakpointView) -> String {
    let mut text = format!("{} ${:04X}", view.kind, view.start);
    if view.end != view.start {
        let _ = write!(text, "-${:04X}", view.end);
    }
    if let Some(condition) = &view.condition {
        let _ = write!(text, " if {condition}");
    }
    if view.once {
        text += " once";
    }
    if view.ignore > 0 {
        let _ = write!(text, " ignoring {}", view.ignore);
    }
    if !view.enabled {
        text += " (disabled)";
    }
    text
}

pub(super) fn breakpoints(list: &[BreakpointView]) -> String {
    if list.is_empty() {
        return "no breakpoints\n".to_owned();
    }
    list.iter()
        .map(|view| {
            let hits = counted(view.hits, "hit", "hits");
            format!("#{:<3} {:<40} {hits}\n", view.id, breakpoint(view))
        })
        .collect()
}
