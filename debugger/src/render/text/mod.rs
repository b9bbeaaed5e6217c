//! Reports as text for people.
//!
//! Invariant: without colours the text says the same; colour only underlines it.

mod banks;
mod breakpoints;
mod coverage;
mod display;
mod done;
mod dump;
mod found;
mod guest;
mod help;
mod history;
mod jit;
mod machine;
mod memory;
mod nothing;
mod outside;
mod profile;
mod routines;
mod screens;
mod source;
mod stack;
mod symbols;
mod told;
mod trace;
mod variables;

use std::fmt::Write;

pub(super) use help::{lines, width};
pub(crate) use outside::covers;

use super::{Role, paint};
pub(crate) use guest::why_text;
use guest::{disassembly, examine, registers, stop};
use jumppad_language::report::Report;

/// The text of `report`, with its line end.
pub(super) fn text(report: &Report) -> String {
    match report {
        Report::Blank | Report::Done | Report::Quit => String::new(),
        // Not a line of the debugger's: the guest's text is written as it comes.
        Report::Output { text, .. } => text.clone(),
        Report::InterruptLine(change) => outside::line_change(change),
        Report::InterruptLines { list } => outside::lines(list),
        Report::Device(view) => outside::device(view),
        Report::Devices { list } => outside::devices(list),
        Report::DeviceRegisters { list } => outside::registers(list),
        Report::DeviceMemories { list } => outside::memories(list),
        Report::DeviceMemory { start, bytes, .. } => memory::dump(*start, bytes),
        Report::Pads { list } => outside::pads(list),
        Report::Machine(view) => machine::machine(view),
        Report::Banks(view) => banks::banks(view),
        Report::Host(view) => routines::host(view),
        Report::Screen { rows } => routines::screen(rows),
        Report::Rom(view) => outside::rom(view),
        Report::Expected(view) => screens::expected(view),
        Report::Screens { list } => screens::screens(list),
        Report::Keyboard(view) => screens::keyboard(view),
        Report::Nothing(of) => nothing::nothing(of),
        Report::Written(view) => done::written(view),
        Report::Loaded(program) => done::loaded(program),
        Report::Opened(lines) => done::opened(lines),
        Report::BreakpointsChanged { list, change } => done::breakpoints(list, *change),
        Report::SymbolsDeleted { count } => {
            format!("{} deleted\n", counted(*count as u64, "symbol", "symbols"))
        }
        Report::OutOfUse(what) => done::out_of_use(what),
        Report::Recording(view) => done::recording(view),
        Report::Taught { list } | Report::Types { list } => list.join("\n") + "\n",
        Report::Nature(of) => told::nature(of),
        Report::Declared { list } => told::declared(list),
        Report::Scope { list, .. } => told::scope(list),
        Report::Called(view) => told::called(view),
        Report::SourceFolders { list } => source::folders(list),
        Report::HostChosen { routines } => routines::chosen(*routines),
        Report::Note { text }
        | Report::Echo { text }
        | Report::Value { text, .. }
        | Report::Typed { text, .. }
        | Report::CType { text, .. } => {
            format!("{text}\n")
        }
        Report::Variables { list } => variables::variables(list).map(|line| line + "\n").collect(),
        Report::Displays { list } => display::displays(list),
        Report::Command { text } => format!("{}\n", paint(Role::Faint, format!("+{text}"))),
        Report::Stop(report) => stop(report),
        Report::CallStack(view) => stack::call_stack(view),
        Report::Frame { frame, line } => stack::selected(frame, line),
        Report::Registers(view) => registers(view),
        Report::Top(view) => jit::top(view),
        Report::Page(view) => jit::page(view),
        Report::AddressHistory(view) => jit::address_history(view),
        Report::History(view) => history::history(view),
        Report::Recorded(view) => trace::recorded(view),
        Report::TraceStatus(view) => trace::status(view),
        Report::ProfileState(view) => profile::state(view),
        Report::Profile(view) => profile::flat(view),
        Report::ProfileLines(view) => profile::lines(view),
        Report::ProfileCalls(view) => profile::calls(view),
        Report::ProfileCode(view) => profile::code(view),
        Report::ProfileCounts(view) => profile::counts(view),
        Report::Coverage(view) => coverage::coverage(view),
        Report::Found(view) => found::found(view),
        Report::Memory(view) => memory::memory(view),
        Report::Text { start, bytes, .. } => memory::text(*start, bytes),
        Report::MemoryMap(view) => memory::map(view),
        Report::Changed(change) => memory::change(change),
        Report::Hunt(hunt) => memory::hunt(hunt),
        Report::Compared(view) => memory::comparison(view),
        Report::Assembled(view) => memory::assembled(view),
        Report::Examine { columns, cells } => examine(*columns, cells),
        Report::Disassembly { lines } => disassembly(lines),
        Report::List(view) => source::list(view),
        Report::SourceLine(view) => source::place(view),
        Report::SourceFiles(view) => source::files(view),
        Report::Breakpoint(view) => breakpoints::echo(view),
        Report::Trace(view) => guest::trace(view),
        Report::Breakpoints { list } => breakpoints::breakpoints(list),
        Report::Followed { list } => breakpoints::followed(list),
        Report::SymbolsLoaded(loaded) => symbols::loaded(loaded),
        Report::Symbols { list } => symbols::symbols(list),
        Report::Nearest(view) => symbols::nearest(view),
        Report::CatchWords { list } => breakpoints::catch_words(list),
        Report::Jit(view) => jit::jit(view),
        Report::Groups { list, space } => jit::groups(list) + &banks::space(space.as_ref()),
        Report::Blocks { list, space } => jit::blocks(list) + &banks::space(space.as_ref()),
        Report::GroupShape(view) => dump::shape(view),
        Report::Dump(view) => dump::dump(view),
        Report::CodeMap(map) => dump::map(map),
        Report::Why {
            address,
            symbol,
            text,
        } => format!("{}: {text}\n", symbols::place(*address, symbol.as_deref())),
        Report::Event {
            cycle,
            text,
            symbol,
            ..
        } => {
            let place = symbol.as_ref();
            let place = place.map_or_else(String::new, |symbol| format!(" at {symbol}"));
            let told = format!("jit: {text}{place}, cycle {}", grouped(*cycle));
            format!("{}\n", paint(Role::Event, told))
        }
        Report::Setting { name, value, note } => {
            let note = note.map_or_else(String::new, |note| format!("; {note}"));
            format!("{name} is {value}{note}\n")
        }
        Report::Settings { list } => {
            let longest = list.iter().map(|(name, _)| name.len() + 2).max();
            let width = longest.unwrap_or(0).max(16);
            let line = |(name, value): &(_, _)| format!("{name:<width$}{value}\n");
            list.iter().map(line).collect()
        }
        Report::Help { sections, topics } => help::help(sections, topics),
        Report::HelpOn {
            usage,
            aliases,
            text,
        } => {
            let mut out = format!("{}\n", paint(Role::Code, usage));
            if !aliases.is_empty() {
                let _ = writeln!(out, "also: {}", aliases.join(", "));
            }
            out + &help::wrapped(text)
        }
    }
}

/// A number with its noun.
fn counted(value: u64, one: &str, many: &str) -> String {
    let noun = if value == 1 { one } else { many };
    format!("{} {noun}", grouped(value))
}

/// `1234567` as `1,234,567`.
fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (value, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (96_241_364, "96,241,364"),
        ] {
            assert_eq!(grouped(value), text);
        }
    }
}
