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
            machine: "c64-bare",
            roms: Vec::new(),
            prints: "OK",
            holds: &["cia1.DDRB == 0"],
        },
        Case {
            machine: "nes-bare",
            // LDA #$20; STA $2006; LDA #$40; STA $2006; LDA #$5A; STA $2007; STA $0810; LDA $5000; JMP *
            roms: vec![(
                "cartridge",
                rom(
                    0x8000,
                    0x8000,
                    &[
                        0xA9, 0x20, 0x8D, 0x06, 0x20, 0xA9, 0x40, 0x8D, 0x06, 0x20, 0xA9, 0x5A,
                        0x8D, 0x07, 0x20, 0x8D, 0x10, 0x08, 0xAD, 0x00, 0x50, 0x4C, 0x15, 0x80,
                    ],
                ),
            )],
            prints: "",
            holds: &[
                "ppu.v == $2041",
                "[$10] == $5A",
                "[$1810] == $5A",
                "a == $50",
            ],
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
            let code = match name {
                // LDA #'O'; JSR $FFD2; LDA #'K'; JSR $FFD2; JMP *
                "c64-bare" => vec![
                    0xA9, b'O', 0x20, 0xD2, 0xFF, 0xA9, b'K', 0x20, 0xD2, 0xFF, 0x4C, 0x0A, 0x06,
                ],
                // By way of memory that shows again: INX; LDA #'K'; STA $0801; LDA $0001; JMP *
                "nes-bare" => vec![
                    0xE8, 0xA9, b'K', 0x8D, 0x01, 0x08, 0xAD, 0x01, 0x00, 0x4C, 0x09, 0x06,
                ],
                _ => print_at(0x0600, 0xF001),
            };
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
            // The C64's timer goes on interrupting, so nothing but the limit ends it.
            let ends = if name == "c64-bare" { 4 } else { 0 };
            assert_eq!(ran.code, ends, "{name} on {tier}: {}", ran.err);
            let holds: Vec<String> = case.holds.iter().map(|e| format!("assert {e}")).collect();
            let mut commands = vec!["run --cycles 100000"];
            commands.extend(holds.iter().map(String::as_str));
            let ran = debug(&args, &commands);
            assert_eq!(ran.code, ends, "{name} on {tier}: {}{}", ran.out, ran.err);
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

/// A file in `folder` with `text`.
fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_display_shows_what_the_port_of_its_chip_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rom.bin");
    // LDA #$FF; STA $6002; LDA #$E0; STA $6003; the commands $38, $0E, $06, $01 by $8040; the letters H and i by $8060; JMP *
    let mut code = vec![0xA9, 0xFF, 0x8D, 0x02, 0x60, 0xA9, 0xE0, 0x8D, 0x03, 0x60];
    for command in [0x38, 0x0E, 0x06, 0x01] {
        code.extend([0xA9, command, 0x20, 0x40, 0x80]);
    }
    for letter in *b"Hi" {
        code.extend([0xA9, letter, 0x20, 0x60, 0x80]);
    }
    code.extend([0x4C, 0x28, 0x80]);
    code.resize(0x40, 0xEA);
    // STA $6000; STZ $6001; LDA #$80; STA $6001; STZ $6001; LDX #0; LDY #3; DEX; BNE *-1; DEY; BNE *-4; RTS
    code.extend([
        0x8D, 0x00, 0x60, 0x9C, 0x01, 0x60, 0xA9, 0x80, 0x8D, 0x01, 0x60, 0x9C, 0x01, 0x60, 0xA2,
        0x00, 0xA0, 0x03, 0xCA, 0xD0, 0xFD, 0x88, 0xD0, 0xFA, 0x60,
    ]);
    code.resize(0x60, 0xEA);
    // STA $6000; LDA #$20; STA $6001; LDA #$A0; STA $6001; LDA #$20; STA $6001; LDX #20; DEX; BNE *-1; RTS
    code.extend([
        0x8D, 0x00, 0x60, 0xA9, 0x20, 0x8D, 0x01, 0x60, 0xA9, 0xA0, 0x8D, 0x01, 0x60, 0xA9, 0x20,
        0x8D, 0x01, 0x60, 0xA2, 0x14, 0xCA, 0xD0, 0xFD, 0x60,
    ]);
    fs::write(&path, rom(0x8000, 0x8000, &code)).unwrap();
    let path = path.display().to_string();
    for tier in TIERS {
        let ran = debug(
            &["--machine", "beneater", &path, "--tier", tier],
            &[
                "run --cycles 50000",
                "assert screen contains \"Hi\"",
                "info screens",
                // Back to where nothing was written, and on again.
                "rcontinue",
                "continue --cycles 100",
                "continue --cycles 50000",
                "assert screen contains \"Hi\"",
            ],
        );
        assert_eq!(ran.code, 0, "{tier}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("lcd, 16x2"), "{tier}: {}", ran.out);
    }
}

#[test]
fn windows_show_what_a_register_or_a_port_selects() {
    let folder = tempfile::tempdir().unwrap();
    let common = "open-bus = 0xFF\n\
                  ram = [{ start = 0x0000, size = \"1K\", mirrors = [0x0400] }, { start = 0x8000, size = \"4K\" }]\n\
                  rom = [{ start = 0xF000, size = \"4K\" }]\n\
                  storage = [{ name = \"banks\", size = \"8K\" }]\n";
    let choices =
        "choices = [{}, { storage = \"banks\" }, { storage = \"banks\", offset = 0x1000 }]\n";
    let register = format!(
        "{common}[[window]]\nname = \"low\"\nstart = 0x8000\nsize = \"4K\"\n{choices}register = 0x7000\n"
    );
    let port = format!(
        "{common}[[device]]\nkind = \"6522\"\naddress = 0x7000\n\
         [[window]]\nname = \"low\"\nstart = 0x8000\nsize = \"4K\"\n{choices}port = \"via.PB\"\n"
    );
    // LDA #$FF; STA $7002; then for each bank: LDA #n; STA $7000; LDA #value; STA $8000
    let mut code = vec![0xA9, 0xFF, 0x8D, 0x02, 0x70];
    for (bank, value) in [(1, 0x11), (2, 0x22), (0, 0x33)] {
        code.extend([0xA9, bank, 0x8D, 0x00, 0x70, 0xA9, value, 0x8D, 0x00, 0x80]);
    }
    // LDA #1; STA $7000; LDX $8000; LDA #2; STA $7000; LDY $8000; LDA #0; STA $7000; LDA $8000; STA $0405; JMP *
    code.extend([
        0xA9, 0x01, 0x8D, 0x00, 0x70, 0xAE, 0x00, 0x80, 0xA9, 0x02, 0x8D, 0x00, 0x70, 0xAC, 0x00,
        0x80, 0xA9, 0x00, 0x8D, 0x00, 0x70, 0xAD, 0x00, 0x80, 0x8D, 0x05, 0x04, 0x4C, 0x3E, 0xF0,
    ]);
    let path = folder.path().join("rom.bin");
    fs::write(&path, rom(0x1000, 0xF000, &code)).unwrap();
    let path = path.display().to_string();
    for (name, text) in [("register.toml", register), ("port.toml", port)] {
        let machine = file(&folder, name, &text);
        for tier in TIERS {
            let ran = debug(
                &["--machine", &machine, &path, "--tier", tier],
                &[
                    "run --cycles 10000",
                    "assert x == $11 && y == $22 && a == $33",
                    // Memory that shows again.
                    "assert [$5] == $33 && [$405] == $33",
                    "assert [$7FFF] == $FF",
                    "info machine",
                ],
            );
            assert_eq!(ran.code, 0, "{name} on {tier}: {}{}", ran.out, ran.err);
            assert!(ran.out.contains("window low"), "{name}: {}", ran.out);
            let run = [
                "run",
                "--machine",
                &machine,
                &path,
                "--tier",
                tier,
                "--quiet",
                "--exit-from",
                "x",
            ];
            let ran = jumppad(&run, "");
            assert_eq!(ran.code, 0x11, "{name} on {tier}: {}{}", ran.out, ran.err);
        }
    }
}

#[test]
fn the_host_does_the_routines_that_a_machine_names() {
    let folder = tempfile::tempdir().unwrap();
    // 0600 LDA #'H'; JSR $FFD2; LDA #'I'; JSR $5000; JMP *
    let code = [
        0x00, 0x06, 0xA9, b'H', 0x20, 0xD2, 0xFF, 0xA9, b'I', 0x20, 0x00, 0x50, 0x4C, 0x0A, 0x06,
    ];
    let program = folder.path().join("p.prg");
    fs::write(&program, code).unwrap();
    let program = program.display().to_string();
    let machine = file(
        &folder,
        "m.toml",
        "routines = \"c64\"\nhost = [{ address = 0x5000, call = \"chrout\" }]\n",
    );
    for tier in TIERS {
        let args = [
            "run",
            "--machine",
            &machine,
            &program,
            "--tier",
            tier,
            "--quiet",
        ];
        let ran = jumppad(&args, "");
        assert_eq!(ran.out, "HI", "{tier}: {}", ran.err);
        let ran = debug(&["--machine", &machine, &program, "--tier", tier], &["run"]);
        assert!(ran.out.starts_with("HI"), "{tier}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn the_schema_is_what_editors_get() {
    let ran = jumppad(&["--machine-schema"], "");
    let schema: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let kinds = &schema["definitions"]["Device"]["properties"]["kind"]["enum"];
    for kind in ["6522", "via", "6850", "py65"] {
        assert!(kinds.as_array().unwrap().contains(&kind.into()), "{kind}");
    }
    // It is a schema, and knows of what is not right.
    let validator = jsonschema::validator_for(&schema).unwrap();
    let device = |value| serde_json::json!({ "device": [value] });
    let right = serde_json::json!({ "kind": "6522", "address": "$6000", "size": "8K" });
    assert!(validator.is_valid(&device(right)));
    for wrong in [
        serde_json::json!({ "kind": "6521", "address": 0x6000 }),
        serde_json::json!({ "kind": "6522" }),
        serde_json::json!({ "kind": "6522", "address": 0x1_0000 }),
        serde_json::json!({ "kind": "6522", "address": 0x6000, "adress": 1 }),
    ] {
        assert!(!validator.is_valid(&device(wrong.clone())), "{wrong}");
    }
}
