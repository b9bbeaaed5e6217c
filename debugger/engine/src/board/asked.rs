//! A machine as a command line asks for it: by a word, with files for its ROMs and a program.

use std::path::Path;
use std::sync::Arc;

use super::{Board, RomFiles, Taken};
use crate::error::Error;
use crate::program::load::Placement;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The name of a ready-made machine, or a path.
    pub word: String,
    /// What is in its ROMs.
    pub files: RomFiles,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// What it is.
    pub board: Board,
    /// What is in its ROMs; the program, if that went there.
    pub files: RomFiles,
    /// Whether it did.
    pub taken: Taken,
}

impl Asked {
    /// The machine. A `program` that says no address goes into a ROM that has nothing.
    ///
    /// # Errors
    /// There is no such machine.
    pub fn open(self, program: Option<(&Path, Placement)>) -> Result<Chosen, Error> {
        let Self { word, mut files } = self;
        // Nobody has taken Ctrl-C yet: it ends the program.
        let board = Board::open(&word, &Arc::default())?;
        let taken = match program {
            Some((path, placement)) => board.take_program(&mut files, path, placement),
            None => Taken::No,
        };
        Ok(Chosen {
            board,
            files,
            taken,
        })
    }
}
