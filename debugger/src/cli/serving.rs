//! The command line of the protocols: a session as any other, and where its client comes in.

use clap::{ArgMatches, Args};

use super::opening::Opening;
use crate::exit::Exit;
use crate::render::{Style, Terminal, put_error};
use crate::serve::{Anywhere, Door, DoorError, Port, Protocol, User, Who, serve};
use jumppad_language::report::Report;

/// What stands for the standard streams.
const STANDARD: &str = "-";

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
    /// Opens the session and serves its clients by `protocol`, who come in at `usual` unless it is said.
    pub(super) fn serve(
        &self,
        matches: &ArgMatches,
        protocol: &mut impl Protocol,
        usual: &str,
    ) -> Exit {
        let wanted = self.listen.as_deref().unwrap_or(usual);
        let door = match self.door(wanted) {
            Ok(door) => door,
            Err(error) => {
                put_error(&format!("jumppad: {error}\n"));
                return Exit::Failed;
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
            match serve(session, protocol, &door, &user) {
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
