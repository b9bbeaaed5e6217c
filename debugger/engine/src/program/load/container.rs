//! Files of emulators that hold programs, or a whole machine, and are none that can be loaded: told by their first bytes,
//! a disk by its size.

/// First bytes, what has them, and what to do.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"C64 tape", "a C64 tape image (T64)", TAKE_OUT),
    (b"C64S tape", "a C64 tape image (T64)", TAKE_OUT),
    (b"C64-TAPE-RAW", "a recording of a tape (TAP)", RUN_THERE),
    (b"C64 CARTRIDGE", "a cartridge of the C64 (CRT)", CARTRIDGE),
    (b"GCR-1541", "a disk image (G64)", TAKE_OUT),
    (b"VICE Snapshot File", "a snapshot of VICE", SNAPSHOT),
    (b"PSID", "a SID tune", TUNE),
    (b"RSID", "a SID tune", TUNE),
];

/// The sizes of disk images, and their names: of 35 and 40 tracks with and without their errors, of 80.
const DISKS: &[(usize, &str, &str)] = &[
    (174_848, "d64", "a disk image (D64)"),
    (175_531, "d64", "a disk image (D64)"),
    (196_608, "d64", "a disk image (D64)"),
    (197_376, "d64", "a disk image (D64)"),
    (349_696, "d71", "a disk image (D71)"),
    (819_200, "d81", "a disk image (D81)"),
];

const TAKE_OUT: &str =
    "there is no drive here: take the program out (VICE's c1541 has `read`), and load that";
const RUN_THERE: &str = "there is no tape here: load the program as a .prg";
const CARTRIDGE: &str = "cut its ROM out, and load that as a raw image: `load FILE 8000`";
const SNAPSHOT: &str =
    "`bsave` there writes memory to a file, which `bload FILE ADDRESS` reads here";
const TUNE: &str = "its data follow a header: cut them out, and load those as a raw image";

/// What `bytes` are, and what to do; none where they may be a program. `extension` is that of the file.
pub(super) fn told(bytes: &[u8], extension: &str) -> Option<(&'static str, &'static str)> {
    let magic = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic));
    let disk = DISKS
        .iter()
        .find(|&&(size, name, _)| size == bytes.len() && extension.eq_ignore_ascii_case(name));
    magic
        .map(|&(_, what, advice)| (what, advice))
        .or_else(|| disk.map(|&(.., what)| (what, TAKE_OUT)))
}
