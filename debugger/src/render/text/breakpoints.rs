//! Breakpoints, watchpoints and catchpoints as text.

use super::counted;
use jumppad_language::report::{
    Became, BreakpointKind, BreakpointView, CatchWordView, FollowedView, SourceLine,
};

/// Letters before the hits; a longer line stands out.
const NARROWEST: usize = 40;
const WIDEST: usize = 72;

/// An echo: all on one line, but for the commands.
pub(super) fn echo(view: &BreakpointView) -> String {
    let cost = match view.kind == BreakpointKind::BreakIf && view.enabled {
        true => "; it is looked at before every instruction, so all is interpreted",
        false => "",
    };
    let (what, actions) = (breakpoint(view), actions(view));
    format!("#{} {what}{cost}\n{actions}", view.id)
}

/// What it does at its stops, a line each.
fn actions(view: &BreakpointView) -> String {
    let lines = view.actions.iter();
    lines.map(|line| format!("       {line}\n")).collect()
}

fn breakpoint(view: &BreakpointView) -> String {
    let mut text = view.kind.name().to_owned();
    let is_edge = view.kind == BreakpointKind::BreakIf;
    for word in view.access.iter().copied().chain(view.caught.as_deref()) {
        text += &format!(" {word}");
    }
    // Catchpoints are everywhere unless they say where, conditions in any case.
    let is_everywhere = view.caught.is_some() && (view.start, view.end) == (0, 0xFFFF);
    if let (Some(_), Some(written)) = (&view.pending, &view.written) {
        text += &format!(" {written}");
    } else if !is_edge && !is_everywhere {
        // That of code is its condition.
        let is_of_memory = matches!(
            view.kind,
            BreakpointKind::Watch | BreakpointKind::RWatch | BreakpointKind::AWatch
        );
        let bank = view.bank.filter(|_| is_of_memory || view.access.is_some());
        let bank = bank.map_or_else(String::new, |bank| format!("{bank}:"));
        let mut extent = format!("{bank}${:04X}", view.start);
        if view.end != view.start {
            extent += &format!("-${:04X}", view.end);
        }
        let line = |source: &SourceLine| format!("{}:{}", source.file, source.line);
        text += &match (&view.symbol, view.source.as_ref().map(line)) {
            (Some(symbol), Some(line)) => format!(" {symbol} ({extent}, {line})"),
            (Some(symbol), None) => format!(" {symbol} ({extent})"),
            (None, Some(line)) => format!(" {line} ({extent})"),
            (None, None) => format!(" {extent}"),
        };
        if let Some(start) = view.inside {
            text += &format!(" (in the middle of the instruction at ${start:04X})");
        }
    }
    // What the names of a pending one stand for is known to nobody.
    let condition = match view.pending {
        None => &view.meaning,
        Some(_) => &view.condition,
    };
    if let Some(condition) = condition {
        text += if is_edge { " " } else { " if " };
        text += condition;
    }
    if view.once {
        text += " once";
    }
    if view.skip > 0 {
        text += &format!(" skip {}", view.skip);
        if view.ignore != view.skip {
            text += &format!(" ({} left)", view.ignore);
        }
    }
    if view.every > 1 {
        text += &format!(" every {}", view.every);
        if view.next != view.every {
            text += &format!(" ({} left)", view.next);
        }
    }
    if !view.enabled {
        text += " (disabled)";
    }
    if let Some(reason) = &view.pending {
        text += &format!(" (pending: {reason})");
    }
    text
}

/// What became of breakpoints when names changed, a line each.
pub(super) fn followed(list: &[FollowedView]) -> String {
    let row = |view: &FollowedView| {
        let became = match view.became {
            Became::Moved { from } => format!(", moved from ${from:04X}"),
            Became::Pending => String::new(),
            Became::Placed => ", placed again".to_owned(),
            Became::Asking => ", its condition follows".to_owned(),
        };
        format!(
            "#{} {}{became}\n",
            view.breakpoint.id,
            breakpoint(&view.breakpoint)
        )
    };
    list.iter().map(row).collect()
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
    let is_looked_at = |view: &BreakpointView| view.enabled && view.pending.is_none();
    let what =
        |view: &BreakpointView| match view.kind == BreakpointKind::BreakIf && is_looked_at(view) {
            true => breakpoint(view) + " (interpreted)",
            false => breakpoint(view),
        };
    let widths = list.iter().map(|view| what(view).chars().count());
    let width = widths.max().unwrap_or(0).clamp(NARROWEST, WIDEST);
    list.iter()
        .map(|view| {
            let mut hits = counted(view.hits, "hit", "hits");
            if let Some(evaluations) = view.evaluations {
                let evaluations = counted(evaluations, "evaluation", "evaluations");
                hits = format!("{hits} of {evaluations}");
            }
            if let Some(why) = &view.slow {
                hits += &format!(", each by the debugger: {why}");
            }
            let (what, actions) = (what(view), actions(view));
            format!("#{:<3} {what:<width$} {hits}\n{actions}", view.id)
        })
        .collect()
}
