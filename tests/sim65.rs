//! `jumppad run` as a drop-in for sim65: the programs of tests/data/sim65 do the same on every tier, to the byte and the
//! cycle; what they reach of the host; how they end.

mod cli;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sim65");
const TIERS: [&str; 4] = ["interp", "jit", "llvm", "auto"];

/// Runs `jumppad run` in `folder`, with `input` piped in.
fn run_in(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .arg("run")
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    // A guest that reads nothing is no failure of the test.
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn run(args: &[&str], input: &[u8]) -> Output {
    run_in(Path::new(DATA), args, input)
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("no signal ended it")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with the programs and the text, to write in.
fn scratch() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["copy", "text.txt"] {
        fs::copy(Path::new(DATA).join(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// A sim65 program with `code` at $0200, for a chip.
fn program(folder: &Path, chip: u8, code: &[u8]) -> String {
    let path = folder.join("program");
    let header = [b's', b'i', b'm', b'6', b'5', 2, chip, 0, 0, 2, 0, 2];
    fs::write(&path, [&header, code].concat()).unwrap();
    path.display().to_string()
}

#[test]
fn programs_do_what_they_do_under_sim65() {
    let cases = fs::read_to_string(Path::new(DATA).join("cases.txt")).unwrap();
    for tier in TIERS {
        let folder = scratch();
        for case in cases.lines() {
            let mut words = case.split_whitespace();
            let mut word = || words.next().expect("a case has five parts");
            let (name, input, exit, cycles) = (word(), word(), word(), word());
            let input = fs::read(Path::new(DATA).join(input)).unwrap();
            let path = Path::new(DATA).join(name).display().to_string();
            // To compile all of printf at its first use takes long, and the others compile the same.
            if tier == "llvm" && fs::metadata(&path).unwrap().len() > 1024 {
                continue;
            }
            let args: Vec<&str> = ["--tier", tier, "-c", &path]
                .into_iter()
                .chain(words)
                .collect();
            let ran = run_in(folder.path(), &args, &input);
            let printed = fs::read_to_string(format!("{DATA}/{name}.out")).unwrap();
            assert_eq!(
                text(&ran.stdout),
                format!("{printed}{cycles} cycles\n"),
                "{name} on {tier}"
            );
            assert_eq!(text(&ran.stderr), "", "{name} on {tier}");
            assert_eq!(code(&ran).to_string(), exit, "{name} on {tier}");
        }
        let copied = fs::read(folder.path().join("copied.txt")).unwrap();
        assert_eq!(copied, fs::read(folder.path().join("text.txt")).unwrap());
    }
}

#[test]
fn streams_carry_every_byte() {
    let input: Vec<u8> = (0..=255u8).cycle().take(5000).collect();
    let ran = run(&["upper"], &input);
    let (low, high): (Vec<u8>, Vec<u8>) = input.iter().partition(|&&byte| byte < 0x80);
    assert_eq!(ran.stdout, low.to_ascii_uppercase());
    assert_eq!((ran.stderr, ran.status.code()), (high, Some(0)));
}

#[test]
fn the_guest_reaches_the_files_below_its_folder_only() {
    let folder = scratch();
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).unwrap();
    let absolute = folder.path().join("text.txt").display().to_string();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../text.txt", inside.join("link")).unwrap();
    let copy = |args: &[&str]| {
        let program = folder.path().join("copy").display().to_string();
        let at = args.iter().position(|arg| *arg == "--").expect("a program");
        let args = [&args[..at], &[&program], &args[at + 1..]].concat();
        code(&run_in(&inside, &args, b""))
    };
    for from in [
        "../text.txt",
        absolute.as_str(),
        "link",
        "x/../../text.txt",
        "/etc/passwd",
    ] {
        assert_eq!(copy(&["--", from, "to"]), 2, "{from}");
    }
    // With the folder around it, the same is inside.
    assert_eq!(copy(&["--guest-dir", "..", "--", "text.txt", "to"]), 0);
    assert!(folder.path().join("to").exists() && !inside.join("to").exists());
    assert_eq!(
        copy(&["--no-files", "--guest-dir", "..", "--", "text.txt", "to"]),
        2
    );
    assert_eq!(copy(&["--guest-dir", "nowhere", "--", "text.txt", "to"]), 2);
    fs::write(inside.join("from"), "x").unwrap();
    assert_eq!(copy(&["--", "from", "../text.txt"]), 3);
    assert_eq!(copy(&["--", "from", "no/such/folder"]), 3);
    assert_eq!(copy(&["--", "from", "to"]), 0);
    let text = fs::read_to_string(&absolute).unwrap();
    assert!(text.starts_with("The quick"), "{text}");
}

#[test]
fn limits_and_faults_end_a_run_as_sim65_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    for tier in TIERS {
        let ran = run(&["--tier", tier, "-x", "1000", "code"], b"");
        assert_eq!(code(&ran), 126, "{tier}");
        assert!(text(&ran.stderr).contains("limit of cycles"), "{tier}");
        let ran = run(&["--tier", tier, "--cycles", "1000", "code"], b"");
        assert_eq!((code(&ran), ran.stdout), (4, vec![]), "{tier}");
        // A BRK without a handler.
        let path = program(folder.path(), 0, &[0xEA, 0x00]);
        let ran = run(&["--tier", tier, &path], b"");
        assert_eq!(code(&ran), 255, "{tier}");
        assert!(text(&ran.stderr).contains("BRK"), "{tier}");
        // 0200 JMP $0200 never exits, and a 6502 jams.
        let path = program(folder.path(), 0, &[0x4C, 0x00, 0x02]);
        assert_eq!(code(&run(&["--tier", tier, &path], b"")), 1, "{tier}");
        // A limit that falls between the JSR and its call comes after it: LDA #7; JSR exit.
        let path = program(folder.path(), 1, &[0xA9, 7, 0x20, 0xF9, 0xFF]);
        let ran = run(&["--tier", tier, "-x", "8", "-c", &path], b"");
        assert_eq!(
            (code(&ran), text(&ran.stdout)),
            (7, "2 cycles\n".to_owned())
        );
    }
}

#[test]
fn what_stands_behind_the_program_is_its_own() {
    let ran = run(&["greet", "--", "--json", "-x"], b"");
    assert_eq!(text(&ran.stdout), "Hello, sim65!\n--json\n-x\n");
    let ran = run(&["greet", "--tier", "llvm"], b"");
    assert_eq!((code(&ran), text(&ran.stderr)), (2, String::new()));
    // The summary leaves standard output to the guest.
    let ran = run(&["--json", "code"], b"");
    assert_eq!((code(&ran), ran.stdout), (200, vec![]));
    let json: serde_json::Value = serde_json::from_slice(&ran.stderr).unwrap();
    assert_eq!(json["stop"]["reason"], "exit");
    assert_eq!(json["stop"]["code"], 200);
    let ran = run(&["--summary", "code"], b"");
    assert!(text(&ran.stderr).starts_with("exit 200 at $FFF9 after "));
    // Behind any other program there are options, and more files of it.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.prg");
    fs::write(&path, [0x00, 0x06, 0x4C, 0x00, 0x06]).unwrap();
    let path = path.display().to_string();
    assert_eq!(text(&run(&[&path, "--quiet"], b"").stdout), "");
    let ran = run(&[&path, "/no/such/argument"], b"");
    assert_eq!(code(&ran), 1, "{}", text(&ran.stdout));
    assert!(text(&ran.stderr).contains("/no/such/argument"));
}

#[test]
fn an_expression_can_be_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.prg");
    // 0600 LDX #$2A; STX $0200; JMP *
    let code_ = [0x00, 0x06, 0xA2, 0x2A, 0x8E, 0x00, 0x02, 0x4C, 0x05, 0x06];
    fs::write(&path, code_).unwrap();
    let path = path.display().to_string();
    for (expr, exit) in [("x", 42), ("[$200] + 1", 43), ("pc", 5), ("1 / 0", 1)] {
        let ran = run(&["--exit-from", expr, &path], b"");
        assert_eq!(code(&ran), exit, "{expr}: {}", text(&ran.stderr));
        let args = ["--batch", "--exit-from", expr, "-e", "c", &path];
        assert_eq!(cli::jumppad(&args, "").code, exit, "{expr}");
    }
    // Limits and failures keep their own.
    let ran = run(&["--exit-from", "x", "--cycles", "2", &path], b"");
    assert_eq!(code(&ran), 4);
    let args = ["--batch", "--exit-from", "x", "-e", "assert 0", &path];
    assert_eq!(cli::jumppad(&args, "").code, 3);
    assert_eq!(code(&run(&["--exit-from", "x +", &path], b"")), 2);
}

#[test]
fn in_the_debugger_the_guest_never_eats_the_commands() {
    let path = format!("{DATA}/upper");
    let ran = cli::jumppad(&[&path], "c\necho still here\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("exited") && ran.out.contains("still here"));
    let ran = cli::jumppad(&["--json", &path], "send \"ab\" 0a\nc\n");
    let printed: String = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|object| object["type"] == "output" && object["stream"] == "stdout")
        .map(|object| object["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(printed, "AB\n");
    let greet = format!("{DATA}/greet");
    let ran = cli::jumppad(&[&greet, "-e", "c", "--batch", "--", "one", "-c"], "");
    assert!(ran.out.contains("one\n-c\n"), "{}", ran.out);
    let ran = cli::jumppad(&[&greet], "run --cycles 100000 \"a b\" c\nrun\n");
    assert_eq!(ran.out.matches("a b\nc\n").count(), 2, "{}", ran.out);
    let ran = cli::jumppad(&["-e", "run a"], "");
    assert!(ran.err.contains("takes no arguments"), "{}", ran.err);
}

#[test]
fn a_py65_console_is_the_standard_streams() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.prg");
    // 0600 LDA $F004; BEQ $0600; CMP #'.'; BEQ $060F; STA $F001; JMP $0600; 060F JMP $060F
    let guest = |prints: u8, keys: u8| {
        let code = [
            0x00, 0x06, 0xAD, keys, 0xF0, 0xF0, 0xFB, 0xC9, b'.', 0xF0, 0x06, 0x8D, prints, 0xF0,
            0x4C, 0x00, 0x06, 0x4C, 0x0F, 0x06,
        ];
        fs::write(&path, code).unwrap();
    };
    let path = path.display().to_string();
    for tier in TIERS {
        guest(0x01, 0x04);
        let ran = run(&["--tier", tier, "--console", "py65", &path], b"a\x80\nb.");
        // Enter is CR to a keyboard.
        assert_eq!(
            (code(&ran), ran.stdout),
            (0, b"a\x80\rb".to_vec()),
            "{tier}"
        );
        assert!(text(&ran.stderr).starts_with("trap at $060F"), "{tier}");
    }
    guest(0x10, 0x20);
    let args = ["--quiet", "--console", "py65:f010,f020", &path];
    let ran = run(&args, b"x.");
    assert_eq!(
        (code(&ran), ran.stdout, ran.stderr),
        (0, b"x".to_vec(), vec![])
    );
    // Without the dot it would wait for ever for more.
    let args = [
        "--quiet",
        "--cycles",
        "9000000",
        "--console",
        "py65:f010,f020",
        &path,
    ];
    assert_eq!(code(&run(&args, b"x")), 4);
    for wrong in ["py65:f001", "py65:x,y"] {
        assert_eq!(code(&run(&["--console", wrong, &path], b"")), 2, "{wrong}");
    }
    let ran = run(&["--console", "c64", &path], b"");
    assert!(text(&ran.stderr).contains("there is no console called c64"));
    assert_eq!(code(&ran), 1);
}

#[test]
fn calls_that_return_to_each_other_end() {
    let folder = tempfile::tempdir().unwrap();
    // The stack is full of $FFF4, so each call returns to the one at $FFF5: LDX #$80; LDA #$FF; PHA; LDA #$F4; PHA; DEX;
    // BNE $0202; JMP $FFF5
    let code = [
        0xA2, 0x80, 0xA9, 0xFF, 0x48, 0xA9, 0xF4, 0x48, 0xCA, 0xD0, 0xF7, 0x4C, 0xF5, 0xFF,
    ];
    let name = program(folder.path(), 0, &code);
    for tier in TIERS {
        let ran = run(&["--tier", tier, "--cycles", "1000000", &name], b"");
        assert_eq!(code_of_fault(&ran), 255, "{tier}");
        for line in ["continue --cycles 1000000", "step 2000", "next 2000"] {
            let args = ["--no-rc", "--batch", "--tier", tier, &name, "-e", line];
            let told = cli::jumppad(&args, "");
            assert!(
                told.out.contains("return to each other"),
                "{line}: {}",
                told.out
            );
        }
    }
}

/// The exit code of a program whose calls return to each other.
fn code_of_fault(output: &Output) -> i32 {
    let told = text(&output.stderr);
    assert!(told.contains("return to each other"), "{told}");
    code(output)
}
