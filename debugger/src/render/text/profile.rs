//! Profiles as text.
//!
//! Shares are of all samples. Cycles are samples times the cycles between two, so about what was taken.

use std::fmt::Write;

use super::super::{Role, paint};
use super::{counted, grouped};
use jumppad_language::report::{
    AnnotatedView, CallsView, CountsView, Direction, ProfileLinesView, ProfileStateView,
    ProfileView,
};

pub(super) fn state(view: &ProfileStateView) -> String {
    let samples = counted(view.samples, "sample", "samples");
    let exact = match view.exact {
        true => ", and each instruction is counted",
        false => "",
    };
    match view.every {
        Some(every) => {
            let cycles = counted(every, "cycle", "cycles");
            format!("a sample is taken every {cycles}{exact}; {samples} so far\n")
        }
        None => format!("no samples are taken; {samples} so far\n"),
    }
}

/// Samples of all samples in hundredths: `12.3%`.
fn share(samples: u64, all: u64) -> String {
    let share = match all {
        0 => 0.0,
        all => samples as f64 * 100.0 / all as f64,
    };
    format!("{share:5.1}%")
}

/// What stands above each table.
fn heading(samples: u64, every: u64, left_out: u64) -> String {
    let out = match left_out {
        0 => String::new(),
        left_out => format!(", {} of them elsewhere for want of room", grouped(left_out)),
    };
    format!(
        "{}, one every {}{out}\n",
        counted(samples, "sample", "samples"),
        counted(every, "cycle", "cycles")
    )
}

/// What stands below a table that is cut.
fn more(count: u64, one: &str, many: &str) -> String {
    match count {
        0 => String::new(),
        count => format!("{} more\n", counted(count, one, many)),
    }
}

pub(super) fn flat(view: &ProfileView) -> String {
    let mut out = heading(view.samples, view.every, view.left_out);
    let _ = writeln!(
        out,
        "{:>6} {:>15} {:>6} {:>15}  function",
        "self", "cycles", "total", "cycles"
    );
    for function in &view.functions {
        let mark = if function.guessed > 0 { "?" } else { "" };
        let _ = writeln!(
            out,
            "{} {:>15} {} {:>15}  {}{mark}",
            share(function.own, view.samples),
            grouped(function.own.saturating_mul(view.every)),
            share(function.total, view.samples),
            grouped(function.total.saturating_mul(view.every)),
            paint(Role::Code, &function.name),
        );
    }
    out + &more(view.more, "function", "functions")
}

pub(super) fn lines(view: &ProfileLinesView) -> String {
    let mut out = heading(view.samples, view.every, 0);
    let _ = writeln!(out, "{:>6} {:>15} {:>6}  line", "total", "cycles", "self");
    for cost in &view.list {
        let place = format!("{}:{}", cost.source.file, cost.source.line);
        let text = cost.source.text.as_deref().unwrap_or("");
        let line = format!(
            "{} {:>15} {}  {} {}",
            share(cost.samples, view.samples),
            grouped(cost.samples.saturating_mul(view.every)),
            share(cost.own, view.samples),
            paint(Role::Address, format!("{place:<18}")),
            text.trim(),
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out += &more(view.more, "line", "lines");
    if view.elsewhere > 0 {
        let _ = writeln!(
            out,
            "{} {:>15}         in code of no line",
            share(view.elsewhere, view.samples),
            grouped(view.elsewhere.saturating_mul(view.every)),
        );
    }
    out
}

pub(super) fn calls(view: &CallsView) -> String {
    let mut out = format!(
        "{}: self {}, total {}\n",
        paint(Role::Code, &view.name),
        share(view.own, view.samples).trim_start(),
        share(view.total, view.samples).trim_start(),
    );
    if view.list.is_empty() {
        let _ = match view.direction {
            Direction::Callers => writeln!(out, "nobody called it while samples were taken"),
            Direction::Callees => writeln!(out, "it called nobody while samples were taken"),
        };
    }
    for call in &view.list {
        let mark = if call.guess { "?" } else { "" };
        let _ = writeln!(
            out,
            "{} {:>15}  {}{mark}",
            share(call.samples, view.samples),
            grouped(call.samples.saturating_mul(view.every)),
            paint(Role::Code, &call.name),
        );
    }
    out
}

pub(super) fn code(view: &AnnotatedView) -> String {
    let mut out = format!(
        "{}: self {} of {}\n",
        paint(Role::Code, &view.name),
        share(view.own, view.samples).trim_start(),
        counted(view.samples, "sample", "samples"),
    );
    for row in &view.rows {
        if let Some(line) = &row.source {
            let cost = match row.line_samples {
                0 => String::new(),
                samples => share(samples, view.samples),
            };
            let place = paint(Role::Address, format!("{}:{}", line.file, line.line));
            let text = line.text.as_deref().unwrap_or("");
            let _ = writeln!(out, "{}", format!("{cost:>6} {place}: {text}").trim_end());
        }
        for label in &row.labels {
            let _ = writeln!(out, "{:21}{}:", "", paint(Role::Code, label));
        }
        let own = match row.samples {
            0 => String::new(),
            samples => grouped(samples),
        };
        let called = match row.called {
            0 => String::new(),
            called => format!("+{}", grouped(called)),
        };
        let executions = match row.executions {
            Some(executions) => format!("{:>13} x ", grouped(executions)),
            None => String::new(),
        };
        let address = paint(Role::Address, format!("${:04X}", row.address));
        let _ = writeln!(
            out,
            "{own:>10} {called:>10} {executions}{address}  {}",
            row.text
        );
    }
    out
}

pub(super) fn counts(view: &CountsView) -> String {
    let mut out = format!(
        "{}, {}\n",
        counted(view.executions, "instruction", "instructions"),
        counted(view.cycles, "cycle", "cycles"),
    );
    if view.interrupts > 0 {
        let _ = writeln!(
            out,
            "{}, {} until their handlers began",
            counted(view.interrupts, "interrupt", "interrupts"),
            counted(view.interrupt_cycles, "cycle", "cycles"),
        );
    }
    for row in &view.list {
        let address = paint(Role::Address, format!("${:04X}", row.address));
        let place = row.symbol.as_deref().unwrap_or("");
        let line = format!(
            "{} {:>15} {:>13} x {address}  {:<18} {place}",
            share(row.cycles, view.cycles),
            grouped(row.cycles),
            grouped(row.executions),
            row.text,
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out + &more(view.more, "address", "addresses")
}
