//! The fields of all that `find` searches: the one table for grammar, completion and help.
//!
//! Invariant: a field of a number is in the schema of its records by the same name, but for `iswrite`; a test holds it.

use crate::expression::fields::{Capitals, Field, Fields, Holds};

const fn number(names: &'static [&'static str], help: &'static str) -> Field {
    Field {
        names,
        holds: Holds::Memory,
        help,
    }
}

const fn count(names: &'static [&'static str], help: &'static str) -> Field {
    Field {
        names,
        holds: Holds::Count,
        help,
    }
}

const fn name(names: &'static [&'static str], help: &'static str) -> Field {
    Field {
        names,
        holds: Holds::Text(Capitals::Matter),
        help,
    }
}

const fn word(names: &'static [&'static str], help: &'static str) -> Field {
    Field {
        names,
        holds: Holds::Text(Capitals::Ignored),
        help,
    }
}

/// The fields of an instruction of the trace.
pub static TRACE: Fields = Fields {
    of: "an instruction of the trace",
    list: &[
        number(&["pc"], "where it is"),
        number(&["opcode"], "its first byte"),
        word(
            &["mnemonic"],
            "LDA, and so on; IRQ or NMI where an interrupt was taken",
        ),
        word(&["operand"], "as `d` shows it without names"),
        name(&["symbol"], "the nearest name at or before pc"),
        number(&["a"], "the register before it"),
        number(&["x"], "the register before it"),
        number(&["y"], "the register before it"),
        number(&["sp", "s"], "the stack pointer before it"),
        number(
            &["p"],
            "the flags before it; .n .v .d .i .z .c are its bits",
        ),
        number(&["addr"], "the address that it read or wrote"),
        number(&["value"], "the byte that it read or wrote there"),
        number(&["old"], "the byte that was there before"),
        count(&["iswrite"], "1 where it wrote, else 0"),
        count(&["cycles"], "the cycle in which it began"),
        count(&["took"], "the cycles that it took"),
        count(&["index"], "its number in the trace"),
    ],
};

/// The fields of a symbol.
pub static SYMBOLS: Fields = Fields {
    of: "a symbol",
    list: &[
        name(&["name"], "its name, with its scopes"),
        number(&["addr", "address"], "its value"),
        count(&["size"], "its bytes; 0 where that is not known"),
        word(&["kind"], "address, or value for a count or the like"),
        name(
            &["file", "source"],
            "the file that it is of; empty for your own",
        ),
    ],
};

/// The fields of a block that ran or is compiled.
pub static BLOCKS: Fields = Fields {
    of: "a block",
    list: &[
        number(&["start", "addr"], "where it begins"),
        count(
            &["entries"],
            "as `info blocks` counts them; 0 where nothing counts",
        ),
        word(&["tier"], "interpreted, compiling or compiled"),
        word(&["why"], "what `jit why` says of it"),
        word(
            &["group"],
            "the group that it is compiled in, as G3; else empty",
        ),
        name(&["symbol"], "the nearest name at or before it"),
    ],
};

/// The fields of a byte of memory.
pub static MEMORY: Fields = Fields {
    of: "a byte of memory",
    list: &[
        number(&["addr", "address"], "where it is"),
        number(&["value"], "what is there"),
    ],
};
