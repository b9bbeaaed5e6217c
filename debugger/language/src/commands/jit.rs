//! The JIT at work.

pub(crate) mod code;
pub(crate) mod policy;
mod top;

use std::path::Path;

use jumppad_tiers::JitMode;

use super::{Completer, Enter, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{range, token};
use crate::page;
use crate::report::{GroupView, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::Expr;
use jumppad_engine::settings::{Switch, mode_name};

pub(super) const FAMILY: Family = Family {
    title: "The JIT",
    rows: &[
        Row {
            names: &["info jit"],
            summary: "what was compiled, thrown away, and what it cost",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(info(s))),
            ..Row::PLAIN
        },
        Row {
            names: &["info groups"],
            summary: "the groups of blocks that are compiled now",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(groups(s))),
            ..Row::PLAIN
        },
        Row {
            names: &["info blocks"],
            arguments: "[hot N]",
            summary: "the blocks that ran or are compiled, with their tier and entries",
            details: "With hot N, the N entered most often. Entries are those that were counted: by the interpreter up to \
                      the promotion, and from outside into a group; what loops inside of a group is not counted, for \
                      counting would cost what compiling saves. A block that is reached from within only has a dash.",
            complete: Completer::Words(&["hot"]),
            bind: |i| bind(i, code::hottest, code::blocks),
            ..Row::PLAIN
        },
        Row {
            names: &["jit why"],
            arguments: "[ADDRESS]",
            summary: "why an address is compiled or not",
            details: "Without an address: PC.",
            bind: |i| bind(i, nom::combinator::opt(range::address), why),
            ..Row::PLAIN
        },
        Row {
            names: &["jit history"],
            arguments: "[ADDRESS]",
            summary: "what ever happened to the code at an address, and why",
            details: "Without an address: PC. It tells when a block there was counted and translated, which regions had it, what took \
                      them out of use, and what its own stores did to others. The first regions and the latest are kept, about 250.",
            bind: |i| bind(i, nom::combinator::opt(range::address), history),
            ..Row::PLAIN
        },
        top::TOP,
        Row {
            names: &["jit report"],
            arguments: "FILE",
            summary: "write a page about the run: which code was compiled when and why, what threw it away, where the time went",
            details: "FILE.html is one file that any browser opens, without a network: a timeline of regions, a map of memory, the \
                      regions at each stage from 6502 to machine code, the history of addresses, a flame graph. FILE.json is the \
                      data of it. What was sampled (`profile on`) and noted (`coverage on`) is in it. Each region that is shown in \
                      detail is compiled again for it; `jumppad run --report FILE` writes one at the end of a run.",
            complete: Completer::Files,
            bind: |i| bind(i, token::file_name, |s, name| page(s, &name)),
            ..Row::PLAIN
        },
        Row {
            names: &["jit dump"],
            arguments: "[ADDRESS] [6502|bitcode|base|ir|opt|asm|map] [--to FILE]",
            summary: "what a group looks like at each stage of its compilation",
            details: "bitcode is the function of the opcode at the address, as every tier is made of it. base is the baseline code around the address, stencil by stencil. The other stages are those of a group: 6502 is the guest's code in blocks, with the ways in, what closes loops, and what the group takes for \
                      granted. ir calls one opcode function an instruction; opt is what LLVM makes of it once all is \
                      inlined; asm is the host's code; each with the guest's instructions in between. map counts the host \
                      instructions that each of them became. The group is compiled again for it. --to writes generated code to a file. Without a stage: 6502, \
                      without an address: PC.",
            complete: Completer::Words(&["6502", "bitcode", "base", "ir", "opt", "asm", "map"]),
            bind: |i| bind(i, code::dumped, code::dump),
            ..Row::PLAIN
        },
        Row {
            names: &["jit promote"],
            arguments: "[ADDRESS]",
            summary: "compile the region around a block now, however often it ran",
            details: "Without an address: PC. It waits for the compiler.",
            bind: |i| bind(i, nom::combinator::opt(range::address), code::promote),
            ..Row::PLAIN
        },
        Row {
            names: &["jit invalidate"],
            arguments: "[ADDRESS]",
            summary: "take the groups that hold an instruction out of use",
            details: "Without an address: PC. Their blocks count again.",
            bind: |i| bind(i, nom::combinator::opt(range::address), code::invalidate),
            ..Row::PLAIN
        },
        Row {
            names: &["jit flush"],
            summary: "take all groups out of use and forget what was counted",
            bind: |i| bind(i, token::nothing, code::flush),
            ..Row::PLAIN
        },
        Row {
            names: &["jit log"],
            arguments: "on|off",
            summary: "tell what the JIT does while the guest runs",
            complete: Completer::Words(&["on", "off"]),
            bind: |i| bind(i, token::word, log),
            ..Row::PLAIN
        },
        Row {
            names: &["jit on"],
            summary: "compile hot code in the background",
            bind: |i| bind(i, token::nothing, |s, ()| mode(s, JitMode::Background)),
            ..Row::PLAIN
        },
        Row {
            names: &["jit baseline"],
            summary: "translate warm code to baseline code, and compile nothing",
            bind: |i| bind(i, token::nothing, |s, ()| mode(s, JitMode::Baseline)),
            ..Row::PLAIN
        },
        Row {
            names: &["jit off"],
            summary: "interpret everything",
            bind: |i| bind(i, token::nothing, |s, ()| mode(s, JitMode::Off)),
            ..Row::PLAIN
        },
        Row {
            names: &["jit sync"],
            summary: "wait for what is compiled, so that runs are reproducible",
            enter: Enter::Nothing,
            bind: |i| bind(i, token::nothing, |s, ()| mode(s, JitMode::Sync)),
            ..Row::PLAIN
        },
        Row {
            names: &["jit llvm"],
            summary: "have each block compiled at the threshold, without baseline code",
            bind: |i| bind(i, token::nothing, |s, ()| mode(s, JitMode::Llvm)),
            ..Row::PLAIN
        },
    ],
};

fn info(session: &Session<'_>) -> Report {
    Report::Jit(session.debugger.jit())
}

fn groups(session: &Session<'_>) -> Report {
    let list = session
        .debugger
        .machine
        .groups()
        .into_iter()
        .map(|group| GroupView {
            id: group.id.to_string(),
            entry: group.entry,
            symbol: session.debugger.place(group.entry),
            ranges: group
                .ranges
                .iter()
                .map(|r| (*r.start(), *r.end()))
                .collect(),
            ways_in: group.entry_points,
            blocks: group.blocks,
            instructions: group.instructions,
            code_bytes: group.code_bytes,
            entries: group.entries,
            side_exits: group.side_exits,
        });
    Report::Groups {
        list: list.collect(),
        space: session.debugger.space(),
    }
}

fn why(session: &mut Session<'_>, address: Option<Expr>) -> Outcome {
    let address = address_or_pc(session, address)?;
    let mut text = session.debugger.machine.why(address).to_string();
    if session.debugger.machine.has_dynamic_operand(address) {
        text += "; its operand is read at run time, for the program patches it";
    }
    if let Some(id) = session.debugger.breakpoints.of_edges().next() {
        text += &format!("; nothing runs compiled while breakif #{id} is looked at");
    }
    Ok(Report::Why {
        address,
        symbol: session.debugger.place(address),
        text,
    })
}

fn page(session: &mut Session<'_>, name: &str) -> Outcome {
    let view = page::write(session.debugger, Path::new(name))?;
    Ok(Report::Page(view))
}

fn history(session: &mut Session<'_>, address: Option<Expr>) -> Outcome {
    let address = address_or_pc(session, address)?;
    Ok(Report::AddressHistory(session.debugger.history_of(address)))
}

/// The address meant, which `$_` is from now on.
fn address_or_pc(session: &mut Session<'_>, address: Option<Expr>) -> Result<u16, CommandError> {
    let address = match address {
        Some(address) => session.debugger.scope().address(&address)?,
        None => session.debugger.machine.cpu().pc,
    };
    session.debugger.last_address = address;
    Ok(address)
}

fn log(session: &mut Session<'_>, word: String) -> Outcome {
    let Some(switch) = Switch::parse(&word) else {
        return Err(CommandError::Setting {
            message: format!("the log cannot be `{word}`"),
            advice: "on or off".to_owned(),
        });
    };
    session.debugger.settings.jit_log = switch;
    Ok(Report::Setting {
        name: "jit log",
        value: switch.name().to_owned(),
        note: None,
    })
}

fn mode(session: &mut Session<'_>, mode: JitMode) -> Outcome {
    session.debugger.machine.set_jit_mode(mode);
    Ok(Report::Setting {
        name: "jit",
        value: mode_name(mode).to_owned(),
        note: None,
    })
}
