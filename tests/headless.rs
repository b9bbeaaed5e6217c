//! `jumppad run`: reasons, exit codes, the JSON object, saved memory; on every tier.

mod cli;

use std::fs;
use std::path::PathBuf;

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
/// 0600 JAM
const JAM: &[u8] = &[0x02];

#[test]
fn every_end_has_its_reason_and_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    for tier in ["interp", "jit", "auto"] {
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
        assert_eq!(
            run(LOOP, &["--cycles", "10"]),
            ("cycles".into(), 0x602, 4),
            "{tier}"
        );
        assert_eq!(run(JAM, &[]), ("jam".into(), 0x600, 1), "{tier}");
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
