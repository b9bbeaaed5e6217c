//! The history as text.

use super::{counted, grouped};
use jumppad_language::report::HistoryView;

pub(super) fn history(view: &HistoryView) -> String {
    let Some(limit) = view.limit else {
        return "history is off; `set history on` lets you go back from then on\n".to_owned();
    };
    let (Some(from), Some(until)) = (view.from, view.until) else {
        return "the guest has not run yet\n".to_owned();
    };
    let reason = view.reason.as_deref().unwrap_or_default();
    let ahead = match until - view.now {
        0 => String::new(),
        ahead => format!(", {} ahead are known", counted(ahead, "cycle", "cycles")),
    };
    let changes = counted(view.changes as u64, "change", "changes");
    let megabytes = view.bytes as f64 / f64::from(1 << 20);
    format!(
        "back to cycle {}: {reason}\n{} back{ahead}\n{} of {limit}, {changes} from outside, {megabytes:.1} MiB\n",
        grouped(from),
        counted(view.now - from, "cycle", "cycles"),
        counted(view.checkpoints as u64, "checkpoint", "checkpoints"),
    )
}
