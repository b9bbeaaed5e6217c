//! Addressing modes: how an instruction finds its operand.
//!
//! A mode appears twice, as data ([`Mode`], for tables and text) and as a type
//! ([`Addressing`], for code that is compiled once per opcode so that nothing
//! of the mode is left to decide at run time). Locating an operand may read
//! pointers but changes nothing.

use crate::bus::{Bus, Intervention};
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

/// A located operand.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    /// Where it is.
    pub location: Location,
    /// The address before indexing (0 where nothing is indexed).
    pub base: u16,
    /// Whether indexing left the base's page.
    pub crossed: bool,
}

impl Operand {
    const fn at(location: Location) -> Self {
        Self {
            location,
            base: 0,
            crossed: false,
        }
    }

    fn indexed(base: u16, index: u8) -> Self {
        Self {
            location: Location::Indexed(base.wrapping_add(u16::from(index))),
            base,
            crossed: (base & 0xff) + u16::from(index) > 0xff,
        }
    }
}

/// A mode that finds an operand.
pub trait Addressing {
    /// Instruction length in bytes, opcode included.
    const LENGTH: u16;

    /// Finds the operand.
    ///
    /// # Errors
    /// An intervention when reading a pointer needs the machine's help.
    fn locate<B: Bus>(cpu: &Cpu, bus: &mut B, args: Args) -> Result<Operand, Intervention>;
}

macro_rules! modes {
    ($($name:ident $length:literal $doc:literal
       |$cpu:pat_param, $bus:ident, $args:ident| $locate:expr;)*) => {
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
                const LENGTH: u16 = $length;

                #[inline(always)]
                fn locate<B: Bus>($cpu: &Cpu, $bus: &mut B, $args: Args) -> Result<Operand, Intervention> {
                    Ok($locate)
                }
            }
        )*
    };
}

modes! {
    IMP 1 "Implied: no operand." |_, _bus, _args| Operand::at(Location::Accumulator);
    ACC 1 "Accumulator." |_, _bus, _args| Operand::at(Location::Accumulator);
    IMM 2 "Immediate: `#$nn`." |_, _bus, args| Operand::at(Location::Immediate(args.arg1));
    ZPG 2 "Zero page: `$nn`." |_, _bus, args| Operand::at(Location::ZeroPage(args.arg1));
    ZPX 2 "Zero page indexed: `$nn,X`, within page 0." |cpu, _bus, args|
        Operand::at(Location::ZeroPage(args.arg1.wrapping_add(cpu.x)));
    ZPY 2 "Zero page indexed: `$nn,Y`, within page 0." |cpu, _bus, args|
        Operand::at(Location::ZeroPage(args.arg1.wrapping_add(cpu.y)));
    IZX 2 "Indexed indirect: `($nn,X)`." |cpu, bus, args|
        Operand::at(Location::Indexed(zero_page_pointer(bus, args.arg1.wrapping_add(cpu.x))?));
    IZY 2 "Indirect indexed: `($nn),Y`." |cpu, bus, args|
        Operand::indexed(zero_page_pointer(bus, args.arg1)?, cpu.y);
    ABS 3 "Absolute: `$nnnn`." |_, _bus, args| Operand::at(Location::Absolute(args.word()));
    ABX 3 "Absolute indexed: `$nnnn,X`." |cpu, _bus, args| Operand::indexed(args.word(), cpu.x);
    ABY 3 "Absolute indexed: `$nnnn,Y`." |cpu, _bus, args| Operand::indexed(args.word(), cpu.y);
    IND 3 "Indirect: `($nnnn)`, only of JMP." |_, bus, args| {
        let low = args.word();
        // NMOS: the pointer's high byte is fetched without carry into its page.
        let high = (low & 0xff00) | u16::from(args.arg1.wrapping_add(1));
        let bytes = [bus.read_absolute(low)?, bus.read_absolute(high)?];
        Operand::at(Location::Absolute(u16::from_le_bytes(bytes)))
    };
    REL 2 "Relative: a signed distance from the next instruction." |_, _bus, args|
        Operand::at(Location::Absolute(branch_target(args)));
}

/// A 16-bit pointer in page 0; the high byte of a pointer at $FF is at $00.
#[inline(always)]
fn zero_page_pointer<B: Bus>(bus: &mut B, at: u8) -> Result<u16, Intervention> {
    Ok(u16::from_le_bytes([
        bus.read_zero_page(at)?,
        bus.read_zero_page(at.wrapping_add(1))?,
    ]))
}

/// Where a branch goes when taken.
#[must_use]
#[inline(always)]
pub const fn branch_target(args: Args) -> u16 {
    args.pc.wrapping_add(2).wrapping_add(args.arg1 as i8 as u16)
}
