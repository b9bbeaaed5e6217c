//! Compiled code at hand: `info blocks`, `jit dump`, `jit promote`, `jit invalidate`, `jit flush`.

use std::collections::BTreeMap;
use std::path::Path;

use jumppad_tiers::{BlockEnd, BlockShape, DumpError, HostLine, PromoteError, Stage};
use nom::Parser;
use nom::combinator::{map, opt};
use nom::sequence::preceded;

use super::address_or_pc;
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    number, range,
    token::{self, keyword, lexeme},
};
use crate::report::{
    BlockShapeView, CodeLine, CodeMap, DumpLine, DumpView, EdgeView, MappedLine, OutOfUse, Report,
    ShapeView, Written, WrittenView,
};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::Expr;
use jumppad_engine::files::replace::replace;
use jumppad_engine::program::disassemble;

/// `hot N`
#[derive(Clone, Debug)]
pub(super) struct Hottest(u64);

impl Canonical for Hottest {
    fn write(&self, line: &mut Printer) {
        line.word("hot").add(&self.0);
    }
}

pub(super) fn hottest(input: Span<'_>) -> Parsed<'_, Option<Hottest>> {
    opt(map(
        preceded(keyword("hot"), nom::combinator::cut(lexeme(number::count))),
        Hottest,
    ))
    .parse(input)
}

pub(super) fn blocks(session: &mut Session<'_>, hottest: Option<Hottest>) -> Outcome {
    let mut blocks = session.debugger.machine.blocks();
    if let Some(Hottest(count)) = hottest {
        blocks.sort_by_key(|block| std::cmp::Reverse(block.entries));
        blocks.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    }
    let views = blocks
        .iter()
        .map(|block| session.debugger.block_view(block));
    Ok(Report::Blocks {
        list: views.collect(),
        space: session.debugger.space(),
    })
}

/// What `jit dump` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Guest,
    Bitcode,
    Trace,
    Host(Stage),
    Map,
}

const VIEWS: &[(&str, View)] = &[
    ("6502", View::Guest),
    ("bitcode", View::Bitcode),
    ("base", View::Trace),
    ("ir", View::Host(Stage::Ir)),
    ("opt", View::Host(Stage::Optimised)),
    ("asm", View::Host(Stage::Assembly)),
    ("map", View::Map),
];

impl View {
    fn name(self) -> &'static str {
        let row = VIEWS.iter().find(|(_, view)| *view == self);
        row.map_or("", |(name, _)| name)
    }

    /// What its words mean.
    fn legend(self) -> &'static [&'static str] {
        match self {
            Self::Guest | Self::Map => &[],
            Self::Bitcode => &[
                "the function that executes the opcode, as rustc made it; every tier is made of it",
                "its parameters: the processor, the bus, two operand bytes, the address of the instruction",
                "it returns 0, or why the machine has to step in",
            ],
            Self::Trace => &[
                "stencils, one behind the other; what stands beside a line is the guest's instruction",
                "a trace begins by taking from the budget what it needs, and ends with its exits",
            ],
            Self::Host(Stage::Ir) => &[
                "each instruction calls the function of its opcode on local copies: %cpu, %bus, %zero_page",
                "parameters: %guest_cpu, %page_0 and %ram are the guest's; %pages and %marks say what is special there;",
                "  %calls notes calls, %links leads to the next group, %limit is the cycle to stop at",
                "jumppad: a switch on PC, to where the group can be entered; block_XXXX: a basic block of the guest;",
                "  after_XXXX: behind an instruction; way_XXXX, to_XXXX: on the way there, past the budget where a loop closes;",
                "  exit: copies back; %reason is why it leaves (5: the budget, 6: not in the group), as `jit report` tells in words",
            ],
            Self::Host(Stage::Optimised) => &[
                "the same, inlined and optimised: what is left of %cpu are values called by the register they are,",
                "  %a %x %y %sp %pc %cycles and the flags %n %z %c %v %d %i, of page 0 %zp10 and so on; .0, .1 are its values",
                "n is the byte whose bit 7 is N, z the byte that is zero if Z is set",
            ],
            Self::Host(Stage::Assembly) => &[
                "the host's code; what stands beside a line is the guest's instruction that it comes from",
                "lines without one are shared: entering, the jumppad, exits",
            ],
        }
    }

    fn called(word: &str) -> Option<Self> {
        let row = VIEWS.iter().find(|(name, _)| *name == word);
        row.map(|&(_, view)| view)
    }
}

/// Address, view, and the file it goes to.
#[derive(Clone, Debug)]
pub(super) struct Dumped(Option<Expr>, View, Option<String>);

impl Canonical for Dumped {
    fn write(&self, line: &mut Printer) {
        line.add(&self.0).word(self.1.name());
        if let Some(file) = &self.2 {
            line.word("--to").add(file);
        }
    }
}

/// `[ADDRESS] [VIEW] [--to FILE]`; `6502` alone is the view, not the address of that number.
pub(super) fn dumped(input: Span<'_>) -> Parsed<'_, Dumped> {
    if let (rest, Some(view)) = view(input)? {
        let (rest, file) = file(rest)?;
        return Ok((rest, Dumped(None, view, file)));
    }
    let is_over = |rest| token::peek_word(rest).is_empty() || starts_option(rest);
    let (rest, address) = match is_over(input) {
        true => (input, None),
        false => range::address.map(Some).parse(input)?,
    };
    let (rest, found) = view(rest)?;
    if found.is_none() && !is_over(rest) {
        let text = format!("`{}` is no stage of a compilation", token::peek_word(rest));
        return Diagnostic::at(rest, text)
            .advise("stages are 6502, bitcode, base, ir, opt, asm and map")
            .failure();
    }
    let (rest, file) = file(rest)?;
    Ok((rest, Dumped(address, found.unwrap_or(View::Guest), file)))
}

fn starts_option(input: Span<'_>) -> bool {
    input.fragment().trim_start().starts_with("--to")
}

/// `--to FILE`
fn file(input: Span<'_>) -> Parsed<'_, Option<String>> {
    opt(preceded(
        lexeme(nom::bytes::complete::tag("--to")),
        nom::combinator::cut(token::file_name),
    ))
    .parse(input)
}

fn view(input: Span<'_>) -> Parsed<'_, Option<View>> {
    match View::called(token::peek_word(input)) {
        Some(view) => map(token::word, |_| Some(view)).parse(input),
        None => Ok((input, None)),
    }
}

pub(super) fn dump(session: &mut Session<'_>, Dumped(address, view, file): Dumped) -> Outcome {
    let address = address_or_pc(session, address)?;
    let report = shown(session, address, view)?;
    let Some(name) = file else {
        return Ok(report);
    };
    let Report::Dump(dump) = &report else {
        return Err(CommandError::Jit {
            message: format!("`{}` is not written to a file", view.name()),
            advice: "the stages of generated code are: bitcode, base, ir, opt, asm".to_owned(),
        });
    };
    let text = dump.text();
    replace(
        Path::new(&name),
        text.as_bytes(),
        &session.debugger.interrupt,
    )?;
    let lines = text.lines().count();
    Ok(Report::Written(WrittenView {
        file: name,
        what: Written::Dump { lines },
    }))
}

fn shown(session: &Session<'_>, address: u16, view: View) -> Outcome {
    match view {
        View::Trace => return trace(session, address),
        View::Bitcode => return bitcode(session, address),
        View::Guest | View::Host(_) | View::Map => {}
    }
    let shape = session
        .debugger
        .machine
        .group_shape(address)
        .map_err(refused)?;
    let group = shape.id.to_string();
    let entry = shape.entry;
    let blocks = shape.blocks.iter();
    Ok(match view {
        View::Guest | View::Trace | View::Bitcode => Report::GroupShape(ShapeView {
            group,
            entry,
            blocks: blocks.map(|block| block_shape(session, block)).collect(),
            zero_page: shape.zero_page,
            plain_pages: shape.plain_pages,
            decimal: shape.decimal,
            longest_path: shape.longest_path,
        }),
        View::Host(stage) => {
            let lines = session
                .debugger
                .machine
                .dump(address, stage)
                .map_err(refused)?;
            Report::Dump(DumpView {
                group,
                entry,
                stage: view.name(),
                legend: view.legend(),
                lines: beside(session, lines),
            })
        }
        View::Map => {
            let lines = session.debugger.machine.dump(address, Stage::Assembly);
            let mut counts: BTreeMap<u16, usize> = blocks
                .flat_map(|block| &block.instructions)
                .map(|instruction| (instruction.pc, 0))
                .collect();
            let mut shared = 0;
            for line in lines.map_err(refused)?.iter().filter(|l| l.is_instruction) {
                match line.guest.and_then(|guest| counts.get_mut(&guest)) {
                    Some(count) => *count += 1,
                    None => shared += 1,
                }
            }
            let mapped = |(&pc, &host_instructions): (&u16, &usize)| MappedLine {
                line: plain(session.debugger.code_line(pc)),
                host_instructions,
            };
            Report::CodeMap(CodeMap {
                group,
                entry,
                list: counts.iter().map(mapped).collect(),
                shared,
            })
        }
    })
}

/// The baseline code with the instruction at an address.
fn trace(session: &Session<'_>, address: u16) -> Outcome {
    let (entry, lines) = session
        .debugger
        .machine
        .trace_dump(address)
        .map_err(refused)?;
    Ok(Report::Dump(DumpView {
        group: "baseline".to_owned(),
        entry,
        stage: View::Trace.name(),
        legend: View::Trace.legend(),
        lines: beside(session, lines),
    }))
}

/// The function of the opcode at an address, as Rust made it.
fn bitcode(session: &Session<'_>, address: u16) -> Outcome {
    let machine = &session.debugger.machine;
    let opcode = disassemble::opcode_at(machine, address);
    let lines = machine.dump_opcode(address).map_err(refused)?;
    Ok(Report::Dump(DumpView {
        group: opcode.mnemonic.name().to_owned(),
        entry: address,
        stage: View::Bitcode.name(),
        legend: View::Bitcode.legend(),
        lines: beside(session, lines),
    }))
}

fn block_shape(session: &Session<'_>, block: &BlockShape) -> BlockShapeView {
    let (edges, computed) = match &block.end {
        BlockEnd::Computed(edges) => (edges, true),
        BlockEnd::To(edges) => (edges, false),
    };
    let edges = edges.iter().map(|edge| EdgeView {
        to: edge.to,
        kind: edge.kind.to_string(),
    });
    let lines = block.instructions.iter();
    BlockShapeView {
        start: block.start,
        way_in: block.entry_point,
        lines: lines
            .map(|instruction| plain(session.debugger.code_line(instruction.pc)))
            .collect(),
        edges: edges.collect(),
        computed,
    }
}

/// The line without what it would do just now. It is of one group, so of the tier only what is special is told.
fn plain(line: CodeLine) -> CodeLine {
    CodeLine {
        outlook: crate::report::Outlook::default(),
        tier: line.tier.filter(|tier| tier == disassemble::DYNAMIC),
        ..line
    }
}

/// Host lines with the guest instruction that each begins.
fn beside(session: &Session<'_>, lines: Vec<HostLine>) -> Vec<DumpLine> {
    let mut last = None;
    let line = |HostLine { guest, text, .. }: HostLine| {
        let code = guest.filter(|_| guest != last);
        if guest.is_some() {
            last = guest;
        }
        DumpLine {
            guest,
            code: code.map(|pc| session.debugger.code_line(pc).text),
            text,
        }
    };
    lines.into_iter().map(line).collect()
}

fn refused(error: DumpError) -> CommandError {
    let advice = match error {
        DumpError::NoGroup { .. } => {
            "`jit promote ADDRESS` compiles it now, `info groups` lists what is compiled"
        }
        DumpError::NoTrace { .. } => {
            "code is translated when it has run a few times; `jit baseline` or `jit on` lets it"
        }
        DumpError::Forgotten { .. } => {
            "`info groups` lists those in use, `jit history` those that were"
        }
        DumpError::Compile(_) => "this is a defect of the debugger: please report it",
    };
    CommandError::Jit {
        message: error.to_string(),
        advice: advice.to_owned(),
    }
}

pub(super) fn promote(session: &mut Session<'_>, address: Option<Expr>) -> Outcome {
    let address = address_or_pc(session, address)?;
    let promoted = session.debugger.machine.promote(address);
    session.tell_events();
    let text = match promoted {
        Ok(group) => format!("compiled: a way into {group}"),
        Err(error) => {
            let advice = match error {
                PromoteError::JitOff => "`jit on` turns it on",
                PromoteError::Compiled(_) => "`jit invalidate` takes it out of use",
                PromoteError::Refused(_) => "`jit log on` tells what happens to it",
            };
            return Err(CommandError::Jit {
                message: format!("${address:04X} is not compiled: {error}"),
                advice: advice.to_owned(),
            });
        }
    };
    Ok(Report::Why {
        address,
        symbol: session.debugger.place(address),
        text,
    })
}

pub(super) fn invalidate(session: &mut Session<'_>, address: Option<Expr>) -> Outcome {
    let address = address_or_pc(session, address)?;
    let names = session.debugger.machine.invalidate(address);
    session.tell_events();
    if names.is_empty() {
        return Err(refused(DumpError::NoGroup {
            addr: address,
            why: session.debugger.machine.why(address),
        }));
    }
    let names = names.iter().map(ToString::to_string).collect();
    Ok(Report::OutOfUse(OutOfUse::Groups { names }))
}

pub(super) fn flush(session: &mut Session<'_>, (): ()) -> Outcome {
    let count = session.debugger.machine.groups().len();
    session.debugger.machine.flush();
    session.tell_events();
    Ok(Report::OutOfUse(OutOfUse::All { groups: count }))
}
