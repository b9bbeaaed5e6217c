//! The table: what wins, what goes, what is shown.

use super::*;

fn source(path: &str) -> Source {
    Source {
        path: path.into(),
        name: path.to_owned(),
        is_of_program: path.starts_with("program"),
    }
}

fn table(names: &[(&str, u16)]) -> Symbols {
    let mut symbols = Symbols::default();
    let list = names.iter().map(|&(name, at)| Symbol::new(name, at));
    symbols.fill(source("a.lbl"), list.collect());
    symbols
}

fn address(symbols: &Symbols, name: &str) -> Option<u16> {
    match symbols.find(name) {
        Found::One(symbol) => Some(symbol.address),
        Found::Nothing | Found::Several(_) => None,
    }
}

#[test]
fn the_users_own_name_wins_and_stays() {
    let mut symbols = table(&[("start", 0x600)]);
    let before = symbols.define(Symbol::new("start", 0x700));
    assert_eq!(before.len(), 1);
    let filled = symbols.fill(source("a.lbl"), vec![Symbol::new("start", 0x600)]);
    assert_eq!((filled.kept, address(&symbols, "start")), (1, Some(0x700)));
    assert_eq!(symbols.at(0x600).count(), 0);
    symbols.restore("start", before);
    assert_eq!(address(&symbols, "start"), Some(0x600));
    assert_eq!(symbols.at(0x700).count(), 0);
}

#[test]
fn a_local_label_of_a_file_has_several_addresses() {
    let symbols = table(&[("done", 0x60F), ("done", 0x613), ("done", 0x613)]);
    assert!(matches!(symbols.find("done"), Found::Several(two) if two.len() == 2));
    assert_eq!(symbols.at(0x613).collect::<Vec<_>>(), ["done"]);
    assert!(matches!(symbols.find("Done"), Found::Nothing));
}

#[test]
fn names_of_other_banks_are_not_told() {
    let mut symbols = table(&[("fixed", 0xC000)]);
    let of = |bank: u16, name: &str| Symbol {
        bank: Some(bank),
        ..Symbol::new(name, 0x8000).sized(4)
    };
    symbols.fill(source("b.dbg"), vec![of(0, "zero"), of(1, "one")]);
    let told =
        |symbols: &Symbols| -> Vec<String> { symbols.at(0x8000).map(str::to_owned).collect() };
    assert_eq!(told(&symbols), ["zero", "one"], "there are no windows");
    for (bank, name) in [(0, "zero"), (1, "one")] {
        assert!(symbols.set_showing(vec![(0x8000..=0xBFFF, bank)]));
        assert_eq!(told(&symbols), [name]);
        assert_eq!(symbols.nearest(0x8002), Some((name, 2)));
    }
    symbols.set_showing(vec![(0x8000..=0xBFFF, 2)]);
    assert_eq!(told(&symbols), [""; 0]);
    assert_eq!(symbols.nearest(0x8002), None);
    assert_eq!(address(&symbols, "zero"), Some(0x8000), "it can be typed");
    assert_eq!(symbols.nearest(0xC001), Some(("fixed", 1)));
}

#[test]
fn a_file_replaces_itself_and_goes_alone() {
    let mut symbols = table(&[("one", 1), ("two", 2)]);
    symbols.define(Symbol::new("mine", 3));
    symbols.fill(source("program.lbl"), vec![Symbol::new("four", 4)]);
    symbols.fill(source("a.lbl"), vec![Symbol::new("one", 0x10)]);
    assert_eq!(address(&symbols, "one"), Some(0x10));
    assert_eq!(address(&symbols, "two"), None);
    assert_eq!(symbols.forget(|source| source.is_of_program), 1);
    assert_eq!(symbols.iter().count(), 2);
    assert_eq!(symbols.at(4).count() + symbols.at(1).count(), 0);
}

#[test]
fn the_nearest_name_does_not_lie() {
    let mut symbols = table(&[
        ("__CODE_SIZE__", 0x600),
        ("ptr", 0xFB),
        ("outer::start", 0x600),
        ("start", 0x600),
        ("add_one", 0x618),
    ]);
    symbols.define(Symbol::new("buffer", 0x300).sized(16));
    assert_eq!(symbols.nearest(0x600), Some(("start", 0)));
    assert_eq!(symbols.nearest(0x61B), Some(("add_one", 3)));
    assert_eq!(symbols.nearest(0x618 + 0x3FF), Some(("add_one", 0x3FF)));
    assert_eq!(symbols.nearest(0x618 + 0x400), None);
    assert_eq!(symbols.nearest(0x30F), Some(("buffer", 15)));
    assert_eq!(symbols.nearest(0x310), None);
    assert_eq!(symbols.nearest(0x1FB), None);
    assert_eq!(symbols.nearest(0xFC), Some(("ptr", 1)));
    assert_eq!(symbols.part(0x61B), None);
    assert_eq!(symbols.part(0x618), Some(("add_one", 0)));
    assert_eq!(symbols.part(0x30F), Some(("buffer", 15)));
}

#[test]
fn labels_inside_of_a_routine_tell_less_than_it() {
    let symbols = table(&[
        ("_main", 0x600),
        ("L0003", 0x610),
        ("@wait", 0x620),
        ("@lone", 0x2000),
    ]);
    assert_eq!(symbols.nearest(0x612), Some(("_main", 0x12)));
    assert_eq!(symbols.nearest(0x610), Some(("L0003", 0)));
    assert_eq!(symbols.nearest(0x620), Some(("@wait", 0)));
    assert_eq!(symbols.nearest(0x621), Some(("_main", 0x21)));
    assert_eq!(symbols.nearest(0x2001), Some(("@lone", 1)));
}

#[test]
fn many_symbols_are_no_burden() {
    let list = (0..50_000u32).map(|i| Symbol::new(format!("label_{i}"), (i * 7 % 65_521) as u16));
    let mut symbols = Symbols::default();
    symbols.fill(source("program.lbl"), list.collect());
    assert_eq!(symbols.iter().count(), 50_000);
    assert!(
        (0..=0xFFFF)
            .filter(|&at| symbols.nearest(at).is_some())
            .count()
            > 60_000
    );
    symbols.forget(|source| source.is_of_program);
    assert_eq!(symbols.iter().count(), 0);
}

#[test]
fn a_size_ends_with_memory() {
    let last = Symbol::new("last", 0xFFFF).sized(16);
    assert_eq!(last.size, Some(1));
    assert_eq!(Symbol::new("none", 5).sized(0).size, None);
    let high = Symbol::new("high", 0xFFF0).sized(0x100);
    assert_eq!(high.size, Some(16));
}

#[test]
fn labels_inside_of_a_routine_tell_nothing_behind_it() {
    let mut symbols = table(&[("_fib::L0002", 0x290), ("_main::L0003", 0x610)]);
    symbols.fill(
        source("b.dbg"),
        vec![Symbol::new("_main", 0x600).sized(0x20)],
    );
    assert_eq!(symbols.nearest(0x61F), Some(("_main", 0x1F)));
    assert_eq!(symbols.nearest(0x620), None);
}
