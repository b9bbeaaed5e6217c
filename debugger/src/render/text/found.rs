//! What `find` found, as text.

use super::super::{Role, paint};
use super::guest::{access, address, flags};
use super::symbols::{self, place};
use super::{counted, grouped, jit};
use jumppad_language::report::{
    ByteView, FoundRows, FoundView, FoundWhat, GroupedView, KeyNotation, KeyView, Searched,
    TraceRow,
};

pub(super) fn found(view: &FoundView) -> String {
    match &view.what {
        FoundWhat::Count => format!("{}\n", sum(view)) + &understood(view),
        FoundWhat::Rows { from, rows } => {
            let shown = rows.len() as u64;
            let these = match shown {
                0 => "none is".to_owned(),
                1 => format!("the {from} is"),
                _ => format!("the {from} {} are", grouped(shown)),
            };
            let cut = match shown < view.count {
                true => format!("; {these} shown, `limit N` shows more"),
                false => String::new(),
            };
            self::rows(rows) + &faint(&format!("{}{cut}", sum(view))) + &understood(view)
        }
        FoundWhat::Groups {
            by,
            notation,
            of,
            groups,
        } => {
            let cut = match groups.len() as u64 {
                shown if shown < *of => {
                    let (shown, of) = (grouped(shown), grouped(*of));
                    format!("; {shown} of {of} groups are shown, `limit N` shows more")
                }
                _ => String::new(),
            };
            self::groups(by, *notation, groups)
                + &faint(&format!("{}{cut}", sum(view)))
                + &understood(view)
        }
    }
}

fn faint(text: &str) -> String {
    format!("{}\n", paint(Role::Faint, text))
}

/// What a condition that none fits was taken for.
fn understood(view: &FoundView) -> String {
    let Some(understood) = &view.understood else {
        return String::new();
    };
    let decimal = understood.decimal.map_or_else(String::new, |digits| {
        format!("; {digits} is decimal, ${digits} hexadecimal")
    });
    faint(&format!("understood as {}{decimal}", understood.condition))
}

/// `12 of 1,000,000 instructions`
fn sum(view: &FoundView) -> String {
    let (one, many, none) = match view.of {
        Searched::Trace => (
            "instruction",
            "instructions",
            "nothing is recorded; `trace record N` records",
        ),
        Searched::Symbols => (
            "symbol",
            "symbols",
            "there are no symbols; `symbols FILE` loads some",
        ),
        Searched::Blocks => ("block", "blocks", "no block was entered yet"),
        Searched::Memory => ("byte", "bytes", "there is no memory"),
    };
    match view.searched {
        0 => none.to_owned(),
        searched => {
            let searched = counted(searched, one, many);
            let asked = view.asked.as_ref().map_or_else(String::new, |asked| {
                format!(" in {:.1} ms, {}", asked.seconds * 1e3, asked.tier)
            });
            format!("{} of {searched}{asked}", grouped(view.count))
        }
    }
}

fn rows(rows: &FoundRows) -> String {
    match rows {
        FoundRows::Trace(rows) => trace(rows),
        FoundRows::Symbols(rows) => symbols::symbols(rows),
        FoundRows::Blocks(rows) => jit::rows(rows),
        FoundRows::Memory(rows) => rows.iter().map(byte).collect(),
    }
}

fn byte(row: &ByteView) -> String {
    let letter = match row.value {
        b' '..=b'~' => format!("  '{}'", char::from(row.value)),
        _ => String::new(),
    };
    let place = place(row.address, row.symbol.as_deref());
    format!("{place}  ${:02X}{letter}\n", row.value)
}

/// Columns as wide as what stands in them.
fn trace(rows: &[TraceRow]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let width = |title: &str, of: &dyn Fn(&TraceRow) -> usize| {
        rows.iter().map(of).max().unwrap_or(0).max(title.len())
    };
    let symbol = |row: &TraceRow| row.symbol.clone().unwrap_or_default();
    let index = width("index", &|row| grouped(row.index).len());
    let cycle = width("cycle", &|row| grouped(row.cycle).len());
    let at = width("", &|row| symbol(row).chars().count());
    let code = width("instruction", &|row| text(row).chars().count());
    let title = format!(
        "{:>index$}  {:>cycle$}  {:5} {:at$} {:code$}  A  X  Y  SP P         access",
        "index", "cycle", "PC", "", "instruction",
    );
    let mut out = format!("{}\n", paint(Role::Heading, title));
    for row in rows {
        let r = &row.registers;
        let access = row.access.as_ref().map_or_else(String::new, |a| {
            access(
                self::place(a.address, a.symbol.as_deref()),
                a.write,
                a.old,
                a.new,
            )
        });
        let line = format!(
            "{:>index$}  {:>cycle$}  {} {:at$} {}  {:02X} {:02X} {:02X} {:02X} {}  {access}",
            grouped(row.index),
            grouped(row.cycle),
            address(r.pc),
            symbol(row),
            paint(Role::Code, format!("{:code$}", text(row))),
            r.a,
            r.x,
            r.y,
            r.s,
            flags(r.p),
        );
        out += line.trim_end();
        out.push('\n');
    }
    out
}

fn text(row: &TraceRow) -> String {
    match row.interrupt {
        Some(line) => format!("({line} taken)"),
        None => row.text.clone(),
    }
}

fn groups(by: &str, notation: KeyNotation, groups: &[GroupedView]) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let key = |group: &GroupedView| key(notation, group);
    let keys = groups.iter().map(|group| key(group).chars().count());
    let width = keys.max().unwrap_or(0).max(by.len());
    let has_cycles = groups.iter().any(|group| group.cycles.is_some());
    let cycles = if has_cycles { "          cycles" } else { "" };
    let title = format!("{by:width$}         count   share{cycles}");
    let mut out = format!("{}\n", paint(Role::Heading, title));
    for group in groups {
        let cycles = group
            .cycles
            .map_or_else(String::new, |cycles| format!("  {:>14}", grouped(cycles)));
        out += &format!(
            "{:width$}  {:>12}  {:>5.1}%{cycles}\n",
            key(group),
            grouped(group.count),
            group.share * 100.0
        );
    }
    out
}

/// A key, in the notation of its field.
fn key(notation: KeyNotation, group: &GroupedView) -> String {
    let text = match &group.key {
        None => "(no access)".to_owned(),
        Some(KeyView::Text(text)) if text.is_empty() => "(none)".to_owned(),
        Some(KeyView::Text(text)) => text.clone(),
        Some(KeyView::Number(number)) => match notation {
            KeyNotation::Address => format!("${number:04X}"),
            KeyNotation::Byte => format!("${number:02X}"),
            KeyNotation::Count => number.to_string(),
        },
    };
    match &group.symbol {
        Some(symbol) => format!("{text} {symbol}"),
        None => text,
    }
}
