//! Words of gdb and of VICE's monitor that are no commands here, and what takes their place.
//!
//! Invariant: a word stands here only while it is no command; a test holds that.

mod commands;

pub(super) use commands::COMMANDS;

/// Words of others, and what to say of them.
pub(super) type Words = &'static [(&'static [&'static str], &'static str)];

/// What a word means elsewhere where another meaning is the one here: said when what follows does not fit.
static LETTERS: &[(&str, &str)] = &[
    ("continue", "VICE's `c` is `compare RANGE ADDRESS` here"),
    ("help", "VICE's `h` is `hunt RANGE BYTE...` here"),
    ("find", "gdb's `find` of bytes is `hunt RANGE BYTE...` here"),
    ("step", "VICE's `s` is `save FILE RANGE` here"),
    ("list", "VICE's `l` is `load FILE [ADDRESS]` here"),
    ("sl", "VICE's `sl` is `save symbols FILE` here"),
    ("fill", "gdb's `f` is `frame [N]` here"),
    ("info", "VICE's `i` is `text RANGE` here"),
    (
        "device",
        "there is one memory; `device list` lists what answers in it",
    ),
    (
        "device console",
        "VICE's `device c:` chooses a memory, of which there is one",
    ),
    ("disable", "`d RANGE` disassembles"),
    (">", "`m ADDRESS` shows what is there"),
    ("trace", "gdb's tracepoints are `trace record N` here"),
    ("directory", "VICE's `dir` lists files, which Tab does here"),
    (
        "record",
        "going back needs no recording: `rstep` goes back by one instruction",
    ),
];

/// What others mean by a word that is `command` here.
pub(super) fn letter(command: &str) -> Option<&'static str> {
    let row = LETTERS.iter().find(|(name, _)| *name == command);
    row.map(|&(_, meaning)| meaning)
}

/// Second words of `info`.
pub(super) static INFO: Words = &[
    (
        &["files", "target", "sections", "proc", "auxv"],
        "`info memory` lists what answers where",
    ),
    (
        &["all-registers", "float", "vector"],
        "`info registers` shows them all",
    ),
    (
        &["program", "inferiors", "threads", "tasks", "connections"],
        "`registers` shows where the guest stands, `bt` how it came there",
    ),
    (
        &["sources", "sharedlibrary", "dll", "macro", "macros"],
        "`info source` lists the files of source",
    ),
    (
        &["common", "modules", "selectors"],
        "`info symbols` lists the names that are known",
    ),
    (
        &["signals", "handle"],
        "`info interrupts` tells what each line does",
    ),
    (
        &["record", "rec", "checkpoints", "bookmarks"],
        "`info history` tells how far one can go back",
    ),
    (
        &["tracepoints", "tvariables", "static-tracepoint-markers"],
        "`info trace` tells what was recorded",
    ),
    (
        &["catch", "events"],
        "`info b` lists them, `catch` alone what can be caught",
    ),
    (
        &[
            "set", "settings", "terminal", "win", "skip", "os", "copying", "warranty",
        ],
        "`show` lists the settings",
    ),
    (&["io"], "`device list` lists the devices"),
];

/// Settings.
pub(super) static SETTINGS: Words = &[
    (
        &["pagination", "height", "width"],
        "nothing is paged; Ctrl-C ends a long output, and see `help prompt`",
    ),
    (
        &["print"],
        "`p/x E` and `x/8xb A` choose how values are shown; structures are not known",
    ),
    (&["style"], "NO_COLOR=1 jumppad has no colours"),
    (&["confirm"], "nothing is asked here"),
    (
        &["args"],
        "`run WORD...` starts a sim65 program with these arguments, `jumppad FILE -- WORD...` loads it with them",
    ),
    (
        &["environment", "cwd"],
        "a program has no environment and no folder; `jumppad --guest-dir DIR` says where a sim65 program finds files",
    ),
    (&["logging"], "`record FILE` writes down what is typed"),
    (
        &[
            "disassemble-next-line",
            "disassembly-flavor",
            "disassembler-options",
            "step-mode",
            "language",
            "demangle-style",
        ],
        "`set source-display on` and `set step` are what there is of this",
    ),
    (
        &[
            "can-use-hw-watchpoints",
            "scheduler-locking",
            "non-stop",
            "follow-fork-mode",
            "detach-on-fork",
            "breakpoint",
        ],
        "breakpoints of all kinds are exact, and there is one CPU",
    ),
    (&["version"], "`jumppad --version` tells it"),
    (
        &[
            "commands",
            "values",
            "convenience",
            "conv",
            "prompt",
            "verbose",
            "auto-load",
            "editing",
        ],
        "`help prompt` tells of keys and history",
    ),
    (
        &["exec-direction"],
        "`rstep`, `rnext`, `rcontinue` and `rfinish` go back",
    ),
    (
        &["architecture", "arch"],
        "`set cpu 65c02` changes the chip",
    ),
    (
        &["output-radix", "input-radix"],
        "`set radix 16` or `set radix 10`",
    ),
];

/// What to say of `word`, which is none of ours, with `rest` behind it: a row of two words knows better.
pub(super) fn advice(words: Words, word: &str, rest: &str) -> Option<&'static str> {
    let second = rest.split_whitespace().next().unwrap_or("");
    let both = format!("{word} {second}");
    let find = |name: &str| words.iter().find(|(names, _)| names.contains(&name));
    let found = find(&both).or_else(|| find(word));
    found.map(|&(_, advice)| advice)
}

/// gdb's classes of help, and the families of commands that they are here.
pub(super) static CLASSES: &[(&str, &[&str])] = &[
    ("running", &["Running", "Going back"]),
    ("stack", &["The call stack"]),
    ("breakpoints", &["Breakpoints"]),
    ("data", &["Memory and code", "Registers", "Values"]),
    ("files", &["Files", "Source text", "Symbols"]),
    ("tracepoints", &["Trace and queries"]),
    (
        "support",
        &[
            "Settings",
            "Recording",
            "Commands of your own",
            "The session",
            "Help",
        ],
    ),
    ("machine", &["Interrupts", "Devices", "The JIT"]),
];
