//! Memory, read and written.
//!
//! Invariant: looking without side effects disturbs nothing. Left out: other banks than the one that the CPU sees.

use super::facts;
use super::fields::Fields;
use super::reply::Fault;
use jumppad_engine::answer::What;
use jumppad_engine::debugger::{Debugger, map};

/// What a command of memory names.
struct Span {
    /// Whether the guest's own access is meant, with all that it brings about.
    has_effects: bool,
    start: u16,
    end: u16,
}

impl Span {
    fn read(fields: &mut Fields<'_>) -> Result<Self, Fault> {
        let span = Self {
            has_effects: fields.flag()?,
            start: fields.word()?,
            end: fields.word()?,
        };
        if span.start > span.end {
            return Err(Fault::Parameter);
        }
        Ok(span)
    }

    /// The memory and the bank in which it is, which follow.
    fn place(fields: &mut Fields<'_>) -> Result<(), Fault> {
        let (memspace, bank) = (fields.memspace(), fields.word()?);
        memspace?;
        match bank {
            facts::BANK => Ok(()),
            _ => Err(Fault::Parameter),
        }
    }
}

/// The bytes of a range behind their number, which is 0 of all 65,536.
///
/// # Errors
/// The range ends before it begins, or is in no memory; here as below.
pub(super) fn get(debugger: &mut Debugger, mut fields: Fields<'_>) -> Result<Vec<u8>, Fault> {
    let span = Span::read(&mut fields)?;
    Span::place(&mut fields)?;
    let range = span.start..=span.end;
    let mut body = (range.len() as u16).to_le_bytes().to_vec();
    let machine = &mut debugger.machine;
    match span.has_effects {
        true => body.extend(range.map(|address| machine.read(address))),
        false => body.extend(range.map(|address| machine.peek(address))),
    }
    Ok(body)
}

/// Writes to a range: as the debugger does, which writes to read-only memory too, or as the guest does, which does not.
/// A device gets the write in any case.
pub(super) fn set(debugger: &mut Debugger, mut fields: Fields<'_>) -> Result<(), Fault> {
    let span = Span::read(&mut fields)?;
    let range = span.start..=span.end;
    let mut data = fields;
    Span::place(&mut fields)?;
    // The place comes first in the message, the length in VICE's checks.
    data.bytes(3 + range.len())?;
    let bytes = fields.bytes(range.len())?;
    let read_only: Vec<_> = match span.has_effects {
        true => map::special(debugger, range.clone()),
        false => Vec::new(),
    };
    let is_read_only = |address: u16| {
        let mut stretches = read_only.iter();
        stretches.any(|stretch| {
            stretch.what == What::ReadOnly && (stretch.start..=stretch.end).contains(&address)
        })
    };
    for (address, &byte) in range.zip(bytes) {
        if !is_read_only(address) {
            debugger.write(address, &[byte]);
        }
    }
    Ok(())
}
