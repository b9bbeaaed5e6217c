//! Coverage as text.

use std::fmt::Write;

use super::guest::in_bank;
use super::{counted, grouped};
use jumppad_language::report::{BranchWay, CoverageView, CoveredFunction, MissedBytes, MissedWay};

/// Entries of a list that are shown where all of a program is told.
const SHOWN: usize = 20;

pub(super) fn coverage(view: &CoverageView) -> String {
    let noting = match view.noting {
        true => "on",
        false => "off: `coverage on` notes what is executed",
    };
    let mut out = format!("coverage is {noting}\n");
    let uncovered = &view.uncovered;
    let totals = &uncovered.totals;
    let rows = [
        ("lines", totals.lines),
        ("functions", totals.functions),
        ("branch ways", totals.branches),
        ("instructions", totals.instructions),
    ];
    for (name, (hit, known)) in rows.into_iter().filter(|(_, (_, known))| *known > 0) {
        let share = hit as f64 / known as f64 * 100.0;
        let (hit, known) = (grouped(hit), grouped(known));
        let _ = writeln!(out, "{name:<14}{hit:>7} of {known:>7} {share:>7.1} %");
    }
    let most = match view.of {
        Some(_) => usize::MAX,
        None => SHOWN,
    };
    let files = uncovered
        .files
        .iter()
        .filter(|file| !file.missed.is_empty());
    let files = files.map(|file| {
        let runs = file
            .missed
            .iter()
            .map(|&(first, last)| match first == last {
                true => first.to_string(),
                false => format!("{first}-{last}"),
            });
        format!("{}: {}", file.file, runs.collect::<Vec<_>>().join(", "))
    });
    list(&mut out, "lines never executed", files, most);
    let (some, none): (Vec<_>, Vec<_>) = uncovered.functions.iter().partition(|f| f.called);
    list(
        &mut out,
        "functions never called",
        none.iter().map(|f| named(f)),
        most,
    );
    let some = some.iter().map(|function| {
        let (hit, known) = function.instructions;
        let missed = counted(known - hit, "instruction", "instructions");
        format!("{}: {missed} of {known} never executed", named(function))
    });
    list(&mut out, "functions executed in part", some, most);
    let ways = uncovered.branches.iter().map(way);
    list(&mut out, "branches that went one way", ways, most);
    if uncovered.files.is_empty() || view.of.is_some() {
        list(
            &mut out,
            "bytes never executed",
            uncovered.bytes.iter().map(bytes),
            most,
        );
    }
    out
}

fn named(function: &CoveredFunction) -> String {
    let plain = format!("${:04X}", function.address);
    let address = in_bank(function.bank, function.address);
    let name = match function.name == plain {
        true => address,
        false => format!("{address} {}", function.name),
    };
    match &function.line {
        Some(line) => format!("{name}, {line}"),
        None => name,
    }
}

fn way(way: &MissedWay) -> String {
    let line = way
        .line
        .as_ref()
        .map_or_else(String::new, |line| format!(" {line}"));
    let went = match way.missed {
        BranchWay::Taken => "never taken",
        BranchWay::NotTaken => "always taken",
    };
    format!("{}{line}: {went}", in_bank(way.bank, way.address))
}

fn bytes(missed: &MissedBytes) -> String {
    let function = missed.function.as_ref();
    let function = function.map_or_else(String::new, |name| format!(" {name}"));
    let from = in_bank(missed.bank, missed.from);
    format!("{from}..${:04X}{function}", missed.to)
}

/// Adds the entries below a heading, if there are any; so many at most.
fn list(out: &mut String, heading: &str, entries: impl Iterator<Item = String>, most: usize) {
    let entries: Vec<String> = entries.collect();
    if entries.is_empty() {
        return;
    }
    let _ = writeln!(out, "{heading}:");
    for entry in entries.iter().take(most) {
        let _ = writeln!(out, "  {entry}");
    }
    if entries.len() > most {
        let more = grouped((entries.len() - most) as u64);
        let _ = writeln!(
            out,
            "  and {more} more; `coverage FILE` or `coverage FUNCTION` shows all of one"
        );
    }
}
