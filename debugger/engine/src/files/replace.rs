//! A file written as a whole: beside the old one, then put in its place.
//!
//! Invariant: whatever fails, the old file stays as it was, and no half of a new one is left. Devices and pipes hold
//! nothing to keep; they are written to as they are.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::files::{Unwritten, interruptible};

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

/// The same where there is a file, `old`, already.
fn over(path: &Path, old: &Metadata, content: &[u8]) -> io::Result<()> {
    // Renaming asks nobody whether the old file may be written to.
    OpenOptions::new().write(true).open(path)?;
    beside(&path.canonicalize()?, Some(old), content)
}

fn beside(path: &Path, old: Option<&Metadata>, content: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".jumppad-")
        .make_in(folder, |name| File::create_new(name))
        .map_err(no_room)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file_mut().write_all(content)?;
    // Some disks say only now that they are full.
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// The same error without the name of a file that nobody asked for.
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
