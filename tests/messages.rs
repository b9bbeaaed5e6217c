//! What is said of bad lines: one line for each message that no other test provokes, with the column of its caret and
//! what it advises.

mod cli;

use cli::jumppad;

/// A line, the column of its error, the error, and a part of the advice.
type Row = (&'static str, usize, &'static str, &'static str);

fn check(rows: &[Row]) {
    for (line, column, error, advice) in rows {
        let ran = jumppad(&["--tier", "interp"], &format!("{line}\n"));
        assert_eq!(ran.code, 1, "{line}: {}", ran.err);
        let number = line.lines().count();
        let start = format!("<stdin>:{number}:{column}: error: {error}");
        assert!(ran.err.starts_with(&start), "{line}: {}", ran.err);
        assert!(ran.err.contains(advice), "{line}: {}", ran.err);
    }
}

#[test]
fn numbers_ranges_and_expressions() {
    check(&[
        ("m 200,+0", 3, "a range of no bytes", ""),
        (
            "p '\u{e9}'",
            3,
            "'\u{e9}' is not an ASCII character",
            "usage: print",
        ),
        ("p $", 3, "`$` is no number", "$C000 is hexadecimal"),
        (
            "p addr",
            3,
            "there is no memory access here",
            "in the condition of a watchpoint",
        ),
        ("m -1", 1, "-1 is not an address", ""),
        (
            "b 200\nb 201\ndelete 2-1",
            7,
            "the last of them comes before the first",
            "perhaps `1-2`",
        ),
        ("delete 7-9", 1, "there is no breakpoint #7", "`info b`"),
        (
            "break 600 if mnemonic == 5",
            26,
            "a string is missing here",
            "double quotes",
        ),
        (
            "break 600 if mnemonic == \"LD",
            26,
            "this string has no end",
            "",
        ),
        (
            "p mnemonic + 1",
            12,
            "a string is compared with another one here",
            "starts_with",
        ),
        (
            "break 600 if 5 contains \"A\"",
            16,
            "`contains` compares strings, and before it",
            "strings are",
        ),
    ]);
}

#[test]
fn stops_and_their_commands() {
    check(&[
        (
            "break 600 do {}",
            14,
            "there is no command in these braces",
            "usage: break",
        ),
        ("break 600 every 0", 17, "there is no 0th hit", "`every 1`"),
        (
            "commands",
            1,
            "there is no breakpoint",
            "`break A` sets one",
        ),
        ("commands 1", 1, "there is no breakpoint #1", "`info b`"),
        (
            "silent",
            1,
            "`silent` stands first, or nowhere",
            "break A do { silent; print x }",
        ),
        (
            "catch nothing",
            7,
            "`nothing` cannot be caught",
            "one of: brk",
        ),
        (
            "finish",
            1,
            "no return address is on the stack",
            "`until ADDRESS`",
        ),
        (
            "frame 99",
            1,
            "there is no frame #99",
            "the outermost one is #0",
        ),
        (
            "up",
            1,
            "frame #0 is the outermost",
            "`bt` shows all frames",
        ),
        (
            "down",
            1,
            "frame #0 is the innermost",
            "`bt` shows all frames",
        ),
        ("reset warm", 7, "there is no `warm` reset", "soft or hard"),
        ("run a b", 1, "this program takes no arguments", "sim65"),
    ]);
}

#[test]
fn memory_assembler_and_names() {
    check(&[
        ("fill 300 310 \"\"", 1, "there is nothing to fill with", ""),
        ("fill 300 310", 13, "a byte is missing here", "usage: fill"),
        (
            "compare 300..310",
            17,
            "an address is missing here",
            "usage: compare",
        ),
        ("hunt", 5, "an address is missing here", "usage: hunt"),
        ("m 10-1f", 5, "-15 is not an address", "written A..B"),
        ("al 2c316 .tail", 4, "address $2C316 is past $FFFF", ""),
        (
            "show thre",
            1,
            "there is no setting `thre`",
            "`jit threshold`",
        ),
        (
            "> 300 #8400",
            7,
            "$20D0 is more than a byte holds",
            "a byte is $00 to $FF",
        ),
        ("send 41 \"\"", 9, "this text is empty", "usage: send"),
        (
            "m *pc",
            3,
            "`*pc` is not an address",
            "`[E]` is the byte at E",
        ),
        ("print pc[2]", 9, "`[2]` is not understood here", "NAME+2"),
        (
            "disable start",
            9,
            "`start` is not understood here",
            "`d RANGE` disassembles",
        ),
        (
            "h 600 610 \"A\"",
            3,
            "unknown command `600`",
            "`hunt RANGE BYTE...`",
        ),
        (
            "info symbols  $600..70000",
            21,
            "address $70000 is past $FFFF",
            "",
        ),
        ("x/70000xb 0", 3, "that is more than memory has", "usage: x"),
        (
            "a 600 .foo 1",
            7,
            "there is no directive `.foo`",
            "one of: .byte",
        ),
        (
            "a 600 .res 70000",
            12,
            "memory has 1 to 65536 bytes to reserve",
            "",
        ),
        (
            "a 600 INX #1",
            12,
            "INX has no form with an immediate value",
            "on this chip: none",
        ),
        (
            "a 600 JMP ($12),Y",
            12,
            "JMP has no form with (ADDRESS),Y",
            "(ADDRESS)",
        ),
        (
            "label 1x 600",
            7,
            "a name does not begin with a digit",
            "`label add_one 618`",
        ),
        (
            "label a-b 600",
            8,
            "`-` cannot be part of a name",
            "joined by ::",
        ),
        (
            "unlabel nowhere",
            9,
            "there is no symbol `nowhere`",
            "`info symbols` lists them",
        ),
        ("symbols /tmp", 1, "cannot read symbols from /tmp", ""),
        ("dir /no/such/folder", 1, "/no/such/folder is no folder", ""),
        ("list 5", 1, "no source lines are known", "ld65 --dbgfile"),
    ]);
}

#[test]
fn devices_settings_and_the_jit() {
    check(&[
        (
            "device console d000\ndevice console d001\nsend \"x\"",
            1,
            "there are several consoles",
            "`device send N",
        ),
        (
            "jit dump 600 nonsense",
            13,
            "`nonsense` is no stage",
            "6502, bitcode, base, ir, opt, asm and map",
        ),
        (
            "set jit threshold 0",
            1,
            "`jit threshold` cannot be `0`",
            "usage: set jit threshold N",
        ),
        (
            "set cycle-limit x",
            1,
            "`cycle-limit` cannot be `x`",
            "off|N",
        ),
        (
            "set history x",
            1,
            "`history` cannot be `x`",
            "usage: set history",
        ),
        ("define", 7, "a name is missing", "usage: define"),
        (
            "load",
            1,
            "the embedded demo came from no file",
            "`load FILE`",
        ),
        ("bload", 6, "a file name is missing", "usage: bload"),
        ("save /tmp 0 10", 1, "cannot write /tmp: Is a directory", ""),
    ]);
}

#[test]
fn what_is_missing_or_misplaced_is_named() {
    check(&[
        (
            "info nothing",
            6,
            "unknown `info` command `nothing`",
            "`info` alone lists",
        ),
        ("set", 1, "a setting and its value are missing", "`show`"),
        ("step x", 6, "`x` is not a number", "usage: step"),
        ("fill 800 5\"abc\"", 11, "a blank is missing", "usage: fill"),
        ("> 600 \"abc", 7, "this string has no end", "usage: >"),
        (
            "m fff0..10010",
            9,
            "address $10010 is past $FFFF",
            "$0000 to $FFFF",
        ),
        (
            "find memory where value == 3",
            13,
            "a range is missing here",
            "comes first",
        ),
        ("r a=$100", 3, "256 ($100) does not fit", "0 to 255 ($FF)"),
    ]);
}
