//! Stops of the machine that breakpoints and catchpoints are asked about.
//!
//! Invariant: every entry that a stop concerns is asked, in the order of the numbers, because each counts its hits; the
//! first one that holds is told.

use jumppad_tiers::{AccessKind, Caught, Line, WatchHit, WatchId};

use super::{Leaving, Walk};
use crate::answer::{CaughtView, UninitAccess, Why};
use crate::debugger::Debugger;

/// An entry that a stop concerns, and what is told if it holds.
pub(super) struct Candidate {
    pub(super) id: u32,
    pub(super) access: Option<WatchHit>,
    pub(super) why: Why,
}

impl Candidate {
    pub(super) fn breakpoint(id: u32) -> Self {
        Self {
            id,
            access: None,
            why: Why::Breakpoint { id },
        }
    }

    fn catch(id: u32, what: CaughtView) -> Self {
        Self {
            id,
            access: None,
            why: Why::Catch { id, what },
        }
    }
}

impl Walk<'_> {
    /// A stop for a catchpoint.
    pub(super) fn filter_catch(&mut self, caught: Caught) -> Option<Why> {
        self.leaving = Leaving::of(caught);
        let candidates = self.debugger.candidates(caught);
        self.ask(candidates)
    }
}

impl Debugger {
    /// What concerns the instruction at PC before it executes.
    pub(super) fn candidates_here(&self) -> Vec<Candidate> {
        let here = self.machine.cpu().pc;
        let breakpoints = self.breakpoints.executing_at(here);
        let breakpoints = breakpoints.map(|b| Candidate::breakpoint(b.id));
        let caught = self.machine.caught_here().into_iter();
        let catchpoints = caught.flat_map(|caught| self.concerned(caught));
        in_order(breakpoints.chain(catchpoints))
    }

    /// What a catchpoint's stop concerns.
    pub(super) fn candidates(&self, caught: Caught) -> Vec<Candidate> {
        match (Leaving::of(caught), caught) {
            (Leaving::Breakpoint, _) => self.candidates_here(),
            (_, Caught::Event) => in_order(self.candidates_of_events()),
            // Some wait for the interrupt, whatever its pushes did.
            (_, Caught::InterruptWrap { line, from }) => {
                let interrupt = self.concerned(Caught::Interrupt { line, from });
                in_order(self.concerned(caught).chain(interrupt))
            }
            _ => self.concerned(caught).collect(),
        }
    }

    fn concerned(&self, caught: Caught) -> impl Iterator<Item = Candidate> + use<> {
        let ids = self.breakpoints.catching(caught, self.machine.model());
        let access = match caught {
            Caught::UninitialisedRead { addr } => {
                let old = self.machine.peek(addr);
                Some(WatchHit {
                    // Conditions see accesses, not who watches.
                    id: WatchId(0),
                    addr,
                    kind: AccessKind::Read,
                    old,
                    new: old,
                })
            }
            _ => None,
        };
        let candidate = move |(id, what)| Candidate {
            access,
            ..Candidate::catch(id, what)
        };
        let what = view(caught);
        ids.into_iter()
            .filter_map(move |id| Some((id, what.clone()?)))
            .map(candidate)
    }

    fn candidates_of_events(&self) -> impl Iterator<Item = Candidate> {
        self.machine.caught_events().iter().flat_map(|caught| {
            let what = CaughtView::Jit {
                event: caught.event.kind.name(),
                text: caught.event.kind.to_string(),
            };
            let ids = self.breakpoints.catching_event(caught).into_iter();
            ids.map(move |id| Candidate::catch(id, what.clone()))
        })
    }
}

/// By their numbers.
pub(super) fn in_order(candidates: impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = candidates.collect();
    candidates.sort_by_key(|candidate| candidate.id);
    candidates
}

/// What was caught, but for what the JIT did.
fn view(caught: Caught) -> Option<CaughtView> {
    let uninit = |address, access| Some(CaughtView::Uninit { address, access });
    match caught {
        Caught::Opcode { opcode, .. } => Some(CaughtView::Opcode { opcode }),
        Caught::FirstExecution { .. } => Some(CaughtView::FirstExec),
        Caught::UninitialisedCode { addr } => uninit(addr, UninitAccess::Execute),
        Caught::UninitialisedRead { addr } => uninit(addr, UninitAccess::Read),
        Caught::Return { to, .. } => Some(CaughtView::Return { to }),
        Caught::StackWrap { .. } | Caught::InterruptWrap { .. } => Some(CaughtView::StackWrap),
        Caught::UnsetVector { .. } => Some(CaughtView::UnsetVector),
        Caught::Interrupt { line, from } => Some(CaughtView::Interrupt {
            line: match line {
                Line::Irq => "irq",
                Line::Nmi => "nmi",
            },
            from,
        }),
        Caught::Event => None,
    }
}

impl Leaving {
    /// What a stop for it leaves dealt with.
    pub(super) fn of(caught: Caught) -> Self {
        match caught {
            Caught::Opcode { .. }
            | Caught::FirstExecution { .. }
            | Caught::UninitialisedCode { .. }
            | Caught::Return { .. }
            | Caught::StackWrap { .. }
            | Caught::UnsetVector { .. } => Self::Breakpoint,
            Caught::UninitialisedRead { .. } => Self::Catchpoint,
            // Over with the stop; what stands where it ended is still to be judged.
            Caught::Interrupt { .. } | Caught::InterruptWrap { .. } | Caught::Event => {
                Self::Nothing
            }
        }
    }

    /// What of a stop that was told is dealt with: the machine must not stop for it again.
    pub(super) fn after(why: &Why) -> Option<Self> {
        Some(match why {
            Why::Breakpoint { .. } => Self::Breakpoint,
            Why::Watchpoint { .. } => Self::Watchpoint,
            Why::BadCondition { at, .. } => return Self::after(at),
            Why::Catch { what, .. } => match what {
                CaughtView::Opcode { .. }
                | CaughtView::FirstExec
                | CaughtView::Return { .. }
                | CaughtView::StackWrap
                | CaughtView::UnsetVector => Self::Breakpoint,
                CaughtView::Uninit { access, .. } => match access {
                    UninitAccess::Execute => Self::Breakpoint,
                    UninitAccess::Read => Self::Catchpoint,
                },
                CaughtView::Interrupt { .. } | CaughtView::Jit { .. } => Self::Nothing,
            },
            _ => return None,
        })
    }
}
