//! Nothing that a file says, or is called, steers the terminal: escapes, bells, and what turns the order of letters.
#![cfg(unix)]

mod cli;

use std::fs;

use cli::{Ran, jumppad};

/// Clears the screen, rings, goes back, sets a colour by one code of 8 bits, and writes from right to left.
const HOSTILE: &str = "\x1B[2J\x07\r\u{9B}31m\u{7F}\u{202E}";

/// That nothing in what was told does any of that.
fn is_tame(ran: &Ran, what: &str) {
    let steers = |c: char| (c.is_control() && !"\n\t".contains(c)) || c == '\u{202E}';
    for text in [&ran.out, &ran.err] {
        assert!(!text.contains(steers), "{what}: {text:?}");
    }
}

/// What is told in both styles must show that there was something.
fn both(args: &[&str], input: &str, shows: &str) {
    for style in [
        &["--no-rc", "--batch"][..],
        &["--no-rc", "--batch", "--json"],
    ] {
        let ran = jumppad(&[style, args].concat(), input);
        is_tame(&ran, input);
        let told = (ran.out + &ran.err).to_lowercase();
        assert!(told.contains(shows), "{input}: {told}");
    }
}

#[test]
fn errors_names_and_lines_of_files_are_spelt_out() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        at(name)
    };
    let script = write("script", &format!("echo {HOSTILE}\nbogus {HOSTILE}\n"));
    both(&["-x", &script], "", "1b[2j");
    let bytes = [&b"\x00\x06\xEA"[..], &[0x4C, 0, 6]].concat();
    let name = format!("a{HOSTILE}.prg");
    fs::write(folder.path().join(&name), bytes).unwrap();
    both(&[&at(&name)], "info memory\n", "1b[2j");
    both(&[], &format!("load \"{}\"\n", at(&name)), "1b[2j");
    both(
        &[],
        &format!("source \"{}\"\n", at(&format!("no{HOSTILE}"))),
        "cannot read",
    );
    let labels = write("l.lbl", &format!("al 600 .x{HOSTILE}\n"));
    both(&["--symbols", &labels], "", "l.lbl");
    let comment = write("m.lbl", &format!("al 600 .x\n{HOSTILE}\n"));
    both(&["--symbols", &comment], "info symbols\n", "x");
    let debug = fs::read_to_string("tests/data/source/blink.dbg").unwrap();
    let debug = write("d.dbg", &debug.replace("blink.s", &format!("b{HOSTILE}.s")));
    fs::write(
        folder.path().join(format!("b{HOSTILE}.s")),
        format!("{HOSTILE}\n").repeat(99),
    )
    .unwrap();
    both(&["--symbols", &debug], "info source\nlist 10\n", "1b[2j");
    let hex = write("h.hex", &format!(":00{HOSTILE}\n"));
    both(&[&hex], "", "hexadecimal digit");
}

#[test]
fn the_command_line_is_no_way_around() {
    let ran = jumppad(&["run", "a.bin", &format!("--x{HOSTILE}")], "");
    assert_eq!(ran.code, 2);
    is_tame(&ran, "usage");
    let ran = jumppad(&["run", &format!("no{HOSTILE}")], "");
    assert_eq!(ran.code, 1);
    is_tame(&ran, "a file that is not there");
}
