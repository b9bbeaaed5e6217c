//! The host in place of a ROM as text.

use std::fmt::Write;

use super::super::{Role, paint};
use super::grouped;
use super::guest::address;
use jumppad_language::report::HostView;

pub(super) fn host(view: &HostView) -> String {
    let mut out = match view.system {
        Some(system) => format!("routines of {system}'s ROM, done by the host:\n"),
        None => "routines done by the host:\n".to_owned(),
    };
    for routine in &view.routines {
        let count = match routine.count {
            0 => String::new(),
            count => format!("{} times", grouped(count)),
        };
        let line = format!("{:18} {:12} {count}", routine.name, routine.call);
        let _ = writeln!(out, "{}  {}", address(routine.address), line.trim_end());
        let about = format!("takes {}; gives {}", routine.takes, routine.gives);
        let _ = writeln!(out, "       {}", paint(Role::Faint, about));
    }
    out
}

/// The rows up to the last that has something on it.
pub(super) fn screen(rows: &[String]) -> String {
    let used = rows.iter().rposition(|row| !row.is_empty());
    let rows = &rows[..used.map_or(0, |last| last + 1)];
    rows.iter().map(|row| format!("{row}\n")).collect()
}

/// Which host there is from now on.
pub(super) fn chosen(routines: bool) -> String {
    match routines {
        true => "the host does the ROM's routines; the program starts again\n".to_owned(),
        false => "a sim65 program has its own host\n".to_owned(),
    }
}
