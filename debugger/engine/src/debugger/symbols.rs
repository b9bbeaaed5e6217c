//! Files of symbols, and the one beside a program, which is found by its name and loaded with the program.
//!
//! Invariants: a file that cannot be read, or has a bad line, changes nothing; it is data, so it needs no permission; one that cannot be read is told and never stands in the
//! program's way; it goes when another program is loaded, what the user loaded himself stays.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Debugger;
use super::event::Event;
use crate::error::{BadLine, Error};
use crate::files::{read::read, text::decoded};
use crate::program::elf::{self, Elf};
use crate::program::load::Format;
use crate::program::source::imports;
use crate::program::symbols::{
    Kind, Loaded, MAX_FILE, Origin, Reading, Source, Symbol, SymbolFailure, SymbolReason,
    known_elsewhere,
};
use crate::settings::Switch;

/// The extensions it may have, best first.
const EXTENSIONS: &[&str] = &["dbg", "elf", "lbl", "labels", "sym", "vs", "lab"];

/// The extensions that a listing beside a program may have: it brings lines where nothing else does.
const LISTINGS: &[&str] = &["lst", "rep"];

/// The tools of one build write their files within such a time, and so do those that unpack them.
const SAME_BUILD: Duration = Duration::from_secs(60);

/// A label file that could not be read.
#[derive(Debug)]
pub struct Unloaded {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub error: Error,
}

/// Loads the files of symbols that the machine's file names; those of a ready-made one are in `folder`.
///
/// # Errors
/// One cannot be read.
pub fn load_of_machine(debugger: &mut Debugger, folder: &Path) -> Result<(), Error> {
    let Some(built) = &debugger.board else {
        return Ok(());
    };
    let files = built.board.description.symbols.iter();
    let paths: Vec<PathBuf> = files
        .map(|file| built.board.place_of(file, folder))
        .collect();
    for path in paths {
        load(debugger, &path, false)?;
    }
    Ok(())
}

/// Loads the first label file there is beside `program`, in place of that of the program before.
pub fn load_beside(debugger: &mut Debugger, program: &Path) {
    let before = files_of_program(debugger);
    debugger.symbols.forget(|source| source.is_of_program);
    debugger.source.forget_program();
    if debugger.settings.auto_symbols == Switch::On {
        find_beside(debugger, program);
    }
    tell_gone(debugger, before);
}

fn find_beside(debugger: &mut Debugger, program: &Path) {
    load_first(debugger, program, beside(program));
    if debugger.source.table().is_empty() {
        let listings = LISTINGS.iter().map(|end| program.with_extension(end));
        // Files of other kinds have these extensions, too.
        let listings = listings.filter(|path| path != program && is_listing(debugger, path));
        load_first(
            debugger,
            program,
            listings.collect::<Vec<PathBuf>>().into_iter(),
        );
    }
}

/// The files that names of the program came from, each once.
fn files_of_program(debugger: &Debugger) -> Vec<String> {
    let mut files = Vec::new();
    for entry in debugger.symbols.iter() {
        if let Origin::File(source) = &*entry.origin
            && source.is_of_program
            && !files.contains(&source.name)
        {
            files.push(source.name.clone());
        }
    }
    files
}

/// Says of those files `before` that are not loaded again that their names have gone: other monitors keep them.
fn tell_gone(debugger: &mut Debugger, before: Vec<String>) {
    let now = files_of_program(debugger);
    let gone = before.into_iter().filter(|file| !now.contains(file));
    for file in gone.collect::<Vec<String>>() {
        debugger.happened(Event::Note(format!(
            "{file}: its names went with the program before; `symbols {file}` loads them again"
        )));
    }
}

/// Says of a file of names that it is older than its program, whose names it may not be.
fn tell_age(debugger: &mut Debugger, names: &Path, program: &Path) {
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    let is_old = changed(names)
        .zip(changed(program))
        .and_then(|(names, program)| program.duration_since(names).ok())
        .is_some_and(|by| by > SAME_BUILD);
    if is_old {
        let (names, program) = (names.display(), program.display());
        debugger.happened(Event::Note(format!(
            "{names} is older than {program}: its names may be those of another build"
        )));
    }
}

/// Loads the first of `paths` that can be read; the others before it are told.
fn load_first(debugger: &mut Debugger, program: &Path, paths: impl Iterator<Item = PathBuf>) {
    for path in paths.filter(|path| path.is_file()) {
        match load(debugger, &path, true) {
            Ok(loaded) => {
                debugger.happened(Event::SymbolsLoaded(loaded));
                tell_age(debugger, &path, program);
                return;
            }
            Err(error) => {
                debugger.happened(Event::SymbolsFailed(Unloaded { path, error }));
            }
        }
    }
}

/// Where the names of `program` may be: in itself, in `NAME.prg.elf`, which llvm-mos links beside `NAME.prg`, in a file
/// with another extension.
fn beside(program: &Path) -> impl Iterator<Item = PathBuf> {
    let own = (Format::of_file(program) == Format::Elf).then(|| program.to_owned());
    let mut linked = program.as_os_str().to_owned();
    linked.push(".elf");
    let named = EXTENSIONS
        .iter()
        .map(|extension| program.with_extension(extension))
        .filter(move |path| path != program);
    own.into_iter().chain([PathBuf::from(linked)]).chain(named)
}

/// Whether the file at `path` is a listing that can be read.
fn is_listing(debugger: &Debugger, path: &Path) -> bool {
    let bytes = path
        .is_file()
        .then(|| read(path, MAX_FILE, &debugger.interrupt));
    let bytes = bytes.and_then(Result::ok);
    bytes.is_some_and(|bytes| Kind::of_listing(&decoded(&bytes)).is_some())
}

/// Reads `path` and puts its symbols into the table, in place of what the same file said before.
///
/// # Errors
/// The file is missing, unreadable, too large, of no known kind, or has a bad line.
pub fn load(debugger: &mut Debugger, path: &Path, is_of_program: bool) -> Result<Loaded, Error> {
    let fail = |reason| SymbolFailure {
        path: path.to_owned(),
        reason,
    };
    let most = match Format::of_file(path) {
        Format::Elf => elf::MAX_FILE,
        _ => MAX_FILE,
    };
    let bytes = read(path, most, &debugger.interrupt).map_err(|error| fail(error.into()))?;
    let (kind, reading) = match bytes.starts_with(elf::MAGIC) {
        true => {
            let elf = Elf::parse(&bytes).map_err(|fault| fail(fault.into()))?;
            let reading = debugger.source.read_elf(&elf, path, is_of_program);
            (Kind::Elf, reading)
        }
        false => read_text(debugger, &decoded(&bytes), path, is_of_program)?,
    };
    let Reading {
        mut symbols,
        left_out,
        other,
        breaks,
        imports,
        lines,
    } = reading;
    let source = Source {
        // The same file by another name is the same file.
        path: path.canonicalize().unwrap_or_else(|_| path.to_owned()),
        name: path.display().to_string(),
        is_of_program,
    };
    let foreign = imports::symbols(&imports, &debugger.machine);
    let known: HashSet<&str> = symbols.iter().map(|old| old.name.as_str()).collect();
    let is_new = |new: &Symbol| !known.contains(new.name.as_str());
    let foreign: Vec<Symbol> = foreign.into_iter().filter(is_new).collect();
    symbols.extend(foreign);
    let filled = debugger.symbols.fill(source, symbols);
    Ok(Loaded {
        file: path.display().to_string(),
        kind,
        symbols: filled.added,
        known: filled.known,
        left_out,
        kept: filled.kept,
        other,
        lines,
        breaks,
    })
}

/// What the file at `path` brings, whose text is given.
fn read_text(
    debugger: &mut Debugger,
    text: &str,
    path: &Path,
    is_of_program: bool,
) -> Result<(Kind, Reading), Error> {
    let kind = Kind::told(text).ok_or_else(|| SymbolFailure {
        path: path.to_owned(),
        reason: SymbolReason::Unknown(known_elsewhere(text)),
    })?;
    let reading = match kind.reader() {
        Some(reader) => reader(text),
        // Debug information is more than symbols.
        None => {
            let placing = debugger.placing();
            debugger
                .source
                .read(kind, text, path, is_of_program, &placing)
        }
    };
    let reading = reading.map_err(|fault| {
        Error::BadLine(Box::new(BadLine {
            name: path.display().to_string(),
            line: fault.line,
            text: text.lines().nth(fault.line - 1).unwrap_or("").to_owned(),
            error: fault.error,
        }))
    })?;
    Ok((kind, reading))
}
