//! What commands did, as text.

use super::counted;
use super::symbols::place;
use jumppad_language::report::{
    BreakpointChange, LoadedProgram, Opened, OutOfUse, RecordingState, RecordingView, Written,
    WrittenView,
};

pub(super) fn written(view: &WrittenView) -> String {
    let file = &view.file;
    match &view.what {
        Written::Profile { samples, format } => {
            format!("{samples} samples written to {file}, as {format}\n")
        }
        Written::Coverage { added: false } => format!("coverage written to {file}\n"),
        Written::Coverage { added: true } => format!("coverage added to {file}\n"),
        Written::Breakpoints { count } => {
            let breakpoints = counted(*count as u64, "breakpoint", "breakpoints");
            format!("{breakpoints} written to {file}\n")
        }
        Written::Symbols { count } => {
            let symbols = counted(*count as u64, "symbol", "symbols");
            format!("{symbols} written to {file}\n")
        }
        Written::Machine => {
            format!("{file}: what is attached; `machine {file}` builds it again\n")
        }
        Written::Memory { start, end } => {
            let bytes = u32::from(end - start) + 1;
            format!("{file}: {bytes} bytes, ${start:04X}-${end:04X}\n")
        }
        Written::Dump { lines } => format!("{lines} lines written to {file}\n"),
    }
}

pub(super) fn loaded(program: &LoadedProgram) -> String {
    let chip = program
        .cpu
        .map_or_else(String::new, |cpu| format!(", cpu {cpu}"));
    let host = program.sim65.as_ref().map_or_else(String::new, |host| {
        let (pointer, version) = (host.stack_pointer, host.version);
        format!(", C stack pointer at ${pointer:02X}, sim65 {version}")
    });
    let LoadedProgram {
        name, bytes, start, ..
    } = program;
    let entry = place(program.entry, program.symbol.as_deref());
    format!("{name}: {bytes} bytes from ${start:04X}, entry {entry}{chip}{host}; `run` starts it\n")
}

pub(super) fn opened(lines: &Opened) -> String {
    match lines {
        Opened::Actions { breakpoints } => {
            let names = breakpoints.iter().map(|id| format!("#{id}"));
            let names = names.collect::<Vec<_>>().join(", ");
            format!("commands of {names}, one a line; `end` ends them\n")
        }
        Opened::Definition { name } => {
            format!("commands of `{name}`, one line each; `end` ends them\n")
        }
        Opened::Help { name } => format!("help of `{name}`, one line each; `end` ends them\n"),
    }
}

pub(super) fn breakpoints(ids: &[u32], change: BreakpointChange) -> String {
    let done = match change {
        BreakpointChange::Deleted => "deleted",
        BreakpointChange::Enabled => "enabled",
        BreakpointChange::Disabled => "disabled",
    };
    match ids {
        [id] => format!("breakpoint {id} {done}\n"),
        several => format!("breakpoints {} {done}\n", runs(several)),
    }
}

/// `1-3, 7`: several that follow each other are told by the first and the last.
fn runs(ids: &[u32]) -> String {
    let runs = ids.chunk_by(|a, b| a + 1 == *b);
    let runs: Vec<String> = runs
        .map(|run| match run {
            [first, .., last] => format!("{first}-{last}"),
            one => one[0].to_string(),
        })
        .collect();
    runs.join(", ")
}

pub(super) fn out_of_use(what: &OutOfUse) -> String {
    match what {
        OutOfUse::Groups { names } => format!("out of use: {}\n", names.join(", ")),
        OutOfUse::All { groups } => {
            let groups = counted(*groups as u64, "group", "groups");
            format!("out of use: {groups}; what was counted is forgotten\n")
        }
    }
}

pub(super) fn recording(view: &RecordingView) -> String {
    let file = &view.file;
    let noun = if view.commands == 1 {
        "command"
    } else {
        "commands"
    };
    let commands = format!("{} {noun}", view.commands);
    match view.state {
        RecordingState::Begun => format!("recording into {file}; `record stop` ends it\n"),
        RecordingState::UnderWay => format!("recording into {file}: {commands}\n"),
        RecordingState::Ended => format!("{file}: {commands}\n"),
    }
}
