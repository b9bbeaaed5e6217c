//! Names of files as a drive and its guest have them, and as the host's folder has them.
//!
//! Invariant: what a guest names becomes one name in the folder, never a path.

use super::super::petscii::{self, Set};

const LONGEST_NAME: usize = 64;

/// A name as the guest gives it.
pub(super) struct Name<'n> {
    pub(super) pattern: &'n [u8],
    pub(super) replaces: bool,
    pub(super) access: Access,
    is_program: bool,
}

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
    Append,
}

/// The secondary addresses that a drive keeps for itself.
pub(super) mod secondary {
    pub(in crate::host::routines::kernal) const LOAD: u8 = 0;
    pub(in crate::host::routines::kernal) const SAVE: u8 = 1;
    pub(in crate::host::routines::kernal) const COMMAND: u8 = 15;
}

impl<'n> Name<'n> {
    pub(super) fn of(text: &'n [u8], secondary: u8) -> Self {
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
pub(super) fn behind_drive(name: &[u8]) -> &[u8] {
    match name {
        [b'0'..=b'9', b':', rest @ ..] | [b':', rest @ ..] => rest,
        all => all,
    }
}

/// Letters in one case.
pub(super) fn fold(byte: u8) -> u8 {
    match byte {
        0xC1..=0xDA => byte - 0x80,
        0x61..=0x7A => byte - 0x20,
        other => other,
    }
}

/// Whether a name is one that the pattern stands for.
pub(super) fn matches(pattern: &[u8], name: &[u8]) -> bool {
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
pub(super) fn petscii_name(name: &str) -> Vec<u8> {
    let typed = |character| petscii::typed(character, Set::Upper).unwrap_or(b'?');
    name.chars().map(typed).map(fold).collect()
}

/// A file's name without the ending that tells its type, and the type.
pub(super) fn split(name: &str) -> (&str, &'static str) {
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
pub(super) fn host_name(name: &Name<'_>) -> Option<String> {
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
