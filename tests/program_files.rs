//! Programs as they are found: where one starts, and what is said of it; kinds of file that are none of ours.

mod cli;

use std::fs;
use std::path::{Path, PathBuf};

use cli::jumppad;

/// `10 SYS TEXT`, then INX and JMP * at $080D.
fn basic(folder: &Path, text: &str) -> String {
    let mut bytes = [b"\x01\x08\x0B\x08\x0A\0\x9E", text.as_bytes(), b"\0\0\0"].concat();
    bytes.resize(2 + 12, 0);
    bytes.extend([0xE8, 0x4C, 0x0E, 0x08]);
    written(folder, "basic.prg", &bytes)
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path: PathBuf = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn opened(args: &[&str], lines: &str) -> String {
    let ran = jumppad(&[&["--no-rc", "--batch"], args].concat(), lines);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran.out
}

#[test]
fn a_basic_line_says_where_the_program_starts() {
    let folder = tempfile::tempdir().unwrap();
    let path = basic(folder.path(), "2061");
    let note = "basic.prg: it starts at $080D, where `SYS 2061` of its BASIC line leads\n";
    let told = opened(
        &[&path],
        "assert pc == $80d\nr pc=0\nrun\nassert pc == $80e\n",
    );
    assert!(told.contains(note), "{told}");
    let told = opened(
        &[],
        &format!("load {path}\nreset hard\nassert pc == $80d\n"),
    );
    assert!(
        told.contains(note) && told.contains("entry $080D"),
        "{told}"
    );
    let told = opened(&[&path, "--entry", "80e"], "assert pc == $80e\n");
    assert!(!told.contains("SYS"), "{told}");
    let ran = jumppad(&["run", &path], "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("trap at $080E"), "{}", ran.out);
    assert!(ran.err.contains("`SYS 2061`"), "{}", ran.err);
    assert_eq!(jumppad(&["run", &path, "--quiet"], "").err, "");
    let unclear = basic(folder.path(), "PI");
    let told = opened(&[&unclear], "assert pc == $801\n");
    assert!(told.contains("its BASIC line leads is not clear"), "{told}");
    let path = basic(folder.path(), "2061");
    let json = opened(&[&path, "--json"], "step");
    assert!(json.contains("where `SYS 2061`"), "{json}");
}

#[test]
fn an_image_without_a_reset_vector_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = vec![0; 0x1_0000];
    bytes[..3].copy_from_slice(&[0x4C, 0, 0]);
    let path = written(folder.path(), "image.bin", &bytes);
    let note = "its reset vector at $FFFC is $0000, so it starts there";
    assert!(opened(&[&path], "assert pc == 0\n").contains(note));
    assert!(!opened(&[&path, "--entry", "400"], "").contains(note));
    assert!(jumppad(&["run", &path], "").err.contains(note));
    bytes[0xFFFD] = 4;
    let path = written(folder.path(), "image.bin", &bytes);
    assert!(!opened(&[&path], "assert pc == $400\n").contains(note));
}

#[test]
fn cartridges_of_eight_kilobytes_stand_four_times() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = b"NES\x1A\x34\0\0\x08\0\x0F\0\0\0\0\0\0".to_vec();
    bytes.extend([0xEA; 0x2000]);
    let end = bytes.len();
    bytes[end - 4..end - 2].copy_from_slice(&[0x00, 0xE0]);
    let path = written(folder.path(), "small.nes", &bytes);
    opened(
        &[&path],
        "assert pc == $e000\nassert [$8000] == $ea\nassert [$bffd] == $e0\n",
    );
}

#[test]
fn what_cannot_be_loaded_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let fails = |name: &str, bytes: &[u8], error: &str, advice: &str| {
        let path = written(folder.path(), name, bytes);
        let ran = jumppad(&["--no-rc", "--batch", &path], "");
        assert_eq!(ran.code, 1, "{name}");
        assert!(ran.err.contains(error), "{}", ran.err);
        assert!(ran.err.contains(advice), "{}", ran.err);
    };
    let elf = b"\x7FELF\x01\x01\x01\0";
    fails(
        "a.elf",
        elf,
        "it is an ELF file that is damaged",
        "build it again",
    );
    fails(
        "a.prg",
        elf,
        "it is an ELF file that is damaged",
        "build it again",
    );
    let six = b":06FFFC00010203040506EA\n:00000001FF\n";
    fails("a.hex", six, "column 4: 6 bytes at $FFFC go past $FFFF", "");
    fails("none.bin", b"", "it is empty", "");
}
