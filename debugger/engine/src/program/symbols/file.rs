//! What a file of symbols brings, or why it brings none.

use std::path::PathBuf;

use super::formats::{Kind, Others};
use crate::files::read::Unread;
use crate::program::elf;

/// Bytes of the largest file that is read.
pub const MAX_FILE: u64 = 8 << 20;

/// Why a file gave no symbols. A bad line is an error with its place instead.
#[derive(Debug, thiserror::Error)]
#[error("cannot read symbols from {}: {reason}", path.display())]
pub struct SymbolFailure {
    /// The path of the file, as it was given.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: SymbolReason,
}

/// What is wrong with a file that gave no symbols.
#[derive(Debug, thiserror::Error)]
pub enum SymbolReason {
    /// The file could not be read.
    #[error("{0}")]
    Unread(#[from] Unread),
    /// The file is no list of symbols that is known; what it is instead is given, where that can be told.
    #[error("{}", match .0 {
        Some(kind) => format!("it is {kind}"),
        None => "it is no kind of label file that is known here".to_owned(),
    })]
    Unknown(Option<&'static str>),
    /// It is an ELF file of which nothing can be read; the reason is given.
    #[error("{0}")]
    Elf(#[from] elf::Fault),
}

impl SymbolFailure {
    /// What the user can do about it, where there is something.
    pub fn advice(&self) -> Option<String> {
        match &self.reason {
            SymbolReason::Unknown(_) => Some(
                "known are VICE's labels (`al 0618 .name`), `name = $0618`, the lists of xa, dasm and KickAssembler, \
                 debug files of ld65 and KickAssembler, listings of ACME and 64tass, and ELF files of llvm-mos"
                    .to_owned(),
            ),
            SymbolReason::Elf(fault) => Some(fault.advice().to_owned()),
            SymbolReason::Unread(_) => None,
        }
    }
}

/// What a file brought.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Loaded {
    /// The path of the file, as it was given.
    pub file: String,
    /// The kind of file, told by its content.
    pub kind: Kind,
    /// How many symbols it brought.
    pub symbols: usize,
    /// Of these, such as another file brought with the same address.
    pub known: usize,
    /// Values that are no 16-bit numbers.
    pub left_out: usize,
    /// Names that the user has given to other addresses.
    pub kept: usize,
    /// Lines that are no labels.
    pub other: Others,
    /// Lines of source with code that it brought.
    pub lines: usize,
    /// Where the file wants breakpoints, which are not set by themselves.
    pub breaks: Vec<String>,
}
