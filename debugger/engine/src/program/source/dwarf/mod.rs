//! The reader of DWARF, versions 2 to 5, as llvm-mos leaves it in its ELF files: lines, functions, variables and types.
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
mod types;
mod variables;

use std::convert::Infallible;

use gimli::{
    AbbreviationsCacheStrategy, DebuggingInformationEntry, DwAt, Dwarf, EndianSlice, LittleEndian,
    SectionId,
};

use super::dbg::DebugInfo;
use crate::program::c;
use crate::program::elf::Elf;
use crate::program::symbols::Symbol;
use blocks::Blocks;
use lines::Lines;
use variables::{Registers, Variables};

/// Letters of the longest name in a section of names, which nobody's is, and of one that is kept.
const LONGEST: usize = 1 << 14;
const LONGEST_NAME: usize = 250;

/// Bytes of the file, as gimli reads them.
type Slice<'d> = EndianSlice<'d, LittleEndian>;
type Entry<'d> = DebuggingInformationEntry<Slice<'d>>;
/// A unit of it, which knows the sections that it refers to.
type Unit<'u, 'd> = gimli::UnitRef<'u, Slice<'d>>;

/// What `elf`, which has these `symbols`, says of lines, functions and variables. Without debug information that is nothing.
pub(super) fn read(elf: &Elf<'_>, symbols: &[Symbol]) -> (DebugInfo, c::Program) {
    let section = |id: SectionId| {
        let is_of_names = matches!(id, SectionId::DebugStr | SectionId::DebugLineStr);
        let bytes = elf.section(id.name());
        let bytes = match is_of_names
            && bytes
                .split(|byte| *byte == 0)
                .any(|name| name.len() > LONGEST)
        {
            true => &[],
            false => bytes,
        };
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
    let bodies;
    (info.files, info.lines, bodies) = lines.finish();
    let registers = Registers::of(symbols);
    let mut variables = Variables {
        registers: &registers,
        code: &code,
        bodies: &bodies,
        is_proposed: false,
        count: 0,
        places: 0,
    };
    let mut program = c::Program::default();
    for unit in &units {
        let module = variables.module(unit.unit_ref(&dwarf), &mut program.types);
        if !variables::is_nothing(&module) {
            program.modules.push(module);
        }
    }
    info.symbols = blocks.functions();
    (info, program)
}

/// The name that an attribute of `entry` is.
fn named<'d>(unit: Unit<'_, 'd>, entry: &Entry<'d>, attribute: DwAt) -> Option<String> {
    let text = unit.attr_string(entry.attr_value(attribute)?).ok()?;
    let name = std::str::from_utf8(text.slice()).ok()?;
    (1..=LONGEST_NAME)
        .contains(&name.len())
        .then(|| name.to_owned())
}

/// The number that an attribute of `entry` is.
fn number(entry: &Entry<'_>, attribute: DwAt) -> Option<u64> {
    entry.attr_value(attribute)?.udata_value()
}

/// Whether `address` is in one of the sections of code.
fn is_in(code: &[(u32, u32)], address: u64) -> bool {
    let is_there =
        |&(start, end): &(u32, u32)| (u64::from(start)..u64::from(end)).contains(&address);
    code.iter().any(is_there)
}
