//! The glossary in ARCHITECTURE.md: the terms of `help glossary`, between two marks.

use std::fs;
use std::path::Path;

use super::markdown::{codes, escaped, row};
use jumppad_language::commands::GLOSSARY;

const BEGIN: &str =
    "<!-- The glossary of `help`; `JUMPPAD_BLESS=1 cargo test --lib manual` writes it. -->\n";
const END: &str = "<!-- The end of the glossary. -->\n";

fn glossary() -> String {
    let head = row(&["term", "also", "what it means"]);
    let lines = GLOSSARY.iter().map(|term| {
        let also = codes(term.names[1..].iter().copied());
        row(&[term.names[0], &also, &escaped(term.meaning)])
    });
    format!("{head}|---|---|---|\n{}", lines.collect::<String>())
}

#[test]
fn architecture_has_the_glossary_of_help() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let text = fs::read_to_string(&path).expect("the map is there");
    let (before, rest) = text.split_once(BEGIN).expect("the glossary begins");
    let (there, after) = rest.split_once(END).expect("the glossary ends");
    let glossary = glossary();
    if std::env::var_os("JUMPPAD_BLESS").is_some() {
        let whole = format!("{before}{BEGIN}{glossary}{END}{after}");
        fs::write(&path, whole).expect("the map can be written");
        return;
    }
    assert!(
        there == glossary,
        "ARCHITECTURE.md does not have the glossary of `help`: `JUMPPAD_BLESS=1 cargo test --lib manual` writes it"
    );
}
