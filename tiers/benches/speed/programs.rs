//! The programs that are measured.

use std::path::{Path, PathBuf};

/// Where programs are loaded and entered.
pub(crate) const START: u16 = 0x0400;
/// Offset of the repeat count (16 bits).
const REPEATS: usize = 3;

pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) image: Vec<u8>,
}

/// The programs of the benchmark folder, else the built-in ones. All of them
/// run for longer than any measurement.
pub(crate) fn all() -> Vec<Program> {
    let found = folder()
        .map(|folder| in_folder(&folder))
        .unwrap_or_default();
    if found.is_empty() { built_in() } else { found }
}

fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join(std::env::var_os("JUMPPAD_BENCH")?);
    assert!(
        folder.is_dir(),
        "JUMPPAD_BENCH: {} is no folder",
        folder.display()
    );
    Some(folder)
}

fn in_folder(folder: &Path) -> Vec<Program> {
    let mut programs: Vec<Program> = std::fs::read_dir(folder)
        .expect("the folder of benchmark programs is readable")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "bin"))
        .map(|path| Program {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            image: endless(std::fs::read(&path).expect("a benchmark program is readable")),
        })
        .collect();
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    programs
}

/// The image with the largest repeat count.
fn endless(mut image: Vec<u8>) -> Vec<u8> {
    if let Some(repeats) = image.get_mut(REPEATS..REPEATS + 2) {
        repeats.fill(0xff);
    }
    image
}

fn built_in() -> Vec<Program> {
    let program = |name: &str, image: &[u8]| Program {
        name: name.into(),
        image: image.to_vec(),
    };
    vec![
        program("checksum", CHECKSUM),
        program("reverse", REVERSE),
        program("divide", DIVIDE),
    ]
}

/// A 16-bit sum over 8 KiB through a zero-page pointer, again and again.
const CHECKSUM: &[u8] = &[
    0xa9, 0x00, //       start: LDA #$00
    0x85, 0x10, //              STA $10
    0x85, 0x12, //              STA $12
    0x85, 0x13, //              STA $13
    0xa9, 0x20, //              LDA #$20
    0x85, 0x11, //              STA $11
    0xa0, 0x00, //              LDY #$00
    0x18, //              next: CLC
    0xb1, 0x10, //              LDA ($10),Y
    0x65, 0x12, //              ADC $12
    0x85, 0x12, //              STA $12
    0x90, 0x02, //              BCC +2
    0xe6, 0x13, //              INC $13
    0xc8, //                    INY
    0xd0, 0xf2, //              BNE next
    0xe6, 0x11, //              INC $11
    0xa5, 0x11, //              LDA $11
    0xc9, 0x40, //              CMP #$40
    0xd0, 0xea, //              BNE next
    0x4c, 0x00, 0x04, //        JMP start
];

/// Reverses a page in place by two indices.
const REVERSE: &[u8] = &[
    0xa2, 0x00, //       start: LDX #$00
    0xa0, 0xff, //              LDY #$FF
    0xbd, 0x00, 0x20, // again: LDA $2000,X
    0x48, //                    PHA
    0xb9, 0x00, 0x20, //        LDA $2000,Y
    0x9d, 0x00, 0x20, //        STA $2000,X
    0x68, //                    PLA
    0x99, 0x00, 0x20, //        STA $2000,Y
    0x88, //                    DEY
    0xe8, //                    INX
    0x10, 0xee, //              BPL again
    0xfe, 0x00, 0x20, //        INC $2000,X
    0x4c, 0x00, 0x04, //        JMP start
];

/// Divides 16-bit numbers by subtraction of shifted divisors, in a subroutine.
const DIVIDE: &[u8] = &[
    0xe6, 0x20, //       start: INC $20
    0xd0, 0x02, //              BNE +2
    0xe6, 0x21, //              INC $21
    0xa5, 0x20, //              LDA $20
    0x85, 0x22, //              STA $22
    0xa5, 0x21, //              LDA $21
    0x85, 0x23, //              STA $23
    0x20, 0x14, 0x04, //        JSR divide
    0x4c, 0x00, 0x04, //        JMP start
    0xa9, 0x00, //      divide: LDA #$00
    0xa2, 0x10, //              LDX #16
    0x06, 0x22, //         bit: ASL $22
    0x26, 0x23, //              ROL $23
    0x2a, //                    ROL A
    0xc9, 0x0b, //              CMP #11
    0x90, 0x04, //              BCC +4
    0xe9, 0x0b, //              SBC #11
    0xe6, 0x22, //              INC $22
    0xca, //                    DEX
    0xd0, 0xf0, //              BNE bit
    0x85, 0x24, //              STA $24
    0x60, //                    RTS
];
