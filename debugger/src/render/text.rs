//! Reports as text for people.
//!
//! Invariant: without colours the text says the same; colour only underlines it.

use std::fmt::Write;

use super::{Role, paint};
use crate::report::{
    BreakpointView, Cell, CodeLine, GroupView, HelpSection, JitView, RegisterView, Report, Stop,
    Why,
};
use crate::settings::Switch;

/// The text of `report`, with its line end.
pub(super) fn text(report: &Report) -> String {
    match report {
        Report::Blank | Report::Done | Report::Quit => String::new(),
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
        Report::Setting { name, value } => format!("{name} is {value}\n"),
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

fn address(value: u16) -> String {
    paint(Role::Address, format!("${value:04X}"))
}

fn stop(stop: &Stop) -> String {
    let cycles = match stop.elapsed {
        1 => "1 cycle".to_owned(),
        n => format!("{} cycles", grouped(n)),
    };
    let (what, detail) = why(&stop.why);
    let detail = detail.map_or_else(String::new, |text| format!(": {text}"));
    format!(
        "{} after {cycles}{detail}\n{}{}",
        paint(Role::Heading, what),
        registers(&stop.registers),
        code_line(&stop.next)
    )
}

/// The reason of a stop, and what more there is to say.
fn why(why: &Why) -> (String, Option<String>) {
    let (what, detail) = match why {
        Why::Step => ("step", None),
        Why::Returned => ("returned", None),
        Why::Until => ("until", None),
        Why::Breakpoint { id } => return (format!("breakpoint #{id}"), None),
        Why::BadCondition { id, error } => {
            let detail = format!("its condition failed: {error}");
            return (format!("breakpoint #{id}"), Some(detail));
        }
        Why::Watchpoint {
            id,
            address,
            write,
            old,
            new,
        } => {
            let detail = match write {
                true => format!("store ${address:04X} ${old:02X}->${new:02X}"),
                false => format!("load ${address:04X} ${new:02X}"),
            };
            return (format!("watchpoint #{id}"), Some(detail));
        }
        Why::Trap => ("trap", Some("this instruction jumps to itself".to_owned())),
        Why::Jam { opcode } => {
            let detail = format!("opcode ${opcode:02X} locks the CPU up; only a reset helps");
            ("jam", Some(detail))
        }
        Why::Interrupted { waiting } => ("interrupted", waiting.clone()),
        Why::Cycles { waiting, .. } => ("cycle limit", waiting.clone()),
    };
    (what.to_owned(), detail)
}

fn registers(view: &RegisterView) -> String {
    let (now, before) = (&view.cpu, &view.before);
    let mut line = String::new();
    let mut part = |name: &str, text: String, same: bool| {
        let width = text.len() + 2;
        let text = if same {
            format!("{text:width$}")
        } else {
            // A star, because colours are lost in pipes.
            format!(
                "{}{:2$}",
                paint(Role::Changed, format!("{text}*")),
                "",
                width - text.len() - 1
            )
        };
        let _ = write!(line, "{name}{text}");
    };
    part("PC ", format!("${:04X}", now.pc), now.pc == before.pc);
    part("A ", format!("${:02X}", now.a), now.a == before.a);
    part("X ", format!("${:02X}", now.x), now.x == before.x);
    part("Y ", format!("${:02X}", now.y), now.y == before.y);
    part("SP ", format!("${:02X}", now.s), now.s == before.s);
    part("P ", flags(now.p), now.p == before.p);
    let _ = writeln!(line, "cycle {}", view.cycles);
    line
}

/// The flags as letters; a set one is a capital.
fn flags(p: u8) -> String {
    "nv-bdizc"
        .chars()
        .enumerate()
        .map(|(at, letter)| match p & 0x80 >> at {
            0 => letter,
            _ => letter.to_ascii_uppercase(),
        })
        .collect()
}

fn memory(start: u16, bytes: &[u8]) -> String {
    let mut out = String::new();
    for (row, chunk) in bytes.chunks(16).enumerate() {
        let at = start.wrapping_add((row * 16) as u16);
        let mut hex = String::new();
        for (column, byte) in chunk.iter().enumerate() {
            let gap = if column == 8 { "  " } else { " " };
            let _ = write!(hex, "{gap}{byte:02X}");
        }
        let letters: String = chunk
            .iter()
            .map(|&b| match b {
                0x20..=0x7E => char::from(b),
                _ => '.',
            })
            .collect();
        let _ = writeln!(
            out,
            "{} {hex:<49}  {}",
            address(at),
            paint(Role::Faint, letters)
        );
    }
    out
}

fn examine(columns: usize, cells: &[Cell]) -> String {
    cells
        .chunks(columns.max(1))
        .map(|row| {
            let texts: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
            format!("{}  {}\n", address(row[0].address), texts.join("  "))
        })
        .collect()
}

fn code_line(line: &CodeLine) -> String {
    let arrow = match line.current {
        true => paint(Role::Current, "=>"),
        false => "  ".to_owned(),
    };
    let star = match line.breakpoint {
        true => paint(Role::Error, "*"),
        false => " ".to_owned(),
    };
    let bytes: Vec<String> = line.bytes.iter().map(|b| format!("{b:02X}")).collect();
    let tier = line.tier.as_deref().unwrap_or("");
    let text = match tier {
        "" => paint(Role::Code, &line.text),
        _ => paint(Role::Code, format!("{:<16}", line.text)),
    };
    let start = format!(
        "{arrow}{star}{}  {:<8}  ",
        address(line.address),
        bytes.join(" ")
    );
    format!("{start}{text}{}\n", paint(Role::Event, tier))
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
            let hits = match view.hits {
                1 => "1 hit".to_owned(),
                n => format!("{n} hits"),
            };
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
            "{} {}  {} blocks, {} instructions, in by {}, {} entries, {} side exits",
            paint(Role::Event, &group.id),
            ranges.join(" "),
            group.blocks,
            group.instructions,
            ways.join(" "),
            grouped(group.entries),
            grouped(group.side_exits)
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
    use crate::report::Registers;

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

    #[test]
    fn changed_registers_have_a_star() {
        let before = Registers::default();
        let cpu = Registers {
            a: 0x41,
            p: 0x24,
            ..before
        };
        let view = RegisterView {
            cpu,
            before,
            cycles: 5,
        };
        assert_eq!(
            registers(&view),
            "PC $0000  A $41* X $00  Y $00  SP $00  P nv-bdIzc* cycle 5\n"
        );
    }

    #[test]
    fn a_dump_shows_hex_and_letters() {
        let text = memory(0x200, b"HELLO, WORLD\x00\x01\x02\x03!");
        assert!(text.starts_with(
            "$0200  48 45 4C 4C 4F 2C 20 57  4F 52 4C 44 00 01 02 03  HELLO, WORLD....\n"
        ));
        assert!(text.lines().nth(1).unwrap().ends_with("  !"));
    }
}
