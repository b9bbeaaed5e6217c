//! `expect` and the screens: the same cycle on every tier, a clear report of what came instead, and the exit code of a failed
//! assertion.

mod cli;

use std::fs;

use cli::{Ran, jumppad};

const TIERS: [&str; 5] = ["interp", "baseline", "jit", "llvm", "auto"];

/// Prints the letters round and round, some thousand cycles apart, and each on the screen at $0400.
/// 0600 LDX #0; 0602 LDY #0; 0604 INY; BNE $0604; TXA; AND #$0F; ORA #$40; STA $F000; STA $0400,X; INX;
/// JMP $0602
const LETTERS: &[u8] = &[
    0x00, 0x06, 0xA2, 0x00, 0xA0, 0x00, 0xC8, 0xD0, 0xFD, 0x8A, 0x29, 0x0F, 0x09, 0x40, 0x8D, 0x00,
    0xF0, 0x9D, 0x00, 0x04, 0xE8, 0x4C, 0x02, 0x06,
];

/// Runs `commands` on the letters.
fn ask(tier: &str, commands: &[&str], more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letters.prg");
    fs::write(&path, LETTERS).unwrap();
    let path = path.display().to_string();
    let mut args = vec![
        "--batch",
        "--tier",
        tier,
        &path,
        "-e",
        "device console f000",
    ];
    args.extend(commands.iter().flat_map(|command| ["-e", command]));
    args.extend(more);
    jumppad(&args, "")
}

/// The JSON lines of a kind.
fn of_kind(ran: &Ran, kind: &str) -> Vec<serde_json::Value> {
    let lines = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON"));
    lines.filter(|line| line["type"] == kind).collect()
}

#[test]
fn what_is_awaited_ends_the_run_in_the_same_cycle_everywhere() {
    let commands = [
        "expect \"CDE\"",
        "assert a == 'E' && pc == $060F",
        // An escape of expressions alone.
        "expect regex \"[M-Z&&\\w]\" within 1000000 cycles",
        "expect \"NO@A\" on 1",
        "expect \"A\" within 30000000 cycles",
    ];
    let mut first = None;
    for tier in TIERS {
        let ran = ask(tier, &commands, &["--json"]);
        assert_eq!(ran.code, 0, "{tier}: {}{}", ran.out, ran.err);
        let met: Vec<_> = of_kind(&ran, "expected")
            .iter()
            .map(|view| (view["text"].to_string(), view["cycle"].as_u64()))
            .collect();
        assert_eq!(met.len(), 4, "{tier}: {met:?}");
        // The rest of the letters is told once and in order, however it was heard.
        let output = of_kind(&ran, "output");
        let text: String = output
            .iter()
            .filter_map(|out| out["text"].as_str())
            .collect();
        assert!(text.starts_with("@ABCDEFGHIJKLMNO@A"), "{tier}: {text}");
        let first = first.get_or_insert((met.clone(), text.clone()));
        assert_eq!((&met, &text), (&first.0, &first.1), "{tier}");
    }
}

#[test]
fn what_does_not_come_fails_with_what_came_instead() {
    for tier in TIERS {
        let ran = ask(
            tier,
            &["expect \"OK\" within 20000 cycles", "echo never"],
            &[],
        );
        assert_eq!(ran.code, 3, "{tier}: {}", ran.err);
        let wanted = "error: \"OK\" was not printed on console #1 within 20000 cycles\n  expect \"OK\" within 20000 \
                      cycles\n  instead there is:\n  @ABCDEFGHIJKLMN\n";
        assert!(ran.err.contains(wanted), "{tier}: {}", ran.err);
        assert!(!ran.out.contains("never"), "{tier}: {}", ran.out);
        // A stop comes before it.
        let ran = ask(tier, &["break 60f if a == 'C'", "expect \"D\""], &[]);
        assert_eq!(ran.code, 3, "{tier}: {}", ran.err);
        assert!(ran.out.contains("breakpoint #1"), "{tier}: {}", ran.out);
        let wanted = "\"D\" was not printed on console #1 before the guest stopped";
        assert!(ran.err.contains(wanted), "{tier}: {}", ran.err);
        // A breakpoint where it is met is no failure.
        let ran = ask(
            tier,
            &["break 60f if a == 'C'", "expect \"C\"", "step"],
            &[],
        );
        assert_eq!(ran.code, 0, "{tier}: {}", ran.err);
        let ran = ask(tier, &["expect screen \"OK\" within 20000 cycles"], &[]);
        assert_eq!(ran.code, 1, "{tier}: {}", ran.err);
        assert!(
            ran.err.contains("there is no screen"),
            "{tier}: {}",
            ran.err
        );
    }
}

#[test]
fn nothing_is_awaited_twice_and_nothing_is_lost() {
    let ran = ask(
        "auto",
        &[
            "c --cycles 6500",
            "expect \"AB\" within 1 cycles",
            "expect \"C\" within 1 cycles",
            "expect \"AB\" within 10 cycles",
        ],
        &[],
    );
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(
        ran.out.contains("\"AB\" is there, in cycle 6,50"),
        "{}",
        ran.out
    );
    assert!(
        ran.err.contains("<-e #5>:1:1: error: \"AB\" was not"),
        "{}",
        ran.err
    );
}

#[test]
fn a_screen_is_looked_at_in_the_same_cycles_everywhere() {
    let commands = [
        "screen memory 400 16x2",
        "expect screen \"ABCDEFGHIJKLMNO\\n@AB\" within 100000 cycles",
        "assert screen contains \"NO\\n@\"",
        "assert screen contains \"nowhere\"",
    ];
    let mut first = None;
    for tier in TIERS {
        let ran = ask(tier, &commands, &["--json"]);
        assert_eq!(ran.code, 3, "{tier}: {}{}", ran.out, ran.err);
        let error = &of_kind(&ran, "error")[0];
        let message = error["message"].as_str().unwrap();
        assert_eq!(message, "screen #1 does not show \"nowhere\"");
        let advice = error["advice"].as_str().unwrap();
        assert!(advice.contains("\n@ABCDEFGHIJKLMNO\n@AB"), "{advice}");
        let cycle = of_kind(&ran, "expected")[0]["cycle"].as_u64();
        assert_eq!(*first.get_or_insert(cycle), cycle, "{tier}");
    }
}

#[test]
fn the_standard_output_of_a_sim65_program_is_a_console() {
    for tier in TIERS {
        let program = "tests/data/sim65/upper";
        let commands = [
            "send \"one\" 0a \"two\" 0a",
            "expect \"ONE\\n\"",
            "expect \"THREE\"",
        ];
        let mut args = vec!["--batch", "--tier", tier, program];
        args.extend(commands.iter().flat_map(|command| ["-e", command]));
        let ran = jumppad(&args, "");
        assert_eq!(ran.code, 3, "{tier}: {}{}", ran.out, ran.err);
        assert!(
            ran.out.contains("\"ONE\\n\" came after"),
            "{tier}: {}",
            ran.out
        );
        let wanted = "\"THREE\" was not printed on stdout before the guest stopped";
        assert!(ran.err.contains(wanted), "{tier}: {}", ran.err);
    }
}

#[test]
fn wrong_ones_are_told() {
    for (command, wanted) in [
        ("expect", "a text in quotes is missing"),
        ("expect \"\"", "an empty text is always there"),
        ("expect \"a\\q\"", "there is no such escape"),
        ("send \"a\\q\"", "there is no such escape"),
        ("send \"\"", "this text is empty"),
        ("expect regex \"(\"", "unclosed group"),
        ("expect \"a\" on 7", "there is no device #7"),
        ("expect \"a\" within x", "within"),
        ("screen memory 400 40", "columns and rows are missing"),
        (
            "screen memory 400 40x25 ebcdic",
            "there is no encoding `ebcdic`",
        ),
        ("screen memory fff0 40x25", "not within the 64 KiB"),
        ("screen 3", "there is no screen #3"),
        ("set speed fast", "`speed` cannot be `fast`"),
        ("set clock 0 Hz", "`clock` cannot be `0 Hz`"),
        ("set keyboard maybe", "`keyboard` cannot be `maybe`"),
    ] {
        let ran = ask("interp", &[command], &[]);
        assert_ne!(ran.code, 0, "{command}");
        assert!(ran.err.contains(wanted), "{command}: {}", ran.err);
    }
}
