//! The cold part of a trace's code: what fast stencils leave to full ones, edges of branches
//! taken forward, and exits.

use jumppad_stencils::Variant;

use super::super::Baseline;
use super::super::decode::{Flow, Instructions};
use super::super::link::{Edge, EdgeLayout, Exit, ExitKind, exit_code};
use super::super::trace::Part;
use super::SECOND;
use super::code::{Cold, Emitter, Place};
use super::numbers::Numbers;

impl Baseline {
    pub(super) fn emit_cold(&mut self, e: &mut Emitter, decoded: &Instructions) {
        for fallback in std::mem::take(&mut e.fallbacks) {
            let one = &decoded.list[fallback.at];
            let code = one.instruction.opcode.code;
            let Some(stencil) = self.set.get(code, Variant::Full, 0) else {
                debug_assert!(false, "no full stencil for {code:02X}");
                continue;
            };
            let here = e.at();
            e.begin(Part::Instruction(one.instruction.pc));
            let sites = fallback.sites.iter();
            e.fixes.extend(sites.map(|&site| (site, Place::Here(here))));
            let numbers = Numbers::of(one, Variant::Full, decoded.reserve(fallback.at));
            let help = self.copy(e, stencil, &numbers, Flow::Next);
            e.jump(Place::Here(fallback.resume));
            let exit = Cold::Exit(ExitKind::Help, one.instruction.pc, numbers.elapsed);
            e.cold.extend(help.into_iter().map(|site| (site, exit)));
        }
        // Edges bring exits of their own.
        let mut done = 0;
        while done < e.cold.len() {
            let (site, cold) = e.cold[done];
            done += 1;
            let here = e.at();
            match cold {
                Cold::Exit(kind, pc, elapsed) => {
                    e.fixes.push((site, Place::Here(here)));
                    if let ExitKind::Entry(_) = kind {
                        e.out = here;
                    }
                    self.emit_exit(e, kind, pc, elapsed);
                }
                Cold::Open {
                    site: start,
                    to,
                    cost,
                } => {
                    let jump = start + EdgeLayout::of(self.set).jump;
                    e.fixes.push((site, Place::Here(here)));
                    e.fixes.push((jump, Place::Here(here)));
                    let edge = Edge::open(decoded.checks, start, cost, here);
                    let number = self.emit_exit(e, ExitKind::Edge, to, 0);
                    self.edges[number as usize] = edge;
                }
                Cold::Edge { to, cost } => {
                    e.fixes.push((site, Place::Here(here)));
                    self.emit_edge(e, to, cost);
                }
            }
        }
    }

    /// The number of the exit is the answer.
    pub(super) fn emit_exit(
        &mut self,
        e: &mut Emitter,
        kind: ExitKind,
        pc: u16,
        elapsed: i32,
    ) -> u32 {
        let exit = Exit { kind, pc, elapsed };
        let number = match self.unused_exits.pop() {
            Some(number) => {
                self.exits[number as usize] = exit;
                number
            }
            None => {
                self.exits.push(exit);
                self.edges.push(Edge::none());
                self.exits.len() as u32 - 1
            }
        };
        e.exits.push(number);
        e.begin(Part::Exit);
        e.bytes.extend(exit_code(self.set, number));
        let site = e.at() - SECOND as u32;
        e.fixes.push((site, Place::There(self.shared.leave)));
        number
    }
}
