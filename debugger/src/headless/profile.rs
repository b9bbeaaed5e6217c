//! The profile of a headless run: sampled from its beginning, written when it is over, whatever ended it.

use std::num::NonZeroU64;
use std::path::PathBuf;

use jumppad_engine::debugger::Debugger;
use jumppad_engine::debugger::symbols::load_beside;
use jumppad_engine::profile::{Profile, ProfileError, ProfileFormat};
use jumppad_engine::program::load::Program;
use jumppad_language::error::CommandError;
use jumppad_tiers::{Config, JitMode, Machine};

/// Where the profile goes, and how it is taken.
pub(crate) struct Profiling {
    pub(crate) file: PathBuf,
    pub(crate) format: Option<ProfileFormat>,
    pub(crate) every: NonZeroU64,
}

impl Profiling {
    /// Writes what was sampled, told by the names that stand beside the program. What there is to say is the answer.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn finish(
        &self,
        machine: Machine,
        program: Program,
        path: &std::path::Path,
    ) -> Result<Option<String>, CommandError> {
        let config = Config {
            jit: JitMode::Off,
            model: machine.model(),
            ..Config::default()
        };
        let mut debugger = Debugger::new(config, None, program);
        load_beside(&mut debugger, path);
        debugger.machine = machine;
        let profile = match Profile::of(&debugger) {
            Ok(profile) => profile,
            Err(error @ ProfileError::NoSamples { .. }) => {
                let advice = "--profile-every N takes more";
                return Ok(Some(format!("no profile is written: {error}; {advice}")));
            }
            Err(error) => return Err(error.into()),
        };
        let format = self
            .format
            .unwrap_or_else(|| ProfileFormat::of_file(&self.file));
        profile.save(&self.file, format, &mut debugger)?;
        Ok(None)
    }
}
