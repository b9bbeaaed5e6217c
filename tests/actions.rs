//! Breakpoints with conditions, counts and commands: what is refused, what is saved, what Ctrl-C and limits end.

mod cli;

use std::fs;

use cli::jumppad;

/// The error that `line` gives, with the line and its caret.
fn error(line: &str) -> String {
    let ran = jumppad(&["--tier", "interp"], &format!("{line}\n"));
    assert_eq!(ran.code, 1, "{line}: {}", ran.out);
    ran.err
}

/// Asserts that the caret under `line` stands at the byte of `mark`, and the error says `text`.
fn points_at(line: &str, mark: &str, text: &str) {
    let error = error(line);
    let at = line.rfind(mark).expect("the mark is in the line");
    let column = format!("<stdin>:1:{}: error", at + 1);
    assert!(error.contains(&column), "{line}: {error}");
    assert!(error.contains(text), "{line}: {error}");
}

#[test]
fn options_are_refused_at_their_place() {
    points_at("break 600 once once", "once", "`once` is said already");
    points_at("break 600 if x == 1 skip 2 if y == 3", "if", "said already");
    points_at("break 600 skip 1 skip 1", "skip", "said already");
    points_at("break 600 every 0", "0", "no 0th hit");
    points_at("break 600 skip x", "x", "`x` is not a number");
    points_at("break 600 do step", "step", "`{` is missing");
    points_at("break 600 do { }", "{", "no command");
    points_at("breakif x == 1 if y == 2", "if", "said already");
    points_at("break 600 sometimes", "sometimes", "not a known name");
    assert!(error("break 600\nevery 2").contains("unknown command"));
    assert!(error("breakif x == 1\ncond 1").contains("`delete 1` deletes it"));
    assert!(error("breakif").contains("a value is missing"));
    assert!(error("break 600\nsave breakpoints /no/such/folder/x").contains("cannot write"));
}

#[test]
fn commands_in_braces_are_refused_at_their_place() {
    points_at(
        "break 600 do { step; brek 600 }",
        "brek",
        "did you mean `break`?",
    );
    points_at("break 600 do { step 1x }", "x", "not a decimal digit");
    points_at("b 600 do { b 700 do { r q } }", "q", "q");
    points_at("break 600 do { step; silent }", "silent", "stands first");
    points_at("break 600 do { commands }", "commands", "opens a block");
    points_at("break 600 do { a 700 }", "a 700", "opens a block");
    let open = error("break 600 do { step");
    assert!(open.contains("`}` is missing"), "{open}");
    let nested = format!("{}step", "b 600 do { ".repeat(20));
    assert!(error(&nested).contains("more than 8 deep"));
}

#[test]
fn strings_and_numbers_do_not_mix() {
    points_at("print mnemonic == 5", "5", "a string is missing");
    points_at("print x == \"A\"", "\"A\"", "where a number is wanted");
    assert!(error("print mnemonic").contains("compared with another one"));
    points_at("print mnemonic + 1", "+", "compared with another");
    points_at(
        "print x starts_with \"A\"",
        "starts_with",
        "before it is a number",
    );
    points_at("print mnemonic == \"A\" + 1", "+", "and nothing else");
    points_at("print !mnemonic == \"A\"", "mnemonic", "is a string");
    points_at("print mnemonic == \"A", "\"A", "no end");
    let lines = "assert mnemonic == \"lda\" && operand == \"#$80\" && mnemonic != \"LDX\"\n\
                 assert operand ends_with \"80\" && operand contains \"$\" && !(operand contains \"x\")\n\
                 assert symbol == \"\" && \"A\" == \"a\" && (mnemonic starts_with \"\") + 1 == 2\n\
                 a 600\nHere: LDA #1\nend\n\
                 assert symbol == \"Here\" && symbol != \"here\" && symbol starts_with \"He\"\n\
                 step\nassert symbol == \"Here\" && mnemonic == \"STA\"\n";
    let ran = jumppad(&["--tier", "interp"], lines);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn a_trace_cannot_resume_and_its_failure_ends_the_run() {
    let ran = jumppad(&["--tier", "interp"], "trace 602 do { c }\nc\necho AFTER\n");
    assert_eq!(ran.code, 1);
    let place = "<commands of #1>:1:1: error: the guest is under way";
    assert!(ran.err.contains(place), "{}", ran.err);
    assert!(ran.out.contains("trace #1 after 2 cycles") && !ran.out.contains("AFTER"));
    let ran = jumppad(&["--tier", "interp"], "trace 602 do { assert x == 1 }\nc\n");
    assert_eq!(ran.code, 3, "{}", ran.err);
    let ran = jumppad(
        &["--tier", "interp"],
        "trace 602 do { quit }\nc\necho AFTER\n",
    );
    assert!(ran.code == 0 && !ran.out.contains("AFTER"), "{}", ran.err);
}

#[test]
fn the_last_stop_decides_how_a_batch_ends() {
    let run = |lines: &str| jumppad(&["--tier", "interp"], lines);
    // The limit is that of the whole order, though the second `c` has none of its own.
    let ran = run("break 608 do { silent; c }\nc --cycles 100000\n");
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    let ran = run("break 608 do { c --cycles 3 }\nc --cycles 100000\n");
    assert_eq!(ran.code, 4);
    assert!(
        ran.out.contains("cycle limit after 7 cycles"),
        "{}",
        ran.out
    );
    let ran = run("set cycle-limit 100000\nbreak 608 do { silent; c }\nc\n");
    assert_eq!(ran.code, 4);
    let ran = run("tbreak 602 do { step }\nc --cycles 10\n");
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("PC $0604"), "{}", ran.out);
}

#[test]
fn commands_that_get_nowhere_end() {
    for resume in ["goto 608", "r pc=$608; c"] {
        let lines = format!("break 608 do {{ silent; {resume} }}\nc --cycles 1000\n");
        let ran = jumppad(&["--tier", "interp"], &lines);
        assert_eq!(ran.code, 1, "{resume}");
        assert!(
            ran.err.contains("where it stands, again and again"),
            "{}",
            ran.err
        );
    }
}

/// What is saved sets the same again, under every radix.
#[test]
fn saved_breakpoints_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("saved.dbg").display().to_string();
    let again = folder.path().join("again.dbg").display().to_string();
    let set = format!(
        "a 700\nstart: LDX #0\nloop: INX\nBNE loop\nend\n\
         break start if x == 10 && [loop] > 3 skip 12 every 20\n\
         tbreak 623 do {{ silent; step 12; print ';' }}\n\
         watch 200..2ff if value > $7F disabled\n\
         rwatch loop,+16 once\nawatch 10\n\
         trace store start every 2\ntrace 610 do {{ echo \"a; b}}\" }}\n\
         breakif mnemonic == \"JSR\" && x > 12 skip 3\n\
         break pc+2\ncommands\nbreak 777\ncommands\nstep 12\nend\na 710\nLDA #10\nend\nend\n\
         ignore 1 40\n\
         save breakpoints {file}\n"
    );
    let first = jumppad(&["--tier", "interp"], &format!("{set}echo ====\ninfo b\n"));
    assert_eq!(first.code, 0, "{}", first.err);
    let list = |out: &str| out.rsplit("====\n").next().unwrap_or("").to_owned();
    for radix in ["auto", "16", "10"] {
        let lines = format!(
            "a $700\nstart: LDX #0\nloop: INX\nBNE loop\nend\nset radix {radix}\nsource {file}\n\
             save breakpoints {again}\nset radix auto\necho ====\ninfo b\n"
        );
        let second = jumppad(&["--tier", "interp"], &lines);
        assert_eq!(second.code, 0, "{}", second.err);
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text, fs::read_to_string(&again).unwrap(), "{radix}");
        // The list tells numbers as they were typed, so the saved text may be explained otherwise.
        assert_eq!(
            list(&first.out).lines().count(),
            list(&second.out).lines().count()
        );
        assert!(
            text.contains("break start if x == $0A && [loop] > 3 skip #40 every #20\n"),
            "{text}"
        );
    }
}

#[test]
fn a_recording_holds_blocks_as_they_were_given() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rec.dbg").display().to_string();
    let lines = format!(
        "record {file}\nb 602 do {{ s;c }}\ncommands 1\np x # the index\nc --cycles 5\nend\nc\nrecord stop\n"
    );
    let ran = jumppad(&["--tier", "interp"], &lines);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "break $0602 do { step; continue }\ncommands 1\nprint x\ncontinue --cycles 5\nend\ncontinue\n"
    );
}

#[test]
fn json_tells_all_of_it() {
    let lines = "break 602 if x < 10 skip 1 every 3 do { silent; p x }\ntrace 604\nc --cycles 20\n";
    let ran = jumppad(&["--tier", "interp", "--json"], lines);
    for part in [
        "\"condition\":\"x < 10\",\"meaning\":\"x < 10 ($0A)\"",
        "\"skip\":1,\"ignore\":1,\"every\":3,\"next\":3",
        "\"actions\":[\"silent\",\"print x\"]",
        "{\"type\":\"trace\",\"id\":2,\"cycle\":5,\"registers\":{\"pc\":1540,",
    ] {
        assert!(ran.out.contains(part), "{part} in {}", ran.out);
    }
}

/// Asserts that the last of `lines` is refused.
fn refuses(lines: &str, text: &str) {
    let error = error(lines);
    let place = format!("<stdin>:{}:", lines.lines().count());
    assert!(
        error.contains(&place) && error.contains(text),
        "{lines}: {error}"
    );
}

#[test]
fn bad_blocks_of_commands() {
    refuses("commands", "`break A` sets one");
    refuses("commands 7", "no breakpoint #7");
    refuses("break 600\ncommands\nbrek 600", "did you mean `break`?");
    refuses("break 600\ncommands\nstep 1x", "`x` is not a decimal digit");
    refuses("break 600\ncommands\nstep\nsilent\nend", "stands first");
    refuses("silent", "break A do { silent; print x }");
    let nested = format!("break 600\n{}", "commands\n".repeat(10));
    let ran = jumppad(&[], &nested);
    assert!(ran.err.contains("nested more than 8 deep"), "{}", ran.err);
    let ran = jumppad(&[], "break 600\ncommands\nstep\n");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("`commands` has no `end`"), "{}", ran.err);
    let long = format!("break 600\ncommands\n{}", "step\n".repeat(1001));
    let ran = jumppad(&[], &long);
    assert!(ran.err.contains("at most 1000 lines"), "{}", ran.err);
}

#[test]
fn a_failing_command_of_a_breakpoint_has_its_place() {
    let lines = "break 602\ncommands\necho here\nassert x == 77\necho no\nend\nc\necho AFTER\n";
    let ran = jumppad(&["--tier", "interp"], lines);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.out.contains("\nhere\n") && !ran.out.contains("\nno\n"));
    assert!(!ran.out.contains("AFTER"));
    let place = "<commands of #1>:2:1: error: assertion failed: x == $4D";
    assert!(ran.err.contains(place), "{}", ran.err);
}

/// A name that is gone would end the script.
#[test]
fn what_is_pending_is_saved_as_a_comment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("saved.dbg").display().to_string();
    let lines = format!(
        "label here 618\nlabel gone 620\nbreak here\nbreak gone do {{ step }}\nunlabel gone\n\
         save breakpoints {file}\ndel\nsource {file}\ninfo b\n"
    );
    let ran = jumppad(&["--tier", "interp"], &lines);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("#3   break here ($0618)"), "{}", ran.out);
    assert!(!ran.out.contains("#4"), "{}", ran.out);
    let saved = fs::read_to_string(&file).unwrap();
    assert!(saved.contains("# break gone\n# commands\n"), "{saved}");
}
