//! The guest's open files, all of them below one folder of the host.
//!
//! Invariants: a path is resolved by `cap-std`, which leaves the folder neither by `..`, nor by an absolute path, nor by
//! a link; only regular files are opened, so nothing blocks and no device is touched; the number of open files and the
//! size of each are bounded.
//!
//! Left out: paths that are not UTF-8, and folders, which sim65 opens but cannot read.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};

use super::streams::Stream;

/// Files that the guest can have open at once.
const MOST_FILES: usize = 16;
/// Bytes of the longest file that the guest can write.
const LONGEST_FILE: u64 = 64 << 20;

/// Which files the guest reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Nothing,
    Below(PathBuf),
}

/// What a descriptor of the guest stands for.
pub(super) enum Descriptor {
    Stream(Stream),
    File(OpenFile),
}

/// All descriptors, by their numbers.
pub(crate) struct Files {
    reach: Reach,
    /// The folder, once it was needed.
    folder: Option<Dir>,
    open: Vec<Option<Descriptor>>,
}

/// The permissions of a file that `open` creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mode {
    readable: bool,
    writable: bool,
}

impl Mode {
    /// For the user alone, which is what sim65 gives a file by default.
    pub(super) const READ_WRITE: Self = Self {
        readable: true,
        writable: true,
    };

    pub(super) fn from_guest(bits: u16) -> Self {
        Self {
            readable: bits & 1 != 0,
            writable: bits & 2 != 0,
        }
    }

    #[cfg(unix)]
    fn bits(self) -> u32 {
        let bit = |set, bit| if set { bit } else { 0 };
        bit(self.readable, 0o400) | bit(self.writable, 0o200)
    }
}

/// The flags of cc65's `fcntl.h`.
mod flag {
    pub(super) const ACCESS: u16 = 0x03;
    pub(super) const WRITE_ONLY: u16 = 0x02;
    pub(super) const READ_WRITE: u16 = 0x03;
    pub(super) const CREATE: u16 = 0x10;
    pub(super) const TRUNCATE: u16 = 0x20;
    pub(super) const APPEND: u16 = 0x40;
    pub(super) const EXCLUSIVE: u16 = 0x80;
}

impl Files {
    pub(crate) fn new(reach: Reach) -> Self {
        let streams = Stream::ALL.map(|stream| Some(Descriptor::Stream(stream)));
        let files = (0..MOST_FILES).map(|_| None);
        Self {
            reach,
            folder: None,
            open: streams.into_iter().chain(files).collect(),
        }
    }

    /// The number of a file newly opened; none if it cannot or must not be.
    pub(super) fn open(&mut self, path: &[u8], flags: u16, mode: Mode) -> Option<u16> {
        let number = self.open.iter().position(Option::is_none)?;
        let path = str::from_utf8(path).ok()?;
        let folder = self.folder()?;
        if folder.metadata(path).is_ok_and(|found| !found.is_file()) {
            return None;
        }
        let file = folder.open_with(path, &options(flags, mode)).ok()?;
        if !file.metadata().ok()?.is_file() {
            return None;
        }
        let file = OpenFile {
            file: file.into_std(),
            appends: flags & flag::APPEND != 0,
        };
        self.open[number] = Some(Descriptor::File(file));
        u16::try_from(number).ok()
    }

    pub(super) fn close(&mut self, number: u16) -> Option<()> {
        self.open.get_mut(usize::from(number))?.take().map(drop)
    }

    pub(super) fn get(&mut self, number: u16) -> Option<&mut Descriptor> {
        self.open.get_mut(usize::from(number))?.as_mut()
    }

    fn folder(&mut self) -> Option<&Dir> {
        if self.folder.is_none() {
            self.folder = match &self.reach {
                Reach::Nothing => None,
                Reach::Below(path) => Dir::open_ambient_dir(path, ambient_authority()).ok(),
            };
        }
        self.folder.as_ref()
    }
}

fn options(flags: u16, mode: Mode) -> OpenOptions {
    let access = flags & flag::ACCESS;
    let has = |bit| flags & bit != 0;
    let mut options = OpenOptions::new();
    options
        .read(access != flag::WRITE_ONLY)
        .write(matches!(access, flag::WRITE_ONLY | flag::READ_WRITE))
        .append(has(flag::APPEND))
        .truncate(has(flag::TRUNCATE))
        .create(has(flag::CREATE))
        .create_new(has(flag::CREATE) && has(flag::EXCLUSIVE));
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt;
        options.mode(mode.bits());
    }
    #[cfg(not(unix))]
    let _ = mode;
    options
}

/// A regular file that the guest has open.
pub(super) struct OpenFile {
    file: File,
    appends: bool,
}

impl OpenFile {
    /// At most `limit` bytes.
    pub(super) fn read(&mut self, limit: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (&mut self.file)
            .take(limit as u64)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let at = match self.appends {
            true => self.file.metadata()?.len(),
            false => self.file.stream_position()?,
        };
        if at + bytes.len() as u64 > LONGEST_FILE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.file.write_all(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const READ: u16 = 0x01;
    const CREATE: u16 = flag::WRITE_ONLY | flag::CREATE | flag::TRUNCATE;

    fn open(files: &mut Files, path: &str, flags: u16) -> Option<u16> {
        files.open(path.as_bytes(), flags, Mode::READ_WRITE)
    }

    /// A folder `inside`, in which the guest lives, beside a file that is none of its business.
    fn house() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("inside")).unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        fs::write(folder.path().join("inside/a"), "abc").unwrap();
        let files = Files::new(Reach::Below(folder.path().join("inside")));
        (folder, files)
    }

    #[test]
    fn descriptors_are_the_lowest_free_and_bounded() {
        let (_folder, mut files) = house();
        assert_eq!(open(&mut files, "a", READ), Some(3));
        assert_eq!(open(&mut files, "a", READ), Some(4));
        assert_eq!(files.close(3), Some(()));
        assert_eq!(files.close(3), None);
        assert_eq!(open(&mut files, "a", READ), Some(3));
        while open(&mut files, "a", READ).is_some() {}
        assert_eq!(files.open.len(), 3 + MOST_FILES);
        assert!(files.get(18).is_some() && files.get(19).is_none());
        assert_eq!((files.close(19), files.close(0xFFFF)), (None, None));
    }

    #[test]
    fn no_path_leads_out() {
        let (folder, mut files) = house();
        let absolute = folder.path().join("secret");
        let absolute = absolute.to_str().unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            let inside = folder.path().join("inside");
            symlink("../secret", inside.join("link")).unwrap();
            symlink("../new", inside.join("dangling")).unwrap();
            symlink("..", inside.join("up")).unwrap();
            symlink(absolute, inside.join("root")).unwrap();
            symlink("a", inside.join("within")).unwrap();
            assert!(open(&mut files, "within", READ).is_some());
        }
        for path in [
            "../secret",
            "a/../../secret",
            "./../secret",
            absolute,
            "link",
            "dangling",
            "up/secret",
            "root",
            "/etc/passwd",
            "..",
            ".",
            "",
            "up/new",
            "../new",
            "no/such/file",
        ] {
            for flags in [READ, CREATE, flag::READ_WRITE | flag::CREATE] {
                assert_eq!(open(&mut files, path, flags), None, "{path}");
            }
        }
        assert_eq!(fs::read_to_string(absolute).unwrap(), "secret");
        assert!(!folder.path().join("new").exists());
        let mut none = Files::new(Reach::Nothing);
        assert_eq!(open(&mut none, "a", READ), None);
        assert!(none.get(1).is_some());
    }

    #[test]
    #[cfg(unix)]
    fn devices_pipes_and_folders_are_no_files() {
        let (folder, mut files) = house();
        let pipe = folder.path().join("inside/pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        // Opening it would wait for its other end.
        assert_eq!(open(&mut files, "pipe", READ), None);
        fs::create_dir(folder.path().join("inside/folder")).unwrap();
        assert_eq!(open(&mut files, "folder", READ), None);
    }

    #[test]
    fn a_file_has_its_longest() {
        let (folder, mut files) = house();
        let number = open(&mut files, "big", CREATE).unwrap();
        let Some(Descriptor::File(file)) = files.get(number) else {
            panic!("it is a file");
        };
        file.file.set_len(LONGEST_FILE).unwrap();
        file.file.seek(io::SeekFrom::End(-2)).unwrap();
        assert!(file.write(b"12").is_ok() && file.write(b"3").is_err());
        files.close(number);
        let number = open(&mut files, "big", flag::WRITE_ONLY | flag::APPEND).unwrap();
        let Some(Descriptor::File(file)) = files.get(number) else {
            panic!("it is a file");
        };
        assert!(file.write(b"1").is_err());
        assert_eq!(
            fs::metadata(folder.path().join("inside/big"))
                .unwrap()
                .len(),
            LONGEST_FILE
        );
    }
}
