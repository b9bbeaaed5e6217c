//! The program's standard input as the guest's: unbuffered, so that nothing is taken that nobody asked for, and with
//! an eye on Ctrl-C while it waits.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::host::sim65::streams::Input;

/// Waits for input and takes at most `limit` bytes of it; none at its end.
///
/// # Errors
/// Standard input cannot be read.
pub fn read(limit: usize, interrupt: &AtomicBool) -> io::Result<Input> {
    if limit == 0 {
        return Ok(Input::Bytes(Vec::new()));
    }
    loop {
        if interrupt.swap(false, Ordering::SeqCst) {
            return Ok(Input::Interrupted);
        }
        if is_ready()? {
            return take(limit).map(Input::Bytes);
        }
    }
}

/// What there is by now.
pub enum Now {
    Nothing,
    End,
    Bytes(Vec<u8>),
}

/// Takes what there is, at most `limit` bytes, waiting for `milliseconds` at most.
///
/// # Errors
/// Standard input cannot be read.
pub fn read_within(milliseconds: i64, limit: usize) -> io::Result<Now> {
    if !ready_within(milliseconds)? {
        return Ok(Now::Nothing);
    }
    let bytes = take(limit)?;
    Ok(match bytes.is_empty() {
        true => Now::End,
        false => Now::Bytes(bytes),
    })
}

/// A terminal that gives each key at once, without an echo, until this is dropped. Ctrl-C still is what it was.
#[cfg(unix)]
pub struct KeyByKey(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl KeyByKey {
    pub fn new() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        // Not a terminal: there is nothing to change.
        let Ok(before) = tcgetattr(io::stdin()) else {
            return Self(None);
        };
        let mut keys = before.clone();
        keys.local_modes
            .remove(LocalModes::ICANON | LocalModes::ECHO);
        // A terminal that refuses gives lines, which will do.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &keys);
        Self(Some(before))
    }
}

#[cfg(unix)]
impl Drop for KeyByKey {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some(before) = &self.0 {
            // Nobody is left to be told.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}

/// Elsewhere the terminal gives lines.
#[cfg(not(unix))]
pub struct KeyByKey;

#[cfg(not(unix))]
impl KeyByKey {
    pub fn new() -> Self {
        Self
    }
}

/// Whether there is input, or its end, after a short wait.
fn is_ready() -> io::Result<bool> {
    const WAIT_MILLISECONDS: i64 = 50;
    ready_within(WAIT_MILLISECONDS)
}

#[cfg(unix)]
fn ready_within(milliseconds: i64) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = io::stdin();
    let mut waiting = [PollFd::new(&stdin, PollFlags::IN)];
    let timeout = Timespec {
        tv_sec: 0,
        tv_nsec: milliseconds * 1_000_000,
    };
    match poll(&mut waiting, Some(&timeout)) {
        Ok(ready) => Ok(ready > 0),
        // A signal, such as Ctrl-C's.
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn take(limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; limit];
    let length = rustix::io::retry_on_intr(|| rustix::io::read(io::stdin(), &mut bytes))?;
    bytes.truncate(length);
    Ok(bytes)
}

/// Elsewhere a read waits until there is input, without an eye on Ctrl-C.
#[cfg(not(unix))]
fn ready_within(_milliseconds: i64) -> io::Result<bool> {
    Ok(true)
}

#[cfg(not(unix))]
fn take(limit: usize) -> io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = vec![0; limit];
    let length = io::stdin().read(&mut bytes)?;
    bytes.truncate(length);
    Ok(bytes)
}
