//! The guest's open files, all of them below one folder of the host.
//!
//! Invariants: a path is resolved by `cap-std`, which leaves the folder neither by `..` nor by a link; an absolute path is
//! one below the folder or none. Only regular files are opened in the host, and without waiting for whatever took the place of one
//! meanwhile, so nothing blocks; the number of open files, the size of each, and what is written in all are bounded. The one
//! device that can be opened is `/dev/null`, which is nobody's.
//!
//! Left out: paths that are not UTF-8.

mod names;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};

use super::streams::{Stream, Streams};

/// Files that the host keeps for itself of those that a process can have open.
const RESERVED: usize = 32;
/// Files that a process can have open, on other hosts than Unix.
#[cfg(not(unix))]
const USUAL_LIMIT: usize = 512;
/// Numbers of descriptors; the last one is -1 to the guest.
const DESCRIPTORS: usize = 0xFFFF;
const NULL_DEVICE: &[u8] = b"/dev/null";
/// Bytes of the longest file that the guest can write.
const LONGEST_FILE: u64 = 64 << 20;

/// Bytes that the guest can write to files in all, unless it is said otherwise.
pub const QUOTA: u64 = 256 << 20;

/// Which files the guest reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// No file at all: every `open` fails.
    Nothing,
    /// The files in a folder and the folders in it, and none outside.
    Below {
        /// The folder, on the host.
        folder: PathBuf,
        /// Bytes that can be written to files of the folder in all.
        quota: u64,
    },
}

impl Reach {
    /// The folder, if there is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Nothing => None,
            Self::Below { folder, .. } => Some(folder),
        }
    }
}

/// What a descriptor of the guest stands for.
pub(in crate::host) enum Descriptor {
    Stream(Stream),
    File(OpenFile),
    /// `/dev/null`.
    Null,
    /// Open, and nothing more.
    Folder,
}

/// All descriptors of the guest, by their numbers.
pub struct Files {
    reach: Reach,
    /// The folder, once it was needed.
    folder: Option<Folder>,
    /// Bytes that may still be written.
    left: u64,
    /// By their numbers; more are made as they are needed, up to `most`.
    open: Vec<Option<Descriptor>>,
    most: usize,
}

/// The folder that the guest lives in.
struct Folder {
    dir: Dir,
    /// Its own names, which absolute paths begin with.
    names: [PathBuf; 2],
}

impl Folder {
    fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            dir: Dir::open_ambient_dir(path, ambient_authority())?,
            names: [std::path::absolute(path)?, path.canonicalize()?],
        })
    }

    /// `path` as seen from the folder.
    fn inside<'p>(&self, path: &'p str) -> &'p Path {
        let path = Path::new(path);
        let mut below = self
            .names
            .iter()
            .filter_map(|name| path.strip_prefix(name).ok());
        below.next().unwrap_or(path)
    }
}

/// The permissions of a file that `open` creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host) struct Mode {
    readable: bool,
    writable: bool,
}

impl Mode {
    /// For the user alone, which is what sim65 gives a file by default.
    pub(in crate::host) const READ_WRITE: Self = Self {
        readable: true,
        writable: true,
    };

    pub(in crate::host) fn from_guest(bits: u16) -> Self {
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
pub(in crate::host) mod flag {
    pub(in crate::host) const ACCESS: u16 = 0x03;
    pub(in crate::host) const READ_ONLY: u16 = 0x01;
    pub(in crate::host) const WRITE_ONLY: u16 = 0x02;
    pub(in crate::host) const READ_WRITE: u16 = 0x03;
    pub(in crate::host) const CREATE: u16 = 0x10;
    pub(in crate::host) const TRUNCATE: u16 = 0x20;
    pub(in crate::host) const APPEND: u16 = 0x40;
    pub(in crate::host) const EXCLUSIVE: u16 = 0x80;
}

impl Files {
    /// The three standard streams, and no file open yet; the folder is opened at the first need.
    pub fn new(reach: Reach) -> Self {
        let streams = Stream::ALL.map(|stream| Some(Descriptor::Stream(stream)));
        let left = match reach {
            Reach::Nothing => 0,
            Reach::Below { quota, .. } => quota,
        };
        Self {
            reach,
            left,
            folder: None,
            open: streams.into(),
            most: most_open(),
        }
    }

    /// The number of a file newly opened; none if it cannot or must not be. A folder opens for reading, as everywhere, and
    /// cannot be read.
    pub(in crate::host) fn open(&mut self, path: &[u8], flags: u16, mode: Mode) -> Option<u16> {
        let free = self.open.iter().position(Option::is_none);
        let number = free.unwrap_or(self.open.len());
        if number >= self.most {
            return None;
        }
        let opened = self.opened(path, flags, mode)?;
        if number == self.open.len() {
            self.open.push(None);
        }
        self.open[number] = Some(opened);
        u16::try_from(number).ok()
    }

    fn opened(&mut self, path: &[u8], flags: u16, mode: Mode) -> Option<Descriptor> {
        let folder = self.folder()?;
        if path == NULL_DEVICE {
            return Some(Descriptor::Null);
        }
        let path = folder.inside(str::from_utf8(path).ok()?);
        if flags & flag::CREATE != 0 && !writes(flags) {
            // What is only read is created as well, for which the options of an opening have no word.
            match folder.dir.open_with(path, &creating(mode)) {
                Ok(_) => {}
                Err(error)
                    if error.kind() == io::ErrorKind::AlreadyExists
                        && flags & flag::EXCLUSIVE == 0 => {}
                Err(_) => return None,
            }
        }
        match folder.dir.metadata(path) {
            Ok(found) if found.is_dir() && !writes(flags) && flags & flag::CREATE == 0 => {
                return Some(Descriptor::Folder);
            }
            Ok(found) if !found.is_file() => return None,
            _ => {}
        }
        let file = folder.dir.open_with(path, &options(flags, mode)).ok()?;
        if !file.metadata().ok()?.is_file() {
            return None;
        }
        let file = OpenFile {
            file: file.into_std(),
            appends: flags & flag::APPEND != 0,
        };
        // Not before it is known to be a file.
        if flags & flag::TRUNCATE != 0 && writes(flags) {
            file.file.set_len(0).ok()?;
        }
        Some(Descriptor::File(file))
    }

    /// Where the file `number` is read and written from now on: `offset` bytes from its place (0), its end (1) or its
    /// beginning (2). The answer is that, as far as the guest's 16 bits go.
    pub(in crate::host) fn seek(&mut self, number: u16, offset: u16, whence: u16) -> Option<u16> {
        let to = match whence {
            0 => SeekFrom::Current(offset.into()),
            1 => SeekFrom::End(offset.into()),
            2 => SeekFrom::Start(offset.into()),
            _ => return None,
        };
        match self.get(number)? {
            Descriptor::File(file) => Some(file.file.seek(to).ok()? as u16),
            Descriptor::Null => Some(0),
            Descriptor::Stream(_) | Descriptor::Folder => None,
        }
    }

    /// Removes a file, or a folder that is empty.
    pub(in crate::host) fn remove(&mut self, path: &[u8]) -> Option<()> {
        let folder = self.folder()?;
        let path = folder.inside(str::from_utf8(path).ok()?);
        let found = folder.dir.symlink_metadata(path).ok()?;
        match found.is_dir() {
            true => folder.dir.remove_dir(path).ok(),
            false => folder.dir.remove_file(path).ok(),
        }
    }

    pub(in crate::host) fn close(&mut self, number: u16) -> Option<()> {
        self.open.get_mut(usize::from(number))?.take().map(drop)
    }

    pub(in crate::host) fn get(&mut self, number: u16) -> Option<&mut Descriptor> {
        self.open.get_mut(usize::from(number))?.as_mut()
    }

    /// Writes all of `bytes` to the file or stream `number`.
    ///
    /// # Errors
    /// There is none, it is not open for writing, or its bounds are reached.
    pub(in crate::host) fn write(
        &mut self,
        number: u16,
        bytes: &[u8],
        streams: &mut dyn Streams,
    ) -> io::Result<()> {
        let descriptor = self.open.get_mut(usize::from(number));
        match descriptor.and_then(Option::as_mut) {
            None | Some(Descriptor::Folder) => Err(io::ErrorKind::NotFound.into()),
            Some(Descriptor::Stream(stream)) => streams.write(*stream, bytes),
            Some(Descriptor::Null) => Ok(()),
            Some(Descriptor::File(file)) => {
                let left = self.left.checked_sub(bytes.len() as u64);
                let left = left.ok_or(io::ErrorKind::QuotaExceeded)?;
                file.write(bytes)?;
                self.left = left;
                Ok(())
            }
        }
    }

    fn folder(&mut self) -> Option<&Folder> {
        if self.folder.is_none() {
            self.folder = match &self.reach {
                Reach::Nothing => None,
                Reach::Below { folder, .. } => Folder::open(folder).ok(),
            };
        }
        self.folder.as_ref()
    }
}

/// Whether a file that is opened with `flags` can be written to.
fn writes(flags: u16) -> bool {
    matches!(flags & flag::ACCESS, flag::WRITE_ONLY | flag::READ_WRITE)
}

fn options(flags: u16, mode: Mode) -> OpenOptions {
    let writes = writes(flags);
    let has = |bit| writes && flags & bit != 0;
    let mut options = OpenOptions::new();
    options
        .read(flags & flag::ACCESS != flag::WRITE_ONLY)
        .write(writes)
        .append(has(flag::APPEND))
        .create(has(flag::CREATE))
        .create_new(has(flag::CREATE) && has(flag::EXCLUSIVE));
    for_host(options, mode)
}

/// How a file is made that was none.
fn creating(mode: Mode) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_host(options, mode)
}

/// With the permissions `mode`, and without waiting.
#[cfg_attr(
    not(unix),
    allow(unused_mut, unused_variables, reason = "there is nothing to set")
)]
fn for_host(mut options: OpenOptions, mode: Mode) -> OpenOptions {
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK.bits();
        options.mode(mode.bits()).custom_flags(flags as i32);
    }
    options
}

/// How many descriptors the guest can have: as many as the host lets a process have files, but for those that the host
/// itself needs.
fn most_open() -> usize {
    #[cfg(unix)]
    let limit = {
        use rustix::process::{Resource, getrlimit};
        let limit = getrlimit(Resource::Nofile).current;
        limit.map_or(DESCRIPTORS, |limit| {
            usize::try_from(limit).unwrap_or(DESCRIPTORS)
        })
    };
    #[cfg(not(unix))]
    let limit = USUAL_LIMIT;
    limit.saturating_sub(RESERVED).min(DESCRIPTORS)
}

/// A regular file that the guest has open.
pub(in crate::host) struct OpenFile {
    file: File,
    appends: bool,
}

impl OpenFile {
    /// At most `limit` bytes.
    pub(in crate::host) fn read(&mut self, limit: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (&mut self.file)
            .take(limit as u64)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    pub(in crate::host) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
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
