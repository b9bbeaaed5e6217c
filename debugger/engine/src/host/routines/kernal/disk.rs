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

use super::super::petscii::{self, Set};
use crate::host::sim65::files::{Descriptor, Files, Mode, flag};

/// The most of a file that is read.
const MOST_BYTES: usize = 16 << 20;
/// The most of a command that is kept.
const LONGEST_COMMAND: usize = 255;
const LONGEST_NAME: usize = 64;
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

/// A name as the guest gives it.
struct Name<'n> {
    pattern: &'n [u8],
    replaces: bool,
    access: Access,
    is_program: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Read,
    Write,
    Append,
}

/// The secondary addresses that a drive keeps for itself.
mod secondary {
    pub(super) const LOAD: u8 = 0;
    pub(super) const SAVE: u8 = 1;
    pub(super) const COMMAND: u8 = 15;
}

impl<'n> Name<'n> {
    fn of(text: &'n [u8], secondary: u8) -> Self {
        let (replaces, text) = match text.split_first() {
            Some((b'@', rest)) => (true, rest),
            _ => (false, text),
        };
        let mut parts = text.split(|&byte| byte == b',');
        let pattern = parts.next().unwrap_or_default();
        let pattern = behind_drive(pattern);
        let is_letter = |part: &[u8], letter| part.first().map(|&byte| fold(byte)) == Some(letter);
        let said: Vec<&[u8]> = parts.collect();
        let has = |letter| said.iter().any(|part| is_letter(part, letter));
        let access = match secondary {
            secondary::LOAD => Access::Read,
            secondary::SAVE => Access::Write,
            _ if has(b'W') => Access::Write,
            _ if has(b'A') => Access::Append,
            _ => Access::Read,
        };
        Self {
            pattern,
            replaces,
            access,
            is_program: secondary <= secondary::SAVE || has(b'P'),
        }
    }
}

/// A name without `0:` before it.
fn behind_drive(name: &[u8]) -> &[u8] {
    match name {
        [b'0'..=b'9', b':', rest @ ..] | [b':', rest @ ..] => rest,
        all => all,
    }
}

/// Letters in one case.
fn fold(byte: u8) -> u8 {
    match byte {
        0xC1..=0xDA => byte - 0x80,
        0x61..=0x7A => byte - 0x20,
        other => other,
    }
}

fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let mut name = name.iter();
    for &wanted in pattern {
        let is = match (wanted, name.next()) {
            (b'*', _) => return true,
            (_, None) => false,
            (b'?', Some(_)) => true,
            (wanted, Some(&byte)) => fold(wanted) == byte,
        };
        if !is {
            return false;
        }
    }
    name.next().is_none()
}

/// The name of a host's file to the guest.
fn petscii_name(name: &str) -> Vec<u8> {
    let typed = |character| petscii::typed(character, Set::Upper).unwrap_or(b'?');
    name.chars().map(typed).map(fold).collect()
}

/// A file's name without the ending that tells its type, and the type.
fn split(name: &str) -> (&str, &'static str) {
    let is = |ending: &str| {
        let at = name.len().checked_sub(ending.len())?;
        let (front, back) = (name.get(..at)?, name.get(at..)?);
        back.eq_ignore_ascii_case(ending).then_some(front)
    };
    match (is(".prg"), is(".seq")) {
        (Some(front), _) if !front.is_empty() => (front, "PRG"),
        (_, Some(front)) if !front.is_empty() => (front, "SEQ"),
        _ => (name, "SEQ"),
    }
}

/// The name of a new file of the host.
fn host_name(name: &Name<'_>) -> Option<String> {
    let has_wildcard = name.pattern.iter().any(|byte| b"*?".contains(byte));
    if has_wildcard || name.pattern.is_empty() {
        return None;
    }
    let character = |&byte: &u8| match fold(byte) {
        letter @ b'A'..=b'Z' => char::from(letter.to_ascii_lowercase()),
        plain @ (b'0'..=b'9' | b' ' | b'-' | b'+' | b'.') => char::from(plain),
        _ => '_',
    };
    let shown: String = name
        .pattern
        .iter()
        .take(LONGEST_NAME)
        .map(character)
        .collect();
    let mut host = match shown.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None => shown,
    };
    if name.is_program && !host.ends_with(".prg") {
        host.push_str(".prg");
    }
    Some(host)
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
mod tests {
    use super::*;
    use crate::host::sim65::files::Reach;

    fn files(folder: &tempfile::TempDir, quota: u64) -> Files {
        Files::new(Reach::Below {
            folder: folder.path().to_owned(),
            quota,
        })
    }

    fn all(disk: &mut Disk, file: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        loop {
            match disk.get(file) {
                Got::Byte(byte) => bytes.push(byte),
                Got::Last(byte) => {
                    bytes.push(byte);
                    return bytes;
                }
                Got::Nothing => return bytes,
            }
        }
    }

    fn status(disk: &mut Disk, files: &mut Files) -> String {
        disk.open(files, 15, 15, b"");
        let text = all(disk, 15);
        disk.close(files, 15);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn names_match_as_a_drive_has_them() {
        for (pattern, name, is) in [
            (&b"HELLO"[..], &b"HELLO"[..], true),
            (b"HELLO", b"HELL", false),
            (b"HELL", b"HELLO", false),
            (b"H*", b"HELLO", true),
            (b"*", b"", true),
            (b"H?LLO", b"HALLO", true),
            (b"\xC8ELLO", b"HELLO", true),
        ] {
            assert_eq!(matches(pattern, name), is, "{pattern:?} {name:?}");
        }
    }

    #[test]
    fn what_was_saved_is_loaded_and_not_overwritten_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let (mut files, mut disk) = (files(&folder, 100), Disk::default());
        assert!(status(&mut disk, &mut files).starts_with("73,"));
        assert!(disk.save(&mut files, b"GAME", b"\x01\x08abc"));
        assert!(folder.path().join("game.prg").exists());
        assert_eq!(
            disk.load(&mut files, b"0:GA*"),
            Some(b"\x01\x08abc".to_vec())
        );
        assert!(!disk.save(&mut files, b"game", b"x"));
        assert_eq!(status(&mut disk, &mut files), "63,FILE EXISTS,00,00\r");
        assert!(disk.save(&mut files, b"@0:GAME", b"xyz"));
        assert_eq!(disk.load(&mut files, b"GAME"), Some(b"xyz".to_vec()));
        assert_eq!(disk.load(&mut files, b"NONE"), None);
        assert_eq!(status(&mut disk, &mut files), "62, FILE NOT FOUND,00,00\r");
        assert_eq!(status(&mut disk, &mut files), "00, OK,00,00\r");
    }

    #[test]
    fn names_stay_in_the_folder_and_bytes_within_the_quota() {
        let folder = tempfile::tempdir().unwrap();
        let (mut files, mut disk) = (files(&folder, 10), Disk::default());
        assert!(disk.save(&mut files, b"../UP", b"12345"));
        assert!(folder.path().join("_._up.prg").exists());
        assert_eq!(disk.load(&mut files, b"/etc/passwd"), None);
        assert!(!disk.save(&mut files, b"MORE", b"123456"));
        assert_eq!(status(&mut disk, &mut files), "72,DISK FULL,00,00\r");
    }

    #[test]
    fn files_are_written_appended_read_and_scratched() {
        let folder = tempfile::tempdir().unwrap();
        let (mut files, mut disk) = (files(&folder, 100), Disk::default());
        for (name, bytes) in [(&b"DATA,S,W"[..], &b"ab"[..]), (b"DATA,S,A", b"c")] {
            disk.open(&mut files, 2, 2, name);
            assert!(bytes.iter().all(|&byte| disk.put(&mut files, 2, byte)));
            disk.close(&mut files, 2);
        }
        disk.open(&mut files, 3, 3, b"DATA");
        assert_eq!(disk.get(3), Got::Byte(b'a'));
        assert_eq!(all(&mut disk, 3), b"bc");
        assert_eq!(disk.get(3), Got::Nothing);
        disk.close(&mut files, 3);
        disk.open(&mut files, 15, 15, b"S0:D*");
        assert_eq!(all(&mut disk, 15), b"01, FILES SCRATCHED,01,00\r");
        assert!(!folder.path().join("data").exists());
    }

    #[test]
    fn the_directory_is_a_program() {
        let folder = tempfile::tempdir().unwrap();
        let (mut files, mut disk) = (files(&folder, 1000), Disk::default());
        assert!(disk.save(&mut files, b"ONE", &[0; 300]));
        let bytes = disk.load(&mut files, b"$").unwrap();
        assert_eq!(bytes[..2], [0x01, 0x04]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(text.contains("\"ONE\"              PRG"), "{text:?}");
        // Each line leads to the next.
        let mut at = 0x0401;
        let mut lines = 0;
        loop {
            let offset = usize::from(at - 0x0401u16) + 2;
            let next = u16::from_le_bytes([bytes[offset], bytes[offset + 1]]);
            if next == 0 {
                break;
            }
            (at, lines) = (next, lines + 1);
        }
        assert_eq!(lines, 3);
    }
}
