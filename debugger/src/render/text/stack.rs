//! The call stack as text.

use super::super::{Role, paint};
use super::counted;
use super::guest::{code_line, in_bank};
use super::variables;
use jumppad_language::report::{
    CallEvidence, CallKind, CallStackView, CallView, CodeLine, FrameView,
};

pub(super) fn call_stack(view: &CallStackView) -> String {
    let mut out: String = view.frames.iter().map(folded).collect();
    if view.more > 0 {
        let more = counted(view.more as u64, "frame", "frames");
        out += &paint(Role::Faint, format!("{more} further out"));
        out.push('\n');
    }
    if let Some(at) = view.other_stack {
        let text = format!("further out, at ${at:04X}, is a newer frame: another stack's");
        out += &paint(Role::Faint, text);
        out.push('\n');
    }
    out
}

pub(super) fn selected(view: &FrameView, line: &CodeLine) -> String {
    frame(view) + &code_line(line)
}

/// A frame, and how many others it stands for.
fn folded(view: &FrameView) -> String {
    let mut out = frame(view);
    if let Some(alike) = view.alike {
        let (first, last) = (view.frame + 1, view.frame + alike);
        let more = counted(alike as u64, "frame", "frames");
        let these = match view.period {
            Some(period) => format!("these {period}"),
            None => "that".to_owned(),
        };
        let text = format!("   ... {more} like {these}, #{first} to #{last}");
        out += &paint(Role::Faint, text);
        out.push('\n');
    }
    out
}

fn frame(view: &FrameView) -> String {
    let is_guess = matches!(&view.call, Some(call) if call.evidence != CallEvidence::Tracked);
    let mark = if is_guess { "?" } else { " " };
    let mut out = format!("#{}{mark} {}", view.frame, in_bank(view.bank, view.address));
    match (&view.function, &view.symbol) {
        (Some(function), _) => {
            let arguments = variables::arguments(&function.arguments);
            out += &format!(" {} ({arguments})", function.function);
            if let Some(source) = &function.source {
                out += &format!(" at {}:{}", source.file, source.line);
            }
        }
        (None, Some(symbol)) => out += &format!(" {symbol}"),
        (None, None) => {}
    }
    if let Some(call) = &view.call {
        out += &format!(" ({})", self::call(call));
    }
    match view.pushed {
        None | Some(0) => {}
        Some(bytes) => out += &format!(", {} pushed", counted(bytes.into(), "byte", "bytes")),
    }
    out.push('\n');
    let locals = view
        .function
        .iter()
        .filter_map(|function| function.locals.as_ref());
    for local in variables::variables(locals.flatten()) {
        out += &format!("        {local}\n");
    }
    out
}

/// `JSR add_one at $0606`
fn call(call: &CallView) -> String {
    let target = match (&call.target_symbol, call.target) {
        (Some(symbol), _) => format!(" {symbol}"),
        (None, Some(target)) => format!(" ${target:04X}"),
        (None, None) => String::new(),
    };
    let what = match call.kind {
        CallKind::Jsr => format!("JSR{target} at ${:04X}", call.from),
        CallKind::Brk => format!("BRK at ${:04X}", call.from),
        CallKind::Irq | CallKind::Nmi => format!("{} taken here", call.kind.name()),
    };
    match call.evidence {
        CallEvidence::Tracked => what,
        CallEvidence::Moved => format!("guess: {what}, then parameters"),
        CallEvidence::Guess => format!("guess: {what}"),
    }
}
