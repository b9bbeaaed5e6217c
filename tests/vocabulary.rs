//! Words of gdb and of VICE's monitor do here what they do there.

mod cli;

use std::fs;

use cli::jumppad;

/// What these commands print.
fn told(commands: &[&str]) -> String {
    let mut args = vec!["--no-rc", "--tier", "interp", "--batch"];
    args.extend(commands.iter().flat_map(|command| ["-e", command]));
    let run = jumppad(&args, "");
    assert_eq!(run.code, 0, "{commands:?}: {}{}", run.out, run.err);
    run.out
}

/// What an error of the last of these says.
fn refused(commands: &[&str]) -> String {
    let mut args = vec!["--no-rc", "--tier", "interp", "--batch"];
    args.extend(commands.iter().flat_map(|command| ["-e", command]));
    let run = jumppad(&args, "");
    assert_eq!(run.code, 1, "{commands:?}: {}", run.out);
    run.err
}

#[test]
fn what_changes_breakpoints_says_what_it_did() {
    let list = ["b 600", "b 602", "w 200"];
    let after = |command| {
        let told = told(&[list.as_slice(), &[command]].concat());
        told.lines().last().unwrap_or("").to_owned()
    };
    assert_eq!(after("del 2"), "breakpoint 2 deleted");
    assert_eq!(after("del 1 3"), "breakpoints 1, 3 deleted");
    assert_eq!(after("delete breakpoints"), "breakpoints 1-3 deleted");
    assert_eq!(after("dis 1-2"), "breakpoints 1-2 disabled");
    assert_eq!(after("en"), "breakpoints 1-3 enabled");
    assert_eq!(after("clear 602"), "breakpoint 2 deleted");
    assert_eq!(told(&["del"]), "there are no breakpoints\n");
    assert!(refused(&["b 600", "clear 601"]).contains("no breakpoint at $0601"));
}

#[test]
fn here_is_where_no_place_is_said() {
    assert!(told(&["b"]).contains("$0600"));
    assert!(told(&["until 602", "b if x == 3"]).contains("#1 break $0602 if x == 3"));
    assert!(told(&["tbreak"]).contains("once"));
    assert_eq!(
        told(&["b", "clear"]).lines().last(),
        Some("breakpoint 1 deleted")
    );
}

#[test]
fn alone_they_list() {
    let all = ["b 600", "w 200", "tr 602"];
    let last = |command| {
        let told = told(&[all.as_slice(), &[command]].concat());
        let shown: Vec<String> = told.lines().skip(3).map(str::to_owned).collect();
        shown.join("\n")
    };
    assert!(last("w").contains("watch $0200") && !last("w").contains("break"));
    assert!(last("tr").contains("trace exec") || last("tr").contains("trace $0602"));
    assert!(last("bk").contains("break $0600") && last("bk").contains("watch $0200"));
    assert_eq!(last("info watchpoints"), last("watch"));
    assert_eq!(told(&["watch"]), "there are no watchpoints\n");
    assert_eq!(told(&["trace"]), "there are no traces\n");
}

#[test]
fn memory_is_assigned_to_in_every_notation() {
    for set in [
        "set [$200] = $41",
        "set var *0x200 = 0x41",
        "set w[$200] = $4241",
    ] {
        let shown = told(&[set, "assert [$200] == $41 && *0x200 == {char}0x200"]);
        assert!(shown.starts_with("$0200  41"), "{set}: {shown}");
    }
    for (set, answer) in [
        ("set {char}0x200 = 'A'", "*(char *)$0200 = 65 'A'"),
        (
            "set *(unsigned char *)0x200 = 65",
            "*(unsigned char *)$0200 = 65",
        ),
        ("set {int}0x200 = 0x4241", "*(int *)$0200 = 16961"),
    ] {
        let shown = told(&[set, "assert [$200] == $41 && *0x200 == {char}0x200"]);
        assert_eq!(shown, format!("{answer}\n"), "{set}");
    }
    told(&[
        "set w[$200] = $1234",
        "assert {int}0x200 == $1234 && *(int *)0x200 == $1234",
    ]);
    assert!(refused(&["set [$200] = 256"]).contains("256 does not fit"));
    assert!(refused(&["set var counter = 5"]).contains("set [counter]"));
}

#[test]
fn opcodes_are_caught_by_name() {
    assert!(told(&["catch opcode RTS"]).contains("catch opcode $60"));
    let all = told(&["catch opcode aso"]);
    assert!(all.contains("$03,$07,$0F,$13,$17,$1B,$1F"), "{all}");
    assert!(refused(&["catch opcode STZ"]).contains("no instruction of the 6502"));
}

#[test]
fn vice_gives_a_breakpoint_its_commands_in_quotes() {
    let shown = told(&["b 602", "command 1 \"silent; print 1+1\"", "c"]);
    assert_eq!(shown.lines().last(), Some("2"), "{shown}");
}

#[test]
fn code_is_examined_from_pc_on() {
    let shown = told(&["x/2i", "x/1i"]);
    let first: Vec<&str> = shown
        .lines()
        .map(|line| &line.trim_start_matches(['=', '>', ' '])[..5])
        .collect();
    assert_eq!(first, ["$0600", "$0602", "$0604"], "{shown}");
}

#[test]
fn a_program_is_loaded_again_and_devices_are_no_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (program, copy, labels) = (at("p.prg"), at("q.prg"), at("p.lbl"));
    fs::write(&program, [0x00, 0x10, 0xEA, 0x4C, 0x00, 0x10]).unwrap();
    let load = format!("load \"{program}\" 0");
    let save = format!("save \"{copy}\" 0 1000 1003");
    let shown = told(&[&load, &save, "> 1000 00", "load", "assert [$1000] == $EA"]);
    assert_eq!(shown.matches("4 bytes from $1000").count(), 2, "{shown}");
    assert_eq!(fs::read(&copy).unwrap(), fs::read(&program).unwrap());
    assert!(refused(&["load"]).contains("came from no file"));
    let save = format!("save_labels {labels}");
    let load = format!("ll {labels}");
    let again = [
        "add_label c:0618 .two",
        &save,
        "cl",
        &load,
        "assert two == $618",
    ];
    assert!(told(&again).contains("symbol"));
    assert_eq!(
        fs::read_to_string(&labels)
            .unwrap()
            .matches("al C:0618 .two")
            .count(),
        1
    );
}

#[test]
fn digits_alone_are_lines_where_c_is_shown() {
    let scores = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tutorial/scores");
    let told = |command: &str| {
        let run = jumppad(
            &[
                "--no-rc", "--tier", "interp", "--batch", scores, "-e", command,
            ],
            "",
        );
        run.out
    };
    let note = "digits alone are lines of scores.c while that is shown";
    for command in ["break 22", "tbreak 22", "trace 22", "until 22", "goto 22"] {
        let told = told(command);
        assert!(told.contains(note), "{command}: {told}");
        // Behind a jump nothing stops there.
        let is_there = command == "goto 22" || told.contains("scores.c:22");
        assert!(is_there, "{command}: {told}");
    }
    assert!(told("break 22; clear 22").ends_with("breakpoint 1 deleted\n"));
    // Where there is no such line, and wherever it says so, it is an address.
    for command in [
        "break 999",
        "break 022",
        "break $22",
        "break *22",
        "break 22..23",
        "watch 22",
    ] {
        let told = told(command);
        assert!(!told.contains("digits alone"), "{command}: {told}");
        assert!(
            told.contains("$0022") || told.contains("$0999"),
            "{command}: {told}"
        );
    }
    // In assembler text they are addresses, and that the line is another thing is told.
    let blink = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/source/blink.bin");
    let load = format!("load {blink} 1000");
    let shown = jumppad(&["--no-rc", "--batch", "-e", &load, "-e", "break 12"], "").out;
    assert!(
        shown.contains("`12` is the address $0012; the line is `blink.s:12`"),
        "{shown}"
    );
    // The store that is waited for has not happened.
    let before = "asks for the byte before the store; `value` is the one that is stored";
    assert!(told("watch players if players == 66").contains(before));
    assert!(!told("watch players if value == 66").contains(before));
    assert!(!told("rwatch players if players == 66").contains(before));
}

#[test]
fn steps_go_by_lines_once_a_program_with_lines_runs() {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/c/list");
    let told = |lines: &[&str]| {
        let lines = format!("load {list}\n{}\n", lines.join("\n"));
        let run = jumppad(&["--no-rc", "--tier", "interp", "--batch"], &lines);
        assert_eq!(run.code, 0, "{}", run.err);
        run.out
    };
    let started = "run --cycles 1";
    assert!(told(&[started, "s"]).contains("step at _main"));
    assert!(told(&[started, "n"]).contains("step at _main"));
    // What is not started is not waited for, and some words always mean an instruction.
    assert!(!told(&["s"]).contains("_main"));
    for lines in [
        &[started, "si"][..],
        &[started, "ni"],
        &[started, "z"],
        &["set step instructions", started, "s"],
    ] {
        let told = told(lines);
        let last = told.lines().rfind(|line| line.starts_with("step")).unwrap();
        assert!(
            last.contains("after ") && !last.contains("_main"),
            "{lines:?}: {told}"
        );
    }
    // What they go by is said once.
    let twice = told(&[&format!("load {list}"), started, "s"]);
    assert_eq!(
        twice.matches("step and next go by lines").count(),
        1,
        "{twice}"
    );
}

#[test]
fn breakpoints_are_listed_by_their_numbers() {
    let told = told(&["b 600", "b 602", "b 604", "info b 1 3"]);
    let listed: Vec<&str> = told.lines().skip(3).collect();
    assert_eq!(listed.len(), 2, "{told}");
    assert!(listed[0].contains("$0600") && listed[1].contains("$0604"));
    assert!(refused(&["b 600", "info b 2"]).contains("no breakpoint"));
}

#[test]
fn drives_are_told_apart_from_addresses() {
    for command in ["load \"x.prg\" 8", "load \"x.prg\" 8 801"] {
        assert!(refused(&[command]).contains("there is no drive 8 here"));
    }
    assert!(refused(&["load \"x.prg\",8,1"]).contains("there are no drives here"));
}

#[test]
fn lines_that_vice_printed_are_taken_back() {
    for (line, answer) in [
        (".C:0900  A9 00     LDA #$00", "$0900  A9 00     LDA #$00"),
        (".c:0900  a9 00     lda #$41", "$0900  A9 41     LDA #$41"),
        (
            ".C:0900  A9 00  LDA #$00   - A:00 X:00 Y:00 SP:ff ..-..I..  12",
            "$0900  A9 00     LDA #$00",
        ),
        (".C:0900  8D 20 D0  STA $D020", "$0900  8D 20 D0  STA $D020"),
        (">C:0900  a9 3b 22 41   .;\"A", "$0900  A9 3B 22 41 "),
        ("a 900 inx:iny", "$0901  C8        INY"),
        ("a 900 lda #1 : sta $d020", "$0902  8D 20 D0  STA $D020"),
        ("hunt 600 6ff 20 ?? 06", "$06"),
    ] {
        assert!(told(&[line]).contains(answer), "{line}: {}", told(&[line]));
    }
    let other = told(&[".C:0900  A9 00     LDA #$41"]);
    assert!(other.contains("not the bytes A9 00"), "{other}");
    assert!(refused(&["a 900 inx:foo : iny"]).contains("foo"));
}

#[test]
fn a_range_that_lacks_its_end_changes_nothing() {
    for command in [
        "f 600 10",
        "t 600 610",
        "compare 600 610",
        "hunt 600 ea",
        "fill $600 0",
    ] {
        let error = refused(&[command]);
        assert!(
            error.contains("$0600 is missing") && error.contains("$0600,+1"),
            "{command}: {error}"
        );
    }
    told(&[
        "f 600,+1 10",
        "t 600,+1 610",
        "assert [$610] == $10",
        "label table 300,+4",
        "fill table 7",
        "assert [$303] == 7",
    ]);
}

#[test]
fn labels_are_moved_and_deleted_one_by_one() {
    let list = ["label one 300", "label two 301"];
    let after = |command: &str| told(&[list.as_slice(), &[command]].concat());
    assert!(after(".one = 310").contains("`one` was $0300"));
    assert!(!after(".one = 300").contains("was"));
    for command in ["dl", "unlabel", "delete_label"] {
        assert!(refused(&[list.as_slice(), &[command]].concat()).contains("`cl` deletes all"));
    }
    assert!(after("cl").ends_with("2 symbols deleted\n"));
    assert!(refused(&["cl one"]).contains("`dl SYMBOL`"));
    for command in [
        "al 0805 bar",
        "add_label $0805 bar",
        "al c:0805 .bar",
        "al bar 805",
    ] {
        told(&[command, "assert bar == $805"]);
    }
    told(&["al face bad", "assert 'face' == $bad"]);
}

#[test]
fn letters_that_are_types_of_data_elsewhere_are_told() {
    assert!(told(&["m d 800"]).contains("`d` is the address $000D; `x/16ub $0800`"));
    assert!(told(&["m b 800"]).contains("`x/16tb $0800`"));
    assert!(!told(&["m 0d 800"]).contains("x/16"));
}

#[test]
fn loads_and_stores_are_waited_for_together() {
    for command in [
        "break load store 300 301",
        "watch store load 300..301",
        "w load store 300 301",
    ] {
        assert_eq!(told(&[command]), "#1 awatch $0300-$0301\n", "{command}");
    }
    assert!(refused(&["break exec load 300"]).contains("code or for memory"));
}

#[test]
fn names_that_go_with_their_program_or_are_old_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("p.prg"), [0x00, 0x10, 0xEA]).unwrap();
    fs::write(at("q.prg"), [0x00, 0x20, 0xEA]).unwrap();
    fs::write(at("p.lbl"), "al C:1000 .start\n").unwrap();
    let (first, second) = (
        format!("load {}", at("p.prg")),
        format!("load {}", at("q.prg")),
    );
    let shown = told(&[&first, &second]);
    assert!(
        shown.contains("its names went with the program before"),
        "{shown}"
    );
    assert!(!shown.contains("is older"), "{shown}");
    let file = fs::File::options().write(true).open(at("p.lbl")).unwrap();
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    file.set_modified(old).unwrap();
    assert!(
        told(&[&first]).contains("p.lbl is older than"),
        "{}",
        told(&[&first])
    );
    assert_eq!(told(&[&first, &first]).matches("went with").count(), 0);
}

#[test]
fn images_of_disks_and_tapes_are_named() {
    let folder = tempfile::tempdir().unwrap();
    for (name, start, length, what) in [
        ("a.d64", &b""[..], 174_848, "a disk image (D64)"),
        (
            "a.t64",
            b"C64 tape image file",
            1024,
            "a C64 tape image (T64)",
        ),
        (
            "a.tap",
            b"C64-TAPE-RAW",
            1024,
            "a recording of a tape (TAP)",
        ),
        (
            "a.crt",
            b"C64 CARTRIDGE   ",
            8272,
            "a cartridge of the C64 (CRT)",
        ),
        ("a.vsf", b"VICE Snapshot File", 70_000, "a snapshot of VICE"),
    ] {
        let mut bytes = start.to_vec();
        bytes.resize(length, 0);
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let error = refused(&[&format!("load {}", path.display())]);
        assert!(error.contains(what), "{name}: {error}");
    }
}
