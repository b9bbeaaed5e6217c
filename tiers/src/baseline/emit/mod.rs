//! Copies stencils one behind the other and fills their holes.
//!
//! ```text
//! entry:  sub budget, reserve; js out        (entered with all of the budget)
//! body:   a stencil for each instruction; branches taken backward with their edges.
//!         Where the budget is looked at everywhere, another check before each but the first
//! cold:   what fast stencils leave to full ones, edges of branches taken forward,
//!         exits
//! ```

mod code;
mod cold;
mod numbers;

use jumppad_stencils::{Ending, Hole, Patch, Special, Stencil, Target, Variant};

use super::Baseline;
use super::choose::{Chosen, Step};
use super::decode::{Decoded, End, Flow, Instructions, OutKind};
use super::link::{EdgeLayout, ExitKind};
use super::trace::{Part, Trace};
use crate::pages::page_of;
pub(super) use code::Emitter;
use code::{Cold, Fallback, Place};
use numbers::Numbers;

/// The condition of a long conditional jump, inverted by its lowest bit, is this far in
/// front of the end of a stencil that ends in two jumps.
const CONDITION: usize = 10;
/// The distances of those jumps.
const FIRST: usize = 9;
const SECOND: usize = 4;
/// Bytes of a long jump.
pub(super) const JUMP: usize = 5;
pub(super) const JUMP_CODE: u8 = 0xe9;

/// What the construction of a trace came to.
#[derive(Debug)]
pub(super) struct Emitted {
    pub(super) length: u32,
    body: u32,
    pub(super) reserve: u32,
}

impl Baseline {
    /// Constructs the code of a trace.
    pub(super) fn emit(&mut self, decoded: &Instructions, chosen: &Chosen, number: u32) -> Emitted {
        let mut e = std::mem::take(&mut self.emitter);
        e.clear();
        let entry = decoded.reserve(0);
        e.begin(Part::Entry);
        let out = Cold::Exit(ExitKind::Entry(number), decoded.entry, -(entry as i32));
        self.emit_check(&mut e, entry, out);
        let body = e.at();
        let mut reserve = entry;
        for (at, (one, step)) in decoded.list.iter().zip(&chosen.steps).enumerate() {
            let taken = decoded.reserve(at) - reserve;
            reserve += taken;
            if taken > 0 {
                let pc = one.instruction.pc;
                e.begin(Part::Instruction(pc));
                let elapsed = one.elapsed as i32 - reserve as i32;
                let out = Cold::Exit(ExitKind::Out(OutKind::Interpret), pc, elapsed);
                self.emit_check(&mut e, taken, out);
            }
            if step.flow != Flow::Jump {
                self.emit_step(&mut e, at, one, step, reserve);
            }
        }
        let elapsed = decoded.elapsed as i32 - reserve as i32;
        match decoded.end {
            End::Edge(to) => self.emit_edge(&mut e, to, elapsed),
            End::Out(pc, kind) => {
                self.emit_exit(&mut e, ExitKind::Out(kind), pc, elapsed);
            }
            End::Computed => {}
        }
        self.emit_cold(&mut e, decoded);
        let length = e.at();
        self.emitter = e;
        Emitted {
            length,
            body,
            reserve: entry,
        }
    }

    /// Takes cycles from the budget; left if it does not suffice.
    fn emit_check(&self, e: &mut Emitter, cycles: u32, out: Cold) {
        let stencil = self.set.special(Special::Edge);
        let bytes = self.set.bytes_of(stencil);
        let layout = EdgeLayout::of(self.set);
        let start = e.at();
        // Without the last jump.
        e.bytes.extend(&bytes[..bytes.len() - JUMP]);
        let end = e.bytes.len();
        if !self.leads_first_to(stencil, Target::Help) {
            e.bytes[end - (CONDITION - JUMP)] ^= 1;
        }
        e.write((start + layout.cost) as usize, &cycles.to_le_bytes());
        e.cold.push((start + layout.jump, out));
    }

    /// Whether the first of the two jumps at a stencil's end leads there.
    fn leads_first_to(&self, stencil: &Stencil, target: Target) -> bool {
        let at = usize::from(stencil.length) - FIRST;
        let mut holes = self.set.holes_of(stencil).iter();
        holes.any(|hole| usize::from(hole.at) == at && hole.patch == Patch::Distance(target))
    }

    fn emit_step(&self, e: &mut Emitter, at: usize, one: &Decoded, step: &Step, reserve: u32) {
        let Some(stencil) = self.set.get(step.opcode.code, step.variant, step.dead) else {
            debug_assert!(false, "no stencil for {:?}", step.opcode);
            return;
        };
        let numbers = Numbers::of(one, step.variant, reserve);
        e.begin(Part::Instruction(one.instruction.pc));
        let start = e.bytes.len();
        let help = self.copy(e, stencil, &numbers, step.flow);
        if stencil.ending == Ending::Branch {
            self.emit_branch(e, one, stencil, start, reserve);
        }
        if help.is_empty() {
            return;
        }
        let has_other = step.variant == Variant::Paged
            || (step.variant.is_fast() && step.opcode.heeds_decimal());
        if has_other {
            e.fallbacks.push(Fallback {
                at,
                sites: help,
                resume: e.at(),
            });
        } else {
            let elapsed = numbers.elapsed;
            let kind = match step.flow {
                Flow::Computed => ExitKind::HelpOrTrap,
                _ => ExitKind::Help,
            };
            let exit = Cold::Exit(kind, one.instruction.pc, elapsed);
            e.cold.extend(help.into_iter().map(|site| (site, exit)));
        }
    }

    /// Copies a stencil, without a jump at its end to what follows. Where it asks for help
    /// is the answer.
    fn copy(&self, e: &mut Emitter, stencil: &Stencil, numbers: &Numbers, flow: Flow) -> Vec<u32> {
        let start = e.bytes.len();
        let bytes = self.set.bytes_of(stencil);
        let holes = self.set.holes_of(stencil);
        let is_last = |hole: &Hole| usize::from(hole.at) + 4 == bytes.len();
        let falls = stencil.ending == Ending::Next
            && bytes.len() >= JUMP
            && bytes[bytes.len() - JUMP] == JUMP_CODE
            && holes
                .last()
                .is_some_and(|hole| is_last(hole) && hole.patch == Patch::Distance(Target::Next));
        let length = if falls {
            bytes.len() - JUMP
        } else {
            bytes.len()
        };
        e.bytes.extend(&bytes[..length]);
        let end = e.at();
        let mut help = Vec::new();
        for hole in holes {
            let at = start + usize::from(hole.at);
            if usize::from(hole.at) >= length {
                continue;
            }
            let Patch::Distance(target) = hole.patch else {
                e.fill(at, hole, numbers);
                continue;
            };
            let shift = |place: u32| Place::There(place.wrapping_add_signed(hole.addend));
            let place = match target {
                Target::Help => {
                    help.push(at as u32);
                    continue;
                }
                Target::Signalled => {
                    let (pc, elapsed) = numbers.behind;
                    e.cold
                        .push((at as u32, Cold::Exit(ExitKind::Signalled, pc, elapsed)));
                    continue;
                }
                Target::Next => Place::Here(end),
                // The branch sees to it.
                Target::Taken => continue,
                Target::Returned => shift(self.shared.returned),
                Target::Leave => shift(self.shared.leave),
                Target::Data => shift(self.shared.data),
            };
            e.fixes.push((at as u32, place));
        }
        debug_assert!(stencil.ending != Ending::Branch || flow != Flow::Next);
        help
    }

    /// Lets a branch that was copied to `start` lead on, or to where it goes if taken.
    fn emit_branch(
        &self,
        e: &mut Emitter,
        one: &Decoded,
        stencil: &Stencil,
        start: usize,
        reserve: u32,
    ) {
        let pc = one.instruction.pc;
        let end = e.bytes.len();
        let first = end - FIRST;
        // The jumps of the copy are placed anew.
        e.fixes
            .retain(|&(at, _)| (at as usize) < start || ((at as usize) < first));
        e.bytes.truncate(end - JUMP);
        let after_first = e.bytes.len();
        let condition = after_first - (CONDITION - JUMP);
        let is_taken_first = self.leads_first_to(stencil, Target::Taken);
        let elapsed = one.elapsed as i32 - reserve as i32;
        match one.flow {
            Flow::Branch { to, cycles } if to <= pc => {
                // Backward, so it is mostly taken: on past the edge if not.
                if is_taken_first {
                    e.bytes[condition] ^= 1;
                }
                self.emit_edge(e, to, elapsed + cycles as i32);
                let next = e.at();
                e.fixes.push((first as u32, Place::Here(next)));
            }
            flow => {
                if !is_taken_first {
                    e.bytes[condition] ^= 1;
                }
                let cold = match flow {
                    Flow::Branch { to, cycles } => Cold::Edge {
                        to,
                        cost: elapsed + cycles as i32,
                    },
                    Flow::BranchOut(kind) => Cold::Exit(ExitKind::Out(kind), pc, elapsed),
                    Flow::Next | Flow::Jump | Flow::Computed => {
                        debug_assert!(false, "a branch that is none");
                        Cold::Exit(ExitKind::Help, pc, elapsed)
                    }
                };
                e.cold.push((first as u32, cold));
            }
        }
    }

    /// An edge to an address, which leads out until it is linked.
    fn emit_edge(&self, e: &mut Emitter, to: u16, cost: i32) {
        let stencil = self.set.special(Special::Edge);
        let layout = EdgeLayout::of(self.set);
        let site = e.at();
        e.begin(Part::Edge(to));
        e.bytes.extend(self.set.bytes_of(stencil));
        let end = e.bytes.len();
        if !self.leads_first_to(stencil, Target::Taken) {
            e.bytes[end - CONDITION] ^= 1;
        }
        e.write((site + layout.cost) as usize, &cost.to_le_bytes());
        e.cold
            .push((site + layout.exit, Cold::Open { site, to, cost }));
    }

    /// Copies what was constructed to its place.
    pub(super) fn place(
        &mut self,
        start: u32,
        emitted: Emitted,
        decoded: Instructions,
        chosen: Chosen,
        cycle: u64,
    ) -> Trace {
        let mut e = std::mem::take(&mut self.emitter);
        e.fix(start);
        self.code.write(start, &e.bytes);
        for &exit in &e.exits {
            let edge = &mut self.edges[exit as usize];
            *edge = edge.moved_by(start);
        }
        let trace = Trace {
            entry: decoded.entry,
            checks: decoded.checks,
            body: start + emitted.body,
            length: emitted.length,
            out: start + e.out,
            start_of_body: [0; JUMP],
            older: None,
            instructions: decoded.list.iter().map(span).collect(),
            stopped_at: decoded.stopped_at(),
            values: Vec::new(),
            pages: pages(&decoded),
            bytes: decoded.bytes,
            reached: decoded.reached,
            absent: chosen.absent,
            data: chosen.data,
            parts: std::mem::take(&mut e.parts),
            exits: std::mem::take(&mut e.exits),
            incoming: Vec::new(),
            born: cycle,
        };
        self.emitter = e;
        trace
    }
}

/// The pages with a trace's bytes, and where it ends.
fn pages(decoded: &Instructions) -> Vec<u8> {
    let stopped_at = decoded.stopped_at();
    let addrs = decoded.bytes.iter().chain(&stopped_at);
    let mut pages: Vec<u8> = addrs.map(|&addr| page_of(addr)).collect();
    pages.sort_unstable();
    pages.dedup();
    pages
}

/// An instruction's address, and how many of its bytes are cached.
fn span(one: &Decoded) -> (u16, u8) {
    let instruction = &one.instruction;
    (instruction.pc, instruction.cached_bytes().count() as u8)
}
