//! The names in an ELF file's table of symbols.
//!
//! Functions and variables come first, with their sizes, for what comes first is shown for an address; labels and what
//! the linker made come behind them. `__rc0`, `__rc1`, ..., are the compiler's imaginary registers, bytes of page 0.

use object::LittleEndian;
use object::elf::{STT_FILE, STT_FUNC, STT_OBJECT, STT_SECTION};
use object::read::elf::Sym;

use super::Elf;
use crate::program::symbols::{Meaning, Symbol, in_our_notation};

/// More symbols, and letters of their names, than 64 KiB have use for.
const MAX_SYMBOLS: usize = 1 << 17;
const MAX_LETTERS: usize = 16 << 20;

/// Numbers up to this one are counts and the like more often than addresses.
const LAST_VALUE: u32 = 0xFF;

/// What the name of an imaginary register begins with.
const IMAGINARY: &str = "__rc";

/// How much a symbol tells of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    /// A function or a variable.
    Typed,
    /// A label that other files see.
    Global,
    /// A label that they do not.
    Local,
    /// An address that was spelt out, such as a register of the machine.
    Absolute,
}

impl Elf<'_> {
    /// All names, the best of an address first, and how many were left out for want of a 16-bit value.
    pub fn symbols(&self) -> (Vec<Symbol>, usize) {
        let table = self.file.elf_symbol_table();
        let mut found = Vec::new();
        let (mut left_out, mut letters) = (0, 0);
        for symbol in table.iter().take(MAX_SYMBOLS) {
            let kind = symbol.st_type();
            let is_named = symbol.st_name(LittleEndian) != 0;
            let is_told = !matches!(kind, STT_FILE | STT_SECTION);
            if !is_named || !is_told || symbol.is_undefined(LittleEndian) {
                continue;
            }
            let Ok(name) = table.symbol_name(LittleEndian, symbol) else {
                left_out += 1;
                continue;
            };
            letters += name.len();
            if letters > MAX_LETTERS {
                break;
            }
            let name = std::str::from_utf8(name).ok().and_then(in_our_notation);
            let value = symbol.st_value(LittleEndian);
            let (Some(name), Ok(address)) = (name, u16::try_from(value)) else {
                left_out += 1;
                continue;
            };
            let is_absolute = symbol.is_absolute(LittleEndian);
            let worth = match kind {
                STT_FUNC | STT_OBJECT => Worth::Typed,
                _ if is_absolute => Worth::Absolute,
                _ if symbol.is_local() => Worth::Local,
                _ => Worth::Global,
            };
            let is_register = imaginary(&name).is_some();
            let size = match worth {
                Worth::Typed => symbol.st_size(LittleEndian),
                _ => u32::from(is_register),
            };
            let named = Symbol::new(name, address).sized(size.try_into().unwrap_or(u16::MAX));
            let meaning = match is_absolute && value <= LAST_VALUE && !is_register {
                true => Meaning::Value,
                false if is_size(&named.name) => Meaning::Value,
                false => named.meaning,
            };
            found.push((worth, Symbol { meaning, ..named }));
        }
        // Stable: what the file has first stays first.
        found.sort_by_key(|&(worth, _)| worth);
        (
            found.into_iter().map(|(_, symbol)| symbol).collect(),
            left_out,
        )
    }
}

/// Which imaginary register `name` is of.
pub(crate) fn imaginary(name: &str) -> Option<u16> {
    name.strip_prefix(IMAGINARY)?.parse().ok()
}

/// Whether `name` is one of those by which the linker tells startup code how long a section is.
fn is_size(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("_size")
}
