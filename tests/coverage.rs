//! Coverage: what `jumppad run --coverage` writes, on every tier, by lines and by addresses; merged by processes at the
//! same time; saved by the debugger; and read by lcov's own `genhtml` where that is installed.

mod cli;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use cli::{Ran, jumppad};

const TIERS: [&str; 5] = ["interp", "baseline", "jit", "llvm", "auto"];

/// A program of C whose source is beside it.
const LIST: &str = "tests/data/c/list";

fn run(program: &str, file: &Path, more: &[&str]) -> Ran {
    let file = file.display().to_string();
    // What stands behind a sim65 program is its own.
    let args = [&["run", "--quiet", "--coverage", &file], more, &[program]].concat();
    jumppad(&args, "")
}

/// The records of the file of that name in a tracefile.
fn records<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let start = text.lines().skip_while(|line| {
        let file = line.strip_prefix("SF:");
        file.is_none_or(|file| Path::new(file).file_name().is_none_or(|file| file != name))
    });
    start
        .skip(1)
        .take_while(|line| *line != "end_of_record")
        .collect()
}

#[test]
fn a_program_of_c_has_the_same_lines_on_every_tier() {
    let folder = tempfile::tempdir().unwrap();
    let mut texts = Vec::new();
    for tier in TIERS {
        let file = folder.path().join(format!("{tier}.info"));
        let ran = run(LIST, &file, &["--tier", tier]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{tier}");
        texts.push(fs::read_to_string(file).unwrap());
    }
    for (text, tier) in texts.iter().zip(TIERS) {
        assert_eq!(text, &texts[0], "{tier}");
    }
    let records = records(&texts[0], "list.c");
    let expected = [
        // Static functions, one that is called by a pointer, and main.
        "FN:17,take",
        "FNDA:1,take",
        "FN:37,show",
        "FNDA:1,show",
        "FN:59,main",
        "FNDA:1,main",
        "FNF:6",
        "FNH:6",
        // The list is never as long as it would have to be for the last way out of the loop.
        "DA:31,1",
        "DA:59,1",
        "LF:38",
        "LH:38",
        // `return total == 720 ? 0 : 1` went one way.
        "BRDA:65,0,0,0",
        "BRDA:65,0,1,1",
    ];
    for line in expected {
        assert!(records.contains(&line), "{line}: {records:#?}");
    }
    assert!(!texts[0].contains("printf"), "of libraries nothing is told");
}

#[test]
fn an_elf_file_of_llvm_mos_has_its_lines() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sum.info");
    for tier in TIERS {
        let ran = run(
            "tests/data/llvm-mos/sum.elf",
            &file,
            &["--tier", tier, "--cycles", "1000000"],
        );
        assert!(file.exists(), "{tier}: {}", ran.err);
        let text = fs::read_to_string(&file).unwrap();
        let records = records(&text, "sum.c");
        assert!(
            records
                .iter()
                .any(|line| line.starts_with("DA:") && line.ends_with(",1")),
            "{tier}: {text}"
        );
        assert!(
            records.iter().any(|line| line.starts_with("FNDA:1,")),
            "{tier}: {text}"
        );
        fs::remove_file(&file).unwrap();
    }
}

/// 0600 LDX #3; DEX; BNE $0602; BCS $060D; JSR $060F; JMP $060A; 060D INX; RTS; 060F RTS
/// A loop, a branch that is never taken, a routine that is called, and code that is never reached.
const CODE: &[u8] = &[
    0xA2, 3, 0xCA, 0xD0, 0xFD, 0xB0, 0x06, 0x20, 0x0F, 0x06, 0x4C, 0x0A, 0x06, 0xE8, 0x60, 0x60,
];

fn prg(folder: &Path) -> PathBuf {
    let path = folder.join("loop.prg");
    fs::write(&path, [&[0x00, 0x06], CODE].concat()).unwrap();
    path
}

#[test]
fn without_source_each_page_is_a_file_and_each_address_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let program = prg(folder.path()).display().to_string();
    let file = folder.path().join("loop.info");
    for tier in TIERS {
        let ran = run(&program, &file, &["--tier", tier]);
        assert_eq!(ran.code, 0, "{tier}: {}", ran.err);
        let text = fs::read_to_string(&file).unwrap();
        let expected = [
            "FN:1,$0600",
            "FN:16,$060F",
            "FNDA:1,$0600",
            "FNDA:1,$060F",
            "FNF:2",
            "FNH:2",
            "BRDA:4,0,0,1",
            "BRDA:4,0,1,1",
            "BRDA:6,0,0,0",
            "BRDA:6,0,1,1",
            "BRF:4",
            "BRH:3",
            "DA:1,1",
            "DA:3,1",
            "DA:4,1",
            "DA:6,1",
            "DA:8,1",
            "DA:11,1",
            "DA:14,0",
            "DA:15,0",
            "DA:16,1",
            "LF:9",
            "LH:7",
        ];
        assert_eq!(records(&text, "loop.06.lst"), expected, "{tier}");
    }
    let listing = fs::read_to_string(folder.path().join("loop.info.pages/loop.06.lst")).unwrap();
    let lines: Vec<&str> = listing.lines().collect();
    assert_eq!(lines.len(), 256);
    assert_eq!(lines[0], "0600  LDX #$03");
    assert_eq!(lines[1], "");
    assert_eq!(lines[0x0d], "060D  INX");
}

#[test]
fn processes_that_merge_at_the_same_time_lose_nothing() {
    const PROCESSES: usize = 12;
    let folder = tempfile::tempdir().unwrap();
    let program = prg(folder.path()).display().to_string();
    for (program, name, line) in [
        (program.as_str(), "loop.06.lst", "DA:1"),
        (LIST, "list.c", "DA:59"),
    ] {
        let file = folder.path().join("all.info");
        thread::scope(|scope| {
            for _ in 0..PROCESSES {
                scope.spawn(|| {
                    let ran = run(program, &file, &["--coverage-merge"]);
                    assert_eq!(ran.code, 0, "{}", ran.err);
                });
            }
        });
        let text = fs::read_to_string(&file).unwrap();
        let counted = format!("{line},{PROCESSES}");
        assert!(records(&text, name).contains(&counted.as_str()), "{text}");
    }
    // Both programs are in it.
    let text = fs::read_to_string(folder.path().join("all.info")).unwrap();
    assert!(!records(&text, "loop.06.lst").is_empty());
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(
        left.len(),
        3,
        "the program, the file, and the listings: {left:?}"
    );
}

#[test]
fn what_is_no_tracefile_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let program = prg(folder.path()).display().to_string();
    let letter = folder.path().join("letter.txt");
    fs::write(&letter, "Dear reader,\n").unwrap();
    let ran = run(&program, &letter, &["--coverage-merge"]);
    assert_ne!(ran.code, 0);
    assert!(
        ran.err.contains("is no tracefile of lcov: line 1"),
        "{}",
        ran.err
    );
    assert_eq!(fs::read_to_string(&letter).unwrap(), "Dear reader,\n");
    let ran = run(&program, Path::new("/no/such/folder/x.info"), &[]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("/no/such/folder/x.info"), "{}", ran.err);
}

#[test]
fn what_the_cycles_end_is_written_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let program = prg(folder.path()).display().to_string();
    let file = folder.path().join("loop.info");
    let ran = run(&program, &file, &["--cycles", "3"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\nDA:3,1\nDA:4,0\n"), "{text}");
    assert!(text.contains("\nBRDA:4,0,0,-\n"), "{text}");
}

#[test]
fn the_debugger_saves_and_adds() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.info").display().to_string();
    let save = format!("coverage save {file}");
    let add = format!("coverage save {file} --merge");
    let commands = [
        "coverage on",
        "run",
        &save,
        &add,
        "coverage sum",
        "coverage nowhere",
    ];
    let mut args = vec!["--no-rc", "--batch", "--json", LIST];
    args.extend(commands.iter().flat_map(|command| ["-e", command]));
    let ran = jumppad(&args, "");
    assert_eq!(ran.code, 1, "{}", ran.out);
    let answers = ran
        .out
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let answers: Vec<serde_json::Value> = answers.collect();
    let told = answers
        .iter()
        .find(|answer| answer["type"] == "coverage")
        .unwrap();
    assert_eq!(told["of"], "sum");
    assert_eq!(told["noting"], true);
    assert_eq!(told["totals"]["lines"], serde_json::json!([7, 7]));
    assert!((ran.out + &ran.err).contains("no file of source and no function is called nowhere"));
    let text = fs::read_to_string(&file).unwrap();
    assert!(records(&text, "list.c").contains(&"DA:59,2"), "{text}");
}

#[test]
fn genhtml_makes_pages_of_it() {
    if Command::new("genhtml").arg("--version").output().is_err() {
        eprintln!(
            "genhtml_makes_pages_of_it: SKIPPED, genhtml is not installed (Debian: apt install lcov)"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.info");
    let program = prg(folder.path()).display().to_string();
    for program in [LIST, &program] {
        let ran = run(program, &file, &["--coverage-merge"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let pages = folder.path().join("pages");
    let output = Command::new("genhtml")
        .args(["--branch-coverage", "--output-directory"])
        .args([&pages, &file])
        .output()
        .expect("genhtml starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(!said.to_lowercase().contains("warning"), "{said}");
    // 38 lines of C, and 7 of the 9 instructions.
    assert!(said.contains("45 of 47 lines"), "{said}");
    assert!(said.contains("8 of 8 functions"), "{said}");
}

/// Lines at one address in two banks are each its own, whatever the ROM's file is called and whoever names the symbols.
#[test]
fn a_rom_in_banks_is_told_bank_by_bank() {
    let folder = tempfile::tempdir().unwrap();
    let data = Path::new("tests/data/banks");
    let renamed = folder.path().join("build.bin");
    fs::copy(data.join("image.bin"), &renamed).unwrap();
    fs::copy(data.join("image.dbg"), renamed.with_extension("dbg")).unwrap();
    for source in ["main.s", "drawing.s", "sound.s"] {
        fs::copy(data.join(source), folder.path().join(source)).unwrap();
    }
    let programs = [None, Some(data.join("image.bin")), Some(renamed)];
    for (number, program) in programs.iter().enumerate() {
        for tier in TIERS {
            let file = folder.path().join(format!("{number}.{tier}.info"));
            let name = file.display().to_string();
            let board = data.join("board.toml").display().to_string();
            let mut args = vec!["run", "--quiet", "--tier", tier, "--machine", &board];
            args.extend(["--cycles", "1000", "--coverage", &name]);
            let program = program.as_ref().map(|path| path.display().to_string());
            args.extend(program.as_deref());
            let ran = jumppad(&args, "");
            assert_eq!(ran.err, "", "{tier} {number}");
            let text = fs::read_to_string(file).unwrap();
            let missed = |name: &str| {
                let records = records(&text, name);
                assert!(records.len() > 10, "{tier} {number}: {text}");
                let missed = records.iter().filter_map(|line| line.strip_prefix("DA:"));
                let missed = missed.filter_map(|line| line.strip_suffix(",0"));
                missed.map(str::to_owned).collect::<Vec<_>>()
            };
            assert_eq!(missed("main.s"), ["37"], "{tier} {number}");
            assert_eq!(missed("drawing.s"), ["19", "20"], "{tier} {number}");
            assert_eq!(missed("sound.s"), [""; 0], "{tier} {number}");
            assert!(records(&text, "sound.s").contains(&"FNDA:1,play"), "{text}");
        }
    }
}
