//! A region at each stage of its compilation.

use std::collections::BTreeMap;

use jumppad_tiers::{
    BlockEnd, BlockShape, GroupShape, HostHome, HostLine, LifeInfo, ShapeInstruction, TraceLife,
};

use super::moment;
use crate::answer::{
    Home, Life, RegionBlock, RegionDetail, RegionEdge, RegionExit, RegionLine, StageLine,
};
use crate::debugger::Debugger;
use crate::program::disassemble;

/// Samples by address.
type Heat = BTreeMap<u16, u64>;

/// Of the first lives so many come before all others: with them a run is understood.
const FIRST: usize = 6;

impl Debugger {
    /// Adds details to as many lives as are wanted: to the first, then to those in use by entries, then to others.
    pub(super) fn add_details(
        &mut self,
        infos: &[LifeInfo],
        lives: &mut [Life],
        heat: &[(u16, u64)],
        most: usize,
    ) {
        let heat = heat.iter().copied().collect();
        let mut order: Vec<usize> = (0..infos.len()).collect();
        order.sort_by_key(|&at| {
            let info = &infos[at];
            let is_first = at < FIRST;
            let is_in_use = info.live.is_some() && info.end.is_none();
            (
                !is_first,
                !is_in_use,
                std::cmp::Reverse(info.made_use.entries),
                at,
            )
        });
        for at in order.into_iter().take(most) {
            let Some(detail) = self.detail(&infos[at], &heat) else {
                continue;
            };
            lives[at].detail = Some(detail);
        }
    }

    /// Adds the instructions to lives of baseline code, and the code itself of those in use.
    pub(super) fn add_traces(&mut self, lives: &mut [Life], heat: &[(u16, u64)]) {
        let heat = heat.iter().copied().collect();
        let traces: Vec<TraceLife> = self.machine.trace_lives().cloned().collect();
        for life in lives.iter_mut().filter(|life| life.tier == "baseline") {
            let is_it = |trace: &&TraceLife| {
                trace.entry == life.entry && life.live == Some(moment(trace.live))
            };
            let Some(trace) = traces.iter().find(is_it) else {
                continue;
            };
            let base = match life.end {
                None => self.baseline_code([life.entry]),
                Some(_) => Vec::new(),
            };
            let code = trace.code.iter();
            let block = RegionBlock {
                start: life.entry,
                symbol: self.place(life.entry),
                way_in: true,
                lines: code.map(|line| self.region_line(line, &heat)).collect(),
                edges: Vec::new(),
            };
            life.detail = Some(RegionDetail {
                blocks: vec![block],
                base,
                ..RegionDetail::default()
            });
        }
    }

    /// The baseline code that begins at some addresses, where there is some.
    fn baseline_code(&self, entries: impl IntoIterator<Item = u16>) -> Vec<StageLine> {
        let dump = |entry| match self.machine.trace_dump(entry) {
            Ok((at, lines)) if at == entry => stage_lines(lines),
            _ => Vec::new(),
        };
        entries.into_iter().flat_map(dump).collect()
    }

    fn detail(&mut self, info: &LifeInfo, heat: &Heat) -> Option<RegionDetail> {
        let shape = self.machine.shape_of(info.group).ok()?;
        let blocks = shape
            .blocks
            .iter()
            .map(|block| self.region_block(block, heat))
            .collect();
        let exits = info.made_use.left_for.iter();
        let exits = exits.map(|exit| RegionExit {
            pc: exit.pc,
            number: exit.why as u8,
            reason: self.left_for(exit.why, exit.pc),
            count: exit.count,
        });
        let exits = exits.collect();
        // Whoever interrupts the wait for LLVM gets what there is.
        let stages = self.machine.stages_of(info.group).unwrap_or_default();
        let homes = stages.homes.into_iter().map(home).collect();
        Some(RegionDetail {
            blocks,
            exits,
            ir: stage_lines(stages.ir),
            opt: stage_lines(stages.optimised),
            asm: stage_lines(stages.assembly),
            base: self.baseline_code(shape.blocks.iter().map(|block| block.start)),
            homes,
            zero_page: shape.zero_page.clone(),
            assumptions: assumptions(&shape),
        })
    }

    fn region_block(&mut self, block: &BlockShape, heat: &Heat) -> RegionBlock {
        let (edges, is_computed) = match &block.end {
            BlockEnd::To(edges) => (edges, false),
            BlockEnd::Computed(edges) => (edges, true),
        };
        let edges = edges.iter().map(|edge| RegionEdge {
            to: Some(edge.to),
            kind: edge.kind.word(),
        });
        let computed = RegionEdge {
            to: None,
            kind: "leaves",
        };
        RegionBlock {
            start: block.start,
            symbol: self.place(block.start),
            way_in: block.entry_point,
            edges: edges.chain(is_computed.then_some(computed)).collect(),
            lines: block
                .instructions
                .iter()
                .map(|i| self.region_line(i, heat))
                .collect(),
        }
    }

    fn region_line(&mut self, instruction: &ShapeInstruction, heat: &Heat) -> RegionLine {
        let ShapeInstruction { pc, bytes } = *instruction;
        let model = self.machine.model();
        let length = usize::from(model.table()[usize::from(bytes[0])].length());
        let bytes = &bytes[..length.min(bytes.len())];
        let names = self.settings.opcode_names;
        let operand = |address| self.shown()?.operand(address);
        let text = disassemble::named_instruction(model, names, pc, bytes, operand);
        let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let line = self.source.line_of(pc).map(|line| self.silent_text(line));
        RegionLine {
            addr: pc,
            bytes: bytes.join(" "),
            text,
            source: line
                .as_ref()
                .map(|line| format!("{}:{}", line.file, line.line)),
            source_text: line.and_then(|line| line.text),
            heat: heat.get(&pc).copied().unwrap_or(0),
        }
    }
}

fn home(HostHome { line, what, place }: HostHome) -> Home {
    Home { what, line, place }
}

fn stage_lines(lines: Vec<HostLine>) -> Vec<StageLine> {
    let line = |HostLine { guest, text, .. }| StageLine { guest, text };
    lines.into_iter().map(line).collect()
}

/// What a group takes for granted, a sentence each.
fn assumptions(shape: &GroupShape) -> Vec<String> {
    let mut all = Vec::new();
    let pages = |list: &[u8]| {
        let list: Vec<String> = list.iter().map(|page| format!("${page:02X}")).collect();
        list.join(", ")
    };
    if !shape.plain_pages.is_empty() {
        let pages = pages(&shape.plain_pages);
        all.push(format!(
            "These pages are plain memory: {pages}. Accesses there need no check."
        ));
    }
    if !shape.zero_page.is_empty() {
        let bytes = pages(&shape.zero_page);
        all.push(format!("Nobody else reaches these bytes of page 0 while it runs: {bytes}. They are in host registers."));
    }
    match shape.decimal {
        Some(true) => all.push("The D flag is set when it is entered.".to_owned()),
        Some(false) => all.push("The D flag is clear when it is entered.".to_owned()),
        None => {}
    }
    all.push(format!(
        "At most {} cycles pass between two looks at the budget.",
        shape.longest_path
    ));
    let dynamic = shape.blocks.iter().flat_map(|block| &block.dynamic);
    all.extend(dynamic.map(|pc| {
        format!("The operand at ${pc:04X} is read each time, for the program patches it.")
    }));
    all
}
