//! What a client of the binary monitor sends, told apart message by message.
//!
//! Invariants: a message is bounded before anything of it is kept; what stands between two messages is passed over, as
//! VICE does.

use std::io::{self, BufRead};

use crate::serve::{Wire, WireError};

/// The byte that begins a message, in either direction.
pub(super) const START: u8 = 0x02;

/// The longest body: a write to all of memory, and some room for fields to come.
const MOST: u32 = (1 << 16) + (1 << 10);

/// A command.
#[derive(Debug)]
pub(crate) struct Message {
    /// The version of the protocol that the client speaks.
    pub(super) version: u8,
    /// What the answer is marked with.
    pub(super) id: u32,
    /// Which command it is.
    pub(super) command: u8,
    /// Its fields.
    pub(super) body: Vec<u8>,
}

/// Reads messages.
pub(crate) struct Reader;

impl Wire for Reader {
    type Message = Message;

    fn read(&mut self, from: &mut dyn BufRead) -> Result<Option<Message>, WireError> {
        if !find_start(from)? {
            return Ok(None);
        }
        let mut header = [0; 10];
        fill(from, &mut header)?;
        let [version, l0, l1, l2, l3, i0, i1, i2, i3, command] = header;
        let length = u32::from_le_bytes([l0, l1, l2, l3]);
        if length > MOST {
            let (length, most) = (length.into(), MOST.into());
            return Err(WireError::TooLong { length, most });
        }
        let mut body = vec![0; length as usize];
        fill(from, &mut body)?;
        Ok(Some(Message {
            version,
            id: u32::from_le_bytes([i0, i1, i2, i3]),
            command,
            body,
        }))
    }

    /// In VICE each command stops the guest.
    fn is_urgent(_: &Message) -> bool {
        true
    }
}

/// Takes all up to the beginning of a message; whether there is one.
fn find_start(from: &mut dyn BufRead) -> io::Result<bool> {
    loop {
        let bytes = from.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let found = bytes.iter().position(|&byte| byte == START);
        let taken = found.map_or(bytes.len(), |at| at + 1);
        from.consume(taken);
        if found.is_some() {
            return Ok(true);
        }
    }
}

fn fill(from: &mut dyn BufRead, bytes: &mut [u8]) -> Result<(), WireError> {
    from.read_exact(bytes).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            WireError::Malformed("the connection ended in the middle of a message".to_owned())
        }
        _ => error.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages in `bytes`, and whether what follows them is no message.
    fn read(mut bytes: &[u8]) -> (Vec<Message>, bool) {
        let mut messages = Vec::new();
        loop {
            match Reader.read(&mut bytes) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => return (messages, false),
                Err(_) => return (messages, true),
            }
        }
    }

    #[test]
    fn messages_are_told_apart_by_their_lengths() {
        let ping = [2, 2, 0, 0, 0, 0, 0xAD, 0xDE, 0x34, 0x12, 0x81];
        let get = [2, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0x31, 0];
        let (messages, is_bad) = read(&[&ping[..], b"between", &get[..]].concat());
        assert!(!is_bad);
        let [first, second] = messages.as_slice() else {
            panic!("{messages:?}");
        };
        assert_eq!((first.id, first.command), (0x1234_DEAD, 0x81));
        assert!(first.body.is_empty());
        assert_eq!((second.version, second.command), (1, 0x31));
        assert_eq!(second.body, [0]);
        for cut in 1..ping.len() {
            assert!(read(&ping[..cut]).1, "{cut}");
        }
    }

    #[test]
    fn a_long_message_is_refused_before_it_is_read() {
        let huge = [2, 2, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0x81];
        let mut bytes = &huge[..];
        let error = Reader.read(&mut bytes).expect_err("it is too long");
        assert!(matches!(
            error,
            WireError::TooLong {
                length: 0xFFFF_FFFF,
                ..
            }
        ));
    }
}
