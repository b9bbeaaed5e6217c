//! The second tier: traces of copied and patched machine code.
//!
//! ```text
//! pc ──decode──> trace of instructions ──choose, liveness──> a stencil for each
//!                                                                │ emit
//!  entries, links <──link── code memory <──copy── machine code with its exits
//! ```
//! A trace runs through branches that are not taken, and through jumps; it ends where
//! execution goes where data say, at a call, or at an instruction that it has already.
//! Where it goes on is an edge, which leads straight to the next trace once that exists.
//! Translating takes microseconds, so it happens where execution stands.
//!
//! Invariants: a trace is reachable (by the entries, by edges) exactly while it is here.
//! Its bytes are marked as code; what it takes for granted of pages and bytes is noted,
//! and it goes when that changes. It checks the budget where it is entered, against its
//! longest way, so that every instruction in it begins before the limit. Nothing is
//! changed while its code runs: whatever asks for help has left first.
//!
//! Not here: when something is translated, and what is done about an exit (`run`).

mod choose;
mod decode;
mod dump;
mod emit;
mod invalidate;
mod link;
mod liveness;
mod mapping;
mod memory;
mod patches;
mod sets;
mod suspended;
mod trace;

use jumppad_opcodes::{Memory, Model, PageAttributes};
use jumppad_stencils::Set;

use crate::breakpoints::Breakpoints;
use crate::code_marks::CodeMarks;
use crate::coverage::Coverage;
use crate::device::Devices;
use crate::listing::ShapeInstruction;
use crate::pages::{AddressSet, for_each_address};
use crate::placed::{PlacedCode, PlacedObserver, announce};
use crate::policy::Policy;
use crate::profile::Profile;
pub(crate) use decode::OutKind;
use link::{Edge, Shared};
pub(crate) use link::{Exit, ExitKind};
use memory::CodeMemory;
use patches::Patches;
use suspended::Suspended;
pub(crate) use trace::Checks;
use trace::{Head, Trace, Use};

/// What traces are made from.
pub(crate) struct Source<'a> {
    pub(crate) model: Model,
    pub(crate) memory: &'a mut Memory,
    pub(crate) marks: &'a mut CodeMarks,
    pub(crate) breakpoints: &'a Breakpoints,
    pub(crate) coverage: &'a Coverage,
    pub(crate) devices: &'a Devices,
    /// Knows where groups are entered.
    pub(crate) profile: &'a Profile,
    pub(crate) cycle: u64,
}

/// Counts since the machine was made, unless said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BaselineStats {
    /// Traces that were translated.
    pub translated: u64,
    /// Traces that were used again, because the code that they were made from came back.
    pub revived: u64,
    /// Guest instructions in those that were translated.
    pub instructions: u64,
    /// Traces that look at the budget in front of each instruction, for the rest before a limit.
    pub tails: u64,
    /// Traces in use now.
    pub live: u64,
    /// Traces that went because their code, or what they were made for, changed.
    pub dropped: u64,
    /// Bytes of machine code in use now.
    pub code_bytes: u64,
    /// Times that all code went for want of room.
    pub flushes: u64,
}

impl BaselineStats {
    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            translated: self.translated + other.translated,
            revived: self.revived + other.revived,
            instructions: self.instructions + other.instructions,
            tails: self.tails + other.tails,
            live: self.live + other.live,
            dropped: self.dropped + other.dropped,
            code_bytes: self.code_bytes + other.code_bytes,
            flushes: self.flushes + other.flushes,
        }
    }
}

/// All traces.
pub(crate) struct Baseline {
    policy: Policy,
    set: &'static Set,
    code: CodeMemory,
    /// By number; numbers are reused.
    traces: Vec<Option<Trace>>,
    /// The same of each.
    heads: Vec<Head>,
    unused: Vec<u32>,
    /// The number of the trace that is entered at an address, and one more; by what they check.
    entries: [Box<[u32; 0x1_0000]>; 2],
    exits: Vec<Exit>,
    /// By the numbers of exits.
    edges: Vec<Edge>,
    unused_exits: Vec<u32>,
    /// Numbers of traces with bytes on a page.
    on_page: Vec<Vec<u32>>,
    /// Bytes that traces store to, and take for data.
    data: AddressSet,
    /// Attributes that traces take pages not to have.
    absent: [PageAttributes; 0x100],
    /// Where blocks begin that were run, or may have been.
    reached: AddressSet,
    patches: Patches,
    suspended: Suspended,
    /// The bytes that the last translation made code.
    pub(crate) new_bytes: Vec<u16>,
    /// The instructions that it found to be patched.
    pub(crate) patched: Vec<u16>,
    /// The entries of traces that a store suspended, and how many cycles each was in use.
    pub(crate) gone: Vec<(u16, u64)>,
    /// The entries of traces that went out of use, whatever for.
    pub(crate) retired: Vec<u16>,
    /// Traces that a store is about to suspend.
    leaving: Vec<u32>,
    shared: Shared,
    stats: BaselineStats,
    /// Told of each trace's code.
    pub(crate) observer: Option<PlacedObserver>,
    emitter: emit::Emitter,
}

/// The name of a trace's code.
fn symbol(entry: u16, checks: Checks) -> String {
    match checks {
        Checks::AtEntry => format!("trace_{entry:04X}"),
        Checks::Everywhere => format!("tail_{entry:04X}"),
    }
}

/// Why there is no baseline tier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBaseline {
    /// There are no stencils for the host.
    #[error("there are no stencils for this host")]
    Host,
    /// The host gives no memory for code.
    #[error("no memory for machine code: {0}")]
    Memory(String),
}

impl Baseline {
    /// Whether there are stencils for the host.
    pub(crate) fn has_stencils() -> bool {
        sets::set(Model::Nmos6502).is_some()
    }

    /// No traces yet.
    pub(crate) fn new(model: Model, policy: Policy) -> Result<Self, NoBaseline> {
        let set = sets::set(model).ok_or(NoBaseline::Host)?;
        let code = CodeMemory::new(policy.trace_bytes);
        let code = code.map_err(|error| NoBaseline::Memory(error.to_string()))?;
        let mut new = Self {
            policy,
            set,
            code,
            traces: Vec::new(),
            heads: Vec::new(),
            unused: Vec::new(),
            entries: [for_each_address(0), for_each_address(0)],
            exits: Vec::new(),
            edges: Vec::new(),
            unused_exits: Vec::new(),
            on_page: vec![Vec::new(); 0x100],
            data: AddressSet::default(),
            absent: [PageAttributes::empty(); 0x100],
            reached: AddressSet::default(),
            patches: Patches::new(policy),
            suspended: Suspended::new(),
            new_bytes: Vec::new(),
            patched: Vec::new(),
            gone: Vec::new(),
            retired: Vec::new(),
            leaving: Vec::new(),
            shared: Shared::default(),
            stats: BaselineStats::default(),
            observer: None,
            emitter: emit::Emitter::default(),
        };
        new.place_shared();
        Ok(new)
    }

    /// What was done so far.
    pub(crate) fn stats(&self) -> BaselineStats {
        BaselineStats {
            code_bytes: self.code.used,
            ..self.stats
        }
    }

    /// Whether a block that begins there was run, or may have been, in a trace.
    pub(crate) fn has_reached(&self, addr: u16) -> bool {
        self.reached.contains(addr)
    }

    /// The instructions of a trace as they stand in memory, and the bytes that it was made from.
    pub(crate) fn made_of(
        &self,
        number: u32,
        memory: &Memory,
    ) -> Option<(Vec<ShapeInstruction>, Vec<u16>)> {
        let trace = self.traces.get(number as usize)?.as_ref()?;
        let code = trace.instructions.iter().map(|&(pc, _)| ShapeInstruction {
            pc,
            bytes: [0, 1, 2].map(|offset| memory.peek(pc.wrapping_add(offset))),
        });
        Some((code.collect(), trace.bytes.clone()))
    }

    /// Whether a trace has an instruction there.
    pub(crate) fn executes(&self, pc: u16) -> bool {
        let mut traces = self.with_bytes_on(pc, |trace| trace.executes(pc));
        traces.next().is_some()
    }

    /// The trace that is entered at an address.
    #[inline]
    pub(crate) fn trace_at(&self, entry: u16, checks: Checks) -> Option<u32> {
        self.entries[checks as usize][usize::from(entry)].checked_sub(1)
    }

    /// Translates what begins at `entry`, unless nothing there can be.
    pub(crate) fn translate(
        &mut self,
        entry: u16,
        checks: Checks,
        source: &mut Source<'_>,
    ) -> Option<u32> {
        if checks == Checks::AtEntry
            && let Some(number) = self.revive(entry, source)
        {
            return Some(number);
        }
        let decoded = decode::decode(entry, checks, &self.patches, &self.policy, source)?;
        // Marked first: what is decided below sees the trace's own bytes as code.
        self.hold(&decoded.bytes, source);
        let mut chosen = choose::choose(&decoded, source, self.set, &self.policy);
        // Whoever looks there sees all flags.
        if self.policy.dead_flags && checks == Checks::AtEntry {
            liveness::find_dead(self.set, &mut chosen.steps);
        }
        let number = self.unused.pop().unwrap_or(self.traces.len() as u32);
        let emitted = self.emit(&decoded, &chosen, number);
        let Some(start) = self.code.allocate(emitted.length) else {
            source.marks.release_all(source.memory, &decoded.bytes);
            self.flush(source.memory, source.marks);
            self.stats.flushes += 1;
            return None;
        };
        let head = Head {
            start,
            reserve: emitted.reserve,
            used: Use::Entered,
        };
        let mut trace = self.place(start, emitted, decoded, chosen, source.cycle);
        let bytes = trace.bytes.iter();
        trace.values = bytes.map(|&addr| source.memory.peek(addr)).collect();
        match checks {
            Checks::AtEntry => {
                self.stats.translated += 1;
                self.stats.instructions += trace.instructions.len() as u64;
                self.stats.live += 1;
            }
            Checks::Everywhere => self.stats.tails += 1,
        }
        announce(self.observer.as_ref(), || PlacedCode {
            group: None,
            symbol: symbol(entry, checks),
            start: self.code.address(start),
            bytes: u64::from(trace.length),
        });
        self.install(number, trace, head);
        self.link_all(number);
        Some(number)
    }

    /// Marks bytes as code; traces that take them for data go.
    fn hold(&mut self, bytes: &[u16], source: &mut Source<'_>) {
        let mut new_bytes = std::mem::take(&mut self.new_bytes);
        new_bytes.clear();
        for &addr in bytes {
            if source.marks.hold(source.memory, addr) {
                new_bytes.push(addr);
            }
        }
        self.code_appeared(&new_bytes, source.memory, source.marks);
        self.new_bytes = new_bytes;
    }

    /// Notes where the trace is, and what it takes for granted.
    fn install(&mut self, number: u32, trace: Trace, head: Head) {
        self.reached.insert(trace.entry);
        for &addr in &trace.reached {
            self.reached.insert(addr);
        }
        for &addr in &trace.data {
            self.data.insert(addr);
        }
        for &(page, attributes) in &trace.absent {
            self.absent[usize::from(page)] |= attributes;
        }
        for &page in &trace.pages {
            self.on_page[usize::from(page)].push(number);
        }
        self.set_entry(trace.entry, trace.checks, Some((number, head.start)));
        let at = number as usize;
        if at == self.traces.len() {
            self.traces.push(Some(trace));
            self.heads.push(head);
        } else {
            self.traces[at] = Some(trace);
            self.heads[at] = head;
        }
    }

    /// Lets the trace of that number, whose code begins there, be entered, or none.
    fn set_entry(&mut self, entry: u16, checks: Checks, trace: Option<(u32, u32)>) {
        let number = trace.map_or(0, |(number, _)| number + 1);
        self.entries[checks as usize][usize::from(entry)] = number;
        // What is computed leads to those that are fastest.
        if checks == Checks::AtEntry {
            self.code.set_entry(entry, trace.map(|(_, start)| start));
        }
    }

    /// Takes a trace out of use, and frees what it has.
    pub(crate) fn remove(&mut self, number: u32, memory: &mut Memory, marks: &mut CodeMarks) {
        if self.retire(number, memory, marks).is_some() {
            self.bury(number);
        }
    }

    /// Takes a trace out of use, and leaves its code where it is, and what leads to it. Its
    /// entry.
    fn retire(&mut self, number: u32, memory: &mut Memory, marks: &mut CodeMarks) -> Option<u16> {
        let trace = self.traces.get_mut(number as usize)?.as_mut()?;
        self.heads[number as usize].used = Use::Suspended;
        let (entry, checks) = (trace.entry, trace.checks);
        marks.release_all(memory, &trace.bytes);
        self.set_entry(entry, checks, None);
        if checks == Checks::AtEntry {
            self.retired.push(entry);
            self.stats.live -= 1;
            self.stats.dropped += 1;
        }
        Some(entry)
    }

    /// Frees what a trace that is out of use has.
    fn bury(&mut self, number: u32) {
        let Some(trace) = self.traces.get_mut(number as usize).and_then(Option::take) else {
            return;
        };
        self.unlink_all(number, &trace);
        for &page in &trace.pages {
            self.on_page[usize::from(page)].retain(|&other| other != number);
        }
        let start = self.heads[number as usize].start;
        self.code.free(start, trace.length);
        self.forget_exits(&trace);
        self.unused.push(number);
    }

    /// Takes all traces out.
    pub(crate) fn flush(&mut self, memory: &mut Memory, marks: &mut CodeMarks) {
        for number in 0..self.traces.len() as u32 {
            if !self.is_suspended(number) {
                self.retire(number, memory, marks);
            }
        }
        self.traces.clear();
        self.heads.clear();
        self.suspended.clear();
        self.unused.clear();
        self.exits.clear();
        self.edges.clear();
        self.unused_exits.clear();
        self.on_page.iter_mut().for_each(Vec::clear);
        self.data = AddressSet::default();
        self.absent = [PageAttributes::empty(); 0x100];
        self.code.clear();
        self.place_shared();
    }

    /// Forgets what was learnt and counted.
    pub(crate) fn forget(&mut self) {
        self.patches = Patches::new(self.policy);
        self.reached = AddressSet::default();
    }
}
