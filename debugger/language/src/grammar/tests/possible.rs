//! Conditions, from their text to whether they can hold.

use proptest::prelude::*;

use crate::grammar::{canonical::tests::expressions, expression::expression, parse_all};
use jumppad_engine::expression::{Scope, possible::*};
use jumppad_engine::program::source::Source;
use jumppad_engine::program::symbols::Symbols;
use jumppad_tiers::{Config, JitMode, Machine};

#[test]
fn what_no_register_holds_is_never_equal() {
    for text in [
        "a == 500",
        "5 == 10",
        "$a == 5",
        "x > 255",
        "pc > $FFFF",
        "a & 1 == 2",
        "(a & $F0) == 5",
        ".z == 2",
        "[$10] < 0",
        "x == 1 && y == -1",
        "!(a < 256)",
        "<pc == $100",
        "a % 10 == 10",
        "a / 2 > 127",
        "a * 2 + 1 == 0",
        "mnemonic == \"XYZ\"",
        "mnemonic == \"INA\"",
    ] {
        assert_eq!(
            outcome(&parse_all(text, expression).unwrap()),
            Outcome::Never,
            "{text}"
        );
    }
}

#[test]
fn what_always_holds_is_told_from_what_may() {
    for (text, expected) in [
        ("a < 256", Outcome::Always),
        ("1", Outcome::Always),
        ("a >= 0 || x", Outcome::Always),
        ("a == 255", Outcome::Open),
        ("a - x == -3", Outcome::Open),
        ("cycles > 1000000", Outcome::Open),
        ("a << 8 == $4100", Outcome::Open),
        ("(a | 1) == 3", Outcome::Open),
        ("mnemonic == \"JSR\"", Outcome::Open),
        ("mnemonic == \"aso\"", Outcome::Open),
        ("mnemonic != \"XYZ\"", Outcome::Always),
        ("~a == -1", Outcome::Open),
    ] {
        assert_eq!(
            outcome(&parse_all(text, expression).unwrap()),
            expected,
            "{text}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_possible_is_ruled_out(expr in expressions(), a in any::<u8>(), x in 0..3u8, p in any::<u8>(), pc in any::<u16>()) {
        let mut machine = Machine::new(Config { jit: JitMode::Off, ..Config::default() });
        let cpu = machine.cpu_mut();
        (cpu.a, cpu.x, cpu.pc) = (a, x, pc);
        cpu.set_p(p);
        let source = Source::default();
        let symbols = Symbols::default();
        let scope = Scope {
            last_address: pc,
            ..Scope::of(&machine, &symbols, &source)
        };
        if let Ok(value) = scope.value(&expr) {
            let known = values(&expr);
            prop_assert!(known.least <= value && value <= known.greatest, "{expr:?}: {value} {known:?}");
            prop_assert!(known.least < 0 || value & !known.bits == 0, "{expr:?}: {value} {known:?}");
        }
    }
}
