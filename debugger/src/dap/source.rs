//! Files of source: as the client names them, and as the debug file does.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use super::requests::{Handled, told};
use super::state::State;
use super::wire::{Failure, Request};
use jumppad_engine::files::read::read;
use jumppad_engine::program::source::Line;
use jumppad_language::session::Session;

/// The most that is read of a source file.
const LONGEST: u64 = 16 << 20;

/// A file as a client names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Source {
    name: Option<String>,
    path: Option<PathBuf>,
    source_reference: i64,
}

impl Source {
    /// Its path, or its name where that is all there is.
    pub(super) fn path(&self) -> PathBuf {
        let name = || self.name.clone().unwrap_or_default().into();
        self.path.clone().unwrap_or_else(name)
    }

    /// Which file of the program it is.
    pub(super) fn file(&self, session: &mut Session<'_>) -> Result<usize, Failure> {
        let count = session.debugger.source.table().files.len();
        if let Some(file) = usize::try_from(self.source_reference)
            .ok()
            .and_then(|n| n.checked_sub(1))
            && file < count
        {
            return Ok(file);
        }
        let wanted = self.path();
        if count == 0 {
            return Err(Failure::new(
                "no lines are known: a debug file beside the program tells them (ld65 --dbgfile, a listing, DWARF)",
            ));
        }
        let whole = wanted.canonicalize().ok();
        let is_it = |file: usize, session: &mut Session<'_>| {
            let found = found(session, file).ok();
            found.is_some() && found == whole
        };
        if let Some(file) = (0..count).find(|&file| is_it(file, session)) {
            return Ok(file);
        }
        // Built elsewhere: the longest end of the path that only one file has.
        let names = |session: &Session<'_>, file| PathBuf::from(session.debugger.source.name(file));
        let parts = wanted.components().count();
        for kept in (1..=parts).rev() {
            let end: PathBuf = wanted.components().skip(parts - kept).collect();
            let found: Vec<usize> = (0..count)
                .filter(|&file| names(session, file).ends_with(&end))
                .collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok(*one),
                _ => break,
            }
        }
        let name = wanted.display();
        Err(Failure::new(format!("the program has no line of {name}")))
    }
}

/// A file of the program as the client gets it.
pub(super) fn source_of(session: &mut Session<'_>, file: usize) -> Value {
    let name = session.debugger.source.short_name(file).to_owned();
    match session.debugger.source.found(file) {
        Ok(path) => {
            let path = Path::new(&path)
                .canonicalize()
                .unwrap_or_else(|_| path.into());
            json!({ "name": name, "path": path })
        }
        Err(_) => json!({
            "name": name,
            "path": session.debugger.source.name(file),
            "presentationHint": "deemphasize",
            "origin": "its text was not found",
        }),
    }
}

/// The whole path of a file. That it was not found is told in the answer, and nowhere else.
fn found(session: &mut Session<'_>, file: usize) -> Result<PathBuf, String> {
    let found = session.debugger.source.found(file);
    session.debugger.source.take_notes();
    found.map(|path| {
        Path::new(&path)
            .canonicalize()
            .unwrap_or_else(|_| path.into())
    })
}

impl State {
    pub(super) fn loaded_sources(&mut self, session: &mut Session<'_>) -> Handled {
        let files = 0..session.debugger.source.table().files.len();
        let with_code = files.filter(|&file| session.debugger.source.table().count(file) > 0);
        let with_code: Vec<usize> = with_code.collect();
        let sources = with_code.into_iter().map(|file| source_of(session, file));
        let sources: Vec<Value> = sources.collect();
        told(json!({ "sources": sources }))
    }

    /// The text of a file, for a client that cannot read it itself.
    pub(super) fn source(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            #[serde(default)]
            source: Source,
            #[serde(default)]
            source_reference: i64,
        }
        let Arguments {
            mut source,
            source_reference,
        } = request.arguments()?;
        if source.source_reference == 0 {
            source.source_reference = source_reference;
        }
        let file = source.file(session)?;
        let path = session.debugger.source.found(file).map_err(Failure::new)?;
        let bytes = read(Path::new(&path), LONGEST, &session.debugger.interrupt);
        let bytes = bytes.map_err(|error| Failure::new(format!("{path}: {error}")))?;
        told(json!({ "content": String::from_utf8_lossy(&bytes) }))
    }

    pub(super) fn breakpoint_locations(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            source: Source,
            line: u32,
            end_line: Option<u32>,
        }
        let wanted: Arguments = request.arguments()?;
        let Ok(file) = wanted.source.file(session) else {
            return told(json!({ "breakpoints": [] }));
        };
        let first = self.client.line_meant(wanted.line);
        let last = wanted
            .end_line
            .map_or(first, |line| self.client.line_meant(line));
        let table = session.debugger.source.table();
        let lines = table
            .with_code(file)
            .filter(|line| (first..=last).contains(line));
        let is_code = |number: &u32| {
            let line = Line {
                file,
                number: *number,
            };
            table
                .bytes(line)
                .is_some_and(|bytes| !bytes.entries.is_empty())
        };
        let places = lines
            .filter(is_code)
            .map(|line| json!({ "line": self.client.line(line) }));
        let places: Vec<Value> = places.collect();
        told(json!({ "breakpoints": places }))
    }
}
