//! `jumppad test`: what is a test, what passes, what is told of what fails, in every form; parts of a suite; the end.

mod cli;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use cli::{Ran, run};
use serde_json::Value;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sim65");

/// A folder of tests.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("there is room"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).unwrap();
        fs::write(path, bytes).expect("there is room");
        self
    }

    /// A sim65 program that is that `code`, at $0200.
    fn program(&self, name: &str, code: &[u8]) -> &Self {
        let header = [b's', b'i', b'm', b'6', b'5', 2, 0, 0, 0, 2, 0, 2];
        self.put(name, [&header, code].concat())
    }

    /// One that exits with `code`.
    fn exits(&self, name: &str, code: u8) -> &Self {
        self.program(name, &[0xA9, code, 0x4C, 0xF9, 0xFF])
    }

    /// Runs `jumppad test` with these words, in the folder.
    fn test(&self, words: &[&str]) -> Ran {
        let command = format!("cd '{}' && exec \"$@\"", self.path().display());
        let program = env!("CARGO_BIN_EXE_jumppad");
        let args = [&["-c", &command, "sh", program, "test"], words].concat();
        run("sh", &args, "")
    }

    /// The objects that it writes.
    fn json(&self, words: &[&str]) -> Vec<Value> {
        let ran = self.test(&[&["--format", "json"], words].concat());
        let lines = ran.out.lines().map(serde_json::from_str);
        lines.map(|line| line.expect("it is JSON")).collect()
    }

    /// What came of the tests: name, outcome, reason.
    fn outcomes(&self, words: &[&str]) -> Vec<(String, String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        let tests = self
            .json(words)
            .into_iter()
            .filter(|line| line["type"] == "test");
        tests
            .map(|test| {
                (
                    text(&test["name"]),
                    text(&test["outcome"]),
                    text(&test["why"]["reason"]),
                )
            })
            .collect()
    }
}

/// LDX #0; JMP $0200
const SPINS: [u8; 5] = [0xA2, 0x00, 0x4C, 0x00, 0x02];

#[test]
fn programs_and_scripts_pass_or_fail_for_a_reason() {
    let folder = Folder::new();
    folder
        .exits("good", 0)
        .exits("bad", 7)
        .exits("seven", 7)
        .put("seven.exit", "7\n")
        .program("illegal", &[0x02])
        .program("deep/spins", &SPINS)
        .put("deep/spins.args", "--cycles\n1000\n")
        .put("deep/spins.exit", "4")
        .put("holds.dbg", "assert 1 == 1\n")
        .put("not.dbg", "assert 1 == 2\n")
        .put("typo.dbg", "brek\n")
        .put("debug.dbg", "version\tmajor=2,minor=0\n")
        .put("wrong", "not a program")
        .put("trap.prg", [0x00, 0x06, 0x4C, 0x00, 0x06])
        .put("trap.prg.args", "--entry\n600\n")
        .put(".hidden.dbg", "brek\n");
    for tier in ["interp", "baseline", "jit", "llvm", "auto"] {
        let outcomes = folder.outcomes(&[".", "--tier", tier]);
        let told: Vec<_> = outcomes
            .iter()
            .map(|(name, outcome, reason)| {
                format!("{name} {outcome} {reason}").trim_end().to_owned()
            })
            .collect();
        let expected = [
            "bad failed exit-code",
            "deep/spins passed",
            "good passed",
            "holds.dbg passed",
            "illegal failed guest",
            "not.dbg failed assertion",
            "seven passed",
            "trap.prg passed",
            "typo.dbg failed exit-code",
        ];
        assert_eq!(told, expected, "{tier}");
    }
    let text = folder.test(&["."]);
    assert_eq!(text.code, 1);
    for part in [
        "FAIL  bad: exit code 7 instead of 0",
        "illegal opcode $02",
        "unknown command",
        "\n9 tests: 5 passed, 4 failed in ",
    ] {
        assert!(text.out.contains(part), "{part}: {}", text.out);
    }
    assert_eq!(folder.test(&["good", "seven"]).code, 0);
    // A file that is named is a test, whatever it is.
    let named = folder.outcomes(&["wrong", "debug.dbg"]);
    assert!(named.is_empty(), "{named:?}");
    let debug = folder.test(&["debug.dbg"]);
    assert!(debug.err.contains("debug information"), "{}", debug.err);
}

#[test]
fn what_is_printed_and_given_is_compared() {
    let folder = Folder::new();
    for name in ["hello", "hello.out", "upper"] {
        folder.put(name, fs::read(Path::new(DATA).join(name)).unwrap());
    }
    folder
        .put("hello.args", "--\none\ntwo-three\n-c\n")
        .put("hello.exit", "3")
        .put("upper.in", "some text\n")
        .put("upper.out", "SOME TEXT\n");
    assert!(folder.test(&["."]).code == 0, "{}", folder.test(&["."]).out);
    folder.put("upper.out", "SOME\nTEXT\n");
    let told = folder.test(&["."]).out;
    assert!(
        told.contains("line 1 of its output is `SOME TEXT` instead of `SOME`"),
        "{told}"
    );
    folder.put("upper.exit", "many");
    let told = folder.test(&["."]).out;
    assert!(told.contains("upper.exit holds no exit code"), "{told}");
}

/// They run in one process, each behind the other.
#[test]
fn programs_find_nothing_that_others_left() {
    let folder = Folder::new();
    // LDA $F004; BEQ $0600; STA $F001; JMP *
    let takes_one = [
        0x00, 0x06, 0xAD, 0x04, 0xF0, 0xF0, 0xFB, 0x8D, 0x01, 0xF0, 0x4C, 0x08, 0x06,
    ];
    let upper = fs::read(Path::new(DATA).join("upper")).unwrap();
    folder
        .put("1.prg", takes_one)
        .put("1.prg.args", "--entry\n600\n--console\npy65\n")
        .put("1.prg.in", "xyz")
        .put("1.prg.out", "x")
        // Of that input nothing is left, and none is given.
        .put("2", &upper)
        .put("2.out", "")
        .put("3", &upper)
        .put("3.in", "not ended")
        .put("3.out", "NOT ENDED")
        .put("4", upper)
        .put("4.in", "a line\n")
        .put("4.out", "A LINE\n")
        // LDA #$A5; STA $0300; LDA #0; JMP $FFF9, then LDA $0300; JMP $FFF9
        .program(
            "5",
            &[0xA9, 0xA5, 0x8D, 0x00, 0x03, 0xA9, 0x00, 0x4C, 0xF9, 0xFF],
        )
        // Memory that nobody wrote holds $FF there.
        .program("6", &[0xAD, 0x00, 0x03, 0x4C, 0xF9, 0xFF])
        .put("6.exit", "255");
    let ran = folder.test(&[".", "--jobs", "1"]);
    assert!(ran.code == 0, "{}", ran.out);
}

#[test]
fn nothing_is_no_success() {
    let folder = Folder::new();
    for words in [&["."][..], &["nowhere"], &[".", "--filter", "x"], &[]] {
        assert!(folder.test(words).code != 0, "{words:?}");
    }
    folder.exits("good", 0);
    assert_eq!(folder.test(&[".", "--filter", "oo"]).code, 0);
    assert_eq!(folder.test(&[".", "--filter", "bad"]).code, 1);
}

#[test]
fn a_test_ends_whatever_it_does() {
    let folder = Folder::new();
    folder
        .program("spins", &SPINS)
        .put(
            "flood.prg",
            [0x00, 0x06, 0xA9, b'x', 0x8D, 0x01, 0xF0, 0x4C, 0x00, 0x06],
        )
        .put("flood.prg.args", "--entry\n600\n--console\npy65\n");
    let outcomes = folder.json(&[".", "--timeout", "1"]);
    let of = |name: &str| {
        let test = outcomes.iter().find(|test| test["name"] == name);
        test.unwrap_or_else(|| panic!("{name} is a test"))
    };
    for name in ["spins", "flood.prg"] {
        assert_eq!(of(name)["why"]["reason"], "timeout", "{name}");
    }
    assert!(
        of("spins")["why"]["text"]
            .as_str()
            .unwrap()
            .contains("at $020")
    );
    let flood = of("flood.prg")["stdout"].as_str().unwrap();
    assert!(
        flood.len() < 1 << 18 && flood.contains("bytes left out"),
        "{}",
        flood.len()
    );
    let limited = folder.outcomes(&["spins", "--cycles", "1000"]);
    assert_eq!(limited[0].2, "cycles");
}

#[test]
#[cfg(target_os = "linux")]
fn a_crash_is_told_and_the_others_go_on() {
    let folder = Folder::new();
    folder.exits("good", 0).program("spins", &SPINS);
    let child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["test", "--jobs", "1", "--format", "json", "spins", "good"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let crashed = end_child_of(child.id(), "-ABRT");
    let output = child.wait_with_output().expect("it ends");
    assert!(crashed && output.status.code() == Some(1));
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        out.contains("\"reason\":\"signal\"") && out.contains("\"passed\":1"),
        "{out}"
    );
}

/// Sends a signal to the child of a process, once it has one.
#[cfg(target_os = "linux")]
fn end_child_of(pid: u32, signal: &str) -> bool {
    let children = || -> String {
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("it runs");
        let read = |task: std::fs::DirEntry| fs::read_to_string(task.path().join("children")).ok();
        tasks.flatten().filter_map(read).collect()
    };
    for _ in 0..400 {
        if let Some(child) = children().split_whitespace().next() {
            let sent = Command::new("kill").args([signal, child]).status();
            return sent.expect("there is a kill").success();
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    false
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_all_and_tells_what_was_done() {
    let folder = Folder::new();
    folder
        .exits("a", 0)
        .program("spins", &SPINS)
        .program("spins2", &SPINS);
    let child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["test", "--jobs", "1", "a", "spins", "spins2"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // The second test is under way when there is an answer to the first.
    let mut child = child;
    let mut out = std::io::BufReader::new(child.stdout.take().expect("it is piped"));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.expect("there is a kill").success());
    std::io::Read::read_to_string(&mut out, &mut line).unwrap();
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130), "{line}");
    assert!(
        line.contains("3 tests: 1 passed, 0 failed, 2 not run"),
        "{line}"
    );
}

#[test]
fn parts_are_all_together_and_share_nothing() {
    let folder = Folder::new();
    for number in 0..40 {
        folder.exits(&format!("test{number}"), 0);
    }
    let listed = |words: &[&str]| -> BTreeSet<String> {
        let ran = folder.test(&[&[".", "--list"], words].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.lines().map(str::to_owned).collect()
    };
    let all = listed(&[]);
    assert_eq!(all.len(), 40);
    let parts = ["1/3", "2/3", "3/3"].map(|part| listed(&["--shard", part]));
    assert_eq!(parts.iter().map(BTreeSet::len).sum::<usize>(), 40);
    assert_eq!(parts.into_iter().flatten().collect::<BTreeSet<_>>(), all);
    let ran = folder.json(&[".", "--shard", "1/3"]);
    assert_eq!(
        ran.last().unwrap()["total"],
        listed(&["--shard", "1/3"]).len()
    );
    for wrong in ["0/3", "4/3", "x"] {
        assert_eq!(folder.test(&[".", "--shard", wrong]).code, 2);
    }
}

#[test]
fn a_test_that_fails_now_and_then_is_told() {
    let folder = Folder::new();
    // 0600 DEC $10; JMP $0602. Its memory is the file that it comes from, so it counts its runs.
    let mut image = vec![0; 0x1_0000];
    image[0x600..0x605].copy_from_slice(&[0xC6, 0x10, 0x4C, 0x02, 0x06]);
    image[0x10] = 2;
    folder
        .put("flaky.bin", &image)
        .put(
            "flaky.bin.args",
            "--load\n0\n--entry\n600\n--save-memory\nflaky.bin\n--exit-from\n[$10]\n",
        )
        .put("never.dbg", "assert 1 == 2\n");
    let json = folder.json(&[".", "--retries", "2"]);
    let told = |at: usize| (json[at]["outcome"].as_str(), json[at]["attempts"].as_u64());
    assert_eq!(told(0), (Some("flaky"), Some(2)));
    assert_eq!(told(1), (Some("failed"), Some(3)));
    assert_eq!(json[2]["flaky"], 1);
    folder.put("flaky.bin", &image);
    assert_eq!(
        folder.test(&["flaky.bin"]).code,
        1,
        "it is run once unless it is asked for"
    );
    let text = folder.test(&["flaky.bin", "--retries", "9"]);
    assert_eq!(text.code, 0, "{}", text.out);
}

#[test]
fn forms_are_read_by_their_readers() {
    let folder = Folder::new();
    folder.exits("good", 0).put(
        "odd & <evil>.dbg",
        "echo \"\\x1b[31m ]]> &amp;\"\nassert 1 == 2\n",
    );
    let ran = folder.test(&[".", "--format", "junit", "--output", "junit.xml"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("2 tests: 1 passed, 1 failed"),
        "{}",
        ran.out
    );
    let xml = fs::read_to_string(folder.path().join("junit.xml")).expect("it was written");
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut cases, mut failures) = (Vec::new(), 0);
    loop {
        use quick_xml::events::Event;
        match reader.read_event().expect("it is XML") {
            Event::Start(start) | Event::Empty(start) => match start.name().as_ref() {
                b"testcase" => {
                    let name = start
                        .try_get_attribute("name")
                        .unwrap()
                        .expect("it has a name");
                    cases.push(
                        name.normalized_value(quick_xml::XmlVersion::Explicit1_0)
                            .unwrap()
                            .into_owned(),
                    );
                }
                b"failure" => failures += 1,
                b"testsuite" => {
                    let tests = start.try_get_attribute("tests").unwrap().unwrap();
                    assert_eq!(&*tests.value, b"2");
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(
        (cases, failures),
        (vec!["good".to_owned(), "odd & <evil>.dbg".to_owned()], 1)
    );
    assert!(!xml.contains('\x1b'), "{xml}");

    let tap = folder.test(&[".", "--format", "tap"]).out;
    assert!(
        tap.starts_with("TAP version 14\n1..2\nok 1 - good\nnot ok 2 - odd & <evil>.dbg\n  ---\n"),
        "{tap}"
    );
    assert!(tap.ends_with("  ...\n"), "{tap}");

    let json = folder.json(&["."]);
    assert_eq!(json.len(), 3);
    assert_eq!(json[0]["cycles"], 5);
    let sum = json.last().unwrap();
    assert_eq!(
        (&sum["type"], &sum["passed"], &sum["failed"]),
        (&"tests".into(), &1.into(), &1.into())
    );
    let full = folder.test(&[".", "--format", "tap", "--output", "/dev/full"]);
    assert!(
        full.code == 1 && full.err.contains("cannot write /dev/full"),
        "{}",
        full.err
    );
}
