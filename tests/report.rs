//! Pictures of the JIT at work: the page about a run, its data, the history of an address, the live table.

mod cli;

use std::fs;
use std::path::Path;
use std::process::Command;

use cli::jumppad;
use serde_json::Value;

/// The demo, up to behind the second of the stores that change its hot loop.
const PAST_TWO_STORES: &str = "continue --cycles 202000000";

/// The page and its data, made in a session of `tier`, and what `info jit` says there.
fn made(tier: &str, folder: &Path) -> (String, Value, Value) {
    let file = |name: &str| folder.join(name).display().to_string();
    let (html, json) = (file("run.html"), file("run.json"));
    let lines = [
        "profile on every 1000".to_owned(),
        PAST_TWO_STORES.to_owned(),
        format!("jit report {html}"),
        format!("jit report {json}"),
        "info jit".to_owned(),
    ];
    let mut args = vec!["--tier", tier, "--batch", "--json"];
    args.extend(lines.iter().flat_map(|line| ["-e", line.as_str()]));
    let ran = jumppad(&args, "");
    assert_eq!(ran.code, 4, "{tier}: {}{}", ran.out, ran.err);
    let last = ran.out.lines().last().expect("it answered");
    let told = serde_json::from_str(last).expect("it is JSON");
    let data = fs::read_to_string(&json).expect("there is data");
    let page = fs::read_to_string(&html).expect("there is a page");
    (page, serde_json::from_str(&data).expect("it is JSON"), told)
}

fn ended<'a>(lives: &'a [Value], how: &str) -> Vec<&'a Value> {
    lives
        .iter()
        .filter(|life| life["end"]["how"] == how)
        .collect()
}

#[test]
fn the_page_tells_what_the_debugger_tells_on_every_tier() {
    for tier in ["interp", "baseline", "jit", "llvm"] {
        let folder = tempfile::tempdir().expect("there is room");
        let (page, data, told) = made(tier, folder.path());
        assert!(page.len() < 5_000_000, "{tier}: {} bytes", page.len());
        assert!(page.contains("<title>"), "{tier}");
        for (name, value) in data["jit"].as_object().expect("it has counters") {
            assert_eq!(value, &told[name], "{tier}: {name}");
        }
        let shares = data["shares"].as_array().expect("a list");
        let sum = |part: &str| shares.iter().filter_map(|s| s[part].as_u64()).sum::<u64>();
        let (interpreted, baseline, compiled) =
            (sum("interpreted"), sum("baseline"), sum("compiled"));
        let cycles = data["end"]["cycle"].as_u64().expect("a number");
        assert_eq!(interpreted + baseline + compiled, cycles, "{tier}");
        let samples: u64 = data["map"]["executions"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|pair| pair[1].as_u64())
            .sum();
        assert_eq!(samples, cycles / 1000, "{tier}");
        // Each byte is in one run, from the first to the last.
        let runs = data["map"]["runs"].as_array().expect("a list");
        let mut next = 0;
        for run in runs {
            assert_eq!(run["from"], next, "{tier}");
            next = run["to"].as_u64().expect("a number") + 1;
        }
        assert_eq!(next, 0x1_0000, "{tier}");
        let lives = data["lives"].as_array().expect("a list");
        match tier {
            "interp" => assert!(lives.is_empty() && compiled == 0 && baseline == 0),
            "baseline" => assert!(compiled == 0 && baseline > interpreted),
            "llvm" => assert!(baseline == 0 && compiled > interpreted),
            _ => assert!(baseline + compiled > interpreted),
        }
    }
}

#[test]
fn the_first_region_and_what_replaced_it_are_told() {
    let folder = tempfile::tempdir().expect("there is room");
    let (_, data, _) = made("llvm", folder.path());
    let lives = data["lives"].as_array().expect("a list");
    let stored = ended(lives, "invalidated");
    let first = stored.first().expect("the loop's operand was stored to");
    let end = &first["end"];
    assert_eq!(end["addr"], 0x609);
    assert_eq!(end["by"], 0x623);
    let reason = end["reason"].as_str().expect("a sentence");
    assert_eq!(
        reason,
        "The instruction at $0623 stored into its code and changed $0609 from $41 to $42."
    );
    let into = end["into"].as_str().expect("something took its place");
    let next = lives.iter().find(|life| life["group"] == into);
    assert!(next.is_some_and(|next| next["live"]["cycle"].as_u64() > end["at"]["cycle"].as_u64()));
    // It is shown at each stage, though it is gone.
    let detail = &first["detail"];
    for stage in ["ir", "opt", "asm", "homes"] {
        let lines = detail[stage].as_array().expect("a list");
        assert!(!lines.is_empty(), "{stage}");
    }
    let blocks = detail["blocks"].as_array().expect("a list");
    let mut lines = blocks
        .iter()
        .filter_map(|block| block["lines"].as_array())
        .flatten();
    let patched = lines.find(|line| line["addr"] == 0x608);
    // As it was before the store.
    assert_eq!(patched.map(|line| &line["text"]), Some(&"LDA #$41".into()));
}

#[test]
fn a_run_without_the_debugger_writes_the_same_page() {
    let folder = tempfile::tempdir().expect("there is room");
    let program = folder.path().join("loop.bin");
    // LDX #0; INX; BNE; DEC $10; BNE; JMP to itself
    let code = [
        0xA2, 0, 0xE8, 0xD0, 0xFD, 0xC6, 0x10, 0xD0, 0xF9, 0x4C, 9, 4,
    ];
    fs::write(&program, code).expect("it can be written");
    for tier in ["interp", "baseline", "jit", "llvm"] {
        let json = folder.path().join("run.json");
        let (file, out) = (program.display().to_string(), json.display().to_string());
        let args = [
            "run", &file, "--load", "400", "--entry", "400", "--tier", tier, "--report", &out,
        ];
        let ran = jumppad(&args, "");
        assert_eq!(ran.code, 0, "{tier}: {}{}", ran.out, ran.err);
        let data: Value =
            serde_json::from_str(&fs::read_to_string(&json).expect("it is there")).expect("JSON");
        assert_eq!(data["program"], "loop.bin");
        assert_eq!(data["pc"], 0x409);
        let heat = data["map"]["executions"].as_array().expect("a list");
        let hot = heat
            .iter()
            .max_by_key(|pair| pair[1].as_u64())
            .expect("it ran");
        assert!(hot[0] == 0x402 || hot[0] == 0x403, "{tier}: {hot}");
    }
    let nowhere = folder.path().join("none").join("run.html");
    let file = program.display().to_string();
    let out = nowhere.display().to_string();
    let args = [
        "run", &file, "--load", "400", "--entry", "400", "--report", &out,
    ];
    let ran = jumppad(&args, "");
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("run.html"), "{}", ran.err);
}

#[test]
fn a_browser_shows_the_page() {
    let folder = tempfile::tempdir().expect("there is room");
    let (_, _, _) = made("llvm", folder.path());
    let file = |name: &str| folder.path().join(name);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/look-at-page");
    let looked = Command::new(script)
        .args([file("run.html"), file("run.png"), file("run.json")])
        .output();
    let looked = match looked {
        Ok(looked) => looked,
        Err(error) => return println!("NOT TESTED: scripts/look-at-page: {error}"),
    };
    let told = String::from_utf8_lossy(&looked.stderr);
    match looked.status.code() {
        Some(0) => assert!(file("run.png").exists()),
        Some(77) => println!("NOT TESTED: {told}"),
        code => panic!(
            "{code:?}: {told}{}",
            String::from_utf8_lossy(&looked.stdout)
        ),
    }
}

#[test]
fn the_live_table_ends_with_the_guest() {
    for tier in ["interp", "baseline", "jit", "llvm"] {
        let lines = ["jit top --cycles 30000000", "print cycles"];
        let mut args = vec!["--tier", tier, "--batch", "--json"];
        args.extend(lines.iter().flat_map(|line| ["-e", line]));
        let ran = jumppad(&args, "");
        let reports: Vec<Value> = ran
            .out
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        let of = |kind: &str| reports.iter().rfind(|r| r["type"] == kind);
        let top = of("top").expect("a table");
        let row = &top["rows"][0];
        assert!(row["share"].as_f64() > Some(0.3), "{tier}: {}", ran.out);
        let parts = ["interpreted", "baseline", "compiled"].map(|part| top[part].as_f64());
        let sum: f64 = parts.into_iter().flatten().sum();
        assert!((sum - 1.0).abs() < 1e-9, "{tier}: {top}");
        assert!(of("stop").is_some(), "{tier}: {}", ran.out);
    }
}

#[test]
fn generated_code_goes_to_a_file() {
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join("loop.ll").display().to_string();
    let to = format!("jit dump 608 opt --to {file}");
    let lines = [
        "continue --cycles 2000",
        &to,
        "jit dump 608 bitcode",
        "jit dump 608 6502 --to x",
    ];
    let mut args = vec!["--tier", "llvm", "--batch"];
    args.extend(lines.iter().flat_map(|line| ["-e", line]));
    let ran = jumppad(&args, "");
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("not written to a file"), "{}", ran.err);
    assert!(ran.out.contains("@opcode_0xA9_LDA_IMM(ptr"), "{}", ran.out);
    let text = fs::read_to_string(&file).expect("it was written");
    assert!(text.contains("define i32 @exec_group_0608(ptr"), "{text}");
    // The guest's Y is called so.
    assert!(text.contains("%y.1 = phi i8"), "{text}");
    assert!(text.contains("; $060D  INY"), "{text}");
}
