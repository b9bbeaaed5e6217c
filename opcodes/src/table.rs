//! The opcode table: the only list of opcodes there is.
//!
//! A row is `code mnemonic mode cycles extra effect status`. The lists are
//! callback macros: [`crate::exports`] expands them into the opcode functions,
//! the handler table and the generic dispatcher, this file expands them into
//! the data that the JIT, the disassembler and the assembler read. A chip is
//! its own rows added to the rows that all chips share; a missing or doubled
//! row is a compile error.
//!
//! Cycles and extra cycles: MOS MCS6500 Programming Manual, appendix B;
//! undocumented rows: "NMOS 6510 Unintended Opcodes" (groepaz).

use crate::mode::Mode;

macro_rules! mnemonics {
    ($($name:ident,)*) => {
        /// An instruction's name, without its addressing mode.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the names are the data sheet's own")]
        pub enum Mnemonic { $($name),* }

        impl Mnemonic {
            /// All mnemonics, in alphabetical order.
            pub const ALL: &[Mnemonic] = &[$(Mnemonic::$name),*];

            /// The data sheet's letters.
            #[must_use]
            #[inline]
            pub const fn name(self) -> &'static str {
                match self { $(Mnemonic::$name => stringify!($name)),* }
            }
        }
    };
}

mnemonics! {
    ADC, ALR, ANC, AND, ANE, ARR, ASL, BBR0, BBR1, BBR2, BBR3, BBR4, BBR5,
    BBR6, BBR7, BBS0, BBS1, BBS2, BBS3, BBS4, BBS5, BBS6, BBS7, BCC, BCS, BEQ,
    BIT, BMI, BNE, BPL, BRA, BRK, BVC, BVS, CLC, CLD, CLI, CLV, CMP,
    CPX, CPY, DCP, DEC, DEX, DEY, EOR, INC, INX, INY, ISC, JAM, JMP,
    JSR, LAS, LAX, LDA, LDX, LDY, LSR, LXA, NOP, ORA, PHA, PHP, PHX,
    PHY, PLA, PLP, PLX, PLY, RLA, RMB0, RMB1, RMB2, RMB3, RMB4, RMB5, RMB6,
    RMB7, ROL, ROR, RRA, RTI, RTS, SAX, SBC, SBX, SEC, SED, SEI, SHA,
    SHX, SHY, SLO, SMB0, SMB1, SMB2, SMB3, SMB4, SMB5, SMB6, SMB7, SRE, STA,
    STP, STX, STY, STZ, TAS, TAX, TAY, TRB, TSB, TSX, TXA, TXS, TYA,
    WAI,
}

/// When an instruction takes longer than its base cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtraCycles {
    /// Never.
    Fixed,
    /// One cycle more when indexing crosses a page.
    PageCross,
    /// One cycle more when taken, two when the target is on another page.
    Branch,
}

/// What an instruction does to memory or to the flow of control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Registers and flags only.
    None,
    /// Reads its operand.
    Read,
    /// Writes its operand.
    Write,
    /// Reads its operand and writes it back.
    Modify,
    /// Writes one byte to the stack.
    Push,
    /// Reads one byte from the stack.
    Pull,
    /// Goes to its target or to the next instruction.
    Branch,
    /// Reads its operand and goes to its target or to the next instruction.
    BranchOnBit,
    /// Goes to its operand.
    Jump,
    /// Goes to the address stored at its operand.
    JumpIndirect,
    /// Pushes a return address and goes to its operand.
    Call,
    /// Goes to an address pulled from the stack.
    Return,
    /// Pushes the state and goes to an interrupt vector.
    Interrupt,
    /// Stops the chip until an interrupt.
    Wait,
    /// Stops the chip until reset.
    Jam,
}

impl Effect {
    /// Whether a subroutine can end with it: it goes where data say.
    #[must_use]
    #[inline]
    pub const fn may_return(self) -> bool {
        matches!(self, Self::JumpIndirect | Self::Return)
    }

    /// Whether the next instruction may be another than the following one.
    #[must_use]
    #[inline]
    pub const fn ends_block(self) -> bool {
        matches!(
            self,
            Self::Branch
                | Self::BranchOnBit
                | Self::Jump
                | Self::JumpIndirect
                | Self::Call
                | Self::Return
                | Self::Interrupt
                | Self::Wait
                | Self::Jam
        )
    }
}

/// Whether the maker's data sheet names the opcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In the data sheet.
    Documented,
    /// A by-product of the chip's decoding.
    Undocumented,
}

/// One row of an opcode table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opcode {
    /// The byte that selects the instruction.
    pub code: u8,
    /// The instruction's name.
    pub mnemonic: Mnemonic,
    /// How the operand is found.
    pub mode: Mode,
    /// Cycles without any extra ones.
    pub cycles: u8,
    /// When extra cycles are added.
    pub extra: ExtraCycles,
    /// What it does to memory or control flow.
    pub effect: Effect,
    /// Whether the data sheet names it.
    pub status: Status,
}

impl Opcode {
    /// Length in bytes, opcode included.
    #[must_use]
    #[inline]
    pub const fn length(&self) -> u16 {
        self.mode.length()
    }

    /// Whether it is a branch that may be taken or not.
    #[must_use]
    #[inline]
    pub const fn is_conditional(&self) -> bool {
        matches!(self.effect, Effect::Branch | Effect::BranchOnBit)
            && !matches!(self.mnemonic, Mnemonic::BRA)
    }

    /// Whether what it does depends on the D flag, on chips with a decimal mode.
    /// That P holds the flag when it is pushed aside.
    #[must_use]
    #[inline]
    pub const fn heeds_decimal(&self) -> bool {
        use Mnemonic::{ADC, ARR, ISC, RRA, SBC};
        matches!(self.mnemonic, ADC | ARR | ISC | RRA | SBC)
    }

    /// Whether it may write to any page if indexing leaves the base's: what is
    /// stored takes the place of the address's high byte.
    #[must_use]
    #[inline]
    pub const fn may_stray(&self) -> bool {
        use Mnemonic::{SHA, SHX, SHY, TAS};
        matches!(self.mnemonic, SHA | SHX | SHY | TAS)
    }

    /// Cycles from the beginning of an instruction to its first access of an address that its
    /// three bytes spell out.
    pub const FIRST_ACCESS: u64 = 3;

    /// Whether it accesses the address that it spells out, and nothing else, behind its own
    /// bytes: [`Self::FIRST_ACCESS`] cycles after its beginning, and if it changes what is there in the two behind it.
    #[must_use]
    #[inline]
    pub const fn accesses_only_operand(&self) -> bool {
        // Where CMOS chips correct decimal results, they read once more.
        matches!(self.mode, Mode::ABS)
            && !self.heeds_decimal()
            && match self.effect {
                Effect::Read | Effect::Write => self.cycles == 4,
                Effect::Modify => self.cycles == 6,
                _ => false,
            }
    }

    /// The most cycles that one execution can take, on any chip.
    #[must_use]
    #[inline]
    pub const fn max_cycles(&self) -> u8 {
        // CMOS chips correct decimal results in one cycle more.
        let decimal = matches!(self.mnemonic, Mnemonic::ADC | Mnemonic::SBC) as u8;
        self.cycles
            + decimal
            + match self.extra {
                ExtraCycles::Fixed => 0,
                ExtraCycles::PageCross => 1,
                ExtraCycles::Branch => 2,
            }
    }
}

macro_rules! opcode_data {
    ($chip:ident $($code:literal $mnemonic:ident $mode:ident $cycles:literal
       $extra:ident $effect:ident $status:ident;)*) => {{
        let rows = [$(Opcode {
            code: $code,
            mnemonic: Mnemonic::$mnemonic,
            mode: Mode::$mode,
            cycles: $cycles,
            extra: ExtraCycles::$extra,
            effect: Effect::$effect,
            status: Status::$status,
        }),*];
        by_code(rows)
    }};
}

/// Sorts rows by code; a missing or doubled one fails the build.
const fn by_code(rows: [Opcode; 256]) -> [Opcode; 256] {
    let mut table = rows;
    let mut seen = [false; 256];
    let mut i = 0;
    while i < 256 {
        let code = rows[i].code as usize;
        assert!(!seen[code], "an opcode has two rows");
        seen[code] = true;
        table[code] = rows[i];
        i += 1;
    }
    table
}

macro_rules! tables {
    ($($model:ident $chip:ident $rows:ident $file:literal $table:ident $name:literal
        $doc:literal decimal: $decimal:literal, cmos: $cmos:expr;)*) => {$(
        #[doc = $doc]
        #[cfg(not(jumppad_bitcode))]
        pub static $table: [Opcode; 256] = $rows!(opcode_data);
    )*};
}

crate::chips!(tables);

/// Rows that every chip of the family has.
macro_rules! shared_rows {
    ($callback:ident $chip:ident $($own:tt)*) => {
        $callback! { $chip
            0x00 BRK IMP 7  Fixed     Interrupt    Documented;
            0x01 ORA IZX 6  Fixed     Read         Documented;
            0x05 ORA ZPG 3  Fixed     Read         Documented;
            0x06 ASL ZPG 5  Fixed     Modify       Documented;
            0x08 PHP IMP 3  Fixed     Push         Documented;
            0x09 ORA IMM 2  Fixed     Read         Documented;
            0x0A ASL ACC 2  Fixed     None         Documented;
            0x0D ORA ABS 4  Fixed     Read         Documented;
            0x0E ASL ABS 6  Fixed     Modify       Documented;
            0x10 BPL REL 2  Branch    Branch       Documented;
            0x11 ORA IZY 5  PageCross Read         Documented;
            0x15 ORA ZPX 4  Fixed     Read         Documented;
            0x16 ASL ZPX 6  Fixed     Modify       Documented;
            0x18 CLC IMP 2  Fixed     None         Documented;
            0x19 ORA ABY 4  PageCross Read         Documented;
            0x1D ORA ABX 4  PageCross Read         Documented;
            0x20 JSR ABS 6  Fixed     Call         Documented;
            0x21 AND IZX 6  Fixed     Read         Documented;
            0x24 BIT ZPG 3  Fixed     Read         Documented;
            0x25 AND ZPG 3  Fixed     Read         Documented;
            0x26 ROL ZPG 5  Fixed     Modify       Documented;
            0x28 PLP IMP 4  Fixed     Pull         Documented;
            0x29 AND IMM 2  Fixed     Read         Documented;
            0x2A ROL ACC 2  Fixed     None         Documented;
            0x2C BIT ABS 4  Fixed     Read         Documented;
            0x2D AND ABS 4  Fixed     Read         Documented;
            0x2E ROL ABS 6  Fixed     Modify       Documented;
            0x30 BMI REL 2  Branch    Branch       Documented;
            0x31 AND IZY 5  PageCross Read         Documented;
            0x35 AND ZPX 4  Fixed     Read         Documented;
            0x36 ROL ZPX 6  Fixed     Modify       Documented;
            0x38 SEC IMP 2  Fixed     None         Documented;
            0x39 AND ABY 4  PageCross Read         Documented;
            0x3D AND ABX 4  PageCross Read         Documented;
            0x40 RTI IMP 6  Fixed     Return       Documented;
            0x41 EOR IZX 6  Fixed     Read         Documented;
            0x45 EOR ZPG 3  Fixed     Read         Documented;
            0x46 LSR ZPG 5  Fixed     Modify       Documented;
            0x48 PHA IMP 3  Fixed     Push         Documented;
            0x49 EOR IMM 2  Fixed     Read         Documented;
            0x4A LSR ACC 2  Fixed     None         Documented;
            0x4C JMP ABS 3  Fixed     Jump         Documented;
            0x4D EOR ABS 4  Fixed     Read         Documented;
            0x4E LSR ABS 6  Fixed     Modify       Documented;
            0x50 BVC REL 2  Branch    Branch       Documented;
            0x51 EOR IZY 5  PageCross Read         Documented;
            0x55 EOR ZPX 4  Fixed     Read         Documented;
            0x56 LSR ZPX 6  Fixed     Modify       Documented;
            0x58 CLI IMP 2  Fixed     None         Documented;
            0x59 EOR ABY 4  PageCross Read         Documented;
            0x5D EOR ABX 4  PageCross Read         Documented;
            0x60 RTS IMP 6  Fixed     Return       Documented;
            0x61 ADC IZX 6  Fixed     Read         Documented;
            0x65 ADC ZPG 3  Fixed     Read         Documented;
            0x66 ROR ZPG 5  Fixed     Modify       Documented;
            0x68 PLA IMP 4  Fixed     Pull         Documented;
            0x69 ADC IMM 2  Fixed     Read         Documented;
            0x6A ROR ACC 2  Fixed     None         Documented;
            0x6D ADC ABS 4  Fixed     Read         Documented;
            0x6E ROR ABS 6  Fixed     Modify       Documented;
            0x70 BVS REL 2  Branch    Branch       Documented;
            0x71 ADC IZY 5  PageCross Read         Documented;
            0x75 ADC ZPX 4  Fixed     Read         Documented;
            0x76 ROR ZPX 6  Fixed     Modify       Documented;
            0x78 SEI IMP 2  Fixed     None         Documented;
            0x79 ADC ABY 4  PageCross Read         Documented;
            0x7D ADC ABX 4  PageCross Read         Documented;
            0x81 STA IZX 6  Fixed     Write        Documented;
            0x84 STY ZPG 3  Fixed     Write        Documented;
            0x85 STA ZPG 3  Fixed     Write        Documented;
            0x86 STX ZPG 3  Fixed     Write        Documented;
            0x88 DEY IMP 2  Fixed     None         Documented;
            0x8A TXA IMP 2  Fixed     None         Documented;
            0x8C STY ABS 4  Fixed     Write        Documented;
            0x8D STA ABS 4  Fixed     Write        Documented;
            0x8E STX ABS 4  Fixed     Write        Documented;
            0x90 BCC REL 2  Branch    Branch       Documented;
            0x91 STA IZY 6  Fixed     Write        Documented;
            0x94 STY ZPX 4  Fixed     Write        Documented;
            0x95 STA ZPX 4  Fixed     Write        Documented;
            0x96 STX ZPY 4  Fixed     Write        Documented;
            0x98 TYA IMP 2  Fixed     None         Documented;
            0x99 STA ABY 5  Fixed     Write        Documented;
            0x9A TXS IMP 2  Fixed     None         Documented;
            0x9D STA ABX 5  Fixed     Write        Documented;
            0xA0 LDY IMM 2  Fixed     Read         Documented;
            0xA1 LDA IZX 6  Fixed     Read         Documented;
            0xA2 LDX IMM 2  Fixed     Read         Documented;
            0xA4 LDY ZPG 3  Fixed     Read         Documented;
            0xA5 LDA ZPG 3  Fixed     Read         Documented;
            0xA6 LDX ZPG 3  Fixed     Read         Documented;
            0xA8 TAY IMP 2  Fixed     None         Documented;
            0xA9 LDA IMM 2  Fixed     Read         Documented;
            0xAA TAX IMP 2  Fixed     None         Documented;
            0xAC LDY ABS 4  Fixed     Read         Documented;
            0xAD LDA ABS 4  Fixed     Read         Documented;
            0xAE LDX ABS 4  Fixed     Read         Documented;
            0xB0 BCS REL 2  Branch    Branch       Documented;
            0xB1 LDA IZY 5  PageCross Read         Documented;
            0xB4 LDY ZPX 4  Fixed     Read         Documented;
            0xB5 LDA ZPX 4  Fixed     Read         Documented;
            0xB6 LDX ZPY 4  Fixed     Read         Documented;
            0xB8 CLV IMP 2  Fixed     None         Documented;
            0xB9 LDA ABY 4  PageCross Read         Documented;
            0xBA TSX IMP 2  Fixed     None         Documented;
            0xBC LDY ABX 4  PageCross Read         Documented;
            0xBD LDA ABX 4  PageCross Read         Documented;
            0xBE LDX ABY 4  PageCross Read         Documented;
            0xC0 CPY IMM 2  Fixed     Read         Documented;
            0xC1 CMP IZX 6  Fixed     Read         Documented;
            0xC4 CPY ZPG 3  Fixed     Read         Documented;
            0xC5 CMP ZPG 3  Fixed     Read         Documented;
            0xC6 DEC ZPG 5  Fixed     Modify       Documented;
            0xC8 INY IMP 2  Fixed     None         Documented;
            0xC9 CMP IMM 2  Fixed     Read         Documented;
            0xCA DEX IMP 2  Fixed     None         Documented;
            0xCC CPY ABS 4  Fixed     Read         Documented;
            0xCD CMP ABS 4  Fixed     Read         Documented;
            0xCE DEC ABS 6  Fixed     Modify       Documented;
            0xD0 BNE REL 2  Branch    Branch       Documented;
            0xD1 CMP IZY 5  PageCross Read         Documented;
            0xD5 CMP ZPX 4  Fixed     Read         Documented;
            0xD6 DEC ZPX 6  Fixed     Modify       Documented;
            0xD8 CLD IMP 2  Fixed     None         Documented;
            0xD9 CMP ABY 4  PageCross Read         Documented;
            0xDD CMP ABX 4  PageCross Read         Documented;
            0xDE DEC ABX 7  Fixed     Modify       Documented;
            0xE0 CPX IMM 2  Fixed     Read         Documented;
            0xE1 SBC IZX 6  Fixed     Read         Documented;
            0xE4 CPX ZPG 3  Fixed     Read         Documented;
            0xE5 SBC ZPG 3  Fixed     Read         Documented;
            0xE6 INC ZPG 5  Fixed     Modify       Documented;
            0xE8 INX IMP 2  Fixed     None         Documented;
            0xE9 SBC IMM 2  Fixed     Read         Documented;
            0xEA NOP IMP 2  Fixed     None         Documented;
            0xEC CPX ABS 4  Fixed     Read         Documented;
            0xED SBC ABS 4  Fixed     Read         Documented;
            0xEE INC ABS 6  Fixed     Modify       Documented;
            0xF0 BEQ REL 2  Branch    Branch       Documented;
            0xF1 SBC IZY 5  PageCross Read         Documented;
            0xF5 SBC ZPX 4  Fixed     Read         Documented;
            0xF6 INC ZPX 6  Fixed     Modify       Documented;
            0xF8 SED IMP 2  Fixed     None         Documented;
            0xF9 SBC ABY 4  PageCross Read         Documented;
            0xFD SBC ABX 4  PageCross Read         Documented;
            0xFE INC ABX 7  Fixed     Modify       Documented;
            $($own)*
        }
    };
}

/// Rows of the NMOS chips.
macro_rules! nmos_rows {
    ($callback:ident $chip:ident) => {
        $crate::table::shared_rows! { $callback $chip
            0x02 JAM IMP 11 Fixed     Jam          Undocumented;
            0x03 SLO IZX 8  Fixed     Modify       Undocumented;
            0x04 NOP ZPG 3  Fixed     Read         Undocumented;
            0x07 SLO ZPG 5  Fixed     Modify       Undocumented;
            0x0B ANC IMM 2  Fixed     Read         Undocumented;
            0x0C NOP ABS 4  Fixed     Read         Undocumented;
            0x0F SLO ABS 6  Fixed     Modify       Undocumented;
            0x12 JAM IMP 11 Fixed     Jam          Undocumented;
            0x13 SLO IZY 8  Fixed     Modify       Undocumented;
            0x14 NOP ZPX 4  Fixed     Read         Undocumented;
            0x17 SLO ZPX 6  Fixed     Modify       Undocumented;
            0x1A NOP IMP 2  Fixed     None         Undocumented;
            0x1B SLO ABY 7  Fixed     Modify       Undocumented;
            0x1C NOP ABX 4  PageCross Read         Undocumented;
            0x1E ASL ABX 7  Fixed     Modify       Documented;
            0x1F SLO ABX 7  Fixed     Modify       Undocumented;
            0x22 JAM IMP 11 Fixed     Jam          Undocumented;
            0x23 RLA IZX 8  Fixed     Modify       Undocumented;
            0x27 RLA ZPG 5  Fixed     Modify       Undocumented;
            0x2B ANC IMM 2  Fixed     Read         Undocumented;
            0x2F RLA ABS 6  Fixed     Modify       Undocumented;
            0x32 JAM IMP 11 Fixed     Jam          Undocumented;
            0x33 RLA IZY 8  Fixed     Modify       Undocumented;
            0x34 NOP ZPX 4  Fixed     Read         Undocumented;
            0x37 RLA ZPX 6  Fixed     Modify       Undocumented;
            0x3A NOP IMP 2  Fixed     None         Undocumented;
            0x3B RLA ABY 7  Fixed     Modify       Undocumented;
            0x3C NOP ABX 4  PageCross Read         Undocumented;
            0x3E ROL ABX 7  Fixed     Modify       Documented;
            0x3F RLA ABX 7  Fixed     Modify       Undocumented;
            0x42 JAM IMP 11 Fixed     Jam          Undocumented;
            0x43 SRE IZX 8  Fixed     Modify       Undocumented;
            0x44 NOP ZPG 3  Fixed     Read         Undocumented;
            0x47 SRE ZPG 5  Fixed     Modify       Undocumented;
            0x4B ALR IMM 2  Fixed     Read         Undocumented;
            0x4F SRE ABS 6  Fixed     Modify       Undocumented;
            0x52 JAM IMP 11 Fixed     Jam          Undocumented;
            0x53 SRE IZY 8  Fixed     Modify       Undocumented;
            0x54 NOP ZPX 4  Fixed     Read         Undocumented;
            0x57 SRE ZPX 6  Fixed     Modify       Undocumented;
            0x5A NOP IMP 2  Fixed     None         Undocumented;
            0x5B SRE ABY 7  Fixed     Modify       Undocumented;
            0x5C NOP ABX 4  PageCross Read         Undocumented;
            0x5E LSR ABX 7  Fixed     Modify       Documented;
            0x5F SRE ABX 7  Fixed     Modify       Undocumented;
            0x62 JAM IMP 11 Fixed     Jam          Undocumented;
            0x63 RRA IZX 8  Fixed     Modify       Undocumented;
            0x64 NOP ZPG 3  Fixed     Read         Undocumented;
            0x67 RRA ZPG 5  Fixed     Modify       Undocumented;
            0x6B ARR IMM 2  Fixed     Read         Undocumented;
            0x6C JMP IND 5  Fixed     JumpIndirect Documented;
            0x6F RRA ABS 6  Fixed     Modify       Undocumented;
            0x72 JAM IMP 11 Fixed     Jam          Undocumented;
            0x73 RRA IZY 8  Fixed     Modify       Undocumented;
            0x74 NOP ZPX 4  Fixed     Read         Undocumented;
            0x77 RRA ZPX 6  Fixed     Modify       Undocumented;
            0x7A NOP IMP 2  Fixed     None         Undocumented;
            0x7B RRA ABY 7  Fixed     Modify       Undocumented;
            0x7C NOP ABX 4  PageCross Read         Undocumented;
            0x7E ROR ABX 7  Fixed     Modify       Documented;
            0x7F RRA ABX 7  Fixed     Modify       Undocumented;
            0x80 NOP IMM 2  Fixed     Read         Undocumented;
            0x82 NOP IMM 2  Fixed     Read         Undocumented;
            0x83 SAX IZX 6  Fixed     Write        Undocumented;
            0x87 SAX ZPG 3  Fixed     Write        Undocumented;
            0x89 NOP IMM 2  Fixed     Read         Undocumented;
            0x8B ANE IMM 2  Fixed     Read         Undocumented;
            0x8F SAX ABS 4  Fixed     Write        Undocumented;
            0x92 JAM IMP 11 Fixed     Jam          Undocumented;
            0x93 SHA IZY 6  Fixed     Write        Undocumented;
            0x97 SAX ZPY 4  Fixed     Write        Undocumented;
            0x9B TAS ABY 5  Fixed     Write        Undocumented;
            0x9C SHY ABX 5  Fixed     Write        Undocumented;
            0x9E SHX ABY 5  Fixed     Write        Undocumented;
            0x9F SHA ABY 5  Fixed     Write        Undocumented;
            0xA3 LAX IZX 6  Fixed     Read         Undocumented;
            0xA7 LAX ZPG 3  Fixed     Read         Undocumented;
            0xAB LXA IMM 2  Fixed     Read         Undocumented;
            0xAF LAX ABS 4  Fixed     Read         Undocumented;
            0xB2 JAM IMP 11 Fixed     Jam          Undocumented;
            0xB3 LAX IZY 5  PageCross Read         Undocumented;
            0xB7 LAX ZPY 4  Fixed     Read         Undocumented;
            0xBB LAS ABY 4  PageCross Read         Undocumented;
            0xBF LAX ABY 4  PageCross Read         Undocumented;
            0xC2 NOP IMM 2  Fixed     Read         Undocumented;
            0xC3 DCP IZX 8  Fixed     Modify       Undocumented;
            0xC7 DCP ZPG 5  Fixed     Modify       Undocumented;
            0xCB SBX IMM 2  Fixed     Read         Undocumented;
            0xCF DCP ABS 6  Fixed     Modify       Undocumented;
            0xD2 JAM IMP 11 Fixed     Jam          Undocumented;
            0xD3 DCP IZY 8  Fixed     Modify       Undocumented;
            0xD4 NOP ZPX 4  Fixed     Read         Undocumented;
            0xD7 DCP ZPX 6  Fixed     Modify       Undocumented;
            0xDA NOP IMP 2  Fixed     None         Undocumented;
            0xDB DCP ABY 7  Fixed     Modify       Undocumented;
            0xDC NOP ABX 4  PageCross Read         Undocumented;
            0xDF DCP ABX 7  Fixed     Modify       Undocumented;
            0xE2 NOP IMM 2  Fixed     Read         Undocumented;
            0xE3 ISC IZX 8  Fixed     Modify       Undocumented;
            0xE7 ISC ZPG 5  Fixed     Modify       Undocumented;
            0xEB SBC IMM 2  Fixed     Read         Undocumented;
            0xEF ISC ABS 6  Fixed     Modify       Undocumented;
            0xF2 JAM IMP 11 Fixed     Jam          Undocumented;
            0xF3 ISC IZY 8  Fixed     Modify       Undocumented;
            0xF4 NOP ZPX 4  Fixed     Read         Undocumented;
            0xF7 ISC ZPX 6  Fixed     Modify       Undocumented;
            0xFA NOP IMP 2  Fixed     None         Undocumented;
            0xFB ISC ABY 7  Fixed     Modify       Undocumented;
            0xFC NOP ABX 4  PageCross Read         Undocumented;
            0xFF ISC ABX 7  Fixed     Modify       Undocumented;
        }
    };
}

/// Rows of all CMOS chips. The undocumented opcodes are reserved as NOPs of
/// various lengths.
macro_rules! cmos_rows {
    ($callback:ident $chip:ident $($own:tt)*) => {
        $crate::table::shared_rows! { $callback $chip
            0x02 NOP IMM 2  Fixed     Read         Undocumented;
            0x03 NOP NON 1  Fixed     None         Undocumented;
            0x04 TSB ZPG 5  Fixed     Modify       Documented;
            0x0B NOP NON 1  Fixed     None         Undocumented;
            0x0C TSB ABS 6  Fixed     Modify       Documented;
            0x12 ORA IZP 5  Fixed     Read         Documented;
            0x13 NOP NON 1  Fixed     None         Undocumented;
            0x14 TRB ZPG 5  Fixed     Modify       Documented;
            0x1A INC ACC 2  Fixed     None         Documented;
            0x1B NOP NON 1  Fixed     None         Undocumented;
            0x1C TRB ABS 6  Fixed     Modify       Documented;
            0x1E ASL ABX 6  PageCross Modify       Documented;
            0x22 NOP IMM 2  Fixed     Read         Undocumented;
            0x23 NOP NON 1  Fixed     None         Undocumented;
            0x2B NOP NON 1  Fixed     None         Undocumented;
            0x32 AND IZP 5  Fixed     Read         Documented;
            0x33 NOP NON 1  Fixed     None         Undocumented;
            0x34 BIT ZPX 4  Fixed     Read         Documented;
            0x3A DEC ACC 2  Fixed     None         Documented;
            0x3B NOP NON 1  Fixed     None         Undocumented;
            0x3C BIT ABX 4  PageCross Read         Documented;
            0x3E ROL ABX 6  PageCross Modify       Documented;
            0x42 NOP IMM 2  Fixed     Read         Undocumented;
            0x43 NOP NON 1  Fixed     None         Undocumented;
            0x44 NOP ZPG 3  Fixed     Read         Undocumented;
            0x4B NOP NON 1  Fixed     None         Undocumented;
            0x52 EOR IZP 5  Fixed     Read         Documented;
            0x53 NOP NON 1  Fixed     None         Undocumented;
            0x54 NOP ZPX 4  Fixed     Read         Undocumented;
            0x5A PHY IMP 3  Fixed     Push         Documented;
            0x5B NOP NON 1  Fixed     None         Undocumented;
            0x5C NOP ABX 4  Fixed     None         Undocumented;
            0x5E LSR ABX 6  PageCross Modify       Documented;
            0x62 NOP IMM 2  Fixed     Read         Undocumented;
            0x63 NOP NON 1  Fixed     None         Undocumented;
            0x64 STZ ZPG 3  Fixed     Write        Documented;
            0x6B NOP NON 1  Fixed     None         Undocumented;
            0x6C JMP IND 6  Fixed     JumpIndirect Documented;
            0x72 ADC IZP 5  Fixed     Read         Documented;
            0x73 NOP NON 1  Fixed     None         Undocumented;
            0x74 STZ ZPX 4  Fixed     Write        Documented;
            0x7A PLY IMP 4  Fixed     Pull         Documented;
            0x7B NOP NON 1  Fixed     None         Undocumented;
            0x7C JMP IAX 6  Fixed     JumpIndirect Documented;
            0x7E ROR ABX 6  PageCross Modify       Documented;
            0x80 BRA REL 2  Branch    Branch       Documented;
            0x82 NOP IMM 2  Fixed     Read         Undocumented;
            0x83 NOP NON 1  Fixed     None         Undocumented;
            0x89 BIT IMM 2  Fixed     Read         Documented;
            0x8B NOP NON 1  Fixed     None         Undocumented;
            0x92 STA IZP 5  Fixed     Write        Documented;
            0x93 NOP NON 1  Fixed     None         Undocumented;
            0x9B NOP NON 1  Fixed     None         Undocumented;
            0x9C STZ ABS 4  Fixed     Write        Documented;
            0x9E STZ ABX 5  Fixed     Write        Documented;
            0xA3 NOP NON 1  Fixed     None         Undocumented;
            0xAB NOP NON 1  Fixed     None         Undocumented;
            0xB2 LDA IZP 5  Fixed     Read         Documented;
            0xB3 NOP NON 1  Fixed     None         Undocumented;
            0xBB NOP NON 1  Fixed     None         Undocumented;
            0xC2 NOP IMM 2  Fixed     Read         Undocumented;
            0xC3 NOP NON 1  Fixed     None         Undocumented;
            0xD2 CMP IZP 5  Fixed     Read         Documented;
            0xD3 NOP NON 1  Fixed     None         Undocumented;
            0xD4 NOP ZPX 4  Fixed     Read         Undocumented;
            0xDA PHX IMP 3  Fixed     Push         Documented;
            0xDC NOP ABX 4  Fixed     None         Undocumented;
            0xE2 NOP IMM 2  Fixed     Read         Undocumented;
            0xE3 NOP NON 1  Fixed     None         Undocumented;
            0xEB NOP NON 1  Fixed     None         Undocumented;
            0xF2 SBC IZP 5  Fixed     Read         Documented;
            0xF3 NOP NON 1  Fixed     None         Undocumented;
            0xF4 NOP ZPX 4  Fixed     Read         Undocumented;
            0xFA PLX IMP 4  Fixed     Pull         Documented;
            0xFB NOP NON 1  Fixed     None         Undocumented;
            0xFC NOP ABX 4  Fixed     None         Undocumented;
            $($own)*
        }
    };
}

/// Rows of the CMOS chips with Rockwell's bit instructions.
macro_rules! bit_rows {
    ($callback:ident $chip:ident $($own:tt)*) => {
        $crate::table::cmos_rows! { $callback $chip
            0x07 RMB0 ZPG 5  Fixed     Modify       Documented;
            0x0F BBR0 ZPR 5  Branch    BranchOnBit  Documented;
            0x17 RMB1 ZPG 5  Fixed     Modify       Documented;
            0x1F BBR1 ZPR 5  Branch    BranchOnBit  Documented;
            0x27 RMB2 ZPG 5  Fixed     Modify       Documented;
            0x2F BBR2 ZPR 5  Branch    BranchOnBit  Documented;
            0x37 RMB3 ZPG 5  Fixed     Modify       Documented;
            0x3F BBR3 ZPR 5  Branch    BranchOnBit  Documented;
            0x47 RMB4 ZPG 5  Fixed     Modify       Documented;
            0x4F BBR4 ZPR 5  Branch    BranchOnBit  Documented;
            0x57 RMB5 ZPG 5  Fixed     Modify       Documented;
            0x5F BBR5 ZPR 5  Branch    BranchOnBit  Documented;
            0x67 RMB6 ZPG 5  Fixed     Modify       Documented;
            0x6F BBR6 ZPR 5  Branch    BranchOnBit  Documented;
            0x77 RMB7 ZPG 5  Fixed     Modify       Documented;
            0x7F BBR7 ZPR 5  Branch    BranchOnBit  Documented;
            0x87 SMB0 ZPG 5  Fixed     Modify       Documented;
            0x8F BBS0 ZPR 5  Branch    BranchOnBit  Documented;
            0x97 SMB1 ZPG 5  Fixed     Modify       Documented;
            0x9F BBS1 ZPR 5  Branch    BranchOnBit  Documented;
            0xA7 SMB2 ZPG 5  Fixed     Modify       Documented;
            0xAF BBS2 ZPR 5  Branch    BranchOnBit  Documented;
            0xB7 SMB3 ZPG 5  Fixed     Modify       Documented;
            0xBF BBS3 ZPR 5  Branch    BranchOnBit  Documented;
            0xC7 SMB4 ZPG 5  Fixed     Modify       Documented;
            0xCF BBS4 ZPR 5  Branch    BranchOnBit  Documented;
            0xD7 SMB5 ZPG 5  Fixed     Modify       Documented;
            0xDF BBS5 ZPR 5  Branch    BranchOnBit  Documented;
            0xE7 SMB6 ZPG 5  Fixed     Modify       Documented;
            0xEF BBS6 ZPR 5  Branch    BranchOnBit  Documented;
            0xF7 SMB7 ZPG 5  Fixed     Modify       Documented;
            0xFF BBS7 ZPR 5  Branch    BranchOnBit  Documented;
            $($own)*
        }
    };
}

macro_rules! nmos_6502 {
    ($callback:ident) => {
        $crate::table::nmos_rows! { $callback Nmos }
    };
}

macro_rules! ricoh_2a03 {
    ($callback:ident) => {
        $crate::table::nmos_rows! { $callback Nes }
    };
}

macro_rules! wdc_65c02 {
    ($callback:ident) => {
        $crate::table::bit_rows! { $callback Wdc
            0xCB WAI IMP 3  Fixed     Wait         Documented;
            0xDB STP IMP 3  Fixed     Jam          Documented;
        }
    };
}

macro_rules! rockwell_65c02 {
    ($callback:ident) => {
        $crate::table::bit_rows! { $callback Rockwell
            0xCB NOP IMP 2  Fixed     None         Undocumented;
            0xDB NOP ZPX 4  Fixed     Read         Undocumented;
        }
    };
}

macro_rules! synertek_65c02 {
    ($callback:ident) => {
        $crate::table::cmos_rows! { $callback Synertek
            0x07 NOP ZPG 3  Fixed     Read         Undocumented;
            0x0F NOP ABS 3  Fixed     None         Undocumented;
            0x17 NOP ZPX 4  Fixed     Read         Undocumented;
            0x1F NOP ABX 4  Fixed     None         Undocumented;
            0x27 NOP ZPG 3  Fixed     Read         Undocumented;
            0x2F NOP ABS 3  Fixed     None         Undocumented;
            0x37 NOP ZPX 4  Fixed     Read         Undocumented;
            0x3F NOP ABX 4  Fixed     None         Undocumented;
            0x47 NOP ZPG 3  Fixed     Read         Undocumented;
            0x4F NOP ABS 3  Fixed     None         Undocumented;
            0x57 NOP ZPX 4  Fixed     Read         Undocumented;
            0x5F NOP ABX 4  Fixed     None         Undocumented;
            0x67 NOP ZPG 3  Fixed     Read         Undocumented;
            0x6F NOP ABS 3  Fixed     None         Undocumented;
            0x77 NOP ZPX 4  Fixed     Read         Undocumented;
            0x7F NOP ABX 4  Fixed     None         Undocumented;
            0x87 NOP ZPG 3  Fixed     Read         Undocumented;
            0x8F NOP ABS 3  Fixed     None         Undocumented;
            0x97 NOP ZPX 4  Fixed     Read         Undocumented;
            0x9F NOP ABX 4  Fixed     None         Undocumented;
            0xA7 NOP ZPG 3  Fixed     Read         Undocumented;
            0xAF NOP ABS 3  Fixed     None         Undocumented;
            0xB7 NOP ZPX 4  Fixed     Read         Undocumented;
            0xBF NOP ABX 4  Fixed     None         Undocumented;
            0xC7 NOP ZPG 3  Fixed     Read         Undocumented;
            0xCF NOP ABS 3  Fixed     None         Undocumented;
            0xD7 NOP ZPX 4  Fixed     Read         Undocumented;
            0xDF NOP ABX 4  Fixed     None         Undocumented;
            0xE7 NOP ZPG 3  Fixed     Read         Undocumented;
            0xEF NOP ABS 3  Fixed     None         Undocumented;
            0xF7 NOP ZPX 4  Fixed     Read         Undocumented;
            0xFF NOP ABX 4  Fixed     None         Undocumented;
            0xCB NOP IMP 2  Fixed     None         Undocumented;
            0xDB NOP ZPX 4  Fixed     Read         Undocumented;
        }
    };
}

pub(crate) use {bit_rows, cmos_rows, nmos_rows, shared_rows};
pub(crate) use {nmos_6502, ricoh_2a03, rockwell_65c02, synertek_65c02, wdc_65c02};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nmos_table_has_the_data_sheets_opcodes() {
        let documented = |o: &&Opcode| o.status == Status::Documented;
        assert_eq!(NMOS_6502.iter().filter(documented).count(), 151);
    }

    #[test]
    fn opcodes_of_a_column_share_their_mode() {
        // The chip decodes the mode from the low five bits.
        let mode = |code: usize| NMOS_6502[code].mode;
        for row in (0x00..0x100).step_by(0x20) {
            assert_eq!(mode(row | 0x01), Mode::IZX);
            assert_eq!(mode(row | 0x05), Mode::ZPG);
            assert_eq!(mode(row | 0x11), Mode::IZY);
            assert_eq!(mode(row | 0x19), Mode::ABY);
            assert_eq!(mode(row | 0x1d), Mode::ABX);
        }
    }
}
