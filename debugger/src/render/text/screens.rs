//! Screens, the keyboard and what was awaited, as text.

use super::super::{Role, paint};
use super::{counted, grouped};
use jumppad_language::report::{ExpectedView, KeyboardView, ScreenView};

pub(super) fn expected(view: &ExpectedView) -> String {
    let cycle = grouped(view.cycle);
    let text = paint(Role::Code, &view.text);
    match view.elapsed {
        0 => format!("{text} is there, in cycle {cycle}\n"),
        elapsed => {
            let elapsed = counted(elapsed, "cycle", "cycles");
            format!("{text} came after {elapsed}, in cycle {cycle}\n")
        }
    }
}

pub(super) fn screens(list: &[ScreenView]) -> String {
    if list.is_empty() {
        return "no screens; `screen memory ADDRESS COLUMNSxROWS` tells of one\n".to_owned();
    }
    list.iter().map(screen).collect()
}

/// A screen in a frame, so that its blanks are seen; only what it is where its lines were not asked for.
fn screen(view: &ScreenView) -> String {
    let ScreenView {
        number,
        kind,
        place,
        lines,
    } = view;
    let mut out = format!("#{number} {kind} {place}\n");
    let width = lines.iter().map(|line| line.chars().count()).max();
    let Some(width) = width else { return out };
    let edge = format!("+{}+\n", "-".repeat(width));
    out += &edge;
    for line in lines {
        out += &format!("|{line:<width$}|\n");
    }
    out + &edge
}

pub(super) fn keyboard(view: &KeyboardView) -> String {
    let keys = match (view.console, view.consoles.as_slice()) {
        (Some(number), _) => {
            format!("at a terminal, keys go to console #{number} while the guest runs")
        }
        (None, []) => "there is no console, so keys stay the debugger's".to_owned(),
        (None, _) if view.is_off => "keys stay the debugger's".to_owned(),
        (None, _) => format!(
            "there is no console #{}, so keys stay the debugger's",
            view.setting
        ),
    };
    // What is not the guest's is the debugger's.
    let stops = match view.console {
        Some(_) => view.stop_key,
        None => "Ctrl-C",
    };
    format!("{keys}; {stops} stops it\n")
}
