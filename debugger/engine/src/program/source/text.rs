//! The text of source files: found, read once, and shown line by line.
//!
//! Invariants: a file of any size, kind or encoding does no harm; what is missing or has changed is told once.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::dbg;
use crate::files::text::decoded;

/// Bytes of the longest source file that is read.
const MAX_FILE: u64 = 8 << 20;

/// Characters of a line that are shown.
const MAX_LINE: usize = 400;

/// Parts of a path that are tried as the beginning of the name below a folder.
const MAX_PARTS: usize = 16;

/// Source files, as far as they were asked for.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The debug file's own folder.
    beside: PathBuf,
    /// Where the user says that files are.
    folders: Vec<PathBuf>,
    read: HashMap<usize, Result<Text, Missing>>,
    /// What the user has not been told yet.
    notes: Vec<String>,
}

/// A file's text.
#[derive(Debug)]
struct Text {
    path: PathBuf,
    bytes: Vec<u8>,
    /// Where each line begins.
    starts: Vec<usize>,
}

/// Why there is no text.
#[derive(Debug, thiserror::Error)]
pub(super) enum Missing {
    #[error("it was not found; `directory FOLDER` says where it may be")]
    NotFound,
    #[error("{} has more than {MAX_FILE} bytes", .0.display())]
    TooLarge(PathBuf),
    #[error("{}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
}

impl Texts {
    /// For files that a debug file in the folder `beside` names; what the user said before stays.
    pub(super) fn begin(&mut self, beside: &Path) {
        self.beside = beside.to_owned();
        self.read.clear();
        self.notes.clear();
    }

    pub(super) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Looks in `folder`, too; files that were missing are looked for again.
    pub(super) fn add_folder(&mut self, folder: PathBuf) {
        if !self.folders.contains(&folder) {
            self.folders.push(folder);
        }
        self.read.retain(|_, text| text.is_ok());
    }

    /// Line `number`, from 1, of file `id`; none where the file is missing or shorter.
    pub(super) fn line(&mut self, id: usize, file: &dbg::File, number: u32) -> Option<String> {
        self.text(id, file).ok()?.line(number)
    }

    /// How many lines file `id` has.
    ///
    /// # Errors
    /// There is no text.
    pub(super) fn length(&mut self, id: usize, file: &dbg::File) -> Result<u32, &Missing> {
        // A file has fewer lines than bytes.
        self.text(id, file).map(|text| text.starts.len() as u32)
    }

    /// Where file `id` was found.
    pub(super) fn path(&mut self, id: usize, file: &dbg::File) -> Result<&Path, &Missing> {
        self.text(id, file).map(|text| text.path.as_path())
    }

    /// What the user should be told now.
    pub(super) fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    fn text(&mut self, id: usize, file: &dbg::File) -> Result<&Text, &Missing> {
        if !self.read.contains_key(&id) {
            let found = self
                .find(&file.name)
                .ok_or(Missing::NotFound)
                .and_then(read);
            match &found {
                Ok(text) => self
                    .notes
                    .extend(changed(file, &text.path, text.bytes.len())),
                Err(missing) => self.notes.push(format!("{}: {missing}", file.name)),
            }
            self.read.insert(id, found);
        }
        self.read[&id].as_ref()
    }

    /// All of the file called `name`, where it is there and can be read.
    pub(super) fn whole(&self, name: &str) -> Option<String> {
        let text = read(self.find(name)?).ok()?;
        Some(decoded(&text.bytes).into_owned())
    }

    /// Where the file called `name` is.
    pub(super) fn place(&self, name: &str) -> Option<PathBuf> {
        self.find(name)
    }

    /// Whether there is a file called `name`.
    pub(super) fn exists(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The file called `name`: beside the debug file, in the current folder, in those that the user named; first with
    /// its whole path, then with ever less of it.
    fn find(&self, name: &str) -> Option<PathBuf> {
        // A debug file from another system may have its separators.
        let name = name.replace('\\', "/");
        let path = Path::new(&name);
        if path.is_absolute() && path.is_file() {
            return Some(path.to_owned());
        }
        let parts: Vec<Component<'_>> = path
            .components()
            .filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir))
            .collect();
        let here = PathBuf::new();
        let folders = || [&self.beside, &here].into_iter().chain(&self.folders);
        (parts.len().saturating_sub(MAX_PARTS)..parts.len()).find_map(|from| {
            let end: PathBuf = parts[from..].iter().collect();
            folders()
                .map(|folder| folder.join(&end))
                .find(|path| path.is_file())
        })
    }
}

fn read(path: PathBuf) -> Result<Text, Missing> {
    let mut bytes = Vec::new();
    let taken = File::open(&path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes));
    if let Err(source) = taken {
        return Err(Missing::Unreadable { path, source });
    }
    if bytes.len() as u64 > MAX_FILE {
        return Err(Missing::TooLarge(path));
    }
    let ends = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n');
    let starts = [0].into_iter().chain(ends.map(|(at, _)| at + 1));
    // What follows the last line end is a line only when there is something.
    let starts = starts.filter(|&start| start < bytes.len()).collect();
    Ok(Text {
        path,
        starts,
        bytes,
    })
}

/// What there is to say when the file at `path` is not the one that was translated.
fn changed(file: &dbg::File, path: &Path, size: usize) -> Option<String> {
    let time = || {
        let changed = fs::metadata(path).ok()?.modified().ok()?;
        Some(changed.duration_since(UNIX_EPOCH).ok()?.as_secs())
    };
    // Some file systems keep two seconds as one.
    let is_newer = file.time != 0 && time().is_some_and(|time| time > u64::from(file.time) + 2);
    let has_size = file.size != 0 && size as u64 != u64::from(file.size);
    (has_size || is_newer).then(|| {
        format!(
            "{} is not as it was when it was translated: lines may not fit",
            path.display()
        )
    })
}

impl Text {
    fn line(&self, number: u32) -> Option<String> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        let start = *self.starts.get(at)?;
        let end = self
            .starts
            .get(at + 1)
            .map_or(self.bytes.len(), |&next| next);
        let text = decoded(&self.bytes[start..end]);
        let text = text.trim_end_matches(['\n', '\r']);
        Some(text.chars().take(MAX_LINE).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, size: u32) -> dbg::File {
        dbg::File {
            name: name.to_owned(),
            size,
            time: 0,
            is_of_library: false,
        }
    }

    #[test]
    fn lines_of_any_bytes() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.s"), b"one\r\n\x1B[2J\xE9\n\n\tlast").unwrap();
        let mut texts = Texts::default();
        texts.begin(folder.path());
        let file = file("a.s", 0);
        let mut line = |number| texts.line(0, &file, number);
        assert_eq!(line(1).as_deref(), Some("one"));
        assert_eq!(line(2).as_deref(), Some("\x1B[2J\u{FFFD}"));
        assert_eq!(line(3).as_deref(), Some(""));
        assert_eq!(line(4).as_deref(), Some("\tlast"));
        assert_eq!((line(0), line(5), line(u32::MAX)), (None, None, None));
        assert_eq!(texts.length(0, &file).unwrap(), 4);
        assert!(texts.take_notes().is_empty());
    }

    #[test]
    fn files_are_looked_for_by_ever_less_of_their_path() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("lib")).unwrap();
        fs::write(folder.path().join("lib/a.s"), "in lib").unwrap();
        fs::write(folder.path().join("a.s"), "beside").unwrap();
        let mut texts = Texts::default();
        texts.begin(folder.path());
        let mut first = |id, name| texts.line(id, &file(name, 0), 1);
        assert_eq!(first(0, "/no/such/lib/a.s").as_deref(), Some("in lib"));
        assert_eq!(first(1, "C:\\work\\lib\\a.s").as_deref(), Some("in lib"));
        assert_eq!(first(2, "/other/a.s").as_deref(), Some("beside"));
        assert_eq!(first(3, "b.s"), None);
        assert_eq!(first(3, "b.s"), None);
        assert_eq!(texts.take_notes().len(), 1, "it is told once");
        fs::create_dir(folder.path().join("more")).unwrap();
        fs::write(folder.path().join("more/b.s"), "found").unwrap();
        texts.add_folder(folder.path().join("more"));
        assert_eq!(texts.line(3, &file("b.s", 0), 1).as_deref(), Some("found"));
    }

    #[test]
    fn a_file_that_has_changed_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.s"), "text").unwrap();
        let mut texts = Texts::default();
        texts.begin(folder.path());
        texts.line(0, &file("a.s", 4), 1);
        assert!(texts.take_notes().is_empty());
        texts.begin(folder.path());
        texts.line(0, &file("a.s", 5), 1);
        texts.line(0, &file("a.s", 5), 1);
        assert_eq!(texts.take_notes().len(), 1);
        texts.begin(folder.path());
        let old = dbg::File {
            time: 1,
            ..file("a.s", 4)
        };
        texts.line(0, &old, 1);
        assert!(texts.take_notes()[0].contains("not as it was"));
    }
}
