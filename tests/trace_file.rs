//! Traces of whole runs: the same lines in every tier, the same instructions in every form, filters that mean what they do
//! in `find trace`, and places that cannot be written to.

mod cli;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cli::{Ran, jumppad};

const HELLO: &str = "tests/data/sim65/hello";
const TIERS: [&str; 5] = ["interp", "baseline", "jit", "llvm", "auto"];

/// A folder, and a path in it as a word of the command line.
fn place(name: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join(name).display().to_string();
    (folder, path)
}

fn trace(path: &str, options: &[&str]) -> Ran {
    let file = format!("--trace={path}");
    jumppad(&[&["run", &file], options].concat(), "")
}

/// The lines of a trace of `hello`.
fn lines(options: &[&str]) -> String {
    let (_folder, path) = place("trace");
    let ran = trace(&path, &[options, &[HELLO]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{options:?}");
    fs::read_to_string(&path).expect("a trace is there")
}

/// The trace of sim65's own option, without what the program printed.
fn expected() -> String {
    let whole = jumppad(&["run", "--trace", HELLO], "").out;
    let printed = jumppad(&["run", HELLO], "").out;
    let lines = whole.lines().filter(|line| !printed.contains(line));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn every_tier_writes_the_lines_of_sim65() {
    let expected = expected();
    assert!(expected.lines().count() > 500, "{expected}");
    for tier in TIERS {
        assert!(lines(&["--tier", tier]) == expected, "{tier}");
    }
}

#[test]
fn lines_are_in_the_form_that_is_asked_for() {
    let sim65 = lines(&[]);
    let vice = lines(&["--trace-format", "vice"]);
    let start = "           0             0  0200  D8        cld               A=00 X=00 Y=00 S=00 Flags=nvdizc    SP=FFFF\n";
    assert!(sim65.starts_with(start), "{sim65}");
    let start = ".C:0200  D8          CLD            - A:00 X:00 Y:00 SP:00 ..-.....          0\n";
    assert!(vice.starts_with(start), "{vice}");
    assert_eq!(sim65.lines().count(), vice.lines().count());
}

#[test]
fn a_binary_trace_is_printed_as_it_would_have_been_written() {
    let (_folder, path) = place("binary");
    trace(&path, &["--trace-format", "binary", HELLO]);
    for form in ["sim65", "vice"] {
        let printed = jumppad(&["trace", &path, "--format", form], "");
        assert_eq!(printed.code, 0, "{}", printed.err);
        assert!(printed.out == lines(&["--trace-format", form]), "{form}");
    }
    let count = jumppad(&["trace", &path, "--count"], "").out;
    assert_eq!(count.trim(), expected().lines().count().to_string());
    let bytes = fs::read(&path).expect("a trace is there");
    assert_eq!(&bytes[..10], b"JMPTRACE\x01\x20");
    let again = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["trace", &path, "--format", "binary"])
        .output()
        .expect("the program starts");
    assert!(again.stdout == bytes);
    // What is cut short is printed as far as it goes.
    fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    let short = jumppad(&["trace", &path], "");
    assert_eq!(short.code, 1);
    assert!(short.err.contains("it ends within record"), "{}", short.err);
    assert_eq!(short.out.lines().count(), expected().lines().count() - 1);
}

#[test]
fn a_condition_means_what_it_does_in_find() {
    let (_folder, binary) = place("binary");
    trace(&binary, &["--trace-format", "binary", HELLO]);
    for condition in [
        "pc < $300",
        "iswrite && addr < $100",
        "mnemonic == \"JSR\"",
        "mnemonic starts_with \"b\" && .z",
        "took > 5 || x == y",
        "value == old && addr != 0",
        "cycles >= 1000 && cycles < 2000",
        "index < 10",
        "pc == 0",
    ] {
        let find = format!("find trace where {condition} count");
        let commands = ["-e", "trace record", "-e", "set trace-size 100000", "-e"];
        let words = ["--batch", "--json", HELLO];
        let mut args = words.to_vec();
        args.extend(&commands[2..4]);
        args.extend(["-e", "trace record 100000", "-e", &find]);
        let found = jumppad(&args, "").out;
        let last = found.lines().last().expect("it found something");
        let found: serde_json::Value = serde_json::from_str(last).expect("it is JSON");
        let count = found["count"]
            .as_u64()
            .unwrap_or_else(|| panic!("{condition}: {last}"));
        for tier in ["interp", "auto"] {
            let got = lines(&["--tier", tier, "--trace-if", condition]);
            assert_eq!(got.lines().count() as u64, count, "{condition}");
        }
        let read = jumppad(&["trace", &binary, "--if", condition, "--count"], "").out;
        assert_eq!(read.trim(), count.to_string(), "{condition}");
    }
}

#[test]
fn a_range_is_a_condition_on_pc_and_a_span_one_on_cycles() {
    let range = lines(&["--trace-range", "200..21F"]);
    assert!(!range.is_empty());
    assert!(range == lines(&["--trace-if", "pc >= $200 && pc <= $21f"]));
    let whole = lines(&["--trace-if", "cycles >= 1000 && cycles < 1500"]);
    for tier in TIERS {
        let span = lines(&[
            "--tier",
            tier,
            "--trace-from",
            "1000",
            "--trace-cycles",
            "500",
        ]);
        // Instructions are counted from the first one on that is traced.
        let rest = |text: &str| -> Vec<String> {
            text.lines().map(|line| line[12..].to_owned()).collect()
        };
        assert!(rest(&span) == rest(&whole), "{tier}: {span}");
        assert!(span.starts_with("           0 "), "{span}");
    }
}

#[test]
fn what_the_program_prints_stands_where_it_printed_it() {
    let plain = jumppad(&["run", "--trace", HELLO], "").out;
    assert!(trace("-", &[HELLO]).out == plain);
}

#[test]
fn what_cannot_be_written_ends_the_run_and_is_told() {
    let full = trace("/dev/full", &[HELLO]);
    assert_eq!(full.code, 1);
    assert!(
        full.err.contains("cannot write /dev/full: No space"),
        "{}",
        full.err
    );
    let nowhere = trace("/no/such/folder/trace", &[HELLO]);
    assert_eq!(nowhere.code, 1);
    assert!(
        nowhere.err.contains("cannot write /no/such/folder/trace"),
        "{}",
        nowhere.err
    );
    let endless = endless();
    // An endless run ends as soon as nobody reads it.
    let pipe = format!(
        "{} run --trace=- {} | head -1",
        env!("CARGO_BIN_EXE_jumppad"),
        endless.1
    );
    let ran = cli::run("bash", &["-o", "pipefail", "-c", &pipe], "");
    assert_eq!((ran.code, ran.err.as_str()), (141, ""));
    let fault = trace("/dev/null", &["--trace-if", "1 / a == 0", &endless.1]);
    assert_eq!(fault.code, 1);
    assert!(fault.err.contains("the trace ends here"), "{}", fault.err);
}

/// A program that never ends.
fn endless() -> (tempfile::TempDir, String) {
    let (folder, path) = place("endless.prg");
    // 0600 INX; LDA #0; JMP $0600
    fs::write(&path, [0x00, 0x06, 0xE8, 0xA9, 0, 0x4C, 0x00, 0x06]).unwrap();
    (folder, path)
}

#[test]
#[cfg(unix)]
fn a_pipe_without_a_reader_and_ctrl_c_end_an_endless_trace() {
    let (folder, program) = endless();
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo is there").success());
    let script = format!(
        "head -1 {} > /dev/null & {} run --trace={} {program}",
        pipe.display(),
        env!("CARGO_BIN_EXE_jumppad"),
        pipe.display(),
    );
    let ran = cli::run("bash", &["-c", &script], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("Broken pipe"), "{}", ran.err);

    let file: PathBuf = folder.path().join("trace");
    let child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["run", "--trace-format", "binary"])
        .arg(format!("--trace={}", file.display()))
        .arg(&program)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Once it writes, it is far enough to be interrupted.
    let is_written = |path: &Path| {
        let entries = fs::read_dir(path).expect("the folder is there").flatten();
        let mut sizes = entries.map(|entry| entry.metadata().map_or(0, |data| data.len()));
        sizes.any(|size| size > 1 << 20)
    };
    while !is_written(folder.path()) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.expect("there is a kill").success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.starts_with("interrupted at "), "{told}");
    let length = fs::metadata(&file)
        .expect("the trace is in its place")
        .len();
    assert!(length > 1 << 20 && length.is_multiple_of(32), "{length}");
}

#[test]
fn a_trace_in_memory_is_saved_in_every_form() {
    let (_folder, path) = place("saved");
    // The ring knows no C stack.
    let whole = lines(&["--trace-cycles", "2000"]);
    let stackless: String = whole
        .lines()
        .map(|line| format!("{}\n", &line[..line.len() - 11]))
        .collect();
    for form in ["", "sim65", "binary", "vice"] {
        let save = format!("trace save {path} {form}");
        let recorded = ["-e", "trace record --cycles 2000", "-e", &save];
        let ran = jumppad(&[&["--batch", HELLO][..], &recorded].concat(), "");
        assert_eq!((ran.code, ran.err.as_str()), (4, ""), "{}", ran.out);
        let saved = match form {
            "binary" => jumppad(&["trace", &path], "").out,
            _ => fs::read_to_string(&path).expect("it was saved"),
        };
        let expected = match form {
            "vice" => lines(&["--trace-cycles", "2000", "--trace-format", "vice"]),
            _ => stackless.clone(),
        };
        assert!(saved == expected, "{form}: {saved}");
    }
    let wrong = jumppad(&["--batch", HELLO, "-e", "trace save x csv"], "");
    assert!(wrong.err.contains("there is no such form"), "{}", wrong.err);
}
