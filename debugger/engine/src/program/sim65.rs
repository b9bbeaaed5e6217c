//! What a sim65 program says of itself: which chip it is for, and which of the two conventions of sim65 it follows; and
//! the calls of both.
//!
//! Both conventions have the same header, so they are told apart by what cc65's startup does first: it puts the C stack
//! below what the convention keeps for the host. Version 2.19 keeps $FFF0 and what follows; later ones have peripherals
//! from $FFC0 on, which would be under the stack. Who has no such startup counts as current.

use std::ops::RangeInclusive;

use jumppad_tiers::opcodes::{Effect, Mode, Model};

/// What of the host a sim65 program needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sim65 {
    /// Where in page 0 its C stack pointer is.
    pub stack_pointer: u8,
    /// The convention that it follows.
    pub version: Version,
    /// The chip it is for.
    pub chip: Chip,
    /// Whether it may use the peripherals of the current convention.
    pub peripherals: Peripherals,
}

/// A convention between sim65 and its programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Six calls, no peripherals; errors exit with 127 and 126. That of 2.18, too.
    V2_19,
    /// Nine calls and peripherals; errors exit with 255 and 254.
    Current,
}

impl Version {
    /// Every version.
    pub const ALL: [Self; 2] = [Self::V2_19, Self::Current];

    /// The name by which users choose it.
    pub fn name(self) -> &'static str {
        match self {
            Self::V2_19 => "2.19",
            Self::Current => "current",
        }
    }

    /// The first address that no program is loaded to.
    pub fn first_call(self) -> u16 {
        match self {
            Self::V2_19 => 0xFFF4,
            Self::Current => 0xFFF1,
        }
    }

    /// The first address that programs leave to the host: no memory of theirs is there unless they bring it.
    pub fn first_kept(self) -> u16 {
        match self {
            Self::V2_19 => 0xFFF0,
            Self::Current => PERIPHERALS,
        }
    }

    /// The exit code when the simulation itself fails.
    pub fn fault_code(self) -> u8 {
        match self {
            Self::V2_19 => 127,
            Self::Current => 255,
        }
    }

    /// The exit code when the limit of cycles is reached.
    pub fn limit_code(self) -> u8 {
        match self {
            Self::V2_19 => 126,
            Self::Current => 254,
        }
    }

    /// How many cycles end a run that `-x` limits to `limit`: the current one lets exactly so many pass.
    pub fn ends_at(self, limit: u64) -> u64 {
        match self {
            Self::V2_19 => limit,
            Self::Current => limit.saturating_add(1),
        }
    }
}

/// What can be asked of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `lseek` at $FFF1: moves the place at which a file is read and written.
    Seek,
    /// `sysremove` at $FFF2: removes a file.
    Remove,
    /// `osmaperrno` at $FFF3: says which `errno` an error of the host is, of which there is one.
    MapErrno,
    /// `open` at $FFF4: opens a file of the host, and answers its descriptor.
    Open,
    /// `close` at $FFF5: closes a descriptor.
    Close,
    /// `read` at $FFF6: reads from a descriptor into memory.
    Read,
    /// `write` at $FFF7: writes memory to a descriptor.
    Write,
    /// `args` at $FFF8: puts the arguments of `main` into memory.
    Args,
    /// `exit` at $FFF9: ends the program with the code in A.
    Exit,
}

impl Call {
    const ALL: [(u16, Self, &str); 9] = [
        (0xFFF1, Self::Seek, "lseek"),
        (0xFFF2, Self::Remove, "sysremove"),
        (0xFFF3, Self::MapErrno, "osmaperrno"),
        (0xFFF4, Self::Open, "open"),
        (0xFFF5, Self::Close, "close"),
        (0xFFF6, Self::Read, "read"),
        (0xFFF7, Self::Write, "write"),
        (0xFFF8, Self::Args, "args"),
        (0xFFF9, Self::Exit, "exit"),
    ];

    /// The call behind `address`, if the convention has one there.
    pub fn at(version: Version, address: u16) -> Option<Self> {
        let mut calls = Self::ALL.iter();
        let found = calls.find(|(at, ..)| *at == address && address >= version.first_call());
        found.map(|&(_, call, _)| call)
    }

    /// The name of the call, in lower case, as listings show it.
    pub fn name(self) -> &'static str {
        let mut calls = Self::ALL.iter();
        let found = calls.find(|(_, call, _)| *call == self);
        found.map_or("", |&(.., name)| name)
    }
}

/// What a header, `--cpu` or the peripherals say of the chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chip {
    /// 0: a 6502 that executes what its data sheet names, nothing else.
    Documented6502,
    /// 1: a 65C02.
    Cmos,
    /// 2: a 6502 with its undocumented opcodes, `6502X`.
    All6502,
}

impl Chip {
    /// Every chip, by its number.
    pub const ALL: [Self; 3] = [Self::Documented6502, Self::Cmos, Self::All6502];

    /// The chip with a number of the header or of the register for it.
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Its number.
    pub fn number(self) -> u8 {
        match self {
            Self::Documented6502 => 0,
            Self::Cmos => 1,
            Self::All6502 => 2,
        }
    }

    /// The model that executes it.
    pub fn model(self) -> Model {
        match self {
            Self::Documented6502 | Self::All6502 => Model::Nmos6502,
            Self::Cmos => Model::Wdc65C02,
        }
    }
}

/// Whether a program uses the peripherals. Those that do not have memory there, which is faster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peripherals {
    /// It names none of their addresses.
    Unused,
    /// It may ask for another chip, or points at them.
    Used,
    /// It may ask for counts of instructions and cycles, or for a trace that shows them.
    Counted,
}

/// The first address of the peripherals.
pub const PERIPHERALS: u16 = 0xFFC0;
const LATCH: u16 = PERIPHERALS;
const CHIP: u16 = PERIPHERALS + 10;
const TRACE: u16 = PERIPHERALS + 11;
/// All registers of the peripherals.
pub const REGISTERS: RangeInclusive<u16> = PERIPHERALS..=PERIPHERALS + 11;

const LDA_IMMEDIATE: u8 = 0xA9;
const LDX_IMMEDIATE: u8 = 0xA2;
const LDY_IMMEDIATE: u8 = 0xA0;
const STA_ZERO_PAGE: u8 = 0x85;
const STX_ZERO_PAGE: u8 = 0x86;

/// How far into a program its startup sets the C stack.
const STARTUP: usize = 16;
/// How far apart the two halves of an address are loaded.
const NEAR: usize = 8;

/// Which convention the program `bytes` follows, whose first instruction is at `entry` in them.
pub(super) fn convention(bytes: &[u8], entry: usize, stack_pointer: u8) -> Version {
    let stack = startup_stack(bytes, entry, stack_pointer).map(|(_, top)| top);
    match stack {
        Some(top) if top > PERIPHERALS => Version::V2_19,
        _ => Version::Current,
    }
}

/// What of the peripherals the program `bytes` names. Who counts has to latch, by a store; only the chip and the trace are
/// of use without. So nobody is taken in by a comparison with $FF, which looks like an address up there as well.
pub(super) fn peripherals(bytes: &[u8], entry: usize, stack_pointer: u8) -> Peripherals {
    let mut found = Peripherals::Unused;
    for code in bytes.windows(3) {
        let row = &Model::Wdc65C02.table()[usize::from(code[0])];
        if !matches!(row.mode, Mode::ABS | Mode::ABX | Mode::ABY) {
            continue;
        }
        let stores = matches!(row.effect, Effect::Write | Effect::Modify);
        match u16::from_le_bytes([code[1], code[2]]) {
            LATCH if stores => return Peripherals::Counted,
            TRACE => return Peripherals::Counted,
            CHIP => found = Peripherals::Used,
            _ => {}
        }
    }
    let startup = startup_stack(bytes, entry, stack_pointer).map(|(at, _)| at);
    // As an address is loaded into two registers: to follow a pointer.
    let is_load = |code: u8| matches!(code, LDA_IMMEDIATE | LDX_IMMEDIATE | LDY_IMMEDIATE);
    for at in 0..bytes.len().saturating_sub(3) {
        let address = u16::from_le_bytes([bytes[at + 1], 0xFF]);
        if Some(at) == startup || !is_load(bytes[at]) || !REGISTERS.contains(&address) {
            continue;
        }
        let mut behind = bytes[at + 2..].windows(2).take(NEAR);
        if behind.any(|pair| is_load(pair[0]) && pair[1] == 0xFF) {
            found = Peripherals::Used;
        }
    }
    found
}

/// Where in `bytes` cc65's startup sets the C stack, and where it puts that.
fn startup_stack(bytes: &[u8], entry: usize, stack_pointer: u8) -> Option<(usize, u16)> {
    let startup = bytes.get(entry..)?;
    let mut code = startup.windows(8).take(STARTUP).zip(entry..);
    code.find_map(|(code, at)| match *code {
        [
            LDA_IMMEDIATE,
            low,
            LDX_IMMEDIATE,
            high,
            STA_ZERO_PAGE,
            first,
            STX_ZERO_PAGE,
            second,
        ] if first == stack_pointer && second == stack_pointer.wrapping_add(1) => {
            Some((at, u16::from_le_bytes([low, high])))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CLD; LDX #$FF; TXS, the C stack at `top`, then `code`.
    fn program(top: u16, code: &[u8]) -> Vec<u8> {
        let [low, high] = top.to_le_bytes();
        let startup = [
            0xD8, 0xA2, 0xFF, 0x9A, 0xA9, low, 0xA2, high, 0x85, 2, 0x86, 3,
        ];
        [&startup, code].concat()
    }

    #[test]
    fn a_program_is_known_by_its_stack() {
        let told = |bytes: &[u8]| convention(bytes, 0, 2);
        assert_eq!(told(&program(0xFFF0, &[])), Version::V2_19);
        assert_eq!(told(&program(0xFFC0, &[])), Version::Current);
        // What it calls cannot be there while its stack is.
        assert_eq!(told(&program(0xFFF0, &[0x20, 0xF1, 0xFF])), Version::V2_19);
        // Another pointer than the stack's, or none.
        assert_eq!(convention(&program(0xFFF0, &[]), 0, 4), Version::Current);
        assert_eq!(told(&[0x60]), Version::Current);
        assert_eq!(convention(&[0x60], 7, 0), Version::Current);
    }

    #[test]
    fn peripherals_are_known_by_their_addresses() {
        let told = |code: &[u8]| peripherals(&program(0xFFC0, code), 0, 2);
        assert_eq!(told(&[]), Peripherals::Unused);
        for (code, expected) in [
            // STA $FFCA; LDA $FFCA; STA $FFCB; STA $FFC0; STZ $FFC0
            (&[0x8D, 0xCA, 0xFF][..], Peripherals::Used),
            (&[0xAD, 0xCA, 0xFF], Peripherals::Used),
            (&[0x8D, 0xCB, 0xFF], Peripherals::Counted),
            (&[0x8D, 0xC0, 0xFF], Peripherals::Counted),
            (&[0x9C, 0xC0, 0xFF], Peripherals::Counted),
            // No register, CMP #$FF behind LDA $8D, and CPY #$FF behind LDX $AC
            (&[0x8D, 0xCC, 0xFF], Peripherals::Unused),
            (&[0xA5, 0x8D, 0xC9, 0xFF], Peripherals::Unused),
            (&[0xA6, 0xAC, 0xC0, 0xFF], Peripherals::Unused),
            // LDA #$C0; LDX #$FF, and with a STA $10 in between
            (&[0xA9, 0xC0, 0xA2, 0xFF], Peripherals::Used),
            (
                &[0xA9, 0xCB, 0x85, 0x10, 0xA9, 0xFF, 0x85, 0x11],
                Peripherals::Used,
            ),
        ] {
            assert_eq!(told(code), expected, "{code:02X?}");
        }
    }

    #[test]
    fn chips_have_their_numbers() {
        for (number, chip) in (0..).zip(Chip::ALL) {
            assert_eq!(
                (chip.number(), Chip::numbered(number)),
                (number, Some(chip))
            );
        }
        assert_eq!(Chip::numbered(3), None);
    }
}
