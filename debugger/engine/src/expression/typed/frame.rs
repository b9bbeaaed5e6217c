//! Where the frame of a call is on C's stack: how far the code up to here has moved the stack's pointer, frame by frame.

use std::ops::RangeInclusive;
use std::rc::Rc;

use jumppad_tiers::opcodes::Effect;

use super::names::REGISTER_BANK;
use super::{Of, Term};
use crate::expression::tree::{Binary, Expr, Register};
use crate::expression::{EvalError, EvalErrorKind, Scope, View};
use crate::program::c::types::{Type, Variadic};
use crate::program::c::{ChipRegister, Function, Variable};
use crate::program::c_stack::{self, CStack, Callee, Depth, Known, Reason, library_function};
use crate::program::disassemble::opcode_at;
use crate::program::sim65::{Call, Version};
use crate::program::symbols::Found;

/// The names of cc65's pointer to C's stack, the newer one first.
const POINTERS: [&str; 2] = ["c_sp", "sp"];

/// The second pair of llvm-mos's imaginary registers.
const SECOND_PAIR: &str = "__rc2";

/// Bytes of a routine of the compiler's that are looked at.
const LONGEST_HELPER: u16 = 0x200;

/// Frames that are followed.
const MOST_FRAMES: usize = 200;

/// Why C's stack cannot be followed to a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfollowed {
    /// In a frame inside of it the depth is not known.
    #[error("{0}")]
    Depth(Reason),
    /// An interrupt came at this address, and its handler may have its own stack.
    #[error("an interrupt came at ${0:04X}")]
    Interrupt(u16),
    /// It is too far out.
    #[error("there is no such frame")]
    NoFrame,
}

/// What sim65's calls drop from C's stack: they are no code.
fn host_call(address: u16) -> Option<Callee> {
    Some(match Call::at(Version::Current, address)? {
        Call::Seek | Call::Read | Call::Write => Callee::Drops(4),
        Call::Remove | Call::MapErrno | Call::Close | Call::Args => Callee::Drops(0),
        Call::Open => Callee::DropsY,
        Call::Exit => Callee::NoReturn,
    })
}

/// What a register holds, or two as the bytes of a word.
fn in_registers(low: Register, high: Option<Register>) -> Expr {
    match high {
        None => Expr::Register(low),
        Some(high) => above(Expr::Register(low), Expr::Register(high), 8),
    }
}

/// `low`, which has so many bits, with `high` above them.
fn above(low: Expr, high: Expr, bits: i64) -> Expr {
    let bits = Box::new(Expr::Number(bits));
    let high = Expr::Binary(Binary::ShiftLeft, Box::new(high), bits, 0);
    Expr::Binary(Binary::BitOr, Box::new(low), Box::new(high), 0)
}

impl Scope<'_> {
    /// The address of C's stack pointer in page 0.
    pub fn c_stack_pointer(&self) -> Option<u16> {
        let symbol = || {
            POINTERS
                .iter()
                .find_map(|name| self.address_of_symbol(name))
        };
        self.c_pointer.or_else(symbol)
    }

    pub(super) fn address_of_symbol(&self, name: &str) -> Option<u16> {
        match self.symbols.find(name) {
            Found::One(symbol) => Some(symbol.address),
            Found::Several(entries) => entries.first().map(|entry| entry.symbol.address),
            Found::Nothing => None,
        }
    }

    /// Where the prologue of a function of C ends, and the bytes that it pushes.
    pub fn prologue(&self, function: &Function) -> Option<c_stack::Prologue> {
        Some(self.known(&function.code, Some(function))?.prologue)
    }

    /// What the function that is looked at gives back; none of one that gives nothing.
    pub fn result(&self) -> Option<Of> {
        let function = self.own_function()?;
        let Type::Function(of) = self.c().types.of(function.of?) else {
            return None;
        };
        let of = Of::from(of.result);
        (of.size(self.c()).is_some()).then_some(of)
    }

    /// A value that a function has just given back: in A, X and `sreg`.
    pub fn returned(&self, of: Of) -> Option<Term> {
        let is_pointer = matches!(of.plain(self.c()), None | Some(Type::Pointer(_)));
        let value = match of.size(self.c())? {
            // llvm-mos gives a pointer back in its second pair of imaginary registers.
            2 if is_pointer && self.address_of_symbol(SECOND_PAIR).is_some() => {
                let pair = Expr::Number(self.address_of_symbol(SECOND_PAIR)?.into());
                Expr::Word(Box::new(pair), 0)
            }
            1 => in_registers(Register::A, None),
            2 => in_registers(Register::A, Some(Register::X)),
            4 => {
                let high = self
                    .address_of_symbol("sreg")
                    .or_else(|| self.address_of_symbol(SECOND_PAIR));
                let high = Expr::Number(high?.into());
                let low = in_registers(Register::A, Some(Register::X));
                above(low, Expr::Word(Box::new(high), 0), 16)
            }
            _ => return None,
        };
        Some(Term::Value(super::read::cut(self.c(), value, of)?, of))
    }

    /// Where the parameters of the function of C that begins at `start` are in place.
    pub fn behind_prologue(&self, start: u16) -> Option<u16> {
        let (_, function) = self.c().function_at(start)?;
        if function.body.is_some() {
            return function.body.filter(|_| *function.code.start() == start);
        }
        let prologue = self
            .prologue(function)
            .filter(|_| *function.code.start() == start)?;
        function
            .code
            .contains(&prologue.end)
            .then_some(prologue.end)
    }

    /// What is known of the routine `code`, which `function` is, if it is one of C; none where there is no C stack.
    fn known(&self, code: &RangeInclusive<u16>, function: Option<&Function>) -> Option<Rc<Known>> {
        let pointer = self.c_stack_pointer()?;
        let peek = |address| self.machine.peek(address);
        self.c().memo.of(code, peek, || {
            let callee = |address| self.callee(address);
            let vectors = self.address_of_symbol("jmpvec");
            let program = c_stack::Program {
                peek: &peek,
                model: self.machine.model(),
                pointer,
                callee: &callee,
                vectors: vectors.as_slice(),
                register_bank: self.address_of_symbol(REGISTER_BANK),
            };
            let mut stack = match function {
                Some(_) => CStack::new(program),
                None => CStack::hasty(program),
            };
            let prologue = stack.prologue(*code.start());
            let dropped = function.and_then(|function| self.dropped(function));
            let last = match function {
                Some(_) => *code.end(),
                // It may go on anywhere; the beginning alone tells whether it is still the same.
                None => u16::MAX,
            };
            let depths = stack.depths(&c_stack::Function {
                code: *code.start()..=last,
                parameter_bytes: dropped.and_then(|all| all.checked_sub(prologue.bytes)),
            });
            Some(Known { depths, prologue })
        })
    }

    /// The bytes of all parameters of `function`, which it drops; not known of one with dots, and of `main`, which drops
    /// none.
    fn dropped(&self, function: &Function) -> Option<u16> {
        let Type::Function(of) = self.c().types.of(function.of?) else {
            return None;
        };
        if of.variadic == Variadic::Yes || function.name == "main" {
            return None;
        }
        of.parameters
            .iter()
            .map(|&of| self.c().types.size(of))
            .sum()
    }

    /// What is known of the routine at `address` besides its code.
    fn callee(&self, address: u16) -> Option<Callee> {
        if let Some(call) = host_call(address) {
            return Some(call);
        }
        let name = self
            .symbols
            .at(address)
            .find(|name| name.starts_with('_'))?;
        if let Some(known) = library_function(name) {
            return Some(known);
        }
        let declared = self
            .c()
            .modules
            .iter()
            .find_map(|module| module.unit.globals.get(&name[1..]));
        let Type::Function(function) = self.c().types.of(*declared?) else {
            return None;
        };
        match function.variadic {
            Variadic::Yes => Some(Callee::DropsY),
            // How a function with its own text takes them is seen in its code.
            Variadic::No if self.c().function(&name[1..], None).is_some() => None,
            Variadic::No => {
                // The last one comes in registers.
                let pushed = function.parameters.split_last();
                let pushed = pushed.map_or(&[][..], |(_, pushed)| pushed);
                let sizes = pushed.iter().map(|&of| self.c().types.size(of));
                Some(Callee::Drops(sizes.sum::<Option<u16>>()?))
            }
        }
    }

    /// The value that these registers hold.
    pub(super) fn in_chip(
        &self,
        low: ChipRegister,
        high: Option<ChipRegister>,
        of: Option<Of>,
    ) -> Option<Term> {
        let of = of.filter(|of| {
            let bytes = 1 + u16::from(high.is_some());
            of.size(self.c()) == Some(bytes)
        })?;
        let register = |register| match register {
            ChipRegister::A => Register::A,
            ChipRegister::X => Register::X,
            ChipRegister::Y => Register::Y,
        };
        let value = in_registers(register(low), high.map(register));
        Some(Term::Value(super::read::cut(self.c(), value, of)?, of))
    }

    /// Whether the pointer that a debug file tells of leads to the frame of `function` now.
    pub(super) fn check_based(&self, function: &Function, at: usize) -> Result<(), EvalError> {
        let fail = |why: &str| {
            let (function, why) = (function.name.clone(), why.to_owned());
            Err(EvalErrorKind::NoFrame { function, why }.at(at))
        };
        match self.frame_of_c() {
            1.. => fail("what it called has moved the stack's pointer, and how far is not told"),
            0 if function.body.is_some_and(|body| self.code_address() < body) => {
                fail("its prologue has not made room yet")
            }
            0 => Ok(()),
        }
    }

    /// The address of what is `offset` bytes from the frame of `function`, in which execution stands.
    pub(super) fn in_frame(
        &self,
        function: &Function,
        offset: i32,
        at: usize,
    ) -> Result<Expr, EvalError> {
        let fail = |why: String| {
            let function = function.name.clone();
            EvalErrorKind::NoFrame { function, why }.at(at)
        };
        let pointer = self.c_stack_pointer();
        let pointer =
            pointer.ok_or_else(|| fail("no symbol tells where C's stack pointer is".to_owned()))?;
        let prologue = self
            .prologue(function)
            .map_or(0, |prologue| i64::from(prologue.bytes));
        // What is asked at another moment needs the place of now.
        let now = || match self.view {
            View::Held(_) => Expr::Number(self.machine.peek_word(pointer).into()),
            _ => Expr::Word(Box::new(Expr::Number(pointer.into())), at),
        };
        let depth = |pc: u16| match self
            .known(&function.code, Some(function))
            .map(|known| known.depths.at(pc))
        {
            Some(Depth::Known(bytes)) => Ok(i64::from(bytes)),
            Some(Depth::Unknown(why)) => Err(fail(why.to_string())),
            None => Err(fail(Reason::Computed.to_string())),
        };
        let (at_entry, base) = match (self.view, self.frame_of_c()) {
            (View::At(address), _) => (depth(address)?, now()),
            (View::Call { from, pointer, .. }, _) => {
                let pointer = pointer.map_err(|why| fail(why.to_string()))?;
                (depth(from)?, Expr::Number(pointer.into()))
            }
            (View::Frame(_) | View::Held(_), 0) => (depth(self.machine.cpu().pc)?, now()),
            (View::Frame(_) | View::Held(_), number) => {
                let pointers = self.pointers(number);
                let outer = pointers
                    .into_iter()
                    .nth(number)
                    .unwrap_or(Err(Unfollowed::NoFrame));
                let outer = outer.map_err(|why| fail(why.to_string()))?;
                (depth(self.code_address())?, Expr::Number(outer.into()))
            }
        };
        Ok(super::arithmetic::plus(
            base,
            at_entry - prologue + i64::from(offset),
            at,
        ))
    }

    /// What C's stack pointer is where execution stands, and was where each of the frames up to number `last` called what
    /// is inside of it.
    pub fn pointers(&self, last: usize) -> Vec<Result<u16, Unfollowed>> {
        let Some(pointer) = self.c_stack_pointer() else {
            return Vec::new();
        };
        let mut at = Ok(self.machine.peek_word(pointer));
        let mut all = vec![at];
        let mut pc = self.machine.cpu().pc;
        for frame in self
            .machine
            .call_stack()
            .frames
            .iter()
            .take(last.min(MOST_FRAMES))
        {
            let is_call = opcode_at(self.machine, frame.from).effect == Effect::Call;
            at = at.and_then(|at| {
                if !is_call {
                    return Err(Unfollowed::Interrupt(frame.from));
                }
                // What was called there is what the code that follows belongs to.
                let entry = self.machine.peek_word(frame.from.wrapping_add(1));
                let function = self.c().function_at(pc).map(|(_, function)| function);
                let code = match function {
                    Some(function) => function.code.clone(),
                    None => entry..=entry.saturating_add(LONGEST_HELPER),
                };
                let known = self.known(&code, function);
                match known.map_or(Depth::Unknown(Reason::Computed), |known| {
                    known.depths.at(pc)
                }) {
                    Depth::Known(bytes) => Ok(at.wrapping_add_signed(bytes as i16)),
                    Depth::Unknown(why) => Err(Unfollowed::Depth(why)),
                }
            });
            all.push(at);
            pc = frame.from;
        }
        all
    }

    /// A parameter that came in registers, where execution stands in front of the first instruction.
    pub(super) fn not_pushed(
        &self,
        function: &Function,
        variable: &Variable,
        offset: i32,
    ) -> Option<Term> {
        let is_at_entry = match self.view {
            View::Frame(0) => self.machine.cpu().pc == *function.code.start(),
            View::At(address) => address == *function.code.start(),
            View::Frame(_) | View::Call { .. } | View::Held(_) => false,
        };
        let pushed = self.prologue(function).filter(|_| is_at_entry)?.bytes;
        let of = Of::from(variable.of?);
        let size = of.size(self.c())?;
        let value = match (offset, size) {
            (0, 1) if pushed >= 1 => in_registers(Register::A, None),
            (0, 2) if pushed >= 2 => in_registers(Register::A, Some(Register::X)),
            _ => return None,
        };
        Some(Term::Value(super::read::cut(self.c(), value, of)?, of))
    }
}
