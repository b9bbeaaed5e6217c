//! The baseline tier's machine code: what a stencil is, shared by the maker, which the
//! build runs, and the tier, which copies and patches.
//!
//! A stencil is the machine code of one instruction of the guest with holes in it. Between
//! two stencils the registers of the guest are in registers of the host, as parameters of
//! [GHC's calling convention], which has ten of them; each stencil ends in a jump to what
//! comes next, which the tier leaves out where that is the next stencil.
//!
//! Invariants: stencils are made of the opcode functions, and know no semantics of their
//! own; they are position-independent, and know no address of the host but by holes.
//! Not here: which stencil serves an instruction, and where execution goes.
//!
//! [GHC's calling convention]: https://llvm.org/docs/LangRef.html#calling-conventions

#[cfg(feature = "maker")]
pub mod maker;
mod space;

use jumppad_opcodes::{Call, CallKind};

pub use space::{Access, Answer, Asking, Space, State};

/// Flags of the guest as stencils see them, as bits of a set: N and Z come together.
pub mod flags {
    /// N and Z.
    pub const NZ: u8 = 1;
    /// C.
    pub const C: u8 = 2;
    /// V.
    pub const V: u8 = 4;
    /// All of them.
    pub const ALL: u8 = NZ | C | V;
}

/// Which of an instruction's stencils.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Variant {
    /// What it accesses is known, and plain memory. Decimal sums ask for help.
    Plain,
    /// The same, indexed from the beginning of a page, so that it stays within.
    Aligned,
    /// It accesses what a pointer leads to, and asks for help if that is page 0; the
    /// pointer is in plain memory. Decimal sums ask for help.
    Paged,
    /// As [`Variant::Plain`], but some bytes may be code: it looks at the byte's mark, and asks
    /// for help if it would be overwritten.
    Guarded,
    /// It may access anything, and looks at what is there.
    Full,
    /// The same, with operand bytes that it reads from memory.
    Dynamic,
    /// What it accesses is a device's, which it calls by [`State::ports`].
    Port,
}

impl Variant {
    /// Every variant.
    pub const ALL: [Self; 7] = [
        Self::Plain,
        Self::Aligned,
        Self::Paged,
        Self::Guarded,
        Self::Full,
        Self::Dynamic,
        Self::Port,
    ];

    /// Whether it is the fast one of two: where it asks for help, [`Variant::Full`] is asked
    /// first; and where flags are dead, it need not set them.
    #[must_use]
    pub const fn is_fast(self) -> bool {
        matches!(
            self,
            Self::Plain | Self::Aligned | Self::Paged | Self::Guarded
        )
    }
}

/// How a stencil ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Ending {
    /// Goes on at the next instruction.
    Next,
    /// Goes to [`Target::Taken`], or on.
    Branch,
    /// Goes where the entries say.
    Computed,
}

/// What a number in a stencil is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Value {
    /// The first operand byte.
    Operand,
    /// The same with all bits inverted.
    Inverted,
    /// The address behind the operand on page 0: of the second byte of a pointer.
    Following,
    /// The second operand byte above the first.
    Word,
    /// Where the accessed byte is in [`Space`], or the base without its low byte if
    /// indexing may leave the page, less 256.
    Base,
    /// Where the operand bytes are in [`Space`].
    Code,
    /// The instruction's address.
    Pc,
    /// The low byte of the address that a call there pushes.
    ReturnLow,
    /// The high byte of it.
    ReturnHigh,
    /// What is noted of a call there.
    Call,
    /// Cycles at the instruction's beginning, beyond what the budget says.
    Elapsed,
    /// Cycles to take from the budget.
    Cost,
    /// Cycles to give to the budget.
    Change,
    /// The number of an exit.
    Exit,
}

impl Value {
    /// What it is of an instruction at `pc` with those operand bytes, if it depends on
    /// nothing else.
    #[must_use]
    #[inline]
    pub const fn of(self, word: u16, pc: u16) -> Option<u32> {
        let operand = word as u8;
        let call = Call {
            kind: CallKind::Jsr,
            pc,
            cycle: 0,
        };
        Some(match self {
            Self::Operand => operand as u32,
            Self::Inverted => !operand as u32,
            Self::Following => operand.wrapping_add(1) as u32,
            Self::Word => word as u32,
            Self::Pc => pc as u32,
            Self::ReturnLow => call.pushed() as u8 as u32,
            Self::ReturnHigh => (call.pushed() >> 8) as u32,
            Self::Call => call.origin(),
            Self::Base | Self::Code | Self::Elapsed | Self::Cost | Self::Change | Self::Exit => {
                return None;
            }
        })
    }
}

/// Where a jump in a stencil, or an address, is to lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Target {
    /// The next instruction.
    Next,
    /// The taken branch's target.
    Taken,
    /// Out, before the instruction; or to its other stencil.
    Help,
    /// Out, behind an instruction that was awaited.
    Returned,
    /// Out, behind an instruction whose device wants something of the machine.
    Signalled,
    /// The code that leaves.
    Leave,
    /// The tables that opcodes look up.
    Data,
}

/// What to write over a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patch {
    /// 32 bits: the distance to a target from behind the hole.
    Distance(Target),
    /// 32 bits: a value.
    Word(Value),
    /// 16 bits: a value.
    Half(Value),
    /// 8 bits: a value.
    Byte(Value),
}

/// A hole in a stencil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Bytes in front of it.
    pub at: u16,
    /// What to write.
    pub patch: Patch,
    /// What to add to that.
    pub addend: i32,
}

/// What is known of a stencil; its bytes and holes are in its [`Set`].
#[derive(Clone, Copy, Debug)]
pub struct Stencil {
    /// Where its bytes begin.
    pub start: u32,
    /// How many there are.
    pub length: u16,
    /// Where its holes begin.
    pub holes: u16,
    /// How many there are.
    pub count: u8,
    /// How it ends.
    pub ending: Ending,
    /// Flags that it reads.
    pub uses: u8,
    /// Flags that it sets, whether or not that is left out.
    pub defines: u8,
    /// Whether it may ask for help.
    pub may_ask: bool,
}

/// No stencil.
pub const NONE: u16 = u16::MAX;

/// Stencils that belong to no opcode, by their place in every [`Set`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Special {
    /// A C function that is given [`Space`], the code to run, and a table of addresses of
    /// code, by address of the guest, that [`Ending::Computed`] goes by.
    Enter,
    /// Writes everything back and returns to who entered.
    Leave,
    /// Notes the number of an exit, and leaves.
    Exit,
    /// Takes from the budget and goes on at [`Target::Taken`], or asks for help if
    /// that is not enough. Ends with `jcc Taken; jmp Help`.
    Edge,
}

impl Special {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Enter, Self::Leave, Self::Exit, Self::Edge];
}

/// All stencils of a chip.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// The bytes of all, one behind the other.
    pub bytes: &'static [u8],
    /// The holes of all, in order.
    pub holes: &'static [Hole],
    /// Those of [`Special`] first.
    pub stencils: &'static [Stencil],
    /// By opcode, variant and dead flags; [`NONE`] where there is none.
    pub index: &'static [u16],
    /// What [`Target::Data`] leads to.
    pub data: &'static [u8],
}

impl Set {
    /// Numbers in [`Set::index`].
    pub const INDEX_LENGTH: usize = 256 * Variant::ALL.len() * (flags::ALL as usize + 1);

    /// The place of a stencil in [`Set::index`].
    #[must_use]
    pub const fn key(opcode: u8, variant: Variant, dead: u8) -> usize {
        let variants = Variant::ALL.len();
        (opcode as usize * variants + variant as usize) * (flags::ALL as usize + 1) + dead as usize
    }

    /// The stencil of an opcode in which the flags `dead` need not be right.
    #[must_use]
    #[inline]
    pub fn get(&self, opcode: u8, variant: Variant, dead: u8) -> Option<&'static Stencil> {
        self.stencils
            .get(usize::from(self.index[Self::key(opcode, variant, dead)]))
    }

    /// A stencil of no opcode.
    #[must_use]
    pub fn special(&self, which: Special) -> &'static Stencil {
        &self.stencils[which as usize]
    }

    /// A stencil's bytes.
    #[must_use]
    #[inline]
    pub fn bytes_of(&self, stencil: &Stencil) -> &'static [u8] {
        &self.bytes[stencil.start as usize..][..usize::from(stencil.length)]
    }

    /// A stencil's holes, in order.
    #[must_use]
    #[inline]
    pub fn holes_of(&self, stencil: &Stencil) -> &'static [Hole] {
        &self.holes[usize::from(stencil.holes)..][..usize::from(stencil.count)]
    }
}
