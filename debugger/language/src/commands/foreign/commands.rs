//! Commands of others.

use super::Words;

const NO_HOST: &str = "the debugger runs no other programs; Ctrl-Z leaves it for a while";
const NO_DISK: &str = "there is no disk, tape or cartridge; `load FILE` loads a program, `save FILE RANGE` writes memory";
const ONE_CPU: &str = "there is one CPU and one program; `registers` shows where it is";
const NO_LANGUAGE: &str = "there is no language here; `define CMD` teaches a command, `assert E` tests, \
                           `break A if E` decides";
const TRACING: &str = "`trace record N` records instructions, `find trace` searches them";
const SYMBOLS: &str =
    "`symbols FILE` loads names, `load FILE` a program, which brings those beside it";
const LISTING: &str = "`list PLACE` shows source, `apropos WORD` and `info symbols WORD` search";
const MEMORY_USE: &str = "`catch first-exec` and `catch uninit` stop where memory is new; `find trace group by addr` \
                          counts what a recorded run used";

/// Commands.
pub(in crate::commands) static COMMANDS: Words = &[
    (
        &["start", "starti"],
        "`tbreak main` and `run` stop in main; `reset hard` stands at the program's start",
    ),
    (
        &["kill", "k", "detach", "disconnect"],
        "`reset hard` starts anew, `quit` leaves",
    ),
    (
        &["layout src", "layout split"],
        "each stop shows its line of source, `list` those around it, `disassemble /s` both source and code",
    ),
    (
        &["layout regs", "tui reg"],
        "each stop shows the registers, and so does `registers`; a star marks what changed",
    ),
    (
        &[
            "layout",
            "tui",
            "focus",
            "refresh",
            "winheight",
            "winwidth",
            "winname",
        ],
        "there are no windows: each stop shows what comes next; `d` shows code, `list` source, `display E` a value at each stop",
    ),
    (
        &["po", "print-object", "explore"],
        "`print E` shows a value, `echo TEXT` a text",
    ),
    (
        &["call"],
        "a routine runs where the program calls it; `break A` and `continue` stop there, `finish` tells what it gives back; `goto A` goes on at A, `r pc=A` moves PC only",
    ),
    (
        &["dprintf"],
        "`trace A do { silent; print E }` tells a value at each arrival and goes on",
    ),
    (
        &["rbreak"],
        "`info symbols WORD` finds names, `break A` stops at one",
    ),
    (&["break-range"], "`break RANGE` stops in all of a range"),
    (
        &["warp"],
        "`set speed max` lets the guest run as fast as it can, `set speed 1x` as its clock; `continue --cycles N` bounds a run",
    ),
    (
        &["dump", "append", "gcore", "generate-core-file"],
        "`save FILE RANGE` writes memory to a file",
    ),
    (
        &["verify", "bverify", "bv"],
        "`compare RANGE ADDRESS` compares memory; `bload FILE ADDRESS` reads a file into it",
    ),
    (
        &["rl", "cy"],
        "`print cycles` tells the time; there is no screen",
    ),
    (
        &["restore", "undump"],
        "`load FILE ADDRESS` reads a program, `bload FILE ADDRESS` bytes into memory",
    ),
    (
        &[
            "file",
            "exec-file",
            "core-file",
            "attach",
            "target",
            "autostart",
            "autoload",
            "remote",
        ],
        "`load FILE` loads a program, `run` starts it; an image of a disk, tape or cartridge has no drive here",
    ),
    (
        &["shell", "!", "make", "pipe", "|", "edit", "mkdir", "rmdir"],
        NO_HOST,
    ),
    (&["ls"], "Tab behind `load` lists the files of this folder"),
    (
        &["cd", "pwd"],
        "files are named from the folder in which jumppad was started; `directory DIR` adds one for source text",
    ),
    (
        &[
            "target record",
            "target record-full",
            "target record-btrace",
        ],
        "the past is kept in any case: `rstep`, `rcontinue`; `info history` tells how far back",
    ),
    (
        &["mapping", "export", "cartfreeze"],
        "`info memory` lists what answers where, `device list` the devices",
    ),
    (
        &["io"],
        "`m RANGE` shows what is there, `device list` lists the devices",
    ),
    (
        &["end"],
        "it closes a block of `commands`, `define`, `document` or `a`, and none is open",
    ),
    (
        &["exit-monitor", "interrupt"],
        "Ctrl-C stops the guest, `continue` lets it run",
    ),
    (
        &["stop"],
        "Ctrl-C stops the guest, `record stop` ends a recording",
    ),
    (
        &["stopwatch", "sw"],
        "`print cycles` tells the cycles so far, and each stop those since the last",
    ),
    (
        &["chis", "cpuhistory"],
        "`trace record N` records instructions, `find trace` shows them; `rstep` goes back one by one",
    ),
    (&["undo"], "`rstep` goes back by one instruction"),
    (
        &[
            "checkpoint",
            "bookmark",
            "goto-bookmark",
            "delete-bookmark",
            "restart",
        ],
        "`rstep` and `rcontinue` go back, `info history` tells how far",
    ),
    (&["radix", "rad"], "`set radix 16` or `set radix 10`"),
    (&["cpu"], "`set cpu 65c02` changes the chip"),
    (
        &["cmp"],
        "`compare RANGE ADDRESS` tells the bytes that differ",
    ),
    (&["mv", "cp"], "`move RANGE ADDRESS` copies bytes"),
    (
        &["bp"],
        "`break ADDRESS` stops there, `info break` lists them",
    ),
    (
        &["freeze"],
        "the machine has no cartridge with a button; `nmi` gives the chip an NMI",
    ),
    (&["keybuf"], "`send \"TEXT\"` types"),
    (&["playback", "pb"], "`source FILE` runs a script"),
    (&["~"], "`print E` shows a value, `print /t E` in binary"),
    (
        &[
            "block_read",
            "block_write",
            "bw",
            "disk",
            "drive",
            "tape",
            "cartattach",
        ],
        NO_DISK,
    ),
    (&["detach 8", "detach 9", "detach 10", "detach 11"], NO_DISK),
    (
        &["@"],
        "there is no disk: `load FILE` loads a program; `p @cpu:83` and `p [83]` show a byte",
    ),
    (&["ii"], "`text RANGE` shows memory as text"),
    (
        &["memchar", "mc", "memsprite", "ms"],
        "`x/8tb ADDRESS` shows bytes as bits",
    ),
    (
        &[
            "memmap",
            "memmapshow",
            "mmsh",
            "memmapzap",
            "mmzap",
            "memmapsave",
            "mmsave",
        ],
        MEMORY_USE,
    ),
    (
        &["log", "logname"],
        "`record FILE` writes down what is typed",
    ),
    (
        &[
            "screenshot",
            "scrsh",
            "tapectrl",
            "tapeoffs",
            "joyport",
            "jpdb",
            "updb",
        ],
        "`device list` lists the devices that there are",
    ),
    (
        &[
            "resourceget",
            "resget",
            "resourceset",
            "resset",
            "load_resources",
            "resload",
            "save_resources",
            "ressave",
        ],
        "`show` lists the settings, `set NAME VALUE` changes one",
    ),
    (
        &[
            "mainmon",
            "dummy",
            "inferior",
            "thread",
            "taas",
            "tfaas",
            "faas",
            "add-inferior",
            "clone-inferior",
        ],
        ONE_CPU,
    ),
    (
        &["signal", "queue-signal", "handle"],
        "`irq` and `nmi` drive the interrupt lines, `catch irq` stops at one",
    ),
    (
        &[
            "if",
            "while",
            "python",
            "py",
            "python-interactive",
            "pi",
            "guile",
            "gu",
            "compile",
            "expression",
        ],
        NO_LANGUAGE,
    ),
    (
        &[
            "tstart",
            "tstop",
            "tstatus",
            "tfind",
            "tdump",
            "collect",
            "actions",
            "passcount",
            "tvariable",
            "tsave",
            "strace",
            "ftrace",
            "tp",
        ],
        TRACING,
    ),
    (
        &[
            "sharedlibrary",
            "nosharedlibrary",
            "section",
            "remove-symbol-file",
            "add-symbol-file-from-memory",
        ],
        SYMBOLS,
    ),
    (
        &["search", "forward-search", "fo", "reverse-search"],
        LISTING,
    ),
    (
        &["skip"],
        "`finish` leaves a subroutine, `next` runs it to its return",
    ),
    (&["up-silently"], "`up` selects the caller"),
    (&["down-silently"], "`down` selects what was called"),
    (
        &["compare-sections"],
        "`compare RANGE ADDRESS` lists differences; `load` reads the program again",
    ),
    (
        &[
            "macro",
            "complete",
            "maintenance",
            "mt",
            "overlay",
            "path",
            "tty",
            "unset",
            "monitor",
            "mon",
        ],
        "`help` lists the commands, `show` the settings",
    ),
    (
        &["define-prefix", "dont-repeat"],
        "`define CMD` teaches a command",
    ),
    (
        &["add-auto-load-safe-path", "add-auto-load-scripts-directory"],
        "`--rc` runs the script beside a program; see `help scripts`",
    ),
];
