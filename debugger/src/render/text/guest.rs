//! The guest as text: stops, registers, memory, code.

use std::fmt::Write;

use super::super::{Role, page, paint};
use super::symbols::place;
use super::{counted, source};
use jumppad_engine::program::symbols::typed;
use jumppad_language::report::{
    CaughtView, Cell, CodeLine, RegisterView, Stop, TraceView, UninitAccess, Why,
};

/// Columns of an instruction's text, as far as names do not make it longer.
const TEXT_COLUMN: usize = 16;
const WIDEST_TEXT: usize = 32;

/// Letters of the registers.
const REGISTERS: usize = 54;

pub(super) fn address(value: u16) -> String {
    in_bank(None, value)
}

/// An address with the number of its bank, where that must be said: as `break` takes it.
pub(super) fn in_bank(bank: Option<u16>, value: u16) -> String {
    let bank = bank.map_or_else(String::new, |bank| format!("{bank}:"));
    paint(Role::Address, format!("{bank}${value:04X}"))
}

pub(super) fn stop(stop: &Stop) -> String {
    let sign = if stop.elapsed < 0 { "-" } else { "" };
    let cycles = counted(stop.elapsed.unsigned_abs(), "cycle", "cycles");
    let (what, detail) = why(&stop.why);
    let detail = detail.map_or_else(String::new, |text| format!(": {text}"));
    let place = stop.symbol.as_ref();
    let place = place.map_or_else(String::new, |symbol| format!(" at {symbol}"));
    format!(
        "{}{place} after {sign}{cycles}{detail}\n{}{}{}{}",
        paint(Role::Heading, what),
        stop.returned
            .as_ref()
            .map_or_else(String::new, |view| format!("it returned {}\n", view.data)),
        registers(&stop.registers),
        stop.source.as_ref().map_or_else(String::new, source::line),
        instruction(&stop.next, TEXT_COLUMN)
    )
}

/// The reason of a stop in one line.
pub(crate) fn why_text(reason: &Why) -> String {
    match why(reason) {
        (what, Some(detail)) => format!("{what}: {detail}"),
        (what, None) => what,
    }
}

/// The reason of a stop, and what more there is to say.
fn why(reason: &Why) -> (String, Option<String>) {
    let (what, detail) = match reason {
        Why::Step => ("step", None),
        Why::InterruptTaken { line } => {
            let detail = "this is the handler's first instruction";
            return (format!("{line} taken"), Some(detail.to_owned()));
        }
        Why::Returned => ("returned", None),
        Why::Called => ("at the call", None),
        Why::HistoryStart { text } => ("start of history", Some(text.clone())),
        Why::Unwound { expected } => {
            let detail = format!("the frame is gone, but nothing returned to ${expected:04X}");
            ("unwound", Some(detail))
        }
        Why::Until => ("until", None),
        Why::Output => ("printed", Some("what was awaited is there".to_owned())),
        Why::Breakpoint { id } => return (format!("breakpoint #{id}"), None),
        Why::BadCondition { error, at, .. } => {
            let detail = format!("its condition failed: {error}");
            return (why(at).0, Some(detail));
        }
        Why::TraceCommand { id } => {
            return (
                format!("trace #{id}"),
                Some("a command of it ended the run".to_owned()),
            );
        }
        Why::Watchpoint {
            id,
            address,
            symbol,
            write,
            old,
            new,
        } => {
            let detail = access(place(*address, symbol.as_deref()), *write, *old, *new);
            return (format!("watchpoint #{id}"), Some(detail));
        }
        Why::Catch { id, what } => return (format!("catch #{id}"), Some(caught(what))),
        Why::Trap => ("trap", Some("this instruction jumps to itself".to_owned())),
        Why::Wait => {
            let detail =
                "only `irq` or `nmi` can raise the interrupt that this instruction waits for";
            ("wait", Some(detail.to_owned()))
        }
        Why::Jam { opcode } => {
            let detail = format!("opcode ${opcode:02X} locks the CPU up; only a reset helps");
            ("jam", Some(detail))
        }
        Why::Exited { code } => {
            let detail = format!("code {code}; `run` starts the program again");
            ("exited", Some(detail))
        }
        Why::HostFault { text } => ("host", Some(text.clone())),
        Why::Input => (
            "input",
            Some("the guest waits for input; `send` types".to_owned()),
        ),
        Why::Interrupted { waiting } => ("interrupted", waiting.clone()),
        Why::Cycles { waiting, .. } => ("cycle limit", waiting.clone()),
    };
    (what.to_owned(), detail)
}

/// What a catchpoint stopped for.
fn caught(what: &CaughtView) -> String {
    match what {
        CaughtView::Opcode { opcode } => format!("opcode ${opcode:02X}"),
        CaughtView::FirstExec => "nothing has executed here before".to_owned(),
        CaughtView::Uninit { address, access } => {
            let what = match access {
                UninitAccess::Read => "load",
                UninitAccess::Execute => "execute",
            };
            format!("{what} ${address:04X}, which nobody has written")
        }
        CaughtView::Return { to } => {
            format!("return to ${to:04X}, which no call and no interrupt pushed")
        }
        CaughtView::StackWrap => "the stack pointer goes over the end of its page".to_owned(),
        CaughtView::UnsetVector => {
            "BRK goes by the vector at $FFFE, which nobody has set".to_owned()
        }
        CaughtView::Interrupt { line, from } => {
            format!("{line} in front of ${from:04X}; this is its handler's first instruction")
        }
        CaughtView::Jit { text, .. } => text.clone(),
    }
}

/// An access that is about to happen.
pub(super) fn access(place: String, write: bool, old: u8, new: u8) -> String {
    match write {
        true => format!("store {place} ${old:02X}->${new:02X}"),
        false => format!("load {place} ${new:02X}"),
    }
}

/// A trace's line, short enough for what the instruction does to have room. Its registers have no stars: what they were
/// at the stop before is far away.
pub(super) fn trace(view: &TraceView) -> String {
    let now = &view.registers;
    let registers = format!(
        "{}  A {:02X} X {:02X} Y {:02X} SP {:02X} {} {}",
        address(now.pc),
        now.a,
        now.x,
        now.y,
        now.s,
        flags(now.p),
        view.cycle
    );
    let text = paint(Role::Code, &view.next.text);
    let access = view.access.as_ref().map(|a| {
        // A name that the instruction has is not said again.
        let symbol = a.symbol.as_deref();
        let symbol = symbol.filter(|name| !view.next.text.contains(name));
        access(place(a.address, symbol), a.write, a.old, a.new)
    });
    let comment = access.or_else(|| view.next.comment());
    let comment = comment.map_or_else(String::new, |text| {
        format!("  {}", paint(Role::Faint, format!("; {text}")))
    });
    format!("#{} {registers}  {text}{comment}\n", view.id)
}

pub(super) fn registers(view: &RegisterView) -> String {
    let (now, before) = (&view.cpu, &view.before);
    let mut line = String::new();
    let mut part = |name: &str, text: String, same: bool| {
        let width = text.len() + 2;
        let text = if same {
            format!("{text:width$}")
        } else {
            // A star, because colours are lost in pipes.
            format!(
                "{}{:2$}",
                paint(Role::Changed, format!("{text}*")),
                "",
                width - text.len() - 1
            )
        };
        let _ = write!(line, "{name}{text}");
    };
    part("PC ", format!("${:04X}", now.pc), now.pc == before.pc);
    part("A ", format!("${:02X}", now.a), now.a == before.a);
    part("X ", format!("${:02X}", now.x), now.x == before.x);
    part("Y ", format!("${:02X}", now.y), now.y == before.y);
    part("SP ", format!("${:02X}", now.s), now.s == before.s);
    part("P ", flags(now.p), now.p == before.p);
    let cycle = format!("cycle {}", view.cycles);
    if !page::fits(REGISTERS + cycle.len()) {
        line = format!("{}\n   ", line.trim_end());
    }
    line + &cycle + "\n"
}

/// The flags as letters; a set one is a capital.
pub(super) fn flags(p: u8) -> String {
    "nv-bdizc"
        .chars()
        .enumerate()
        .map(|(at, letter)| match p & 0x80 >> at {
            0 => letter,
            _ => letter.to_ascii_uppercase(),
        })
        .collect()
}

pub(super) fn examine(columns: usize, cells: &[Cell]) -> String {
    let is_marked = cells.iter().any(|cell| cell.current);
    cells
        .chunks(columns.max(1))
        .map(|row| {
            let texts: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
            let symbol = row[0].symbol.as_ref();
            let symbol = symbol.map_or_else(String::new, |symbol| format!(" <{symbol}>"));
            let start = address(row[0].address);
            let mark = match (row[0].current, is_marked) {
                (true, _) => "=> ",
                (false, true) => "   ",
                (false, false) => "",
            };
            format!("{mark}{start}{symbol}  {}\n", texts.join("  "))
        })
        .collect()
}

/// Instructions one below the other, each below its labels.
pub(super) fn disassembly(lines: &[CodeLine]) -> String {
    let column = column(lines);
    let row = |line: &CodeLine| {
        let labels = line.labels.iter();
        let labels =
            labels.map(|name| format!("{}\n", paint(Role::Address, format!("{}:", typed(name)))));
        labels.collect::<String>() + &instruction(line, column)
    };
    lines.iter().map(row).collect()
}

/// Instructions one below the other, without labels.
pub(super) fn code_lines(lines: &[CodeLine]) -> String {
    let column = column(lines);
    lines.iter().map(|line| instruction(line, column)).collect()
}

/// Where remarks begin behind the texts of these.
fn column(lines: &[CodeLine]) -> usize {
    let widest = lines.iter().map(|line| line.text.chars().count()).max();
    (widest.unwrap_or(0) + 1).clamp(TEXT_COLUMN, WIDEST_TEXT)
}

/// One instruction.
pub(super) fn code_line(line: &CodeLine) -> String {
    instruction(line, TEXT_COLUMN)
}

/// An instruction whose remarks begin `column` letters behind its text.
fn instruction(line: &CodeLine, column: usize) -> String {
    let arrow = match line.current {
        true => paint(Role::Current, "=>"),
        false => "  ".to_owned(),
    };
    let star = match (line.breakpoint, line.breakpoint_inside) {
        (true, _) => paint(Role::Error, "*"),
        (false, Some(_)) => paint(Role::Error, "+"),
        (false, None) => " ".to_owned(),
    };
    let bytes: Vec<String> = line.bytes.iter().map(|b| format!("{b:02X}")).collect();
    let tier = line.tier.as_deref().unwrap_or("");
    let comment = line.comment();
    let text = match (tier, &comment) {
        ("", None) => paint(Role::Code, &line.text),
        _ => {
            // What follows a long text still has a gap before it.
            let column = column.max(line.text.chars().count() + 1);
            paint(Role::Code, format!("{:<column$}", line.text))
        }
    };
    let gap = if tier.is_empty() { "" } else { "  " };
    let comment = comment.map_or_else(String::new, |text| {
        format!("{gap}{}", paint(Role::Faint, format!("; {text}")))
    });
    let start = format!(
        "{arrow}{star}{}  {:<8}  ",
        in_bank(line.bank, line.address),
        bytes.join(" ")
    );
    let call = line.host_call.map_or_else(String::new, |name| {
        let host = line.host.unwrap_or("host");
        format!("  {}", paint(Role::Faint, format!("; {host} {name}")))
    });
    let source = line.source.as_ref().map_or_else(String::new, source::line);
    format!(
        "{source}{start}{text}{}{comment}{call}\n",
        paint(Role::Event, tier)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jumppad_language::report::Registers;

    #[test]
    fn changed_registers_have_a_star() {
        let before = Registers::default();
        let cpu = Registers {
            a: 0x41,
            p: 0x24,
            ..before
        };
        let view = RegisterView {
            cpu,
            before,
            cycles: 5,
        };
        assert_eq!(
            registers(&view),
            "PC $0000  A $41* X $00  Y $00  SP $00  P nv-bdIzc* cycle 5\n"
        );
    }
}
