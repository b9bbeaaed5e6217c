//! Makes stencils from opcode bitcode: IR, LLVM, object file, bytes and holes.
//!
//! ```text
//! rows of the opcode table ──ir──> a function for each stencil ──llvm──> an object file
//!                                          │ flags: what it reads and sets
//!                 Set, as Rust text <──text── relax <──object── bytes and relocations
//! ```
//! Twice for each chip: what an instruction sets is read off its optimised function, and
//! decides for which sets of dead flags there is a stencil.

mod derive;
mod flags;
mod ir;
mod llvm;
mod object;
mod relax;
mod text;

use std::collections::BTreeMap;

use jumppad_opcodes::Model;

use crate::{Hole, Special, Variant};
use flags::Flags;

/// Why there are no stencils: always a defect of ours or of the installation.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// LLVM refuses.
    #[error("LLVM: {0}")]
    Llvm(String),
    /// The object file cannot be read.
    #[error("the object file: {0}")]
    Object(#[from] ::object::Error),
    /// The machine code is not what the tier can work with.
    #[error("{stencil}: {what}")]
    Shape {
        /// Where.
        stencil: String,
        /// What is wrong.
        what: String,
    },
    /// LLVM cannot be loaded.
    #[error(transparent)]
    Load(#[from] jumppad_llvm::LoadError),
}

/// What a stencil is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// No opcode.
    Special(usize),
    /// An opcode's variant (by number) that leaves the flags `dead` alone.
    Of { code: u8, variant: usize, dead: u8 },
}

impl Name {
    fn symbol(self) -> String {
        match self {
            Self::Special(which) => format!("stencil_{:?}", Special::ALL[which]),
            Self::Of {
                code,
                variant,
                dead,
            } => format!("stencil_{code:02X}_{:?}_{dead}", Variant::ALL[variant]),
        }
    }
}

/// A stencil under construction.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) bytes: Vec<u8>,
    pub(crate) holes: Vec<Hole>,
}

/// Stencils, in the order of their names' list.
pub(crate) type Pieces = Vec<(Name, Piece)>;

/// The stencils of a chip, as Rust text that defines a static `Set` of that name, and the
/// bytes that it includes from the file `NAME.stencils` beside it.
///
/// # Errors
/// See [`MakeError`].
pub fn make(model: Model, bitcode: &[u8], name: &str) -> Result<(String, Vec<u8>), MakeError> {
    let _loaded = jumppad_llvm::load()?;
    let wanted = ir::all(model);
    let found = llvm::optimised(model, bitcode, &wanted, |module| {
        flags::read(module, &wanted)
    })?;
    let known: BTreeMap<(u8, usize), Flags> = found;
    let mut names: Vec<Name> = (0..Special::ALL.len()).map(Name::Special).collect();
    for &name in &wanted {
        let Name::Of { code, variant, .. } = name else {
            continue;
        };
        names.push(name);
        let flags = known.get(&(code, variant)).copied().unwrap_or_default();
        if Variant::ALL[variant].is_fast() {
            let subsets = (1..=crate::flags::ALL).filter(|dead| dead & !flags.defines == 0);
            names.extend(subsets.map(|dead| Name::Of {
                code,
                variant,
                dead,
            }));
        }
    }
    let file = llvm::object(model, bitcode, &names, &known)?;
    let (mut pieces, data) = object::read(&file, &names)?;
    for (name, piece) in &mut pieces {
        relax::relax(&name.symbol(), piece)?;
    }
    text::write(model, name, &pieces, &known, &data)
}
