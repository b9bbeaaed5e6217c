//! In which function an address is.
//!
//! In this order: a function of C, which a debug file tells; the symbol of known size that it is in; what the call that
//! led there called, if from there execution comes by to it by branches alone; the name before it, or one before that
//! from which it comes there so. So a label within a routine is the routine's, and where a routine jumped to, by a tail
//! call or a table, is told by its own name. Where there are no names, a routine is called by its address. A sample does
//! not know its bank: where banks have several names for an address, all are told.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::CallKind;
use jumppad_tiers::sampling::{Certainty, Samples, StackFrame};

use super::Frame;
use crate::debugger::Debugger;
use crate::program::flow::ways;
use crate::program::source::Line;
use crate::program::symbols::{Symbols, with_offset};

/// Instructions of a routine that are looked for.
const LONGEST: usize = 2_000;

/// Labels within a routine that are looked past.
const MOST_LABELS: usize = 64;

/// Names of one address in several banks that are told.
const MOST_BANKS: usize = 3;

/// Routines that are looked for at most.
const MOST_ENTRIES: usize = 2_000;

/// The number of a function in [`Profile::functions`](super::Profile::functions).
pub type FunctionId = usize;

/// A function on the stack of some sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name; its address if it has none.
    pub name: String,
    /// Where it begins; none of what stands for interrupts.
    pub start: Option<u16>,
    /// The line of source that it begins with.
    pub line: Option<Line>,
}

/// Addresses and their functions, found one by one.
pub(super) struct Places<'d> {
    debugger: &'d Debugger,
    /// Where calls led, and jumps out of what they called.
    entries: HashSet<u16>,
    /// Where samples were taken.
    sampled: BTreeSet<u16>,
    functions: Vec<Function>,
    known: HashMap<(String, Option<u16>), FunctionId>,
    /// What is reached from where a call led.
    reached: HashMap<u16, Reached>,
    /// The symbols as each bank of a window has them, by the window's number.
    in_banks: HashMap<usize, Vec<Symbols>>,
    /// By the address and where the call around it led.
    found: HashMap<(u16, Option<u16>), FunctionId>,
}

impl<'d> Places<'d> {
    pub(super) fn new(debugger: &'d Debugger, samples: &Samples) -> Self {
        let calls = samples.frames.iter();
        let calls = calls.filter(|frame| frame.certainty == Certainty::Tracked);
        let mut places = Self {
            debugger,
            entries: HashSet::new(),
            sampled: samples.places.iter().map(|place| place.1).collect(),
            functions: Vec::new(),
            known: HashMap::new(),
            reached: HashMap::new(),
            in_banks: HashMap::new(),
            found: HashMap::new(),
        };
        let mut open: Vec<u16> = calls.map(|frame| frame.target).collect();
        while let Some(entry) = open.pop() {
            if places.entries.len() < MOST_ENTRIES && places.entries.insert(entry) {
                let reached = places.reached_from(entry);
                let outward = reached.jumps.difference(&reached.code);
                open.extend(outward.copied());
            }
        }
        places
    }

    pub(super) fn functions(self) -> Vec<Function> {
        self.functions
    }

    /// The functions of a stack, whose frames are given the innermost first, the outermost first.
    pub(super) fn frames(&mut self, stack: &[&StackFrame], pc: u16) -> Vec<Frame> {
        let mut at = pc;
        let mut frames = Vec::with_capacity(stack.len() + 1);
        let guess = |frames: &[&StackFrame]| match frames
            .iter()
            .any(|frame| frame.certainty == Certainty::Guess)
        {
            true => Certainty::Guess,
            false => Certainty::Tracked,
        };
        for (number, frame) in stack.iter().enumerate() {
            let called = (frame.certainty == Certainty::Tracked).then_some(frame.target);
            frames.push(Frame {
                function: self.function_at(at, called),
                at,
                // What is further out is a guess if a frame that leads there is.
                certainty: guess(&stack[..number]),
            });
            let line = match frame.kind {
                CallKind::Irq => "[irq]",
                CallKind::Nmi => "[nmi]",
                CallKind::Jsr | CallKind::Brk => {
                    at = frame.from;
                    continue;
                }
            };
            frames.push(Frame {
                function: self.number(line.to_owned(), None),
                at: frame.target,
                certainty: guess(&stack[..number]),
            });
            frames.reverse();
            return frames;
        }
        let entry = self.debugger.program.entry;
        frames.push(Frame {
            function: self.function_at(at, Some(entry)),
            at,
            certainty: guess(stack),
        });
        frames.reverse();
        frames
    }

    fn function_at(&mut self, at: u16, called: Option<u16>) -> FunctionId {
        if let Some(&known) = self.found.get(&(at, called)) {
            return known;
        }
        let (name, start) = self
            .of_banks(at)
            .or_else(|| self.certain(at))
            .or_else(|| self.around(at, called?))
            .unwrap_or_else(|| self.nearest(at));
        let function = self.number(name, Some(start));
        self.found.insert((at, called), function);
        function
    }

    /// The functions that an address is in, where it depends on the bank: which one showed is not known of a sample.
    fn of_banks(&mut self, at: u16) -> Option<(String, u16)> {
        let debugger = self.debugger;
        debugger.bank_shown(at)?;
        let window = debugger.machine.bank_at(at)?.window;
        let symbols = self.in_banks.entry(window).or_insert_with(|| {
            let choices = debugger.machine.windows().nth(window);
            let count = choices.map_or(0, |window| window.choices.len());
            let numbers = (0..count).filter_map(|choice| u16::try_from(choice).ok());
            let symbols = numbers.filter_map(|number| debugger.symbols_in(Some(number), at));
            symbols.map(Cow::into_owned).collect()
        });
        let mut names: Vec<(&str, u16)> = Vec::new();
        for found in symbols.iter().filter_map(|symbols| routine(symbols, at)) {
            if !names.contains(&found) {
                names.push(found);
            }
        }
        let start = names.iter().map(|(_, start)| *start).min()?;
        match names.as_slice() {
            [] | [_] => None,
            several => {
                let shown = several.iter().take(MOST_BANKS).map(|(name, _)| *name);
                let mut text = shown.collect::<Vec<_>>().join(" or ");
                if several.len() > MOST_BANKS {
                    text += " or others";
                }
                Some((text, start))
            }
        }
    }

    /// The function that a debug file tells.
    fn certain(&self, at: u16) -> Option<(String, u16)> {
        if let Some((_, function)) = self.debugger.source.c().function_at(at) {
            return Some((function.name.clone(), *function.code.start()));
        }
        let (name, offset) = self.debugger.symbols.part(at)?;
        let is_sized = self.debugger.symbols.size(name).is_some();
        is_sized.then(|| (name.to_owned(), at - offset))
    }

    /// The routine that was called, if it gets to the address by itself.
    fn around(&mut self, at: u16, called: u16) -> Option<(String, u16)> {
        self.reaches(called, at)
            .then(|| self.nearest_to_start(called))
    }

    fn nearest_to_start(&self, start: u16) -> (String, u16) {
        let symbols = &self.debugger.symbols;
        let name = match symbols.nearest(start) {
            Some((name, offset)) => with_offset(name, offset),
            None => format!("${start:04X}"),
        };
        (name, start)
    }

    /// The name before, or one before that from which execution gets there by itself, up to where a routine begins. What
    /// was never executed may be data.
    fn nearest(&mut self, at: u16) -> (String, u16) {
        let Some(mut found) = self.label(at) else {
            return self.without_names(at);
        };
        for _ in 0..MOST_LABELS {
            let start = found.1;
            let is_entry = self.entries.contains(&start);
            let before = start.checked_sub(1).and_then(|at| self.label(at));
            let Some(before) = before.filter(|_| !is_entry) else {
                break;
            };
            let is_code = self.entries.contains(&before.1)
                || self.sampled.range(before.1..start).next().is_some();
            if !is_code || !self.reaches(before.1, start) {
                break;
            }
            found = before;
        }
        found
    }

    fn label(&self, at: u16) -> Option<(String, u16)> {
        let (name, offset) = self.debugger.symbols.nearest(at)?;
        Some((name.to_owned(), at - offset))
    }

    fn without_names(&self, at: u16) -> (String, u16) {
        let debugger = self.debugger;
        match debugger.guest.call_at(&debugger.machine, at) {
            Some(name) => (name.to_owned(), at),
            // A page is as near as one gets.
            None => (format!("[${:02X}xx]", at >> 8), at & 0xFF00),
        }
    }

    /// Whether execution gets from one address to another by itself.
    fn reaches(&mut self, from: u16, to: u16) -> bool {
        self.reached_from(from).code.contains(&to)
    }

    fn reached_from(&mut self, start: u16) -> &Reached {
        let machine = &self.debugger.machine;
        let reached = self.reached.entry(start);
        reached.or_insert_with(|| reached_from(machine, start))
    }

    fn number(&mut self, name: String, start: Option<u16>) -> FunctionId {
        if let Some(&known) = self.known.get(&(name.clone(), start)) {
            return known;
        }
        let line = start.and_then(|start| self.debugger.source.line_of(start));
        self.functions.push(Function {
            name: name.clone(),
            start,
            line,
        });
        let number = self.functions.len() - 1;
        self.known.insert((name, start), number);
        number
    }
}

/// The symbol of known size that an address is in, past labels within it; else the name before it.
fn routine(symbols: &Symbols, at: u16) -> Option<(&str, u16)> {
    let mut before = at;
    for _ in 0..MOST_LABELS {
        let Some((name, offset)) = symbols.nearest(before) else {
            break;
        };
        let start = before - offset;
        if symbols.size(name).is_some_and(|size| at - start < size) {
            return Some((name, start));
        }
        let Some(next) = start.checked_sub(1) else {
            break;
        };
        before = next;
    }
    let (name, offset) = symbols.nearest(at)?;
    Some((name, at - offset))
}

/// What a routine gets to from its start by itself: past its calls, by branches.
struct Reached {
    /// Where its instructions begin.
    code: BTreeSet<u16>,
    /// Where its jumps lead.
    jumps: BTreeSet<u16>,
}

fn reached_from(machine: &Machine, start: u16) -> Reached {
    let mut seen = BTreeSet::new();
    let mut jumps = BTreeSet::new();
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        if seen.len() >= LONGEST || !seen.insert(at) {
            continue;
        }
        let ways = ways(machine, at);
        open.extend([ways.branch, ways.behind].into_iter().flatten());
        jumps.extend(ways.jump);
    }
    Reached { code: seen, jumps }
}
