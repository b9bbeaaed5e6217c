//! Conditions over a trace against the same in Rust, in both tiers.

use jumppad_tiers::JitMode;
use jumppad_tiers::trace::{Accessed, Record};

use super::{found, rows, session_on};
use crate::report::TraceRow;
use crate::session::Session;

/// A condition, and the same in Rust.
type Case = (&'static str, fn(&Record) -> bool);

fn accesses(record: &Record, test: fn(Accessed) -> bool) -> bool {
    let access = record.access();
    access.is_some_and(test)
}

const CASES: &[Case] = &[
    ("pc == Loop", |r| r.pc() == 0x608),
    ("a == 'A' && x > 3 && y < 100", |r| {
        let [a, x, y, ..] = r.registers();
        a == b'A' && x > 3 && y < 100
    }),
    (".z || .n", |r| r.registers()[4] & 0x82 != 0),
    ("sp == $fd && s < $fe && !(p & 1)", |r| {
        r.registers()[3] == 0xFD && r.registers()[4] & 1 == 0
    }),
    ("opcode == $99", |r| r.instruction()[0] == 0x99),
    ("took == 3 || cycles % 7 == 0", |r| {
        r.took() == 3 || r.cycles() % 7 == 0
    }),
    ("index >= 29990", |r| r.index() >= 29_990),
    ("addr == counter", |r| accesses(r, |a| a.addr == 0x10)),
    ("addr != counter", |r| accesses(r, |a| a.addr != 0x10)),
    ("!(addr == counter)", |r| !accesses(r, |a| a.addr == 0x10)),
    ("addr < $100 && iswrite", |r| {
        accesses(r, |a| a.addr < 0x100 && a.kind.is_write())
    }),
    ("value != old", |r| accesses(r, |a| a.value != a.old)),
    ("(value - old == 1) + (x == 2) == 2", |r| {
        accesses(r, |a| i32::from(a.value) - i32::from(a.old) == 1) && r.registers()[1] == 2
    }),
    ("addr", |r| accesses(r, |a| a.addr != 0)),
    ("!addr", |r| !accesses(r, |a| a.addr != 0)),
    ("iswrite == 0 && addr > 0", |_| false),
    ("addr == .addr", |_| false),
    ("mnemonic == \"sta\"", |r| r.instruction()[0] == 0x99),
    ("mnemonic != \"sta\" && mnemonic != \"LDA\"", |r| {
        ![0x99, 0xA9].contains(&r.instruction()[0])
    }),
    ("mnemonic starts_with \"D\" && operand == \"\"", |r| {
        r.instruction()[0] == 0xCA
    }),
    ("operand ends_with \",y\"", |r| r.instruction()[0] == 0x99),
    ("symbol == \"Loop\" && symbol != \"loop\"", |r| {
        r.pc() >= 0x608
    }),
    (
        "symbol == \"loop\" || symbol contains \"oo\" && x == 1",
        |r| r.pc() >= 0x608 && r.registers()[1] == 1,
    ),
    ("\"a\" == \"A\"", |_| true),
    ("symbol == \"LOOP\" nocase && !(symbol == \"LOOP\")", |r| {
        r.pc() >= 0x608
    }),
    ("$_ == $_", |_| true),
    ("1", |_| true),
    ("0", |_| false),
];

#[test]
fn queries_agree_with_a_naive_filter() {
    for (jit, tier) in [(JitMode::Off, "evaluated"), (JitMode::Llvm, "compiled")] {
        let mut session = session_on(jit);
        for case in CASES {
            agrees(&mut session, case, tier);
        }
        assert_eq!(session.debugger.machine.jit_stats().compile_failures, 0);
    }
}

fn agrees(session: &mut Session<'_>, (condition, holds): &Case, tier: &str) {
    let expected: Vec<u64> = {
        let fit = session.debugger.trace.iter().filter(holds);
        fit.map(|record| record.index()).collect()
    };
    let line = format!("find trace where {condition}");
    let view = found(session, &format!("{line} count"));
    assert_eq!(view.count, expected.len() as u64, "{line}");
    assert_eq!(view.searched, 20_000);
    assert_eq!(view.asked.map(|asked| asked.tier), Some(tier), "{line}");
    let indices = |rows: Vec<TraceRow>| rows.iter().map(|r| r.index).collect::<Vec<_>>();
    let last = indices(rows(session, &format!("{line} limit 7")));
    assert_eq!(last, expected[expected.len().saturating_sub(7)..], "{line}");
    let first = indices(rows(session, &format!("{line} first 7")));
    assert_eq!(first, expected[..expected.len().min(7)], "{line}");
}
