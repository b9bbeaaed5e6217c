//! Expressions, from their text to their value.

use jumppad_engine::program::source::Source;
use jumppad_engine::program::symbols::Symbols;
use jumppad_tiers::{Config, JitMode, Machine};

use crate::grammar::{Diagnostic, expression::expression, parse_all};
use jumppad_engine::expression::Scope;
use jumppad_engine::program::symbols::Symbol;

fn symbols() -> Symbols {
    let mut symbols = Symbols::default();
    for (name, address) in [("add_one", 0x618), ("add_one::done", 0x620), ("c0", 0x10)] {
        symbols.define(Symbol::new(name, address));
    }
    symbols
}

fn value(text: &str) -> Result<i64, Diagnostic> {
    let mut machine = Machine::new(Config {
        jit: JitMode::Off,
        ..Config::default()
    });
    machine.cpu_mut().pc = 0x1234;
    machine.cpu_mut().a = 0x41;
    machine.cpu_mut().x = 10;
    machine.cpu_mut().set_p(0x21);
    machine.poke(0x10, 0x78);
    machine.poke(0x11, 0x56);
    let source = Source::default();
    let symbols = symbols();
    let scope = Scope {
        last_address: 0x200,
        ..Scope::of(&machine, &symbols, &source)
    };
    Ok(scope.value(&parse_all(text, expression)?)?)
}

#[test]
fn precedence_is_that_of_c() {
    assert_eq!(value("2 + 3 * 4"), Ok(14));
    assert_eq!(value("10 - 4 - 3"), Ok(3));
    assert_eq!(value("1 << 2 + 1"), Ok(8));
    assert_eq!(value("1 | 2 == 2"), Ok(1));
    assert_eq!(value("(1 | 2) == 3 && 4 > 3"), Ok(1));
    assert_eq!(value("-2 * -3"), Ok(6));
    assert_eq!(value("!0 + !5"), Ok(1));
    assert_eq!(value("7 % 4 / 2"), Ok(1));
}

#[test]
fn the_machine_is_visible() {
    assert_eq!(value("a == 'A' && x == 10 && .c && !.z"), Ok(1));
    assert_eq!(value("[$10]"), Ok(0x78));
    assert_eq!(value("[10] + 10"), Ok(0x82));
    assert_eq!(value("[+16] - $a"), Ok(0x6E));
    assert_eq!(value("w[$10]"), Ok(0x5678));
    assert_eq!(value("w[8 * 2] == $5678"), Ok(1));
    assert_eq!(value("<pc"), Ok(0x34));
    assert_eq!(value(">pc"), Ok(0x12));
    assert_eq!(value("$_ + 1"), Ok(0x201));
    assert_eq!(value("PC == 0x1234"), Ok(1));
}

#[test]
fn symbols_are_addresses() {
    assert_eq!(value("add_one + 1"), Ok(0x619));
    assert_eq!(value(".add_one"), Ok(0x618));
    assert_eq!(value("add_one::done"), Ok(0x620));
    assert_eq!(value("[c0]"), Ok(0x78));
    let error = value("1 + add_ona").unwrap_err();
    assert_eq!(error.offset, 4);
    assert_eq!(error.advice.as_deref(), Some("did you mean `add_one`?"));
    assert!(value("face").unwrap_err().advice.unwrap().contains("$face"));
}

#[test]
fn short_circuit_spares_the_right_side() {
    assert_eq!(value("0 && 1 / 0"), Ok(0));
    assert_eq!(value("1 || 1 / 0"), Ok(1));
}

#[test]
fn what_cannot_be_is_an_error_at_its_place() {
    assert_eq!(value("1 / 0").unwrap_err().offset, 2);
    assert_eq!(value("3 + [$10000]").unwrap_err().offset, 4);
    assert!(value("[0 - 1]").is_err());
    assert!(value("value == 3").is_err());
    assert_eq!(value("1 << 99"), Ok(0));
}
