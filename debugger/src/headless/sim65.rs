//! What a headless run does for a sim65 program besides: sim65's own options, and its face.

use jumppad_engine::host::sim65::streams::{Stream, Streams};
use jumppad_engine::host::sim65::{Call, Host};
use jumppad_engine::program::load::Program;
use jumppad_engine::program::sim65::{Chip, Version};
use jumppad_engine::tracing::Tracer;
use jumppad_tiers::{Machine, StopReason};

use super::streams::Standard;
use crate::exit::Exit;
use crate::render::put_error;

/// As which program this one was called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Face {
    #[default]
    Jumppad,
    Sim65,
}

impl Face {
    /// How it begins what it has to say.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Jumppad => "jumppad",
            Self::Sim65 => "sim65",
        }
    }

    /// How a run ends that never began.
    pub(super) fn failed(self) -> Exit {
        match self {
            Self::Jumppad => Exit::Failed,
            Self::Sim65 => Exit::Guest(Version::Current.fault_code()),
        }
    }
}

/// What sim65's options say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sim65Order {
    pub(crate) face: Face,
    /// The convention, where the user knows better.
    pub(crate) version: Option<Version>,
    /// The chip, where the user chose one of sim65's.
    pub(crate) chip: Option<Chip>,
    /// The limit that ends the run as sim65 ends it.
    pub(crate) limit: Option<u64>,
    /// Whether to say how many cycles the program took.
    pub(crate) counts_cycles: bool,
    pub(crate) traces: bool,
    /// How much is said of what the program asks: 1 for its end, 2 for each call.
    pub(crate) verbosity: u8,
}

impl Sim65Order {
    /// Makes `program` what the user says it is.
    pub(super) fn fit(&self, program: &mut Program) {
        if let Some(kind) = &mut program.sim65 {
            kind.version = self.version.unwrap_or(kind.version);
            if let Some(chip) = self.chip {
                kind.chip = chip;
                program.cpu = Some(chip.model());
            }
            let version = kind.version.name();
            if self.verbosity > 0 {
                put_error(&format!(
                    "{} bytes of {}, entry ${:04X}, for sim65 {version}\n",
                    program.size(),
                    program.name,
                    program.entry
                ));
            }
        }
    }
}

/// Says that the program is about to ask for something.
pub(super) fn say(host: &Host, machine: &Machine, verbosity: u8) {
    let Some(call) = host.call_at(machine.cpu().pc) else {
        return;
    };
    let needed = if call == Call::Exit { 1 } else { 2 };
    if verbosity >= needed {
        put_error(&format!("{}\n", host.said(call, machine)));
    }
}

/// Runs for `budget` cycles, or until something stops the machine, one instruction after the other.
pub(super) fn step(
    host: &mut Host,
    machine: &mut Machine,
    streams: &mut Standard,
    tracer: &mut Option<Tracer>,
    budget: u64,
) -> StopReason {
    let end = machine.cpu().cycles.saturating_add(budget);
    while machine.cpu().cycles < end {
        let mut is_unread = false;
        let pointer = host.kind().stack_pointer;
        let reason = host.step(
            machine,
            |line| is_unread = streams.write(Stream::Output, line.as_bytes()).is_err(),
            |machine| match tracer {
                Some(tracer) => tracer.go(machine, 1, Some(pointer)),
                None => machine.run(1),
            },
        );
        // Whoever looks after the streams finds out why.
        if reason != StopReason::Cycles || is_unread {
            return reason;
        }
    }
    StopReason::Cycles
}
