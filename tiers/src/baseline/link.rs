//! Where traces are left, and how they lead to one another.

use jumppad_stencils::{Set, Space, Special};

use super::Baseline;
use super::decode::OutKind;
use super::memory::UNKNOWN;
use super::trace::{Checks, Trace};
use crate::ports::Ports;

/// A way out of baseline code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exit {
    pub(crate) kind: ExitKind,
    /// The instruction to go on with; where it is computed, the processor knows.
    pub(crate) pc: u16,
    /// Cycles beyond what the budget says.
    pub(crate) elapsed: i32,
}

/// Why baseline code was left.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ExitKind {
    /// For an address at which nothing can be entered.
    Lookup,
    /// A return was awaited, and made.
    Returned,
    /// In front of the trace of that number: the budget does not allow for it, or it is not
    /// used any more.
    Entry(u32),
    /// Behind an instruction whose device wants something of the machine, or may interrupt soon.
    Signalled,
    /// The instruction asks for help.
    Help,
    /// The same, but perhaps it only goes to itself.
    HelpOrTrap,
    /// The instruction is not the tier's.
    Out(OutKind),
    /// For another trace: it is not linked yet, or the budget does not allow for it. There is an
    /// [`Edge`] of the same number.
    Edge,
}

/// A way to another trace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// What the trace that it belongs to checks: it leads to those that do the same.
    checks: Checks,
    /// Where its code is.
    site: u32,
    /// Cycles that it takes from the budget before it is linked.
    cost: i32,
    /// The trace that it leads to.
    to: Option<u32>,
    /// Where it leads while there is none.
    exit: u32,
}

impl Edge {
    pub(super) fn open(checks: Checks, site: u32, cost: i32, exit: u32) -> Self {
        Self {
            checks,
            site,
            cost,
            to: None,
            exit,
        }
    }

    pub(super) fn leads_to(&self, number: u32) -> bool {
        self.to == Some(number)
    }

    /// The edge of an exit that is none.
    pub(super) fn none() -> Self {
        Self::open(Checks::AtEntry, 0, 0, 0)
    }

    pub(super) fn open_again(&mut self) {
        self.to = None;
    }

    pub(super) fn moved_by(self, distance: u32) -> Self {
        Self {
            site: self.site + distance,
            exit: self.exit + distance,
            ..self
        }
    }
}

/// Code that all traces share.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shared {
    pub(super) enter: u32,
    pub(super) leave: u32,
    pub(super) returned: u32,
    pub(super) data: u32,
}

/// The numbers of the exits that all traces share.
const LOOKUP: u32 = 0;
const RETURNED: u32 = 1;

impl Baseline {
    /// Places what all traces share; what is computed leads to the first of it where
    /// nothing is known.
    pub(super) fn place_shared(&mut self) {
        for kind in [ExitKind::Lookup, ExitKind::Returned] {
            self.exits.push(Exit {
                kind,
                pc: 0,
                elapsed: 0,
            });
            self.edges.push(Edge::none());
        }
        if self.shared.leave != 0 {
            return;
        }
        let set = self.set;
        let length = |which| u32::from(set.special(which).length);
        let (exit, leave, enter) = (
            length(Special::Exit),
            length(Special::Leave),
            length(Special::Enter),
        );
        let mut allocate = |bytes: u32| self.code.allocate(bytes).unwrap_or_default();
        let shared = Shared {
            leave: allocate(leave),
            enter: allocate(enter),
            returned: allocate(exit),
            data: allocate(set.data.len() as u32),
        };
        for (at, which) in [
            (shared.leave, Special::Leave),
            (shared.enter, Special::Enter),
        ] {
            self.code.write(at, set.bytes_of(set.special(which)));
        }
        self.code.write(shared.data, set.data);
        self.shared = shared;
        for (at, number) in [(UNKNOWN, LOOKUP), (shared.returned, RETURNED)] {
            let bytes = exit_code(set, number);
            self.code.write(at, &bytes);
            let end = bytes.len() as u32;
            self.code.write_distance(at + end - 4, shared.leave);
        }
        self.code.keep();
    }

    /// Runs the trace, and those that it leads to, until one is left.
    #[inline]
    pub(crate) fn run(&self, number: u32, space: &mut Space, ports: &mut Ports<'_>) -> Exit {
        let start = self.heads[number as usize].start;
        self.code.run(self.shared.enter, start, space, ports);
        self.exits[space.state.exit as usize]
    }

    /// Whether the trace can be entered with so many cycles left.
    pub(crate) fn fits(&self, number: u32, left: u64) -> bool {
        u64::from(self.heads[number as usize].reserve) <= left
    }

    /// Lets the exit that was just taken lead straight to a trace.
    pub(crate) fn link(&mut self, exit: u32, to: u32) {
        if !self.policy.links {
            return;
        }
        let (Some(Exit { kind, elapsed, pc }), Some(edge)) = (
            self.exits.get_mut(exit as usize),
            self.edges.get_mut(exit as usize),
        ) else {
            return;
        };
        if !matches!(kind, ExitKind::Edge) || edge.to.is_some() {
            return;
        }
        let Some(Some(target)) = self.traces.get_mut(to as usize) else {
            return;
        };
        if *pc != target.entry || edge.checks != target.checks {
            return;
        }
        edge.to = Some(to);
        // What is left of the budget then is less what the trace has to keep.
        let reserve = self.heads[to as usize].reserve as i32;
        *elapsed = -reserve;
        target.incoming.push(exit);
        let (site, cost, body) = (edge.site, edge.cost + reserve, target.body);
        self.write_edge(site, cost, body);
    }

    fn write_edge(&mut self, site: u32, cost: i32, to: u32) {
        let layout = EdgeLayout::of(self.set);
        self.code.write(site + layout.cost, &cost.to_le_bytes());
        self.code.write_distance(site + layout.jump, to);
    }

    /// Links a new trace's edges to traces that there are.
    pub(super) fn link_all(&mut self, number: u32) {
        let Some(Some(trace)) = self.traces.get(number as usize) else {
            return;
        };
        let checks = trace.checks;
        for exit in trace.exits.clone() {
            let Exit { kind, pc, .. } = self.exits[exit as usize];
            if matches!(kind, ExitKind::Edge)
                && let Some(to) = self.trace_at(pc, checks)
            {
                self.link(exit, to);
            }
        }
    }

    /// Lets nothing lead to a trace any more, nor it to others.
    pub(super) fn unlink_all(&mut self, number: u32, trace: &Trace) {
        for &exit in &trace.incoming {
            let Exit { kind, elapsed, .. } = &mut self.exits[exit as usize];
            let edge = &mut self.edges[exit as usize];
            if !matches!(kind, ExitKind::Edge) || !edge.leads_to(number) {
                continue;
            }
            edge.to = None;
            *elapsed = 0;
            let (site, cost, stub) = (edge.site, edge.cost, edge.exit);
            self.write_edge(site, cost, stub);
        }
        for &exit in &trace.exits {
            let Exit { kind, elapsed, .. } = &mut self.exits[exit as usize];
            let edge = &mut self.edges[exit as usize];
            if !matches!(kind, ExitKind::Edge) {
                continue;
            }
            let Some(to) = edge.to.take() else {
                continue;
            };
            *elapsed = 0;
            let (site, cost, stub) = (edge.site, edge.cost, edge.exit);
            self.write_edge(site, cost, stub);
            if let Some(Some(target)) = self.traces.get_mut(to as usize) {
                target.incoming.retain(|&other| other != exit);
            }
        }
    }

    /// Gives the numbers of a trace's exits back.
    pub(super) fn forget_exits(&mut self, trace: &Trace) {
        for &exit in &trace.exits {
            // Nobody may take it for an edge any more.
            self.exits[exit as usize].kind = ExitKind::Lookup;
            self.unused_exits.push(exit);
        }
    }
}

/// The code of an exit, but for the distance at its end.
pub(super) fn exit_code(set: &Set, number: u32) -> Vec<u8> {
    let stencil = set.special(Special::Exit);
    let mut bytes = set.bytes_of(stencil).to_vec();
    for hole in set.holes_of(stencil) {
        if let jumppad_stencils::Patch::Word(_) = hole.patch {
            bytes[usize::from(hole.at)..][..4].copy_from_slice(&number.to_le_bytes());
        }
    }
    bytes
}

/// Where the numbers are in the code of an edge: `sub budget, cost; jns to; jmp exit`.
pub(super) struct EdgeLayout {
    pub(super) cost: u32,
    pub(super) jump: u32,
    pub(super) exit: u32,
}

impl EdgeLayout {
    pub(super) fn of(set: &Set) -> Self {
        let length = u32::from(set.special(Special::Edge).length);
        Self {
            cost: length - 15,
            jump: length - 9,
            exit: length - 4,
        }
    }
}
