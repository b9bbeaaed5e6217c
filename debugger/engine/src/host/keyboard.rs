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
    /// No input yet; there may be some later.
    Nothing,
    /// The end of the input; nothing follows.
    End,
    /// The bytes that were there, at least one.
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
