//! gdb's remote protocol: gdb and lldb as faces of a session.
//!
//! `wire` reads packets and `outgoing` writes them; between them stands gdbstub, to which `guest` is the machine. `talk`
//! leads the conversation, and lets the guest run in between.
//!
//! Left out: conditions of breakpoints that the client would send as bytecode (the client asks them itself; the session's
//! own conditions, `monitor break A if C`, are asked by every tier), files of the host, and threads.

mod arch;
mod breakpoints;
mod console;
mod courtesy;
mod describe;
mod description;
mod extended;
mod guest;
mod hearing;
mod monitor;
mod outgoing;
mod points;
mod resume;
mod stops;
mod talk;
pub(crate) mod trial;
mod wire;

use std::io;
use std::rc::Rc;

use crate::serve::{Ended, Link, Protocol};
use jumppad_language::session::Session;
use wire::{Message, Packets};

/// The protocol.
#[derive(Debug, Default)]
pub(crate) struct Stub;

impl Protocol for Stub {
    type Wire = Packets;

    fn wire(&self) -> Packets {
        Packets::default()
    }

    fn converse(
        &mut self,
        session: &mut Session<'_>,
        link: Rc<Link<Message>>,
        out: Box<dyn io::Write>,
    ) -> Ended {
        talk::talk(session, link, out)
    }
}
