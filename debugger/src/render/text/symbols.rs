//! Symbols as text, and the one way in which an address is told by its name.

use std::fmt::Write;

use super::super::{Role, paint};
use super::counted;
use super::guest::address;
use jumppad_engine::program::symbols::{Loaded, typed};
use jumppad_language::report::{NearestView, SymbolView};

/// `add_one ($0618)`, or `$0618` alone.
pub(super) fn place(at: u16, symbol: Option<&str>) -> String {
    match symbol {
        Some(symbol) => format!("{symbol} ({})", address(at)),
        None => address(at),
    }
}

pub(super) fn loaded(loaded: &Loaded) -> String {
    let symbols = match (loaded.symbols, loaded.lines) {
        (0, lines @ 1..) => counted(lines as u64, "line of source", "lines of source"),
        (symbols, _) => counted(symbols as u64, "symbol", "symbols"),
    };
    let mut text = format!("{}: {symbols}", loaded.file);
    if loaded.known > 0 {
        let _ = write!(text, ", {} of them known already", loaded.known);
    }
    if loaded.left_out > 0 {
        let _ = write!(
            text,
            "; left out {} without a 16-bit value",
            loaded.left_out
        );
    }
    if loaded.kept > 0 {
        let names = counted(loaded.kept as u64, "name", "names");
        let _ = write!(text, "; {names} of your own kept");
    }
    if loaded.other.count > 0 {
        let lines = counted(loaded.other.count as u64, "line", "lines");
        let first = loaded.other.first;
        let _ = write!(
            text,
            "; passed over {lines} without a label (the first is line {first})"
        );
    }
    if !loaded.breaks.is_empty() {
        let breaks = counted(loaded.breaks.len() as u64, "breakpoint", "breakpoints");
        let _ = write!(text, "; it has {breaks}: `symbols FILE --breaks` sets them");
    }
    text + "\n"
}

pub(super) fn symbols(list: &[SymbolView]) -> String {
    let width = width(list);
    list.iter().map(|view| row(view, width) + "\n").collect()
}

/// The columns that the longest of their extents has, as one without a bank at least.
fn width(list: &[SymbolView]) -> usize {
    let banks = list.iter().filter_map(|view| view.bank);
    let digits = banks.map(|bank| format!("{bank}:").len()).max();
    "$0000-$0000".len() + digits.unwrap_or(0)
}

fn row(view: &SymbolView, width: usize) -> String {
    let start = view.address;
    let bank = view
        .bank
        .map_or_else(String::new, |bank| format!("{bank}:"));
    let extent = match view.size {
        Some(size) if size > 1 => format!("{bank}${start:04X}-${:04X}", start + (size - 1)),
        _ => format!("{bank}${start:04X}"),
    };
    let value = if view.is_value { "  (value)" } else { "" };
    let extent = paint(Role::Address, format!("{extent:<width$}"));
    format!("{extent}  {}{value}", typed(&view.name))
}

pub(super) fn nearest(view: &NearestView) -> String {
    let mut text = match &view.symbol {
        // The list below says it.
        Some(_) if !view.list.is_empty() => String::new(),
        Some(symbol) => place(view.address, Some(symbol)) + "\n",
        None => format!("no name is near {}\n", address(view.address)),
    };
    let width = width(&view.list);
    for entry in &view.list {
        let file = entry.file.as_deref().unwrap_or("your own");
        let _ = writeln!(text, "{}  ({file})", row(entry, width));
    }
    text
}
