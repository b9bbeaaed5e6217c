//! Breakpoints, watchpoints and catchpoints as text.

use std::fmt::Write;

use super::counted;
use crate::report::{BreakpointView, CatchWordView};

pub(super) fn breakpoint(view: &BreakpointView) -> String {
    let mut text = view.kind.to_owned();
    if let Some(caught) = &view.caught {
        let _ = write!(text, " {caught}");
    }
    // Catchpoints are everywhere unless they say where.
    if view.caught.is_none() || (view.start, view.end) != (0, 0xFFFF) {
        let mut extent = format!("${:04X}", view.start);
        if view.end != view.start {
            let _ = write!(extent, "-${:04X}", view.end);
        }
        let _ = match &view.source {
            Some(source) => write!(text, " {}:{} ({extent})", source.file, source.line),
            None => write!(text, " {extent}"),
        };
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

/// What `catch` can catch.
pub(super) fn catch_words(list: &[CatchWordView]) -> String {
    list.iter()
        .map(|word| format!("{:<12}{}\n", word.name, word.summary))
        .collect()
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
