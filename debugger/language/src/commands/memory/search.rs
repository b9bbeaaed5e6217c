//! Memory searched and compared: `hunt`, `compare`.

use super::change::{end_of, ended};
use super::item::{Item, resolve};
use crate::grammar::Diagnostic;
use crate::report::{Comparison, Difference, Hunt, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::{Expr, RangeExpr};

/// More places and differences than anyone reads.
const MAX_PLACES: usize = 256;
const MAX_DIFFERENCES: usize = 32;

pub(super) fn hunt(session: &mut Session<'_>, (range, items): (RangeExpr, Vec<Item>)) -> Outcome {
    let scope = session.debugger.scope();
    let range = ended(&range, &scope)?;
    let pattern = resolve(&items, &scope)?;
    if pattern.iter().all(Option::is_none) {
        let text = "a pattern needs a byte that is no wildcard";
        return Err(Diagnostic::new(0, text).into());
    }
    let start = *range.start();
    let memory: Vec<u8> = range
        .map(|address| session.debugger.machine.peek(address))
        .collect();
    let fits = |bytes: &[u8]| {
        let mut pairs = bytes.iter().zip(&pattern);
        pairs.all(|(byte, wanted)| wanted.is_none_or(|wanted| wanted == *byte))
    };
    let found = memory.windows(pattern.len()).enumerate();
    let mut hits: Vec<u16> = found
        .filter(|(_, bytes)| fits(bytes))
        .map(|(offset, _)| start + offset as u16)
        .collect();
    let more = hits.len().saturating_sub(MAX_PLACES);
    hits.truncate(MAX_PLACES);
    if let Some(&first) = hits.first() {
        session.debugger.last_address = first;
        session.shell.positions.set_memory(first);
    }
    Ok(Report::Hunt(Hunt { hits, more }))
}

pub(super) fn compare(session: &mut Session<'_>, (range, with): (RangeExpr, Expr)) -> Outcome {
    let scope = session.debugger.scope();
    let range = ended(&range, &scope)?;
    let with = scope.address(&with)?;
    let end = end_of(with, range.len())?;
    let length = range.len();
    let machine = &session.debugger.machine;
    let pairs = range
        .zip(with..=end)
        .map(|(address, other_address)| Difference {
            address,
            byte: machine.peek(address),
            other_address,
            other_byte: machine.peek(other_address),
        });
    let mut list: Vec<Difference> = pairs.filter(|pair| pair.byte != pair.other_byte).collect();
    let more = list.len().saturating_sub(MAX_DIFFERENCES);
    list.truncate(MAX_DIFFERENCES);
    if let Some(first) = list.first() {
        session.debugger.last_address = first.address;
    }
    Ok(Report::Compared(Comparison { length, list, more }))
}
