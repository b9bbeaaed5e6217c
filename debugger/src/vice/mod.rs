//! VICE's binary monitor: its clients as faces of a session.

use std::io::{self, BufRead};
use std::rc::Rc;

use crate::serve::{Ended, Incoming, Link, Protocol, Wire, WireError};
use jumppad_language::session::Session;

/// The protocol.
#[derive(Debug, Default)]
pub(crate) struct Monitor;

/// Its messages: bytes as they come.
pub(crate) struct Bytes;

impl Wire for Bytes {
    type Message = Vec<u8>;

    fn read(&mut self, from: &mut dyn BufRead) -> Result<Option<Vec<u8>>, WireError> {
        let bytes = from.fill_buf()?.to_vec();
        from.consume(bytes.len());
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    fn is_urgent(_: &Vec<u8>) -> bool {
        true
    }
}

impl Protocol for Monitor {
    type Wire = Bytes;

    fn wire(&self) -> Bytes {
        Bytes
    }

    fn converse(
        &mut self,
        _: &mut Session<'_>,
        link: Rc<Link<Vec<u8>>>,
        _: Box<dyn io::Write>,
    ) -> Ended {
        match link.wait() {
            Incoming::User => Ended::Over,
            Incoming::Closed | Incoming::Bad(_) | Incoming::Message(_) => Ended::Left,
        }
    }
}
