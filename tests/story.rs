//! One debugging story, told in each way of speaking to the debugger and in each tier: all are at the same cycles.

mod clients;
mod rsp;
mod vice;
mod story {
    pub(crate) mod dap;
    pub(crate) mod gdb;
    pub(crate) mod repl;
    pub(crate) mod teller;
    pub(crate) mod vice;
}

use std::io::Write;

use story::dap::Editor;
use story::gdb::Remote;
use story::repl::Repl;
use story::teller::{Missing, Stores, Teller};
use story::vice::Monitor;

const TIERS: [&str; 4] = ["interp", "baseline", "jit", "llvm"];

/// `++moves;`, one INC.
const LINE: u32 = 24;

/// When the fourth and the fifth move come to that line, and how long the INC takes.
const FOURTH: u64 = 5_763;
const FIFTH: u64 = 7_035;
const INC: u64 = 6;

/// Says what is left out, at once: what the print macros print is kept back until a test fails.
fn skipped(teller: &dyn Teller, Missing(what): &Missing) {
    let line = format!("SKIPPED: {} has no word for {what}", teller.name());
    writeln!(std::io::stderr(), "{line}").expect("the standard error stream is open");
}

/// Goes on to a store that is watched, and behind it.
fn store(teller: &mut dyn Teller) {
    teller.go_on();
    if teller.stores() == Stores::Ahead {
        teller.step();
    }
}

/// Tells the story: the towers of Hanoi, when the fourth disk moves.
fn tell(teller: &mut dyn Teller) {
    // The line, on a condition, and what is known there.
    teller.break_at(LINE, "moves", 3);
    teller.go_on();
    assert_eq!(teller.cycle(), FOURTH, "{}", teller.name());
    match teller.locals() {
        Ok(locals) => {
            let told: Vec<_> = locals
                .iter()
                .map(|(name, value)| (&**name, *value))
                .collect();
            let known = [("from", 0), ("n", 3), ("other", 1), ("to", 2)];
            assert_eq!(told, known, "{}", teller.name());
        }
        Err(missing) => skipped(teller, &missing),
    }

    // Who changes the count?
    teller.watch("moves");
    store(teller);
    assert_eq!(
        (teller.value("moves"), teller.cycle()),
        (4, FOURTH + INC),
        "{}",
        teller.name()
    );
    store(teller);
    assert_eq!(
        (teller.value("moves"), teller.cycle()),
        (5, FIFTH + INC),
        "{}",
        teller.name()
    );

    // Back to that store, of which nothing has happened then.
    match teller.back() {
        Ok(()) => {
            assert_eq!(
                (teller.value("moves"), teller.cycle()),
                (4, FIFTH),
                "{}",
                teller.name()
            );
        }
        Err(missing) => skipped(teller, &missing),
    }

    // All again.
    teller.unwatch();
    teller.restart();
    assert_eq!(
        (teller.value("moves"), teller.cycle()),
        (3, FOURTH),
        "{}",
        teller.name()
    );
}

#[test]
fn in_the_command_language() {
    for tier in TIERS {
        tell(&mut Repl::start(tier));
    }
}

#[test]
fn in_vices_binary_monitor() {
    for tier in TIERS {
        tell(&mut Monitor::start(tier));
    }
}

#[test]
fn in_an_editor() {
    for tier in TIERS {
        tell(&mut Editor::start(tier));
    }
}

#[test]
fn in_gdbs_remote_protocol() {
    for tier in TIERS {
        tell(&mut Remote::start(tier));
    }
}
