//! What is said of the JIT: the log has its times, an address that was compiled once says so, each word has its help.

mod cli;

use cli::jumppad;

/// Compiles the demo's loop, with the log.
const HOT: &str = "jit log on\nc --cycles 500000\n";

fn told(args: &[&str], lines: &str) -> String {
    let ran = jumppad(&[&["--tier", "llvm"], args].concat(), lines);
    // The limit of --cycles, where it is the last stop.
    assert!([0, 4].contains(&ran.code), "{lines}: {}", ran.err);
    ran.out
}

#[test]
fn the_log_tells_the_cycle_and_to_programs_the_clock() {
    let out = told(&[], HOT);
    let events: Vec<&str> = out
        .lines()
        .filter(|line| line.starts_with("jit: "))
        .collect();
    assert!(
        events.len() >= 4 && events.iter().all(|line| line.ends_with(", cycle 21")),
        "{out}"
    );
    let events = |lines: &str| {
        let out = told(&["--json"], lines);
        let lines = out
            .lines()
            .filter(|line| line.contains("\"type\":\"event\""));
        lines
            .map(|line| line.contains("\"cycle\":21,\"time\":"))
            .collect::<Vec<bool>>()
    };
    assert_eq!(events(HOT), [true; 4]);
    // What differs from run to run can be left out.
    assert_eq!(events(&format!("set jit times off\n{HOT}")), [false; 4]);
}

#[test]
fn what_was_compiled_once_is_not_told_as_never_run() {
    for (command, why) in [
        ("jit invalidate 608", "by hand"),
        ("break 60a", "breakpoint set $060A"),
        ("> 609 42", "poke $0609 $41->$42"),
    ] {
        let out = told(
            &[],
            &format!("{HOT}jit why 608\n{command}\njit why 608\nd 608,608\n"),
        );
        assert!(
            out.contains("$0608: compiled: a way into G2\n"),
            "{command}: {out}"
        );
        let told =
            format!("$0608: interpreted: G2 is out of use, {why}; entered 0 of 1 times since\n");
        assert!(out.contains(&told), "{command}: {out}");
        assert!(out.contains("[0/1]"), "{command}: {out}");
    }
    assert!(told(&[], &format!("{HOT}jit why 700\n")).contains("no block was entered here yet"));
}

#[test]
fn each_word_that_is_told_has_its_help() {
    let out = told(
        &[],
        &format!("{HOT}jit why 608\njit why 60a\njit invalidate 608\ninfo jit\n"),
    );
    let words = out
        .lines()
        .filter_map(|line| match line.strip_prefix("jit: ") {
            Some(event) => event.split(' ').next(),
            // `info jit` has its words in one column.
            None => line
                .get(..15)
                .filter(|word| {
                    word.ends_with("  ")
                        && word.starts_with(|c: char| c.is_ascii_lowercase())
                        && line.len() > 15
                })
                .map(str::trim),
        });
    let mut words: Vec<&str> = words.filter(|word| *word != "mode").collect();
    words.extend([
        "group", "way in", "budget", "jumppad", "tier", "block", "stencil", "baseline",
    ]);
    assert!(
        words.contains(&"side exits") && words.contains(&"compile-start"),
        "{words:?}"
    );
    for word in words {
        let help = told(&[], &format!("help {word}\n"));
        assert!(help.lines().count() >= 2, "{word}: {help}");
    }
    let all = told(&[], "help glossary\n");
    assert!(
        all.contains("\nentry point: ") && all.contains("\nbudget: "),
        "{all}"
    );
}
