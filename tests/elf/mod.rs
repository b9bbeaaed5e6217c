//! ELF files as llvm-mos links them, made for tests: `sum.c`, compiled by hand.
//!
//! The container is laid out here byte by byte, the debug information by gimli's write side.

mod code;
mod container;
mod dwarf;

pub(crate) use dwarf::Numbering;

use container::Section;

/// What is to be in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// The version of DWARF; none is no debug information.
    pub(crate) dwarf: Option<u16>,
    /// How registers are numbered there.
    pub(crate) numbering: Numbering,
}

/// `sum.c` with debug information as current releases write it.
pub(crate) const USUAL: Kind = Kind {
    dwarf: Some(5),
    numbering: Numbering::Released,
};

/// The bytes of `sum.elf`.
pub(crate) fn sum(kind: Kind) -> Vec<u8> {
    let mut sections = code::sections();
    if let Some(version) = kind.dwarf {
        for (name, bytes) in dwarf::sections(version, kind.numbering) {
            sections.push(Section::of_debugger(name, bytes));
        }
    }
    container::file(&code::segments(), &sections, &code::symbols(), code::START)
}
