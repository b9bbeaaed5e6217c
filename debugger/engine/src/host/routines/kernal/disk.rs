//! The guest's folder as the C64's disk: names, files read and written, the directory, the drive's command channel.
//!
//! A file is known by its name without `.prg` or `.seq`, in letters of any case; `?` and `*` match as a drive has them. What is
//! opened for reading is read at once, so that going back in time finds it as it was; what is written is a file of the host,
//! which stays. New programs get `.prg`. A file that exists is written over only where the guest says `@`.
//!
//! Invariant: a name becomes one name in the folder, never a path.
//!
//! Left out: folders below, direct access to blocks, relative files, renaming and copying.

use std::sync::Arc;

use super::names::{
    Access, Name, behind_drive, fold, host_name, matches, petscii_name, secondary, split,
};
use crate::host::sim65::files::{Descriptor, Files, Mode, flag};

/// The most of a file that is read.
const MOST_BYTES: usize = 16 << 20;
/// The most of a command that is kept.
const LONGEST_COMMAND: usize = 255;
/// What a block of a disk holds.
const BLOCK: u64 = 254;
const CR: u8 = 0x0D;

/// What the drive says of the last thing it did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Status {
    #[default]
    Begun,
    Ok,
    Scratched(u8),
    Protected,
    Syntax,
    NotFound,
    Exists,
    NoChannel,
    Full,
}

impl Status {
    fn text(self) -> String {
        let (number, text, track) = match self {
            Self::Begun => (73, "JUMPPAD GUEST FOLDER", 0),
            Self::Ok => (0, " OK", 0),
            Self::Scratched(count) => (1, " FILES SCRATCHED", count),
            Self::Protected => (26, "WRITE PROTECT ON", 0),
            Self::Syntax => (30, "SYNTAX ERROR", 0),
            Self::NotFound => (62, " FILE NOT FOUND", 0),
            Self::Exists => (63, "FILE EXISTS", 0),
            Self::NoChannel => (70, "NO CHANNEL", 0),
            Self::Full => (72, "DISK FULL", 0),
        };
        format!("{number:02},{text},{track:02},00\r")
    }
}

/// An open file of the drive.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Channel {
    Reading {
        bytes: Arc<[u8]>,
        at: usize,
    },
    Writing {
        descriptor: u16,
    },
    Command {
        said: Vec<u8>,
        answer: Vec<u8>,
    },
    /// It was opened, and the drive has nothing for it.
    Nothing,
}

/// A byte of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Got {
    Byte(u8),
    Last(u8),
    Nothing,
}

/// The drive: what is open, by the numbers of the guest's files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Disk {
    channels: Vec<(u8, Channel)>,
    status: Status,
}

fn find(files: &mut Files, pattern: &[u8]) -> Option<String> {
    let names = files.names();
    let whole = names
        .iter()
        .find(|name| matches(pattern, &petscii_name(name)));
    let found = whole.filter(|_| !pattern.contains(&b'*'));
    let mut without_ending = names.iter().filter(|name| {
        let (front, _) = split(name);
        matches(pattern, &petscii_name(front))
    });
    found.or_else(|| without_ending.next()).cloned()
}

fn read(files: &mut Files, name: &str) -> Option<Vec<u8>> {
    let number = files.open(name.as_bytes(), flag::READ_ONLY, Mode::READ_WRITE)?;
    let bytes = match files.get(number) {
        Some(Descriptor::File(file)) => file.read(MOST_BYTES).ok(),
        _ => None,
    };
    files.close(number);
    bytes
}

impl Disk {
    /// About how many bytes of memory it takes besides itself; what is read of files is shared.
    pub(super) fn size(&self) -> usize {
        self.channels.len() * (size_of::<(u8, Channel)>() + LONGEST_COMMAND)
    }

    /// The bytes of a program, its load address first; of `$`, the directory.
    pub(super) fn load(&mut self, files: &mut Files, name: &[u8]) -> Option<Vec<u8>> {
        if let Some((b'$', rest)) = name.split_first() {
            self.status = Status::Ok;
            return Some(directory(files, behind_drive(rest)));
        }
        let name = Name::of(name, secondary::LOAD);
        let bytes = find(files, name.pattern).and_then(|name| read(files, &name));
        self.status = match bytes {
            Some(_) => Status::Ok,
            None => Status::NotFound,
        };
        bytes
    }

    /// Writes a program; whether the drive could.
    pub(super) fn save(&mut self, files: &mut Files, name: &[u8], bytes: &[u8]) -> bool {
        let Some(number) = self.create(files, &Name::of(name, secondary::SAVE)) else {
            return false;
        };
        let is_written = files.write_file(number, bytes).is_ok();
        files.close(number);
        if !is_written {
            self.status = Status::Full;
        }
        is_written
    }

    /// A descriptor to write to.
    fn create(&mut self, files: &mut Files, name: &Name<'_>) -> Option<u16> {
        let known = find(files, name.pattern);
        let (host, more) = match (known, name.access) {
            (Some(known), Access::Append) => (known, flag::APPEND),
            (None, Access::Append) => {
                self.status = Status::NotFound;
                return None;
            }
            (Some(known), _) if name.replaces => (known, flag::TRUNCATE),
            (Some(_), _) => {
                self.status = Status::Exists;
                return None;
            }
            (None, _) => match host_name(name) {
                Some(host) => (host, flag::CREATE | flag::EXCLUSIVE),
                None => {
                    self.status = Status::Syntax;
                    return None;
                }
            },
        };
        let flags = flag::WRITE_ONLY | more;
        let number = files.open(host.as_bytes(), flags, Mode::READ_WRITE);
        self.status = match number {
            Some(_) => Status::Ok,
            None => Status::Protected,
        };
        number
    }

    /// Opens `file`; that nothing came of it is known by the command channel only.
    pub(super) fn open(&mut self, files: &mut Files, file: u8, secondary: u8, name: &[u8]) {
        let channel = match secondary {
            secondary::COMMAND => {
                self.obey(files, name);
                Channel::Command {
                    said: Vec::new(),
                    answer: Vec::new(),
                }
            }
            _ if name.first() == Some(&b'#') => {
                self.status = Status::NoChannel;
                Channel::Nothing
            }
            _ => self.opened(files, &Name::of(name, secondary), name),
        };
        self.channels.push((file, channel));
    }

    fn opened(&mut self, files: &mut Files, name: &Name<'_>, whole: &[u8]) -> Channel {
        if name.access != Access::Read {
            let number = self.create(files, name);
            return number.map_or(Channel::Nothing, |descriptor| Channel::Writing {
                descriptor,
            });
        }
        let bytes = match whole.first() {
            Some(b'$') => self.load(files, whole),
            _ => self.load(files, name.pattern),
        };
        bytes.map_or(Channel::Nothing, |bytes| Channel::Reading {
            bytes: bytes.into(),
            at: 0,
        })
    }

    pub(super) fn close(&mut self, files: &mut Files, file: u8) {
        self.channels.retain(|(number, channel)| {
            if *number != file {
                return true;
            }
            if let Channel::Writing { descriptor } = channel {
                files.close(*descriptor);
            }
            false
        });
    }

    /// The next byte of `file`.
    pub(super) fn get(&mut self, file: u8) -> Got {
        let status = self.status;
        let channel = self.channels.iter_mut().find(|(number, _)| *number == file);
        let (byte, is_last) = match channel {
            Some((_, Channel::Reading { bytes, at })) => {
                let Some(&byte) = bytes.get(*at) else {
                    return Got::Nothing;
                };
                *at += 1;
                (byte, *at == bytes.len())
            }
            Some((_, Channel::Command { answer, .. })) => {
                if answer.is_empty() {
                    *answer = status.text().into_bytes();
                    self.status = Status::Ok;
                }
                let byte = answer.remove(0);
                (byte, answer.is_empty())
            }
            _ => return Got::Nothing,
        };
        match is_last {
            true => Got::Last(byte),
            false => Got::Byte(byte),
        }
    }

    /// Writes a byte to `file`; whether the drive takes it.
    pub(super) fn put(&mut self, files: &mut Files, file: u8, byte: u8) -> bool {
        let channel = self.channels.iter_mut().find(|(number, _)| *number == file);
        match channel {
            Some((_, Channel::Writing { descriptor })) => {
                let is_written = files.write_file(*descriptor, &[byte]).is_ok();
                if !is_written {
                    self.status = Status::Full;
                }
                is_written
            }
            Some((_, Channel::Command { said, .. })) => {
                if byte == CR {
                    let said = std::mem::take(said);
                    self.obey(files, &said);
                } else if said.len() < LONGEST_COMMAND {
                    said.push(byte);
                }
                true
            }
            _ => false,
        }
    }

    /// The guest ends what it says: a command may end without RETURN.
    pub(super) fn unlisten(&mut self, files: &mut Files, file: u8) {
        let channel = self.channels.iter_mut().find(|(number, _)| *number == file);
        if let Some((_, Channel::Command { said, .. })) = channel {
            let said = std::mem::take(said);
            self.obey(files, &said);
        }
    }

    fn obey(&mut self, files: &mut Files, command: &[u8]) {
        let Some((&letter, rest)) = command.split_first() else {
            return;
        };
        let behind = rest.iter().position(|&byte| byte == b':');
        let names = behind.map_or(&rest[..0], |at| &rest[at + 1..]);
        self.status = match fold(letter) {
            b'I' => Status::Ok,
            b'U' => Status::Begun,
            b'S' if !names.is_empty() => {
                let mut count = 0;
                for pattern in names.split(|&byte| byte == b',') {
                    let all = files.names().into_iter();
                    let scratched = all.filter(|name| {
                        let (front, _) = split(name);
                        matches(pattern, &petscii_name(front))
                            && files.remove(name.as_bytes()).is_some()
                    });
                    count += scratched.count();
                }
                Status::Scratched(count.min(99) as u8)
            }
            _ => Status::Syntax,
        };
    }
}

/// The directory as the BASIC program that a drive makes of it.
fn directory(files: &mut Files, pattern: &[u8]) -> Vec<u8> {
    const START: u16 = 0x0401;
    let mut bytes = START.to_le_bytes().to_vec();
    let mut line = |number: u16, text: &[u8]| {
        let next = START.wrapping_add((bytes.len() + 3 + text.len()) as u16);
        bytes.extend(next.to_le_bytes());
        bytes.extend(number.to_le_bytes());
        bytes.extend(text);
        bytes.push(0);
    };
    line(0, b"\x12\"GUEST FOLDER    \" 00 2A");
    let mut used = 0;
    for name in files.names() {
        let (front, kind) = split(&name);
        let shown = petscii_name(front);
        if !pattern.is_empty() && !matches(pattern, &shown) {
            continue;
        }
        let blocks = files.length(&name).div_ceil(BLOCK).min(u64::from(u16::MAX)) as u16;
        used += u32::from(blocks);
        let indent = match blocks {
            0..10 => 3,
            10..100 => 2,
            _ => 1,
        };
        let width = 17usize.saturating_sub(shown.len());
        let text = [
            &b"   "[..indent],
            b"\"",
            &shown,
            b"\"",
            &b"                 "[..width],
            kind.as_bytes(),
        ];
        line(blocks, &text.concat());
    }
    // What a disk of a 1541 holds.
    line(
        664u32.saturating_sub(used) as u16,
        b"BLOCKS FREE.             ",
    );
    bytes.extend([0, 0]);
    bytes
}

#[cfg(test)]
mod tests;
