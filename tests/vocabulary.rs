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
    let first: Vec<&str> = shown.lines().map(|line| &line[..5]).collect();
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
