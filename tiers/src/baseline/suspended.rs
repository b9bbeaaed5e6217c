//! Traces whose code was overwritten: kept, in case the same code comes back.
//!
//! Programs swap overlays in and out, and write the same code again. A trace that is out of
//! use only for a store is used again where its bytes are found as they were, and what it
//! takes for granted still holds. Whatever else changes drops all of them.

use std::collections::HashMap;

use jumppad_opcodes::{Memory, byte};

use super::{Baseline, Source, Trace};

/// Bytes of machine code that they may take.
const MOST_BYTES: u64 = 4 << 20;

/// By their entries.
#[derive(Debug, Default)]
pub(super) struct Suspended {
    traces: HashMap<u16, Vec<Trace>>,
    bytes: u64,
}

impl Suspended {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// One that begins at `entry` and fits memory.
    fn take(&mut self, entry: u16, memory: &Memory) -> Option<Trace> {
        let traces = self.traces.get_mut(&entry)?;
        let at = traces.iter().position(|trace| fits(trace, memory))?;
        let trace = traces.swap_remove(at);
        self.bytes -= u64::from(trace.length);
        Some(trace)
    }
}

/// Whether what a trace was made from, and takes for granted, is what memory has.
fn fits(trace: &Trace, memory: &Memory) -> bool {
    let mut bytes = trace.bytes.iter().zip(&trace.values);
    let mut absent = trace.absent.iter();
    let mut data = trace.data.iter();
    bytes.all(|(&addr, &value)| memory.peek(addr) == value)
        && absent.all(|&(page, bits)| memory.attributes(page) & bits == 0)
        && data.all(|&addr| memory.marks(addr) & byte::CODE == 0)
}

impl Baseline {
    /// Keeps a trace that was taken out of use.
    pub(super) fn suspend(&mut self, trace: Trace) {
        if !self.policy.revival {
            self.bury(&trace);
            return;
        }
        if self.suspended.bytes > MOST_BYTES {
            self.drop_suspended();
        }
        self.suspended.bytes += u64::from(trace.length);
        let traces = self.suspended.traces.entry(trace.entry).or_default();
        traces.push(trace);
    }

    /// Frees those that are kept.
    pub(crate) fn drop_suspended(&mut self) {
        if self.suspended.bytes == 0 {
            return;
        }
        let traces = std::mem::take(&mut self.suspended).traces;
        for trace in traces.into_values().flatten() {
            self.bury(&trace);
        }
    }

    /// Uses one again that fits what stands at `entry`.
    pub(super) fn revive(&mut self, entry: u16, source: &mut Source<'_>) -> Option<u32> {
        if self.suspended.bytes == 0 {
            return None;
        }
        let trace = self.suspended.take(entry, source.memory)?;
        let is_patched = |&(pc, _): &(u16, u8)| self.patches.verdict(pc, source.cycle).is_some();
        // Its bytes become code again; it may be in its own way then.
        let own = |addr: &u16| trace.bytes.contains(addr);
        if trace.instructions.iter().any(is_patched) || trace.data.iter().any(own) {
            self.bury(&trace);
            return None;
        }
        self.hold(&trace.bytes, source);
        let blocked = trace
            .absent
            .iter()
            .any(|&(page, bits)| source.memory.attributes(page) & bits != 0);
        if blocked {
            for &addr in &trace.bytes {
                source.marks.release(source.memory, addr);
            }
            self.bury(&trace);
            return None;
        }
        let number = self.unused.pop().unwrap_or(self.traces.len() as u32);
        let trace = Trace {
            born: source.cycle,
            ..trace
        };
        self.stats.revived += 1;
        self.stats.live += 1;
        self.install(number, trace);
        self.link_all(number);
        Some(number)
    }
}
