//! The table and its parser: names, errors, lines of rubbish.

mod any_order;
mod longest;
mod sessions;
mod usage;
mod vocabulary;

use jumppad_engine::cpu;
use std::collections::HashSet;

use super::*;

fn error(line: &str) -> Diagnostic {
    match parse(line, Context::default()) {
        Ok(_) => panic!("`{line}` should be an error"),
        Err(error) => error,
    }
}

fn name(line: &str) -> &'static str {
    parse(line, Context::default()).unwrap().unwrap().row.names[0]
}

#[test]
fn the_table_is_consistent() {
    let mut seen = HashSet::new();
    for row in rows() {
        assert!(!row.summary.is_empty() && !row.names.is_empty());
        for name in row.names {
            assert!(seen.insert(*name), "`{name}` has two rows");
            let (found, _) = verb(Span::new_extra(name, Context::default())).unwrap();
            assert_eq!(found.names[0], row.names[0], "`{name}` leads elsewhere");
        }
    }
}

#[test]
fn the_letters_gdb_and_vice_disagree_on() {
    let letters = [
        ("c", "continue"),
        ("d", "d"),
        ("del", "delete"),
        ("r", "registers"),
        ("run", "run"),
        ("s", "step"),
        ("h", "help"),
        ("z", "si"),
        ("ret", "finish"),
        ("un 600", "until"),
        ("bk 600", "bk"),
        ("i b", "info breakpoints"),
        ("info br", "info breakpoints"),
    ];
    for (typed, meant) in letters {
        assert_eq!(name(typed), meant, "{typed}");
    }
}

#[test]
fn blank_lines_and_comments_are_no_command() {
    for line in ["", "   ", "; a comment", "# another"] {
        assert!(parse(line, Context::default()).unwrap().is_none());
    }
}

#[test]
fn unknown_and_ambiguous_names() {
    let unknown = error("brek 600");
    assert_eq!(unknown.offset, 0);
    assert_eq!(unknown.advice.unwrap(), "did you mean `break`?");
    assert_eq!(error("  info jti").offset, 7);
    assert!(error("xyzzy").advice.unwrap().contains("help"));
    let ambiguous = error("re");
    assert!(ambiguous.message.contains("ambiguous"));
    assert!(ambiguous.advice.unwrap().contains("reset"));
    // The beginning of a name of two words is an answer.
    for (line, row) in [
        ("info", "info"),
        ("jit", "info jit"),
        ("dev", "device list"),
    ] {
        assert_eq!(name(line), row);
    }
}

#[test]
fn argument_errors_have_their_place_and_the_usage() {
    assert_eq!(error("step 1x").offset, 6);
    assert_eq!(error("rwatch").offset, 6);
    assert_eq!(error("break 600 if").offset, 12);
    assert_eq!(error("m 1000 )").offset, 7);
    assert_eq!(error("m fff0..10010").offset, 8);
    assert_eq!(error("> 200 1ff").offset, 6);
    assert!(error("step 5 6").advice.unwrap().starts_with("usage: step"));
    assert_eq!(error("continue --cycles").offset, 17);
}

#[test]
fn no_line_panics() {
    const PIECES: &[&str] = &[
        "break ",
        "r ",
        "m ",
        "> ",
        "x/",
        "set ",
        "assert ",
        "if ",
        "$",
        "%",
        "#",
        "+",
        "..",
        ",+",
        "(",
        ")",
        "[",
        "w[",
        "]",
        "'",
        "\"",
        ";",
        ".",
        "=",
        "==",
        "&&",
        "<",
        "<<",
        "-",
        "!",
        "a",
        "pc",
        "ff",
        "0x",
        "0b1",
        "é",
        "💥",
        "\t",
        "\0",
        " ",
        "99999999999999999999",
        "--cycles ",
        "once",
        "jit ",
        "info ",
        "help ",
    ];
    // A fixed sequence: Knuth's MMIX generator.
    let mut state = 1u64;
    let mut random = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    for _ in 0..30_000 {
        let length = random(9);
        let line: String = (0..length).map(|_| PIECES[random(PIECES.len())]).collect();
        let _ = parse(&line, Context::default());
    }
}

#[test]
fn the_help_of_the_prompt_says_what_enter_does() {
    let topic = TOPICS.iter().find(|topic| topic.name == "prompt");
    let text = topic.expect("there is one").text;
    let enter = text.split(" Tab completes").next().unwrap_or("");
    let words = |part: &str| -> HashSet<String> {
        let words = part.split(|c: char| !c.is_alphanumeric());
        words.map(str::to_owned).collect()
    };
    let (repeats, goes_on) = enter.split_once("It goes on with").expect("both are told");
    for row in rows() {
        let name = row.names[0];
        let (is_repeated, is_advanced) =
            (words(repeats).contains(name), words(goes_on).contains(name));
        assert_eq!(is_repeated, row.enter == Enter::Repeat, "{name}");
        assert_eq!(
            is_advanced,
            matches!(row.enter, Enter::Advance | Enter::As(_)),
            "{name}"
        );
    }
}

#[test]
fn words_of_other_debuggers_are_told_what_is_here() {
    let lists = [("", foreign::COMMANDS), ("info ", foreign::INFO)];
    for (group, list) in lists {
        for (words, advice) in list {
            for word in *words {
                let error = error(&format!("{group}{word} 600"));
                assert!(
                    error.message.starts_with("unknown"),
                    "`{word}` is a command, or begins several: take it out of the table of foreign words"
                );
                assert_eq!(error.advice.as_deref(), Some(*advice), "{word}");
            }
        }
    }
    for (words, _) in foreign::SETTINGS {
        for word in *words {
            let is_own = crate::setting_rows::SETTINGS
                .iter()
                .any(|row| row.name.starts_with(word));
            assert!(!is_own, "`{word}` is a setting, or begins one");
        }
    }
}

/// What is not ours to decide: which source is followed for what no data sheet defines.
#[test]
fn every_chip_has_its_sources_in_the_manual() {
    let topic = TOPICS.iter().find(|topic| topic.name == "chips");
    let text = topic.expect("there is such a topic").text;
    let told: Vec<_> = text.lines().skip(1).collect();
    assert_eq!(told.len(), cpu::NAMES.len());
    for (line, name) in told.iter().zip(cpu::NAMES) {
        assert!(line.starts_with(&format!("{name}: ")), "{name}: {line}");
    }
}
