//! `serve`: the session is handed to a client of a protocol, and comes back when that has gone.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, value};

use crate::commands::{Completer, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic,
    canonical::{Canonical, Printer},
    token::{file_name, keyword},
};
use crate::session::{Outcome, Protocol, Session};

pub(super) const SERVE: Row = Row {
    names: &["serve"],
    arguments: "dap|gdb|vice [PLACE]",
    summary: "hand the session to an editor, to gdb or lldb, or to a client of VICE's binary monitor",
    details: "It waits for one client at 127.0.0.1, port 4711, 1234 or 6502, or at another PLACE, such as 127.0.0.1:0, any port that is free; when the client has \
              gone, or at Ctrl-C, the session is back at the prompt, with all that the client did. An editor attaches. \
              `jumppad dap`, `gdb` and `vice` do it from the start.",
    complete: Completer::Words(&["dap", "gdb", "vice"]),
    bind: |i| bind(i, (protocol, opt(file_name)), serve),
    ..Row::PLAIN
};

impl Canonical for Protocol {
    fn write(&self, line: &mut Printer) {
        line.word(self.name());
    }
}

fn protocol(input: crate::grammar::Span<'_>) -> crate::grammar::Parsed<'_, Protocol> {
    let named = |protocol: Protocol| value(protocol, keyword(protocol.name()));
    let known = alt((
        named(Protocol::Dap),
        named(Protocol::Gdb),
        named(Protocol::Vice),
    ))
    .parse(input);
    known.map_err(|_| {
        let at = crate::grammar::token::begin(input);
        nom::Err::Failure(Diagnostic::new(at, "the protocol is dap, gdb or vice"))
    })
}

fn serve(session: &mut Session<'_>, (protocol, place): (Protocol, Option<String>)) -> Outcome {
    let server = session.shell.server.clone().ok_or(CommandError::Served)?;
    server.serve(session, protocol, place.as_deref())
}
