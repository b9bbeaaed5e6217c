//! What is written of a run when it is over, whatever ended it: a tracefile of what was executed, a profile, the page
//! about it.
//!
//! All of it is told by the names and lines of the files that the machine names, and that stand beside the program. One
//! that cannot be written keeps none of the others from it.

use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use jumppad_engine::board::Built;
use jumppad_engine::coverage::Keeping;
use jumppad_engine::debugger::Debugger;
use jumppad_engine::debugger::symbols::{load_beside, load_of_machine};
use jumppad_engine::profile::{Profile, ProfileError, ProfileFormat};
use jumppad_engine::program::load::Program;
use jumppad_language::error::CommandError;
use jumppad_language::page;
use jumppad_tiers::sampling::DEFAULT_SAMPLING;
use jumppad_tiers::{Config, JitMode, Machine, Noting};

use crate::render::put_error;

/// Where a tracefile goes.
pub(crate) struct Covering {
    pub(crate) path: PathBuf,
    pub(crate) keeping: Keeping,
}

/// Where a profile goes, and how it is taken.
pub(crate) struct Profiling {
    pub(crate) file: PathBuf,
    pub(crate) format: Option<ProfileFormat>,
    pub(crate) every: NonZeroU64,
}

/// Where names are looked for.
#[derive(Clone, Copy)]
pub(super) struct Places<'p> {
    /// The program; those beside it are its own.
    pub(super) program: &'p Path,
    /// The folder of what a ready-made machine names.
    pub(super) folder: &'p Path,
}

/// What is wanted.
#[derive(Default)]
pub(crate) struct Afterwards {
    pub(crate) covering: Option<Covering>,
    pub(crate) profiling: Option<Profiling>,
    /// The file of the page.
    pub(crate) page: Option<PathBuf>,
}

impl Afterwards {
    /// Has the machine take note of what will be wanted.
    pub(super) fn prepare(&self, machine: &mut Machine) {
        if self.covering.is_some() {
            machine.set_coverage(Noting::On);
        }
        let every = match (&self.profiling, &self.page) {
            (Some(profiling), _) => Some(profiling.every),
            (None, Some(_)) => NonZeroU64::new(DEFAULT_SAMPLING),
            (None, None) => None,
        };
        if let Some(every) = every {
            machine.set_sampling(every);
        }
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// A file cannot be written; of several the first is told.
    pub(super) fn write(
        &self,
        machine: Machine,
        program: Program,
        plugged: Option<Built>,
        places: Places<'_>,
    ) -> Result<(), CommandError> {
        if self.covering.is_none() && self.profiling.is_none() && self.page.is_none() {
            return Ok(());
        }
        // Nothing runs in it: it knows what a debugger does of the program.
        let config = Config {
            jit: JitMode::Off,
            ..Config::default()
        };
        let mut debugger = Debugger::new(config, Some(machine.model()), program);
        debugger.interrupt = machine.interrupt_flag();
        debugger.machine = machine;
        debugger.board = plugged;
        // What ended the run is no reason not to write.
        debugger.take_interrupt();
        // Which bank a segment is in is known of the machine with its windows.
        let named = load_of_machine(&mut debugger, places.folder);
        load_beside(&mut debugger, places.program);
        debugger.look_at_banks();
        let covered = self.covering.as_ref().map_or(Ok(()), |covering| {
            debugger.save_coverage(&covering.path, covering.keeping)
        });
        let profiled = self
            .profiling
            .as_ref()
            .map_or(Ok(()), |profiling| profiling.write(&mut debugger));
        let shown = self
            .page
            .as_ref()
            .map_or(Ok(()), |file| page::write(&mut debugger, file).map(drop));
        named?;
        covered?;
        profiled?;
        Ok(shown?)
    }
}

impl Profiling {
    fn write(&self, debugger: &mut Debugger) -> Result<(), CommandError> {
        let profile = match Profile::of(debugger) {
            Ok(profile) => profile,
            Err(error @ ProfileError::NoSamples { .. }) => {
                put_error(&format!(
                    "jumppad: no profile is written: {error}; --profile-every N takes more\n"
                ));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let format = self.format;
        let format = format.unwrap_or_else(|| ProfileFormat::of_file(&self.file));
        profile.save(&self.file, format, debugger)?;
        Ok(())
    }
}
