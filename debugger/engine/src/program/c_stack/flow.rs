//! The ways through a routine, and what is known at each of its instructions.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jumppad_tiers::opcodes::Effect;
use jumppad_tiers::opcodes::mode::{bit_branch_target, branch_target};

use super::solve::Equation;
use super::state::{Met, State};
use super::step::Instruction;
use super::{CStack, Reason};

/// How memory is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Memory {
    /// What is written is known until it is written again: right for the short routines of the runtime library.
    Kept,
    /// Only the C stack pointer: anything may change the variables of a program.
    Forgotten,
}

/// A routine as it is followed.
#[derive(Clone, Copy)]
pub(super) struct Routine<'r> {
    /// Where it is entered.
    pub(super) entry: u16,
    /// Its bytes, if these are known: a jump out of them is a call before the return.
    pub(super) code: Option<&'r RangeInclusive<u16>>,
    /// How its memory is followed.
    pub(super) memory: Memory,
}

/// What a walk is told, and what it notes on its way.
pub(super) struct Way<'w> {
    routine: Routine<'w>,
    /// The C stack pointer at the entry.
    start: Option<u16>,
    solved: &'w BTreeMap<u16, i32>,
    /// What is known in front of each instruction so far.
    pub(super) states: BTreeMap<u16, Vec<State>>,
    sites: Vec<(u16, Reason)>,
}

/// How a routine ends.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// It does not return.
    Never,
    /// It returns, and this is known then.
    Returns(Box<State>),
    /// It cannot be told.
    Unknown(Reason),
}

/// What is found of a routine.
pub(super) struct Walk {
    /// What is known in front of each instruction: more than once where ways differ in the C stack pointer.
    pub(super) states: BTreeMap<u16, Vec<State>>,
    /// How it ends.
    pub(super) end: End,
    /// Where the calls of unknown effect are, by number, and why each is unknown.
    pub(super) sites: Vec<(u16, Reason)>,
    /// What ways say that cannot both be right unless an unknown effect is what this says.
    pub(super) equation: Option<Equation>,
}

/// Where an instruction leads.
enum Next {
    To(u16, State),
    Fork((u16, State), (u16, State)),
    Return(State),
    Stop,
    Unknown(Reason),
}

/// Depths that are told apart at one instruction: ways that share the call of a variadic function have pushed as many
/// bytes as Y says, each its own.
const VARIANTS: usize = 4;

/// What one more way to an instruction adds.
enum Arrived {
    /// Nothing came there with this C stack pointer.
    New,
    /// Nothing.
    Known,
    /// Only this is known now.
    Less(Box<State>),
    /// As [`Met::Solved`].
    Solved(u32, i32),
}

/// Takes `state` in with the `known` ones of its instruction.
fn arrive(known: &mut Vec<State>, state: &State, pointer: u16) -> Arrived {
    let word = state.pointer(pointer);
    let is_like = |other: &State| other.sites != state.sites || other.pointer(pointer) == word;
    let like = known.iter().position(is_like);
    let is_lost = |other: &State| other.pointer(pointer).is_none();
    let has_room = known.len() < VARIANTS && word.is_some() && !known.iter().any(is_lost);
    let index = match like {
        Some(index) => index,
        None if has_room || known.is_empty() => {
            known.push(state.clone());
            return Arrived::New;
        }
        None => {
            known.truncate(1);
            0
        }
    };
    let Some(met) = known.get_mut(index) else {
        return Arrived::Known;
    };
    match met.meet(state, pointer) {
        Met::Same => Arrived::Known,
        Met::Changed => Arrived::Less(Box::new(met.clone())),
        Met::Solved(number, effect) => Arrived::Solved(number, effect),
    }
}

impl CStack<'_> {
    /// Follows a routine. The effects of calls that nothing else tells are taken from `solved`.
    pub(super) fn walk(
        &mut self,
        routine: Routine<'_>,
        start: State,
        solved: &BTreeMap<u16, i32>,
    ) -> Walk {
        let mut way = Way {
            routine,
            start: start.pointer(self.program.pointer),
            solved,
            states: BTreeMap::new(),
            sites: Vec::new(),
        };
        let mut walk = Walk {
            states: BTreeMap::new(),
            end: End::Never,
            sites: Vec::new(),
            equation: None,
        };
        let mut open = vec![(routine.entry, start)];
        while let Some((at, mut state)) = open.pop() {
            let known = way.states.entry(at).or_default();
            match arrive(known, &state, self.program.pointer) {
                Arrived::New => {}
                Arrived::Known => continue,
                Arrived::Less(less) => state = *less,
                Arrived::Solved(number, effect) => {
                    walk.equation = way.equation(number, effect);
                    break;
                }
            }
            if self.steps == 0 {
                walk.end = End::Unknown(Reason::TooLong);
                break;
            }
            self.steps -= 1;
            match self.next(&mut way, at, state) {
                Next::To(to, state) => open.push((to, state)),
                Next::Fork(one, other) => open.extend([one, other]),
                Next::Return(state) => match walk.end.returns(state, self.program.pointer) {
                    Met::Solved(number, effect) => {
                        walk.equation = way.equation(number, effect);
                        break;
                    }
                    Met::Same | Met::Changed => {}
                },
                Next::Stop => {}
                Next::Unknown(reason) => walk.end.is_unknown(reason),
            }
        }
        (walk.states, walk.sites) = (way.states, way.sites);
        walk
    }

    /// The instruction at `at`; none when the program has written what is not known there.
    pub(super) fn instruction(&self, state: &State, at: u16) -> Option<Instruction> {
        let byte = |offset: u16| {
            let address = at.wrapping_add(offset);
            state.code(address, (self.program.peek)(address))
        };
        Some(Instruction {
            pc: at,
            opcode: self.program.model.table().get(usize::from(byte(0)?))?,
            arg1: byte(1),
            arg2: byte(2),
        })
    }

    fn next(&mut self, way: &mut Way<'_>, at: u16, mut state: State) -> Next {
        let Some(instruction) = self.instruction(&state, at) else {
            return Next::Unknown(Reason::Computed);
        };
        let behind = instruction.behind();
        match instruction.opcode.effect {
            Effect::Branch => {
                let target = branch_target(instruction.args());
                let Some((flag, wanted)) = instruction.asked() else {
                    return self.jump(way, at, target, state);
                };
                match state.get(flag) {
                    Some(value) if value == wanted => self.jump(way, at, target, state),
                    Some(_) => Next::To(behind, state),
                    None => {
                        let mut taken = state.clone();
                        taken.set(flag, Some(wanted));
                        state.set(flag, Some(1 - wanted));
                        Next::Fork((behind, state), (target, taken))
                    }
                }
            }
            Effect::BranchOnBit => {
                let target = bit_branch_target(instruction.args());
                Next::Fork((behind, state.clone()), (target, state))
            }
            Effect::Call => match self.site(way, at, instruction.word(), state) {
                Some(state) => Next::To(behind, state),
                None => Next::Stop,
            },
            Effect::Jump => match instruction.word() {
                Some(target) if !self.program.vectors.contains(&at) => {
                    self.jump(way, at, target, state)
                }
                _ => Next::Unknown(Reason::Pointer(at)),
            },
            Effect::JumpIndirect => {
                let low = instruction.word();
                let target = low.and_then(|at| state.read_word(at, at.wrapping_add(1)));
                match target {
                    Some(target) => self.jump(way, at, target, state),
                    None => Next::Unknown(Reason::Pointer(at)),
                }
            }
            Effect::Return => match state.pushed.as_deref() {
                Some([]) => Next::Return(state),
                // What it has pushed is where it goes.
                Some(&[.., Some(high), Some(low)]) => {
                    let target = u16::from_le_bytes([low, high]).wrapping_add(1);
                    if let Some(pushed) = &mut state.pushed {
                        pushed.truncate(pushed.len() - 2);
                    }
                    self.jump(way, at, target, state)
                }
                _ => Next::Unknown(Reason::Pointer(at)),
            },
            Effect::Interrupt => Next::Unknown(Reason::Call(at)),
            Effect::Jam => Next::Stop,
            _ => {
                instruction.execute(self.program.model, &mut state);
                if way.routine.memory == Memory::Forgotten {
                    state.forget_memory(self.program.pointer);
                }
                if state.pointer(self.program.pointer).is_none() {
                    state.lose(self.program.pointer, Reason::Computed);
                }
                Next::To(behind, state)
            }
        }
    }

    /// A jump within the routine, or one that leaves it for another's return.
    fn jump(&mut self, way: &mut Way<'_>, at: u16, target: u16, state: State) -> Next {
        let stays = match way.routine.code {
            // With another depth than at the entry it calls itself anew.
            _ if target == way.routine.entry => state.pointer(self.program.pointer) == way.start,
            Some(code) => code.contains(&target),
            None => (self.program.callee)(target).is_none(),
        };
        if stays {
            return Next::To(target, state);
        }
        match self.site(way, at, Some(target), state) {
            Some(state) => Next::Return(state),
            None => Next::Stop,
        }
    }

    /// The state behind a call, if it returns. What cannot be told of its effect is left to an equation.
    fn site(
        &mut self,
        way: &mut Way<'_>,
        at: u16,
        target: Option<u16>,
        state: State,
    ) -> Option<State> {
        let pointer = self.program.pointer;
        let end = match target {
            Some(target) => self.call(at, target, &state),
            None => End::Unknown(Reason::Pointer(at)),
        };
        let mut behind = match end {
            End::Never => return None,
            End::Returns(behind) => *behind,
            End::Unknown(reason) => {
                let arguments = self.arguments(way, at, target);
                let mut behind = state;
                behind.after_call(pointer);
                if let Some(&effect) = way.solved.get(&at).or(arguments.as_ref()) {
                    behind.drop_bytes(pointer, effect);
                } else {
                    match way.number(at, reason) {
                        Some(bit) => behind.sites |= bit,
                        None => behind.lose(pointer, reason),
                    }
                }
                behind
            }
        };
        if way.routine.memory == Memory::Forgotten {
            behind.forget_memory(pointer);
        }
        Some(behind)
    }
}

impl Way<'_> {
    /// The bit of the call of unknown effect at `at`, if there is one left.
    fn number(&mut self, at: u16, reason: Reason) -> Option<u32> {
        let known = self.sites.iter().position(|&(site, _)| site == at);
        let number = known.unwrap_or(self.sites.len());
        if known.is_none() {
            self.sites.push((at, reason));
        }
        1u32.checked_shl(u32::try_from(number).ok()?)
    }

    fn equation(&self, number: u32, effect: i32) -> Option<Equation> {
        let &(site, _) = self.sites.get(number as usize)?;
        Some(Equation { site, effect })
    }
}

impl End {
    /// One way returns.
    fn returns(&mut self, state: State, pointer: u16) -> Met {
        match self {
            Self::Unknown(_) => Met::Same,
            Self::Returns(known) => known.meet(&state, pointer),
            Self::Never => {
                *self = Self::Returns(Box::new(state));
                Met::Changed
            }
        }
    }

    /// One way cannot be followed to its end.
    fn is_unknown(&mut self, reason: Reason) {
        if !matches!(self, Self::Unknown(_)) {
            *self = Self::Unknown(reason);
        }
    }
}
