//! `jumppad run`: a program without the debugger, until it ends or its limits end it.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{Config, Machine, StopReason};
use serde::Serialize;

use crate::error::CommandError;
use crate::exit::Exit;
use crate::load::{Format, Placement, load, save};
use crate::render::{Style, complain, put_json, put_text};
use crate::report::{JitCounters, Registers};

/// More cycles than any run takes.
const NO_LIMIT: u64 = 1 << 62;

/// What to run and when to end.
pub(crate) struct Run {
    pub(crate) program: PathBuf,
    pub(crate) placement: Placement,
    pub(crate) config: Config,
    /// The chip, where the user chose one.
    pub(crate) cpu: Option<Model>,
    pub(crate) cycles: Option<u64>,
    pub(crate) until: Option<u16>,
    pub(crate) save_memory: Option<PathBuf>,
    pub(crate) style: Style,
}

/// What happened; the serde form is the `--json` contract.
#[derive(Serialize)]
struct Summary {
    stop: StopSummary,
    cycles: u64,
    seconds: f64,
    mhz: f64,
    cpu: Registers,
    jit: JitCounters,
}

#[derive(Serialize)]
struct StopSummary {
    reason: &'static str,
    pc: u16,
}

/// Runs and prints what happened.
pub(crate) fn run(order: Run) -> Exit {
    let style = order.style;
    execute(order).unwrap_or_else(|error| {
        complain(style, &error);
        Exit::Failed
    })
}

fn execute(order: Run) -> Result<Exit, CommandError> {
    let program = load(&order.program, order.placement)?;
    let mut machine = Machine::new(order.config);
    machine.set_model(program.chip(order.cpu));
    if let Some(pages) = program.rom.clone() {
        machine.protect(pages);
    }
    for segment in &program.segments {
        machine
            .load(segment.start, &segment.bytes)
            .expect("a loader gives only segments that fit");
    }
    machine.reset(jumppad_tiers::Reset::Soft);
    machine.cpu_mut().pc = program.entry;
    machine.cpu_mut().cycles = 0;
    if let Some(until) = order.until {
        machine.set_breakpoint(until);
    }
    let interrupt = machine.interrupt_flag();
    // Without a handler Ctrl-C still ends the program, only less politely.
    let _ = ctrlc::set_handler(move || interrupt.store(true, Ordering::SeqCst));

    let started = Instant::now();
    let reason = machine.run(order.cycles.unwrap_or(NO_LIMIT));
    let seconds = started.elapsed().as_secs_f64();

    if let Some(path) = &order.save_memory {
        save_memory(&machine, path)?;
    }
    let cycles = machine.cpu().cycles;
    let summary = Summary {
        stop: StopSummary {
            reason: name(reason),
            pc: machine.cpu().pc,
        },
        cycles,
        seconds,
        mhz: if seconds > 0.0 {
            cycles as f64 / seconds / 1e6
        } else {
            0.0
        },
        cpu: Registers::from(machine.cpu()),
        jit: machine.jit_stats().into(),
    };
    match order.style {
        Style::Json => put_json(&summary),
        Style::Text => put_text(&text(&summary)),
    }
    Ok(match reason {
        StopReason::Trap | StopReason::Breakpoint => Exit::Fine,
        StopReason::Cycles => Exit::CycleLimit,
        StopReason::Watchpoint(_)
        | StopReason::Jam
        | StopReason::Wait
        | StopReason::HostCall
        | StopReason::Interrupted => Exit::Failed,
    })
}

fn save_memory(machine: &Machine, path: &Path) -> Result<(), CommandError> {
    let bytes: Vec<u8> = (0..=0xFFFF).map(|a| machine.peek(a)).collect();
    save::save(path, Format::Raw, 0, &bytes)
}

fn name(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Trap => "trap",
        // The only breakpoint there is here.
        StopReason::Breakpoint => "until",
        StopReason::Cycles => "cycles",
        StopReason::Jam => "jam",
        StopReason::Wait => "wait",
        StopReason::HostCall => "host-call",
        StopReason::Watchpoint(_) => "watchpoint",
        StopReason::Interrupted => "interrupted",
    }
}

fn text(summary: &Summary) -> String {
    let Summary { stop, cpu, jit, .. } = summary;
    format!(
        "{} at ${:04X} after {} cycles, {:.3} s, {:.0} MHz\n\
         A ${:02X}  X ${:02X}  Y ${:02X}  SP ${:02X}  P ${:02X}\n\
         jit: {} groups compiled in {:.1} ms, {} live, {} invalidations, {} side exits\n",
        stop.reason,
        stop.pc,
        summary.cycles,
        summary.seconds,
        summary.mhz,
        cpu.a,
        cpu.x,
        cpu.y,
        cpu.s,
        cpu.p,
        jit.groups_compiled,
        jit.compile_seconds * 1000.0,
        jit.groups_live,
        jit.invalidations,
        jit.side_exits,
    )
}
