//! `jumppad run`: reasons, exit codes, the JSON object, saved memory; on every tier.

mod cli;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use cli::jumppad;

/// A PRG with `code` at $0600.
fn program(folder: &tempfile::TempDir, code: &[u8]) -> PathBuf {
    let path = folder.path().join("p.prg");
    fs::write(&path, [&[0x00, 0x06], code].concat()).unwrap();
    path
}

/// 0600 LDX #5; STX $0200; DEX; BNE $0602; JMP $0608
const LOOP: &[u8] = &[
    0xA2, 5, 0x8E, 0x00, 0x02, 0xCA, 0xD0, 0xFA, 0x4C, 0x08, 0x06,
];
/// 0600 LDX #0; DEX; BNE $0602; DEY; BNE $0602; JMP $0608
const LONG: &[u8] = &[
    0xA2, 0, 0xCA, 0xD0, 0xFD, 0x88, 0xD0, 0xFA, 0x4C, 0x08, 0x06,
];
/// 0600 JAM
const JAM: &[u8] = &[0x02];
/// 0600 WAI, or SBX #$4C with a jump to itself behind it: 0602 JMP $0602
const WAIT: &[u8] = &[0xCB, 0x4C, 0x4C, 0x02, 0x06];

#[test]
fn every_end_has_its_reason_and_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    for tier in ["interp", "jit", "llvm", "auto"] {
        let run = |code: &[u8], more: &[&str]| {
            let path = program(&folder, code).display().to_string();
            let args = [&["run", &path, "--tier", tier, "--json"], more].concat();
            let ran = jumppad(&args, "");
            let json: serde_json::Value = serde_json::from_str(&ran.out).expect("one object");
            let pc = json["stop"]["pc"].as_u64().unwrap();
            (
                json["stop"]["reason"].as_str().unwrap().to_owned(),
                pc,
                ran.code,
            )
        };
        assert_eq!(run(LOOP, &[]), ("trap".into(), 0x608, 0), "{tier}");
        assert_eq!(
            run(LOOP, &["--until", "605"]),
            ("until".into(), 0x605, 0),
            "{tier}"
        );
        // A limit that ends there is no end before it.
        assert_eq!(
            run(LOOP, &["--until", "602", "--cycles", "2"]),
            ("until".into(), 0x602, 0),
            "{tier}"
        );
        assert_eq!(
            run(LOOP, &["--cycles", "10"]),
            ("cycles".into(), 0x602, 4),
            "{tier}"
        );
        assert_eq!(run(JAM, &[]), ("jam".into(), 0x600, 1), "{tier}");
        assert_eq!(
            run(WAIT, &["--cpu", "65c02"]),
            ("wait".into(), 0x600, 1),
            "{tier}"
        );
        // The same byte is an instruction of the others.
        assert_eq!(run(WAIT, &[]).0, "trap", "{tier}");
    }
}

#[test]
fn the_json_object_has_its_fields_as_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(&folder, LOOP).display().to_string();
    let ran = jumppad(&["run", &path, "--json"], "");
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    for field in ["cycles", "seconds", "mhz"] {
        assert!(json[field].is_number(), "{field}");
    }
    for field in ["pc", "a", "x", "y", "s", "p"] {
        assert!(json["cpu"][field].is_u64(), "{field}");
    }
    for field in [
        "groups_compiled",
        "groups_live",
        "invalidations",
        "side_exits",
        "compile_seconds",
        "code_bytes",
        "compile_failures",
    ] {
        assert!(json["jit"][field].is_number(), "{field}");
    }
    assert_eq!(json["cycles"], 2 + 5 * (4 + 2) + 4 * 3 + 2);
}

#[test]
fn memory_is_saved_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(&folder, LOOP).display().to_string();
    let saved = folder.path().join("memory.bin").display().to_string();
    assert_eq!(
        jumppad(&["run", &path, "--save-memory", &saved], "").code,
        0
    );
    let memory = fs::read(&saved).unwrap();
    assert_eq!((memory.len(), memory[0x200]), (0x1_0000, 1));
}

/// A cartridge of one bank whose code at $C000 tries to change itself, and adds in decimal: LDA #9; SED; CLC; ADC #1;
/// STA $C001; JMP *
fn cartridge(folder: &tempfile::TempDir) -> String {
    let mut prg = vec![0; 0x4000];
    let code = [
        0xA9, 9, 0xF8, 0x18, 0x69, 1, 0x8D, 0x01, 0xC0, 0x4C, 0x09, 0xC0,
    ];
    prg[..code.len()].copy_from_slice(&code);
    prg[0x3FFC..0x3FFE].copy_from_slice(&[0x00, 0xC0]);
    let path = folder.path().join("game.nes");
    let header = [b"NES\x1A\x01", [0; 11].as_slice()].concat();
    fs::write(&path, [header, prg].concat()).unwrap();
    path.display().to_string()
}

#[test]
fn a_cartridge_runs_on_its_chip_from_its_vector_and_cannot_write_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = cartridge(&folder);
    for tier in ["interp", "jit", "llvm", "auto"] {
        let accumulator = |more: &[&str]| {
            let saved = folder.path().join("memory.bin").display().to_string();
            let args = [
                "run",
                &path,
                "--tier",
                tier,
                "--json",
                "--save-memory",
                &saved,
            ];
            let ran = jumppad(&[&args, more].concat(), "");
            assert_eq!(ran.code, 0, "{}", ran.err);
            let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
            assert_eq!(json["stop"]["pc"], 0xC009);
            let memory = fs::read(&saved).unwrap();
            assert_eq!((memory[0x8001], memory[0xC001]), (9, 9), "{tier}");
            json["cpu"]["a"].as_u64().unwrap()
        };
        assert_eq!(accumulator(&[]), 0x0A, "{tier}");
        assert_eq!(accumulator(&["--cpu", "6502"]), 0x10, "{tier}");
        assert_eq!(accumulator(&["--format", "ines", "--entry", "c003"]), 1);
    }
}

#[test]
fn a_cartridge_in_the_debugger_brings_its_chip_and_takes_it_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = cartridge(&folder);
    let other = program(&folder, LOOP).display().to_string();
    let lines = format!(
        "show cpu\nrom\nload {other}\nshow cpu\nrom\nload {path}\nrun\nset cpu 65c02\nload {path}\n"
    );
    let ran = jumppad(&[&path], &lines);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for (text, count) in [
        ("cpu is 2a03\nread-only: $8000-$FFFF\n", 1),
        ("cpu is 6502\nnothing is read-only\n", 1),
        ("entry $C000, cpu 2a03; `run` starts it\n", 1),
        ("trap after 12 cycles", 1),
        ("entry $C000, cpu 65c02; `run` starts it\n", 1),
    ] {
        assert_eq!(ran.out.matches(text).count(), count, "{text}: {}", ran.out);
    }
}

#[test]
fn what_the_guest_prints_is_an_event_in_json() {
    // 0600 LDX #'A'; STX $F001; INX; CPX #'Z'+1; BNE; JMP *
    let code = "> 600 a2 41 8e 01 f0 e8 e0 5b d0 f8 4c 0a 06\n";
    let lines = format!("device console f001\n{code}continue\n");
    let ran = jumppad(&["--json"], &lines);
    let objects = ran
        .out
        .lines()
        .map(serde_json::from_str::<serde_json::Value>);
    let text: String = objects
        .map(Result::unwrap)
        .filter(|object| object["type"] == "output")
        .map(|object| object["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(text, ('A'..='Z').collect::<String>());
}

/// What is interpreted needs no LLVM; what would be compiled says what is missing.
#[test]
fn llvm_is_missed_where_something_is_compiled() {
    let folder = tempfile::tempdir().unwrap();
    let run = |code: &[u8], tier| {
        let ran = Command::new(env!("CARGO_BIN_EXE_jumppad"))
            .arg("run")
            .arg(program(&folder, code))
            .args(["--tier", tier])
            .env("JUMPPAD_LLVM", "/nowhere/libLLVM.so")
            .output()
            .expect("the program starts");
        assert_eq!(ran.status.code(), Some(0));
        String::from_utf8(ran.stderr).expect("text")
    };
    assert_eq!(run(LOOP, "auto"), "");
    assert_eq!(run(LONG, "interp"), "");
    let told = run(LONG, "llvm");
    for part in ["failed", "/nowhere/libLLVM.so", "JUMPPAD_LLVM"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}
