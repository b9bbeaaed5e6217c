//! What a headless run tells of itself when it is over.

use std::time::Duration;

use jumppad_tiers::{EventKind, Machine};
use schemars::JsonSchema;
use serde::Serialize;

use jumppad_language::report::{JitCounters, Registers};

/// A run of `jumppad run` is over.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Summary {
    #[schemars(extend("const" = "summary"))]
    r#type: &'static str,
    stop: Ended,
    cycles: u64,
    /// Of the host.
    seconds: f64,
    /// Cycles in a millionth of a second of the host.
    mhz: f64,
    cpu: Registers,
    jit: JitCounters,
}

/// How a run ended.
#[derive(Serialize, JsonSchema)]
struct Ended {
    /// `trap`, `until`, `cycles`, `timeout`, `jam`, `wait`, `interrupted`, `exit`, `fault`, `report` when a test program has
    /// told its result by memory, `eof` at the end of a console's input, `unread` when nobody reads the output, or
    /// `unwritten` when it cannot be written.
    reason: &'static str,
    pc: u16,
    /// What a sim65 program exited with, or a test program reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u8>,
    /// What a sim65 program did that its host cannot go on with.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// What there is to say of compilations that failed: such code stayed in the tiers before.
pub(super) fn failures(machine: &mut Machine) -> Option<String> {
    let what = match machine.jit_stats().compile_failures {
        0 => return None,
        1 => "1 compilation".to_owned(),
        count => format!("{count} compilations"),
    };
    let error = machine
        .drain_events()
        .into_iter()
        .find_map(|event| match event.kind {
            EventKind::CompileFailed { error, .. } => Some(error),
            _ => None,
        });
    let error = error
        .as_deref()
        .unwrap_or("the log is too short to say why");
    Some(format!(
        "{what} by LLVM failed, so that code ran in the other tiers: {error}"
    ))
}

impl Summary {
    pub(super) fn of(
        machine: &Machine,
        reason: &'static str,
        code: Option<u8>,
        text: Option<&str>,
        time: Duration,
    ) -> Self {
        let (cycles, seconds) = (machine.cpu().cycles, time.as_secs_f64());
        Self {
            r#type: "summary",
            stop: Ended {
                reason,
                pc: machine.cpu().pc,
                code,
                text: text.map(str::to_owned),
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
        }
    }

    pub(super) fn text(&self) -> String {
        let Self { stop, cpu, jit, .. } = self;
        let code = stop
            .code
            .map_or_else(String::new, |code| format!(" {code}"));
        format!(
            "{}{code} at ${:04X} after {} cycles, {:.3} s, {:.0} MHz\n\
             A ${:02X}  X ${:02X}  Y ${:02X}  SP ${:02X}  P ${:02X}\n\
             jit: {} groups compiled in {:.1} ms, {} live, {} invalidations, {} side exits\n",
            stop.reason,
            stop.pc,
            self.cycles,
            self.seconds,
            self.mhz,
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
}
