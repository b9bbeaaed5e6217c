//! What a called routine does to the C stack: told by the debug file, or found by following it.

use jumppad_tiers::opcodes::{Mnemonic, Mode};

use super::flow::{End, Memory, Routine, Way};
use super::state::part::{A, CHANGED, X, Y};
use super::state::{Byte, STARTS, State};
use super::{CStack, Callee, Reason};

/// Routines that call one another are followed in place so deep.
const NESTED: usize = 24;

/// Instructions that a routine may take when it is followed in place.
const STEPS_IN_PLACE: u32 = 2_000;

/// Routines of more instructions are followed once, not at each call, if nothing but their effect can matter.
const SHORT: u32 = 60;

/// A routine and what it is called with, when nothing is known of memory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    target: u16,
    registers: [Byte; 3],
}

impl Reason {
    /// What it means for a routine that calls, at `at`, the one in which it was found.
    fn at(self, at: u16) -> Self {
        match self {
            Self::Pointer(_) => Self::Pointer(at),
            Self::TooLong => Self::TooLong,
            _ => Self::Call(at),
        }
    }
}

/// Instructions by which a pointer to a function is fetched.
const FETCH: usize = 8;

/// What a routine does whatever it is called with.
#[derive(Clone, Debug)]
pub(super) enum Summary {
    /// It does not return.
    Never,
    /// It drops so many bytes.
    Drops {
        /// Bytes, negative if it pushes.
        bytes: i32,
        /// What it writes, the C stack aside.
        writes: Vec<u16>,
        /// Whether it is better followed where it is called.
        is_short: bool,
    },
    /// What it does depends on what it is called with, or cannot be told.
    Unknown(Reason),
}

impl CStack<'_> {
    /// How the call of `target` at `at` ends.
    pub(super) fn call(&mut self, at: u16, target: u16, state: &State) -> End {
        if self.program.vectors.contains(&target) {
            return End::Unknown(Reason::Pointer(at));
        }
        if let Some(callee) = (self.program.callee)(target) {
            return self.told(at, callee, state);
        }
        let summary = self.summary(target);
        let is_enough = match &summary {
            Summary::Never => true,
            Summary::Drops { is_short, .. } => !is_short,
            Summary::Unknown(_) => false,
        };
        if is_enough || self.nested.contains(&target) || self.nested.len() >= NESTED {
            return self.apply(&summary, state);
        }
        let key = state.is_bare(self.program.pointer).then(|| Key {
            target,
            registers: [A, X, Y].map(|register| state.get(register)),
        });
        if let Some(&reason) = key.as_ref().and_then(|key| self.failures.get(key)) {
            return match &summary {
                Summary::Drops { .. } => self.apply(&summary, state),
                _ => End::Unknown(reason.at(at)),
            };
        }
        let end = self.in_place(target, state);
        if let (End::Unknown(reason), Some(key)) = (&end, key) {
            self.failures.insert(key, *reason);
        }
        match (end, &summary) {
            (End::Unknown(_), Summary::Drops { .. }) => self.apply(&summary, state),
            (End::Unknown(reason), _) => End::Unknown(reason.at(at)),
            (end, _) => end,
        }
    }

    /// How a call ends as far as the debug file tells.
    fn told(&self, at: u16, callee: Callee, state: &State) -> End {
        let bytes = match callee {
            Callee::NoReturn => return End::Never,
            Callee::Drops(bytes) => bytes,
            Callee::DropsY => match state.get(Y) {
                Some(bytes) => u16::from(bytes),
                None => return End::Unknown(Reason::ArgumentCount(at)),
            },
        };
        let mut behind = state.clone();
        behind.after_call(self.program.pointer);
        behind.drop_bytes(self.program.pointer, i32::from(bytes));
        End::Returns(Box::new(behind))
    }

    /// Bytes of arguments that the call at `at` passes through one of the vectors: the pointer was pushed in front of
    /// them, and is fetched from there right before the call.
    pub(super) fn arguments(&self, way: &Way<'_>, at: u16, target: Option<u16>) -> Option<i32> {
        let vector = target.filter(|target| self.program.vectors.contains(target))?;
        let mut behind = at;
        let mut is_fetched = false;
        for (&from, states) in way.states.range(..at).rev().take(FETCH) {
            let [state] = states.as_slice() else {
                return None;
            };
            let instruction = self.instruction(state, from)?;
            if instruction.behind() != behind {
                return None;
            }
            behind = from;
            let opcode = instruction.opcode;
            match (opcode.mnemonic, opcode.mode) {
                (Mnemonic::STA, Mode::ABS)
                    if instruction.word() == Some(vector.wrapping_add(1)) =>
                {
                    is_fetched = true;
                }
                (Mnemonic::LDA, Mode::IZY) if is_fetched => {
                    let on_stack = instruction.arg1.map(u16::from) == Some(self.program.pointer);
                    return state.get(Y).filter(|_| on_stack).map(i32::from);
                }
                _ if is_fetched => return None,
                _ => {}
            }
        }
        None
    }

    fn apply(&self, summary: &Summary, state: &State) -> End {
        match summary {
            Summary::Never => End::Never,
            Summary::Unknown(reason) => End::Unknown(*reason),
            Summary::Drops { bytes, writes, .. } => {
                let mut behind = state.clone();
                behind.forget(CHANGED);
                for &address in writes {
                    behind.write(address, None);
                }
                behind.drop_bytes(self.program.pointer, *bytes);
                End::Returns(Box::new(behind))
            }
        }
    }

    /// Follows a routine with what is known where it is called.
    pub(super) fn in_place(&mut self, target: u16, state: &State) -> End {
        let mut inside = state.clone();
        inside.pushed = Some(Vec::new());
        inside.sites = 0;
        let routine = Routine {
            entry: target,
            code: None,
            memory: Memory::Kept,
        };
        self.nested.push(target);
        let allowed = self.steps.min(STEPS_IN_PLACE);
        let others = self.steps - allowed;
        self.steps = allowed;
        let (Ok(walk) | Err(walk)) = self.solve(routine, &inside, None);
        self.steps += others;
        self.nested.pop();
        match walk.end {
            End::Returns(mut behind) => {
                if let Some(&(_, reason)) = walk.sites.get(behind.sites.trailing_zeros() as usize) {
                    return End::Unknown(reason);
                }
                // It had lost it before.
                if behind.pointer(self.program.pointer).is_none() && state.lost.is_none() {
                    return End::Unknown(behind.lost.unwrap_or(Reason::Computed));
                }
                behind.pushed = state.pushed.clone();
                behind.sites = state.sites;
                End::Returns(behind)
            }
            end => end,
        }
    }

    /// What a routine does whatever it is called with.
    fn summary(&mut self, target: u16) -> Summary {
        if let Some(summary) = self.summaries.get(&target) {
            return summary.clone();
        }
        if !self.open.insert(target) {
            self.met_open = true;
            return Summary::Never;
        }
        let outer = std::mem::replace(&mut self.met_open, false);
        let nested = std::mem::take(&mut self.nested);
        let summary = self.summarize(target);
        self.nested = nested;
        self.open.remove(&target);
        // What was found while another routine was open may change once that is known.
        let is_final = !self.met_open || self.open.is_empty();
        if is_final && self.steps > 0 {
            self.summaries.insert(target, summary.clone());
        }
        self.met_open = outer || !is_final;
        summary
    }

    fn summarize(&mut self, target: u16) -> Summary {
        let pointer = self.program.pointer;
        let routine = Routine {
            entry: target,
            code: None,
            memory: Memory::Forgotten,
        };
        let mut found: Option<Summary> = None;
        for start in STARTS {
            let before = self.steps;
            let (Ok(walk) | Err(walk)) = self.solve(routine, &State::new(pointer, start), None);
            let summary = match &walk.end {
                End::Never => Summary::Never,
                End::Unknown(reason) => Summary::Unknown(*reason),
                End::Returns(state) if state.sites != 0 => {
                    let site = walk.sites.get(state.sites.trailing_zeros() as usize);
                    Summary::Unknown(site.map_or(Reason::TooLong, |&(_, reason)| reason))
                }
                End::Returns(state) => match state.pointer(pointer) {
                    None => Summary::Unknown(state.lost.unwrap_or(Reason::Computed)),
                    Some(end) => Summary::Drops {
                        bytes: i32::from(end.wrapping_sub(start) as i16),
                        writes: state
                            .written()
                            .filter(|at| !is_word(pointer, *at))
                            .collect(),
                        is_short: before - self.steps < SHORT,
                    },
                },
            };
            found = match (found, summary) {
                (None, summary) => Some(summary),
                (Some(Summary::Drops { bytes, .. }), Summary::Drops { bytes: others, .. })
                    if bytes != others =>
                {
                    Some(Summary::Unknown(Reason::PathsDisagree))
                }
                (Some(first), Summary::Drops { .. } | Summary::Never) => Some(first),
                (Some(_), unknown) => Some(unknown),
            };
        }
        found.unwrap_or(Summary::Unknown(Reason::TooLong))
    }
}

impl State {
    /// What is left known behind a call of which only the effect on the C stack is known.
    pub(super) fn after_call(&mut self, pointer: u16) {
        self.forget(CHANGED);
        self.forget_memory(pointer);
    }
}

/// Whether `address` is in the word at `pointer`.
fn is_word(pointer: u16, address: u16) -> bool {
    address == pointer || address == pointer.wrapping_add(1)
}
