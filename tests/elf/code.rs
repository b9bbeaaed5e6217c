//! The machine code of `sum.c`, and what is called how in it.
//!
//! As llvm-mos has it: the soft stack's pointer is in the imaginary registers rc0 and rc1, the first two bytes of
//! arguments are in A and X, those that follow in rc2, rc3 (a pointer's) or rc4 and so on.

use super::container::{Section, Segment, Sort, Symbol};

/// Where the program starts.
pub(crate) const START: u16 = 0x0200;
/// The functions, each with the address behind it.
pub(crate) const MAIN: (u16, u16) = (0x020E, 0x0264);
pub(crate) const ADD: (u16, u16) = (0x0264, 0x026E);
/// The variables.
pub(crate) const VALUES: u16 = 0x0280;
pub(crate) const SPOT: u16 = 0x0288;
pub(crate) const HUE: u16 = 0x028D;
pub(crate) const FIRST: u16 = 0x028E;
pub(crate) const TOTAL: u16 = 0x0290;
/// In page 0, and where it is loaded.
pub(crate) const TURBO: u16 = 0x0020;
const TURBO_LOADED: u16 = 0x0270;

const CODE: &[u8] = &[
    0xA9, 0x00, //       0200 _start: lda #$00
    0x85, 0x00, //       0202         sta rc0
    0xA9, 0x08, //       0204         lda #$08
    0x85, 0x01, //       0206         sta rc1
    0x20, 0x0E, 0x02, // 0208         jsr main
    0x4C, 0x0B, 0x02, // 020B         jmp *
    0xA5, 0x00, //       020E main:   lda rc0
    0x38, //             0210         sec
    0xE9, 0x02, //       0211         sbc #2
    0x85, 0x00, //       0213         sta rc0
    0xB0, 0x02, //       0215         bcs *+4
    0xC6, 0x01, //       0217         dec rc1
    0xA0, 0x00, //       0219         ldy #0
    0x98, //             021B         tya
    0x91, 0x00, //       021C         sta (rc0),y
    0xC8, //             021E         iny
    0x91, 0x00, //       021F         sta (rc0),y
    0xA0, 0x00, //       0221 again:  ldy #0
    0xB1, 0x00, //       0223         lda (rc0),y
    0x0A, //             0225         asl
    0xAA, //             0226         tax
    0xBD, 0x80, 0x02, // 0227         lda values,x
    0x85, 0x04, //       022A         sta rc4
    0xBD, 0x81, 0x02, // 022C         lda values+1,x
    0x85, 0x05, //       022F         sta rc5
    0xAD, 0x90, 0x02, // 0231         lda total
    0xAE, 0x91, 0x02, // 0234         ldx total+1
    0x20, 0x64, 0x02, // 0237         jsr add
    0x8D, 0x90, 0x02, // 023A         sta total
    0x8E, 0x91, 0x02, // 023D         stx total+1
    0xA0, 0x00, //       0240         ldy #0
    0xB1, 0x00, //       0242         lda (rc0),y
    0x18, //             0244         clc
    0x69, 0x01, //       0245         adc #1
    0x91, 0x00, //       0247         sta (rc0),y
    0xC9, 0x04, //       0249         cmp #4
    0xD0, 0xD4, //       024B         bne again
    0xEA, //             024D         nop
    0xAD, 0x90, 0x02, // 024E         lda total
    0xAE, 0x91, 0x02, // 0251         ldx total+1
    0x85, 0x06, //       0254         sta rc6
    0xA5, 0x00, //       0256         lda rc0
    0x18, //             0258         clc
    0x69, 0x02, //       0259         adc #2
    0x85, 0x00, //       025B         sta rc0
    0x90, 0x02, //       025D         bcc *+4
    0xE6, 0x01, //       025F         inc rc1
    0xA5, 0x06, //       0261         lda rc6
    0x60, //             0263         rts
    0x18, //             0264 add:    clc
    0x65, 0x04, //       0265         adc rc4
    0x48, //             0267         pha
    0x8A, //             0268         txa
    0x65, 0x05, //       0269         adc rc5
    0xAA, //             026B         tax
    0x68, //             026C         pla
    0x60, //             026D         rts
];

/// From `VALUES` on: values, spot, hue, first.
const DATA: &[u8] = &[
    1, 0, 2, 0, 3, 0, 4, 0, // values
    3, 0, 0xFC, 0xFF, b'Z', // spot
    7,    // hue
    0x80, 0x02, // first
];

/// The rows of the table of lines: an address, its line, whether a breakpoint may be there, whether the function's
/// arguments are where they belong. Line 0 is none.
pub(crate) const ROWS: &[(u16, u64, bool, bool)] = &[
    (0x020E, 18, true, false),
    (0x0219, 20, true, true),
    (0x0221, 21, true, false),
    (0x0231, 21, false, false),
    (0x0240, 20, true, false),
    (0x024D, 0, false, false),
    (0x024E, 22, true, false),
    (0x0256, 23, true, false),
    (0x0264, 14, true, true),
    (0x0265, 14, false, false),
    (0x026D, 15, true, false),
];

pub(crate) fn segments() -> Vec<Segment> {
    let segment = |address, loaded, bytes: &[u8]| Segment {
        address,
        loaded,
        bytes: bytes.to_vec(),
    };
    vec![
        segment(START, START, CODE),
        segment(TURBO, TURBO_LOADED, &[1]),
        segment(VALUES, VALUES, DATA),
    ]
}

pub(crate) fn sections() -> Vec<Section> {
    vec![
        Section::of_code(".text", START, CODE.to_vec()),
        Section::of_data(".zp.data", TURBO, vec![1]),
        Section::of_data(".data", VALUES, DATA.to_vec()),
        Section {
            size: 2,
            ..Section::of_data(".bss", TOTAL, Vec::new())
        },
    ]
}

pub(crate) fn symbols() -> Vec<Symbol> {
    let typed = |name, sort, value, size, section| Symbol {
        name,
        value,
        size,
        sort,
        is_global: true,
        section: Some(section),
    };
    let absolute = |name, value| Symbol {
        section: None,
        ..typed(name, Sort::Label, value, 0, 0)
    };
    let mut symbols = vec![
        Symbol {
            is_global: false,
            ..typed("add", Sort::Function, ADD.0, ADD.1 - ADD.0, 1)
        },
        Symbol {
            is_global: false,
            ..absolute("SOME_COUNT", 0x14)
        },
        typed("_start", Sort::Label, START, 0, 1),
        typed("main", Sort::Function, MAIN.0, MAIN.1 - MAIN.0, 1),
        typed("values", Sort::Variable, VALUES, 8, 3),
        typed("spot", Sort::Variable, SPOT, 5, 3),
        typed("hue", Sort::Variable, HUE, 1, 3),
        typed("first", Sort::Variable, FIRST, 2, 3),
        typed("total", Sort::Variable, TOTAL, 2, 4),
        typed("turbo", Sort::Variable, TURBO, 1, 2),
        typed("__data_start", Sort::Label, VALUES, 0, 3),
        absolute("__bss_size", 2),
        absolute("CHROUT", 0xFFD2),
    ];
    let registers = [
        "__rc0", "__rc1", "__rc2", "__rc3", "__rc4", "__rc5", "__rc6", "__rc7",
    ];
    symbols.extend((0..).zip(registers).map(|(at, name)| absolute(name, at)));
    symbols
}
