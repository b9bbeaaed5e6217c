//! What LLVM's text says of the guest's registers: where they are in machine code, and which of
//! its values they are in optimised IR.
//!
//! LLVM cuts the local copy of the processor into its bytes and names the pieces by numbers;
//! here a piece gets the name of what it is. Left out: what LLVM computes of several pieces.

use std::collections::HashMap;
use std::mem::offset_of;

use jumppad_opcodes::Cpu;

use super::provenance::{CPU, ZERO_PAGE};
use crate::dump::HostHome;

/// What a byte of the processor is.
fn register(offset: usize) -> Option<&'static str> {
    const BYTES: [&str; 10] = ["A", "X", "Y", "SP", "N", "Z", "C", "V", "D", "I"];
    match offset {
        0 => Some("CYCLES"),
        at if at == offset_of!(Cpu, pc) => Some("PC"),
        at => BYTES.get(at.checked_sub(Cpu::REGISTERS_OFFSET)?).copied(),
    }
}

/// What an account in assembly says, such as `f:guest <- [DW_OP_LLVM_fragment 80 8] $al`, of
/// the line to come.
pub(super) fn home(account: &str, line: usize) -> Option<HostHome> {
    let (variable, place) = account.split_once(" <- ")?;
    let variable = variable.rsplit_once(':')?.1;
    let fragment = place.split_once("DW_OP_LLVM_fragment ")?.1;
    let (bits, _) = fragment.split_once(' ')?;
    let offset = bits.parse::<usize>().ok()? / 8;
    let what = match variable {
        CPU => register(offset)?.to_owned(),
        ZERO_PAGE => format!("${offset:02X}"),
        _ => return None,
    };
    Some(HostHome {
        line,
        what,
        place: told(place),
    })
}

/// Adds what is news to what was said before.
pub(super) fn put(homes: &mut Vec<HostHome>, home: HostHome) {
    let mut of_it = homes.iter().enumerate().rev();
    let last = of_it.find(|(_, known)| known.what == home.what);
    match last.map(|(at, known)| (at, known.line == home.line, known.place == home.place)) {
        Some((_, _, true)) => {}
        // Of the same line the last word counts.
        Some((at, true, false)) => homes[at] = home,
        _ => homes.push(home),
    }
}

/// A place without DWARF's operations: `$al`, `[$rsp + 8]`, `65`; what is computed says so.
fn told(place: &str) -> String {
    let (operations, value) = match place.rsplit_once("] ") {
        Some((operations, value)) => (operations, value.trim()),
        None => ("", place.trim()),
    };
    let value = value.trim_start_matches('$');
    if matches!(value, "undef" | "noreg") || value.is_empty() {
        return String::new();
    }
    let computes = operations
        .split(", ")
        .any(|operation| !is_plain(operation.trim_start_matches('[')));
    match computes {
        true => format!("computed of {value}"),
        false => value.to_owned(),
    }
}

fn is_plain(operation: &str) -> bool {
    operation.is_empty() || operation.starts_with("DW_OP_LLVM_fragment")
}

/// IR in which the pieces of the processor and of page 0 are called by their names: LLVM says
/// once for each which byte of a parameter it comes from.
pub(super) fn named(text: &str) -> String {
    let names: HashMap<&str, String> = text.lines().filter_map(piece).collect();
    if names.is_empty() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at + 1);
        out += before;
        let numbered = from.find(".sroa.").and_then(|dot| {
            let digits = &from[dot + ".sroa.".len()..];
            let length = digits.find(|c: char| !c.is_ascii_digit())?;
            let end = dot + ".sroa.".len() + length;
            let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
            let stem = from.get(..end)?;
            stem.chars().all(is_word).then_some((stem, end))
        });
        rest = match numbered.and_then(|(stem, end)| Some((names.get(stem)?, end))) {
            Some((name, end)) => {
                out += name;
                &from[end..]
            }
            None => from,
        };
    }
    out + rest
}

/// What a piece is, of `%cpu.sroa.22.0..sroa_idx = getelementptr inbounds nuw i8, ptr %guest_cpu, i64 10`,
/// or of a load from the beginning of a parameter.
fn piece(line: &str) -> Option<(&str, String)> {
    let (value, made) = line.trim().split_once(" = ")?;
    let value = value.strip_prefix('%')?;
    let dot = value.find(".sroa.")? + ".sroa.".len();
    let length = value[dot..].find(|c: char| !c.is_ascii_digit())?;
    let stem = &value[..dot + length];
    let byte = |rest: &str| match rest.split_once(", i64 ") {
        Some((_, offset)) => offset
            .split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse()
            .ok(),
        None => Some(0_usize),
    };
    let is_address = made.starts_with("getelementptr");
    let is_load = made.starts_with("load ");
    let name = if let Some((_, rest)) = made.split_once("ptr %guest_cpu") {
        let offset = if is_address { byte(rest)? } else { 0 };
        register(offset)?.to_lowercase()
    } else if let Some((_, rest)) = made.split_once("ptr %page_0") {
        format!("zp{:02x}", if is_address { byte(rest)? } else { 0 })
    } else {
        return None;
    };
    (is_address || is_load).then_some((stem, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read() {
        let told = |account| home(account, 3).map(|home| (home.what, home.place));
        let is = |what: &str, place: &str| Some((what.to_owned(), place.to_owned()));
        let cases = [
            ("f:guest <- [DW_OP_LLVM_fragment 80 8] $al", is("A", "al")),
            ("f:guest <- [DW_OP_LLVM_fragment 88 8] undef", is("X", "")),
            (
                "f:guest <- [DW_OP_LLVM_fragment 0 64] [$rsp+8]",
                is("CYCLES", "[$rsp+8]"),
            ),
            ("f:guest <- [DW_OP_LLVM_fragment 80 8] 65", is("A", "65")),
            (
                "f:page_0 <- [DW_OP_LLVM_fragment 128 8] $cl",
                is("$10", "cl"),
            ),
            (
                "f:guest <- [DW_OP_plus_uconst 1, DW_OP_stack_value, DW_OP_LLVM_fragment 96 8] $ecx",
                is("Y", "computed of ecx"),
            ),
            ("f:other <- $rdi", None),
        ];
        for (account, expected) in cases {
            assert_eq!(told(account), expected, "{account}");
        }
    }

    #[test]
    fn only_news_are_kept() {
        let mut homes = Vec::new();
        for (line, place) in [(1, "al"), (2, "al"), (3, "bl"), (3, ""), (4, "cl")] {
            let (what, place) = ("A".to_owned(), place.to_owned());
            put(&mut homes, HostHome { line, what, place });
        }
        let kept: Vec<_> = homes.iter().map(|h| (h.line, h.place.as_str())).collect();
        assert_eq!(kept, [(1, "al"), (3, ""), (4, "cl")]);
    }

    #[test]
    fn pieces_are_called_by_their_names() {
        let text = "\
%cpu.sroa.0.0.copyload = load i64, ptr %guest_cpu, align 8
%cpu.sroa.22.0..sroa_idx = getelementptr inbounds nuw i8, ptr %guest_cpu, i64 10
%cpu.sroa.22.0.copyload = load i8, ptr %cpu.sroa.22.0..sroa_idx, align 2
%zero_page.sroa.1.0..sroa_idx = getelementptr inbounds nuw i8, ptr %page_0, i64 16
%14 = add i8 %cpu.sroa.22.1, %zero_page.sroa.1.0
";
        let named = named(text);
        assert!(named.contains("%14 = add i8 %a.1, %zp10.0"), "{named}");
        assert!(named.contains("%cycles.0.copyload = load i64"), "{named}");
        assert!(!named.contains("sroa.22"), "{named}");
    }
}
