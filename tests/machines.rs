//! Machines: files that are right and wrong, every ready-made machine with a ROM of ours in every tier, in the debugger and
//! without it alike.
//!
//! What is wrong with `tests/machines/bad/NAME.toml` is told as `NAME.txt` beside it has it; `JUMPPAD_BLESS=1 cargo test
//! --test machines` writes these.

mod cli;

use std::fs;
use std::path::Path;

use cli::{Ran, jumppad};

const TIERS: [&str; 4] = ["interp", "baseline", "jit", "llvm"];

fn debug(args: &[&str], commands: &[&str]) -> Ran {
    let mut all = vec!["--no-rc", "--batch"];
    all.extend(args);
    all.extend(commands.iter().flat_map(|command| ["-e", command]));
    jumppad(&all, "")
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let folder = "tests/machines/bad";
    let bless = std::env::var_os("JUMPPAD_BLESS").is_some();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(root.join(folder)).expect("the folder exists");
    let files = files.map(|file| file.expect("it can be read").path());
    let mut files: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    assert!(files.len() > 20);
    for file in files {
        let name = file.file_name().expect("it has a name").to_string_lossy();
        let path = format!("{folder}/{name}");
        let ran = jumppad(&["--machine", &path, "--batch"], "");
        assert_ne!(ran.code, 0, "{name}");
        let told = file.with_extension("txt");
        if bless {
            fs::write(&told, &ran.err).expect("it can be written");
        }
        let expected = fs::read_to_string(&told).unwrap_or_default();
        assert_eq!(ran.err, expected, "{name}: JUMPPAD_BLESS=1 accepts it");
        // Without the debugger the same is wrong.
        let run = jumppad(&["run", "--machine", &path], "");
        assert_eq!(run.err, expected, "{name}");
        assert!(expected.contains(&path) && expected.contains('^'), "{name}");
    }
}

/// A ROM of so many bytes with `code` at its beginning, whose vectors, in its last bytes, lead there.
fn rom(size: usize, start: u16, code: &[u8]) -> Vec<u8> {
    let mut rom = vec![0xEA; size];
    rom[..code.len()].copy_from_slice(code);
    for vector in [6, 4, 2] {
        rom[size - vector..size - vector + 2].copy_from_slice(&start.to_le_bytes());
    }
    rom
}

/// A ready-made machine, what is in its ROMs, and what is then true.
struct Case {
    machine: &'static str,
    roms: Vec<(&'static str, Vec<u8>)>,
    /// What it prints.
    prints: &'static str,
    holds: &'static [&'static str],
}

/// Prints OK by writes to one address: LDA #'O'; STA A; LDA #'K'; STA A; JMP *
fn print_at(start: u16, address: u16) -> Vec<u8> {
    let [low, high] = address.to_le_bytes();
    let [here, page] = (start + 10).to_le_bytes();
    vec![
        0xA9, b'O', 0x8D, low, high, 0xA9, b'K', 0x8D, low, high, 0x4C, here, page,
    ]
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            machine: "beneater",
            // LDA #$FF; STA $6002; LDA #$41; STA $7FF0; LDA $2000; LDX $5000; JMP *
            roms: vec![(
                "rom",
                rom(
                    0x8000,
                    0x8000,
                    &[
                        0xA9, 0xFF, 0x8D, 0x02, 0x60, 0xA9, 0x41, 0x8D, 0xF0, 0x7F, 0xAD, 0x00,
                        0x20, 0xAE, 0x00, 0x50, 0x4C, 0x10, 0x80,
                    ],
                ),
            )],
            prints: "",
            // Nothing is at $5000, and the last byte on the bus was its high byte.
            holds: &["via.ORB == $41", "via.DDRB == $FF", "a == 0", "x == $50"],
        },
        Case {
            machine: "beneater-serial",
            // LDA #$0B; STA $5002; print; the fault of its ACIA is that it is never busy.
            roms: vec![(
                "rom",
                rom(
                    0x8000,
                    0x8000,
                    &[
                        &[0xA9, 0x0B, 0x8D, 0x02, 0x50],
                        &print_at(0x8005, 0x5000)[..],
                    ]
                    .concat(),
                ),
            )],
            prints: "OK",
            holds: &["acia.COMMAND == $0B", "acia.STATUS & $10"],
        },
        Case {
            machine: "apple1",
            // LDA #$7F; STA $D012; LDA #$A7; STA $D013; LDA #'O'+$80; STA $D012; BIT $D012; BMI *-3; LDA #'K'+$80;
            // STA $D012; JMP *
            roms: vec![(
                "wozmon",
                rom(
                    0x100,
                    0xFF00,
                    &[
                        0xA9, 0x7F, 0x8D, 0x12, 0xD0, 0xA9, 0xA7, 0x8D, 0x13, 0xD0, 0xA9, 0xCF,
                        0x8D, 0x12, 0xD0, 0x2C, 0x12, 0xD0, 0x30, 0xFB, 0xA9, 0xCB, 0x8D, 0x12,
                        0xD0, 0x4C, 0x19, 0xFF,
                    ],
                ),
            )],
            prints: "OK",
            holds: &["(pia.CRB & $3F) == $27", "pia.DDRB == $7F"],
        },
        Case {
            machine: "kim1",
            // LDA #$FF; STA $1741; LDA #$5A; STA $1740; STA $17FF; JMP *, by the vector at $FFFC, which mirrors $1FFC.
            roms: vec![
                ("tape", vec![0x60; 0x400]),
                (
                    "monitor",
                    rom(
                        0x400,
                        0x1C00,
                        &[
                            0xA9, 0xFF, 0x8D, 0x41, 0x17, 0xA9, 0x5A, 0x8D, 0x40, 0x17, 0x8D, 0xFF,
                            0x17, 0x4C, 0x0D, 0x1C,
                        ],
                    ),
                ),
            ],
            prints: "",
            holds: &[
                "[$1740] == $5A",
                "[$17FF] == $5A",
                "[$F800] == $60",
                "[$0400] == $FF",
            ],
        },
        Case {
            machine: "sbc6850",
            // LDA #$03; STA $A000; LDA #$15; STA $A000; print
            roms: vec![(
                "basic",
                rom(
                    0x4000,
                    0xC000,
                    &[
                        &[0xA9, 0x03, 0x8D, 0x00, 0xA0, 0xA9, 0x15, 0x8D, 0x00, 0xA0],
                        &print_at(0xC00A, 0xBFFF)[..],
                    ]
                    .concat(),
                ),
            )],
            prints: "OK",
            holds: &["acia.STATUS & 2", "[$8000] == $80"],
        },
        Case {
            machine: "tali",
            roms: vec![("forth", rom(0x8000, 0x8000, &print_at(0x8000, 0xF001)))],
            prints: "OK",
            holds: &["[$F001] == 0"],
        },
        Case {
            machine: "py65",
            roms: Vec::new(),
            prints: "OK",
            holds: &["[$F001] == 0"],
        },
    ]
}

#[test]
fn every_ready_made_machine_runs_in_every_tier() {
    let folder = tempfile::tempdir().unwrap();
    let help = jumppad(&["--help"], "");
    for case in cases() {
        let name = case.machine;
        assert!(help.out.contains(name), "--help knows {name}");
        let mut args = vec!["--machine".to_owned(), name.to_owned()];
        for (rom, bytes) in &case.roms {
            let path = folder.path().join(format!("{name}-{rom}"));
            fs::write(&path, bytes).unwrap();
            args.extend(["--rom-file".to_owned(), format!("{rom}={}", path.display())]);
        }
        if case.roms.is_empty() {
            let path = folder.path().join("p.prg");
            let code = print_at(0x0600, 0xF001);
            fs::write(&path, [&[0x00, 0x06], &code[..]].concat()).unwrap();
            args.push(path.display().to_string());
        }
        for tier in TIERS {
            let mut args: Vec<&str> = args.iter().map(String::as_str).collect();
            args.extend(["--tier", tier]);
            let mut run = vec!["run", "--quiet", "--cycles", "100000"];
            run.extend(&args);
            let ran = jumppad(&run, "");
            assert_eq!(ran.out, case.prints, "{name} on {tier}: {}", ran.err);
            assert_eq!(ran.code, 0, "{name} on {tier}: {}", ran.err);
            let holds: Vec<String> = case.holds.iter().map(|e| format!("assert {e}")).collect();
            let mut commands = vec!["run --cycles 100000"];
            commands.extend(holds.iter().map(String::as_str));
            let ran = debug(&args, &commands);
            assert_eq!(ran.code, 0, "{name} on {tier}: {}{}", ran.out, ran.err);
            assert!(ran.out.starts_with(case.prints), "{name}: {}", ran.out);
        }
    }
}

#[test]
fn a_rom_that_is_missing_is_told_with_what_to_get() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().display().to_string();
    for (machine, what) in [
        ("beneater", "EEPROM"),
        ("apple1", "Operation Manual"),
        ("kim1", "User Manual"),
        ("sbc6850", "osi_bas.bin"),
        ("tali", "taliforth-py65mon.bin"),
    ] {
        let args = ["--machine", machine, "--guest-dir", &empty, "--batch"];
        let ran = jumppad(&args, "");
        assert_ne!(ran.code, 0, "{machine}");
        assert!(ran.err.contains(what), "{machine}: {}", ran.err);
        assert!(ran.err.contains("--rom-file"), "{machine}: {}", ran.err);
    }
    let ran = jumppad(&["run", "--machine", "benetaer"], "");
    assert!(ran.err.contains("did you mean `beneater`?"), "{}", ran.err);
    let args = ["--machine", "py65", "--rom-file", "x=y", "--batch"];
    assert!(jumppad(&args, "").err.contains("py65 has no ROM `x`"));
}

#[test]
fn a_program_goes_into_the_first_rom_that_has_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rom.bin");
    // It repeats in its ROM, as unconnected address lines have it.
    fs::write(&path, rom(0x2000, 0xE000, &print_at(0xE000, 0x5000))).unwrap();
    let path = path.display().to_string();
    let args = ["run", "--machine", "beneater-serial", &path, "--quiet"];
    let ran = jumppad(&args, "");
    assert_eq!((ran.out.as_str(), ran.code), ("OK", 0), "{}", ran.err);
    let ran = debug(
        &["--machine", "beneater-serial", &path],
        &["run", "assert [$8000] == [$E000]", "info machine"],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(&format!("ROM rom: {path}")), "{}", ran.out);
}

#[test]
fn what_is_saved_is_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(
        at("rom.bin"),
        rom(0x8000, 0x8000, &print_at(0x8000, 0x5000)),
    )
    .unwrap();
    let (first, second) = (at("first.toml"), at("second.toml"));
    let ran = debug(
        &["--machine", "beneater-serial", &at("rom.bin")],
        &[
            "device attach timer 4100 as beat nmi",
            &format!("machine save {first}"),
            &format!("machine {first}"),
            &format!("machine save {second}"),
            "info machine",
        ],
    );
    assert_ne!(
        ran.code, 0,
        "the timer is there already, and so is told: {}",
        ran.out
    );
    let ran = debug(
        &["--machine", &first],
        &[&format!("machine save {second}"), "info machine", "run"],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("beat, a timer, at $4100-$4102, to nmi"),
        "{}",
        ran.out
    );
    let (first, second) = (fs::read_to_string(first), fs::read_to_string(second));
    let text = first.unwrap();
    assert_eq!(text, second.unwrap());
    for part in [
        "file = \"rom.bin\"",
        "quirk = \"w65c51n\"",
        "[[part]]",
        "open-bus",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_keyboard_of_a_machine_is_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rom.bin");
    // Echoes up to a '.': LDA #$0B; STA $5002; LDA $5001; AND #8; BEQ *-5; LDA $5000; CMP #'.'; BEQ +6; STA $5000;
    // JMP $8005; JMP *
    let code = [
        0xA9, 0x0B, 0x8D, 0x02, 0x50, 0xAD, 0x01, 0x50, 0x29, 0x08, 0xF0, 0xF9, 0xAD, 0x00, 0x50,
        0xC9, b'.', 0xF0, 0x06, 0x8D, 0x00, 0x50, 0x4C, 0x05, 0x80, 0x4C, 0x19, 0x80,
    ];
    fs::write(&path, rom(0x8000, 0x8000, &code)).unwrap();
    let path = path.display().to_string();
    for tier in TIERS {
        let args = [
            "run",
            "--machine",
            "beneater-serial",
            &path,
            "--quiet",
            "--tier",
            tier,
        ];
        let ran = jumppad(&args, "Hello, world.");
        assert_eq!(
            (ran.out.as_str(), ran.code),
            ("Hello, world", 0),
            "{tier}: {}",
            ran.err
        );
        let ran = debug(
            &["--machine", "beneater-serial", &path, "--tier", tier],
            &[
                "send \"ab\"",
                "run --cycles 5000",
                "send \"c.\"",
                "continue",
                "assert a == '.'",
            ],
        );
        assert_eq!(ran.code, 0, "{tier}: {}{}", ran.out, ran.err);
        assert!(ran.out.starts_with("ab"), "{tier}: {}", ran.out);
        assert!(ran.out.contains("\nc\n"), "{tier}: {}", ran.out);
    }
}
