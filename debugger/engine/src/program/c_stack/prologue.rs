//! Where a C function has its parameters together, and its first statement begins.

use jumppad_tiers::opcodes::{Effect, Mnemonic, Mode};

use super::CStack;
use super::flow::End;
use super::state::part::{A, X, Y};
use super::state::{STARTS, State};
use super::step::Instruction;

/// The beginning of a function, in front of its first statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prologue {
    /// Address behind it: the function's entry if it has none.
    pub end: u16,
    /// Bytes that it pushes to complete the parameters: the offsets of the function's variables count from where the C
    /// stack pointer is so many bytes below where it was at the entry.
    pub bytes: u16,
    /// Bytes that it pushes to save register variables.
    pub saved: u16,
}

/// Bytes of register variables.
const REGISTER_BANK: u16 = 6;

/// What A, X and Y hold in an experiment; a second one tells what is pushed from what is there by chance.
const MARKS: [[u8; 3]; 2] = [[0xA5, 0x5A, 0x3C], [0x16, 0xE7, 0x91]];

impl CStack<'_> {
    /// The prologue of the function that is entered at `entry`: the push of the last parameter, if it comes in registers,
    /// or of the number of arguments; then register variables, whose old values go to the C stack.
    pub fn prologue(&mut self, entry: u16) -> Prologue {
        self.begin();
        let mut prologue = Prologue {
            end: entry,
            bytes: 0,
            saved: 0,
        };
        if let Some((end, bytes)) = self.push(entry) {
            (prologue.end, prologue.bytes) = (end, bytes);
        }
        // More pieces than there are register variables cannot come.
        for _ in 0..REGISTER_BANK {
            if let Some((end, bytes)) = self.save(prologue.end) {
                prologue.end = end;
                prologue.saved += bytes;
            } else if let Some(end) = self.swap(prologue.end) {
                prologue.end = end;
            } else {
                break;
            }
        }
        prologue
    }

    /// The address behind a call at `at` that pushes A, A and X, or these and more, or Y, and how many bytes that are.
    fn push(&mut self, at: u16) -> Option<(u16, u16)> {
        let start = STARTS[0];
        let mut found = None;
        for [a, x, y] in MARKS {
            let mut state = State::new(self.program.pointer, start);
            for (register, mark) in [(A, a), (X, x), (Y, y)] {
                state.set(register, Some(mark));
            }
            let (behind, state) = self.called(at, state)?;
            let top = state.pointer(self.program.pointer)?;
            let pushed = (state.read(top)?, state.read(top.wrapping_add(1)));
            let bytes = match (start.wrapping_sub(top), pushed) {
                (bytes @ (2 | 4), (low, Some(high))) if (low, high) == (a, x) => bytes,
                (1, (byte, _)) if byte == a || byte == y => 1,
                _ => return None,
            };
            if found.is_some_and(|known| known != (behind, bytes)) {
                return None;
            }
            found = Some((behind, bytes));
        }
        found
    }

    /// The address behind a piece of code at `at` that pushes a register variable, and how many bytes that are.
    fn save(&mut self, at: u16) -> Option<(u16, u16)> {
        let bank = self.program.register_bank?;
        let from_bank = |instruction: &Instruction| {
            let low = instruction.arg1.map(u16::from);
            let address = match instruction.opcode.mode {
                Mode::ZPG => low,
                Mode::ABS => instruction.word(),
                _ => None,
            };
            address.is_some_and(|address| address.wrapping_sub(bank) < REGISTER_BANK)
        };
        let first = self.read(at)?;
        if first.opcode.mnemonic != Mnemonic::LDA || !from_bank(&first) {
            return None;
        }
        let second = self.read(first.behind())?;
        if second.opcode.mnemonic == Mnemonic::LDX && from_bank(&second) {
            return self.push(second.behind()).filter(|&(_, bytes)| bytes == 2);
        }
        self.push(first.behind()).filter(|&(_, bytes)| bytes == 1)
    }

    /// The address behind a piece of code at `at` that exchanges a register variable with the C stack.
    fn swap(&mut self, at: u16) -> Option<u16> {
        let bank = self.program.register_bank?;
        let start = STARTS[0];
        let mut state = State::new(self.program.pointer, start);
        let mut at = at;
        for _ in 0..3 {
            let instruction = self.read(at)?;
            if instruction.opcode.mode != Mode::IMM {
                break;
            }
            instruction.execute(self.program.model, &mut state);
            at = instruction.behind();
        }
        state.get(Y)?;
        let (behind, state) = self.called(at, state)?;
        let is_swap = state.pointer(self.program.pointer) == Some(start)
            && state
                .written()
                .any(|at| at.wrapping_sub(bank) < REGISTER_BANK);
        is_swap.then_some(behind)
    }

    /// The instruction at `at` of unchanged code.
    fn read(&self, at: u16) -> Option<Instruction> {
        self.instruction(&State::new(self.program.pointer, STARTS[0]), at)
    }

    /// The address behind the call of a routine of the runtime library at `at`, and what is known there.
    fn called(&mut self, at: u16, state: State) -> Option<(u16, State)> {
        let call = self.read(at)?;
        let target = call.word()?;
        if call.opcode.effect != Effect::Call || (self.program.callee)(target).is_some() {
            return None;
        }
        match self.in_place(target, &state) {
            End::Returns(state) => Some((call.behind(), *state)),
            _ => None,
        }
    }
}
