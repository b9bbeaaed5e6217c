//! Words of gdb and of VICE's monitor that are no commands here, and what takes their place.
//!
//! Invariant: a word stands here only while it is no command; a test holds that.

/// What a letter means in VICE's monitor, where gdb's meaning is the one here: said when what follows does not fit.
static LETTERS: &[(&str, &str)] = &[
    ("continue", "VICE's `c` is `compare RANGE ADDRESS` here"),
    ("help", "VICE's `h` is `hunt RANGE BYTE...` here"),
    ("find", "gdb's `find` of bytes is `hunt RANGE BYTE...` here"),
    ("step", "VICE's `s` is `save FILE RANGE` here"),
    ("list", "VICE's `l` is `load FILE [ADDRESS]` here"),
    ("disable", "`d RANGE` disassembles"),
];

/// What VICE's monitor means by the letter that is short for `command` here.
pub(super) fn letter(command: &str) -> Option<&'static str> {
    let row = LETTERS.iter().find(|(name, _)| *name == command);
    row.map(|&(_, meaning)| meaning)
}

/// Words, and what to say of them.
pub(super) static FOREIGN: &[(&[&str], &str)] = &[
    (&["jump"], "`goto ADDRESS` continues there"),
    (&["advance"], "`until ADDRESS` runs there"),
    (
        &["start", "starti"],
        "`run` starts the program, `reset hard` stands at its start",
    ),
    (
        &["kill", "detach"],
        "`reset hard` starts anew, `quit` leaves",
    ),
    (
        &["layout", "tui", "focus", "refresh"],
        "each stop shows what comes next; `d` shows code, `display E` a value at each stop",
    ),
    (
        &["call", "output", "inspect", "printf"],
        "`print E` shows a value, `echo TEXT` a text",
    ),
    (
        &["ptype", "whatis"],
        "`print E` shows a value, `x/8xb ADDRESS` memory",
    ),
    (
        &["clear"],
        "`delete N` deletes a breakpoint, `info b` lists their numbers",
    ),
    (
        &["files", "sections"],
        "`info memory` lists what answers where",
    ),
    (&["all-registers"], "`info registers` shows them all"),
    (
        &["locals", "args"],
        "`x/8xb ADDRESS` shows memory, `print E` a value",
    ),
    (
        &["warp"],
        "the guest always runs as fast as it can; --cycles bounds a run",
    ),
    (&["dump"], "`save FILE RANGE` writes memory to a file"),
    (
        &["restore", "undump"],
        "`load FILE ADDRESS` reads a file into memory",
    ),
    (
        &["exec-file", "attach", "target"],
        "`load FILE` loads a program",
    ),
    (
        &["shell", "!", "make", "cd", "pwd"],
        "the debugger runs no other programs; Ctrl-Z leaves it for a while",
    ),
    (
        &["io", "bank", "screen", "sc"],
        "`info memory` lists what answers where, `device list` the devices",
    ),
    (
        &["exit-monitor", "stop"],
        "Ctrl-C stops the guest, `continue` lets it run",
    ),
    (
        &["stopwatch", "sw"],
        "`print cycles` tells them; a stop tells those since the last",
    ),
    (
        &["prof", "profile"],
        "`find trace group by symbol` tells where the time of a recorded run went",
    ),
    (
        &["chis"],
        "`trace record N` records instructions, `find trace` shows them; `rstep` goes back one by one",
    ),
    (&["undo"], "`rstep` goes back by one instruction"),
    (&["radix", "rad"], "`set radix 16` or `set radix 10`"),
    (&["cpu"], "`set cpu 65c02` changes the chip"),
    (&["keybuf"], "`send \"TEXT\"` types"),
    (&["playback", "pb"], "`source FILE` runs a script"),
    (&["~"], "`print E` shows a value"),
    (
        &["@"],
        "the debugger has no disk; `load FILE` and `save FILE RANGE` move files",
    ),
];

/// What to say of `word`, which is no command.
pub(super) fn advice(word: &str) -> Option<&'static str> {
    let found = FOREIGN.iter().find(|(words, _)| words.contains(&word));
    found.map(|&(_, advice)| advice)
}
