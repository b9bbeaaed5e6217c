//! Addressing modes: how an instruction finds its operand.
//!
//! A mode appears twice, as data ([`Mode`], for tables and text) and as a type
//! ([`Addressing`], for code that is compiled once per opcode so that nothing
//! of the mode is left to decide at run time). Locating an operand may read
//! pointers but changes nothing.

use crate::bus::{Bus, Intervention};
use crate::chip::Chip;
use crate::cpu::Cpu;

/// An instruction's operand bytes and its own address.
#[derive(Clone, Copy, Debug)]
pub struct Args {
    /// The byte after the opcode.
    pub arg1: u8,
    /// The byte after that.
    pub arg2: u8,
    /// Address of the opcode.
    pub pc: u16,
}

impl Args {
    /// Both operand bytes as an address.
    #[must_use]
    #[inline]
    pub const fn word(self) -> u16 {
        u16::from_le_bytes([self.arg1, self.arg2])
    }
}

/// Where an operand is.
#[derive(Clone, Copy, Debug)]
pub enum Location {
    /// In register A.
    Accumulator,
    /// In the instruction.
    Immediate(u8),
    /// In page 0, by a mode that cannot leave it.
    ZeroPage(u8),
    /// At an address that the instruction spells out.
    Absolute(u16),
    /// At an address that was computed.
    Indexed(u16),
}

impl Location {
    /// Its address, unless it is in a register or in the instruction.
    #[inline(always)]
    pub(crate) const fn address(self) -> Option<u16> {
        match self {
            Self::Accumulator | Self::Immediate(_) => None,
            Self::ZeroPage(addr) => Some(addr as u16),
            Self::Absolute(addr) | Self::Indexed(addr) => Some(addr),
        }
    }
}

/// A located operand: where it is depends on the mode alone, which is known when
/// the function is compiled, so that only numbers are left for run time.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    /// The address, or the immediate value.
    at: u16,
    /// The address before indexing.
    pub base: u16,
}

impl Operand {
    const fn at(at: u16) -> Self {
        Self { at, base: at }
    }

    /// Where it is, found by mode `A`.
    #[inline(always)]
    pub const fn location<A: Addressing>(self) -> Location {
        match A::MODE {
            Mode::IMP | Mode::NON | Mode::ACC => Location::Accumulator,
            Mode::IMM => Location::Immediate(self.at as u8),
            Mode::ZPG | Mode::ZPX | Mode::ZPY | Mode::ZPR => Location::ZeroPage(self.at as u8),
            Mode::ABS | Mode::IND | Mode::IAX | Mode::REL => Location::Absolute(self.at),
            Mode::IZX | Mode::IZY | Mode::IZP | Mode::ABX | Mode::ABY => Location::Indexed(self.at),
        }
    }

    /// Whether indexing left the base's page: the low byte wrapped then, since an index is a
    /// byte.
    #[inline(always)]
    pub const fn crossed(self) -> bool {
        (self.at as u8) < self.base as u8
    }
}

/// What an instruction is going to do with its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Only read it.
    Read,
    /// Write it, perhaps after reading it.
    Write,
    /// Read it and write it back by a shift, which the CMOS chips do without
    /// waiting for a carry that does not happen.
    Shift,
}

/// A mode that finds an operand.
pub trait Addressing {
    /// The mode as data.
    const MODE: Mode;
    /// Instruction length in bytes, opcode included.
    const LENGTH: u16 = Self::MODE.length();

    /// Finds the operand.
    ///
    /// # Errors
    /// An intervention when reading a pointer needs the machine's help.
    fn locate<C: Chip, B: Bus>(
        cpu: &Cpu,
        bus: &mut B,
        args: Args,
        purpose: Purpose,
    ) -> Result<Operand, Intervention>;
}

macro_rules! modes {
    ($($name:ident $length:literal $doc:literal
       |$cpu:pat_param, $bus:ident, $args:ident, $purpose:pat_param| $locate:expr;)*) => {
        /// An addressing mode.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Mode { $(#[doc = $doc] $name),* }

        impl Mode {
            /// The three letters by which opcode functions are named.
            #[must_use]
            #[inline]
            pub const fn name(self) -> &'static str {
                match self { $(Mode::$name => stringify!($name)),* }
            }

            /// Instruction length in bytes, opcode included.
            #[must_use]
            #[inline]
            pub const fn length(self) -> u16 {
                match self { $(Mode::$name => $length),* }
            }
        }

        $(
            #[doc = $doc]
            pub enum $name {}

            impl Addressing for $name {
                const MODE: Mode = Mode::$name;

                #[inline(always)]
                fn locate<C: Chip, B: Bus>(
                    $cpu: &Cpu,
                    $bus: &mut B,
                    $args: Args,
                    $purpose: Purpose,
                ) -> Result<Operand, Intervention> {
                    fetch_operand($bus, $args, Mode::$name);
                    Ok($locate)
                }
            }
        )*
    };
}

modes! {
    IMP 1 "Implied: no operand." |_, bus, args, _| Operand::at(0);
    NON 1 "None, and not even a byte that is ignored: the CMOS chips' shortest NOP."
        |_, bus, args, _| Operand::at(0);
    ACC 1 "Accumulator." |_, bus, args, _| Operand::at(0);
    IMM 2 "Immediate: `#$nn`." |_, bus, args, _| Operand::at(u16::from(args.arg1));
    ZPG 2 "Zero page: `$nn`." |_, bus, args, _| Operand::at(u16::from(args.arg1));
    ZPX 2 "Zero page indexed: `$nn,X`, within page 0." |cpu, bus, args, _|
        Operand::at(u16::from(zero_page_indexed(bus, args, cpu.x)?));
    ZPY 2 "Zero page indexed: `$nn,Y`, within page 0." |cpu, bus, args, _|
        Operand::at(u16::from(zero_page_indexed(bus, args, cpu.y)?));
    IZX 2 "Indexed indirect: `($nn,X)`." |cpu, bus, args, _| {
        let pointer = zero_page_indexed(bus, args, cpu.x)?;
        Operand::at(zero_page_pointer(bus, pointer)?)
    };
    IZY 2 "Indirect indexed: `($nn),Y`." |cpu, bus, args, purpose| {
        let base = zero_page_pointer(bus, args.arg1)?;
        indexed::<C, B>(bus, base, cpu.y, purpose, args.pc.wrapping_add(1))?
    };
    IZP 2 "Zero page indirect: `($nn)`." |_, bus, args, _|
        Operand::at(zero_page_pointer(bus, args.arg1)?);
    ABS 3 "Absolute: `$nnnn`." |_, bus, args, _| Operand::at(args.word());
    ABX 3 "Absolute indexed: `$nnnn,X`." |cpu, bus, args, purpose|
        indexed::<C, B>(bus, args.word(), cpu.x, purpose, args.pc.wrapping_add(2))?;
    ABY 3 "Absolute indexed: `$nnnn,Y`." |cpu, bus, args, purpose|
        indexed::<C, B>(bus, args.word(), cpu.y, purpose, args.pc.wrapping_add(2))?;
    IND 3 "Indirect: `($nnnn)`, only of JMP." |_, bus, args, _| {
        let pointer = args.word();
        let low = bus.read_absolute(pointer)?;
        // NMOS finds the high byte without carry into the pointer's page; CMOS reads there,
        // too, while it carries.
        let uncarried = (pointer & 0xff00) | u16::from(args.arg1.wrapping_add(1));
        let at = if C::CMOS.is_some() {
            bus.dummy_read(uncarried)?;
            pointer.wrapping_add(1)
        } else {
            uncarried
        };
        Operand::at(u16::from_le_bytes([low, bus.read_absolute(at)?]))
    };
    IAX 3 "Indexed indirect: `($nnnn,X)`, only of JMP." |cpu, bus, args, _| {
        bus.fetch(args.pc.wrapping_add(1));
        let low = args.word().wrapping_add(u16::from(cpu.x));
        let bytes = [bus.read(low)?, bus.read(low.wrapping_add(1))?];
        Operand::at(u16::from_le_bytes(bytes))
    };
    REL 2 "Relative: a signed distance from the next instruction." |_, bus, args, _|
        Operand::at(branch_target(args));
    ZPR 3 "Zero page and relative: `$nn,$nnnn`, of the bit branches." |_, bus, args, _|
        Operand::at(u16::from(args.arg1));
}

/// The fetches of the operand, or of the byte that an instruction without
/// operand ignores. Of a bit branch the distance is fetched later.
#[inline(always)]
fn fetch_operand<B: Bus>(bus: &mut B, args: Args, mode: Mode) {
    if !matches!(mode, Mode::NON) {
        bus.fetch(args.pc.wrapping_add(1));
    }
    if mode.length() == 3 && !matches!(mode, Mode::ZPR) {
        bus.fetch(args.pc.wrapping_add(2));
    }
}

/// The chip reads the unindexed address while it adds the index.
#[inline(always)]
fn zero_page_indexed<B: Bus>(bus: &mut B, args: Args, index: u8) -> Result<u8, Intervention> {
    bus.dummy_read(u16::from(args.arg1))?;
    Ok(args.arg1.wrapping_add(index))
}

/// A 16-bit pointer in page 0; the high byte of a pointer at $FF is at $00.
#[inline(always)]
fn zero_page_pointer<B: Bus>(bus: &mut B, at: u8) -> Result<u16, Intervention> {
    Ok(u16::from_le_bytes([
        bus.read_zero_page(at)?,
        bus.read_zero_page(at.wrapping_add(1))?,
    ]))
}

/// Adds an index to an address. While the chip carries into the high byte,
/// NMOS reads from the page that it came from, CMOS its last operand byte.
#[inline(always)]
fn indexed<C: Chip, B: Bus>(
    bus: &mut B,
    base: u16,
    index: u8,
    purpose: Purpose,
    last_operand: u16,
) -> Result<Operand, Intervention> {
    let addr = base.wrapping_add(u16::from(index));
    let operand = Operand { at: addr, base };
    let always = match purpose {
        Purpose::Read => false,
        Purpose::Write => true,
        Purpose::Shift => C::CMOS.is_none(),
    };
    if bus.notices_dummies() && (operand.crossed() || always) {
        if C::CMOS.is_some() {
            bus.fetch(last_operand);
        } else {
            bus.dummy_read((base & 0xff00) | (addr & 0x00ff))?;
        }
    }
    Ok(operand)
}

/// Where a branch goes when taken.
#[must_use]
#[inline(always)]
pub const fn branch_target(args: Args) -> u16 {
    args.pc.wrapping_add(2).wrapping_add(args.arg1 as i8 as u16)
}

/// Where a bit branch goes when taken.
#[must_use]
#[inline(always)]
pub const fn bit_branch_target(args: Args) -> u16 {
    args.pc.wrapping_add(3).wrapping_add(args.arg2 as i8 as u16)
}
