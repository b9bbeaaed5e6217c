//! `jumppad run` as a drop-in for today's sim65: what programs of the current convention do on every tier, how each
//! convention is told apart, how faults and limits end, and what the program does when it is called `sim65`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sim65");
const TIERS: [&str; 4] = ["interp", "baseline", "jit", "auto"];
/// For either convention: its name, and the exit codes of faults and of the limit.
const VERSIONS: [(&str, i32, i32); 2] = [("2.19", 127, 126), ("current", 255, 254)];

fn spoken(program: &Path, folder: &Path, args: &[&str]) -> Output {
    Command::new(program)
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let args = [&["run"], args].concat();
    spoken(Path::new(env!("CARGO_BIN_EXE_jumppad")), folder, &args)
}

/// What became of `code` for a chip, at $0200.
fn run_code(folder: &Path, chip: u8, code: &[u8], args: &[&str]) -> (i32, String, String) {
    let path = written(folder, chip, code);
    let args = [args, &[&path]].concat();
    told(&run(folder, &args))
}

fn written(folder: &Path, chip: u8, code: &[u8]) -> String {
    let path = folder.join("program");
    let header = [b's', b'i', b'm', b'6', b'5', 2, chip, 2, 0, 2, 0, 2];
    fs::write(&path, [&header, code].concat()).unwrap();
    path.display().to_string()
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().expect("no signal ended it");
    (code, text(&output.stdout), text(&output.stderr))
}

/// The program by the name of `sim65`.
#[cfg(unix)]
fn sim65(folder: &Path) -> PathBuf {
    let link = folder.join("sim65");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_jumppad"), &link).unwrap();
    link
}

#[test]
fn programs_of_today_do_what_they_do_under_sim65() {
    let current = Path::new(DATA).join("current");
    let cases = fs::read_to_string(current.join("cases.txt")).unwrap();
    for tier in TIERS {
        let folder = tempfile::tempdir().unwrap();
        for case in cases.lines() {
            let [name, exit, cycles] = case.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{case} has three parts");
            };
            let program = current.join(name).display().to_string();
            let (code, out, _) = told(&run(folder.path(), &["--tier", tier, "-c", &program]));
            let mut expected = fs::read_to_string(current.join(format!("{name}.out"))).unwrap();
            if cycles != "none" {
                expected += &format!("{cycles} cycles\n");
            }
            assert_eq!(out, expected, "{name} on {tier}");
            assert_eq!(code.to_string(), exit, "{name} on {tier}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{tier}");
    }
}

#[test]
fn a_fault_is_named_and_exits_as_by_its_sim65() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(u8, &[u8], &str); 9] = [
        // A BRK without a handler.
        (0, &[0x00], "BRK"),
        // JMP to where nothing is, to a vector, and by RTS: LDA #$FF; PHA; LDA #$EF; PHA; RTS
        (0, &[0x4C, 0xF2, 0xFF], "$FFF2"),
        (1, &[0x4C, 0xFB, 0xFF], "$FFFB"),
        (1, &[0xA9, 0xFF, 0x48, 0xA9, 0xEF, 0x48, 0x60], "$FFF0"),
        // SLO, and what jams: not even where the others run.
        (0, &[0x0F, 0x00, 0x03], "illegal opcode $0F (SLO)"),
        (0, &[0x02], "illegal opcode $02"),
        (2, &[0x12], "illegal opcode $12"),
        (1, &[0xCB], "illegal opcode $CB (WAI)"),
        (1, &[0xDB], "illegal opcode $DB (STP)"),
    ];
    for tier in TIERS {
        for (version, fault, _) in VERSIONS {
            for (chip, code, text) in cases {
                let args = ["--tier", tier, "--sim65", version];
                let (exit, out, err) = run_code(folder.path(), chip, code, &args);
                // Today there is a call at $FFF2.
                if text == "$FFF2" && version == "current" {
                    assert!(!err.contains("$FFF2,"), "{err}");
                    continue;
                }
                assert_eq!(
                    (exit, out),
                    (fault, String::new()),
                    "{text} {version} {tier}: {err}"
                );
                assert!(err.contains(text), "{text} {version} {tier}: {err}");
            }
        }
    }
    // Peripherals are no code, and memory in 2.19: LDA #$4C, $F9, $FF to $FFC8; LDA #5; JMP $FFC8
    let jump = [
        0xA9, 0x4C, 0x8D, 0xC8, 0xFF, 0xA9, 0xF9, 0x8D, 0xC9, 0xFF, 0xA9, 0xFF, 0x8D,
    ];
    let jump = [&jump[..], &[0xCA, 0xFF, 0xA9, 5, 0x4C, 0xC8, 0xFF]].concat();
    let old = run_code(folder.path(), 0, &jump, &["--sim65", "2.19"]);
    assert_eq!(old.0, 5, "{}", old.2);
    let new = run_code(folder.path(), 0, &jump, &[]);
    assert!(new.0 == 255 && new.2.contains("$FFC8"), "{}", new.2);
}

#[test]
fn a_limit_is_judged_as_by_its_sim65() {
    let folder = tempfile::tempdir().unwrap();
    // NOP three times; LDA #7; JSR exit: eight cycles before the JSR.
    let eight = [0xEA, 0xEA, 0xEA, 0xA9, 7, 0x20, 0xF9, 0xFF];
    // JMP $0200
    let forever = [0x4C, 0x00, 0x02];
    for tier in TIERS {
        for (version, _, limit) in VERSIONS {
            let code = |code: &[u8], cycles: &str| {
                let args = ["--tier", tier, "--sim65", version, "-x", cycles];
                let (exit, _, err) = run_code(folder.path(), 0, code, &args);
                assert_eq!(exit == limit, err.contains("limit of cycles"), "{err}");
                exit
            };
            let at_the_end = if version == "current" { 7 } else { limit };
            assert_eq!(code(&eight, "7"), limit, "{version} {tier}");
            assert_eq!(code(&eight, "8"), at_the_end, "{version} {tier}");
            for enough in ["9", "0", "1000"] {
                assert_eq!(code(&eight, enough), 7, "{enough} {version} {tier}");
            }
            assert_eq!(code(&forever, "1000"), limit, "{version} {tier}");
        }
        // Without a limit it would never end.
        let (exit, _, err) = run_code(folder.path(), 0, &forever, &["--tier", tier]);
        assert_eq!(
            (exit, err.contains("never exits")),
            (1, true),
            "{tier}: {err}"
        );
    }
}

#[test]
fn chips_are_those_of_sim65() {
    let folder = tempfile::tempdir().unwrap();
    // LDA #$21; STA $10; SLO $10; JMP exit: doubled, and ORed into A.
    let slo = [0xA9, 0x21, 0x85, 0x10, 0x07, 0x10, 0x4C, 0xF9, 0xFF];
    // LDA #$21; INC A; JMP exit
    let inc = [0xA9, 0x21, 0x1A, 0x4C, 0xF9, 0xFF];
    for tier in TIERS {
        for (chip, args, slo_exits, inc_exits) in [
            (0, &[][..], 255, 255),
            // RMB0 of a 65C02 leaves A alone; $1A is a NOP of a 6502.
            (1, &[], 0x21, 0x22),
            (2, &[], 0x63, 0x21),
            (0, &["--cpu", "6502x"], 0x63, 0x21),
            (1, &["--cpu", "6502X"], 0x63, 0x21),
            (2, &["--cpu", "6502"], 255, 255),
            (0, &["--cpu", "65c02"], 0x21, 0x22),
        ] {
            let args = [&["--tier", tier], args].concat();
            let exit = |code: &[u8]| run_code(folder.path(), chip, code, &args).0;
            assert_eq!(exit(&slo), slo_exits, "{chip} {args:?}");
            assert_eq!(exit(&inc), inc_exits, "{chip} {args:?}");
        }
    }
}

#[test]
fn a_program_starts_with_registers_of_zero() {
    let folder = tempfile::tempdir().unwrap();
    let ends = |code: &[u8]| {
        let code = [code, &[0x4C, 0xF9, 0xFF]].concat();
        run_code(folder.path(), 0, &code, &[]).0
    };
    // TSX; TXA and PHP; PLA
    assert_eq!((ends(&[0xBA, 0x8A]), ends(&[0x08, 0x68])), (0, 0x30));
}

#[test]
fn more_is_said_where_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let files = format!("{DATA}/current/files");
    let err = |args: &[&str]| told(&run(folder.path(), &[args, &[&files]].concat())).2;
    assert_eq!(err(&[]), "");
    let once = err(&["-v"]);
    assert!(
        once.contains("sim65 current") && once.ends_with("exit (0)\n"),
        "{once}"
    );
    assert!(!once.contains("sysremove"), "{once}");
    let twice = err(&["--verbose", "-v"]);
    for said in [
        "sysremove (\"nope.txt\")",
        "lseek (3, $0003, 2)",
        "read (3, $",
    ] {
        assert!(twice.contains(said), "{said}: {twice}");
    }
    let greet = format!("{DATA}/greet");
    let (code, out, err) = told(&run(folder.path(), &["--trace", "-v", &greet]));
    assert!(err.contains("sim65 2.19"), "{err}");
    assert_eq!(code, 0, "{err}");
    let first = out.lines().next().unwrap_or_default();
    let columns: Vec<&str> = first.split_whitespace().collect();
    assert_eq!(columns[..4], ["0", "0", "0200", "D8"], "{first}");
    assert!(
        first.contains("cld  ") && first.contains("S=00 Flags=nvdizc"),
        "{first}"
    );
}

#[test]
#[cfg(unix)]
fn nobody_who_reads_ends_it_as_sigpipe_does() {
    let folder = tempfile::tempdir().unwrap();
    let script = r#"{ "$0" run "$1"; echo "code $?" >&2; } | true"#;
    let greet = format!("{DATA}/greet");
    let mut codes = Vec::new();
    // Whether the reader is gone by then is a race, which is tried until it is.
    for _ in 0..50 {
        let args = ["-c", script, env!("CARGO_BIN_EXE_jumppad"), &greet];
        let (_, _, err) = told(&spoken(Path::new("/bin/sh"), folder.path(), &args));
        codes.push(err.clone());
        if err.contains("code 141") {
            return;
        }
    }
    panic!("{codes:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["run", &format!("{DATA}/hello"), "one", "two"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(fs::File::create("/dev/full").unwrap())
        .output()
        .unwrap();
    let (code, _, err) = told(&ran);
    assert!(err.contains("cannot write to standard output"), "{err}");
    // The exit code is still the program's: the number of its arguments.
    assert_eq!(code, 2, "{err}");
}

#[test]
#[cfg(unix)]
fn called_as_sim65_it_speaks_that_line_alone() {
    let folder = tempfile::tempdir().unwrap();
    let sim65 = sim65(folder.path());
    let call = |args: &[&str]| told(&spoken(&sim65, folder.path(), args));
    let greet = format!("{DATA}/greet");
    let plain = told(&run(folder.path(), &["-c", &greet, "-c", "--trace"]));
    assert_eq!(call(&["-c", &greet, "-c", "--trace"]), plain);
    assert_eq!(
        call(&["--cycles", "-x", "0", &greet, "-c", "--trace"]),
        plain
    );
    assert_eq!(
        call(&["--cpu", "6502X", "--cycles", &greet, "-c", "--trace"]),
        plain
    );
    fs::write(
        folder.path().join("words"),
        format!("-c\n\n  {greet} \n-c\n--trace"),
    )
    .unwrap();
    assert_eq!(call(&["@words"]), plain);
    let (code, out, err) = call(&["-x10", &greet]);
    assert_eq!((code, out.as_str()), (126, ""), "{err}");
    assert!(err.starts_with("sim65: "), "{err}");
    // What no such program is, and what is no option of sim65.
    let text = format!("{DATA}/greet.c");
    assert_eq!(call(&[&text]).0, 255);
    assert_eq!(call(&["no/such/file"]).0, 255);
    for wrong in [&["run", &greet][..1], &["--batch", &greet], &[]] {
        let (code, out, err) = call(wrong);
        assert!(
            matches!(code, 1 | 255) && out.is_empty(),
            "{wrong:?}: {err}"
        );
    }
    let (code, out, err) = call(&["--version"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(err.starts_with("sim65 "), "{err}");
    assert!(call(&["--help"]).1.contains("--cycles"));
}
