//! Label files from outside: by themselves, by the command line, by commands; what is wrong with them; names in JSON
//! and at the keyboard.

mod cli;

use std::fs;
use std::path::Path;

use cli::{Ran, jumppad};

const DATA: &str = "tests/data/symbols";

/// The program of the label files, as a PRG in a folder of its own, with `labels` beside it.
fn program(folder: &Path, labels: &[(&str, &str)]) -> String {
    let bytes = fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(DATA)
            .join("count.bin"),
    );
    let bytes = [vec![0x00, 0x06], bytes.expect("the program is there")].concat();
    let path = folder.join("count.prg");
    fs::write(&path, bytes).unwrap();
    for (extension, text) in labels {
        fs::write(folder.join(format!("count.{extension}")), text).unwrap();
    }
    path.display().to_string()
}

fn ran(args: &[&str], commands: &[&str]) -> Ran {
    let args = [&["--tier", "interp"], args].concat();
    jumppad(&args, &(commands.join("\n") + "\n"))
}

fn out(args: &[&str], commands: &[&str]) -> String {
    let ran = ran(args, commands);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran.out
}

#[test]
fn the_first_label_file_beside_a_program_comes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(
        folder.path(),
        &[("lbl", "al 600 .first\n"), ("sym", "second = $600\n")],
    );
    let told = out(&[&path], &["info symbol 600"]);
    assert!(told.contains("count.lbl: 1 symbol\n"), "{told}");
    assert!(
        told.contains("$0600        first  (") && !told.contains("second"),
        "{told}"
    );
    let plain = out(
        &[&path, "--no-symbols"],
        &["info symbol 600", "show auto-symbols"],
    );
    assert!(
        plain.contains("no name is near $0600\nauto-symbols is off"),
        "{plain}"
    );
}

#[test]
fn a_bad_file_beside_a_program_is_told_and_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(
        folder.path(),
        &[
            ("lbl", "al 600 .first\nal 6z0 .x\n"),
            ("sym", "second = $600\n"),
        ],
    );
    let told = out(&[&path], &["info symbol 600"]);
    assert!(
        told.contains("count.lbl") && told.contains("hexadecimal digit"),
        "{told}"
    );
    assert!(told.contains("$0600        second  ("), "{told}");
}

#[test]
fn files_are_loaded_by_the_command_line_in_their_order() {
    let labels = format!("{DATA}/acme.vs");
    let list = format!("{DATA}/64tass.lab");
    let told = out(
        &["--symbols", &labels, "--symbols", &list],
        &["info symbol 60b"],
    );
    assert!(
        told.starts_with(&format!("{labels}: 7 symbols; left out 1 without")),
        "{told}"
    );
    // What both say is told once.
    assert!(
        told.contains(&format!("{list}: 8 symbols, 7 of them known already"))
            && told.ends_with(&format!("add_one  ({labels})\n")),
        "{told}"
    );
    let missing = ran(&["--symbols", "no/such.lbl"], &["echo NEVER"]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("no/such.lbl") && !missing.out.contains("NEVER"));
}

#[test]
fn a_program_takes_its_names_with_it_and_the_users_stay() {
    let folder = tempfile::tempdir().unwrap();
    let one = program(folder.path(), &[("lbl", "al 600 .of_one\n")]);
    let other = folder.path().join("other.prg");
    fs::write(&other, [0x00, 0x07, 0xEA]).unwrap();
    fs::write(folder.path().join("mine.lbl"), "al 700 .loaded\n").unwrap();
    let mine = folder.path().join("mine.lbl").display().to_string();
    let other = other.display().to_string();
    let commands = [
        &format!("symbols {mine}"),
        "label given 710",
        &format!("load {other}"),
        "info symbols",
        &format!("load {one}"),
        "info symbols",
    ];
    let told = out(&[&one], &commands);
    let (before, after) = told.split_once("count.prg: ").expect("it is loaded again");
    let listed = before
        .split_once("other.prg: ")
        .expect("the other is loaded")
        .1;
    assert!(
        listed.contains("loaded") && listed.contains("given"),
        "{listed}"
    );
    assert!(!listed.contains("of_one"), "{listed}");
    assert!(
        after.contains("of_one") && after.contains("given"),
        "{after}"
    );
}

#[test]
fn a_file_that_was_loaded_again_says_what_it_says_now() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.lbl");
    fs::write(&path, "al 600 .kept\nal 610 .gone\n").unwrap();
    let script = folder.path().join("s.dbg");
    fs::write(&script, "").unwrap();
    let name = path.display().to_string();
    let relative = folder.path().join(".").join("l.lbl").display().to_string();
    // The same file by another name is the same file.
    let told = out(
        &["--symbols", &name],
        &[&format!("ll {relative}"), "info symbols"],
    );
    assert_eq!(told.matches("kept").count(), 1, "{told}");
}

#[test]
fn a_bad_line_is_an_error_at_its_place_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let fails = |text: &[u8], error: &str| {
        let path = folder.path().join("bad.lbl");
        fs::write(&path, text).unwrap();
        let name = path.display().to_string();
        let load = format!("symbols {name}");
        let ran = ran(&[], &["label mine 5", &load]);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains(error), "{}", ran.err);
        ran.err
    };
    let told = fails(
        b"al 600 .a\n  al 6z0 .b\n",
        "bad.lbl:2:7: error: `z` is not",
    );
    assert!(told.contains("\n    al 6z0 .b\n        ^\n"), "{told}");
    fails(
        b"al 600 .a\nal 600\n",
        "bad.lbl:2:7: error: expected `al ADDRESS .NAME`",
    );
    fails(b"al 600 .\x1B[2J\n", "bad.lbl:1:8: error: this is no name");
    fails(b"\x00\x01\x02\xFF", "it is a binary file");
    fails(b"10 PRINT\n", "no kind of label file");
    fails(b"10 PRINT\n", "known are VICE's labels");
    let many: String = (0..150_000)
        .map(|i| format!("al {:x} .l{i}\n", i % 0xFFFF))
        .collect();
    fails(
        many.as_bytes(),
        "bad.lbl:131073:1: error: there are more than 131072",
    );
    fails(&vec![b'\n'; (8 << 20) + 1], "more than 8388608");
    assert!(ran(&[], &["ll /"]).err.contains("not a file"));
    assert!(
        ran(&[], &["label 600 700"])
            .err
            .contains("the name comes first")
    );
    assert!(
        ran(&[], &["label a-b 600"])
            .err
            .contains("`-` cannot be part")
    );
    assert!(
        ran(&[], &["unlabel nobody"])
            .err
            .contains("`info symbols` lists them")
    );
    assert!(ran(&[], &["ll"]).err.contains("usage: symbols FILE"));
}

#[test]
fn fifty_thousand_symbols_are_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.lbl");
    let text: String = (0..50_000)
        .map(|i| format!("al {:06X} .module_{}::label_{i}\n", i + 0x1000, i % 100))
        .collect();
    fs::write(&path, text).unwrap();
    let name = path.display().to_string();
    let told = ran(
        &["--symbols", &name],
        &["d 2000,+40", "info symbols label_4999", "p label_7x"],
    );
    let first = format!("{name}: 50,000 symbols");
    assert!(told.out.starts_with(&first), "{}", told.out);
    assert!(told.out.contains("module_96::label_4096:"), "{}", told.out);
    assert!(
        told.out.contains("$D34F        module_99::label_49999"),
        "{}",
        told.out
    );
    assert!(told.err.contains("`label_7x` is not"), "{}", told.err);
}

#[test]
fn a_misspelt_symbol_is_guessed_wherever_it_stands() {
    let labels = format!("{DATA}/64tass.vs");
    for line in [
        "break add_onw",
        "until add_onw",
        "p 1 + add_onw",
        "assert [add_onw] == 1",
        "m add_onw,+4",
        "m start..add_onw",
        "r pc=add_onw",
        "> 200 <add_onw",
        "break 600 if pc == add_onw",
        "jit why add_onw",
        "info symbol add_onw",
        "unlabel add_onw",
        "label new add_onw",
        "save /dev/null add_onw",
        "d add_onw",
        "x/4xb add_onw",
        "goto add_onw",
        "ADD_ONE",
    ] {
        let line = line.replace("ADD_ONE", "p ADD_ONE");
        let ran = ran(&["--symbols", &labels], &[&line]);
        assert_eq!(ran.code, 1, "{line}");
        assert!(
            ran.err.contains("did you mean `add_one`?"),
            "{line}: {}",
            ran.err
        );
        let word = line.split_whitespace().next().unwrap_or("");
        assert!(
            !word.is_empty() && ran.err.contains('^'),
            "{line}: {}",
            ran.err
        );
    }
    // In a line of the assembler; a name without its scope.
    let text = ran(&["--symbols", &labels], &["a 700 jsr add_onw"]);
    assert!(text.err.contains("did you mean `add_one`?"), "{}", text.err);
    let inner = ran(&["--symbols", &labels], &["break done"]);
    assert!(inner.err.contains("::done`?"), "{}", inner.err);
    let several = ran(
        &["--symbols", &format!("{DATA}/count.lbl")],
        &["break done"],
    );
    assert!(
        several.err.contains("it is $0615, $061D"),
        "{}",
        several.err
    );
}

#[test]
fn json_tells_names_in_fields_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(
        folder.path(),
        &[("lbl", "al 600 .start\nal 60b .add_one\nal 10 .counter\n")],
    );
    let told = out(
        &[&path, "--json"],
        &[
            "watch counter",
            "break add_one if x == 16",
            "c",
            "info symbol 60c",
            "d 60b,+2",
        ],
    );
    let lines: Vec<&str> = told.lines().collect();
    assert!(
        lines[0].contains(r#""type":"symbols-loaded""#) && lines[0].contains(r#""symbols":3"#),
        "{told}"
    );
    assert!(lines[1].contains("its size is not known"), "{told}");
    assert!(
        lines[2].contains(r#""start":16,"end":16,"symbol":"counter""#),
        "{told}"
    );
    assert!(
        lines[3].contains(r#""condition":"x == 16","meaning":"x == 16 ($10)""#),
        "{told}"
    );
    assert!(
        lines[4].contains(r#""address":16,"symbol":"counter""#),
        "{told}"
    );
    assert!(lines[4].contains(r#""symbol":"add_one""#), "{told}");
    assert!(lines[5].contains(r#""symbol":"add_one+1""#), "{told}");
    assert!(
        lines[6].contains(r#""labels":["add_one"]"#) && lines[6].contains("INC counter"),
        "{told}"
    );
}

#[test]
fn a_recording_keeps_the_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("again.dbg");
    let record = format!("record {}", path.display());
    let labels = format!("symbols {DATA}/64tass.vs");
    out(
        &[],
        &[
            &record,
            &labels,
            "b add_one if pc == start + 11",
            "al c:10 .counter",
            "label x 20",
            "m .x",
            "p add_one::done+16",
            "> counter <start",
            "record stop",
        ],
    );
    let recorded = fs::read_to_string(path).unwrap();
    let expected = format!(
        "{labels}\nbreak add_one if pc == start + $0B\nlabel counter $10\nlabel x $20\nm .x\n\
         print add_one::done + $10\n> counter <start\n"
    );
    assert_eq!(recorded, expected);
}

#[cfg(unix)]
#[test]
fn tab_completes_symbols_where_addresses_go() {
    let home = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jumppad"));
    command
        .args(["--symbols", &format!("{DATA}/64tass.vs")])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("HOME", home.path())
        .env("XDG_STATE_HOME", home.path())
        .env("TERM", "xterm")
        .env("NO_COLOR", "1");
    let mut session = rexpect::session::spawn_command(command, Some(20_000)).unwrap();
    session.exp_string("(jumppad) ").unwrap();
    session.send("break lo\t\r").unwrap();
    session.flush().unwrap();
    session.exp_string("#1 break loop ($0602)").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    session.send("p (clear::d\t) + 1\r").unwrap();
    session.flush().unwrap();
    session.exp_string("1566 ($61E)").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    // Names that are given now are offered now, in the assembler's lines too.
    session.send_line("label zebra 42").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    session.send("a 700\r").unwrap();
    session.flush().unwrap();
    session.exp_string(".0700  ").unwrap();
    session.send("lda zeb\t\r").unwrap();
    session.flush().unwrap();
    session.exp_string("A5 42     LDA zebra").unwrap();
    session.exp_string(".0702  ").unwrap();
    session.send_control('d').unwrap();
    session.exp_string("(jumppad) ").unwrap();
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
}
