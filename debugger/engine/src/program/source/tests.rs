//! The tables made of the real debug files in `tests/data/source`.

use std::cmp::Reverse;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::program::symbols::Meaning;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/source");
const AVERAGE: &str = include_str!("../../../../../tests/data/source/average.dbg");
const BLINK: &str = include_str!("../../../../../tests/data/source/blink.dbg");

fn source(text: &str) -> Source {
    let info = dbg::read(text, &Placing::default()).unwrap();
    assert_eq!(info.left_out, 0);
    let mut source = Source::default();
    source.begin(info.files, info.lines, Path::new(FOLDER));
    source
}

/// The name of the line at `address`.
fn at(source: &Source, address: u16) -> Option<String> {
    Some(source.place_name(source.line_of(address)?))
}

fn start(source: &Source, file: &str, number: u32) -> Result<u16, PlaceError> {
    Ok(source.place(Some(file), number)?.start())
}

#[test]
fn c_lines_come_before_the_assembler_text_made_of_them() {
    let mut source = source(AVERAGE);
    let line = source.place(Some("average.c"), 13).unwrap();
    let (start, end) = (line.start(), line.end());
    assert!(end > start);
    for address in start..=end {
        assert_eq!(at(&source, address).unwrap(), "average.c:13");
    }
    let line = source.line_of(start).unwrap();
    assert_eq!(source.text(line).unwrap(), "        total += table[i];");
    assert!(source.table().begins(start) && !source.table().begins(start + 1));
    // What the compiler threw away has no lines, though a data file of it is known to be data.
    assert_eq!(source.table().all_at(start, None), [line]);
    let gone = source.file("average.s").unwrap();
    assert!(source.table().count(gone) == 0 && !source.is_shown(gone));
    assert_eq!(source.table().holds(0x5A8), Some(Holds::Data));
    assert_eq!(at(&source, 0x5A8), None);
}

#[test]
fn a_c_line_in_several_pieces_is_entered_once() {
    let source = source(AVERAGE);
    let line = source.place(Some("average.c"), 12).unwrap();
    assert_eq!((line.bytes.pieces.len(), line.bytes.entries.len()), (2, 1));
    let second = line.bytes.pieces[1].start;
    assert_eq!(at(&source, second).unwrap(), "average.c:12");
    assert!(source.table().begins(second));
}

#[test]
fn libraries_whose_text_is_missing_have_no_lines() {
    let source = source(AVERAGE);
    assert_eq!(at(&source, 0x200), None, "crt0 begins there");
    assert!(start(&source, "crt0.s", 1).is_err());
}

#[test]
fn the_use_of_a_macro_is_one_line_and_its_own_lines_are_places() {
    let source = source(BLINK);
    let first = start(&source, "blink.s", 12).unwrap();
    assert_eq!(at(&source, first).unwrap(), "blink.s:12");
    let unit = source.table().unit(first);
    assert_eq!(source.table().unit(first + 4), unit);
    // Where one stands in the middle of it, the macro's line is shown.
    let within = |address| source.place_name(source.line_within(address).unwrap());
    assert_eq!(within(first), "blink.s:12");
    assert_eq!(within(first + 2), "macros.inc:5");
    let line = source.place(Some("macros.inc"), 4).unwrap();
    assert_eq!(line.bytes.entries.len(), 3);
    let twice = start(&source, "blink.s", 16).unwrap();
    assert_eq!(at(&source, twice).unwrap(), "blink.s:16");
    // Of a macro in a macro the inner one.
    assert_eq!(within(twice + 5), "macros.inc:4");
    assert_eq!(source.table().all_at(twice, None).len(), 3);
    // A repetition is one piece.
    let repeated = source.place(Some("blink.s"), 18).unwrap();
    assert_eq!(
        (
            repeated.bytes.entries.len(),
            repeated.end() - repeated.start()
        ),
        (1, 8)
    );
}

#[test]
fn what_a_macro_repeats_is_a_part_of_its_use() {
    let line = |file, number, level, pieces: &[(u16, u16)]| dbg::Line {
        file,
        number,
        level,
        pieces: pieces
            .iter()
            .map(|&(start, end)| dbg::Piece {
                start,
                end,
                holds: Holds::Code,
                bank: None,
            })
            .collect(),
    };
    let (macro_of, repeated) = (
        |depth| Level::Macro(Reverse(depth)),
        |depth| Level::Repeated(Reverse(depth)),
    );
    let lines = vec![
        // `rep`, whose macro repeats its line 3.
        line(0, 15, Level::Assembled, &[(1, 4)]),
        line(0, 4, macro_of(1), &[(1, 4)]),
        line(0, 3, repeated(1), &[(1, 2), (3, 4)]),
        // A repetition of the macro `one`, up to the line that ends it.
        line(0, 18, Level::Assembled, &[(5, 12)]),
        line(0, 17, repeated(1), &[(5, 8), (9, 12)]),
        line(0, 7, macro_of(2), &[(5, 6), (9, 10)]),
        line(0, 8, macro_of(2), &[(7, 8), (11, 12)]),
    ];
    let table = LineTable::new(vec![dbg::File::named("r.s")], lines);
    let numbers: Vec<u32> = (1..=12).map(|at| table.at(at).unwrap().number).collect();
    assert_eq!(numbers, [15, 15, 15, 15, 17, 17, 17, 17, 17, 17, 17, 17]);
    assert_eq!(table.unit(1), table.unit(4));
    assert_ne!(table.unit(5), table.unit(9), "each repetition is one step");
    assert_eq!(table.closest(7).unwrap().number, 8);
}

#[test]
fn functions_are_told_apart_by_their_files() {
    let text = include_str!("../../../../../tests/data/c/modules/modules.dbg");
    let mut source = Source::default();
    let folder = Path::new(FOLDER).join("../c/modules");
    let mut symbols = Symbols::default();
    let path = folder.join("modules.dbg");
    let reading = source
        .read(Kind::Debug, text, &path, true, &Placing::default())
        .unwrap();
    for symbol in reading.symbols {
        symbols.define(symbol);
    }
    let find = |file, name| source.function(file, name, &symbols);
    assert_eq!(find("main.c", "step"), Ok(0x229));
    assert_eq!(find("counter.c", "step"), Ok(0x2D2));
    assert_eq!(find("counter.c", "_step"), Ok(0x2D2));
    assert_eq!(find("doubled.s", "doubled"), Ok(0x2F3));
    let advice = |file, name| find(file, name).unwrap_err().advice();
    assert_eq!(advice("main.c", "stop"), "did you mean `step`?");
    assert_eq!(
        advice("counter.c", "nothing"),
        "it has counter_run, counter_value, step"
    );
    let counter = source.file("counter.c").unwrap();
    assert!(source.is_c(counter) && source.is_of_c());
    assert!(!source.is_c(source.file("doubled.s").unwrap()));
    let places = source.with_code(&symbols);
    let (_, places) = places.iter().find(|(file, _)| *file == "main.c").unwrap();
    assert_eq!(places[0], "8");
    assert_eq!(places[places.len() - 2..], ["main", "step"]);
}

#[test]
fn places_slide_to_code_and_errors_help() {
    let source = source(AVERAGE);
    let line = |file: Option<&str>, number| {
        let place = source.place(file, number);
        place.map(|place| source.place_name(place.line))
    };
    assert_eq!(line(None, 10).unwrap(), "average.c:12");
    assert_eq!(line(Some("average.c"), 11).unwrap(), "average.c:12");
    let error = line(None, 36).unwrap_err();
    assert_eq!(error.advice(), "the last line with code is average.c:35");
    let error = line(Some("averag.c"), 1).unwrap_err();
    assert_eq!(error.advice(), "did you mean `average.c`?");
    let nothing = Source::default();
    let error = nothing.place(None, 1).unwrap_err();
    assert!(error.advice().contains("--dbgfile"));
}

#[test]
fn an_end_of_a_path_names_its_file_if_it_is_the_only_one() {
    let file = |name: &str| dbg::File {
        name: name.to_owned(),
        size: 0,
        time: 0,
        is_of_library: false,
    };
    let mut source = source(BLINK);
    let names = ["src/a/main.c", "src/b/main.c", "C:\\x\\other.c"];
    source.begin(
        names.map(file).to_vec(),
        source.lines.clone(),
        Path::new("."),
    );
    let find = |typed: &str| source.file(typed);
    assert_eq!(find("b/main.c"), Ok(1));
    assert_eq!(find("src/a/main.c"), Ok(0));
    assert_eq!(find("other.c"), Ok(2));
    assert!(find("ther.c").is_err());
    assert_eq!(source.short_name(2), "other.c");
    assert_eq!(
        source.short_name(1),
        "src/b/main.c",
        "its last part is another's, too"
    );
}

#[test]
fn symbols_of_the_real_files() {
    let names = |text: &str| {
        let symbols = dbg::read(text, &Placing::default()).unwrap().symbols;
        symbols.into_iter().map(|s| s.name).collect::<Vec<_>>()
    };
    let blink = names(BLINK);
    for name in [
        "start",
        "start::@loop",
        "blink",
        "rest::short",
        "rest::loop",
        "table",
        "counter",
    ] {
        assert!(blink.iter().any(|n| n == name), "{name} in {blink:?}");
    }
    let average = names(AVERAGE);
    for name in [
        "_main",
        "main",
        "counter",
        "_counter",
        "values",
        "sum",
        "factorial",
    ] {
        assert!(average.iter().any(|n| n == name), "{name} in {average:?}");
    }
    let symbols = dbg::read(BLINK, &Placing::default()).unwrap().symbols;
    let symbol = |name: &str| symbols.iter().find(|symbol| symbol.name == name).unwrap();
    let (light, length) = (symbol("LIGHT"), symbol("rest::length"));
    let sizes = ["start", "blink", "table", "counter"].map(|name| symbol(name).size);
    assert_eq!(sizes, [None, Some(12), Some(3), Some(3)]);
    assert_eq!((light.address, light.meaning), (0x210, Meaning::Address));
    assert_eq!((length.address, length.meaning), (3, Meaning::Value));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Real files with changed, dropped and doubled pieces.
    #[test]
    fn any_damage_is_survived(
        is_c in any::<bool>(),
        damage in prop::collection::vec((any::<usize>(), any::<usize>(), 0..4u8, "[\\t,=+\"0-9a-fx\\n-]{0,6}"), 1..6),
    ) {
        let mut text = if is_c { AVERAGE } else { BLINK }.to_owned();
        for (from, length, what, new) in damage {
            let from = from % text.len();
            let to = (from + length % 40).min(text.len());
            match what {
                0 => text.replace_range(from..to, ""),
                1 => text.replace_range(from..to, &new),
                2 => text.insert_str(from, &new),
                _ => {
                    let piece = text[from..to].to_owned();
                    text.insert_str(to, &piece);
                }
            }
        }
        if let Ok(info) = dbg::read(&text, &Placing::default()) {
            let mut source = Source::default();
            source.begin(info.files, info.lines, Path::new("/no/such/folder"));
            for address in (0..=u16::MAX).step_by(7) {
                let _ = source.line_of(address).map(|line| source.text(line));
            }
        }
    }
}
