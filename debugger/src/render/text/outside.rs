//! What surrounds the processor as text: interrupt lines, devices, read-only memory.

use std::fmt::Write;

use super::super::{Role, paint};
use super::grouped;
use super::guest::address;
use super::symbols::place;
use jumppad_language::report::{
    DeviceMemoryView, DeviceView, DeviceWithRegisters, InterruptTarget, LineAction, LineChange,
    LineOutcome, LineView, PadView, RomView,
};

pub(super) fn line_change(change: &LineChange) -> String {
    let done = match change.action {
        LineAction::Assert => "asserted",
        LineAction::Release => "released",
        LineAction::Pulse => "pulsed",
    };
    let LineChange { line, vector, .. } = change;
    let target = place(change.handler, change.symbol.as_deref());
    let handler = format!("through ${vector:04X} to {target}");
    let taken = format!("{line} {done}: taken before the next instruction, {handler}");
    let ended = match change.action {
        LineAction::Assert => format!("; `{line} release` ends it"),
        LineAction::Release | LineAction::Pulse => String::new(),
    };
    match change.outcome {
        LineOutcome::Taken => format!("{taken}{ended}\n"),
        LineOutcome::Masked => {
            format!("{line} {done}, but masked: taken once I is clear, {handler}{ended}\n")
        }
        LineOutcome::Wakes => format!(
            "{line} {done}, but masked: WAI goes on, without the handler at {target}{ended}\n"
        ),
        LineOutcome::NoEdge => {
            format!(
                "{line} {done}: no interrupt, for the line was asserted already; an edge needs a release first\n"
            )
        }
        LineOutcome::Released => format!("{line} released\n"),
        LineOutcome::StillAsserted => format!("{line} released, but a device still asserts it\n"),
        LineOutcome::Later => {
            let cycle = grouped(change.at.unwrap_or(0));
            format!("{line} will be {done} in cycle {cycle}, {handler}\n")
        }
    }
}

pub(super) fn lines(list: &[LineView]) -> String {
    let mut out = String::new();
    for view in list {
        let state = match view.asserted {
            true => "asserted",
            false => "released",
        };
        let masked = match view.masked {
            true => ", masked by the I flag",
            false => "",
        };
        let LineView { line, vector, .. } = view;
        let handler = place(view.handler, view.symbol.as_deref());
        let _ = writeln!(
            out,
            "{line} {state}, through ${vector:04X} to {handler}{masked}"
        );
    }
    out
}

pub(super) fn device(view: &DeviceView) -> String {
    let mut place = address(view.start);
    if view.end != view.start {
        let _ = write!(place, "-{}", address(view.end));
    }
    if let Some(keys) = view.keys {
        let _ = write!(place, ", keys at {}", address(keys));
    }
    for &(start, end) in &view.mirrors {
        let _ = write!(place, ", again at {}", address(start));
        if end != start {
            let _ = write!(place, "-{}", address(end));
        }
    }
    if let Some(line) = view.interrupt {
        place += match line {
            InterruptTarget::None => ", without interrupts",
            InterruptTarget::Irq => ", to irq",
            InterruptTarget::Nmi => ", to nmi",
        };
    }
    let mut out = format!("#{} {} at {place}\n", view.number, called(view));
    if !view.covers.is_empty() {
        let _ = writeln!(out, "it {}", covers(&view.covers));
    }
    out
}

/// A device by its name, and its kind where that says more.
fn called(view: &DeviceView) -> String {
    match is_of_kind(&view.name, view.kind) {
        true => view.kind.to_owned(),
        false => format!("{}, a {},", view.name, view.kind),
    }
}

/// Whether a name says no more than the kind; in names there are no hyphens.
fn is_of_kind(name: &str, kind: &str) -> bool {
    name == kind.replace('-', "")
}

/// The registers of devices.
pub(super) fn registers(list: &[DeviceWithRegisters]) -> String {
    let mut out = String::new();
    for device in list {
        let _ = write!(out, "#{} {}", device.number, device.name);
        if device.name != device.kind {
            let _ = write!(out, ", a {}", device.kind);
        }
        if device.registers.is_empty() {
            out += ": no registers with names\n";
            continue;
        }
        out.push('\n');
        let widest = device.registers.iter().map(|r| r.name.len()).max();
        for register in &device.registers {
            let digits = usize::from(register.bits.div_ceil(4));
            let name = format!("{:<width$}", register.name, width = widest.unwrap_or(0));
            let value = format!("${:0digits$X}", register.value);
            let bits = match register.bits {
                8 => format!("  %{:08b}", register.value),
                _ => String::new(),
            };
            let _ = writeln!(out, "  {name}  {}{bits}", paint(Role::Code, value));
        }
    }
    match out.is_empty() {
        true => "no devices; `device attach KIND ADDRESS` attaches one\n".to_owned(),
        false => out,
    }
}

/// The memories of a device.
pub(super) fn memories(list: &[DeviceMemoryView]) -> String {
    let widest = list.iter().map(|memory| memory.name.len()).max();
    let line = |memory: &DeviceMemoryView| {
        let name = format!("{:<width$}", memory.name, width = widest.unwrap_or(0));
        let last = usize::from(memory.start) + memory.size.saturating_sub(1);
        format!("  {name}  ${:04X}-${last:04X}\n", memory.start)
    };
    match list {
        [] => "it has no memories behind its registers\n".to_owned(),
        list => list.iter().map(line).collect(),
    }
}

/// What is pressed.
pub(super) fn pads(list: &[PadView]) -> String {
    let line = |pad: &PadView| {
        let held = match pad.held.as_slice() {
            [] => "nothing pressed".to_owned(),
            held => held.join(" "),
        };
        format!("pad {}: {held}\n", pad.number)
    };
    list.iter().map(line).collect()
}

/// What a device does to bytes of the program.
pub(crate) fn covers(addresses: &[u16]) -> String {
    let places: Vec<_> = addresses.iter().map(|at| format!("${at:04X}")).collect();
    let bytes = match addresses.len() {
        1 => "a byte",
        _ => "bytes",
    };
    format!("covers {bytes} of the program, at {}", places.join(" and "))
}

pub(super) fn devices(list: &[DeviceView]) -> String {
    if list.is_empty() {
        return "no devices; `device feedback|timer|console A` or `device py65` attaches one\n"
            .to_owned();
    }
    let mut out = String::new();
    for view in list {
        let registers: Vec<String> = view.registers.iter().map(|b| format!("{b:02X}")).collect();
        let _ = writeln!(
            out,
            "{}  {}",
            device(view).trim_end(),
            paint(Role::Code, registers.join(" "))
        );
    }
    out
}

pub(super) fn rom(view: &RomView) -> String {
    let mut out = String::new();
    if let Some((start, end)) = view.rounded {
        let _ = writeln!(out, "rounded to whole pages: ${start:04X}-${end:04X}");
    }
    if view.ranges.is_empty() {
        return out + "nothing is read-only\n";
    }
    let ranges: Vec<String> = view
        .ranges
        .iter()
        .map(|(start, end)| format!("${start:04X}-${end:04X}"))
        .collect();
    let _ = writeln!(out, "read-only: {}", ranges.join(" "));
    out
}
