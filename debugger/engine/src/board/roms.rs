//! What is in a machine's ROMs: the user's file, the one that the machine's file names, or the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{Board, Fault, Origin, RomSpace, StorageSpace};
use crate::error::Error;
use crate::files::read::read;
use crate::program::load::{Format, Placement, Segment};

/// The largest file of which a part may be in a ROM, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// The files for ROMs that the user gave, and where those that the machine names may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RomFiles {
    /// Each with the name of the ROM; without one it is for the next that has none.
    pub given: Vec<(Option<String>, PathBuf)>,
    /// Where the files of ready-made machines are looked for.
    pub folder: PathBuf,
}

impl RomFiles {
    /// `NAME=FILE` or `FILE`; a file of that very name comes first.
    pub fn parse(text: &str) -> (Option<String>, PathBuf) {
        match text.split_once('=') {
            Some((name, file)) if !Path::new(text).exists() => {
                (Some(name.to_owned()), PathBuf::from(file))
            }
            _ => (None, PathBuf::from(text)),
        }
    }
}

/// What became of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is in a ROM.
    AsRom,
    /// It is still to be loaded.
    No,
}

/// What is in the ROMs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The bytes, mirrors too.
    pub segments: Vec<Segment>,
    /// Of each ROM that has something in it, by its place in the list of the board: the file.
    pub files: Vec<(usize, PathBuf)>,
    /// The ROMs that have nothing in them, by their places.
    pub empty: Vec<usize>,
    /// What is in the storages, in the order of the board.
    pub storages: Vec<Stored>,
}

/// What is in a storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where they came from, if it is a ROM.
    pub file: Option<PathBuf>,
}

/// The files that the user gave, sorted out.
struct Given<'b> {
    /// Of each ROM.
    roms: Vec<Option<PathBuf>>,
    /// Of each storage.
    storages: Vec<Option<PathBuf>>,
    /// Files that the machine names, and what is in their place: who gives one for a ROM means all that is made of it.
    instead: Vec<(&'b Path, PathBuf)>,
}

impl Given<'_> {
    /// The file in place of one that the machine names.
    fn instead_of(&self, file: &Path) -> Option<PathBuf> {
        let mut instead = self.instead.iter();
        let found = instead.find(|(named, _)| *named == file);
        found.map(|(_, path)| path.clone())
    }
}

impl Board {
    /// Reads what is in the ROMs.
    ///
    /// # Errors
    /// A file is missing, does not fit, or is for a ROM that there is not.
    pub fn contents(
        &self,
        files: &RomFiles,
        interrupt: &Arc<AtomicBool>,
    ) -> Result<Contents, Error> {
        let mut given = self.given(files)?;
        let mut contents = Contents::default();
        for (at, rom) in self.roms.iter().enumerate() {
            let own = |file: &PathBuf| {
                let instead = given.instead_of(file);
                instead.unwrap_or_else(|| self.place_of(file, &files.folder))
            };
            let own = rom.file.as_ref().map(own);
            let Some(path) = given.roms[at].take().or(own) else {
                contents.empty.push(at);
                continue;
            };
            let bytes = self.bytes_of(rom, &path, interrupt)?;
            for range in &rom.ranges {
                let bytes = repeated(&bytes, range.len());
                let start = *range.start();
                contents.segments.push(Segment { start, bytes });
            }
            contents.files.push((at, path));
        }
        for (at, storage) in self.storages.iter().enumerate() {
            let own = |file: &PathBuf| {
                let own = given.storages[at].take();
                let own = own.or_else(|| given.instead_of(file));
                own.unwrap_or_else(|| self.place_of(file, &files.folder))
            };
            let file = storage.file.as_ref().map(own);
            let stored = self.stored(storage, file, interrupt)?;
            contents.storages.push(stored);
        }
        Ok(contents)
    }

    /// Sorts out which file is for what: a ROM, or a storage that is one.
    fn given(&self, files: &RomFiles) -> Result<Given<'_>, Error> {
        let mut given = Given {
            roms: vec![None; self.roms.len()],
            storages: vec![None; self.storages.len()],
            instead: Vec::new(),
        };
        for (name, path) in &files.given {
            let rom = self.roms.iter().enumerate().find(|(at, rom)| match name {
                Some(name) => rom.name.eq_ignore_ascii_case(name),
                None => given.roms[*at].is_none(),
            });
            let mut storages = self.storages.iter().enumerate();
            let storage = storages.find(|(_, storage)| {
                let is_called = |name: &String| storage.name.eq_ignore_ascii_case(name);
                storage.file.is_some() && name.as_ref().is_some_and(is_called)
            });
            let (place, named) = match (rom, storage) {
                (Some((at, rom)), _) => (&mut given.roms[at], &rom.file),
                (None, Some((at, storage))) => (&mut given.storages[at], &storage.file),
                (None, None) => return Err(self.no_such_rom(name.as_deref(), path)),
            };
            *place = Some(path.clone());
            if let Some(named) = named {
                given.instead.push((named, path.clone()));
            }
        }
        Ok(given)
    }

    /// What is in a storage: its file, or zeros.
    fn stored(
        &self,
        storage: &StorageSpace,
        file: Option<PathBuf>,
        interrupt: &Arc<AtomicBool>,
    ) -> Result<Stored, Error> {
        let fault = |text: String| Fault::new(&storage.span, text);
        let mut bytes = match &file {
            None => Vec::new(),
            Some(path) => read(path, MAX_FILE, interrupt).map_err(|error| {
                let fault = fault(format!("cannot read {}: {error}", path.display()));
                let advice = format!("`--rom-file {}=FILE` says where it is", storage.name);
                self.at_fault(fault.advise(advice))
            })?,
        };
        if let Some(size) = storage.size {
            let size = size as usize;
            if bytes.len() > size {
                let text = format!("its file has {} bytes, more than {size}", bytes.len());
                return Err(self.at_fault(fault(text).advise("say a larger `size`, or none")));
            }
            bytes.resize(size, 0);
        }
        Ok(Stored { bytes, file })
    }

    /// Takes the program at `path` for what is in a ROM: where it does not say an address, and one is missing.
    pub fn take_program(&self, files: &mut RomFiles, path: &Path, placement: Placement) -> Taken {
        let format = placement.format.unwrap_or_else(|| Format::of_file(path));
        if format != Format::Raw || placement.load.is_some() {
            return Taken::No;
        }
        let is_given = |rom: &RomSpace| {
            let name = Some(rom.name.as_str());
            files
                .given
                .iter()
                .any(|(given, _)| given.as_deref() == name)
        };
        let is_there = |rom: &RomSpace| {
            let file = rom.file.as_ref();
            file.is_some_and(|file| self.place_of(file, &files.folder).exists())
        };
        // Files without a name take those before.
        let nameless = files
            .given
            .iter()
            .filter(|(name, _)| name.is_none())
            .count();
        let mut missing = self
            .roms
            .iter()
            .filter(|rom| !is_given(rom) && !is_there(rom));
        // The only ROM there is takes it in place of what its file names.
        let only = self
            .roms
            .first()
            .filter(|rom| self.roms.len() == 1 && !is_given(rom));
        let only = only.filter(|_| nameless == 0);
        let Some(rom) = missing.nth(nameless).or(only) else {
            return Taken::No;
        };
        files.given.push((Some(rom.name.clone()), path.to_owned()));
        Taken::AsRom
    }

    /// Where a file is that the machine's file names.
    pub(crate) fn place_of(&self, file: &Path, folder: &Path) -> PathBuf {
        let folder = match &self.origin {
            Origin::Ready(_) => folder,
            Origin::File { path, .. } => path.parent().unwrap_or(Path::new("")),
        };
        folder.join(file)
    }

    /// What of the file at `path` is in `rom`.
    fn bytes_of(
        &self,
        rom: &RomSpace,
        path: &Path,
        interrupt: &Arc<AtomicBool>,
    ) -> Result<Vec<u8>, Error> {
        let fault = |text: String| Fault::new(&rom.span, text);
        let bytes = read(path, MAX_FILE, interrupt).map_err(|error| {
            let fault = fault(format!("cannot read {}: {error}", path.display()));
            let or = format!("`--rom-file {}=FILE` says where it is", rom.name);
            self.at_fault(fault.advise(match &rom.get {
                Some(get) => format!("{get}; {or}"),
                None => or,
            }))
        })?;
        let offset = rom.offset as usize;
        let size = rom.ranges[0].len();
        let length = match rom.length {
            Some(length) => length as usize,
            None => bytes.len().saturating_sub(offset),
        };
        let Some(part) = bytes
            .get(offset..offset + length)
            .filter(|part| !part.is_empty())
        else {
            let text = format!(
                "{} has {} bytes, and {} from {offset} on are wanted",
                path.display(),
                bytes.len(),
                length.max(1)
            );
            return Err(self.at_fault(fault(text).advise("choose another `offset` or `length`")));
        };
        if part.len() > size || !size.is_multiple_of(part.len()) {
            let text = format!(
                "{} does not fit: {} bytes for a ROM of {size}",
                path.display(),
                part.len()
            );
            let advice = "it has to fill the ROM, once or several times; `offset` and `length` take a part of a file";
            return Err(self.at_fault(fault(text).advise(advice)));
        }
        Ok(part.to_vec())
    }

    fn no_such_rom(&self, name: Option<&str>, path: &Path) -> Error {
        let storages = self
            .storages
            .iter()
            .filter(|storage| storage.file.is_some());
        let roms = self.roms.iter().map(|rom| rom.name.as_str());
        let names: Vec<&str> = roms
            .chain(storages.map(|storage| storage.name.as_str()))
            .collect();
        let text = match name {
            Some(name) => format!("{} has no ROM `{name}`", self.name()),
            None => format!("{} has no ROM for {}", self.name(), path.display()),
        };
        Error::NoRom {
            text,
            names: names.join(", "),
        }
    }

    /// The ROMs that `contents` leaves empty, as an error.
    ///
    /// # Errors
    /// There are such.
    pub fn full(&self, contents: &Contents) -> Result<(), Error> {
        let Some(&at) = contents.empty.first() else {
            return Ok(());
        };
        let rom = &self.roms[at];
        let (start, end) = (rom.ranges[0].start(), rom.ranges[0].end());
        let text = format!(
            "nothing is in the ROM {} at ${start:04X}-${end:04X}",
            rom.name
        );
        let or = format!("`--rom-file {}=FILE`, or a program, goes there", rom.name);
        Err(
            self.at_fault(Fault::new(&rom.span, text).advise(match &rom.get {
                Some(get) => format!("{get}; {or}"),
                None => or,
            })),
        )
    }
}

fn repeated(bytes: &[u8], size: usize) -> Vec<u8> {
    bytes.iter().copied().cycle().take(size).collect()
}
