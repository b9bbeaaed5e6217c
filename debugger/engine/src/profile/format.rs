//! The formats in which a profile is written for other programs.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::Profile;
use crate::debugger::Debugger;
use crate::files::Unwritten;
use crate::files::replace::replace;

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileFormat {
    /// Callgrind's, for KCachegrind and callgrind_annotate.
    Callgrind,
    /// A stack a line, for flame graphs and speedscope.
    Folded,
    /// pprof's, for `go tool pprof` and its likes.
    Pprof,
}

impl ProfileFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Callgrind, Self::Folded, Self::Pprof];

    /// Its name on command lines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Callgrind => "callgrind",
            Self::Folded => "folded",
            Self::Pprof => "pprof",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's name asks for: callgrind's, unless it says otherwise.
    pub fn of_file(path: &Path) -> Self {
        let extension = path
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("folded" | "collapsed" | "stacks" | "txt") => Self::Folded,
            Some("pprof" | "pb") => Self::Pprof,
            _ => Self::Callgrind,
        }
    }
}

impl Profile {
    /// The file's content.
    pub fn written(&self, format: ProfileFormat, debugger: &mut Debugger) -> Vec<u8> {
        match format {
            ProfileFormat::Callgrind => self.callgrind(debugger).into_bytes(),
            ProfileFormat::Folded => self.folded().into_bytes(),
            ProfileFormat::Pprof => self.pprof(debugger),
        }
    }

    /// Writes it into a file, in place of what was there.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(
        &self,
        path: &Path,
        format: ProfileFormat,
        debugger: &mut Debugger,
    ) -> Result<(), Unwritten> {
        let interrupt: Arc<AtomicBool> = Arc::clone(&debugger.interrupt);
        let content = self.written(format, debugger);
        replace(path, &content, &interrupt)
    }
}
