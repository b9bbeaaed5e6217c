//! Reports as text for people.
//!
//! Invariant: without colours the text says the same; colour only underlines it.

mod guest;
mod outside;

use std::fmt::Write;

use super::{Role, paint};
use crate::report::{BreakpointView, GroupView, HelpSection, JitView, Report};
use crate::settings::Switch;
use guest::{code_line, examine, memory, registers, stop};

/// The text of `report`, with its line end.
pub(super) fn text(report: &Report) -> String {
    match report {
        Report::Blank | Report::Done | Report::Quit => String::new(),
        // Not a line of the debugger's: the guest's text is written as it comes.
        Report::Output { text, .. } => text.clone(),
        Report::InterruptLine(change) => outside::line_change(change),
        Report::InterruptLines { list } => outside::lines(list),
        Report::Device(view) => outside::device(view),
        Report::Devices { list } => outside::devices(list),
        Report::Rom(view) => outside::rom(view),
        Report::Note { text } | Report::Echo { text } => format!("{text}\n"),
        Report::Command { text } => format!("{}\n", paint(Role::Faint, format!("+{text}"))),
        Report::Stop(report) => stop(report),
        Report::Registers(view) => registers(view),
        Report::Memory { start, bytes } => memory(*start, bytes),
        Report::Examine { columns, cells } => examine(*columns, cells),
        Report::Disassembly { lines } => lines.iter().map(code_line).collect(),
        Report::Breakpoint(view) => format!("#{} {}\n", view.id, breakpoint(view)),
        Report::Breakpoints { list } => breakpoints(list),
        Report::Jit(view) => jit(view),
        Report::Groups { list } => groups(list),
        Report::Why { address, text } => format!("${address:04X}: {text}\n"),
        Report::Event { text, .. } => format!("{}\n", paint(Role::Event, format!("jit: {text}"))),
        Report::Setting { name, value, note } => {
            let note = note.map_or_else(String::new, |note| format!("; {note}"));
            format!("{name} is {value}{note}\n")
        }
        Report::Settings { list } => list
            .iter()
            .map(|(name, value)| format!("{name:<16}{value}\n"))
            .collect(),
        Report::Help { sections } => help(sections),
        Report::HelpOn {
            usage,
            aliases,
            text,
        } => {
            let mut out = format!("{}\n", paint(Role::Code, usage));
            if !aliases.is_empty() {
                let _ = writeln!(out, "also: {}", aliases.join(", "));
            }
            out + &wrapped(text)
        }
    }
}

fn breakpoint(view: &BreakpointView) -> String {
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

fn breakpoints(list: &[BreakpointView]) -> String {
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

fn jit(view: &JitView) -> String {
    let counters = &view.counters;
    let mut rows = vec![
        ("mode", view.mode.to_owned()),
        ("threshold", view.threshold.to_string()),
        (
            "groups",
            format!(
                "{} compiled, {} live",
                counters.groups_compiled, counters.groups_live
            ),
        ),
        ("invalidations", grouped(counters.invalidations)),
        ("entries", grouped(counters.entries)),
        ("side exits", grouped(counters.side_exits)),
        ("failures", grouped(counters.compile_failures)),
    ];
    if view.times == Switch::On {
        rows.push(("code", format!("{} bytes", grouped(counters.code_bytes))));
        let time = format!("{:.1} ms", counters.compile_seconds * 1000.0);
        rows.push(("compile time", time));
    }
    rows.iter()
        .map(|(name, value)| format!("{name:<14} {value}\n"))
        .collect()
}

fn groups(list: &[GroupView]) -> String {
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
        let _ = writeln!(
            out,
            "{} {}  {}, {}, in by {}, {}, {}",
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

fn help(sections: &[HelpSection]) -> String {
    let mut out = String::new();
    for section in sections {
        let _ = writeln!(out, "{}", paint(Role::Heading, section.title));
        for (usage, summary) in &section.commands {
            let _ = writeln!(
                out,
                "  {} {summary}",
                paint(Role::Code, format!("{usage:<46}"))
            );
        }
    }
    out + "`help COMMAND` tells more; `help numbers`, `help ranges`, `help expressions`, `help settings`.\n"
}

/// `text` in lines a terminal can show.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 80;
    let mut out = String::new();
    for line in text.lines() {
        let mut width = 0;
        for word in line.split(' ') {
            if width > 0 && width + word.len() >= WIDTH {
                out.push('\n');
                width = 0;
            } else if width > 0 {
                out.push(' ');
                width += 1;
            }
            out += word;
            width += word.len();
        }
        out.push('\n');
    }
    out
}

/// A number with its noun.
fn counted(value: u64, one: &str, many: &str) -> String {
    let noun = if value == 1 { one } else { many };
    format!("{} {noun}", grouped(value))
}

/// `1234567` as `1,234,567`.
fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (value, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (96_241_364, "96,241,364"),
        ] {
            assert_eq!(grouped(value), text);
        }
    }
}
