//! The chips of the family: [`Model`] names one at run time, the types that
//! implement [`Chip`] select its semantics at compile time.

#[cfg(not(jumppad_bitcode))]
use crate::bus::Bus;
#[cfg(not(jumppad_bitcode))]
use crate::cpu::Cpu;
#[cfg(not(jumppad_bitcode))]
use crate::exports::{self, Handler};
#[cfg(not(jumppad_bitcode))]
use crate::mode::Args;
#[cfg(not(jumppad_bitcode))]
use crate::table::{self, Opcode};

/// What distinguishes the semantics of the chips of the family.
pub trait Chip {
    /// Whether the D flag changes ADC and SBC.
    const DECIMAL: bool;
    /// The CMOS family's own traits; none for NMOS chips.
    const CMOS: Option<CmosTraits>;
}

/// How the CMOS chips differ among themselves. All of them mended the NMOS
/// chip's faults, and read twice where that one writes twice.
#[derive(Clone, Copy, Debug)]
pub struct CmosTraits {
    /// Where the chip reads while it corrects the decimal sum, or difference,
    /// with an immediate operand; as SingleStepTests' bus traces have it.
    pub correction: [u16; 2],
}

/// The one list of the chips, for the macro of that name: the model, the type with its
/// semantics, the module of its opcode functions (as bitcode, too), its table, the name by
/// which users choose it, what it is, and its traits. The rows of its table are a macro in
/// `table.rs` that is called like the module.
#[macro_export]
macro_rules! chips {
    ($callback:ident) => {
        $callback! {
            Nmos6502 Nmos nmos_6502 "nmos_6502" NMOS_6502 "6502"
                "The NMOS 6502, also 6507 and 6510."
                decimal: true, cmos: None;
            Ricoh2A03 Nes ricoh_2a03 "ricoh_2a03" RICOH_2A03 "2a03"
                "The 2A03 of the NES: no decimal mode."
                decimal: false, cmos: None;
            Wdc65C02 Wdc wdc_65c02 "wdc_65c02" WDC_65C02 "65c02"
                "WDC's 65C02: bit instructions, WAI and STP."
                decimal: true, cmos: Some(CmosTraits { correction: [0x007f, 0x0000] });
            Rockwell65C02 Rockwell rockwell_65c02 "rockwell_65c02" ROCKWELL_65C02 "r65c02"
                "Rockwell's 65C02: bit instructions."
                decimal: true, cmos: Some(CmosTraits { correction: [0x0059, 0x0000] });
            Synertek65C02 Synertek synertek_65c02 "synertek_65c02" SYNERTEK_65C02 "65sc02"
                "The 65SC02: no bit instructions."
                decimal: true, cmos: Some(CmosTraits { correction: [0x0056, 0x0000] });
        }
    };
}

macro_rules! models {
    ($($model:ident $chip:ident $module:ident $file:literal $table:ident $name:literal
        $doc:literal decimal: $decimal:literal, cmos: $cmos:expr;)*) => {
        $(
            #[doc = $doc]
            pub enum $chip {}

            impl Chip for $chip {
                const DECIMAL: bool = $decimal;
                const CMOS: Option<CmosTraits> = $cmos;
            }
        )*

        /// A chip of the family.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Model { $(#[doc = $doc] $model),* }

        impl Model {
            /// Every model.
            pub const ALL: &[Self] = &[$(Self::$model),*];

            /// The name by which users choose it.
            #[must_use]
            #[inline]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$model => $name),* }
            }

            /// The name of the module of its opcode functions, and of its bitcode.
            #[must_use]
            #[inline]
            pub const fn module(self) -> &'static str {
                match self { $(Self::$model => $file),* }
            }

            /// Whether the D flag changes ADC and SBC.
            #[must_use]
            #[inline]
            pub const fn has_decimal(self) -> bool {
                match self { $(Self::$model => $chip::DECIMAL),* }
            }

            /// Whether it is of the CMOS family.
            #[must_use]
            #[inline]
            pub const fn is_cmos(self) -> bool {
                match self { $(Self::$model => $chip::CMOS.is_some()),* }
            }
        }

        #[cfg(not(jumppad_bitcode))]
        impl Model {
            /// Its opcode table.
            #[must_use]
            pub const fn table(self) -> &'static [Opcode; 256] {
                match self { $(Self::$model => &table::$table),* }
            }

            /// Its opcode functions.
            #[must_use]
            pub const fn handlers(self) -> &'static [Handler; 256] {
                match self { $(Self::$model => &exports::$module::HANDLERS),* }
            }

            /// Takes an interrupt on any bus: pushes the state and goes to the
            /// handler whose address is at `vector`.
            pub fn interrupt<B: Bus>(self, cpu: &mut Cpu, bus: &mut B, vector: u16) -> u8 {
                match self {
                    $(Self::$model => exports::$module::interrupt(cpu, bus, vector)),*
                }
            }

            /// Executes one instruction on any bus: what the opcode functions
            /// do on the tracked memory.
            pub fn execute<B: Bus>(self, cpu: &mut Cpu, bus: &mut B, opcode: u8, args: Args) -> u8 {
                match self {
                    $(Self::$model => exports::$module::execute(cpu, bus, opcode, args)),*
                }
            }
        }
    };
}

crate::chips!(models);
