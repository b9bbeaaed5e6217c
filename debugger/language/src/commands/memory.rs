//! Memory and code: shown, changed, searched, assembled.

pub(crate) mod assemble;
mod change;
pub(crate) mod examine;
mod item;
pub(super) mod named;
mod pasted;
pub(super) mod poke;
mod search;
mod show;

use super::banked::banked;
use super::{Bound, Completer, Enter, Family, Rest, Row, bind};
use crate::grammar::{
    Parsed, Span,
    range::{address, address_and, optional_range, range_and},
    token,
};
pub(super) use item::bytes;
pub(super) use pasted::{is_code as is_pasted_code, without_text};

/// Bytes that `m` and `text` show, and instructions that `d` shows, when no end is given.
const DUMP: u16 = 128;
const TEXT: u16 = 512;
const INSTRUCTIONS: usize = 12;

const BYTES: &str = "Bytes are hexadecimal digits, \"text\", or a value: <label, >label, (x+1).";

const ASSEMBLING: &str = "`a 600` begins a block of lines, which an empty line or `end` ends; at a prompt `a 600 lda \
                          #$41` goes on with one, too. A line is `label: INSTRUCTION`, or .byte, .word, .text or .res \
                          with values. $10 is hexadecimal, 10 decimal, but an address that is a bare number is \
                          hexadecimal: JMP 700. * is the line's address. Labels become symbols, and may be used before they are defined. Colons separate instructions: INX:INY. An address in page \
                          0 is used as such where it can; a:$10, or $0010, is an absolute one, z: insists on page 0.";

pub(super) const FAMILY: Family = Family {
    title: "Memory and code",
    rows: &[
        Row {
            names: &["m", "mem", "memory"],
            arguments: "[RANGE]",
            summary: "show memory; without a range, go on",
            details: "Ranges are A, `A B`, A..B and A,+N. Looking never disturbs: devices see no read, unless `sidefx` \
                      is on. `m 2:8000` looks into bank 2, as `text`, `x`, `d` and `list` can; a symbol that is in a bank \
                      is looked at there.",
            enter: Enter::Advance,
            bind: |i| bind(i, banked(optional_range), show::memory),
            ..Row::PLAIN
        },
        Row {
            names: &["text"],
            arguments: "[RANGE]",
            summary: "show memory as text; without a range, go on",
            details: "Bytes that are no ASCII letters are shown as dots.",
            enter: Enter::Advance,
            bind: |i| bind(i, banked(optional_range), show::text),
            ..Row::PLAIN
        },
        Row {
            names: &["x"],
            arguments: "[/NFU] [ADDRESS]",
            summary: "examine memory the way gdb does: x/8xb 200",
            details: "N is a count, -N that many before ADDRESS. F is one of x (hexadecimal), d (decimal with a sign), u \
                      (unsigned), t (binary), c (a character), i (an instruction), s (a string up to a zero). U is one of b \
                      (byte), h (two bytes), w (four). Without an address it goes on, without F and U in the format before; \
                      instructions begin at PC, which is that of the frame looked at.",
            enter: Enter::Advance,
            bind: |i| bind(i, crate::display::Examine::parse, examine::examine),
            ..Row::PLAIN
        },
        Row {
            names: &[">"],
            arguments: "ADDRESS BYTE...",
            summary: "write bytes to memory; \"text\" stands for its bytes",
            details: "Bytes are hexadecimal digits, \"text\", or a value, as <label: > 200 a9 41 \"HELLO\" 0 <table. \
                      Read-only memory is written too, and devices get the bytes; both are told.",
            bind: |i| bind(i, address_and("a byte to write", item::items), change::edit),
            ..Row::PLAIN
        },
        Row {
            names: &["fill", "f"],
            arguments: "RANGE BYTE...",
            summary: "fill memory with bytes, again and again",
            details: BYTES,
            bind: |i| bind(i, range_and("a byte", item::items), change::fill),
            ..Row::PLAIN
        },
        Row {
            names: &["move", "t"],
            arguments: "RANGE ADDRESS",
            summary: "copy memory to another place, which may overlap",
            bind: |i| bind(i, range_and("an address", address), change::shift),
            ..Row::PLAIN
        },
        Row {
            names: &["hunt"],
            arguments: "RANGE BYTE...",
            summary: "find bytes or \"text\" in memory; .. is any byte",
            details: "hunt 600 6ff 20 .. 06 finds the calls into page 6. VICE's xx and ?? are any byte, too. `m` then shows \
                      the first place.",
            bind: |i| bind(i, range_and("a byte", item::pattern), search::hunt),
            ..Row::PLAIN
        },
        Row {
            names: &["compare"],
            arguments: "RANGE ADDRESS",
            summary: "list how memory differs from memory at another place",
            bind: |i| bind(i, range_and("an address", address), search::compare),
            ..Row::PLAIN
        },
        Row {
            names: &["d"],
            arguments: "[/s] [RANGE]",
            summary: "disassemble; without a range from PC, then go on; /s shows lines of source",
            details: "=> marks PC, * a breakpoint. The last column tells what the JIT made of the instruction: [G3] in \
                      group 3, [12/50] counted, [----] never run; `jit why ADDRESS` tells more. Behind the instruction \
                      at PC stand the address that it works on with what is there, or where it goes.",
            enter: Enter::Advance,
            bind: |i| bind(i, show::code, show::disassemble),
            ..Row::PLAIN
        },
        Row {
            names: &["disassemble"],
            arguments: "[/s] [RANGE]",
            summary: "disassemble, as d; without a range the function of C that is looked at",
            details: "/s shows lines of source. Where no function is known, it begins at PC.",
            enter: Enter::As("d"),
            bind: |i| bind(i, show::code, show::disassemble_function),
            ..Row::PLAIN
        },
        Row {
            names: &["assemble", "a"],
            arguments: "ADDRESS [LINE]",
            summary: "assemble into memory: a 600 LDA #$41",
            details: ASSEMBLING,
            rest: Rest::Assembler,
            opens: assemble::opens,
            bind: |i| bind(i, assemble::arguments, assemble::assemble),
            ..Row::PLAIN
        },
        Row {
            names: &["info memory"],
            summary: "list what answers where: RAM, read-only memory, devices",
            bind: |i| bind(i, token::nothing, show::info_memory),
            ..Row::PLAIN
        },
        Row {
            names: &["sidefx", "sfx"],
            arguments: "[on|off]",
            summary: "let m, text, x and print really read devices",
            details: "Off, which it is at first, looking shows what a read would give, and devices notice nothing. \
                      `set sidefx` is the same.",
            complete: Completer::Words(&["on", "off"]),
            bind: |i| bind(i, token::text, show::sidefx),
            ..Row::PLAIN
        },
    ],
};

/// A line of code that VICE's monitor printed, which `assemble` takes.
pub(super) fn pasted(input: Span<'_>) -> Parsed<'_, Bound> {
    bind(input, pasted::code, assemble::assemble)
}
