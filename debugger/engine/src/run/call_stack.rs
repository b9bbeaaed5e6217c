//! The call stack for the user: frames by number, with their names, and the one that is selected.
//!
//! Frame #0 is where the guest stands; #1 called it. A frame has no registers of its own on the 6502, so to select one
//! says only where to look: the code where it called, and what `finish` leaves.

use jumppad_tiers::banks::Bank;
use jumppad_tiers::opcodes::CallKind;
use jumppad_tiers::{CallFrame, CallStack, Evidence};

use crate::answer::{
    self, CallEvidence, CallStackView, CallView, CodeLine, FrameView, FunctionView,
};
use crate::debugger::{Debugger, variables::Variables};
use crate::error::Error;
use crate::expression::typed::Unfollowed;
use crate::expression::{Scope, View};
use crate::program::disassemble::bytes_at;
use crate::program::sight::Sight;
use crate::run::Frame;

const JSR: u8 = 0x20;
/// Frames in a row that are alike and told as one: of a program that ran away, or of a deep recursion.
const MANY: usize = 10;
/// Frames after which they recur, at most.
const LONGEST_PERIOD: usize = 8;

/// How much is told of calls of C's functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Their parameters.
    Arguments,
    /// All of their variables.
    Locals,
}

impl Debugger {
    /// `limit` frames from number `first` on, of many that are alike the first.
    pub fn call_stack_view(&self, first: usize, limit: usize, detail: Detail) -> CallStackView {
        let view = self.frames(first, limit, detail);
        CallStackView {
            frames: folded(view.frames),
            ..view
        }
    }

    /// The frames from number `first` up to `limit`, each of them.
    pub fn frames(&self, first: usize, limit: usize, detail: Detail) -> CallStackView {
        let stack = self.machine.call_stack();
        let count = stack.frames.len() + 1;
        let pointers = self.pointers(count.min(limit));
        let frames = (first..count.min(limit))
            .map(|number| self.frame_view(&stack, number, &pointers, detail));
        CallStackView {
            frames: frames.collect(),
            more: count.saturating_sub(limit),
            other_stack: stack.other_stack.map(|slot| 0x0100 | u16::from(slot)),
        }
    }

    /// Makes frame `number` the one that commands look at: it, and its code.
    ///
    /// # Errors
    /// There is no such frame.
    pub fn select_frame(&mut self, number: usize) -> Result<(FrameView, CodeLine), Error> {
        let stack = self.machine.call_stack();
        let pc = match caller(&stack, number) {
            Some(frame) => frame.from,
            None if number == 0 => self.machine.cpu().pc,
            None => {
                return Err(Error::NoFrame {
                    wanted: number,
                    outermost: stack.frames.len(),
                });
            }
        };
        self.select(number);
        self.last_address = pc;
        let line = self.arrival(pc);
        let pointers = self.pointers(number);
        Ok((
            self.frame_view(&stack, number, &pointers, Detail::Arguments),
            line,
        ))
    }

    /// The innermost frame that is in the subroutine which begins at `address`.
    pub fn frame_within(&self, address: u16) -> Option<usize> {
        let stack = self.machine.call_stack();
        let calls = stack.frames.iter().map(|frame| frame.from);
        let places = std::iter::once(self.machine.cpu().pc).chain(calls);
        let begins = |at: u16| {
            let (_, offset) = self.symbols.nearest(at)?;
            at.checked_sub(offset)
        };
        places
            .into_iter()
            .position(|at| begins(at) == Some(address))
    }

    /// Where the selected frame is: at PC, or at its call.
    pub fn looked_at(&self) -> u16 {
        let stack = self.machine.call_stack();
        caller(&stack, self.frame).map_or(self.machine.cpu().pc, |frame| frame.from)
    }

    /// PC of the selected frame: where it goes on, as gdb's `$pc` is.
    pub fn frame_pc(&self) -> u16 {
        let stack = self.machine.call_stack();
        caller(&stack, self.frame).map_or(self.machine.cpu().pc, |frame| frame.returns_to)
    }

    /// The selected frame, to be left.
    ///
    /// # Errors
    /// The selected frame has no caller.
    pub fn frame_to_finish(&self) -> Result<Frame, Error> {
        let stack = self.machine.call_stack();
        let frame = stack.frames.get(self.frame).map(Frame::on_stack);
        frame.ok_or(Error::NoCaller)
    }

    /// What C's stack pointer was in each frame up to number `last`.
    fn pointers(&self, last: usize) -> Vec<Result<u16, Unfollowed>> {
        match self.source.c().is_empty() {
            true => Vec::new(),
            false => self.scope().pointers(last),
        }
    }

    fn frame_view(
        &self,
        stack: &CallStack,
        number: usize,
        pointers: &[Result<u16, Unfollowed>],
        detail: Detail,
    ) -> FrameView {
        let caller = caller(stack, number);
        let address = caller.map_or(self.machine.cpu().pc, |frame| frame.returns_to);
        let bank = match caller {
            Some(frame) => self.caller_bank(frame),
            None => self.bank_shown(address),
        };
        FrameView {
            frame: number,
            bank,
            address,
            symbol: match caller {
                // What another bank calls the place is no name of it.
                Some(frame) if bank.is_none() && self.is_lost(frame) => None,
                Some(frame) => self.place_within(address, frame.from, bank),
                None => self.place(address),
            },
            function: self.function_view(stack, number, pointers.get(number).copied(), detail),
            call: caller.map(|frame| self.call_view(frame, bank)),
            alike: None,
            period: None,
            pushed: stack.frames.get(number).map(|outside| outside.pushed),
        }
    }

    /// The function of C that frame `number` is in, where C's stack pointer was `pointer`.
    fn function_view(
        &self,
        stack: &CallStack,
        number: usize,
        pointer: Option<Result<u16, Unfollowed>>,
        detail: Detail,
    ) -> Option<Box<FunctionView>> {
        let from = caller(stack, number).map(|frame| frame.from);
        let view = match from {
            Some(from) => View::Call {
                frame: number,
                from,
                pointer: pointer.unwrap_or(Err(Unfollowed::NoFrame)),
            },
            None => View::Frame(number),
        };
        let scope = Scope {
            view,
            ..self.scope()
        };
        let own = from.unwrap_or(self.machine.cpu().pc);
        let (_, function) = self.source.c().function_at(own)?;
        let line = self.source.line_of(scope.code_address());
        let variables = |which| scope.variables(function, line.map(|line| line.number), which);
        Some(Box::new(FunctionView {
            function: function.name.clone(),
            arguments: variables(Variables::Parameters),
            locals: (detail == Detail::Locals).then(|| variables(Variables::Locals)),
            source: line.map(|line| self.line_without_text(line)),
        }))
    }

    /// The bank that a frame was called from: the one that shows if such a call stands there, else the only one in which
    /// one does.
    fn caller_bank(&self, frame: &CallFrame) -> Option<u16> {
        let shown = self.bank_shown(frame.from)?;
        if is_call(frame, self.machine.peek(frame.from)) {
            return Some(shown);
        }
        let window = self.machine.bank_at(frame.from)?.window;
        let choices = &self.machine.windows().nth(window)?.choices;
        let mut banks = (0..choices.len()).filter(|&choice| {
            // Several numbers may be of one memory.
            let shows = choices[choice].shows;
            let is_first = choices[..choice].iter().all(|other| other.shows != shows);
            let opcode = self.machine.peek_bank(Bank { window, choice }, frame.from);
            is_first && opcode.is_some_and(|opcode| is_call(frame, opcode))
        });
        let bank = banks.next()?;
        let is_only = banks.next().is_none();
        u16::try_from(bank).ok().filter(|_| is_only)
    }

    /// Whether a frame was called from a bank that is not known.
    fn is_lost(&self, frame: &CallFrame) -> bool {
        let is_of_code = matches!(frame.kind, CallKind::Jsr | CallKind::Brk);
        is_of_code && self.bank_shown(frame.from).is_some()
    }

    fn call_view(&self, frame: &CallFrame, bank: Option<u16>) -> CallView {
        let (evidence, cycle) = match frame.evidence {
            Evidence::Tracked { cycle } => (CallEvidence::Tracked, Some(cycle)),
            Evidence::Moved { cycle } => (CallEvidence::Moved, Some(cycle)),
            Evidence::Guess => (CallEvidence::Guess, None),
        };
        let own = bank.and_then(|number| self.bank_numbered(number, frame.from).ok());
        let target = match bytes_at(&Sight::of(&self.machine, own), frame.from)[..] {
            [JSR, low, high] if frame.kind == CallKind::Jsr => {
                Some(u16::from_le_bytes([low, high]))
            }
            _ => None,
        };
        // What it called is in its own bank, as far as that is in the same window.
        let number = own.map(|own| (own, target.and_then(|to| self.machine.bank_at(to))));
        let number = match number {
            Some((own, Some(there))) if own.window == there.window => bank,
            _ => None,
        };
        CallView {
            kind: match frame.kind {
                CallKind::Jsr => answer::CallKind::Jsr,
                CallKind::Brk => answer::CallKind::Brk,
                CallKind::Irq => answer::CallKind::Irq,
                CallKind::Nmi => answer::CallKind::Nmi,
            },
            from: frame.from,
            target,
            target_symbol: target.and_then(|target| self.place_within(target, target, number)),
            evidence,
            cycle,
        }
    }
}

/// Whether `opcode` is a call by which such a frame comes to be.
fn is_call(frame: &CallFrame, opcode: u8) -> bool {
    match frame.kind {
        CallKind::Jsr => opcode == JSR,
        CallKind::Brk => opcode == 0,
        CallKind::Irq | CallKind::Nmi => false,
    }
}

/// The frames, of each run of many that differ in nothing but when they were called the first; so with frames that
/// recur in turns, as those of routines that call each other.
fn folded(frames: Vec<FrameView>) -> Vec<FrameView> {
    let mut shown = Vec::new();
    let mut rest = frames.as_slice();
    while let Some(first) = rest.first() {
        let runs = (1..=LONGEST_PERIOD).map(|period| (period, run(rest, period)));
        let long = |&(period, length): &(usize, usize)| length >= MANY.max(2 * period);
        let Some((period, length)) = { runs }.find(long) else {
            shown.push(first.clone());
            rest = &rest[1..];
            continue;
        };
        shown.extend_from_slice(&rest[..period]);
        if let Some(last) = shown.last_mut() {
            last.alike = Some(length - period);
            last.period = Some(period).filter(|&period| period > 1);
        }
        rest = &rest[length..];
    }
    shown
}

/// How many frames go on as the first `period` of them do.
fn run(frames: &[FrameView], period: usize) -> usize {
    let repeated = frames.iter().zip(frames.iter().skip(period));
    let again = repeated.take_while(|(a, b)| is_alike(a, b)).count();
    match again {
        0 => 0,
        again => period + again,
    }
}

fn is_alike(a: &FrameView, b: &FrameView) -> bool {
    let call = |frame: &FrameView| {
        frame.call.clone().map(|call| CallView {
            cycle: None,
            ..call
        })
    };
    let is_same = (a.address, a.pushed, call(a)) == (b.address, b.pushed, call(b));
    is_same && a.function == b.function
}

/// The call by which frame `number` entered the one inside of it; none of the innermost, which is at PC.
fn caller(stack: &CallStack, number: usize) -> Option<&CallFrame> {
    stack.frames.get(number.checked_sub(1)?)
}
