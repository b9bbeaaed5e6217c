//! Why a line of source has no place.

use std::fmt;

use crate::names::closest;

/// How many addresses, or files, of one name are told.
const MOST_TOLD: usize = 6;

/// A line, or its file, is not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceError {
    /// No lines of source are known.
    NoLines,
    /// No file of the source is shown, and none is named.
    NoCurrentFile,
    /// No file of the source has the name.
    NoSuchFile {
        /// The name of a file, as it was written.
        typed: String,
        /// The file that may have been meant.
        meant: Option<String>,
    },
    /// Several files of the source end so.
    SeveralFiles {
        /// The name of a file, as it was written.
        typed: String,
        /// The names that end so.
        files: Vec<String>,
    },
    /// No function of the name is in the file.
    NoFunction {
        /// The name of the file, as it is shown.
        file: String,
        /// The name of the function, as it was written.
        name: String,
        /// Functions of the file, by their names.
        functions: Vec<String>,
    },
    /// There is no code at a line, nor behind it.
    NoCode {
        /// The name of the file, as it is shown.
        file: String,
        /// The number of the line, from 1.
        line: u32,
        /// The last line with code before it.
        last: Option<u32>,
    },
}

impl std::error::Error for PlaceError {}

impl PlaceError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::NoLines => {
                "`symbols FILE` reads a debug file: build with -g, link with ld65 --dbgfile FILE"
                    .to_owned()
            }
            Self::NoCurrentFile => "write FILE:LINE".to_owned(),
            Self::NoSuchFile { meant, .. } => match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`info source` lists the files".to_owned(),
            },
            Self::SeveralFiles { files, .. } => {
                format!("one of: {}", listed(files.iter().cloned()))
            }
            Self::NoFunction {
                name, functions, ..
            } => match closest(name, functions.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None if functions.is_empty() => {
                    "`info symbols` lists the names that are known".to_owned()
                }
                None => format!("it has {}", listed(functions.iter().cloned())),
            },
            Self::NoCode { file, last, .. } => match last {
                Some(last) => format!("the last line with code is {file}:{last}"),
                None => "`info source` lists the files with code".to_owned(),
            },
        }
    }
}

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLines => f.write_str("no source lines are known"),
            Self::NoCurrentFile => f.write_str("there is no current file"),
            Self::NoSuchFile { typed, .. } => write!(f, "there is no source file `{typed}`"),
            Self::SeveralFiles { typed, .. } => {
                write!(f, "`{typed}` is the end of several names")
            }
            Self::NoFunction { file, name, .. } => write!(f, "{file} has no function `{name}`"),
            Self::NoCode { file, line, .. } => {
                write!(f, "{file} has no code at line {line} or behind it")
            }
        }
    }
}

/// The first of them, in a sentence.
pub fn listed(mut all: impl Iterator<Item = String>) -> String {
    let mut told: Vec<String> = all.by_ref().take(MOST_TOLD).collect();
    if all.next().is_some() {
        told.push("...".to_owned());
    }
    told.join(", ")
}
