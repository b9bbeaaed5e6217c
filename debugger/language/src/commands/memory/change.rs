//! Memory changed: `>`, `fill`, `move`.

use std::ops::RangeInclusive;

use super::item::{Item, values};
use crate::error::CommandError;
use crate::grammar::Diagnostic;
use crate::report::{Change, How, MemoryView, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::debugger::map;
use jumppad_engine::expression::{End, EvalErrorKind, Expr, RangeExpr, Scope};

pub(super) fn edit(session: &mut Session<'_>, (start, items): (Expr, Vec<Item>)) -> Outcome {
    let scope = session.debugger.scope();
    let start = scope.address(&start)?;
    let bytes = values(&items, &scope)?;
    let end = end_of(start, bytes.len())?;
    written(session, start..=end, bytes)
}

/// Writes `bytes` to `range` and shows them.
pub(super) fn written(
    session: &mut Session<'_>,
    range: RangeInclusive<u16>,
    bytes: Vec<u8>,
) -> Outcome {
    let start = *range.start();
    session.debugger.write(start, &bytes);
    session.debugger.last_address = start;
    Ok(Report::Memory(MemoryView {
        start,
        special: match bytes.is_empty() {
            true => Vec::new(),
            false => map::special(session.debugger, range),
        },
        bytes,
    }))
}

pub(super) fn fill(session: &mut Session<'_>, (range, items): (RangeExpr, Vec<Item>)) -> Outcome {
    let scope = session.debugger.scope();
    let range = ended(&range, &scope)?;
    let with = values(&items, &scope)?;
    if with.is_empty() {
        return Err(Diagnostic::new(0, "there is nothing to fill with").into());
    }
    let bytes: Vec<u8> = with.iter().copied().cycle().take(range.len()).collect();
    session.debugger.write(*range.start(), &bytes);
    session.debugger.last_address = *range.start();
    Ok(Report::Changed(Change {
        start: *range.start(),
        end: *range.end(),
        how: How::Filled { with },
        special: map::special(session.debugger, range),
    }))
}

pub(super) fn shift(session: &mut Session<'_>, (range, to): (RangeExpr, Expr)) -> Outcome {
    let scope = session.debugger.scope();
    let range = ended(&range, &scope)?;
    let to = scope.address(&to)?;
    let end = end_of(to, range.len())?;
    let from = *range.start();
    // All is read before anything is written, so the ranges may overlap.
    let bytes: Vec<u8> = range
        .map(|address| session.debugger.machine.peek(address))
        .collect();
    session.debugger.write(to, &bytes);
    session.debugger.last_address = to;
    Ok(Report::Changed(Change {
        start: to,
        end,
        how: How::Moved { from },
        special: map::special(session.debugger, to..=end),
    }))
}

/// The addresses of a range whose end is said, or known by its name: of `A B`, where more should follow, A is no range.
pub(super) fn ended(
    range: &RangeExpr,
    scope: &Scope<'_>,
) -> Result<RangeInclusive<u16>, CommandError> {
    let resolved = range.resolve(scope, 1)?;
    if range.end == End::Open && range.size(scope).is_none() {
        let start = resolved.start();
        let text = format!("the end of the range from ${start:04X} is missing, or what follows it");
        return Err(Diagnostic::new(range.offset, text)
            .advise(format!(
                "a range is A B, A..B or A,+N; one byte is ${start:04X},+1"
            ))
            .into());
    }
    Ok(resolved)
}

/// The last address of `length` bytes from `start` on.
pub(super) fn end_of(start: u16, length: usize) -> Result<u16, CommandError> {
    let end = usize::from(start) + length.saturating_sub(1);
    u16::try_from(end).map_err(|_| EvalErrorKind::PastTheEnd(end as u64).at(0).into())
}
