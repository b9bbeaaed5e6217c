//! Random programs that are worth running: mostly instructions, with operands
//! near the code, the zero page and the stack, joined by loops and calls.
//!
//! A program is a list of pieces, so that it shrinks by losing pieces; branches
//! and calls name the piece that they go to.

use proptest::prelude::*;

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::{Effect, Mode, Model, Opcode};

use crate::common::place;

/// Where an operand points.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// A byte of a piece (modulo their number), counted from its beginning.
    Piece(u8, u8),
    /// A byte of the program, or just behind it.
    Code(u8),
    ZeroPage(u8),
    Stack(u8),
    /// A page that is data only, or a device's.
    Data(u8),
    Anywhere(u16),
}

/// A part of a program.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece {
    /// Any opcode but branches, with an operand.
    Instruction(u8, Place),
    /// A branch to the piece this far back or ahead; those that test a bit test
    /// one of the first bytes of page 0.
    Branch(u8, i8),
    /// JSR to a piece.
    Call(u8),
    /// JMP to a piece.
    Jump(u8),
    /// LDX #, and at the end of the given number of pieces DEX and BNE.
    Loop(u8, u8),
    /// A byte that may be anything.
    Byte(u8),
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) model: Model,
    pub(crate) origin: u16,
    pub(crate) pieces: Vec<Piece>,
    /// Where BRK leads: back into the program, because memory is full of BRK.
    pub(crate) brk: u8,
    /// Zero-page bytes, as pointers.
    pub(crate) pointers: Vec<(u8, Place)>,
    /// A, X, Y, SP and P.
    pub(crate) registers: [u8; 5],
    /// The byte that fills the memory around the program.
    pub(crate) filling: u8,
}

pub(crate) const DATA_PAGE: u16 = 0x6000;
const BRK_VECTOR: u16 = 0xfffe;

impl Place {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            3 => Self::code(),
            1 => Self::operand(),
            4 => (0..16_u8).prop_map(Place::ZeroPage),
            1 => any::<u8>().prop_map(Place::ZeroPage),
            1 => Self::stack(),
            5 => Self::data(),
            1 => any::<u16>().prop_map(Place::Anywhere),
        ]
    }

    pub(crate) fn stack() -> impl Strategy<Value = Self> {
        (0xe0..=0xff_u8).prop_map(Place::Stack)
    }

    pub(crate) fn data() -> impl Strategy<Value = Self> {
        any::<u8>().prop_map(Place::Data)
    }

    pub(crate) fn code() -> impl Strategy<Value = Self> {
        (0..48_u8).prop_map(Place::Code)
    }

    pub(crate) fn piece() -> impl Strategy<Value = Self> {
        (0..24_u8).prop_map(|index| Place::Piece(index, 0))
    }

    pub(crate) fn operand() -> impl Strategy<Value = Self> {
        (0..24_u8, 0..3_u8).prop_map(|(index, byte)| Place::Piece(index, byte))
    }
}

impl Piece {
    fn any(model: Model) -> impl Strategy<Value = Self> {
        let branches = opcodes(model, is_branch);
        let plain = opcodes(model, |opcode| {
            opcode.effect != Effect::Jam && !is_branch(opcode)
        });
        let stores = opcodes(model, is_store);
        let patches = opcodes(model, |opcode| {
            is_store(opcode) && matches!(opcode.mode, Mode::ABS | Mode::ABX | Mode::ABY)
        });
        prop_oneof![
            10 => (prop::sample::select(plain), Place::any())
                .prop_map(|(opcode, place)| Piece::Instruction(opcode, place)),
            2 => (prop::sample::select(stores), Place::any())
                .prop_map(|(opcode, place)| Piece::Instruction(opcode, place)),
            3 => (prop::sample::select(patches), Place::operand())
                .prop_map(|(opcode, place)| Piece::Instruction(opcode, place)),
            3 => (prop::sample::select(branches), prop_oneof![-6..0_i8, 1..4_i8])
                .prop_map(|(opcode, to)| Piece::Branch(opcode, to)),
            1 => (0..16_u8).prop_map(Piece::Call),
            1 => (0..16_u8).prop_map(Piece::Jump),
            3 => (1..40_u8, 1..6_u8).prop_map(|(times, length)| Piece::Loop(times, length)),
            1 => any::<u8>().prop_map(Piece::Byte),
        ]
    }
}

fn is_branch(opcode: &Opcode) -> bool {
    matches!(opcode.effect, Effect::Branch | Effect::BranchOnBit)
}

fn is_store(opcode: &Opcode) -> bool {
    matches!(opcode.effect, Effect::Write | Effect::Modify)
}

fn opcodes(model: Model, which: impl Fn(&Opcode) -> bool) -> Vec<u8> {
    let table = model.table().iter();
    table
        .filter(|opcode| which(opcode))
        .map(|opcode| opcode.code)
        .collect()
}

impl Program {
    /// A program for some model.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        prop::sample::select(Model::ALL).prop_flat_map(Self::of)
    }

    fn of(model: Model) -> impl Strategy<Value = Self> {
        let origin = prop_oneof![
            6 => Just(0x0400_u16),
            2 => 0x02f0..0x0300_u16,
            // Across the end of memory into page 0.
            2 => 0xffd0..=0xffff_u16,
            2 => 0x0000..0x0040_u16,
            2 => 0x01a0..0x0200_u16,
            // From page 0 into the stack page.
            1 => 0x00d0..0x0100_u16,
            1 => any::<u16>(),
        ];
        let pieces = prop::collection::vec(Piece::any(model), 1..24);
        let pointers = prop::collection::vec((0..16_u8, Place::any()), 0..8);
        // The stack pointer is mostly high, as programs have it.
        let stack_pointer = prop_oneof![3 => 0xf0..=0xff_u8, 1 => any::<u8>()];
        let registers =
            (any::<[u8; 4]>(), stack_pointer).prop_map(|([a, x, y, p], sp)| [a, x, y, sp, p]);
        let brk = prop_oneof![3 => Just(0), 1 => 0..32_u8];
        let filling = prop_oneof![Just(0x00_u8), Just(0xea_u8), any::<u8>()];
        (origin, pieces, brk, pointers, registers, filling).prop_map(
            move |(origin, pieces, brk, pointers, registers, filling)| Program {
                model,
                origin,
                pieces,
                brk,
                pointers,
                registers,
                filling,
            },
        )
    }

    pub(crate) fn address(&self, place: Place) -> u16 {
        match place {
            Place::Piece(index, byte) => {
                let start = self.start(usize::from(index) % self.pieces.len());
                self.origin.wrapping_add(start + u16::from(byte))
            }
            Place::Code(offset) => self.origin.wrapping_add(offset.into()),
            Place::ZeroPage(offset) => offset.into(),
            Place::Stack(offset) => 0x0100 + u16::from(offset),
            Place::Data(offset) => DATA_PAGE + u16::from(offset),
            Place::Anywhere(addr) => addr,
        }
    }

    /// The distance from the origin to a piece, or to what follows the last.
    fn start(&self, index: usize) -> u16 {
        let before = self.pieces.iter().enumerate().take(index);
        before
            .map(|(at, piece)| {
                piece.length(self.model) + 3 * self.loops_that_end_after(at).count() as u16
            })
            .sum()
    }

    /// The program's bytes.
    pub(crate) fn assemble(&self) -> Vec<u8> {
        let mut code: Vec<u8> = Vec::new();
        for (index, &piece) in self.pieces.iter().enumerate() {
            let here = code.len() as u16;
            match piece {
                Piece::Instruction(opcode, place) => {
                    let [low, high] = self.address(place).to_le_bytes();
                    let length = piece.length(self.model);
                    code.extend(&[opcode, low, high][..usize::from(length)]);
                }
                Piece::Branch(opcode, to) => {
                    let to = self.start(index.saturating_add_signed(to.into()));
                    let length = piece.length(self.model);
                    code.push(opcode);
                    if length == Mode::ZPR.length() {
                        code.push(opcode >> 4);
                    }
                    code.push(to.wrapping_sub(here + length) as u8);
                }
                Piece::Call(to) => code.extend(self.absolute(JSR, self.start(to.into()))),
                Piece::Jump(to) => code.extend(self.absolute(JMP, self.start(to.into()))),
                Piece::Loop(times, _) => code.extend([LDX, times]),
                Piece::Byte(byte) => code.push(byte),
            }
            for begin in self.loops_that_end_after(index) {
                let back = self.start(begin) + 2;
                let here = code.len() as u16 + 3;
                code.extend([DEX, BNE, back.wrapping_sub(here) as u8]);
            }
        }
        // Once more from the beginning.
        code.extend(self.absolute(JMP, 0));
        code
    }

    fn absolute(&self, opcode: u8, offset: u16) -> [u8; 3] {
        let [low, high] = self.origin.wrapping_add(offset).to_le_bytes();
        [opcode, low, high]
    }

    /// Pieces that begin a loop whose last piece is this one, innermost first.
    fn loops_that_end_after(&self, index: usize) -> impl Iterator<Item = usize> {
        let last = self.pieces.len() - 1;
        (0..=index)
            .rev()
            .filter(move |&begin| match self.pieces[begin] {
                Piece::Loop(_, length) => (begin + usize::from(length)).min(last) == index,
                _ => false,
            })
    }

    /// Puts the program into a machine, with all that it needs.
    pub(crate) fn install(&self, machine: &mut Machine) {
        let around = self.origin.wrapping_sub(0x80);
        for offset in 0..0x180 {
            machine.poke(around.wrapping_add(offset), self.filling);
        }
        let brk = self.address(Place::Code(self.brk));
        place(machine, BRK_VECTOR, &brk.to_le_bytes());
        for &(at, to) in &self.pointers {
            let [low, high] = self.address(to).to_le_bytes();
            machine.poke(at.into(), low);
            machine.poke(at.wrapping_add(1).into(), high);
        }
        for (offset, byte) in (0..).zip(self.assemble()) {
            machine.poke(self.origin.wrapping_add(offset), byte);
        }
        let cpu = machine.cpu_mut();
        let p;
        [cpu.a, cpu.x, cpu.y, cpu.sp, p] = self.registers;
        cpu.set_p(p);
        cpu.pc = self.origin;
    }
}

const JSR: u8 = 0x20;
const JMP: u8 = 0x4c;
const LDX: u8 = 0xa2;
const DEX: u8 = 0xca;
const BNE: u8 = 0xd0;

impl Piece {
    fn length(self, model: Model) -> u16 {
        match self {
            Piece::Instruction(opcode, _) | Piece::Branch(opcode, _) => {
                model.table()[usize::from(opcode)].length()
            }
            Piece::Loop(..) => Mode::IMM.length(),
            Piece::Call(_) | Piece::Jump(_) => Mode::ABS.length(),
            Piece::Byte(_) => 1,
        }
    }
}
