//! The call stack: which return addresses are on the stack, and how sure that
//! is.
//!
//! Each push of a return address leaves a note at its slot
//! ([`jumppad_opcodes::Calls`]). A note whose address still stands on the stack
//! is a tracked frame. Two bytes without such a note that look like a return
//! address are a guess, and said to be one. All other bytes are data that were
//! pushed. Frames are older the further out they are: where a newer one
//! follows, the walk has run into another stack, and ends.
//!
//! Not seen: a return address that is on the stack no more, and calls that never
//! were one (a jump to a routine whose return address the caller's caller
//! pushed: the frame is that one's).

use jumppad_opcodes::{Call, CallKind, PageAttributes};

use crate::machine::Machine;

const STACK_PAGE: u16 = 0x0100;
/// Positions count on where the stack pointer wraps.
const TOP: u16 = 0xff;
/// Bytes behind the end of the page among which a tracked frame is looked for: where the stack
/// wrapped, one is not far.
const NEAR: u16 = 8;
/// Cycles that it takes at least to pull a byte: RTI pulls three in six.
const PULLING: u64 = 2;
const JSR: u8 = 0x20;
/// How far behind its call a return address is taken for one that the callee
/// moved over parameters.
const LONGEST_PARAMETERS: u16 = 16;

/// How a frame is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The call was seen, and its return address is untouched.
    Tracked {
        /// The cycle in which it began.
        cycle: u64,
    },
    /// The call was seen, and its return address now points some bytes behind
    /// it: a guess that these are parameters.
    Moved {
        /// The cycle in which it began.
        cycle: u64,
    },
    /// A JSR stands before the place that two bytes on the stack point to.
    Guess,
}

/// A return address on the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFrame {
    /// How it is known.
    pub evidence: Evidence,
    /// What pushed it.
    pub kind: CallKind,
    /// The address of the JSR or BRK, or of the instruction that was to be next
    /// when the interrupt was taken.
    pub from: u16,
    /// Where execution goes on after the return.
    pub returns_to: u16,
    /// Where its high byte is on the stack page: the stack pointer once the
    /// frame is left.
    pub slot: u8,
    /// Bytes pushed between this frame and the one inside of it, or since.
    pub pushed: u8,
}

impl CallFrame {
    /// Whether it is more than a guess.
    #[must_use]
    pub fn is_tracked(&self) -> bool {
        matches!(self.evidence, Evidence::Tracked { .. })
    }
}

/// The frames on the stack, the innermost first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallStack {
    /// The frames that were found.
    pub frames: Vec<CallFrame>,
    /// The slot of a frame further out that is newer than these: it belongs to
    /// another stack.
    pub other_stack: Option<u8>,
}

impl Machine {
    /// What the stack says about how execution came here.
    #[must_use]
    pub fn call_stack(&self) -> CallStack {
        let mut walk = Walk::new(self);
        let frames = std::iter::from_fn(|| walk.next_frame(self)).collect();
        CallStack {
            frames,
            other_stack: walk.other_stack,
        }
    }

    /// The tracked frame at `slot` of the stack page: on the stack, or just
    /// taken off it and not yet overwritten.
    #[must_use]
    #[inline]
    pub fn pushed_at(&self, slot: u8) -> Option<CallFrame> {
        let call = self.memory.calls().at(slot)?;
        let evidence = Evidence::Tracked { cycle: call.cycle };
        (self.pushed_word(slot.wrapping_sub(1).into()) == call.pushed())
            .then(|| frame(call, evidence, call.returns_to(), slot))
    }

    /// The frame that begins at position `at`, inside of which the newest call
    /// was in `cycle`.
    fn frame_at(&self, at: u16, cycle: u64, end: u16) -> Option<CallFrame> {
        if let Some(frame) = self.tracked_at(at) {
            return Some(frame);
        }
        if at >= end || end > TOP {
            return None;
        }
        let untracked = self.guess_at(at).or_else(|| self.moved_at(at, cycle))?;
        // Where the next byte's frame is certain this byte is not part of one.
        self.tracked_at(at + 1).is_none().then_some(untracked)
    }

    fn tracked_at(&self, at: u16) -> Option<CallFrame> {
        let behind_status = || {
            self.pushed_at(slot(at + 2))
                .filter(|frame| frame.kind.pushes_status())
        };
        // A handler may have pulled P to look at it.
        self.pushed_at(slot(at + 1)).or_else(behind_status)
    }

    fn guess_at(&self, at: u16) -> Option<CallFrame> {
        let pc = self.pushed_word(at).wrapping_sub(2);
        let call = Call {
            kind: CallKind::Jsr,
            pc,
            cycle: 0,
        };
        (self.peek(pc) == JSR)
            .then(|| frame(call, Evidence::Guess, call.returns_to(), slot(at + 1)))
    }

    fn moved_at(&self, at: u16, cycle: u64) -> Option<CallFrame> {
        let slot = slot(at + 1);
        let call = self.memory.calls().at(slot)?;
        let pushed = self.pushed_word(at);
        let moved = pushed.wrapping_sub(call.pushed());
        let is_plausible = call.kind == CallKind::Jsr
            && call.cycle < cycle
            && (1..=LONGEST_PARAMETERS).contains(&moved);
        let evidence = Evidence::Moved { cycle: call.cycle };
        is_plausible.then(|| frame(call, evidence, pushed.wrapping_add(1), slot))
    }

    /// The bytes at a position and above, as an address.
    #[inline]
    fn pushed_word(&self, at: u16) -> u16 {
        let addrs = [at, at + 1].map(|at| STACK_PAGE | u16::from(slot(at)));
        let stack = self.memory.attributes_at(STACK_PAGE);
        u16::from_le_bytes(match stack.contains(PageAttributes::DEVICE) {
            true => addrs.map(|addr| self.peek(addr)),
            false => addrs.map(|addr| self.memory.contents().ram[usize::from(addr)]),
        })
    }
}

/// A walk up the stack, frame by frame.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    /// The position of the byte to be looked at next.
    pub(crate) at: u16,
    end: u16,
    reach: u16,
    /// When the tracked frame last found was called, and where it is.
    cycle: u64,
    inner: u8,
    other_stack: Option<u8>,
    /// Whether it ended at a frame of which time alone says that it is no part of the stack.
    is_doubtful: bool,
}

impl Walk {
    pub(crate) fn new(machine: &Machine) -> Self {
        let first = u16::from(machine.cpu.sp) + 1;
        Self {
            at: first,
            end: TOP,
            reach: (TOP + NEAR).min(first + TOP - 1),
            cycle: machine.cpu.cycles,
            inner: machine.cpu.sp,
            other_stack: None,
            is_doubtful: false,
        }
    }

    /// Whether it ended where it may end elsewhere the next time, though nothing on the stack has changed.
    pub(crate) fn may_go_on(&self) -> bool {
        self.is_doubtful
    }

    /// When the tracked frame last found was called; now, if there was none.
    pub(crate) fn cycle(&self) -> u64 {
        self.cycle
    }

    /// The next frame further out.
    pub(crate) fn next_frame(&mut self, machine: &Machine) -> Option<CallFrame> {
        let mut pushed = 0_u8;
        while self.at <= self.reach {
            let at = self.at;
            let Some(found) = machine.frame_at(at, self.cycle, self.end) else {
                pushed = pushed.saturating_add(1);
                self.at += 1;
                continue;
            };
            if let Evidence::Tracked { cycle: called } = found.evidence {
                let is_behind = at > self.end;
                let age = self.cycle.saturating_sub(called);
                if is_behind && !wrapped(&found, self.inner, age) {
                    self.is_doubtful = true;
                    self.stop();
                    return None;
                }
                if called >= self.cycle {
                    self.other_stack = (!is_behind).then_some(found.slot);
                    self.is_doubtful = true;
                    self.stop();
                    return None;
                }
                (self.cycle, self.inner) = (called, found.slot);
            }
            self.at += u16::from(found.slot.wrapping_sub(slot(at))) + 1;
            // A frame across the end of the page, or behind it, proves that the stack wrapped.
            if self.at > TOP + 1 {
                let first = u16::from(machine.cpu.sp) + 1;
                self.end = first + TOP;
                self.reach = self.end;
            }
            return Some(CallFrame { pushed, ..found });
        }
        None
    }

    /// Nothing further out is found.
    fn stop(&mut self) {
        self.at = u16::MAX;
    }
}

/// Whether the stack wrapped since a frame near the bottom of its page was pushed, `age`
/// cycles before the stack pointer was at `inner`: there was no time to leave it and all
/// above it, or the call itself wrapped the stack, and the other end of it is far.
fn wrapped(frame: &CallFrame, inner: u8, age: u64) -> bool {
    let above = inner.saturating_sub(frame.slot);
    let pushed = if frame.kind.pushes_status() { 3 } else { 2 };
    age < PULLING * u64::from(above) || (frame.slot < pushed && above > 0x7f)
}

/// The offset into the stack page of a position.
fn slot(at: u16) -> u8 {
    at as u8
}

fn frame(call: Call, evidence: Evidence, returns_to: u16, slot: u8) -> CallFrame {
    CallFrame {
        evidence,
        kind: call.kind,
        from: call.pc,
        returns_to,
        slot,
        pushed: 0,
    }
}
