//! The command line of the protocols: a session as any other, and where its client comes in.

use std::sync::atomic::Ordering;

use clap::{ArgMatches, Args};

use super::opening::Opening;
use crate::dap;
use crate::exit::Exit;
use crate::gdb;
use crate::render::{Style, Terminal, put_error};
use crate::serve::{Anywhere, Door, DoorError, Port, User, Who, serve};
use crate::vice;
use jumppad_language::error::CommandError;
use jumppad_language::report::Report;
use jumppad_language::session::{Outcome, Protocol, Server, Session};

/// What stands for the standard streams.
const STANDARD: &str = "-";

/// Where clients of a protocol come in, unless it is said.
fn usual(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Dap => "127.0.0.1:4711",
        Protocol::Gdb => "127.0.0.1:1234",
        Protocol::Vice => "127.0.0.1:6502",
    }
}

/// Serves clients by `protocol`.
fn by(
    protocol: Protocol,
    session: &mut Session<'_>,
    door: &Door,
    user: &User,
) -> Result<(), DoorError> {
    match protocol {
        Protocol::Dap => serve(session, &mut dap::Adapter, door, user),
        Protocol::Gdb => serve(session, &mut gdb::Stub, door, user),
        Protocol::Vice => serve(session, &mut vice::Monitor, door, user),
    }
}

/// Hands the session of a terminal to clients, as `serve` wants it.
pub(super) struct Hands(pub(super) User);

impl Server for Hands {
    fn serve(&self, session: &mut Session<'_>, protocol: Protocol, place: Option<&str>) -> Outcome {
        let fail = |error: DoorError| CommandError::NoDoor(error.to_string());
        let wanted = place.unwrap_or(usual(protocol));
        let port = Port::open(wanted, Anywhere::Refused, Who::First).map_err(fail)?;
        session.note(format!("listening on {}; Ctrl-C ends it", port.address));
        // One from before was not meant for this.
        self.0.take();
        by(protocol, session, &Door::Port(port), &self.0).map_err(fail)?;
        session.debugger.interrupt.store(false, Ordering::SeqCst);
        session.note("the session is back");
        session.debugger.look_here();
        session.tell(&Report::Registers(session.debugger.registers()));
        let pc = session.debugger.machine.cpu().pc;
        Ok(Report::Disassembly {
            lines: vec![session.debugger.arrival(pc)],
        })
    }
}

#[derive(Args)]
pub(super) struct Serving {
    #[command(flatten)]
    opening: Opening,
    /// Where the client comes in, such as 127.0.0.1:1234; - is the standard streams, port 0 any that is free
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
    /// Listen where other machines can reach it, too; whoever does can write files here
    #[arg(long, requires = "listen")]
    listen_anywhere: bool,
    /// Leave when the client has gone, instead of waiting for another
    #[arg(long)]
    once: bool,
}

impl Serving {
    /// Opens the session and serves its clients by `protocol`, an editor on standard streams unless it is said.
    pub(super) fn serve(&self, matches: &ArgMatches, protocol: Protocol) -> Exit {
        let usual = match protocol {
            Protocol::Dap => STANDARD,
            Protocol::Gdb | Protocol::Vice => usual(protocol),
        };
        let wanted = self.listen.as_deref().unwrap_or(usual);
        let door = match self.door(wanted) {
            Ok(door) => door,
            Err(error) => {
                put_error(&format!("jumppad: {error}\n"));
                return match error.is_of_usage() {
                    true => Exit::Usage,
                    false => Exit::Failed,
                };
            }
        };
        // The client has standard output, where it has the streams.
        let sink = match door {
            Door::Standard => Terminal::aside(),
            Door::Port(_) => Terminal::new(Style::Text),
        };
        let user = User::default();
        self.opening.session(Box::new(sink), &user, |session| {
            match self.opening.prepare(session, matches, false) {
                Ok(Report::Quit) => return Exit::Fine,
                Ok(_) => {}
                Err(error) => {
                    session.complain(&error, "");
                    return Exit::of(&error);
                }
            }
            if let Door::Port(port) = &door {
                put_error(&format!("listening on {}\n", port.address));
            }
            match by(protocol, session, &door, &user) {
                Ok(()) => Exit::Fine,
                Err(error) => {
                    put_error(&format!("jumppad: {error}\n"));
                    Exit::Failed
                }
            }
        })
    }

    fn door(&self, wanted: &str) -> Result<Door, DoorError> {
        if wanted == STANDARD {
            return Ok(Door::Standard);
        }
        let anywhere = match self.listen_anywhere {
            true => Anywhere::Allowed,
            false => Anywhere::Refused,
        };
        let who = match self.once {
            true => Who::First,
            false => Who::Everyone,
        };
        Ok(Door::Port(Port::open(wanted, anywhere, who)?))
    }
}
