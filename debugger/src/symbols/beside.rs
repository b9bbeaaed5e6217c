//! The label file beside a program: found by its name, and loaded with the program.
//!
//! Invariants: it is data, so it needs no permission; one that cannot be read is told and never stands in the
//! program's way; it goes when another program is loaded, what the user loaded himself stays.

use std::path::Path;

use super::file;
use crate::report::Report;
use crate::session::Session;
use crate::settings::Switch;

/// The extensions it may have, best first.
const EXTENSIONS: &[&str] = &["dbg", "lbl", "labels", "sym", "vs", "lab"];

/// Loads the first label file there is beside `program`, in place of that of the program before.
pub(crate) fn load_beside(session: &mut Session, program: &Path) {
    session.symbols.forget(|source| source.is_of_program);
    session.source.forget_program();
    if session.settings.auto_symbols == Switch::Off {
        return;
    }
    let paths = EXTENSIONS
        .iter()
        .map(|extension| program.with_extension(extension));
    for path in paths.filter(|path| path.is_file() && path != program) {
        match file::load(session, &path, true) {
            Ok(loaded) => {
                session.tell(&Report::SymbolsLoaded(loaded));
                return;
            }
            Err(error) => {
                let text = format!("symbols: {error}; `symbols {}` tells more", path.display());
                session.tell(&Report::Note { text });
            }
        }
    }
}
