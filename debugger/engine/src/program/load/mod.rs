//! Programs from files: what bytes go where, and where execution starts.
//!
//! Invariants: every segment lies inside the machine's 64 KiB; nothing is read before its size is known to be sane; a
//! file that is not what it claims to be is an error with its place, never a guess.

mod applesingle;
mod basic;
mod container;
mod elf;
mod format;
mod hex;
mod ines;
pub mod mos_sim;
mod prg;
mod raw;
mod records;
pub mod save;
mod sim65;
mod srec;

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jumppad_tiers::opcodes::{Cpu, Model, vector};

use super::sim65::Sim65;
use crate::files::read::{Unread, read};
pub use basic::sys_of;
pub use format::Format;
pub use ines::NesImage;

/// Bytes with their address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The address of the first byte.
    pub start: u16,
    /// The bytes, in the order of their addresses; never past $FFFF.
    pub bytes: Vec<u8>,
}

impl Segment {
    /// Its addresses; none if it is empty.
    pub fn range(&self) -> Option<RangeInclusive<u16>> {
        let behind = u16::try_from(self.bytes.len().checked_sub(1)?).unwrap_or(u16::MAX);
        Some(self.start..=self.start.saturating_add(behind))
    }
}

/// A program, ready to be put into memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// What it is called: the name of its file, or of the demo.
    pub name: String,
    /// What goes where; where two overlap, the later one counts.
    pub segments: Vec<Segment>,
    /// The address at which it starts.
    pub entry: u16,
    /// Why it starts there.
    pub start: Start,
    /// The chip it is for, if it is certain.
    pub cpu: Option<Model>,
    /// The first and the last of its read-only pages, which are the high bytes of addresses.
    pub rom: Option<RangeInclusive<u8>>,
    /// What it needs of its host, if it is a sim65 program.
    pub sim65: Option<Sim65>,
    /// Whether it is for llvm-mos's simulator, whose registers are at the top of memory.
    pub is_for_mos_sim: bool,
    /// The cartridge that it is in, if it is for an NES.
    pub cartridge: Option<Arc<NesImage>>,
    /// How it was placed, if it came from the file of its name.
    pub placement: Option<Placement>,
}

impl Program {
    /// Whether one of its bytes is for `address`.
    pub fn has(&self, address: u16) -> bool {
        let mut segments = self.segments.iter();
        segments.any(|s| usize::from(address.wrapping_sub(s.start)) < s.bytes.len())
    }

    /// How many bytes it has.
    pub fn size(&self) -> usize {
        self.segments.iter().map(|s| s.bytes.len()).sum()
    }

    /// The chip to run it on: the user's choice, else its own, else the first of the family.
    pub fn chip(&self, chosen: Option<Model>) -> Model {
        chosen.or(self.cpu).unwrap_or(Model::Nmos6502)
    }

    /// What there is to say of where it starts, where that is not what one expects.
    pub fn start_note(&self) -> Option<String> {
        let entry = self.entry;
        match self.start {
            Start::Usual => None,
            Start::Sys => Some(format!(
                "it starts at ${entry:04X}, where `SYS {entry}` of its BASIC line leads"
            )),
            Start::UnclearSys => Some(format!(
                "where the SYS of its BASIC line leads is not clear, so it starts at ${entry:04X}; \
                 `--entry A` or `r pc=A` says where"
            )),
            Start::NoVector => Some(
                "its reset vector at $FFFC is $0000, so it starts there; `--entry A` or `r pc=A` says where"
                    .to_owned(),
            ),
        }
    }

    /// Sets the chip to where it starts, in the first cycle.
    pub fn begin(&self, cpu: &mut Cpu) {
        cpu.pc = self.entry;
        cpu.cycles = 0;
        if self.is_for_mos_sim {
            // As in that simulator, which clears all flags.
            cpu.set_p(0);
            cpu.sp = 0xFD;
        }
        if self.cartridge.is_some() {
            // As the reset sequence leaves a stack pointer of 0.
            cpu.sp = 0xFD;
        }
    }

    /// The byte it puts at `address`.
    pub fn byte(&self, address: u16) -> Option<u8> {
        self.segments.iter().rev().find_map(|segment| {
            let at = address.checked_sub(segment.start)?;
            segment.bytes.get(usize::from(at)).copied()
        })
    }

    /// Those of `addresses` where the program has something; zeros and $FF only fill a ROM.
    pub fn covered(&self, addresses: impl IntoIterator<Item = u16>) -> Vec<u16> {
        let has = |address: &u16| !matches!(self.byte(*address), None | Some(0x00 | 0xFF));
        addresses.into_iter().filter(has).collect()
    }

    /// Where its own reset vector points, when it has one.
    pub fn reset_vector(&self) -> Option<u16> {
        Some(u16::from_le_bytes([
            self.byte(vector::RESET)?,
            self.byte(vector::RESET + 1)?,
        ]))
    }
}

/// Why a program starts where it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// The user or the file says so, or it is where the file begins.
    #[default]
    Usual,
    /// The SYS of its BASIC line leads there.
    Sys,
    /// It begins with a BASIC line whose SYS has to be calculated, or leads out of the file.
    UnclearSys,
    /// Its reset vector is zero, as it is where an image of memory has none.
    NoVector,
}

/// What the user says about a file besides its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// The format of the file; told from its content if none is given.
    pub format: Option<Format>,
    /// The lowest address that the file goes to, in place of what it says; a raw image has no other.
    pub load: Option<u16>,
    /// The address at which it starts, in place of what the file says.
    pub entry: Option<u16>,
}

/// A file, and where its bytes go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The path of the file.
    pub path: PathBuf,
    /// The lowest address that the file goes to; none leaves that to the file.
    pub at: Option<u16>,
}

/// Why a file could not be loaded.
#[derive(Debug, thiserror::Error)]
#[error("cannot load {}: {reason}", path.display())]
pub struct LoadFailure {
    /// The path of the file, as it was given.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: LoadReason,
}

/// What is wrong with a file that could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadReason {
    /// The file could not be read.
    #[error("{0}")]
    Unread(#[from] Unread),
    /// The file has no bytes.
    #[error("it is empty")]
    Empty,
    /// There are more bytes, given, than the 64 KiB of memory.
    #[error("it has {0} bytes, more than 65536")]
    TooLarge(usize),
    /// Some of its bytes would be behind the end of memory.
    #[error("{length} bytes at ${start:04X} go past $FFFF")]
    PastTheEnd {
        /// The address of the first byte.
        start: u16,
        /// How many bytes there are.
        length: usize,
    },
    /// It holds a program, but in a way that is another machine's; what it is, and what to do.
    #[error("it is {0}")]
    Container(&'static str, &'static str),
    /// A raw image was given without an address.
    #[error("a raw image does not say where it belongs")]
    NoAddress,
    /// A line of a text format, such as Intel HEX or S-records, is malformed.
    #[error("line {line}, column {column}: {problem}")]
    Text {
        /// The number of the line, from 1.
        line: usize,
        /// The place in the line, from 1.
        column: usize,
        /// What is wrong there.
        problem: String,
    },
    /// The file is well formed, but brings nothing to memory.
    #[error("it has no bytes to load")]
    NoBytes,
    /// It is no ELF file that can be loaded; the reason is given.
    #[error("{0}")]
    Elf(#[from] crate::program::elf::Fault),
    /// It is no image for llvm-mos's simulator; the reason is given.
    #[error("{0}")]
    MosSim(#[from] mos_sim::Fault),
    /// It is no iNES image that can be loaded; the reason is given.
    #[error("{0}")]
    Ines(#[from] ines::Fault),
    /// It is no AppleSingle file that can be loaded; the reason is given.
    #[error("{0}")]
    AppleSingle(#[from] applesingle::Fault),
    /// It is no sim65 program that can be loaded; the reason is given.
    #[error("{0}")]
    Sim65(#[from] sim65::Fault),
}

impl LoadFailure {
    /// What the user can do about it, where there is something.
    pub fn advice(&self) -> Option<String> {
        Some(
            match &self.reason {
                LoadReason::NoAddress => {
                    "say where: `load FILE A`, or `--load A` on the command line"
                }
                LoadReason::PastTheEnd { .. } => "choose a lower load address",
                LoadReason::TooLarge(_) | LoadReason::Unread(Unread::TooLarge { .. }) => {
                    "the 6502 has 64 KiB; is this a 6502 program?"
                }
                LoadReason::Container(_, advice) => advice,
                LoadReason::Elf(fault) => fault.advice(),
                LoadReason::MosSim(fault) => fault.advice(),
                LoadReason::Ines(fault) => fault.advice(),
                LoadReason::AppleSingle(fault) => fault.advice(),
                LoadReason::Sim65(fault) => fault.advice(),
                LoadReason::Text { .. } => {
                    "if this is another kind of file, say so: `--raw`, `--prg`, `--hex`, `--srec`"
                }
                _ => return None,
            }
            .to_owned(),
        )
    }
}

/// Reads the program in `path`. A pipe is waited for, until `interrupt` is set.
///
/// # Errors
/// The file is missing, unreadable, empty, oversized, malformed, or does not fit where it should go.
pub fn load(
    path: &Path,
    placement: Placement,
    interrupt: &Arc<AtomicBool>,
) -> Result<Program, LoadFailure> {
    let fail = |reason| LoadFailure {
        path: path.to_owned(),
        reason,
    };
    let format = placement.format.unwrap_or_else(|| Format::of_file(path));
    let bytes = read(path, format.most(), interrupt).map_err(|error| fail(error.into()))?;
    program(path, &bytes, placement).map_err(fail)
}

/// Reads several files as one program; where they overlap, the last one counts. The first says how it starts; a raw image
/// that does not, by the reset vector that another one brings.
///
/// # Errors
/// One of the files cannot be loaded, as [`load`] says.
pub fn load_all(
    first: &Path,
    placement: Placement,
    more: &[Placed],
) -> Result<Program, LoadFailure> {
    // Nobody has taken Ctrl-C yet: it ends the program.
    let interrupt = Arc::default();
    let mut program = load(first, placement, &interrupt)?;
    let knows_entry = placement.entry.is_some() || program.reset_vector().is_some();
    for Placed { path, at } in more {
        let placement = Placement {
            load: *at,
            ..Placement::default()
        };
        let more = load(path, placement, &interrupt)?;
        program.segments.extend(more.segments);
    }
    let format = placement.format.unwrap_or_else(|| Format::of_file(first));
    if let (Format::Raw, false, Some(vector)) = (format, knows_entry, program.reset_vector()) {
        program.entry = vector;
        if vector == 0 {
            program.start = Start::NoVector;
        }
    }
    Ok(program)
}

/// The program that `bytes`, which were read from `path`, hold.
///
/// # Errors
/// The bytes are none, too many, malformed, or do not fit where they should go.
pub fn program(path: &Path, bytes: &[u8], placement: Placement) -> Result<Program, LoadReason> {
    if bytes.is_empty() {
        return Err(LoadReason::Empty);
    }
    let extension = path.extension().and_then(|end| end.to_str()).unwrap_or("");
    let container = container::told(bytes, extension);
    if let Some((what, advice)) =
        container.filter(|_| placement.format.is_none() && placement.load.is_none())
    {
        return Err(LoadReason::Container(what, advice));
    }
    let format = placement
        .format
        .unwrap_or_else(|| Format::told(path, bytes));
    let parts = parse(format, bytes, placement.load)?;
    let mut program = Program {
        name: path.display().to_string(),
        segments: parts.segments,
        entry: 0,
        start: parts.start,
        cpu: parts.cpu,
        rom: parts.rom,
        sim65: parts.sim65,
        is_for_mos_sim: format == Format::MosSim,
        cartridge: parts.cartridge,
        placement: Some(placement),
    };
    let first = program.segments.first().map_or(0, |s| s.start);
    // Raw images and cartridges are ROMs that know their entry by their own vector.
    let vector = match format {
        Format::Raw | Format::Ines | Format::Elf | Format::MosSim => program.reset_vector(),
        Format::Prg | Format::Hex | Format::Srec | Format::Sim65 | Format::AppleSingle => None,
    };
    let own = placement.entry.or(parts.entry).or(vector);
    program.entry = own.unwrap_or(first);
    if placement.entry.is_some() {
        program.start = Start::Usual;
    } else if vector == Some(0) {
        program.start = Start::NoVector;
    }
    Ok(program)
}

/// What a file of some format says.
#[derive(Debug, Default)]
struct Parts {
    segments: Vec<Segment>,
    entry: Option<u16>,
    start: Start,
    cpu: Option<Model>,
    rom: Option<RangeInclusive<u8>>,
    sim65: Option<Sim65>,
    cartridge: Option<Arc<NesImage>>,
}

/// Reads `bytes` as a file of `format`; `load` says where they go, where the format leaves that open.
///
/// # Errors
/// The bytes are not what the format says, or do not fit where they should go.
fn parse(format: Format, bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    match format {
        Format::Raw => raw::parse(bytes, load),
        Format::Prg => prg::parse(bytes, load),
        Format::Hex => hex::parse(bytes, load),
        Format::Srec => srec::parse(bytes, load),
        Format::Ines => ines::parse(bytes, load),
        Format::Sim65 => sim65::parse(bytes, load),
        Format::Elf => elf::parse(bytes, load),
        Format::MosSim => mos_sim::parse(bytes, load),
        Format::AppleSingle => applesingle::parse(bytes, load),
    }
}

/// A segment, if it fits.
fn segment(start: u16, bytes: Vec<u8>) -> Result<Segment, LoadReason> {
    if usize::from(start) + bytes.len() > 0x1_0000 {
        return Err(LoadReason::PastTheEnd {
            start,
            length: bytes.len(),
        });
    }
    Ok(Segment { start, bytes })
}
