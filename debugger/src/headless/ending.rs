//! How a headless run ends: what is told of it, and its exit code.

use std::time::Duration;

use jumppad_tiers::{Machine, StopReason};

use super::{Guest, Run, Summary, Telling};
use crate::exit::Exit;
use crate::render::{Style, put_error, put_json, put_text, to_json};
use jumppad_engine::expression::Scope;
use jumppad_engine::host::{mos_sim, sim65};
use jumppad_engine::program::sim65::Version;
use jumppad_engine::program::source::Source;
use jumppad_engine::program::symbols::Symbols;
use jumppad_language::error::CommandError;

/// The exit code of a program that SIGPIPE ended, as a shell gives it.
const BROKEN_PIPE: u8 = 128 + 13;

/// Why a run is over.
pub(super) enum End {
    Stopped(StopReason),
    /// A sim65 program's own end.
    Exited(u8),
    /// The result that a test program reported by memory.
    Reported(u8),
    /// The end of a program for llvm-mos's simulator.
    Simulated(mos_sim::Ended),
    /// What sim65 would not go on with either.
    Fault(String),
    /// Nobody reads what the guest prints.
    Unread,
    /// What the guest prints cannot be written.
    Unwritten,
    /// The guest asked its console for more than there is.
    Exhausted,
    /// The host's time is up.
    Timeout,
    Sim65Limit,
}

/// Tells what happened, where and if it is wanted.
pub(super) fn tell(order: &Run, machine: &Machine, end: &End, guest: Guest, time: Duration) {
    let code = match end {
        End::Exited(code) | End::Reported(code) => Some(*code),
        End::Simulated(ended) => Some(ended.how.code()),
        _ => None,
    };
    if order.sim65.counts_cycles && order.style == Style::Text {
        // Each as its simulator does.
        match end {
            End::Exited(_) => put_text(&format!("{} cycles\n", sim65::cycles_at_exit(machine))),
            End::Simulated(ended) => put_error(&format!("{} cycles\n", ended.cycles)),
            _ => {}
        }
    }
    let unasked = match end {
        End::Fault(text) => Some(text.as_str()),
        End::Simulated(ended) => ended.how.fault(),
        End::Sim65Limit => Some("the limit of cycles is reached"),
        End::Stopped(StopReason::Trap) if guest.is_simulated() => {
            Some("an instruction jumps to itself, so the program never exits")
        }
        _ => None,
    };
    if let Some(text) = unasked
        && order.style == Style::Text
    {
        let (name, pc) = (order.sim65.face.name(), machine.cpu().pc);
        put_error(&format!("{name}: {text} (PC ${pc:04X})\n"));
    }
    let is_interrupted = matches!(end, End::Stopped(StopReason::Interrupted) | End::Timeout);
    let is_wanted = match order.telling {
        Telling::Summary => true,
        Telling::Usual => !guest.has_streams() || order.style == Style::Json || is_interrupted,
        Telling::Quiet => false,
    };
    // Such a guest is told of where nobody reads any more.
    let is_unread = matches!(end, End::Unread) && guest == Guest::Silent;
    if !is_wanted || is_unread {
        return;
    }
    let summary = Summary::of(machine, name(end), code, unasked, time);
    match (order.style, guest) {
        (Style::Json, Guest::Silent) => put_json(&summary),
        (Style::Json, _) => put_error(&to_json(&summary)),
        (Style::Text, Guest::Silent) => put_text(&summary.text()),
        (Style::Text, _) => put_error(&summary.text()),
    }
}

pub(super) fn exit(
    order: &Run,
    machine: &Machine,
    end: &End,
    guest: Guest,
) -> Result<Exit, CommandError> {
    let is_over = match end {
        End::Stopped(reason) => !matches!(reason, StopReason::Cycles | StopReason::Interrupted),
        End::Exited(_) | End::Reported(_) | End::Exhausted => true,
        End::Simulated(ended) => ended.how.fault().is_none(),
        End::Fault(_) | End::Unread | End::Unwritten | End::Timeout | End::Sim65Limit => false,
    };
    if let Some(expr) = order.exit_from.as_ref().filter(|_| is_over) {
        let symbols = Symbols::default();
        let source = Source::default();
        let scope = Scope {
            last_address: machine.cpu().pc,
            ..Scope::of(machine, &symbols, &source)
        };
        return Ok(Exit::from_value(scope.value(expr)?));
    }
    let version = match guest {
        Guest::Sim65(version) => version,
        Guest::Silent | Guest::Prints | Guest::Hosted | Guest::MosSim => Version::V2_19,
    };
    Ok(match end {
        End::Exited(code) | End::Reported(code) => Exit::Guest(*code),
        End::Simulated(ended) => Exit::Guest(ended.how.code()),
        End::Fault(_) => Exit::Guest(version.fault_code()),
        End::Sim65Limit => Exit::Guest(version.limit_code()),
        End::Unread => Exit::Guest(BROKEN_PIPE),
        End::Stopped(StopReason::Trap) if guest.is_simulated() => Exit::Failed,
        End::Stopped(StopReason::Trap | StopReason::Breakpoint) | End::Exhausted => Exit::Fine,
        End::Stopped(StopReason::Cycles) | End::Timeout => Exit::CycleLimit,
        End::Stopped(_) | End::Unwritten => Exit::Failed,
    })
}

fn name(end: &End) -> &'static str {
    match end {
        End::Exited(_) => "exit",
        End::Reported(_) => "report",
        End::Simulated(ended) if ended.how.fault().is_some() => "fault",
        End::Simulated(_) => "exit",
        End::Fault(_) => "fault",
        End::Unread => "unread",
        End::Unwritten => "unwritten",
        End::Exhausted => "eof",
        End::Timeout => "timeout",
        End::Sim65Limit => "cycles",
        End::Stopped(reason) => match reason {
            StopReason::Trap => "trap",
            // The only breakpoint there is here.
            StopReason::Breakpoint => "until",
            StopReason::Cycles => "cycles",
            StopReason::Jam => "jam",
            StopReason::Wait => "wait",
            StopReason::HostCall => "host-call",
            StopReason::Watchpoint(_) => "watchpoint",
            StopReason::Catch(_) => "catch",
            StopReason::Returned => "returned",
            StopReason::Interrupted => "interrupted",
            StopReason::Device => "device",
        },
    }
}
