//! Recording: the guest goes on by single instructions, each of which goes into the trace.
//!
//! Invariant: it runs in slices as every order does, so stops, Ctrl-C, `--cycles`, the JIT's log and the way back in time
//! are those of `continue`.

use std::time::Instant;

use jumppad_tiers::trace::Ring;
use jumppad_tiers::{Machine, StopReason};

use super::Walk;
use crate::answer::{RecordedView, Why};
use crate::debugger::event::Event;
use crate::settings::Switch;

/// How the machine goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    Run,
    /// By so many instructions more, which are recorded.
    Record(u64),
}

impl Pace {
    pub(super) fn go(
        &mut self,
        machine: &mut Machine,
        budget: u64,
        trace: &mut Ring,
    ) -> StopReason {
        let Self::Record(left) = self else {
            return machine.run(budget);
        };
        let recorded = machine.record(budget, *left, trace);
        *left -= recorded.records;
        // All that was asked for is as good as a budget that is used up.
        recorded.stop.unwrap_or(StopReason::Cycles)
    }

    /// Whether all is recorded that was asked for.
    pub(super) fn is_over(self) -> bool {
        self == Self::Record(0)
    }
}

impl Walk<'_> {
    /// Records so many instructions, unless something stops the guest before.
    pub(super) fn record(&mut self, instructions: u64) -> Why {
        let (start, started) = (self.debugger.machine.cpu().cycles, Instant::now());
        self.pace = Pace::Record(instructions);
        let why = self.record_all();
        let left = match std::mem::replace(&mut self.pace, Pace::Run) {
            Pace::Record(left) => left,
            Pace::Run => 0,
        };
        let seconds = started.elapsed().as_secs_f64();
        self.tell_events();
        let view = RecordedView {
            instructions: instructions - left,
            cycles: self.debugger.machine.cpu().cycles.wrapping_sub(start),
            seconds: (self.debugger.settings.jit_times == Switch::On).then_some(seconds),
            held: self.debugger.trace.len() as u64,
        };
        self.debugger.happened(Event::Recorded(view));
        self.flush();
        why
    }

    fn record_all(&mut self) -> Why {
        while !self.pace.is_over() {
            if let Some(why) = self.limit_reached(|| None) {
                return why;
            }
            let reason = self.slice(self.slice_budget());
            self.tell_events();
            if let Some(why) = self.filter_stop(reason) {
                return why.waiting(|| {
                    let Pace::Record(left) = self.pace else {
                        return None;
                    };
                    Some(format!("{left} instructions were still to be recorded"))
                });
            }
        }
        Why::Step
    }
}
