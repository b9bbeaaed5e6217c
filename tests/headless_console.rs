//! The console of `jumppad run`: piped input is there when the guest asks, line ends are those of a keyboard, and the end
//! of the input can be the end of the run.

mod cli;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use cli::jumppad;

const TIERS: [&str; 5] = ["interp", "baseline", "jit", "llvm", "auto"];

/// Counts keys up to a zero in X: 0600 LDA $F004; BEQ $0609; INX; JMP $0600; 0609 JMP $0609
const COUNT: &[u8] = &[
    0xAD, 0x04, 0xF0, 0xF0, 0x04, 0xE8, 0x4C, 0x00, 0x06, 0x4C, 0x09, 0x06,
];
/// Asks, and prints what it gets: 0600 LDX #'?'; STX $F001; 0605 LDA $F004; STA $F001; JMP $0605
const ECHO: &[u8] = &[
    0xA2, b'?', 0x8E, 0x01, 0xF0, 0xAD, 0x04, 0xF0, 0x8D, 0x01, 0xF0, 0x4C, 0x05, 0x06,
];

/// A PRG with `code` at $0600.
fn program(folder: &tempfile::TempDir, code: &[u8]) -> String {
    let path = folder.path().join("p.prg");
    fs::write(&path, [&[0x00, 0x06], code].concat()).unwrap();
    path.display().to_string()
}

/// `jumppad run` with pipes that the test holds.
fn start(args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .arg("run")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn summary(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn what_is_piped_in_is_there_when_the_guest_asks() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(&folder, COUNT);
    let input = "x".repeat(100_000);
    for tier in TIERS {
        let args = ["run", &path, "--console", "py65", "--json", "--tier", tier];
        let whole = summary(&jumppad(&args, &input).err);
        // Eleven cycles a key, and seven for the last.
        assert_eq!(whole["cycles"], 1_100_007, "{tier}");
        assert_eq!(whole["cpu"]["x"], 100_000 % 0x100, "{tier}");
        // In two parts, with the guest waiting in between.
        let mut child = start(&args[1..]);
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&input.as_bytes()[..30_000]).unwrap();
        stdin.flush().unwrap();
        thread::sleep(Duration::from_millis(100));
        stdin.write_all(&input.as_bytes()[30_000..]).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let parts = summary(&String::from_utf8_lossy(&output.stderr));
        assert_eq!(parts["cycles"], whole["cycles"], "{tier}");
    }
}

/// Who runs it without a keyboard learns why nothing goes on.
#[test]
fn a_pipe_that_is_silent_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(&folder, ECHO);
    let mut child = start(&[&path, "--console", "py65", "--exit-on-eof"]);
    let stdin = child.stdin.take().unwrap();
    let mut told = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut told).unwrap();
    assert!(
        told.contains("standard input is a pipe that is silent"),
        "{told}"
    );
    assert!(
        told.contains("/dev/null") && told.contains("--timeout"),
        "{told}"
    );
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_was_printed_is_seen_before_the_guest_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(&folder, ECHO);
    let mut child = start(&[&path, "--console", "py65", "--quiet", "--exit-on-eof"]);
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut seen = [0];
    for (typed, shown) in [("", b'?'), ("a", b'a'), ("b", b'b')] {
        stdin.write_all(typed.as_bytes()).unwrap();
        stdin.flush().unwrap();
        stdout.read_exact(&mut seen).unwrap();
        assert_eq!(seen, [shown]);
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).unwrap();
    assert_eq!(
        rest, b"",
        "nothing is printed for the key that did not come"
    );
}

#[test]
fn line_ends_are_carriage_returns_unless_they_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(&folder, ECHO);
    let args = [
        "run",
        &path,
        "--console",
        "py65",
        "--quiet",
        "--exit-on-eof",
    ];
    let echo = |more: &[&str]| jumppad(&[&args, more].concat(), "a\nb\r\n\n").out;
    assert_eq!(echo(&[]), "?a\rb\r\r");
    assert_eq!(echo(&["--enter", "cr"]), "?a\rb\r\r");
    assert_eq!(echo(&["--enter", "lf"]), "?a\nb\r\n\n");
}

#[test]
fn the_end_of_the_input_can_be_the_end_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(&folder, ECHO);
    for tier in TIERS {
        let args = [
            "run",
            &path,
            "--console",
            "py65",
            "--json",
            "--exit-on-eof",
            "--tier",
            tier,
        ];
        let ran = jumppad(&args, "ab");
        let told = summary(&ran.err);
        assert_eq!((ran.out.as_str(), ran.code), ("?ab", 0), "{tier}");
        // Behind the read of what was not there.
        assert_eq!(told["stop"]["reason"], "eof", "{tier}");
        assert_eq!(told["stop"]["pc"], 0x0608, "{tier}");
        assert_eq!(told["cycles"], 6 + 2 * 11 + 4, "{tier}");
        let from = jumppad(&[&args[..], &["--exit-from", "x+1"]].concat(), "ab");
        assert_eq!(from.code, i32::from(b'?') + 1, "{tier}");
    }
    let ran = jumppad(&["run", &path, "--exit-on-eof"], "");
    assert!(
        ran.code == 2 && ran.err.contains("--console"),
        "{}",
        ran.err
    );
}

#[test]
fn the_hosts_time_can_end_a_run() {
    let folder = tempfile::tempdir().unwrap();
    // 0600 JMP $0603; JMP $0600
    let path = program(&folder, &[0x4C, 0x03, 0x06, 0x4C, 0x00, 0x06]);
    let ran = jumppad(&["run", &path, "--timeout", "0.2", "--json"], "");
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert_eq!(summary(&ran.out)["stop"]["reason"], "timeout");
    // In a guest that waits for what is not typed: a console's, and sim65's.
    let waiting = program(&folder, ECHO);
    let upper = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sim65/upper");
    let ways: [&[&str]; 2] = [
        &["--console", "py65", "--timeout", "0.2", "--json", &waiting],
        &["--timeout", "0.2", "--json", upper],
    ];
    for args in ways {
        let mut child = start(args);
        let stdin = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{told}");
        assert_eq!(summary(&told)["stop"]["reason"], "timeout");
    }
    for wrong in ["-1", "soon", "1e30"] {
        let ran = jumppad(&["run", &path, &format!("--timeout={wrong}")], "");
        assert_eq!(ran.code, 2, "{wrong}");
    }
}

#[test]
fn a_program_can_be_of_several_files_with_rom_and_pokes() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    // 0600 LDA $E000; STA $E001; LDX $E001; JMP $0609
    let code = [
        0xAD, 0x00, 0xE0, 0x8D, 0x01, 0xE0, 0xAE, 0x01, 0xE0, 0x4C, 0x09, 0x06,
    ];
    let low = file("low.bin", &[&[0xEA; 0x100], &code[..]].concat()) + "@500";
    let rom = file("rom.bin", &[0x11, 0x22]) + "@e000";
    let vectors = file("vectors.bin", &[0x00, 0x06, 0x00, 0x00]) + "@fffc";
    let registers = |more: &[&str]| {
        let args = [&["run", &low, &rom, &vectors, "--json"], more].concat();
        let ran = jumppad(&args, "");
        assert_eq!(ran.code, 0, "{more:?}: {}", ran.err);
        let told = summary(&ran.out);
        let cpu = &told["cpu"];
        // It began where the vector says.
        assert_eq!(told["cycles"], 12, "{more:?}");
        [&cpu["a"], &cpu["x"]].map(|register| register.as_u64().unwrap())
    };
    assert_eq!(registers(&[]), [0x11, 0x11]);
    assert_eq!(registers(&["--rom", "e000..efff"]), [0x11, 0x22]);
    let poked = [
        "--rom",
        "e000..e0ff",
        "--poke",
        "e000=33,$44",
        "--poke",
        "0=1",
    ];
    assert_eq!(registers(&poked), [0x33, 0x44]);
    for wrong in [
        ["--rom", "e001..efff"],
        ["--rom", "efff..e000"],
        ["--rom", "e000"],
        ["--poke", "ffff=1,2"],
        ["--poke", "200"],
        ["--poke", "200=100"],
    ] {
        let ran = jumppad(&[&["run", &low], &wrong[..]].concat(), "");
        assert_eq!(ran.code, 2, "{wrong:?}: {}", ran.err);
    }
    let ran = jumppad(&["run", &low, "/nowhere.bin@c000"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("cannot load /nowhere.bin"), "{}", ran.err);
}

#[test]
fn a_console_over_bytes_of_the_program_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rom.bin");
    let mut rom = vec![0xFF; 0x1000];
    // F000 JMP $F000
    rom[..3].copy_from_slice(&[0x4C, 0x00, 0xF0]);
    fs::write(&path, &rom).unwrap();
    let path = path.display().to_string();
    let args = ["--load", "f000", "--entry", "f000", &path];
    // What only fills the ROM, at $F004, is not worth a word, and neither is a zero.
    let run = [&["run", "--console", "py65"], &args[..]].concat();
    let ran = jumppad(&run, "");
    assert!(!ran.err.contains("covers"), "{}", ran.err);
    let covering = [
        &["run", "--console", "py65:f000,f002"],
        &args[..],
        &["--cycles", "9"],
    ]
    .concat();
    let ran = jumppad(&covering, "");
    let text = "the console covers bytes of the program, at $F000 and $F002";
    assert!(ran.err.contains(text), "{}", ran.err);
    let quiet = jumppad(&[&covering[..], &["--quiet"]].concat(), "");
    assert_eq!(quiet.err, "");
    let commands = [
        "--no-rc",
        "--batch",
        "-e",
        "device console f002",
        "-e",
        "device timer f100",
    ];
    let ran = jumppad(&[&args[..], &commands].concat(), "");
    let text =
        "#1 console at $F002\nit covers a byte of the program, at $F002\n#2 timer at $F100-$F102\n";
    assert_eq!(ran.out, text);
}

/// Two 6850s, the second without interrupts.
const TWO: &str = r#"
cpu = "6502"
entry = 0x0600
ram = [{ start = 0x0000, size = "64K" }]

[[device]]
name = "first"
kind = "6850"
address = 0x8000

[[device]]
name = "second"
kind = "6850"
address = 0x8010
interrupt = "none"
"#;

/// Echoes each key by its interrupt. 0600 LDA #$95; STA $8000; LDA #$0B; STA $FFFE; LDA #$07; STA $FFFF is loaded; CLI; then
/// `wait`. $0700: PHA; LDA $8001; STA $8001; STA $10; INC $11; PLA; RTI
fn interrupted(folder: &tempfile::TempDir, wait: &[u8]) -> (String, String) {
    let machine = folder.path().join("two.toml");
    fs::write(&machine, TWO).unwrap();
    let mut code = vec![
        0xA9, 0x95, 0x8D, 0x00, 0x80, 0xA9, 0x00, 0x8D, 0xFE, 0xFF, 0xA9, 0x07, 0x8D, 0xFF, 0xFF,
        0x58,
    ];
    code.extend(wait);
    code.resize(0x100, 0xEA);
    code.extend([
        0x48, 0xAD, 0x01, 0x80, 0x8D, 0x01, 0x80, 0x85, 0x10, 0xE6, 0x11, 0x68, 0x40,
    ]);
    (program(folder, &code), machine.display().to_string())
}

/// A guest that waits for keys in `JMP *` sees each byte in the same cycle in every run.
#[test]
fn keys_interrupt_in_the_same_cycle_in_every_run() {
    let folder = tempfile::tempdir().unwrap();
    let (path, machine) = interrupted(&folder, &[0x4C, 0x10, 0x06]);
    let mut seen = Vec::new();
    for tier in TIERS {
        let args = [
            "run",
            &path,
            "--machine",
            &machine,
            "--json",
            "--tier",
            tier,
            "--cycles",
            "900000",
            "--enter",
            "lf",
        ];
        let whole = jumppad(&args, "hello, world");
        assert_eq!(whole.out, "hello, world", "{tier}: {}", whole.err);
        let mut child = start(&args[1..]);
        let mut stdin = child.stdin.take().unwrap();
        for part in ["hel", "lo, w", "orld"] {
            stdin.write_all(part.as_bytes()).unwrap();
            stdin.flush().unwrap();
            thread::sleep(Duration::from_millis(30));
        }
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let parts = summary(&String::from_utf8_lossy(&output.stderr));
        let whole = summary(&whole.err);
        assert_eq!(parts["cycles"], whole["cycles"], "{tier}");
        assert_eq!(parts["cpu"], whole["cpu"], "{tier}");
        seen.push((whole["cycles"].clone(), whole["cpu"].clone()));
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[test]
fn other_consoles_are_shown_by_name() {
    let folder = tempfile::tempdir().unwrap();
    // LDA #$15; STA $8000; STA $8010; LDA #'A'; STA $8001; LDA #'B'; STA $8011; LDA #$0A; STA $8011; JMP *
    let code = [
        0xA9, 0x15, 0x8D, 0x00, 0x80, 0x8D, 0x10, 0x80, 0xA9, b'A', 0x8D, 0x01, 0x80, 0xA9, b'B',
        0x8D, 0x11, 0x80, 0xA9, 0x0A, 0x8D, 0x11, 0x80, 0x4C, 0x17, 0x06,
    ];
    let path = program(&folder, &code);
    let machine = folder.path().join("two.toml");
    fs::write(&machine, TWO).unwrap();
    let machine = machine.display().to_string();
    let run = |consoles: &[&str]| {
        let args = ["run", &path, "--machine", &machine, "--quiet"];
        let consoles = consoles.iter().flat_map(|name| ["--console", name]);
        jumppad(&args.into_iter().chain(consoles).collect::<Vec<_>>(), "")
    };
    let lines = |ran: &cli::Ran| {
        let mut lines: Vec<String> = ran.out.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(run(&[]).out, "A");
    let all = run(&["all"]).out;
    assert!(all.contains("second: B\n") && all.contains('A'), "{all}");
    assert_eq!(lines(&run(&["second"])), ["B"]);
    let both = run(&["second", "first"]).out;
    assert!(
        both.contains("first: A\n") && both.contains("B\n"),
        "{both}"
    );
    let wrong = run(&["third"]);
    assert_ne!(wrong.code, 0);
    assert!(
        wrong.err.contains("there is first, second"),
        "{}",
        wrong.err
    );
}
