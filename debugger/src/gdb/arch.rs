//! The 6502 as gdb's protocol describes a processor: its registers, in the order, by the names and with the sizes that
//! MAME's stub and LLVM-MOS's lldb know.
//!
//! The stack pointer has 16 bits, of which the upper eight are 1, so that it is an address.
//!
//! Left out: numbers of registers in DWARF, which LLVM-MOS has changed; its lldb finds them by name.

use std::num::NonZeroUsize;

use gdbstub::arch::lldb::{Encoding, Format, Generic, Register as Info, RegisterInfo};
use gdbstub::arch::{Arch, RegId, Registers};
use jumppad_engine::answer;

/// The architecture.
#[derive(Debug)]
pub(super) enum Mos6502 {}

/// How wide registers are that hold addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Width {
    /// As they are.
    #[default]
    Two,
    /// As those of an 8086 that gdb knows.
    Four,
}

/// A register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Register {
    A,
    X,
    Y,
    P,
    Sp,
    Pc,
    /// One that there is not, for gdb; it is zero.
    Spare(Spare),
}

/// A register of the 8086 that the 6502 has nothing for, by its number among these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spare(u8);

impl Spare {
    /// Of four bytes each.
    const INTEGER: [&'static str; 14] = [
        "eax", "ecx", "edx", "ebx", "ebp", "esi", "edi", "eflags", "cs", "ss", "ds", "es", "fs",
        "gs",
    ];
    /// How many `st0` and the like there are, of ten bytes each.
    const FLOATING: usize = 8;
    /// Of four bytes each.
    const CONTROL: [&'static str; 8] = [
        "fctrl", "fstat", "ftag", "fiseg", "fioff", "foseg", "fooff", "fop",
    ];
    const COUNT: usize = Self::INTEGER.len() + Self::FLOATING + Self::CONTROL.len();

    /// In the order of their numbers.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT as u8).map(Self)
    }

    pub(super) fn name(self) -> String {
        let at = usize::from(self.0);
        if let Some(name) = Self::INTEGER.get(at) {
            return (*name).to_owned();
        }
        let at = at - Self::INTEGER.len();
        match at.checked_sub(Self::FLOATING) {
            None => format!("st{at}"),
            Some(at) => Self::CONTROL
                .get(at)
                .copied()
                .unwrap_or_default()
                .to_owned(),
        }
    }

    fn is_floating(self) -> bool {
        let floating = Self::INTEGER.len()..Self::INTEGER.len() + Self::FLOATING;
        floating.contains(&usize::from(self.0))
    }
}

impl Register {
    /// The 6502's, in the order in which they are numbered, and stand one behind the other.
    pub(super) const OWN: [Self; 6] = [Self::A, Self::X, Self::Y, Self::P, Self::Sp, Self::Pc];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::X => "x",
            Self::Y => "y",
            Self::P => "p",
            Self::Sp => "sp",
            Self::Pc => "pc",
            Self::Spare(_) => "",
        }
    }

    /// How many bytes it has.
    pub(super) fn bytes(self, width: Width) -> usize {
        match self {
            Self::A | Self::X | Self::Y | Self::P => 1,
            Self::Sp | Self::Pc => match width {
                Width::Two => 2,
                Width::Four => 4,
            },
            Self::Spare(spare) if spare.is_floating() => 10,
            Self::Spare(_) => 4,
        }
    }

    /// Its type, as descriptions name it.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::A | Self::X | Self::Y => "uint8",
            Self::P => "p_flags",
            Self::Sp => "data_ptr",
            Self::Pc => "code_ptr",
            Self::Spare(spare) if spare.is_floating() => "i387_ext",
            Self::Spare(_) => "uint32",
        }
    }

    /// What lldb uses it for.
    pub(super) fn generic(self) -> Option<(&'static str, Generic)> {
        match self {
            Self::A | Self::X | Self::Y | Self::Spare(_) => None,
            Self::P => Some(("flags", Generic::Flags)),
            Self::Sp => Some(("sp", Generic::Sp)),
            Self::Pc => Some(("pc", Generic::Pc)),
        }
    }

    /// The number that clients name it by.
    pub(super) fn number(self) -> usize {
        match self {
            Self::Spare(Spare(at)) => Self::OWN.len() + usize::from(at),
            own => Self::OWN
                .into_iter()
                .take_while(|other| *other != own)
                .count(),
        }
    }

    fn offset(self) -> usize {
        let before = Self::OWN.into_iter().take_while(|other| *other != self);
        before.map(|register| register.bytes(Width::Two)).sum()
    }
}

impl RegId for Register {
    fn from_raw_id(id: usize) -> Option<(Self, Option<NonZeroUsize>)> {
        let own = Self::OWN.get(id).copied();
        let spare = || {
            Spare::all()
                .map(Self::Spare)
                .find(|spare| spare.number() == id)
        };
        let register = own.or_else(spare)?;
        // How many bytes it has depends on the client.
        Some((register, None))
    }

    fn to_raw_id(&self) -> Option<usize> {
        Some(self.number())
    }
}

/// The values of all registers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) registers: answer::Registers,
    pub(super) width: Width,
}

impl Values {
    /// The value of one of them.
    pub(super) fn get(&self, register: Register) -> u16 {
        let now = &self.registers;
        match register {
            Register::A => now.a.into(),
            Register::X => now.x.into(),
            Register::Y => now.y.into(),
            Register::P => now.p.into(),
            Register::Sp => u16::from_be_bytes([1, now.s]),
            Register::Pc => now.pc,
            Register::Spare(_) => 0,
        }
    }

    /// Changes one of them; of a stack pointer the low byte counts.
    pub(super) fn set(&mut self, register: Register, value: u16) {
        let [low, _] = value.to_le_bytes();
        let now = &mut self.registers;
        match register {
            Register::A => now.a = low,
            Register::X => now.x = low,
            Register::Y => now.y = low,
            Register::P => now.p = low,
            Register::Sp => now.s = low,
            Register::Pc => now.pc = value,
            Register::Spare(_) => {}
        }
    }

    /// The bytes of one of them, as they are sent.
    pub(super) fn bytes(&self, register: Register) -> Vec<u8> {
        let mut bytes = self.get(register).to_le_bytes().to_vec();
        bytes.resize(register.bytes(self.width), 0);
        bytes
    }

    /// Changes one of them to what was sent.
    ///
    /// # Errors
    /// It has no such value.
    pub(super) fn take(&mut self, register: Register, bytes: &[u8]) -> Result<(), ()> {
        let room = register.bytes(Width::Two);
        // Some send more bytes than there are, as for a larger machine; those are zeros.
        let (told, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
        let is_whole = !told.is_empty() && rest.iter().all(|byte| *byte == 0);
        let byte = |at: usize| told.get(at).copied().unwrap_or(0);
        self.set(register, u16::from_le_bytes([byte(0), byte(1)]));
        is_whole.then_some(()).ok_or(())
    }
}

impl Registers for Values {
    type ProgramCounter = u64;

    fn pc(&self) -> u64 {
        self.registers.pc.into()
    }

    fn gdb_serialize(&self, mut write_byte: impl FnMut(Option<u8>)) {
        for register in Register::OWN {
            for byte in self.bytes(register) {
                write_byte(Some(byte));
            }
        }
    }

    fn gdb_deserialize(&mut self, bytes: &[u8]) -> Result<(), ()> {
        let widths = [Width::Two, Width::Four];
        let length = |width| -> usize {
            let lengths = Register::OWN.map(|register| register.bytes(width));
            lengths.iter().sum()
        };
        let is_told = |width: &Width| bytes.len() == length(*width);
        let width = widths.into_iter().find(is_told).ok_or(())?;
        let mut rest = bytes;
        for register in Register::OWN {
            let (value, behind) = rest.split_at(register.bytes(width));
            self.take(register, value)?;
            rest = behind;
        }
        Ok(())
    }
}

impl Arch for Mos6502 {
    // Clients that do not know the 6502 may have longer addresses.
    type Usize = u64;
    type Registers = Values;
    type BreakpointKind = usize;
    type RegId = Register;

    fn lldb_register_info(id: usize) -> Option<RegisterInfo<'static>> {
        let Some(&register) = Register::OWN.get(id) else {
            return Some(RegisterInfo::Done);
        };
        Some(RegisterInfo::Register(Info {
            name: register.name(),
            alt_name: None,
            bitsize: register.bytes(Width::Two) * 8,
            offset: register.offset(),
            encoding: Encoding::Uint,
            format: Format::Hex,
            set: "General Purpose Registers",
            gcc: None,
            dwarf: None,
            generic: register.generic().map(|(_, generic)| generic),
            container_regs: None,
            invalidate_regs: None,
        }))
    }
}
