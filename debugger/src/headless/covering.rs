//! What a run executed, as a tracefile.

use std::path::{Path, PathBuf};

use jumppad_tiers::{Config, JitMode, Machine};

use jumppad_engine::coverage::{Keeping, Subject, store};
use jumppad_engine::debugger::{Debugger, symbols::load_beside};
use jumppad_engine::error::Error;
use jumppad_engine::program::load::Program;
use jumppad_language::error::CommandError;

/// Where it goes.
pub(crate) struct Covering {
    pub(crate) path: PathBuf,
    pub(crate) keeping: Keeping,
}

impl Covering {
    /// Writes what `machine` executed of `program`, told by the debug information beside it.
    pub(super) fn save(
        &self,
        machine: &Machine,
        program: Program,
        path: &Path,
    ) -> Result<(), CommandError> {
        // Nothing runs in it: it knows what a debugger does of the program.
        let config = Config {
            jit: JitMode::Off,
            ..Config::default()
        };
        let mut debugger = Debugger::new(config, Some(machine.model()), program);
        load_beside(&mut debugger, path);
        let subject = Subject::of(
            machine.coverage(),
            machine,
            &debugger.program,
            &debugger.symbols,
            &debugger.source,
        );
        let interrupt = machine.interrupt_flag();
        store::save(&subject, &self.path, self.keeping, &interrupt).map_err(Error::from)?;
        Ok(())
    }
}
