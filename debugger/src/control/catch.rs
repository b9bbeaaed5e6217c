//! Stops of the machine that breakpoints and catchpoints are asked about.
//!
//! Invariant: every entry that a stop concerns is asked, in the order of the numbers, because each counts its hits; the
//! first one that holds is told.

use jumppad_tiers::{Caught, Line, WatchHit, WatchId};

use super::{Leaving, Walk};
use crate::report::{CaughtView, UninitAccess, Why};
use crate::session::Session;

/// An entry that a stop concerns, and what is told if it holds.
struct Concern {
    id: u32,
    access: Option<WatchHit>,
    why: Why,
}

impl Concern {
    fn catch(id: u32, what: CaughtView) -> Self {
        Self {
            id,
            access: None,
            why: Why::Catch { id, what },
        }
    }
}

impl Walk<'_> {
    /// A stop in front of the instruction at PC, for itself.
    pub(super) fn judge_instruction(&mut self) -> Option<Why> {
        self.leaving = Leaving::Breakpoint;
        let session = &self.session;
        let here = session.machine.cpu().pc;
        let mut concerns: Vec<Concern> = session
            .breakpoints
            .executing_at(here)
            .map(|id| Concern {
                id,
                access: None,
                why: Why::Breakpoint { id },
            })
            .collect();
        for caught in session.machine.caught_here() {
            concerns.extend(session.concerned(caught));
        }
        self.ask(concerns)
    }

    /// Another stop for a catchpoint.
    pub(super) fn judge_catch(&mut self, caught: Caught) -> Option<Why> {
        let session = &self.session;
        let (leaving, concerns) = match caught {
            Caught::Opcode { .. }
            | Caught::FirstExecution { .. }
            | Caught::UninitialisedCode { .. } => return self.judge_instruction(),
            Caught::UninitialisedRead { .. } => (Leaving::Catchpoint, session.concerned(caught)),
            Caught::Interrupt { .. } => (Leaving::Nothing, session.concerned(caught)),
            Caught::Event => (Leaving::Nothing, session.concerned_by_events()),
        };
        self.leaving = leaving;
        self.ask(concerns)
    }

    fn ask(&mut self, mut concerns: Vec<Concern>) -> Option<Why> {
        concerns.sort_by_key(|concern| concern.id);
        let mut told = None;
        for Concern { id, access, why } in concerns {
            let held = self.session.holds(id, access, || why.clone());
            told = told.or(held);
        }
        told
    }
}

impl Session {
    fn concerned(&self, caught: Caught) -> Vec<Concern> {
        let ids = self.breakpoints.catching(caught, self.machine.model());
        let access = match caught {
            Caught::UninitialisedRead { addr } => {
                let old = self.machine.peek(addr);
                Some(WatchHit {
                    // Conditions see accesses, not who watches.
                    id: WatchId(0),
                    addr,
                    write: false,
                    old,
                    new: old,
                })
            }
            _ => None,
        };
        let Some(what) = view(caught) else {
            return Vec::new();
        };
        ids.into_iter()
            .map(|id| Concern {
                access,
                ..Concern::catch(id, what.clone())
            })
            .collect()
    }

    fn concerned_by_events(&self) -> Vec<Concern> {
        let events = self.machine.caught_events().iter();
        events
            .flat_map(|caught| {
                let what = CaughtView::Jit {
                    event: caught.event.kind.name(),
                    text: caught.event.kind.to_string(),
                };
                let ids = self.breakpoints.catching_event(caught).into_iter();
                ids.map(move |id| Concern::catch(id, what.clone()))
            })
            .collect()
    }
}

/// What was caught, but for what the JIT did.
fn view(caught: Caught) -> Option<CaughtView> {
    let uninit = |address, access| Some(CaughtView::Uninit { address, access });
    match caught {
        Caught::Opcode { opcode, .. } => Some(CaughtView::Opcode { opcode }),
        Caught::FirstExecution { .. } => Some(CaughtView::FirstExec),
        Caught::UninitialisedCode { addr } => uninit(addr, UninitAccess::Execute),
        Caught::UninitialisedRead { addr } => uninit(addr, UninitAccess::Read),
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
    /// What of a stop that was told is dealt with: the machine must not stop for it again.
    pub(super) fn after(why: &Why) -> Option<Self> {
        Some(match why {
            Why::Breakpoint { .. } => Self::Breakpoint,
            Why::Watchpoint { .. } => Self::Watchpoint,
            Why::Catch { what, .. } => match what {
                CaughtView::Opcode { .. } | CaughtView::FirstExec => Self::Breakpoint,
                CaughtView::Uninit { access, .. } => match access {
                    UninitAccess::Execute => Self::Breakpoint,
                    UninitAccess::Read => Self::Catchpoint,
                },
                // Over with the stop; a breakpoint where it ended is still to be told.
                CaughtView::Interrupt { .. } | CaughtView::Jit { .. } => Self::Nothing,
            },
            _ => return None,
        })
    }
}
