//! Ranges, from their text to what they cover.

use std::ops::RangeInclusive;

use jumppad_tiers::{Config, JitMode, Machine};

use crate::grammar::{Diagnostic, parse_all, range::range};
use jumppad_engine::expression::Scope;
use jumppad_engine::program::source::Source;
use jumppad_engine::program::symbols::Symbols;

fn resolve(text: &str) -> Result<RangeInclusive<u16>, Diagnostic> {
    let machine = Machine::new(Config {
        jit: JitMode::Off,
        ..Config::default()
    });
    let source = Source::default();
    let symbols = Symbols::default();
    let scope = Scope::of(&machine, &symbols, &source);
    Ok(parse_all(text, range)?.resolve(&scope, 16)?)
}

#[test]
fn every_notation() {
    assert_eq!(resolve("200"), Ok(0x200..=0x20F));
    assert_eq!(resolve("200 2ff"), Ok(0x200..=0x2FF));
    assert_eq!(resolve("$200..$2ff"), Ok(0x200..=0x2FF));
    assert_eq!(resolve("200,+10"), Ok(0x200..=0x209));
    assert_eq!(resolve("200,20f"), Ok(0x200..=0x20F));
    assert_eq!(resolve("FFFF"), Ok(0xFFFF..=0xFFFF));
}

#[test]
fn what_is_no_range() {
    for text in [
        "2ff 200", "200,10", "200,+0", "FFFF,+2", "10000", "200 zz", "200..",
    ] {
        assert!(resolve(text).is_err(), "{text}");
    }
}
