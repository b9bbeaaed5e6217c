//! Windows and banks as text.

use std::fmt::Write;

use super::counted;
use super::guest::address;
use jumppad_language::report::{BankKind, BankView, BankWrites, BanksView, ShowingView, SpaceView};

pub(super) fn banks(view: &BanksView) -> String {
    if view.windows.is_empty() {
        return "no banks: the guest has one memory\n".to_owned();
    }
    let mut out = String::new();
    for window in &view.windows {
        let (start, end) = (address(window.start), address(window.end));
        let _ = writeln!(out, "{start}-{end}  {}", window.name);
        let width = window.banks.iter().map(|bank| bank.name.len()).max();
        for bank in &window.banks {
            let mark = match bank.number == window.selected {
                true => '>',
                false => ' ',
            };
            let _ = writeln!(
                out,
                "  {mark} {:>3}  {:<2$}  {3}",
                bank.number,
                bank.name,
                width.unwrap_or(0),
                what(bank)
            );
        }
    }
    if let ShowingView::Copied(why) = &view.showing {
        let _ = writeln!(out, "a switch copies what shows: {why}");
    }
    out
}

/// For which banks code is listed, and how much is kept for others; nothing where there are none.
pub(super) fn space(view: Option<&SpaceView>) -> String {
    let Some(view) = view else {
        return String::new();
    };
    let showing = view.showing.iter();
    let showing = showing.map(|bank| format!("{} {} {}", bank.window, bank.number, bank.name));
    let showing: Vec<String> = showing.collect();
    let mut out = format!("for the banks that show: {}\n", showing.join(", "));
    if view.spaces_elsewhere > 0 {
        let spaces = counted(view.spaces_elsewhere as u64, "other way", "other ways");
        let groups = counted(view.groups_elsewhere as u64, "group", "groups");
        let blocks = counted(view.blocks_elsewhere as u64, "block", "blocks");
        let _ = writeln!(
            out,
            "parked for {spaces} in which they showed: {groups}, {blocks}"
        );
    }
    out
}

fn what(bank: &BankView) -> String {
    let kind = match bank.kind {
        BankKind::Memory => "the memory that is there".to_owned(),
        BankKind::Ram => format!("RAM from {:05X}", bank.offset),
        BankKind::Rom => format!("ROM from {:05X}", bank.offset),
    };
    let writes = match (bank.writes, bank.kind) {
        (BankWrites::Beneath, _) => ", writes go beneath",
        (BankWrites::Ignored, BankKind::Memory | BankKind::Ram) => ", not written",
        _ => "",
    };
    let devices = match bank.devices {
        true => "",
        false => ", no devices",
    };
    format!("{kind}{writes}{devices}")
}
