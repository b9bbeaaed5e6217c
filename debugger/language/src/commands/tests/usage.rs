//! Lines made from the usage of every row: what the help promises parses, prints, and parses to the same again.
//!
//! A usage is a grammar: `[..]` may be left out, `a|b` is one of the two, `...` repeats, capitals are a slot that
//! [`sample`] fills, all else stands for itself. ` | ` between blanks separates whole usages.

use proptest::prelude::*;

use super::super::foreign;
use super::super::{Row, TOPICS, parse, rows};
use crate::grammar::Context;
use crate::testing::cases;
use jumppad_engine::expression::Radix;

/// Chooses one of so many.
pub(super) type Choose<'c> = &'c mut dyn FnMut(usize) -> usize;

/// Texts that may stand for the slot `name`.
fn sample(name: &str) -> &'static [&'static str] {
    match name {
        "RANGE" => &[
            "600",
            "$600 6ff",
            "pc..pc+10",
            "add_one",
            "c000,+16",
            "(a+x*2)",
            "w[$10],x",
            ".load",
            "lib/a-b.s:3",
            ":3..:9",
            "\"my file.s\":12",
        ],
        "ADDRESS" | "A" => &[
            "600",
            "$C000",
            "pc+3",
            "add_one",
            "a",
            ".a",
            "sp-1",
            "(x << 8 | y)",
            "'a;1'",
            ".'1'+3",
            "a::b",
            "$_",
            "hello.c:12",
            ":7+3",
        ],
        "E" => &[
            "x == 10",
            "[$609] == 'D' && !.z",
            "a+1 < -3",
            "(1 | 2) == <pc",
            "cycles % $100",
            "c000",
            "w[x]",
            "mnemonic == \"JSR\" && !(symbol starts_with \"add\")",
            "operand contains \",X\" || \"a\" != operand nocase == 1",
        ],
        "COMMANDS" => &[
            "continue",
            "silent; print x == 10 ; c 12",
            "echo \"a; b}\"; break 600 skip 10 do { r a=';'; ; step 3 } every #12",
        ],
        "PLACE" => &["12", "hello.c:12", ":7", "$0600", "add_one", "pc+3"],
        "BANK" => &["2", "kernal", "low.1"],
        "AREA" => &["nametables", "oam"],
        // Of `1 MHz`.
        "MH" => &["MH"],
        "BUTTON" => &["start", "a"],
        "COLUMNS" | "ROWS" => &["40", "25"],
        "ENCODING" => &["ascii", "apple2", "petscii", "petscii-lower"],
        "SIZE" => &["4096", "64K", "4M"],
        "CYCLE" => &["cycles+100", "4711", "w[$10] * 2"],
        "N" | "ID" => &["1", "7", "4711", "$1F", "#12"],
        "CONDITION" => &[
            "addr == $10",
            "!(addr & 1) && addr != .addr + 3 || addr > $_",
            "(addr == c000)",
        ],
        "FIELD" => &["addr"],
        "BYTE" => &["0", "a9", "$41", "#65", "'A'", "%1010", "0b"],
        "DIR" => &["src", "../lib"],
        "FILE" => &["a.prg", "\"my file.bin\"", "dir/x", "a-b"],
        "OPCODES" => &[
            "02",
            "$EA",
            "a0..$A7",
            "$02..$04, ea,12",
            "RTS",
            "aso,$02, bit",
        ],
        "ACTION" => &["r", "print x", "silent; print [$200]"],
        "TEXT" | "WORD" => &["hello", "Hello, world", "x"],
        "NAME" | "REGISTER" => &["a", "pc", ".c", "X"],
        "SYMBOL" => &["'a-1'", ".'+'", "add_one", "a::b", "@x", "x", "c000", ".pc"],
        "FUNCTION" => &["main", "[irq]", "pushax+$0F", "a::b"],
        "VALUE" => &["$41", "on", "10"],
        "COMMAND" | "TOPIC" => &["break", "numbers", "info jit"],
        "LINE" => &["LDA #$41", "loop: BNE loop", ".byte 1, \"x\""],
        "KIND" => &["timer", "Console"],
        "CALLED" => &["via", "timer_2"],
        "DEVICE" => &["via", "2"],
        "CMD" => &["hop", "my-step"],
        "F" => &["x", "d", "u", "t", "o", "c"],
        "MEMORY" => &[
            "[$200]",
            "w[$10+x]",
            "*$200",
            "{char}$300",
            "*(int *)add_one",
        ],
        "NFU" => &["8xb", "2i", "s", "16uh", "xb", "4"],
        other => panic!("`{other}` in a usage is no known slot: tell here what may stand for it"),
    }
}

/// A line that follows `usage`.
pub(super) fn line(usage: &str, choose: Choose<'_>) -> String {
    let (text, rest) = alternatives(usage, choose);
    assert!(rest.is_empty(), "`{usage}`: `]` has no `[`");
    text
}

/// One of the usages that ` | ` separates, up to the end or to a closing bracket.
fn alternatives<'u>(mut rest: &'u str, choose: Choose<'_>) -> (String, &'u str) {
    let mut choices = vec![String::new()];
    loop {
        rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with(']') {
            let at = choose(choices.len());
            return (choices.swap_remove(at), rest);
        }
        if let Some(after) = rest.strip_prefix("| ") {
            choices.push(String::new());
            rest = after;
            continue;
        }
        let (item, after) = tight(rest, choose);
        rest = after;
        if let Some(choice) = choices.last_mut()
            && !item.is_empty()
        {
            if !choice.is_empty() {
                choice.push(' ');
            }
            choice.push_str(&item);
        }
    }
}

/// One of the items that `|` joins without blanks.
fn tight<'u>(mut rest: &'u str, choose: Choose<'_>) -> (String, &'u str) {
    let mut choices = Vec::new();
    loop {
        let (item, after) = repeated(rest, choose);
        choices.push(item);
        match after.strip_prefix('|') {
            Some(more) => rest = more,
            None => {
                let at = choose(choices.len());
                return (choices.swap_remove(at), after);
            }
        }
    }
}

/// A bracket or a word, as often as `...` allows.
fn repeated<'u>(rest: &'u str, choose: Choose<'_>) -> (String, &'u str) {
    let (first, after) = item(rest, choose);
    let Some(end) = after.strip_prefix("...") else {
        return (first, after);
    };
    let mut items = vec![first];
    for _ in 0..choose(3) {
        items.push(item(rest, choose).0);
    }
    (items.join(" "), end)
}

fn item<'u>(rest: &'u str, choose: Choose<'_>) -> (String, &'u str) {
    if let Some(inner) = rest.strip_prefix('[') {
        let (text, after) = alternatives(inner, choose);
        let after = after.strip_prefix(']').expect("`[` has its `]`");
        // A bracket after a bracket, as in `[a[b]]`, is one word with it.
        return (if choose(2) == 0 { String::new() } else { text }, after);
    }
    let mut text = String::new();
    let mut rest = rest;
    while !rest.is_empty() && !rest.starts_with([' ', '[', ']', '|']) && !rest.starts_with("...") {
        let slot: String = rest.chars().take_while(char::is_ascii_uppercase).collect();
        let taken = if slot.is_empty() {
            let letter = rest.chars().next().map_or(1, char::len_utf8);
            text.push_str(&rest[..letter]);
            letter
        } else {
            // What is glued to `=` ends at a blank.
            let samples = match text.ends_with('=') {
                true => &["$41", "x+1", "[$10]", "(a == 3)", "'A'", "a-(-1)"],
                false => sample(&slot),
            };
            text.push_str(samples[choose(samples.len())]);
            slot.len()
        };
        rest = &rest[taken..];
    }
    (text, rest)
}

/// Parses `line`, prints it, parses that, and gives the printed text.
fn there_and_back(row: &Row, line: &str, radix: Radix) -> Result<String, String> {
    let context = Context {
        radix,
        ..Context::default()
    };
    let once = match parse(line, context) {
        Ok(command) => command.ok_or("no command")?,
        Err(error) if radix == Radix::BySlot => {
            return Err(format!("`{line}`: {error} at {}", error.offset));
        }
        // Bare digits may be none under another radix.
        Err(_) => return Ok(String::new()),
    };
    if once.row.names != row.names {
        return Err(format!("`{line}` is `{}`", once.row.names[0]));
    }
    let text = once.text();
    let twice = parse(&text, context)
        .map_err(|error| {
            format!(
                "`{line}` is printed as `{text}`: {error} at {}",
                error.offset
            )
        })?
        .ok_or("no command")?;
    match twice == once && twice.text() == text {
        true => Ok(text),
        false => Err(format!("`{line}` is `{text}`, then `{}`", twice.text())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(60)))]

    #[test]
    fn what_a_usage_promises_parses_and_prints(seed in any::<u64>()) {
        // Knuth's MMIX generator.
        let mut state = seed;
        let mut choose = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % limit
        };
        for row in rows() {
            let name = row.names[choose(row.names.len())];
            let line = format!("{name} {}", line(row.arguments, &mut choose));
            for radix in [Radix::BySlot, Radix::Hexadecimal, Radix::Decimal] {
                let text = there_and_back(row, &line, radix);
                prop_assert!(text.is_ok(), "usage {}: {}", row.usage(), text.unwrap_err());
            }
        }
    }
}

/// Whatever stands between backticks and begins with the name of a command is one.
#[test]
fn examples_in_the_help_are_commands() {
    let of_rows = rows().map(|row| (row.names[0], row.details));
    let of_topics = TOPICS.iter().map(|topic| (topic.name, topic.text));
    let foreign = [foreign::COMMANDS, foreign::INFO, foreign::SETTINGS].concat();
    let of_words = foreign.iter().map(|(words, advice)| (words[0], *advice));
    let mut found = 0;
    for (subject, text) in of_rows.chain(of_topics).chain(of_words) {
        assert!(text.matches('`').count() % 2 == 0, "{subject}: {text}");
        for example in text.split('`').skip(1).step_by(2) {
            let name = rows().flat_map(|row| row.names).filter(|name| {
                example
                    .strip_prefix(**name)
                    .is_some_and(|rest| rest.starts_with(' '))
            });
            if name.count() == 0 {
                continue;
            }
            found += 1;
            let line = line(example, &mut |_| 0);
            let parsed = parse(&line, Context::default());
            assert!(
                parsed.is_ok(),
                "{subject}: `{example}` as `{line}`: {:?}",
                parsed.err()
            );
        }
    }
    assert!(found > 10, "only {found} examples");
}
