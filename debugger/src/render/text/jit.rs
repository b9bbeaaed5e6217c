//! The JIT at work as text.

use std::fmt::Write;

use super::super::{Role, paint};
use super::symbols::place;
use super::{banks, counted, grouped};
use jumppad_engine::settings::Switch;
use jumppad_language::report::{
    AddressHistory, BaselineView, BlockView, GroupView, JitView, LlvmView, PageView, TopView,
};

pub(super) fn jit(view: &JitView) -> String {
    let counters = &view.counters;
    let mut rows = vec![
        ("mode", view.mode.to_owned()),
        ("threshold", view.threshold.to_string()),
        ("traces", traces(&view.baseline)),
        (
            "groups",
            format!(
                "{} compiled, {} live",
                counters.groups_compiled, counters.groups_live
            ),
        ),
        ("filters", format!("{} compiled", counters.filters_compiled)),
        ("invalidations", grouped(counters.invalidations)),
        ("evictions", grouped(counters.evictions)),
        (
            "entries",
            format!(
                "{}, {} of them straight from another group",
                grouped(counters.entries),
                grouped(counters.linked_entries)
            ),
        ),
        ("side exits", grouped(counters.side_exits)),
        ("failures", grouped(counters.compile_failures)),
    ];
    // Where it is differs from host to host; that it is missing must be known on each.
    if view.times == Switch::On || view.llvm.missing.is_some() {
        rows.push(("llvm", llvm(&view.llvm)));
    }
    if view.times == Switch::On {
        let (used, most) = (grouped(counters.code_bytes), grouped(view.code_cache));
        rows.push(("code", format!("{used} of {most} bytes")));
        rows.push((
            "trace code",
            format!("{} bytes", grouped(view.baseline.code_bytes)),
        ));
        let time = format!("{:.1} ms", counters.compile_seconds * 1000.0);
        rows.push(("compile time", time));
    }
    let rows = rows.iter();
    let rows: String = rows
        .map(|(name, value)| format!("{name:<14} {value}\n"))
        .collect();
    rows + &banks::space(view.space.as_ref())
}

/// Where the time goes.
pub(super) fn top(view: &TopView) -> String {
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "cycle {}, {:.0} MHz: {} interpreter, {} baseline, {} groups",
        grouped(view.cycle),
        view.mhz,
        percent(view.interpreted),
        percent(view.baseline),
        percent(view.compiled)
    );
    let heading = format!(
        "{:>8}  {:<8} {:<12} {:>14} {:>12}  code",
        "share", "region", "tier", "entries", "side exits"
    );
    let _ = writeln!(out, "{}", paint(Role::Heading, heading));
    for row in &view.rows {
        let count = |count: Option<u64>| count.map_or_else(|| "-".to_owned(), grouped);
        let _ = writeln!(
            out,
            "{:>8}  {:<8} {:<12} {:>14} {:>12}  {}",
            percent(row.share),
            row.region,
            row.tier,
            count(row.entries),
            count(row.side_exits),
            place(row.entry, row.symbol.as_deref())
        );
    }
    let rest = view.regions - view.rows.len();
    if rest > 0 {
        let _ = writeln!(out, "and {}", counted(rest as u64, "region", "regions"));
    }
    out
}

pub(super) fn page(view: &PageView) -> String {
    format!(
        "{}, {} of them at each stage, {} bytes: written to {}\n",
        counted(view.regions as u64, "region", "regions"),
        view.detailed,
        grouped(view.bytes as u64),
        view.file
    )
}

/// What happened to an address: by cycles, for host times differ from run to run.
pub(super) fn address_history(view: &AddressHistory) -> String {
    let mut out = format!("{}\n", place(view.address, view.symbol.as_deref()));
    if view.left_out > 0 {
        let _ = writeln!(
            out,
            "({} regions in between are not kept)",
            grouped(view.left_out)
        );
    }
    let cycles: Vec<String> = view
        .entries
        .iter()
        .map(|entry| grouped(entry.at.cycle))
        .collect();
    let width = cycles.iter().map(String::len).max().unwrap_or(0);
    for (entry, cycle) in view.entries.iter().zip(&cycles) {
        let head = format!("{cycle:>width$}  {:<16}", entry.kind);
        let _ = writeln!(out, "{}{}", paint(Role::Faint, head), entry.text);
    }
    let _ = writeln!(out, "now: {}", view.now);
    out
}

fn traces(view: &BaselineView) -> String {
    if let Some(missing) = &view.missing {
        return format!("none: {missing}");
    }
    let mut out = format!(
        "{} translated, {} live, {} dropped, {} used again",
        grouped(view.translated),
        grouped(view.live),
        grouped(view.dropped),
        grouped(view.revived)
    );
    if view.tails > 0 {
        let _ = write!(out, ", {} tails", grouped(view.tails));
    }
    out
}

fn llvm(view: &LlvmView) -> String {
    let path = view.path.as_deref().unwrap_or_default();
    match (&view.missing, view.loaded) {
        (Some(missing), _) => format!("none: {missing}"),
        (None, true) => format!("loaded from {path}"),
        (None, false) => format!("in {path}, not needed yet"),
    }
}

pub(super) fn groups(list: &[GroupView]) -> String {
    if list.is_empty() {
        return "nothing is compiled now\n".to_owned();
    }
    let mut out = String::new();
    for group in list {
        let ranges: Vec<String> = group
            .ranges
            .iter()
            .map(|(start, end)| format!("${start:04X}-${end:04X}"))
            .collect();
        let ways: Vec<String> = group
            .ways_in
            .iter()
            .map(|way| format!("${way:04X}"))
            .collect();
        let place = group.symbol.as_ref();
        let place = place.map_or_else(String::new, |symbol| format!(" at {symbol}"));
        let _ = writeln!(
            out,
            "{} {}{place}  {}, {}, in by {}, {}, {}",
            paint(Role::Event, &group.id),
            ranges.join(" "),
            counted(group.blocks as u64, "block", "blocks"),
            counted(group.instructions as u64, "instruction", "instructions"),
            ways.join(" "),
            counted(group.entries, "entry", "entries"),
            counted(group.side_exits, "side exit", "side exits")
        );
    }
    out
}

pub(super) fn blocks(list: &[BlockView]) -> String {
    if list.is_empty() {
        return "no block was entered yet\n".to_owned();
    }
    rows(list)
}

/// A block a line, one column below the other.
pub(super) fn rows(list: &[BlockView]) -> String {
    let name = |block: &BlockView| block.symbol.as_ref().map_or(0, |name| name.chars().count());
    let widest = list.iter().map(name).max().unwrap_or(0);
    let row = |block: &BlockView| {
        let gap = match (widest, name(block)) {
            (0, _) => 0,
            // A name stands before its address in brackets.
            (_, 0) => widest + " ()".len(),
            (_, own) => widest - own,
        };
        let place = place(block.address, block.symbol.as_deref());
        let entries = block.entries.map_or_else(|| "-".to_owned(), grouped);
        format!("{place}{:gap$}  {entries:>12}  {}\n", "", block.text)
    };
    list.iter().map(row).collect()
}
