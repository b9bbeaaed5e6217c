//! The protocol's packets, told apart: `$BODY#SUM`, what acknowledges them, and the byte that interrupts.
//!
//! Invariants: a packet that is given on is whole, short enough and has the sum that it says; a packet that begins within
//! another takes its place.
//!
//! Left out: what packets mean, and undoing what is escaped in them.

use std::io::BufRead;

use crate::serve::{Wire, WireError};

/// The longest packet that is taken, and told to the client, in bytes.
pub(super) const LONGEST: usize = 0x4000;

/// Bytes of a packet that are not its body: `$`, `#`, and two of the sum.
pub(super) const FRAME: usize = 4;

/// The byte that interrupts the guest.
pub(super) const INTERRUPT: u8 = 0x03;

/// What a client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// The body of a packet.
    Packet(Vec<u8>),
    /// A packet that was cut off, or has another sum than it says.
    Broken,
    /// The last packet did not arrive.
    Again,
    /// The guest is to stop.
    Interrupt,
}

impl Message {
    /// Whether the client leaves by it, or wants the guest to end.
    pub(super) fn is_farewell(&self) -> bool {
        let leaves =
            |body: &[u8]| body == b"k" || body.starts_with(b"vKill") || body.starts_with(b"D");
        matches!(self, Self::Packet(body) if leaves(body))
    }
}

/// Where the next packet begins.
#[derive(Debug, Default)]
enum Begun {
    /// Further on.
    #[default]
    NotYet,
    /// Its first byte was read already.
    Already,
}

/// Reads packets.
#[derive(Debug, Default)]
pub(crate) struct Packets {
    begun: Begun,
}

impl Packets {
    /// The packet whose first byte was read; none at the end of all.
    fn packet(&mut self, from: &mut dyn BufRead) -> Result<Option<Message>, WireError> {
        let (mut body, mut sum) = (Vec::new(), 0_u8);
        loop {
            match next(from)? {
                None => return Ok(None),
                Some(b'#') => break,
                Some(b'$') => {
                    self.begun = Begun::Already;
                    return Ok(Some(Message::Broken));
                }
                Some(byte) => {
                    sum = sum.wrapping_add(byte);
                    body.push(byte);
                }
            }
            if body.len() > LONGEST - FRAME {
                return Err(WireError::TooLong {
                    length: (body.len() + FRAME) as u64,
                    most: LONGEST as u64,
                });
            }
        }
        let mut told = 0;
        for _ in 0..2 {
            let digit = match next(from)? {
                None => return Ok(None),
                Some(b'$') => {
                    self.begun = Begun::Already;
                    return Ok(Some(Message::Broken));
                }
                Some(byte) => char::from(byte).to_digit(16),
            };
            // What is no digit makes a sum that none has.
            told = told * 16 + digit.unwrap_or(1 << 8);
        }
        Ok(Some(match told == u32::from(sum) {
            true => Message::Packet(body),
            false => Message::Broken,
        }))
    }
}

impl Wire for Packets {
    type Message = Message;

    fn read(&mut self, from: &mut dyn BufRead) -> Result<Option<Message>, WireError> {
        if matches!(std::mem::take(&mut self.begun), Begun::Already) {
            return self.packet(from);
        }
        loop {
            match next(from)? {
                None => return Ok(None),
                Some(b'$') => return self.packet(from),
                Some(b'-') => return Ok(Some(Message::Again)),
                Some(INTERRUPT) => return Ok(Some(Message::Interrupt)),
                // `+`, which is what is hoped for, and noise.
                Some(_) => {}
            }
        }
    }

    fn is_urgent(message: &Message) -> bool {
        *message == Message::Interrupt || message.is_farewell()
    }
}

/// The next byte; none at the end.
fn next(from: &mut dyn BufRead) -> Result<Option<u8>, WireError> {
    let byte = from.fill_buf()?.first().copied();
    from.consume(usize::from(byte.is_some()));
    Ok(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read out of `bytes`, up to their end or to an error.
    fn messages(mut bytes: &[u8]) -> (Vec<Message>, Option<WireError>) {
        let (mut wire, mut read) = (Packets::default(), Vec::new());
        loop {
            match wire.read(&mut bytes) {
                Ok(Some(message)) => read.push(message),
                Ok(None) => return (read, None),
                Err(error) => return (read, Some(error)),
            }
        }
    }

    fn packet(body: &str) -> Message {
        Message::Packet(body.as_bytes().to_vec())
    }

    #[test]
    fn packets_are_told_apart() {
        let (read, error) = messages(b"+$g#67+\x03-noise$#00$m600,2#c7$?");
        let expected = [
            packet("g"),
            Message::Interrupt,
            Message::Again,
            packet(""),
            Message::Broken,
        ];
        assert_eq!((read.as_slice(), error.is_some()), (&expected[..], false));
    }

    #[test]
    fn a_packet_that_begins_anew_breaks_the_one_before() {
        let (read, _) = messages(b"$m60$g#67$g#$?#3f$g#6$g#67$g#zz");
        let good = |body| [Message::Broken, packet(body)];
        let expected = [good("g"), good("?"), good("g")].concat();
        assert_eq!(read[..6], expected);
        assert_eq!(read[6..], [Message::Broken]);
    }

    #[test]
    fn an_endless_packet_is_an_error() {
        let endless = [b"$".to_vec(), vec![b'a'; 10 * LONGEST]].concat();
        let (read, error) = messages(&endless);
        assert!(read.is_empty());
        assert!(
            matches!(error, Some(WireError::TooLong { .. })),
            "{error:?}"
        );
    }
}
