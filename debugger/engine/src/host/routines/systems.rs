//! Where the ROMs of known computers have their routines, and by which names their handbooks know them.
//!
//! Sources: Commodore 64 Programmer's Reference Guide, chapter 5 (the KERNAL's jump table and vectors); Apple-1 Operation
//! Manual (the listing of the monitor); Apple II Reference Manual, appendix "Monitor ROM listing"; KIM-1 User Manual,
//! appendix I (listing). Of Applesoft's routines the one that moves blocks, which cc65's programs call to fill the language
//! card.

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calls::Call;

/// A computer whose ROM the host stands in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// Commodore's 64: the KERNAL.
    C64,
    /// The Apple-1: WozMon.
    Apple1,
    /// The Apple II: its monitor.
    Apple2,
    /// MOS's KIM-1: its monitor.
    Kim1,
}

/// A routine of a ROM.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Where it is entered.
    pub address: u16,
    /// What the host does there.
    pub call: Call,
    /// The ROM's name of it.
    pub name: &'static str,
    /// Where a vector is by which the ROM goes to the rest of it, and what is in that.
    pub through: Option<(u16, u16)>,
}

const fn row(address: u16, call: Call, name: &'static str) -> Row {
    Row {
        address,
        call,
        name,
        through: None,
    }
}

const fn by(address: u16, call: Call, name: &'static str, vector: u16, behind: u16) -> Row {
    Row {
        address,
        call,
        name,
        through: Some((vector, behind)),
    }
}

const C64: &[Row] = &[
    row(0xA474, Call::Exit, "READY"),
    row(0xA7AE, Call::Exit, "NEWSTT"),
    row(0xAB1E, Call::Strout, "STROUT"),
    row(0xBDCD, Call::Linprt, "LINPRT"),
    row(0xE16F, Call::BasicLoad, "LOAD of BASIC"),
    row(0xE37B, Call::Exit, "BASIC's warm start"),
    row(0xE394, Call::Exit, "BASIC's cold start"),
    row(0xE505, Call::Screen, "SCRORG"),
    row(0xE50A, Call::Plot, "PLOT"),
    row(0xE518, Call::Cint, "CINT"),
    row(0xE544, Call::ClearScreen, "CLSR"),
    row(0xE566, Call::HomeCursor, "NXTD"),
    row(0xE56C, Call::SetCursor, "STUPT"),
    row(0xE5B4, Call::Kbdread, "LP2"),
    row(0xE716, Call::Chrout, "PRT"),
    row(0xEA24, Call::ColourRow, "SCOLOR"),
    row(0xEA87, Call::Scnkey, "SCNKEY"),
    row(0xF13E, Call::Getin, "NGETIN"),
    row(0xF157, Call::Chrin, "NBASIN"),
    row(0xF1CA, Call::Chrout, "NBSOUT"),
    row(0xF20E, Call::Chkin, "NCHKIN"),
    row(0xF250, Call::Chkout, "NCKOUT"),
    row(0xF291, Call::Close, "NCLOSE"),
    row(0xF32F, Call::Clall, "NCLALL"),
    row(0xF333, Call::Clrchn, "NCLRCH"),
    row(0xF34A, Call::Open, "NOPEN"),
    row(0xF4A5, Call::Load, "NLOAD"),
    row(0xF5ED, Call::Save, "NSAVE"),
    row(0xF69B, Call::Udtim, "UDTIM"),
    row(0xF6DD, Call::Rdtim, "RDTIM"),
    row(0xF6E4, Call::Settim, "SETTIM"),
    row(0xF6ED, Call::Stop, "NSTOP"),
    row(0xFCE2, Call::Exit, "RESET"),
    row(0xFD15, Call::Restor, "RESTOR"),
    row(0xFDA3, Call::Ioinit, "IOINIT"),
    row(0xFDF9, Call::Setnam, "SETNAM"),
    row(0xFE00, Call::Setlfs, "SETLFS"),
    row(0xFE07, Call::Readst, "READST"),
    row(0xFE18, Call::Setmsg, "SETMSG"),
    row(0xFE25, Call::Memtop, "MEMTOP"),
    row(0xFE34, Call::Membot, "MEMBOT"),
    row(0xFF5B, Call::Cint, "CINT"),
    row(0xFF81, Call::Cint, "CINT"),
    row(0xFF84, Call::Ioinit, "IOINIT"),
    row(0xFF8A, Call::Restor, "RESTOR"),
    row(0xFF8D, Call::Vector, "VECTOR"),
    row(0xFF90, Call::Setmsg, "SETMSG"),
    row(0xFF99, Call::Memtop, "MEMTOP"),
    row(0xFF9C, Call::Membot, "MEMBOT"),
    row(0xFF9F, Call::Scnkey, "SCNKEY"),
    row(0xFFA2, Call::Settmo, "SETTMO"),
    row(0xFFB7, Call::Readst, "READST"),
    row(0xFFBA, Call::Setlfs, "SETLFS"),
    row(0xFFBD, Call::Setnam, "SETNAM"),
    by(0xFFC0, Call::Open, "OPEN", 0x031A, 0xF34A),
    by(0xFFC3, Call::Close, "CLOSE", 0x031C, 0xF291),
    by(0xFFC6, Call::Chkin, "CHKIN", 0x031E, 0xF20E),
    by(0xFFC9, Call::Chkout, "CHKOUT", 0x0320, 0xF250),
    by(0xFFCC, Call::Clrchn, "CLRCHN", 0x0322, 0xF333),
    by(0xFFCF, Call::Chrin, "CHRIN", 0x0324, 0xF157),
    by(0xFFD2, Call::Chrout, "CHROUT", 0x0326, 0xF1CA),
    by(0xFFD5, Call::Load, "LOAD", 0x0330, 0xF4A5),
    by(0xFFD8, Call::Save, "SAVE", 0x0332, 0xF5ED),
    row(0xFFDB, Call::Settim, "SETTIM"),
    row(0xFFDE, Call::Rdtim, "RDTIM"),
    by(0xFFE1, Call::Stop, "STOP", 0x0328, 0xF6ED),
    by(0xFFE4, Call::Getin, "GETIN", 0x032A, 0xF13E),
    by(0xFFE7, Call::Clall, "CLALL", 0x032C, 0xF32F),
    row(0xFFEA, Call::Udtim, "UDTIM"),
    row(0xFFED, Call::Screen, "SCREEN"),
    row(0xFFF0, Call::Plot, "PLOT"),
    row(0xFFF3, Call::Iobase, "IOBASE"),
];

const APPLE1: &[Row] = &[
    row(0xFF00, Call::Exit, "RESET"),
    row(0xFF1A, Call::Exit, "ESCAPE"),
    row(0xFF1F, Call::Exit, "GETLINE"),
    row(0xFFDC, Call::Prbyte, "PRBYTE"),
    row(0xFFE5, Call::Prhex, "PRHEX"),
    row(0xFFEF, Call::Echo, "ECHO"),
];

const APPLE2: &[Row] = &[
    row(0x03D0, Call::Exit, "DOS's warm start"),
    row(0xD393, Call::Bltu, "BLTU"),
    row(0xD39A, Call::Bltu, "BLTU2"),
    row(0xE000, Call::Exit, "BASIC's cold start"),
    row(0xE003, Call::Exit, "BASIC's warm start"),
    row(0xF941, Call::Prax, "PRNTAX"),
    row(0xF948, Call::Prblanks, "PRBLNK"),
    row(0xF94A, Call::Prblanks, "PRBL2"),
    row(0xFB2F, Call::Return, "INIT"),
    row(0xFBDD, Call::Return, "BELL1"),
    row(0xFC58, Call::Home, "HOME"),
    by(0xFD0C, Call::Rdkey, "RDKEY", 0x0038, 0xFD1B),
    row(0xFD1B, Call::Rdkey, "KEYIN"),
    row(0xFD35, Call::Rdkey, "RDCHAR"),
    row(0xFD67, Call::Getlnz, "GETLNZ"),
    row(0xFD6A, Call::Getln, "GETLN"),
    row(0xFD6F, Call::Getln1, "GETLN1"),
    row(0xFD8B, Call::Crout, "CROUT1"),
    row(0xFD8E, Call::Crout, "CROUT"),
    row(0xFDDA, Call::Prbyte, "PRBYTE"),
    row(0xFDE3, Call::Prhex, "PRHEX"),
    by(0xFDED, Call::Cout, "COUT", 0x0036, 0xFDF0),
    row(0xFDF0, Call::Cout, "COUT1"),
    row(0xFE80, Call::Return, "SETINV"),
    row(0xFE84, Call::Return, "SETNORM"),
    row(0xFE89, Call::Return, "SETKBD"),
    row(0xFE93, Call::Return, "SETVID"),
    row(0xFF3A, Call::Return, "BELL"),
    row(0xFF59, Call::Exit, "OLDRST"),
    row(0xFF65, Call::Exit, "MON"),
    row(0xFF69, Call::Exit, "MONZ"),
];

const KIM1: &[Row] = &[
    row(0x1C00, Call::Exit, "SAVE"),
    row(0x1C22, Call::Exit, "RST"),
    row(0x1C4F, Call::Exit, "START"),
    row(0x1C64, Call::Exit, "CLEAR"),
    row(0x1E2F, Call::Crlf, "CRLF"),
    row(0x1E3B, Call::Prtbyt, "PRTBYT"),
    row(0x1E5A, Call::Getch, "GETCH"),
    row(0x1E9E, Call::Outsp, "OUTSP"),
    row(0x1EA0, Call::Outch, "OUTCH"),
    row(0x1F9D, Call::Getbyt, "GETBYT"),
];

impl System {
    /// Every system.
    pub const ALL: [Self; 4] = [Self::C64, Self::Apple1, Self::Apple2, Self::Kim1];

    /// The name by which users choose it.
    pub fn name(self) -> &'static str {
        match self {
            Self::C64 => "c64",
            Self::Apple1 => "apple1",
            Self::Apple2 => "apple2",
            Self::Kim1 => "kim1",
        }
    }

    /// The system of that name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|system| system.name().eq_ignore_ascii_case(name))
    }

    /// The routines of its ROM that the host does.
    pub fn rows(self) -> &'static [Row] {
        match self {
            Self::C64 => C64,
            Self::Apple1 => APPLE1,
            Self::Apple2 => APPLE2,
            Self::Kim1 => KIM1,
        }
    }

    /// Entries of the ROM where nothing is answered, so that who goes there is told: so many bytes apart.
    pub(super) fn unanswered(self) -> (RangeInclusive<u16>, usize) {
        match self {
            // The jump table.
            Self::C64 => (0xFF81..=0xFFF3, 3),
            // Nothing but the table above.
            Self::Apple1 | Self::Apple2 | Self::Kim1 => (0xFFFF..=0xFFFF, 1),
        }
    }

    /// Words that its ROM leaves in memory, beside those of the KERNAL.
    pub(super) fn variables(self) -> &'static [(u16, u16)] {
        match self {
            // Output and input by the screen and keyboard; Applesoft's HIMEM without DOS.
            Self::Apple2 => &[(0x36, 0xFDF0), (0x38, 0xFD1B), (0x73, 0xC000)],
            Self::C64 | Self::Apple1 | Self::Kim1 => &[],
        }
    }

    /// The stack pointer of a program that begins: a C64 has BASIC's own returns above.
    pub(super) fn stack(self) -> u8 {
        match self {
            Self::C64 => 0xF6,
            Self::Apple1 | Self::Apple2 | Self::Kim1 => 0xFD,
        }
    }

    /// Where a program that ends by RTS comes to.
    pub(super) fn home(self) -> u16 {
        match self {
            Self::C64 => 0xA7AE,
            Self::Apple1 => 0xFF1F,
            Self::Apple2 => 0xFF69,
            Self::Kim1 => 0x1C4F,
        }
    }
}
