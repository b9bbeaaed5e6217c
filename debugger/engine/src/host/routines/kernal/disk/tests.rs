//! Names, files and the command channel, in folders of the host.

use super::super::names::matches;
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
