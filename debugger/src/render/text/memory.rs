//! Memory as text.

use std::fmt::Write;

use super::super::{Role, page, paint};
use super::guest::{address, code_line};
use super::symbols::place as named;
use super::{counted, grouped};
use jumppad_language::report::{
    AssembledView, Change, Comparison, How, Hunt, MapView, MemoryView, Stretch, What,
};

/// Bytes of a row of a dump, in terminals of less than `WIDTH_OF_ROW` columns half as many.
const ROW: usize = 16;
const WIDTH_OF_ROW: usize = 73;
/// Letters of a row of text, and its columns.
const TEXT_ROW: usize = 64;
const WIDTH_OF_TEXT: usize = TEXT_ROW + 7;
/// Addresses of a row.
const ADDRESSES: usize = 8;

pub(super) fn memory(view: &MemoryView) -> String {
    dump(view.start, &view.bytes) + &special(&view.special)
}

pub(super) fn dump(start: u16, bytes: &[u8]) -> String {
    let mut out = String::new();
    let (length, width) = match page::fits(WIDTH_OF_ROW) {
        true => (ROW, 49),
        false => (ROW / 2, 24),
    };
    for (at, chunk) in rows(start, bytes, length) {
        let mut hex = String::new();
        for (column, byte) in chunk.iter().enumerate() {
            let gap = if column == 8 { "  " } else { " " };
            let _ = write!(hex, "{gap}{byte:02X}");
        }
        let letters = paint(Role::Faint, letters(chunk));
        let _ = writeln!(out, "{} {hex:<width$}  {letters}", address(at));
    }
    out
}

pub(super) fn text(start: u16, bytes: &[u8]) -> String {
    let length = match page::fits(WIDTH_OF_TEXT) {
        true => TEXT_ROW,
        false => TEXT_ROW / 2,
    };
    rows(start, bytes, length)
        .map(|(at, chunk)| format!("{}  {}\n", address(at), letters(chunk)))
        .collect()
}

fn rows(start: u16, bytes: &[u8], length: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let chunks = bytes.chunks(length).enumerate();
    chunks.map(move |(row, chunk)| (start.wrapping_add((row * length) as u16), chunk))
}

/// Bytes as letters; what is none is a dot.
fn letters(bytes: &[u8]) -> String {
    let letter = |&b: &u8| match b {
        0x20..=0x7E => char::from(b),
        _ => '.',
    };
    bytes.iter().map(letter).collect()
}

/// What the user should know of what was written to.
fn special(list: &[Stretch]) -> String {
    let note = |stretch: &Stretch| {
        let place = place(stretch.start, stretch.end);
        match stretch.what {
            What::Ram => String::new(),
            What::Open => format!("nothing is at {place}: the write is lost\n"),
            What::ReadOnly => format!("{place} is read-only to the guest; you have changed it\n"),
            What::Device { number, kind } => {
                format!("{place} is device #{number}, a {kind}: it was written to\n")
            }
        }
    };
    list.iter().map(note).collect()
}

fn place(start: u16, end: u16) -> String {
    match start == end {
        true => address(start),
        false => format!("{}-{}", address(start), address(end)),
    }
}

pub(super) fn change(change: &Change) -> String {
    let Change { start, end, .. } = *change;
    let length = counted(u64::from(end - start) + 1, "byte", "bytes");
    let target = place(start, end);
    let text = match &change.how {
        How::Filled { with } => {
            let bytes: Vec<String> = with.iter().map(|b| format!("{b:02X}")).collect();
            format!("filled {target} ({length}) with {}\n", bytes.join(" "))
        }
        How::Moved { from } => {
            let source = place(*from, from + (end - start));
            format!("moved {source} to {target} ({length})\n")
        }
        How::Loaded { file } => format!("loaded {target} ({length}) from {file}\n"),
    };
    text + &special(&change.special)
}

pub(super) fn hunt(hunt: &Hunt) -> String {
    if hunt.hits.is_empty() {
        return "not found\n".to_owned();
    }
    let row = |row: &[u16]| {
        let row: Vec<String> = row.iter().map(|&hit| address(hit)).collect();
        row.join(" ") + "\n"
    };
    let rows: String = hunt.hits.chunks(ADDRESSES).map(row).collect();
    rows + &more(hunt.more)
}

pub(super) fn comparison(view: &Comparison) -> String {
    let bytes = counted(view.length as u64, "byte", "bytes");
    if view.list.is_empty() {
        return format!("no difference in {bytes}\n");
    }
    let mut out = String::new();
    for pair in &view.list {
        let (one, other) = (address(pair.address), address(pair.other_address));
        let _ = writeln!(
            out,
            "{one} {:02X}  {other} {:02X}",
            pair.byte, pair.other_byte
        );
    }
    let all = (view.list.len() + view.more) as u64;
    let differences = counted(all, "difference", "differences");
    out + &more(view.more) + &format!("{differences} in {bytes}\n")
}

fn more(count: usize) -> String {
    match count {
        0 => String::new(),
        more => format!("and {} more\n", grouped(more as u64)),
    }
}

pub(super) fn map(view: &MapView) -> String {
    let mut out = String::new();
    for stretch in &view.list {
        let what = match stretch.what {
            What::Ram => "RAM".to_owned(),
            What::Open => "nothing".to_owned(),
            What::ReadOnly => "read-only".to_owned(),
            What::Device { number, kind } => format!("device #{number}, a {kind}"),
        };
        let place = format!("${:04X}-${:04X}", stretch.start, stretch.end);
        let _ = writeln!(out, "{}  {what}", paint(Role::Address, place));
    }
    let segments = view.segments.iter().map(|&(start, end)| place(start, end));
    let segments: Vec<String> = segments.collect();
    let _ = writeln!(out, "program: {}, {}", view.program, segments.join(" "));
    let [nmi, reset, irq] = &view.symbols;
    let nmi = named(view.nmi, nmi.as_deref());
    let reset = named(view.reset, reset.as_deref());
    let irq = named(view.irq, irq.as_deref());
    let _ = writeln!(out, "vectors: nmi {nmi}, reset {reset}, irq and brk {irq}");
    out
}

pub(super) fn assembled(view: &AssembledView) -> String {
    let mut out = String::new();
    if let Some(label) = &view.label {
        let _ = writeln!(out, "{label} is {}", address(view.address));
    }
    match &view.code {
        Some(code) => out += &code_line(code),
        None => out += &dump(view.address, &view.bytes),
    }
    for name in &view.waits_for {
        let is_number = name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = match is_number {
            true => format!(", a label; the number is ${name}"),
            false => String::new(),
        };
        let _ = writeln!(out, "waits for `{name}`{number}");
    }
    for patch in &view.patches {
        let bytes: Vec<String> = patch.bytes.iter().map(|b| format!("{b:02X}")).collect();
        let at = address(patch.address);
        let _ = writeln!(out, "{at} waited for it, and is {} now", bytes.join(" "));
    }
    out + &special(&view.special)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dump_shows_hex_and_letters() {
        let text = dump(0x200, b"HELLO, WORLD\x00\x01\x02\x03!");
        assert!(text.starts_with(
            "$0200  48 45 4C 4C 4F 2C 20 57  4F 52 4C 44 00 01 02 03  HELLO, WORLD....\n"
        ));
        assert!(text.lines().nth(1).unwrap().ends_with("  !"));
    }

    #[test]
    fn text_is_cut_into_rows() {
        let rows = text(0x200, &[b'x'; 65]);
        assert_eq!(rows.lines().nth(1), Some("$0240  x"));
    }
}
