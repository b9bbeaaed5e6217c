//! Where clients come in: standard streams, or a port that takes one client at a time.
//!
//! Invariant: a port beyond this machine is opened only where the user said so: whoever reaches it can do all that the
//! debugger can, which is to write files.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::User;

/// Between two looks for Ctrl-C while no client comes.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long one who comes waits for the end of a client who has just gone.
const PATIENCE_FOR_THE_NEXT: Duration = Duration::from_millis(500);

/// How long a client may leave what it is told unread.
const PATIENCE_FOR_READERS: Duration = Duration::from_secs(20);

/// Why there is no port.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DoorError {
    /// It could be reached from elsewhere.
    #[error(
        "{address} can be reached from other machines; --listen-anywhere allows that to `jumppad dap`, `gdb` and `vice`"
    )]
    NotLoopback { address: SocketAddr },
    /// It is no address of this machine, or taken.
    #[error("cannot listen on {wanted}: {error}")]
    Bind { wanted: String, error: io::Error },
    /// It failed later.
    #[error("the port failed: {0}")]
    Failed(String),
}

impl DoorError {
    /// Whether the place is wrong as it was written, whatever the machine does.
    pub(crate) fn is_of_usage(&self) -> bool {
        match self {
            Self::NotLoopback { .. } => true,
            Self::Bind { error, .. } => error.kind() == io::ErrorKind::InvalidInput,
            Self::Failed(_) => false,
        }
    }
}

/// Whether other machines may reach a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anywhere {
    Refused,
    Allowed,
}

/// Whom a port serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// One client; when it goes, nobody else is waited for.
    First,
    /// One after the other.
    Everyone,
}

/// The two directions of a connection.
pub(crate) struct Client {
    pub(super) from: Box<dyn Read + Send>,
    pub(super) to: Box<dyn Write>,
}

/// Where clients come in.
pub(crate) enum Door {
    Standard,
    Port(Port),
}

/// A port that is listened to.
pub(crate) struct Port {
    /// The address, with the port that the system chose if none was asked for.
    pub(crate) address: SocketAddr,
    who: Who,
    clients: Receiver<io::Result<TcpStream>>,
    is_busy: Arc<AtomicBool>,
    /// Whether the port is to be closed.
    is_closing: Arc<AtomicBool>,
    /// Who takes clients in.
    porter: Option<JoinHandle<()>>,
    /// The connection that is served, to be ended from here.
    served: Arc<Mutex<Option<TcpStream>>>,
}

impl Port {
    /// Listens to `wanted`, `HOST:PORT`.
    ///
    /// # Errors
    /// There is no such address, it is taken, or other machines would reach it.
    pub(crate) fn open(wanted: &str, anywhere: Anywhere, who: Who) -> Result<Self, DoorError> {
        let fail = |error| DoorError::Bind {
            wanted: wanted.to_owned(),
            error,
        };
        let addresses: Vec<SocketAddr> = wanted.to_socket_addrs().map_err(fail)?.collect();
        let beyond = addresses.iter().find(|address| !address.ip().is_loopback());
        if let (Some(&address), Anywhere::Refused) = (beyond, anywhere) {
            return Err(DoorError::NotLoopback { address });
        }
        let listener = TcpListener::bind(addresses.as_slice()).map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?;
        let is_busy = Arc::new(AtomicBool::new(false));
        let (sender, clients) = channel();
        let is_closing = Arc::new(AtomicBool::new(false));
        let (busy, closing) = (Arc::clone(&is_busy), Arc::clone(&is_closing));
        let porter = thread::spawn(move || {
            for client in listener.incoming() {
                if closing.load(Ordering::SeqCst) {
                    return;
                }
                // One who comes while another is served is turned away, and sees that.
                if client.is_ok() && !is_taken_in(&busy) {
                    continue;
                }
                if sender.send(client).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            address,
            who,
            clients,
            is_busy,
            is_closing,
            porter: Some(porter),
            served: Arc::default(),
        })
    }

    fn next(&self, user: &User) -> Result<Option<Client>, DoorError> {
        let fail = |error: io::Error| DoorError::Failed(error.to_string());
        loop {
            if user.take() {
                return Ok(None);
            }
            match self.clients.recv_timeout(PATIENCE) {
                Ok(Ok(stream)) => {
                    // One that went meanwhile is found out when it is read.
                    let _ = stream.set_nodelay(true);
                    let _ = stream.set_write_timeout(Some(PATIENCE_FOR_READERS));
                    let from = Box::new(stream.try_clone().map_err(fail)?);
                    let served = stream.try_clone().map_err(fail)?;
                    *self.served.lock().unwrap_or_else(PoisonError::into_inner) = Some(served);
                    return Ok(Some(Client {
                        from,
                        to: Box::new(stream),
                    }));
                }
                Ok(Err(error)) => return Err(fail(error)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    /// Ends the connection, so that the thread that reads it ends too, and waits for another.
    fn gone(&self) {
        let served = self
            .served
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(stream) = served {
            // It may be gone already.
            let _ = stream.shutdown(Shutdown::Both);
        }
        self.is_busy.store(false, Ordering::SeqCst);
    }
}

/// Whether nobody is served, so that one is now.
fn is_taken_in(busy: &AtomicBool) -> bool {
    let came = Instant::now();
    loop {
        if !busy.swap(true, Ordering::SeqCst) {
            return true;
        }
        if came.elapsed() > PATIENCE_FOR_THE_NEXT {
            return false;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.gone();
        self.is_closing.store(true, Ordering::SeqCst);
        let here = match self.address {
            SocketAddr::V4(at) if at.ip().is_unspecified() => {
                (Ipv4Addr::LOCALHOST, at.port()).into()
            }
            SocketAddr::V6(at) if at.ip().is_unspecified() => {
                (Ipv6Addr::LOCALHOST, at.port()).into()
            }
            at => at,
        };
        // Who waits for a client sees by one that it is over.
        let woken = TcpStream::connect_timeout(&here, PATIENCE_FOR_THE_NEXT).is_ok();
        if let Some(porter) = self.porter.take().filter(|_| woken) {
            // It has nothing to say.
            let _ = porter.join();
        }
    }
}

impl Door {
    /// The next client; none where the user, or the end of standard input, says that there is none.
    pub(super) fn next(&self, user: &User) -> Result<Option<Client>, DoorError> {
        match self {
            Self::Standard => Ok(Some(Client {
                from: Box::new(io::stdin()),
                to: Box::new(io::stdout()),
            })),
            Self::Port(port) => port.next(user),
        }
    }

    /// The client is gone.
    pub(super) fn gone(&self) {
        if let Self::Port(port) = self {
            port.gone();
        }
    }

    /// Whether another client is waited for when one is gone.
    pub(super) fn waits(&self) -> bool {
        matches!(self, Self::Port(port) if port.who == Who::Everyone)
    }
}
