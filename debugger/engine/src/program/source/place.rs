//! `FILE:LINE` and `FILE:FUNCTION` as the user writes them: which file, which line, and which addresses that is.

use super::table::{Bytes, Line};
use super::{PlaceError, Source};
use crate::names::closest;
use crate::program::symbols::{Meaning, Symbols};

/// A line that was asked for, or the next one that has code.
#[derive(Clone, Copy, Debug)]
pub struct Place<'s> {
    pub line: Line,
    pub bytes: &'s Bytes,
}

impl Place<'_> {
    /// Where one enters the line; of data, where it begins.
    pub fn start(&self) -> u16 {
        let first = self.bytes.pieces.first().map_or(0, |piece| piece.start);
        self.bytes.entries.first().copied().unwrap_or(first)
    }

    /// The last of the bytes that begin at its start.
    pub fn end(&self) -> u16 {
        let start = self.start();
        self.bytes.piece_at(start).map_or(start, |piece| piece.end)
    }
}

impl Source {
    /// The line `number` of `file`, or of the current file, and where its code is; where it has none, the next line that
    /// has some.
    ///
    /// # Errors
    /// There are no lines, no or several such files, or no code at or behind the line.
    pub fn place(&self, file: Option<&str>, number: u32) -> Result<Place<'_>, PlaceError> {
        let file = match file {
            Some(name) => self.file(name)?,
            None => self.current_file()?,
        };
        self.place_in(Line { file, number })
    }

    /// The line `line`, and where its code is; where it has none, the next line that has some.
    ///
    /// # Errors
    /// There is no code at or behind the line.
    pub fn place_in(&self, line: Line) -> Result<Place<'_>, PlaceError> {
        let Line { file, number } = line;
        let table = self.table();
        // A line of data is what it is, but no place for code to go on.
        let exact = table.bytes(line).map(|_| line);
        match exact.or_else(|| table.next_code(line)) {
            Some(line) => Ok(Place {
                line,
                bytes: table.bytes(line).expect("the table gave this line"),
            }),
            None => Err(PlaceError::NoCode {
                file: self.name(file).to_owned(),
                line: number,
                last: table.code_before(line).map(|last| last.number),
            }),
        }
    }

    /// Where the function `name` of `file` begins. C's name of it will do, and so does the last part of a name with scopes.
    ///
    /// # Errors
    /// There are no lines, no or several such files, or there is no such function.
    pub fn function(&self, file: &str, name: &str, symbols: &Symbols) -> Result<u16, PlaceError> {
        let file = self.file(file)?;
        let functions = self.functions(file, symbols);
        let is_meant = |known: &str| known == name || known.strip_prefix('_') == Some(name);
        let whole = functions.iter().find(|(known, _)| is_meant(known));
        let part = || {
            functions
                .iter()
                .find(|(known, _)| is_meant(last_scope(known)))
        };
        match whole.or_else(part) {
            Some((_, address)) => Ok(*address),
            None => Err(PlaceError::NoFunction {
                file: self.short_name(file).to_owned(),
                name: name.to_owned(),
                functions: self.function_names(file, symbols),
            }),
        }
    }

    /// The functions of a file by their shortest names, C's where it is C.
    pub fn function_names(&self, file: usize, symbols: &Symbols) -> Vec<String> {
        let is_c = self.is_c(file);
        let names = self.functions(file, symbols).into_iter();
        let names = names.filter_map(|(name, _)| match is_c {
            // What else there is are a compiler's labels.
            true => last_scope(name).strip_prefix('_').map(str::to_owned),
            false => Some(name.to_owned()),
        });
        let mut names: Vec<String> = names.collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Names of places where code of lines of a file begins.
    fn functions<'s>(&self, file: usize, symbols: &'s Symbols) -> Vec<(&'s str, u16)> {
        let is_here = |address| {
            self.table().begins(address)
                && self.line_of(address).is_some_and(|line| line.file == file)
        };
        let all = symbols.iter().map(|entry| &entry.symbol);
        let here =
            all.filter(|symbol| symbol.meaning == Meaning::Address && is_here(symbol.address));
        here.map(|symbol| (symbol.name.as_str(), symbol.address))
            .collect()
    }

    /// The file that `typed` names: its whole name, or as much of the end of its path as makes it the only one.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub fn file(&self, typed: &str) -> Result<usize, PlaceError> {
        let table = self.table();
        if table.is_empty() {
            return Err(PlaceError::NoLines);
        }
        let names = || {
            table
                .files
                .iter()
                .map(|file| file.name.as_str())
                .enumerate()
        };
        if let Some((id, _)) = names().find(|(_, name)| *name == typed) {
            return Ok(id);
        }
        let mut found: Vec<usize> = names()
            .filter(|(_, name)| is_end_of(typed, name))
            .map(|(id, _)| id)
            .collect();
        // Headers without code are seldom meant.
        if found.len() > 1 && found.iter().any(|&id| table.count(id) > 0) {
            found.retain(|&id| table.count(id) > 0);
        }
        match found.as_slice() {
            [id] => Ok(*id),
            [] => {
                let ends = names().map(|(_, name)| last_part(name));
                let meant = closest(typed, ends).map(str::to_owned);
                let typed = typed.to_owned();
                Err(PlaceError::NoSuchFile { typed, meant })
            }
            several => {
                let files = several.iter().map(|&id| self.name(id).to_owned());
                let (typed, files) = (typed.to_owned(), files.collect());
                Err(PlaceError::SeveralFiles { typed, files })
            }
        }
    }

    /// The file that `:LINE` and `list LINE` mean.
    ///
    /// # Errors
    /// There is none.
    pub fn current_file(&self) -> Result<usize, PlaceError> {
        let kind = match self.table().is_empty() {
            true => PlaceError::NoLines,
            false => PlaceError::NoCurrentFile,
        };
        self.current.ok_or(kind)
    }
}

/// Whether `end` is `name`, or the last parts of its path.
fn is_end_of(end: &str, name: &str) -> bool {
    let is_part = |before: &str| before.is_empty() || before.ends_with(['/', '\\']);
    name.strip_suffix(end).is_some_and(is_part)
}

/// A symbol's name without its scopes.
fn last_scope(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// The name without its folders.
pub(super) fn last_part(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
