//! Groups and their generated code as text, side by side with the guest's.

use std::fmt::Write;

use super::super::{Role, paint};
use super::counted;
use super::guest::{address, code_line, disassembly};
use jumppad_language::report::{BlockShapeView, CodeMap, DumpView, ShapeView};

pub(super) fn shape(view: &ShapeView) -> String {
    let mut out = heading(&view.group, view.entry, "6502");
    for block in &view.blocks {
        let way_in = if block.way_in { "  way in" } else { "" };
        let name = paint(Role::Heading, format!("block_{:04X}", block.start));
        let _ = writeln!(out, "{name}{way_in}");
        out += &disassembly(&block.lines);
        let _ = writeln!(out, "    -> {}", paint(Role::Faint, ends(block)));
    }
    let bytes = list(view.zero_page.iter().map(|byte| format!("${byte:02X}")));
    let _ = match view.zero_page.is_empty() {
        true => writeln!(out, "page 0 is memory"),
        false => writeln!(out, "page 0 in host registers: {bytes}"),
    };
    let pages = list(view.plain_pages.iter().map(|page| format!("${page:02X}")));
    if !pages.is_empty() {
        let _ = writeln!(out, "pages taken for plain memory: {pages}");
    }
    if let Some(set) = view.decimal {
        let flag = if set { "set" } else { "clear" };
        let _ = writeln!(out, "D taken for {flag}");
    }
    let cycles = counted(view.longest_path, "cycle", "cycles");
    let _ = writeln!(out, "at most {cycles} between two looks at the budget");
    out
}

fn ends(block: &BlockShapeView) -> String {
    let edges = block.edges.iter();
    let edges = edges.map(|edge| format!("${:04X} ({})", edge.to, edge.kind));
    let computed = block.computed.then(|| {
        let jumppad = "the jumppad, by an address known at run time";
        let is_first = block.edges.is_empty();
        if is_first {
            jumppad
        } else {
            "else the jumppad"
        }
        .to_owned()
    });
    list(edges.chain(computed))
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

pub(super) fn dump(view: &DumpView) -> String {
    let mut out = heading(&view.group, view.entry, view.stage);
    for line in view.legend {
        let _ = writeln!(out, "{}", paint(Role::Faint, format!("; {line}")));
    }
    for line in &view.lines {
        if let (Some(guest), Some(code)) = (line.guest, &line.code) {
            let code = paint(Role::Code, code);
            let _ = writeln!(out, "; {}  {code}", address(guest));
        }
        out += &line.text;
        out.push('\n');
    }
    out
}

pub(super) fn map(map: &CodeMap) -> String {
    let mut out = heading(&map.group, map.entry, "map");
    let mut all = map.shared;
    for mapped in &map.list {
        let count = mapped.host_instructions;
        all += count;
        let _ = write!(out, "{count:>5}  {}", code_line(&mapped.line));
    }
    let _ = writeln!(
        out,
        "{:>5}  entry, jumppad, exits\n{all:>5}  host instructions in all",
        map.shared
    );
    out
}

fn heading(group: &str, entry: u16, stage: &str) -> String {
    let name = paint(Role::Event, group);
    format!("{name} entry {}: {stage}\n", address(entry))
}
