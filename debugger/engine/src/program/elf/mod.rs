//! ELF files of llvm-mos: what is loaded where, for which chip, and what its addresses are called.
//!
//! The machine is EM_MOS, the class 32 bits, little endian; the flags of the header name the instructions in use. What a
//! segment is loaded to is its physical address: startup code copies data from there to where it runs.
//!
//! Invariants: nothing is allocated by a size that a file claims; what is damaged is an error, or left out, never a
//! panic. Left out: relocatable files, and what lies in banks behind the 64 KiB.

mod symbols;

pub(crate) use symbols::imaginary;

use object::elf::{FileHeader32, PT_LOAD, ProgramHeader32, SHF_ALLOC, SHF_EXECINSTR};
use object::read::elf::{ElfFile32, FileHeader, ProgramHeader, SectionHeader};
use object::{LittleEndian, Object, ObjectSection};

use jumppad_tiers::opcodes::Model;

/// How ELF files begin.
pub const MAGIC: &[u8] = b"\x7FELF";

/// The largest file that is read: debug information of a program of 64 KiB is a part of it.
pub const MAX_FILE: u64 = 32 << 20;

/// The 6502's number among the machines.
const EM_MOS: u16 = 6502;
/// Where the header has the number of the machine, in every class.
const MACHINE_AT: usize = 18;
/// A file that is linked, and goes where it says.
const ET_EXEC: u16 = 2;

/// Bits of the header's flags: instructions that no chip here has, each with the chip that has them.
const FOREIGN: &[(u32, &str)] = &[
    (0x0_0100, "a 65816"),
    (0x0_0200, "a 65EL02"),
    (0x0_0400, "a 65CE02"),
    (0x0_0800, "a HuC6280"),
    (0x0_1000, "a 65DTV02"),
    (0x0_2000, "a 4510"),
    (0x0_4000, "a 45GS02"),
    (0x1_0000, "SWEET16"),
    (0x2_0000, "an SPC700"),
];
/// Instructions of the 65C02, of Rockwell's and of WDC's.
const CMOS: u32 = 0x08;
const ROCKWELL: u32 = 0x10;
const WDC: u32 = 0x20;

/// Addresses of the machine.
const MEMORY: u64 = 0x1_0000;

/// Why an ELF file is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not what the format says.
    #[error("it is an ELF file that is damaged: {0}")]
    Damaged(String),
    /// It is for another machine; the number of it is given.
    #[error("it is an ELF file for another machine (number {0}), not for a 6502 (number {EM_MOS})")]
    Machine(u16),
    /// It has instructions of a chip that is not here.
    #[error("it is an ELF file with the instructions of {0}, which no chip here has")]
    Chip(&'static str),
    /// It is an object file, or another one that is no program.
    #[error("it is an ELF file that is not linked to a program")]
    NotLinked,
    /// A segment is behind the end of memory.
    #[error("it is an ELF file with {length} bytes at ${start:04X}, past the 64 KiB of a 6502")]
    PastTheEnd {
        /// The address of the first byte.
        start: u32,
        /// How many there are.
        length: u32,
    },
    /// The user says where it goes.
    #[error("its program goes where it was linked for, nowhere else")]
    Fixed,
}

impl Fault {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Damaged(_) => "the file is not whole: build it again",
            Self::Machine(_) => "only programs that llvm-mos built for a 6502 can be loaded",
            Self::Chip(_) => "build it for one of the chips that `help chips` tells of",
            Self::NotLinked => "link it, and load the result",
            Self::PastTheEnd { .. } => {
                "load the image that was linked with it: its names and lines come from the ELF file"
            }
            Self::Fixed => "leave the address out",
        }
    }
}

impl From<object::Error> for Fault {
    fn from(error: object::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Bytes of a program, and where they are loaded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded<'d> {
    /// The address of the first byte.
    pub start: u16,
    /// The bytes, never past $FFFF.
    pub bytes: &'d [u8],
}

/// An ELF file for a 6502.
pub struct Elf<'d> {
    file: ElfFile32<'d, LittleEndian>,
    flags: u32,
}

impl<'d> Elf<'d> {
    /// Reads the header and the tables that `bytes` begin with.
    ///
    /// # Errors
    /// They are damaged, for another machine, or not linked.
    pub fn parse(bytes: &'d [u8]) -> Result<Self, Fault> {
        if let Some(&[low, high]) = bytes.get(MACHINE_AT..MACHINE_AT + 2) {
            let is_big = bytes[5] == 2;
            let machine = match is_big {
                true => u16::from_be_bytes([low, high]),
                false => u16::from_le_bytes([low, high]),
            };
            if machine != EM_MOS || is_big {
                return Err(Fault::Machine(machine));
            }
        }
        let file = ElfFile32::parse(bytes)?;
        let header: &FileHeader32<LittleEndian> = file.elf_header();
        if header.e_type(LittleEndian).0 != ET_EXEC {
            return Err(Fault::NotLinked);
        }
        let flags = header.e_flags(LittleEndian).0;
        Ok(Self { file, flags })
    }

    /// The chip that the program needs; none is any.
    ///
    /// # Errors
    /// It is none of those that are here.
    pub fn chip(&self) -> Result<Option<Model>, Fault> {
        let has = |bit| self.flags & bit != 0;
        if let Some((_, chip)) = FOREIGN.iter().find(|(bit, _)| has(*bit)) {
            return Err(Fault::Chip(chip));
        }
        Ok(match () {
            () if has(WDC) => Some(Model::Wdc65C02),
            () if has(ROCKWELL) => Some(Model::Rockwell65C02),
            () if has(CMOS) => Some(Model::Wdc65C02),
            () => None,
        })
    }

    /// Where it starts; none where the linker found no such symbol.
    pub fn entry(&self) -> Option<u16> {
        let entry = self.file.elf_header().e_entry(LittleEndian);
        entry.try_into().ok().filter(|&entry: &u16| entry != 0)
    }

    /// What is loaded, in the order of the file.
    ///
    /// # Errors
    /// A segment is not in the file, or not in the 64 KiB; or there is more than these hold.
    pub fn loaded(&self) -> Result<Vec<Loaded<'d>>, Fault> {
        let mut all = Vec::new();
        let mut total = 0;
        for segment in self.file.elf_program_headers() {
            let segment: &ProgramHeader32<LittleEndian> = segment;
            let length = segment.p_filesz(LittleEndian);
            if segment.p_type(LittleEndian) != PT_LOAD || length == 0 {
                continue;
            }
            let start = segment.p_paddr(LittleEndian);
            total += u64::from(length);
            let place = u16::try_from(start)
                .ok()
                .filter(|_| u64::from(start) + u64::from(length) <= MEMORY);
            // Segments that lie upon each other are no program's.
            let Some(place) = place.filter(|_| total <= MEMORY) else {
                return Err(Fault::PastTheEnd { start, length });
            };
            let bytes = segment
                .data(LittleEndian, self.file.data())
                .map_err(|()| Fault::Damaged("a segment is not in the file".to_owned()))?;
            all.push(Loaded {
                start: place,
                bytes,
            });
        }
        Ok(all)
    }

    /// The bytes of the section called `name`; none is as good as an empty one.
    pub fn section(&self, name: &str) -> &'d [u8] {
        let section = self.file.section_by_name(name);
        section
            .and_then(|section| section.data().ok())
            .unwrap_or_default()
    }

    /// Where the sections of code are: the first address and the one behind the last.
    pub fn code(&self) -> Vec<(u32, u32)> {
        let sections = self.file.elf_section_table().iter();
        let code = sections.filter(|section| {
            let wanted = SHF_ALLOC | SHF_EXECINSTR;
            section.sh_flags(LittleEndian) & wanted == wanted
        });
        code.map(|section| {
            let start = section.sh_addr(LittleEndian);
            (start, start.saturating_add(section.sh_size(LittleEndian)))
        })
        .collect()
    }
}
