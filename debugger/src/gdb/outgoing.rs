//! What is said to a client: replies, which gdbstub writes, and text for its console.
//!
//! Invariants: a packet goes out whole; text goes to the client only where the protocol lets it, which is while the guest
//! is under way, or a `monitor` command; a client that does not read is found out and told nothing more.

use std::cell::RefCell;
use std::convert::Infallible;
use std::io;
use std::rc::Rc;

use gdbstub::conn::Connection;

/// Bytes of text in one packet.
const PIECE: usize = 1000;

/// Whether each packet is acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Acks {
    #[default]
    Sent,
    Omitted,
}

/// Where text goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Listening {
    /// The client takes none now.
    #[default]
    No,
    Yes,
}

/// What becomes of packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sending {
    Sent,
    /// They answer what the client did not ask.
    Dropped,
    /// The client does not read them.
    Failed,
}

/// The way out to one client.
pub(super) struct Outgoing {
    to: Box<dyn io::Write>,
    /// The packet that is being written.
    packet: Vec<u8>,
    /// The packet before, in case it is asked for again.
    last: Vec<u8>,
    pub(super) acks: Acks,
    pub(super) listening: Listening,
    sending: Sending,
}

impl Outgoing {
    pub(super) fn new(to: Box<dyn io::Write>) -> Self {
        Self {
            to,
            packet: Vec::new(),
            last: Vec::new(),
            acks: Acks::default(),
            listening: Listening::default(),
            sending: Sending::Sent,
        }
    }

    /// Whether the client reads what it is told.
    pub(super) fn is_well(&self) -> bool {
        self.sending != Sending::Failed
    }

    /// Tells the client whether its packet arrived.
    pub(super) fn acknowledge(&mut self, mark: u8) {
        if self.acks == Acks::Sent {
            self.send(&[mark]);
        }
    }

    /// Sends a packet of which only the body is given, which needs no escapes.
    pub(super) fn packet(&mut self, body: &str) {
        let sum = body.bytes().fold(0_u8, u8::wrapping_add);
        self.packet = format!("${body}#{sum:02x}").into_bytes();
        self.finish();
    }

    /// Puts `text` on the client's console, if it listens.
    ///
    /// # Errors
    /// It does not.
    pub(super) fn say(&mut self, text: &str) -> Result<(), NotListening> {
        if self.listening == Listening::No {
            return Err(NotListening);
        }
        for piece in text.as_bytes().chunks(PIECE) {
            let hex: String = piece.iter().map(|byte| format!("{byte:02x}")).collect();
            self.packet(&format!("O{hex}"));
        }
        Ok(())
    }

    /// Sends the last packet again.
    pub(super) fn repeat(&mut self) {
        let last = std::mem::take(&mut self.last);
        self.send(&last);
        self.last = last;
    }

    /// Forgets what was written of a packet that cannot be finished.
    pub(super) fn forget(&mut self) {
        self.packet.clear();
    }

    /// Does `what` and drops the packets that it writes.
    pub(super) fn silently<T>(this: &RefCell<Self>, what: impl FnOnce() -> T) -> T {
        let before = std::mem::replace(&mut this.borrow_mut().sending, Sending::Dropped);
        let done = what();
        let mut this = this.borrow_mut();
        this.sending = before;
        this.packet.clear();
        done
    }

    fn finish(&mut self) {
        let packet = std::mem::take(&mut self.packet);
        if self.sending == Sending::Sent {
            self.send(&packet);
            self.last = packet;
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        let sent = self.to.write_all(bytes).and_then(|()| self.to.flush());
        if sent.is_err() {
            self.sending = Sending::Failed;
        }
    }
}

/// The client takes no text now.
#[derive(Clone, Copy, Debug)]
pub(super) struct NotListening;

/// gdbstub's hold of it.
#[derive(Clone)]
pub(super) struct Handle(pub(super) Rc<RefCell<Outgoing>>);

impl Connection for Handle {
    type Error = Infallible;

    fn write(&mut self, byte: u8) -> Result<(), Infallible> {
        self.0.borrow_mut().packet.push(byte);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().finish();
        Ok(())
    }
}
