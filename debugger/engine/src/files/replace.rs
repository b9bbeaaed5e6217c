//! A file written as a whole: beside the old one, then put in its place.
//!
//! Invariant: whatever fails, the old file stays as it was, and no half of a new one is left. Devices and pipes hold
//! nothing to keep; they are written to as they are.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tempfile::NamedTempFile;

use crate::files::{Unwritten, interruptible, interruptible::Interruptible};

/// Makes `content` what the file at `path` holds. Links are followed, permissions stay.
///
/// # Errors
/// The file cannot be written, or Ctrl-C came while nobody read a pipe; the message says why.
pub fn replace(path: &Path, content: &[u8], interrupt: &Arc<AtomicBool>) -> Result<(), Unwritten> {
    let written = match path.metadata() {
        Ok(old) if old.is_file() => over(path, &old, content),
        // A link that leads nowhere stays, and gets its file there.
        Err(_) if !path.is_symlink() => beside(path, None, content),
        _ => interruptible::write(path, content, interrupt),
    };
    written.map_err(|source| Unwritten {
        path: path.to_owned(),
        source,
    })
}

/// Writes `content` to `path`, where there is a file, `old`, already.
fn over(path: &Path, old: &Metadata, content: &[u8]) -> io::Result<()> {
    beside(&checked(path)?, Some(old), content)
}

/// The place of a file that may be written to, which renaming asks nobody.
fn checked(path: &Path) -> io::Result<PathBuf> {
    OpenOptions::new().write(true).open(path)?;
    path.canonicalize()
}

/// A file that is written bit by bit, and takes its place when it is whole.
///
/// Invariant: dropped before, it leaves nothing, unless it is a device or a pipe.
pub struct Replacing {
    path: PathBuf,
    way: Way,
}

enum Way {
    Beside { file: NamedTempFile, place: PathBuf },
    Straight(Interruptible),
}

impl Replacing {
    /// Begins the file at `path`; a pipe once somebody reads it.
    ///
    /// # Errors
    /// There can be no such file, or Ctrl-C came while nobody read a pipe.
    pub fn open(path: &Path, interrupt: &Arc<AtomicBool>) -> Result<Self, Unwritten> {
        let way = match path.metadata() {
            Ok(old) if old.is_file() => checked(path).and_then(|place| {
                let file = begun(&place, Some(&old))?;
                Ok(Way::Beside { file, place })
            }),
            Err(_) if !path.is_symlink() => begun(path, None).map(|file| Way::Beside {
                file,
                place: path.to_owned(),
            }),
            _ => {
                let mut options = OpenOptions::new();
                options.write(true).create(true).truncate(true);
                Interruptible::open(path, &mut options, interrupt).map(Way::Straight)
            }
        };
        match way {
            Ok(way) => Ok(Self {
                path: path.to_owned(),
                way,
            }),
            Err(source) => Err(Unwritten {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// The rest of it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        match self.way {
            Way::Beside { file, place } => placed(file, &place),
            Way::Straight(_) => Ok(()),
        }
    }

    /// What it will be called.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Write for Replacing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.way {
            Way::Beside { file, .. } => file.as_file_mut().write(bytes),
            Way::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.way {
            Way::Beside { file, .. } => file.as_file_mut().flush(),
            Way::Straight(file) => file.flush(),
        }
    }
}

fn beside(path: &Path, old: Option<&Metadata>, content: &[u8]) -> io::Result<()> {
    let mut file = begun(path, old)?;
    file.as_file_mut().write_all(content)?;
    placed(file, path)
}

/// A new file beside `path`, as the old one there is.
fn begun(path: &Path, old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let file = tempfile::Builder::new()
        .prefix(".jumppad-")
        .make_in(folder, |name| File::create_new(name))
        .map_err(no_room)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

/// Puts a whole file in its place.
fn placed(file: NamedTempFile, path: &Path) -> io::Result<()> {
    // Some disks say only now that they are full.
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// The error of a file beside the one that was asked for, told without its name.
fn no_room(error: io::Error) -> io::Error {
    let kind = error.kind();
    io::Error::new(kind, format!("its folder takes no new file: {kind}"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_and_permissions_stay_and_nothing_is_left_beside() {
        let interrupt = Arc::default();
        let folder = tempfile::tempdir().unwrap();
        let [file, link, dangling, new] =
            ["file", "link", "dangling", "new"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("file", &link).unwrap();
        symlink("new", &dangling).unwrap();
        replace(&link, b"new", &interrupt).unwrap();
        replace(&dangling, b"made", &interrupt).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::read(&new).unwrap(), b"made");
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert!(link.is_symlink() && dangling.is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }

    #[test]
    fn devices_are_written_to_and_folders_are_refused() {
        let interrupt = Arc::default();
        assert!(replace(Path::new("/dev/null"), b"gone", &interrupt).is_ok());
        let full = replace(Path::new("/dev/full"), b"too much", &interrupt).unwrap_err();
        assert!(full.to_string().starts_with("cannot write /dev/full: "));
        let folder = tempfile::tempdir().unwrap();
        assert!(replace(folder.path(), b"", &interrupt).is_err());
    }
}
