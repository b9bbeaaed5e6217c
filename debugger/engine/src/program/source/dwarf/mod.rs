//! The reader of DWARF, versions 2 to 5, as llvm-mos leaves it in its ELF files: lines and functions.
//!
//! Addresses are those of the linked program. What the linker dropped, a function that nobody calls, stands there with an
//! address where there is no code, and is passed over. Code that the compiler says to be of no line goes with the line
//! before it, for nobody wants to stand there.
//!
//! Invariants: time and memory are about linear in the file, whatever it says (what many entries share is bounded by a
//! budget); what is damaged leaves out no more than the unit that it is in, and is counted.
//!
//! Left out: columns; what lies in banks behind the 64 KiB; split and compressed debug information.

mod blocks;
mod lines;

use std::convert::Infallible;

use gimli::{AbbreviationsCacheStrategy, Dwarf, EndianSlice, LittleEndian, SectionId};

use super::dbg::DebugInfo;
use crate::program::elf::Elf;
use blocks::Blocks;
use lines::Lines;

/// Bytes of the file, as gimli reads them.
type Slice<'d> = EndianSlice<'d, LittleEndian>;
/// A unit of it, which knows the sections that it refers to.
type Unit<'u, 'd> = gimli::UnitRef<'u, Slice<'d>>;

/// What `elf` says of lines and functions. Without debug information that is nothing.
pub(super) fn read(elf: &Elf<'_>) -> DebugInfo {
    let section = |id: SectionId| {
        let bytes = elf.section(id.name());
        Ok::<_, Infallible>(EndianSlice::new(bytes, LittleEndian))
    };
    let Ok(mut dwarf) = Dwarf::load(section);
    dwarf.populate_abbreviations_cache(AbbreviationsCacheStrategy::Duplicates);
    let code = elf.code();
    let mut info = DebugInfo::default();
    let mut blocks = Blocks::default();
    let mut units = Vec::new();
    let mut headers = dwarf.units();
    loop {
        match headers.next() {
            Ok(None) => break,
            Ok(Some(header)) => match dwarf.unit(header) {
                Ok(unit) => units.push(unit),
                Err(_) => info.left_out += 1,
            },
            // Where the next one begins is not known.
            Err(_) => {
                info.left_out += 1;
                break;
            }
        }
    }
    for unit in &units {
        info.left_out += blocks.add(unit.unit_ref(&dwarf), &code);
    }
    let mut lines = Lines::new(&blocks, &code);
    for unit in &units {
        info.left_out += lines.add(unit.unit_ref(&dwarf));
    }
    (info.files, info.lines) = lines.finish();
    info.symbols = blocks.functions();
    info
}

/// Whether `address` is in one of the sections of code.
fn is_in(code: &[(u32, u32)], address: u64) -> bool {
    let is_there =
        |&(start, end): &(u32, u32)| (u64::from(start)..u64::from(end)).contains(&address);
    code.iter().any(is_there)
}
