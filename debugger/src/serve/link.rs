//! One client's messages, from the thread that reads them to the one that owns the session.
//!
//! Invariant: a message is in the queue before the flag of interruption is set for it, and the flag is cleared before the
//! queue is looked at, so none is overlooked.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// Messages that wait unread; a client that sends more waits itself.
const QUEUE: usize = 64;

/// Between two looks for Ctrl-C while nothing comes.
const PATIENCE: Duration = Duration::from_millis(50);

/// Why what came is no message.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WireError {
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Io(#[from] io::Error),
    /// It is longer than any message may be, in bytes.
    #[error("a message of {length} bytes is longer than the {most} that are taken")]
    TooLong { length: u64, most: u64 },
    /// It does not follow the protocol.
    #[error("{0}")]
    Malformed(String),
}

/// How a protocol's messages are told apart.
pub(crate) trait Wire: Send + 'static {
    /// A message.
    type Message: Send + 'static;

    /// The next message; none at the end of them.
    ///
    /// # Errors
    /// What came is none, and what follows cannot be read either.
    fn read(&mut self, from: &mut dyn BufRead) -> Result<Option<Self::Message>, WireError>;

    /// Whether it is to end what is under way.
    fn is_urgent(message: &Self::Message) -> bool;
}

/// What came from a client.
#[derive(Debug)]
pub(crate) enum Incoming<M> {
    Message(M),
    /// Nothing that can be understood; nothing follows.
    Bad(WireError),
    /// The client went.
    Closed,
    /// The user pressed Ctrl-C at the terminal that the debugger was started from.
    User,
}

/// Whether the user pressed Ctrl-C, apart from the flag that interrupts the guest.
#[derive(Clone, Debug, Default)]
pub(crate) struct User(Arc<AtomicBool>);

impl User {
    /// Notes the key.
    pub(crate) fn pressed(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it was pressed and not answered.
    pub(crate) fn is_pressed(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// Whether it was pressed, which is thereby answered.
    pub(crate) fn take(&self) -> bool {
        self.0.swap(false, Ordering::SeqCst)
    }
}

/// For which messages the guest is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Ringing {
    Never,
    Urgent,
    Always,
}

/// Where messages announce themselves.
#[derive(Debug)]
struct Bell {
    ringing: AtomicU8,
    interrupt: Arc<AtomicBool>,
}

impl Bell {
    /// A message has come.
    fn ring(&self, is_urgent: bool) {
        let least = match is_urgent {
            true => Ringing::Urgent,
            false => Ringing::Always,
        };
        if self.ringing.load(Ordering::SeqCst) >= least as u8 {
            self.interrupt.store(true, Ordering::SeqCst);
        }
    }
}

/// The session's end of a connection.
#[derive(Debug)]
pub(crate) struct Link<M> {
    incoming: Receiver<Incoming<M>>,
    bell: Arc<Bell>,
    user: User,
}

impl<M: Send + 'static> Link<M> {
    /// Begins to read messages out of `from`; while the session is busy they set `interrupt`.
    pub(crate) fn open<W: Wire<Message = M>>(
        wire: W,
        from: Box<dyn Read + Send>,
        interrupt: Arc<AtomicBool>,
        user: User,
    ) -> Self {
        let (sender, incoming) = sync_channel(QUEUE);
        let bell = Arc::new(Bell {
            ringing: AtomicU8::new(Ringing::Never as u8),
            interrupt,
        });
        let its_bell = Arc::clone(&bell);
        thread::spawn(move || read_all(wire, from, &sender, &its_bell));
        Self {
            incoming,
            bell,
            user,
        }
    }
}

impl<M> Link<M> {
    /// Waits for the next message, or for the user.
    pub(crate) fn wait(&self) -> Incoming<M> {
        loop {
            if self.user.take() {
                return Incoming::User;
            }
            match self.incoming.recv_timeout(PATIENCE) {
                Ok(incoming) => return incoming,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Incoming::Closed,
            }
        }
    }

    /// The next message that is there already.
    pub(crate) fn pending(&self) -> Option<Incoming<M>> {
        match self.user.take() {
            true => Some(Incoming::User),
            false => self.incoming.try_recv().ok(),
        }
    }

    /// From now on each message interrupts the guest, those that wait already at once.
    pub(super) fn ring_for_all(&self) {
        self.set(Ringing::Always);
        // What waits already has not rung.
        self.bell.interrupt.store(true, Ordering::SeqCst);
    }

    /// From now on an urgent message interrupts the guest.
    pub(super) fn ring_for_urgent(&self) {
        self.set(Ringing::Urgent);
        self.bell.interrupt.store(false, Ordering::SeqCst);
    }

    /// From now on no message interrupts the guest, and what was rung for is answered.
    pub(super) fn ring_for_none(&self) {
        self.set(Ringing::Never);
        self.bell.interrupt.store(false, Ordering::SeqCst);
    }

    fn set(&self, ringing: Ringing) {
        self.bell.ringing.store(ringing as u8, Ordering::SeqCst);
    }
}

/// Reads until the end, or until nobody wants to know any more.
fn read_all<W: Wire>(
    mut wire: W,
    from: Box<dyn Read + Send>,
    to: &SyncSender<Incoming<W::Message>>,
    bell: &Bell,
) {
    let mut from = BufReader::new(from);
    loop {
        let (incoming, is_urgent, is_last) = match wire.read(&mut from) {
            Ok(Some(message)) => {
                let is_urgent = W::is_urgent(&message);
                (Incoming::Message(message), is_urgent, false)
            }
            Ok(None) => (Incoming::Closed, true, true),
            Err(error) => (Incoming::Bad(error), true, true),
        };
        if to.send(incoming).is_err() {
            return;
        }
        bell.ring(is_urgent);
        if is_last {
            return;
        }
    }
}
