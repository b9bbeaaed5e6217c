//! What a line is: several commands, comments, braces that close later; and how its words are read where another reading
//! is possible.

mod cli;

use std::fs;

use cli::{Ran, jumppad};

fn run(lines: &str) -> Ran {
    jumppad(&["--tier", "interp"], lines)
}

/// What the lines say, which must go well.
fn told(lines: &str) -> String {
    let ran = run(lines);
    assert_eq!(ran.code, 0, "{lines}: {}", ran.err);
    ran.out
}

/// The error that the lines end with.
fn error(lines: &str) -> String {
    let ran = run(lines);
    assert_eq!(ran.code, 1, "{lines}: {}", ran.out);
    ran.err
}

#[test]
fn semicolons_separate_commands_and_a_hash_begins_a_comment() {
    assert_eq!(
        told("r x=7;p x ; p y # not p a\n"),
        "PC $0600  A $00  X $07* Y $00  SP $FD  P nv-bdIzc  cycle 0\n7\n0\n"
    );
    assert_eq!(
        told("; nothing\n# nothing\n  #nothing\n;;\necho \"a;b # c\"\n"),
        "\"a;b # c\"\n"
    );
    assert_eq!(told("print ';' ; p '#' # '\n"), "59 ($3B)\n35 ($23)\n");
}

#[test]
fn commands_of_a_line_fill_a_block() {
    let out = told("b 602; commands; silent; echo HIT; end; c; p pc == $602; quit; p 5\n");
    assert!(out.contains("HIT\n1\n") && !out.contains("5\n1"), "{out}");
    assert!(!out.ends_with("5\n"), "{out}");
    let out = told("define two\nstep; step # both\nend; two; p pc - $600\n");
    assert!(out.ends_with("\n4\n"), "{out}");
    // Assembler text and text for people hold what they like.
    let out =
        told("a 700 LDA #$41 ; one; echo NO\na 702\nend: RTS ; two\n; three\nend\nm 700,702\n");
    assert!(out.contains("A9 41 60") && !out.contains("NO"), "{out}");
    let out = told("define ff\np 1\nend\ndocument ff\nOne; two # three\nend\nhelp ff\n");
    assert!(out.ends_with("One; two # three\n"), "{out}");
}

#[test]
fn the_first_that_fails_ends_its_line_and_says_where() {
    let ran = run("p 6 ; step three ; p 7\n");
    assert_eq!((ran.code, ran.out.as_str()), (1, "6\n"));
    assert!(
        ran.err
            .starts_with("<stdin>:1:12: error: `three` is not a number"),
        "{}",
        ran.err
    );
    let comment = error("step ; goes on\n");
    assert!(comment.contains("unknown command `goes`"), "{comment}");
    assert!(
        comment.contains("`;` separates commands, and a comment begins with `# `"),
        "{comment}"
    );
    assert!(error("m 600 #three\n").contains("a comment has a blank behind its #"));
    assert!(told("> 200 #$41\n").contains("$0200  41"));
    assert!(error("> 200 #three\n").contains(":1:"));
}

#[test]
fn braces_may_be_closed_on_a_later_line() {
    let list = "b 602 do {\n  # first\n  silent\n  echo HIT # told\n  ; nothing\n  b 604 do {\n    echo INNER }\n} if a == $80\nc; c\n";
    let out = told(list);
    assert!(out.contains("HIT\n") && out.contains("INNER\n"), "{out}");
    let out = told("b 602\ncommands\nb 604 do {\necho INNER\n}\nend\nc;c\n");
    assert!(out.contains("INNER\n"), "{out}");
    // The error stands in the line that is seen.
    let bad = error("b 602 do {\nsilent\nstep 1x }\n");
    assert!(bad.starts_with("<stdin>:3:7: error"), "{bad}");
    let earlier = error("b 602 do {\nstep 1x\nsilent\n}\n");
    assert!(
        earlier.starts_with("<stdin>:4:1: error") && earlier.contains("in `step 1x`"),
        "{earlier}"
    );
    let open = error("p 1\nb 602 do {\nstep\n");
    assert!(
        open.contains("`}` is missing: `b 602 do {` goes on"),
        "{open}"
    );
    let long = format!("b 602 do {{\n{}", "step\n".repeat(2000));
    assert!(error(&long).contains("more than 4096 bytes"));
}

#[test]
fn commands_that_were_taught_stand_in_braces() {
    let taught = "define foo\np x + $arg0\nend\ndefine st\necho TAUGHT\nend\n";
    let out = told(&format!(
        "{taught}b 602 do {{ foo 7; st; b 604 do {{ foo 1 }} }}\nc\nc\n"
    ));
    assert!(
        out.contains("\n7\nTAUGHT\n") && out.contains("\n1\n"),
        "{out}"
    );
    assert!(error("b 602 do { foo }\n").contains(":1:12: error: unknown command `foo`"));
    // What is saved reads back, be the name the beginning of one of the debugger's own.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("breakpoints").display().to_string();
    told(&format!(
        "{taught}b 602 do {{ st; foo 7 }}\nb 604\ncommands\nst\nend\nsave breakpoints {file}\n"
    ));
    let again = told(&format!("source {file}\nc; c\n"));
    assert!(
        again.matches("TAUGHT\n").count() == 2 && again.contains("TAUGHT\n7\n"),
        "{again}"
    );
    // What is forgotten is missed where it is needed.
    let gone = error(&format!(
        "{taught}b 602 do {{ foo 7 }}\ndefine foo\nend\nc\n"
    ));
    assert!(
        gone.contains("<commands of #1>:1:1: error: unknown command `foo`"),
        "{gone}"
    );
}

#[test]
fn dollar_a_is_never_a_number_in_silence() {
    const TOLD: &str = "`$a` is the number 10; the register is `a`\n";
    for line in [
        "p $a",
        "p [$A]",
        "assert $a",
        "b 600 if $a==5",
        "b 600 do { p $a }",
        "display $a",
        "r x=$a",
    ] {
        assert!(told(&format!("{line}\n")).starts_with(TOLD), "{line}");
    }
    assert!(told("b 600\ncommands\np $a\nend\n").contains(TOLD));
    for line in [
        "p $0a",
        "m $a",
        "> $a $a",
        "a 700 LDA $a",
        "p a",
        "set $a=5",
        "p $x",
    ] {
        assert!(
            !told(&format!("{line}\n")).contains("is the number"),
            "{line}"
        );
    }
}

#[test]
fn a_condition_that_cannot_change_is_told() {
    for (line, note) in [
        (
            "b 600 if a==500",
            "`a==500` can never be true: a is 0 to 255",
        ),
        ("tb 600 if 5 == 10", "`5 == 10` can never be true"),
        ("b 600 if $a==5", "`$a==5` can never be true"),
        (
            "watch 200 if value > $FF",
            "can never be true: value is 0 to 255",
        ),
        (
            "trace 600 if (a & $F0) == 1",
            "can never be true: a & $F0 is 0 to 240",
        ),
        (
            "breakif x < 0 && y == 1",
            "`x < 0 && y == 1` can never be true",
        ),
        (
            "catch brk if pc > $FFFF",
            "can never be true: pc is 0 to 65535",
        ),
        (
            "b 600\ncond 1 a < 256",
            "`a < 256` is always true: a is 0 to 255",
        ),
        (
            "label n 10\nb 600 if n == 3",
            "`n == 3` never changes, for a name is its address",
        ),
    ] {
        assert!(
            told(&format!("{line}\n")).contains(note),
            "{line}: {}",
            told(&format!("{line}\n"))
        );
    }
    for line in [
        "b 600 if a==255",
        "watch 200 if value == old",
        "b 600 if cycles > 10",
        "breakif [$10] - x == -3",
    ] {
        let told = told(&format!("{line}\n"));
        assert!(!told.contains("true"), "{line}: {told}");
    }
}

#[test]
fn addresses_are_hexadecimal_wherever_they_stand() {
    for (line, part) in [
        ("r pc=1000", "PC $1000*"),
        ("set $pc = 1000", "PC $1000*"),
        ("r pc=(1000+x)", "PC $1000*"),
        ("r pc=+1000", "PC $03E8*"),
        ("a 700 JMP 700", "4C 00 07"),
        ("a 700 lda (10),y", "B1 10"),
        ("a 700 bne 710", "D0 0E"),
        ("a 700 lda 0010,x", "BD 10 00"),
        ("a 700 sta c0ffee", "`c0ffee` is not a known name"),
        ("> 1000 41\np [1000]", "65 ($41)"),
        ("> 1000 41 42\np w[1000] == $4241", "1"),
        ("m (1000+x)", "$1000 "),
        ("d 600,602", "$0602  85 11"),
    ] {
        let ran = run(&format!("{line}\n"));
        assert!(
            ran.out.contains(part) || ran.err.contains(part),
            "{line}: {}{}",
            ran.out,
            ran.err
        );
    }
    // An end address, as in gdb and VICE; a count has a sign.
    assert_eq!(told("m 0400,0407\n").lines().count(), 1);
    assert_eq!(told("m 0400, 0407\n"), told("m 0400,+8\n"));
    assert_eq!(told("m 0400, +8\n"), told("m 0400..0407\n"));
    assert_eq!(told("disas 600,602\n").lines().count(), 2);
    assert!(error("m 0400,10\n").contains("a length is written A,+N"));
    assert_eq!(
        told("set radix 10\nm 768,775\n"),
        told("set radix 10\nm $300,$307\n")
    );
}

#[test]
fn where_two_readings_are_possible_the_one_taken_is_told() {
    assert!(told("r x=10\n").starts_with("`10` is decimal: $0A\n"));
    assert!(told("p pc == 600\n").starts_with("`600` is decimal: $258\n"));
    assert!(told("b 600 if [300] == 41\n").contains("if [300 ($0300)] == 41 ($29)"));
    assert!(told("a 700 lda #10\n").contains("LDA #$0A"));
    for line in [
        "r x=$10",
        "r x=9",
        "p pc == $600",
        "r pc=1000",
        "set radix 16\nr x=10",
    ] {
        assert!(!told(&format!("{line}\n")).contains("is decimal"), "{line}");
    }
}

#[test]
fn every_symbol_that_loads_can_be_typed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.lbl");
    let names = [
        "LOCAL-MACRO_SYMBOL-0000",
        "a-1",
        "1",
        "+",
        "\"q",
        "#",
        "{",
        "n",
    ];
    let lines = names
        .iter()
        .zip(0x610..)
        .map(|(name, at)| format!("al {at:06X} .{name}\n"));
    fs::write(&path, lines.collect::<String>()).unwrap();
    let load = format!("symbols {}\n", path.display());
    let shown = told(&format!("{load}info symbols\n"));
    for (row, at) in shown.lines().skip(1).zip(0x610u16..) {
        let typed = row.split_whitespace().nth(1).expect("a name");
        // What is shown is what can be typed, in each place.
        let lines = format!(
            "{load}b {typed}+0\nassert {typed} == ${at:X}; m {typed},{typed}\na 700 JMP {typed}\nr pc={typed}\n\
             trace {typed} do {{ p {typed} }}\nlabel {typed} 300\nassert {typed} == $300\nunlabel {typed}\n"
        );
        let out = told(&lines);
        assert!(
            out.contains(&format!("4C {:02X} 06  JMP {typed}", at & 0xFF)),
            "{typed}: {out}"
        );
    }
    assert!(told(&format!("{load}d 610,610\n")).starts_with(&format!(
        "{}: 8 symbols\n'LOCAL-MACRO_SYMBOL-0000':\n",
        path.display()
    )));
    assert!(told(&format!("{load}info symbol 613\n")).contains(".'+'"));
    assert!(told(&format!("{load}info symbols 'a-1'\n")).contains("'a-1'"));
    assert!(told("label 'x;y' 300\nm 'x;y','x;y'; p 'x;y'\n").ends_with("\n768 ($300)\n"));
    assert_eq!(told("p 'A'\n"), "65 ($41)\n");
}
