//! Windows and banks as text.

use std::fmt::Write;

use super::guest::address;
use jumppad_language::report::{BankKind, BankView, BankWrites, BanksView, ShowingView};

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
