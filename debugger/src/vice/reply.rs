//! What a client is told: answers to its commands, and events.
//!
//! Invariant: a client that does not read, or went, is noted once, and told nothing more.

use std::io::Write;

use super::wire::START;

/// The version of the protocol that is spoken, whichever the client speaks.
const VERSION: u8 = 2;

/// What stands in place of a command's number where nobody asked.
const EVENT: u32 = u32::MAX;

/// The kind of a message that nothing but its error is in.
const INVALID: u8 = 0x00;

/// Why a command was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Fault {
    /// What it names is not there.
    Missing = 0x01,
    /// There is no such memory.
    Memspace = 0x02,
    /// Its body is too short.
    Length = 0x80,
    /// One of its fields has a value that means nothing.
    Parameter = 0x81,
    /// It is of a version of the protocol that is not spoken, or does not have it.
    Version = 0x82,
    /// There is no such command.
    Command = 0x83,
    /// It could not be done.
    Failed = 0x8F,
}

/// The kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Event {
    /// A checkpoint was hit.
    Checkpoint = 0x11,
    /// The registers where the guest stopped.
    Registers = 0x31,
    /// The chip has locked up.
    Jam = 0x61,
    /// The guest has stopped.
    Stopped = 0x62,
    /// The guest goes on.
    Resumed = 0x63,
}

/// Whether somebody still listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listener {
    There,
    Gone,
}

/// The way to a client.
pub(super) struct Teller {
    to: Box<dyn Write>,
    pub(super) listener: Listener,
}

impl Teller {
    pub(super) fn new(to: Box<dyn Write>) -> Self {
        Self {
            to,
            listener: Listener::There,
        }
    }

    /// Answers command `id`.
    pub(super) fn answer(&mut self, kind: u8, id: u32, body: &[u8]) {
        self.send(kind, 0, id, body);
    }

    /// Refuses command `id`.
    pub(super) fn refuse(&mut self, fault: Fault, id: u32) {
        self.send(INVALID, fault as u8, id, &[]);
    }

    /// Tells what happened.
    pub(super) fn event(&mut self, event: Event, body: &[u8]) {
        self.send(event as u8, 0, EVENT, body);
    }

    fn send(&mut self, kind: u8, fault: u8, id: u32, body: &[u8]) {
        if self.listener == Listener::Gone {
            return;
        }
        let mut message = vec![START, VERSION];
        message.extend((body.len() as u32).to_le_bytes());
        message.extend([kind, fault]);
        message.extend(id.to_le_bytes());
        message.extend(body);
        let sent = self.to.write_all(&message).and_then(|()| self.to.flush());
        if sent.is_err() {
            self.listener = Listener::Gone;
        }
    }
}

/// A list as answers have it: how many items, and before each its length.
pub(super) fn list(items: &[Vec<u8>]) -> Vec<u8> {
    let mut body = (items.len() as u16).to_le_bytes().to_vec();
    for item in items {
        body.extend(text(item));
    }
    body
}

/// Some bytes behind their length.
pub(super) fn text(bytes: &[u8]) -> Vec<u8> {
    // No name, and no item of a list, is as long as 256.
    let mut text = vec![bytes.len() as u8];
    text.extend(bytes);
    text
}
