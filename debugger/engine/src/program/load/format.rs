//! The kinds of program file, and how one is told from the others.
//!
//! Invariant: the user's word comes first, then a signature that no other kind begins with, then the extension.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{applesingle, sim65};
use crate::program::elf;

/// Only debug information needs more than this for 64 KiB.
const MAX_FILE: u64 = 1 << 20;

/// The kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Bytes and nothing else.
    Raw,
    /// Commodore: two bytes of load address, then the bytes.
    Prg,
    /// Intel HEX.
    Hex,
    /// Motorola S-records.
    Srec,
    /// NES cartridge of mappers 0 to 4.
    Ines,
    /// cc65's simulator.
    Sim65,
    /// Executable of llvm-mos.
    Elf,
    /// Image for llvm-mos's simulator.
    MosSim,
    /// Apple II: a file with its type and address.
    AppleSingle,
}

impl Format {
    /// All formats of program files.
    pub const ALL: &[Self] = &[
        Self::Raw,
        Self::Prg,
        Self::Hex,
        Self::Srec,
        Self::Ines,
        Self::Sim65,
        Self::Elf,
        Self::MosSim,
        Self::AppleSingle,
    ];

    /// The word by which the user chooses the format, and what it is.
    pub fn described(self) -> (&'static str, &'static str) {
        match self {
            Self::Raw => ("raw", "Bytes and nothing else"),
            Self::Prg => (
                "prg",
                "Commodore: two bytes of load address, then the bytes",
            ),
            Self::Hex => ("hex", "Intel HEX"),
            Self::Srec => ("srec", "Motorola S-records"),
            Self::Ines => ("ines", "NES cartridge of mappers 0 to 4"),
            Self::Sim65 => ("sim65", "cc65's simulator (`cl65 -t sim6502`)"),
            Self::Elf => ("elf", "Executable of llvm-mos"),
            Self::MosSim => (
                "mos-sim",
                "Image for llvm-mos's simulator (`mos-sim-clang`)",
            ),
            Self::AppleSingle => ("applesingle", "Apple II, as `cl65 -t apple2` writes it"),
        }
    }

    /// The word by which the user chooses the format.
    pub fn name(self) -> &'static str {
        self.described().0
    }

    /// What the extension of `path` says.
    pub fn of(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match extension.to_ascii_lowercase().as_str() {
            "prg" => Self::Prg,
            "hex" | "ihx" | "ihex" => Self::Hex,
            "s19" | "s28" | "s37" | "srec" | "mot" => Self::Srec,
            "nes" => Self::Ines,
            "sim65" => Self::Sim65,
            "elf" => Self::Elf,
            "simg" => Self::MosSim,
            "as" => Self::AppleSingle,
            _ => Self::Raw,
        }
    }

    /// The largest file of the format that is read, in bytes.
    pub(super) fn most(self) -> u64 {
        match self {
            Self::Elf => elf::MAX_FILE,
            _ => MAX_FILE,
        }
    }

    /// What the file at `path` is; by its name alone if it cannot be read, which is for the loader to tell.
    pub fn of_file(path: &Path) -> Self {
        let mut start = Vec::new();
        if path.is_file()
            && let Ok(file) = File::open(path)
        {
            // What is missing is missed by the loader too.
            let _ = file
                .take(applesingle::MAGIC.len() as u64)
                .read_to_end(&mut start);
        }
        Self::told(path, &start)
    }

    /// What `path` with the content `bytes` is. Compilers give their programs no extension of their own, but a signature.
    pub(super) fn told(path: &Path, bytes: &[u8]) -> Self {
        let signed = [
            (sim65::MAGIC, Self::Sim65),
            (elf::MAGIC, Self::Elf),
            // The longest.
            (applesingle::MAGIC, Self::AppleSingle),
        ];
        let known = signed.iter().find(|(magic, _)| bytes.starts_with(magic));
        known.map_or_else(|| Self::of(path), |&(_, format)| format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_says_more_than_an_extension() {
        let told = |name: &str, bytes| Format::told(Path::new(name), bytes);
        assert_eq!(told("a.S19", b"S9"), Format::Srec);
        assert_eq!(told("a", b"\x01\x08"), Format::Raw);
        assert_eq!(told("a", b"sim65\x02"), Format::Sim65);
        assert_eq!(told("a.prg", b"sim65\x02"), Format::Sim65);
        assert_eq!(told("a.prg", b"sim6"), Format::Prg);
        assert_eq!(told("a.prg", b"\x7FELF\x01"), Format::Elf);
        assert_eq!(told("a.prg", applesingle::MAGIC), Format::AppleSingle);
    }
}
