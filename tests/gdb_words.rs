//! Words and options of gdb: memory, lists, frames, help, the command line.

mod cli;

use std::fs;

use cli::jumppad;
use cli::typed::{SCORES, in_c, last, refused, run, told};

#[test]
fn memory_is_examined_as_by_gdb() {
    let at = |text: &str| {
        text.lines()
            .map(|line| line.trim_start_matches(['=', '>', ' '])[..5].to_owned())
            .collect::<Vec<_>>()
    };
    let memory = "> 300 41 00 ea ea 60";
    let shown = |commands: &[&str]| at(&told(&[&[memory], commands].concat()))[1..].to_vec();
    assert_eq!(shown(&["x/s 300", "x/2i"]), ["$0300", "$0302", "$0303"]);
    assert_eq!(shown(&["x/2i 302", "x"]), ["$0302", "$0303", "$0304"]);
    assert_eq!(shown(&["x/2xh 300", "x"]), ["$0300", "$0304"]);
    assert_eq!(shown(&["x/-2xb 304"]), ["$0302"]);
    assert!(refused(&["x/-3i $600"]).contains("`list -`"));
    assert!(told(&["x/3xb $fffe"]).contains("behind it is $0000"));
    let displayed = told(&["display/i $pc"]);
    assert!(displayed.starts_with("1: x/i pc\n"), "{displayed}");
    for command in ["disas /r 600,602", "disas /m 600,602"] {
        assert_eq!(told(&[command]).lines().count(), 2, "{command}");
    }
    assert!(refused(&["disas /q 600"]).contains("/s shows lines"));
}

#[test]
fn lists_may_lack_an_end() {
    let numbers = |command| {
        let shown = in_c(&[command]);
        let lines = shown.lines().skip(2);
        let number = |line: &str| line[3..].split_whitespace().next().map(str::to_owned);
        let all: Vec<String> = lines.filter_map(number).collect();
        (all.first().cloned().unwrap(), all.last().cloned().unwrap())
    };
    assert_eq!(numbers("list 5,"), ("5".to_owned(), "14".to_owned()));
    assert_eq!(numbers("list ,20"), ("11".to_owned(), "20".to_owned()));
}

#[test]
fn frames_are_named() {
    let at = ["until main"];
    let shown = |command| in_c(&[at.as_slice(), &[command]].concat());
    assert!(last(&shown("bt -1")).starts_with("#1"));
    assert!(last(&shown("bt 1")).contains("further out"));
    assert!(last(&shown("info frame")).starts_with("called at"));
    let named = in_c(&["until main", "up", "frame function main"]);
    assert_eq!(named.matches("\n#0 ").count(), 1, "{named}");
    assert!(refused(&["frame function main"]).contains("`bt` shows all frames"));
    for command in ["stepi -1", "rstep -1", "c -1"] {
        assert!(refused(&[command]).contains("`rstep`"), "{command}");
    }
}

#[test]
fn hints_name_what_there_is() {
    for (command, advice) in [
        ("cd /tmp", "`directory DIR`"),
        ("pwd", "`directory DIR`"),
        ("set print pretty on", "`p/x E`"),
        ("set args 1", "`run WORD...`"),
        ("target record-full", "`info history`"),
        ("target remote :1", "`load FILE`"),
        ("record full", "`info history`"),
        ("brake 600", "did you mean `break`"),
    ] {
        let error = refused(&[command]);
        assert!(error.contains(advice), "{command}: {error}");
    }
    let steps = told(&["apropos step"]);
    assert!(
        steps.contains("  nl ") && steps.contains("  ni "),
        "{steps}"
    );
    for (class, command) in [
        ("running", "continue"),
        ("stack", "backtrace"),
        ("breakpoints", "watch"),
        ("data", "print"),
        ("files", "load"),
        ("support", "define"),
    ] {
        let shown = told(&[&format!("help {class}")]);
        assert!(shown.contains(&format!("  {command}")), "{class}: {shown}");
        assert!(shown.lines().count() < told(&["help all"]).lines().count());
    }
}

#[test]
fn a_program_that_has_exited_goes_no_further() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("end");
    // sim65's header, then LDA #0 and JMP to its exit.
    let mut image = b"sim65\x02\x00\x02\x00\x02\x00\x02".to_vec();
    image.extend([0xA9, 0x00, 0x4C, 0xF9, 0xFF]);
    fs::write(&path, image).unwrap();
    let path = path.display().to_string();
    for command in ["c", "step", "finish", "next"] {
        let run = run(&[&path], &["c", command]);
        assert_eq!(run.code, 1, "{command}: {}", run.out);
        if command != "finish" {
            assert!(
                run.err.contains("`run` begins anew"),
                "{command}: {}",
                run.err
            );
        }
    }
    let shown = run(&[&path], &["c", "x/i $pc", "rstep", "c"]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    assert!(shown.out.contains("sim65 exit"), "{}", shown.out);
}

#[test]
fn steps_back_go_by_lines() {
    let line = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with("scores.c:"))
            .map(|line| line.split_whitespace().next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let forth = ["until main", "n", "n", "n"];
    let there = line(&in_c(&forth));
    let back = line(&in_c(&[forth.as_slice(), &["rn", "rn"]].concat()));
    let [.., a, b, c] = there.as_slice() else {
        panic!("{there:?}")
    };
    assert_eq!(back[back.len() - 3..], [c.clone(), b.clone(), a.clone()]);
    // By instructions there would be more of them.
    let by_one = line(&in_c(&[forth.as_slice(), &["rni"]].concat()));
    assert!(by_one.len() >= there.len());
    let into = in_c(&[forth.as_slice(), &["rs"]].concat());
    assert!(line(&into).len() > there.len(), "{into}");
}

#[test]
fn gdbs_options_start_it_too() {
    let args = [
        "-q", "-nx", "-batch", "--tier", "interp", "-ex", "p 40+2", "-ex=p 1",
    ];
    let run = jumppad(&args, "");
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "42 ($2A)\n1\n"),
        "{}",
        run.err
    );
    let run = jumppad(
        &[
            "-batch",
            "-nx",
            "-ex",
            "info source",
            "--args",
            SCORES,
            "a",
            "-q",
        ],
        "",
    );
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("scores.c"), "{}", run.out);
}

#[test]
fn numbers_that_may_be_lines_or_breakpoints_are_told() {
    // Line 10 of the source has code further down only.
    let told_of = in_c(&["until main", "b 10"]);
    assert!(told_of.contains(", scores.c:13)"), "{told_of}");
    let deleting = told(&["break 600", "d 1"]);
    assert!(
        deleting.contains("`delete 1` deletes breakpoint #1"),
        "{deleting}"
    );
    assert!(!told(&["break 600", "d 601"]).contains("delete"));
}

#[test]
fn what_a_definition_cannot_have_is_refused_where_it_stands() {
    let program = ["--no-rc", "--tier", "interp", "--batch"];
    let ran = jumppad(&program, "define mine\nif $x\nend\n");
    assert!(
        ran.err.contains(":2:1: error: there is no `if`"),
        "{}",
        ran.err
    );
}

#[test]
fn the_stack_pointer_is_no_address() {
    assert!(told(&["x/2xb $sp"]).contains("`x $101+sp`"));
    assert!(!told(&["x/2xb $101+sp"]).contains("page 1"));
}

#[test]
fn pc_and_sp_are_those_of_the_frame_that_is_looked_at() {
    let at = ["break play", "run", "up"];
    let shown = |commands: &[&str]| in_c(&[at.as_slice(), commands].concat());
    let address = in_c(&["break play", "run", "frame 1"]);
    let address = address.split("#1  $").nth(1).unwrap()[..4].to_owned();
    // What is asked, and what the answer holds.
    for (command, answer) in [
        ("p $pc", format!("(${})", address.trim_start_matches('0'))),
        ("x/i $pc", format!("=> ${address}")),
        ("x/i", format!("=> ${address}")),
        ("display/i $pc", format!("=> ${address}")),
        ("break", format!("(${address}")),
        ("tbreak", format!("(${address}")),
        ("info symbol $pc", format!("(${address})")),
        ("r", "frame #1 is looked at".to_owned()),
    ] {
        let told = shown(&[command]);
        let new: String = told.lines().rev().take(2).collect();
        assert!(new.contains(&answer), "{command}: {answer}: {told}");
    }
    // SP there is what `finish` of the inner frame would leave.
    let sp = shown(&["p $sp", "down", "finish", "p $sp"]);
    let values: Vec<&str> = sp.lines().filter(|line| line.contains("($F")).collect();
    let (first, behind) = (values.first().unwrap(), last(&sp));
    assert_eq!(*first, behind, "{sp}");
    // Conditions are asked where they stand, not in the frame that is looked at.
    let stop = shown(&["break sum if sp == $fb && pc == sum", "delete 1", "c"]);
    assert!(stop.contains("breakpoint #2 at _sum"), "{stop}");
    let stop = shown(&["breakif sp == $fd && pc == $27d", "delete 1", "c"]);
    assert!(!stop.contains("breakif #2 at"), "{stop}");
    // `break` alone stops where the frame goes on, as gdb's.
    let back = shown(&["break", "delete 1", "c"]);
    assert!(
        back.contains("breakpoint #2") && back.contains(&format!("PC ${address}")),
        "{back}"
    );
}

#[test]
fn a_frame_is_told_of_without_going_there() {
    let told = in_c(&["break play", "run", "info frame 1", "frame"]);
    assert!(told.contains("called at"), "{told}");
    assert!(last(&told).contains("=>"), "{told}");
    assert!(in_c(&["break play", "run", "info frame level 1"]).contains("\n#1 "));
}

#[test]
fn the_function_that_is_looked_at_is_disassembled() {
    let shown = in_c(&["break play", "run", "disas"]);
    let (_, listed) = shown.split_once("\n_play:\n").unwrap();
    assert!(
        listed.contains("=>") && listed.lines().count() > 8,
        "{shown}"
    );
    // Elsewhere, and with a place, it is what `d` is.
    assert_eq!(told(&["disas"]), told(&["d"]));
    assert_eq!(told(&["disas 600 608"]), told(&["d 600 608"]));
    let outer = in_c(&["break play", "run", "up", "disas"]);
    assert!(outer.contains("_main:"), "{outer}");
}

#[test]
fn a_list_is_as_long_as_it_is_set() {
    let count = |size: &str| {
        let set = format!("set listsize {size}");
        in_c(&[&set, "list 10,"])
            .lines()
            .filter(|line| line[..2].trim().is_empty())
            .count()
    };
    assert_eq!((count("4"), count("7")), (4, 7));
    assert!(refused(&["set listsize 0"]).contains("cannot be `0`"));
}

#[test]
fn options_of_others_are_named_with_what_is_here() {
    for (option, answer) in [
        ("-tui", "there are no windows"),
        ("--tui", "there are no windows"),
        ("-initbreak", "break A"),
        ("-pid", "`jumppad FILE` loads one"),
        ("-d", "directory DIR"),
        ("-remotemonitor", "jumppad vice"),
    ] {
        let run = jumppad(&[option, SCORES], "");
        assert_eq!(run.code, 2, "{option}");
        assert!(run.err.contains(answer), "{option}: {}", run.err);
    }
    // What stands behind ours is theirs.
    let own = jumppad(&["--batch", "-e", "echo -tui"], "");
    assert_eq!(own.out, "-tui\n");
    assert!(!jumppad(&["--nonsense"], "").err.contains("windows"));
}
