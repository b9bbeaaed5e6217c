//! Lowered expressions against the evaluator.

use jumppad_engine::expression::Expr;
use jumppad_tiers::filter::{STOP, StopRecord};
use jumppad_tiers::{Config, JitMode, Machine};
use proptest::prelude::*;

use crate::grammar::{canonical::tests::expressions, expression::expression, parse_all};
use jumppad_engine::expression::{Scope, lower::*};
use jumppad_engine::program::source::Source;
use jumppad_engine::program::symbols::Symbols;

fn parsed(text: &str) -> Expr {
    parse_all(text, expression).expect("an expression")
}

fn machine() -> Machine {
    let mut machine = Machine::new(Config {
        jit: JitMode::Off,
        ..Config::default()
    });
    let cpu = machine.cpu_mut();
    (cpu.pc, cpu.a, cpu.x, cpu.y, cpu.cycles) = (0x1234, 0x41, 10, 0, 1 << 40);
    for addr in 0..=u16::MAX {
        machine.poke(addr, (addr ^ addr >> 8) as u8);
    }
    machine
}

/// Holds that both ways give the same, if `expr` can be lowered; whether it can.
fn agree(machine: &Machine, expr: &Expr) -> bool {
    let source = Source::default();
    let symbols = Symbols::default();
    let scope = Scope::of(machine, &symbols, &source);
    let Ok(filter) = filter(expr, &STOP) else {
        return false;
    };
    let lowered = filter.value(StopRecord::of(machine, None).record(), machine);
    assert_eq!(lowered.ok(), scope.value(expr).ok(), "{expr:?}");
    true
}

#[test]
fn the_value_stays_the_same() {
    let machine = machine();
    for text in [
        "a == 'A' && x > 3",
        "[$10] + w[pc] * 2 - cycles % 7",
        "!.z && (.n || .c) && p & $20",
        "<pc == $34 && >pc == $12 && ~a < -1",
        "1 / y == 0",
        "y && 1 / y",
        "[y - 1]",
        "1 << 99 | x >> 1",
        "0 || 0 || x == 10 || 1 / 0",
    ] {
        assert!(agree(&machine, &parsed(text)), "{text}");
    }
}

#[test]
fn what_only_the_debugger_knows_is_refused() {
    let reason = |text| {
        filter(&parsed(text), &STOP)
            .expect_err("it is refused")
            .to_string()
    };
    assert_eq!(reason("a == $_"), "`$_` is known to the debugger only");
    let text = "a && mnemonic == \"LDA\"";
    assert_eq!(reason(text), "`mnemonic` is known to the debugger only");
    assert_eq!(reason("start + 1"), "`start` is known to the debugger only");
    let deep = "1+".repeat(300) + "1";
    assert_eq!(reason(&deep), "the condition is nested more than 200 deep");
    let wide = "a==1||".repeat(160) + "a==2";
    assert!(agree(&machine(), &parsed(&wide)));
}

proptest! {
    #[test]
    fn random_expressions_keep_their_values(expr in expressions()) {
        // An access is a stop's of another kind.
        prop_assume!(!format!("{expr:?}").contains("Access("));
        agree(&machine(), &expr);
    }
}
