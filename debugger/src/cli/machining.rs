//! The command line's machine: which computer is around the program, and what is in its ROMs.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Args, Command};

use jumppad_engine::board::ready::READY;
use jumppad_engine::board::{Asked, RomFiles};

#[derive(Args)]
pub(super) struct Machining {
    /// Build a computer around the program: a ready-made one, or that of a machine file
    #[arg(long, value_name = "FILE|NAME", group = "typing", value_parser = Machines)]
    machine: Option<String>,
    /// What is in a ROM of the machine: FILE in the first that has nothing, NAME=FILE in one by its name (may be given
    /// again)
    #[arg(long, value_name = "FILE", requires = "machine", value_parser = StringValueParser::new().map(|text| RomFiles::parse(&text)))]
    rom_file: Vec<(Option<String>, PathBuf)>,
}

impl Machining {
    /// The machine, if one was asked for; files of ready-made ones are in `folder`.
    pub(super) fn asked(&self, folder: Option<&Path>) -> Option<Asked> {
        Some(Asked {
            word: self.machine.clone()?,
            files: RomFiles {
                given: self.rom_file.clone(),
                folder: folder.unwrap_or(Path::new("")).to_owned(),
            },
        })
    }
}

/// The name of a ready-made machine, or a path; help and shells know the names.
#[derive(Clone)]
struct Machines;

impl TypedValueParser for Machines {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = READY
            .iter()
            .map(|ready| PossibleValue::new(ready.name).help(ready.about()));
        Some(Box::new(values))
    }
}
