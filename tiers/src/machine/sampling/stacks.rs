//! The call stacks of samples, as one tree: a stack is its innermost frame.
//!
//! Invariant: a stack is what [`Machine::call_stack`] says, found cheaply. Of the stack page
//! and the notes of calls a copy is kept; as far as they are what they were at the last
//! sample, its frames are taken again.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use jumppad_opcodes::{CallKind, PageAttributes, vector};

use super::Mixing;
use crate::machine::Machine;
use crate::machine::call_stack::{CallFrame, Evidence, Walk};

/// The number of a frame in [`Samples::frames`](super::Samples::frames).
pub type NodeId = u32;

/// Different stacks that are kept at most; some 40 bytes each.
const MOST: usize = 1 << 20;
/// How many of those met latest are found at once.
const RECENT: usize = 256;
/// The offset behind the stack page's last byte.
const END: usize = 0x100;
/// Stacks that reach lower may be found to wrap; they are walked each time.
const LOWEST: usize = 9;
const STACK: u8 = 1;
/// Bytes, and notes, that are compared at once.
const CHUNK: usize = 16;

/// How sure a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// The call was seen, and its return address is on the stack.
    Tracked,
    /// What looks like a return address.
    Guess,
}

/// A call under way when samples were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackFrame {
    /// The call further out; none of the outermost.
    pub caller: Option<NodeId>,
    /// What pushed the return address.
    pub kind: CallKind,
    /// The address of the JSR or BRK, or of the instruction that was interrupted.
    pub from: u16,
    /// Where it led, as memory said when the frame was first found.
    pub target: u16,
    /// How sure that is.
    pub certainty: Certainty,
}

/// What makes a frame another one: its number and its caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    caller: NodeId,
    call: u64,
}

impl Key {
    /// That of no frame: a call is of some kind.
    const NONE: Self = Self { caller: 0, call: 0 };

    /// Where it is among those met latest.
    fn place(self) -> usize {
        let mut mixing = Mixing::default();
        self.hash(&mut mixing);
        mixing.finish() as usize % RECENT
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.call << 24 ^ u64::from(self.caller));
    }
}

/// A frame of the last sample.
#[derive(Clone, Copy, Debug)]
struct Found {
    /// The position at which it was found, and the one behind it.
    at: u16,
    behind: u16,
    evidence: Evidence,
    slot: u8,
    number: NodeId,
}

/// All stacks. A number is one more than the index of its frame; that of no frame is zero.
#[derive(Clone, Debug)]
pub(super) struct Stacks {
    frames: Vec<StackFrame>,
    known: HashMap<Key, NodeId, BuildHasherDefault<Mixing>>,
    /// Some of them, those met latest, where they are found without leaving the nearest cache.
    recent: Box<[(Key, NodeId); RECENT]>,
    /// The last sample's frames, the outermost first.
    last: Vec<Found>,
    /// The frames that are new in this one, the innermost first; kept for its space.
    new: Vec<(CallFrame, u16, u16)>,
    /// The stack page, and the notes of its slots, at the last sample: from `low` on.
    bytes: [u8; END],
    origins: [u32; END],
    low: usize,
}

impl Default for Stacks {
    fn default() -> Self {
        Self {
            frames: Vec::new(),
            known: HashMap::default(),
            recent: Box::new([(Key::NONE, 0); RECENT]),
            last: Vec::new(),
            new: Vec::new(),
            bytes: [0; END],
            origins: [0; END],
            low: END,
        }
    }
}

impl Stacks {
    /// The number of the stack that the machine has now; none if there is no room for it.
    pub(super) fn here(&mut self, machine: &Machine) -> Option<NodeId> {
        let mut walk = Walk::new(machine);
        let first = usize::from(walk.at);
        let same_from = self.same_from(machine, first);
        self.new.clear();
        let kept = loop {
            if let Some(kept) = self.known_from(&walk, same_from, machine) {
                break kept;
            }
            let at = walk.at;
            match walk.next_frame(machine) {
                Some(frame) => {
                    let found_at = (at + u16::from(frame.pushed)).min(walk.at);
                    self.new.push((frame, found_at, walk.at));
                }
                None => break 0,
            }
        };
        self.last.truncate(kept);
        let number = self.enter_new(machine);
        self.keep(machine, first, same_from, &walk);
        number
    }

    /// From where on the stack page, and its notes, are what they were at the last sample.
    #[inline]
    fn same_from(&self, machine: &Machine, first: usize) -> usize {
        let floor = first.max(self.low);
        let (bytes, origins) = stack_page(machine);
        let mut from = END;
        while from > floor
            && is_same(bytes, &self.bytes, from)
            && is_same(origins, &self.origins, from)
        {
            from -= CHUNK;
        }
        let is_same = |at: usize| bytes[at] == self.bytes[at] && origins[at] == self.origins[at];
        while from > floor && is_same(from - 1) {
            from -= 1;
        }
        from.max(floor)
    }

    /// How many of the last sample's frames, from the outermost on, are those that the walk
    /// would find from here on, if that is known.
    fn known_from(&self, walk: &Walk, same_from: usize, machine: &Machine) -> Option<usize> {
        let at = walk.at;
        // Where the stack was ever as deep as its page, it may have wrapped since.
        let was_deep = machine.memory.calls().origins()[..CHUNK] != [0; CHUNK];
        if usize::from(at) < same_from || was_deep {
            return None;
        }
        // Those further in than the position are left; the next one out is at or behind it.
        let kept = self.last.partition_point(|found| found.at >= at);
        let is_between = self.last.get(kept).is_none_or(|inner| inner.behind <= at);
        (is_between && self.are_in_order(kept, walk.cycle(), machine)).then_some(kept)
    }

    /// Whether frames are older the further out they are, as they were: the same calls may have been made anew.
    fn are_in_order(&self, kept: usize, mut cycle: u64, machine: &Machine) -> bool {
        let calls = machine.memory.calls();
        self.last[..kept].iter().rev().all(|found| {
            let called = calls.at(found.slot).map_or(0, |call| call.cycle);
            let is_older = found.evidence == Evidence::Guess || called < cycle;
            if matches!(found.evidence, Evidence::Tracked { .. }) {
                cycle = called;
            }
            is_older
        })
    }

    /// Adds the frames that are new. The innermost of all is the answer.
    fn enter_new(&mut self, machine: &Machine) -> Option<NodeId> {
        let mut caller = self.last.last().map_or(0, |found| found.number);
        for index in (0..self.new.len()).rev() {
            let (frame, at, behind) = self.new[index];
            caller = self.number(caller, &frame, machine)?;
            self.last.push(Found {
                at,
                behind,
                evidence: frame.evidence,
                slot: frame.slot,
                number: caller,
            });
        }
        Some(caller)
    }

    fn number(&mut self, caller: NodeId, frame: &CallFrame, machine: &Machine) -> Option<NodeId> {
        let target = target(frame, machine);
        let certainty = match frame.is_tracked() {
            true => Certainty::Tracked,
            false => Certainty::Guess,
        };
        let call = u64::from(frame.from)
            | u64::from(target) << 16
            | (frame.kind as u64) << 32
            | (certainty as u64) << 36;
        let key = Key { caller, call };
        let place = key.place();
        if self.recent[place].0 == key {
            return Some(self.recent[place].1);
        }
        if let Some(&known) = self.known.get(&key) {
            self.recent[place] = (key, known);
            return Some(known);
        }
        if self.frames.len() >= MOST {
            return None;
        }
        self.frames.push(StackFrame {
            caller: caller.checked_sub(1),
            kind: frame.kind,
            from: frame.from,
            target,
            certainty,
        });
        let number = self.frames.len() as NodeId;
        self.known.insert(key, number);
        Some(number)
    }

    /// Keeps what the next sample is compared with.
    fn keep(&mut self, machine: &Machine, first: usize, same_from: usize, walk: &Walk) {
        let wraps = first < LOWEST || self.last.iter().any(|f| usize::from(f.behind) > END);
        let is_memory = !machine
            .memory
            .attributes(STACK)
            .contains(PageAttributes::DEVICE);
        let is_whole = self.last.first().is_none_or(|found| found.number != 0);
        if wraps || !is_memory || walk.may_go_on() || !is_whole {
            self.low = END;
            self.last.clear();
            return;
        }
        let (bytes, origins) = stack_page(machine);
        // Whole pieces, so that they can be compared as such.
        let (mut at, end) = (first.min(END) / CHUNK * CHUNK, same_from);
        while at < end {
            self.bytes[at..at + CHUNK].copy_from_slice(&bytes[at..at + CHUNK]);
            self.origins[at..at + CHUNK].copy_from_slice(&origins[at..at + CHUNK]);
            at += CHUNK;
        }
        self.low = first;
    }

    pub(super) fn frames(&self) -> Vec<StackFrame> {
        self.frames.clone()
    }
}

/// Whether the piece that ends there is the same in both.
#[inline(always)]
fn is_same<T: Copy + PartialEq>(one: &[T; END], other: &[T; END], end: usize) -> bool {
    let start = end - CHUNK;
    // Of one length, which is known: a comparison without a call.
    let pieces = one[start..]
        .first_chunk::<CHUNK>()
        .zip(other[start..].first_chunk::<CHUNK>());
    pieces.is_some_and(|(one, other)| one == other)
}

/// The bytes of the stack page, and where the calls noted at its slots were.
#[inline(always)]
fn stack_page(machine: &Machine) -> (&[u8; END], &[u32; END]) {
    let start = usize::from(STACK) * END;
    let bytes = machine.memory.contents().ram[start..].first_chunk();
    let Some(bytes) = bytes else {
        unreachable!("memory goes on behind the stack page")
    };
    (bytes, machine.memory.calls().origins())
}

/// Where a call led, as far as memory says that now.
fn target(frame: &CallFrame, machine: &Machine) -> u16 {
    let place = match frame.kind {
        CallKind::Jsr => frame.from.wrapping_add(1),
        CallKind::Brk | CallKind::Irq => vector::IRQ,
        CallKind::Nmi => vector::NMI,
    };
    machine.peek_word(place)
}

/// The frame of a number.
pub(super) fn node(number: u64) -> Option<NodeId> {
    NodeId::try_from(number).ok()?.checked_sub(1)
}
