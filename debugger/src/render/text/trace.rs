//! The trace as text.

use super::{counted, grouped};
use jumppad_language::report::{RecordedView, TraceStatus};

pub(super) fn recorded(view: &RecordedView) -> String {
    let instructions = counted(view.instructions, "instruction", "instructions");
    let cycles = counted(view.cycles, "cycle", "cycles");
    let rate = view
        .seconds
        .filter(|seconds| *seconds > 0.0)
        .map_or_else(String::new, |seconds| {
            let rate = view.instructions as f64 / seconds / 1e6;
            format!(" in {:.1} ms, {rate:.1} million a second", seconds * 1e3)
        });
    let kept = match view.held < view.instructions {
        true => format!("; the last {} are kept", grouped(view.held)),
        false => String::new(),
    };
    format!("recorded {instructions}, {cycles}{rate}{kept}\n")
}

pub(super) fn status(view: &TraceStatus) -> String {
    let (Some(from), Some(until)) = (view.from, view.until) else {
        let size = grouped(view.size);
        return format!(
            "nothing is recorded; `trace record N` records, and the last {size} instructions are kept\n"
        );
    };
    let rows = [
        (
            "held",
            format!(
                "{} of at most {} instructions",
                grouped(view.held),
                grouped(view.size)
            ),
        ),
        (
            "recorded",
            counted(view.recorded, "instruction", "instructions"),
        ),
        ("cycles", format!("{} to {}", grouped(from), grouped(until))),
        (
            "memory",
            format!("{:.2} MiB", view.bytes as f64 / f64::from(1 << 20)),
        ),
    ];
    rows.iter()
        .map(|(name, value)| format!("{name:<10}{value}\n"))
        .collect()
}
