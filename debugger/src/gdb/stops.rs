//! Why the guest stopped, as the protocol says it, and in words where it cannot.

use gdbstub::common::Signal;
use gdbstub::stub::SingleThreadStopReason;
use gdbstub::target::ext::base::reverse_exec::ReplayLogPosition;
use gdbstub::target::ext::breakpoints::WatchKind;
use jumppad_tiers::Access;

use super::points::{Points, Stranger, What};
use crate::render::Plain;
use jumppad_language::report::{Report, Stop, Why};

/// A stop of a guest whose next instruction is at `pc`, as a client is told.
pub(super) fn reason(points: &Points, why: &Why, pc: u16) -> SingleThreadStopReason<u64> {
    let signal = match why {
        Why::Breakpoint { .. } => match points.executing_at(pc) {
            Some(What::Hard(_)) => return SingleThreadStopReason::HwBreak(()),
            Some(_) => return SingleThreadStopReason::SwBreak(()),
            None => Signal::SIGTRAP,
        },
        Why::Watchpoint { id, address, .. } => match points.wanted(*id) {
            Ok(What::Data(_, access)) => {
                return SingleThreadStopReason::Watch {
                    tid: (),
                    kind: kind(*access),
                    addr: (*address).into(),
                };
            }
            _ => Signal::SIGTRAP,
        },
        Why::HistoryStart { .. } => {
            let pos = ReplayLogPosition::Begin;
            return SingleThreadStopReason::ReplayLog { tid: Some(()), pos };
        }
        Why::Exited { code } => return SingleThreadStopReason::Exited(*code),
        Why::Jam { .. } => Signal::SIGILL,
        Why::HostFault { .. } => Signal::SIGSEGV,
        Why::Interrupted { .. } | Why::Input => Signal::SIGINT,
        Why::Cycles { .. } => Signal::SIGXCPU,
        Why::Step
        | Why::InterruptTaken { .. }
        | Why::Returned
        | Why::Unwound { .. }
        | Why::Called
        | Why::Until
        | Why::Catch { .. }
        | Why::BadCondition { .. }
        | Why::TraceCommand { .. }
        | Why::Trap
        | Why::Output
        | Why::Wait => Signal::SIGTRAP,
    };
    SingleThreadStopReason::SignalWithThread { tid: (), signal }
}

fn kind(access: Access) -> WatchKind {
    match access {
        Access::Read => WatchKind::Read,
        Access::Write => WatchKind::Write,
        Access::ReadWrite => WatchKind::ReadWrite,
    }
}

/// What the client's console is told of a stop; none where the protocol says it all.
pub(super) fn remark(points: &Points, stop: &Stop) -> Option<String> {
    let is_the_clients = |id: u32| points.wanted(id) != Err(Stranger::Users);
    match &stop.why {
        Why::Step | Why::Exited { .. } | Why::Interrupted { waiting: None } => None,
        Why::Breakpoint { id } | Why::Watchpoint { id, .. } if is_the_clients(*id) => None,
        _ => {
            let text = Plain::default().report(&Report::Stop(Box::new(stop.clone())));
            text.lines().next().map(str::to_owned)
        }
    }
}
