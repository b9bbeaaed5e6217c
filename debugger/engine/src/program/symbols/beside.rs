//! The label file beside a program: found by its name, and loaded with the program.
//!
//! Invariants: it is data, so it needs no permission; one that cannot be read is told and never stands in the
//! program's way; it goes when another program is loaded, what the user loaded himself stays.

use std::path::{Path, PathBuf};

use super::file;
use crate::debugger::Debugger;
use crate::error::Error;
use crate::event::Event;
use crate::settings::Switch;

/// The extensions it may have, best first.
const EXTENSIONS: &[&str] = &["dbg", "lbl", "labels", "sym", "vs", "lab"];

/// A label file that could not be read.
#[derive(Debug)]
pub struct Unloaded {
    /// The path of the file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub error: Error,
}

/// Loads the first label file there is beside `program`, in place of that of the program before.
pub fn load_beside(debugger: &mut Debugger, program: &Path) {
    debugger.symbols.forget(|source| source.is_of_program);
    debugger.source.forget_program();
    if debugger.settings.auto_symbols == Switch::Off {
        return;
    }
    let paths = EXTENSIONS
        .iter()
        .map(|extension| program.with_extension(extension));
    for path in paths.filter(|path| path.is_file() && path != program) {
        match file::load(debugger, &path, true) {
            Ok(loaded) => {
                debugger.happened(Event::SymbolsLoaded(loaded));
                return;
            }
            Err(error) => {
                debugger.happened(Event::SymbolsFailed(Unloaded { path, error }));
            }
        }
    }
}
