//! Profiles: the same in every tier and run, attributed to functions and lines, in formats that others read.

mod cli;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use cli::jumppad;
use serde_json::Value;

const TIERS: [&str; 4] = ["interp", "baseline", "jit", "llvm"];
const PROGRAM: &str = "tests/data/c/recursion";

/// What `jumppad run` writes of the program into a file of that name.
fn written(tier: &str, name: &str, more: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join(name);
    let path = file.to_str().expect("it is text");
    let args = ["run", "--tier", tier, "--profile", path];
    let args: Vec<&str> = args.iter().chain(more).copied().chain([PROGRAM]).collect();
    let ran = jumppad(&args, "");
    assert_eq!(ran.code, 0, "{tier}: {}{}", ran.out, ran.err);
    fs::read(&file).expect("it was written")
}

/// The same in all tiers, twice.
fn agreed(name: &str, more: &[&str]) -> Vec<u8> {
    let expected = written("interp", name, more);
    for tier in TIERS {
        let is = written(tier, name, more);
        assert_eq!(
            String::from_utf8_lossy(&expected),
            String::from_utf8_lossy(&is),
            "{tier}"
        );
    }
    expected
}

/// What commands print, which must be the same in every tier.
fn told(commands: &str) -> String {
    agreed_on(&[], commands)
}

/// The same as JSON, of the last command.
fn json(commands: &str) -> Value {
    let out = agreed_on(&["--json"], commands);
    serde_json::from_str(out.lines().last().expect("it tells something")).expect("it is JSON")
}

fn agreed_on(more: &[&str], commands: &str) -> String {
    let mut all = TIERS.map(|tier| {
        let args = ["--no-rc", "--tier", tier, "--batch"];
        let args: Vec<&str> = args.iter().chain(more).copied().collect();
        let ran = jumppad(&args, &format!("set tier-column off\n{commands}"));
        assert_eq!(ran.code, 0, "{tier}: {}{}", ran.out, ran.err);
        ran.out
    });
    for (tier, other) in TIERS.iter().zip(&all) {
        assert_eq!(&all[0], other, "{tier}");
    }
    std::mem::take(&mut all[0])
}

#[test]
fn folded_stacks_are_the_calls_of_the_source() {
    let text = agreed("out.folded", &["--profile-every", "7"]);
    let text = String::from_utf8(text).expect("it is text");
    let mut total = 0;
    for line in text.lines() {
        let (stack, count) = line.rsplit_once(' ').expect("a count ends it");
        total += count.parse::<u64>().expect("it is a number");
        assert!(
            !stack.contains(' ') && !stack.split(';').any(str::is_empty),
            "{line}"
        );
    }
    let cycles = jumppad(&["run", "-c", PROGRAM], "");
    let (cycles, _) = cycles.out.split_once(' ').expect("it tells cycles");
    let cycles: u64 = cycles.parse().expect("they are a number");
    assert_eq!(total, cycles / 7);
    let has = |part: &str| assert!(text.contains(part), "{part}: {text}");
    has(";main;factorial;factorial;factorial;");
    has(";main;hanoi;hanoi;");
    has(";main;is_even;is_odd;is_even;");
    assert!(!text.contains('?'), "nothing is a guess: {text}");
}

#[test]
fn callgrind_reads_what_is_written_for_it() {
    let text = agreed("out.callgrind", &["--profile-every", "7"]);
    let text = String::from_utf8(text).expect("it is text");
    let mut costs = 0;
    let mut is_call = false;
    let mut summary = None;
    for line in text.lines() {
        if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with("0x") {
            let cost: u64 = line
                .rsplit(' ')
                .next()
                .and_then(|c| c.parse().ok())
                .expect(line);
            if !std::mem::take(&mut is_call) {
                costs += cost;
            }
        } else if let Some(all) = line.strip_prefix("summary: ") {
            summary = all.parse().ok();
        }
    }
    assert_eq!(summary, Some(costs));
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join("callgrind.out");
    fs::write(&file, &text).expect("it can be written");
    let Ok(read) = Command::new("callgrind_annotate")
        .args(["--threshold=100", "--inclusive=yes"])
        .arg(&file)
        .output()
    else {
        eprintln!("SKIPPED: callgrind_annotate is not installed (Debian: valgrind)");
        return;
    };
    let out = String::from_utf8_lossy(&read.stdout);
    assert!(
        read.status.success(),
        "{out}{}",
        String::from_utf8_lossy(&read.stderr)
    );
    for function in ["main", "hanoi", "factorial", "is_even", "is_odd"] {
        assert!(
            out.contains(&format!("recursion.c:{function}")),
            "{function}: {out}"
        );
    }
}

/// Fields of a message in protocol buffers: the number of each, and its number or bytes.
fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, &[u8])> {
    fn varint(bytes: &mut &[u8]) -> u64 {
        let mut number = 0;
        for shift in (0..).step_by(7) {
            let (&first, rest) = bytes.split_first().expect("it goes on");
            *bytes = rest;
            number |= u64::from(first & 0x7f) << shift;
            if first < 0x80 {
                break;
            }
        }
        number
    }
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let value = varint(&mut bytes);
        match key & 7 {
            0 => all.push((key >> 3, value, &[][..])),
            2 => {
                let (content, rest) = bytes.split_at(value as usize);
                bytes = rest;
                all.push((key >> 3, 0, content));
            }
            other => panic!("wire type {other}"),
        }
    }
    all
}

#[test]
fn pprof_files_have_the_same_samples() {
    let folded = written("interp", "out.folded", &["--profile-every", "7"]);
    let folded = String::from_utf8(folded).expect("it is text");
    let bytes = agreed("out.pprof", &["--profile-every", "7"]);
    let all = fields(&bytes);
    let of = |wanted: u64| all.iter().filter(move |field| field.0 == wanted);
    let texts: Vec<String> = of(6)
        .map(|field| String::from_utf8(field.2.to_vec()).expect("it is text"))
        .collect();
    assert_eq!(texts[0], "");
    let number = |message: &[(u64, u64, &[u8])], field: u64| {
        let found = message.iter().find(|(number, ..)| *number == field);
        found.map_or(0, |found| found.1)
    };
    let names: BTreeMap<u64, &str> = of(5)
        .map(|field| fields(field.2))
        .map(|function| {
            (
                number(&function, 1),
                texts[number(&function, 2) as usize].as_str(),
            )
        })
        .collect();
    let locations: BTreeMap<u64, &str> = of(4)
        .map(|field| fields(field.2))
        .map(|location| {
            let line = location
                .iter()
                .find(|field| field.0 == 4)
                .expect("it has a line");
            (number(&location, 1), names[&number(&fields(line.2), 1)])
        })
        .collect();
    let mut stacks: BTreeMap<String, u64> = BTreeMap::new();
    for field in of(2) {
        let sample = fields(field.2);
        let packed = |wanted: u64| {
            let found = sample
                .iter()
                .find(|field| field.0 == wanted)
                .expect("it is there");
            // Each number with a key before it, to be read as fields are.
            let mut numbers = Vec::new();
            let mut number = 0_u64;
            let mut shift = 0;
            for &byte in found.2 {
                number |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    numbers.push(std::mem::take(&mut number));
                    shift = 0;
                }
            }
            numbers
        };
        let (ids, values) = (packed(1), packed(2));
        assert_eq!(values[1], values[0] * 7);
        let stack: Vec<&str> = ids.iter().rev().map(|id| locations[id]).collect();
        *stacks.entry(stack.join(";")).or_default() += values[0];
    }
    let expected: BTreeMap<String, u64> = folded
        .lines()
        .filter_map(|line| line.rsplit_once(' '))
        .map(|(stack, count)| (stack.to_owned(), count.parse().expect("a number")))
        .collect();
    assert_eq!(stacks, expected);
    assert_eq!(of(12).next().expect("it has a period").1, 7);
}

/// A program without names but those of its assembler.
fn assembled(commands: &str) -> String {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/profile.dbg"))
            .expect("the session is there");
    let (_, program) = text.split_once("\na 800\n").expect("it has a program");
    let (program, _) = program.split_once("\nc\n").expect("it runs it");
    told(&format!(
        "set tier-column off\na 800\n{program}\nc\n{commands}"
    ))
}

#[test]
fn recursion_counts_once_and_no_share_is_above_all() {
    let view = json("load tests/data/c/recursion\nprofile on every 10\nrun\nprofile 100\n");
    let samples = view["samples"].as_u64().expect("a number");
    let functions = view["functions"].as_array().expect("a list");
    let own: u64 = functions.iter().filter_map(|f| f["own"].as_u64()).sum();
    assert_eq!(own, samples);
    for function in functions {
        let total = function["total"].as_u64().expect("a number");
        assert!(
            total <= samples && function["own"].as_u64() <= Some(total),
            "{function}"
        );
    }
}

#[test]
fn labels_tails_tables_and_handlers_have_their_functions() {
    let out = assembled(
        "profile 50\nprofile callers tail\nprofile callees again\nprofile callers busy\nprofile callers handler\n",
    );
    let has = |name: &str| out.lines().any(|line| line.ends_with(&format!("  {name}")));
    for name in ["again", "work", "tail", "even", "handler", "busy", "[irq]"] {
        assert!(has(name), "{name}: {out}");
    }
    // What a routine branches to within itself is its own.
    for name in ["inner", "spin", "more"] {
        assert!(!has(name), "{name}: {out}");
    }
    let (_, callers) = out.split_once("tail: self").expect("it has callers");
    let (callers, rest) = callers.split_once("again: self").expect("it has callees");
    assert!(callers.contains("  again"), "{callers}");
    let (callees, rest) = rest.split_once("busy: self").expect("it has callers");
    // No handler is called by what it interrupted.
    assert!(
        !callees.contains("handler") && callees.contains("  even"),
        "{callees}"
    );
    let (busy, handler) = rest.split_once("handler: self").expect("it has callers");
    assert!(
        busy.contains("  handler") && handler.contains("  [irq]"),
        "{rest}"
    );
}

#[test]
fn going_back_in_time_neither_takes_nor_adds() {
    let back = json(
        "load tests/data/c/recursion\nprofile on every 50\nb hanoi if n == 0\nrun\nrstep 100\nrcontinue\n\
         delete\nc\nprofile 100\n",
    );
    let straight = json("load tests/data/c/recursion\nprofile on every 50\nrun\nprofile 100\n");
    assert_eq!(back, straight);
}

#[test]
fn what_the_debugger_saves_is_what_a_run_writes() {
    let folder = tempfile::tempdir().expect("there is room");
    for (name, option) in [
        ("a.folded", ""),
        ("b", " --folded"),
        ("c.txt", ""),
        ("d.pprof", " --folded"),
    ] {
        let file = folder.path().join(name);
        let path = file.to_str().expect("it is text");
        let out = told(&format!(
            "load {PROGRAM}\nprofile on every 7\nrun\nprofile save {path}{option}\n"
        ));
        assert!(out.contains("as folded"), "{out}");
        let saved = fs::read(&file).expect("it was written");
        assert_eq!(
            saved,
            written("interp", "out.folded", &["--profile-every", "7"])
        );
    }
}

#[test]
fn a_run_begins_a_new_profile() {
    let once = json("load tests/data/c/recursion\nprofile on every 50\nrun\nprofile 100\n");
    let twice = json("load tests/data/c/recursion\nprofile on every 50\nrun\nrun\nprofile 100\n");
    assert_eq!(once, twice);
}

#[test]
fn exact_counts_add_up_to_the_cycles() {
    let counted = "load tests/data/c/recursion\nprofile on exact\nrun\n";
    let counts = json(&format!("{counted}profile counts\n"));
    let registers = json(&format!("{counted}r\n"));
    assert_eq!(registers["cycles"], counts["cycles"]);
    assert!(counts["executions"].as_u64() > Some(1_000), "{counts}");
    // What was counted once is not counted again.
    let back = json(&format!("{counted}rstep 500\nc\nprofile counts\n"));
    assert_eq!(back, counts);
}

#[test]
fn a_file_that_cannot_be_written_and_no_samples_are_told() {
    let ran = jumppad(
        &[
            "run",
            "--profile",
            "/no/such/folder/x",
            "--profile-every",
            "7",
            PROGRAM,
        ],
        "",
    );
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("/no/such/folder/x"), "{}", ran.err);
    let args = [
        "run",
        "--profile",
        "/no/such/folder/x",
        "--profile-every",
        "100000000000",
        PROGRAM,
    ];
    let ran = jumppad(&args, "");
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("no profile is written"), "{}", ran.err);
    let refused = [
        "profile",
        "profile lines",
        "profile counts",
        "profile on every 0",
        "profile callers main",
    ];
    for command in refused {
        let ran = jumppad(&["--no-rc", "--batch", "-e", command], "");
        assert_eq!(ran.code, 1, "{command}: {}", ran.out);
    }
}
