//! The commands, each with its answer.
//!
//! Invariant: a command that is refused has changed nothing. Those that let the guest run say so, and do not do it.

use std::path::Path;

use jumppad_tiers::Reset;

use super::Client;
use super::checkpoints::Told;
use super::facts;
use super::fields::Fields;
use super::memory;
use super::petscii::{Return, typed};
use super::registers;
use super::reply::{Event, Fault};
use super::run::Going;
use super::wire::Message;
use jumppad_engine::debugger::symbols::load_beside;
use jumppad_engine::debugger::typing::Typing;
use jumppad_engine::program::load::{Placement, load};
use jumppad_language::error::CommandError;
use jumppad_language::session::Session;

/// What becomes of the guest after a command.
#[derive(Debug)]
pub(super) enum Next {
    /// It rests.
    Stay,
    Go(Going),
    /// It goes on, unless another command follows at once.
    GoSoon,
    /// The client has ended the session.
    Leave,
}

/// Versions of the protocol that may be spoken; keys and the screen came with the second.
const FIRST: u8 = 1;
const SECOND: u8 = 2;

/// Does what `message` says, and answers.
pub(super) fn answer(client: &mut Client, session: &mut Session<'_>, message: &Message) -> Next {
    let done = match (FIRST..=SECOND).contains(&message.version) {
        true => done(client, session, message),
        false => Err(Fault::Version),
    };
    let teller = &mut client.ears.borrow_mut().teller;
    match done {
        Ok((body, next)) => {
            teller.answer(kind(message.command), message.id, &body);
            next
        }
        Err(fault) => {
            teller.refuse(fault, message.id);
            Next::Stay
        }
    }
}

const CHECKPOINT_GET: u8 = 0x11;
const CHECKPOINT_SET: u8 = 0x12;
const REGISTERS_SET: u8 = 0x32;

/// The kind of the answer, which is the command but for those that are answered alike.
fn kind(command: u8) -> u8 {
    match command {
        CHECKPOINT_GET | CHECKPOINT_SET => Event::Checkpoint as u8,
        REGISTERS_SET => Event::Registers as u8,
        command => command,
    }
}

fn done(
    client: &mut Client,
    session: &mut Session<'_>,
    message: &Message,
) -> Result<(Vec<u8>, Next), Fault> {
    let mut fields = Fields(&message.body);
    let debugger = &mut *session.debugger;
    let checkpoints = &mut client.checkpoints;
    let mut next = Next::Stay;
    let nothing = Vec::new();
    let body = match message.command {
        0x01 => memory::get(debugger, fields)?,
        0x02 => {
            memory::set(debugger, fields)?;
            nothing
        }
        CHECKPOINT_GET => {
            let info = checkpoints.get(debugger, fields.number()?)?;
            info.body(Told::Asked)
        }
        CHECKPOINT_SET => {
            let info = checkpoints.set(debugger, fields)?;
            if info.is_temporary() {
                next = Next::GoSoon;
            }
            info.body(Told::Asked)
        }
        0x13 => {
            checkpoints.delete(debugger, fields.number()?)?;
            nothing
        }
        0x14 => {
            let list = checkpoints.list(debugger);
            for info in &list {
                let body = info.body(Told::Asked);
                let kind = Event::Checkpoint as u8;
                let teller = &mut client.ears.borrow_mut().teller;
                teller.answer(kind, message.id, &body);
            }
            (list.len() as u32).to_le_bytes().to_vec()
        }
        0x15 => {
            let (number, is_wanted) = (fields.number()?, fields.flag()?);
            checkpoints.toggle(debugger, number, is_wanted)?;
            nothing
        }
        0x22 => {
            let (number, text) = (fields.number()?, fields.text()?);
            checkpoints.give(session, number, text)?;
            nothing
        }
        0x31 => {
            fields.memspace()?;
            registers::values(debugger)
        }
        REGISTERS_SET => {
            fields.memspace()?;
            registers::set(debugger, fields)?;
            registers::values(debugger)
        }
        // There are no snapshots, as files.
        0x41 => {
            fields.bytes(2)?;
            fields.text()?;
            return Err(Fault::Failed);
        }
        0x42 => {
            fields.text()?;
            return Err(Fault::Failed);
        }
        0x51 => facts::resource_of(fields)?,
        0x52 => return Err(facts::refusal_to_set(fields)),
        0x71 => {
            let is_over = fields.flag()?;
            next = Next::Go(match (fields.word()?, is_over) {
                // VICE waits for a count that has passed already.
                (0, _) => Going::On,
                (count, true) => Going::Over(count),
                (count, false) => Going::Into(count),
            });
            nothing
        }
        0x72 => {
            since_second(message)?;
            send(session, fields.text()?)?;
            nothing
        }
        0x73 => {
            next = Next::Go(Going::Out);
            nothing
        }
        0x81 => nothing,
        0x82 => facts::banks(),
        0x83 => {
            fields.memspace()?;
            registers::available()
        }
        // There is no screen.
        0x84 => {
            since_second(message)?;
            fields.byte()?;
            return Err(match fields.byte()? {
                0 => Fault::Failed,
                _ => Fault::Parameter,
            });
        }
        0x85 => facts::version(),
        // As a VICE that keeps no history of the CPU.
        0x86 => return Err(Fault::Failed),
        0x91 => {
            fields.byte()?;
            return Err(Fault::Failed);
        }
        // There are no ports.
        0xA2 => {
            fields.bytes(4)?;
            return Err(Fault::Missing);
        }
        0xB2 => {
            fields.word()?;
            return Err(Fault::Failed);
        }
        0xAA => {
            next = Next::Go(Going::On);
            nothing
        }
        0xBB => {
            next = Next::Leave;
            nothing
        }
        0xCC => {
            reset(session, fields.byte()?)?;
            next = Next::Go(Going::On);
            nothing
        }
        0xDD => {
            next = Next::Go(autostart(session, fields)?);
            nothing
        }
        _ => return Err(Fault::Command),
    };
    session.debugger.settle_history();
    session.flush();
    Ok((body, next))
}

fn since_second(message: &Message) -> Result<(), Fault> {
    match message.version {
        FIRST => Err(Fault::Version),
        _ => Ok(()),
    }
}

/// Types for the guest.
fn send(session: &mut Session<'_>, text: &[u8]) -> Result<(), Fault> {
    let debugger = &mut *session.debugger;
    if debugger.guest.has_host() {
        debugger.guest.send(&typed(text, Return::Feed));
        return Ok(());
    }
    let ends = match debugger.program.is_for_mos_sim {
        true => Return::Feed,
        false => Return::Carriage,
    };
    match debugger.type_keys(None, &typed(text, ends), Typing::Command) {
        Ok(()) => Ok(()),
        Err(error) => {
            session.note(format!("keys that nobody reads: {error}"));
            Err(Fault::Failed)
        }
    }
}

/// Presses the reset button, or starts the program anew.
fn reset(session: &mut Session<'_>, what: u8) -> Result<(), Fault> {
    match what {
        1 => session.debugger.restart(),
        // Drives, of which there are none.
        8..=11 => return Err(Fault::Missing),
        _ => session.debugger.reset(Reset::Soft),
    }
    Ok(())
}

/// Loads a program, and starts it if that is wanted. What is wrong with its file is told to the user.
fn autostart(session: &mut Session<'_>, mut fields: Fields<'_>) -> Result<Going, Fault> {
    let is_started = fields.flag()?;
    // Which file of a disk.
    fields.word()?;
    let name = String::from_utf8_lossy(fields.text()?).into_owned();
    let path = Path::new(&name);
    let debugger = &mut *session.debugger;
    match load(path, Placement::default(), &debugger.interrupt) {
        Ok(program) => debugger.insert(program),
        Err(error) => {
            session.complain(&CommandError::from(error), "");
            return Err(Fault::Failed);
        }
    }
    load_beside(debugger, path);
    debugger.restart();
    Ok(match is_started {
        true => Going::On,
        false => Going::Nowhere,
    })
}
