//! Names of addresses on the command line.

use std::path::{Path, PathBuf};

use clap::Args;

use jumppad_engine::debugger::symbols;
use jumppad_engine::settings::Switch;
use jumppad_language::error::CommandError;
use jumppad_language::report::Report;
use jumppad_language::session::Session;

#[derive(Args)]
pub(super) struct Naming {
    /// Load names of addresses from a label file (may be given again)
    #[arg(long, value_name = "FILE")]
    symbols: Vec<PathBuf>,
    /// Leave the label files beside programs alone
    #[arg(long)]
    no_symbols: bool,
}

impl Naming {
    /// Loads the label file beside `program`, then those that were asked for.
    pub(super) fn load(
        &self,
        session: &mut Session<'_>,
        program: Option<&Path>,
    ) -> Result<(), CommandError> {
        if self.no_symbols {
            session.debugger.settings.auto_symbols = Switch::Off;
        }
        if let Some(program) = program {
            symbols::load_beside(session.debugger, program);
        }
        for path in &self.symbols {
            let loaded = symbols::load(session.debugger, path, false)?;
            session.tell(&Report::SymbolsLoaded(loaded));
        }
        Ok(())
    }
}
