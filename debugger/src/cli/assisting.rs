//! The command line of `jumppad mcp`: a session as any other, whose client has the standard streams.

use clap::{ArgMatches, Args};

use super::opening::Opening;
use crate::exit::Exit;
use crate::mcp;
use crate::render::Terminal;
use crate::serve::User;
use jumppad_language::report::Report;

#[derive(Args)]
pub(super) struct Assisting {
    #[command(flatten)]
    opening: Opening,
}

impl Assisting {
    /// Opens the session and serves its client.
    pub(super) fn serve(&self, matches: &ArgMatches) -> Exit {
        let user = User::default();
        let sink = Box::new(Terminal::aside());
        self.opening.session(sink, &user, |session| {
            match self.opening.prepare(session, matches, false) {
                Ok(Report::Quit) => Exit::Fine,
                Ok(_) => mcp::serve(session, &user),
                Err(error) => {
                    session.complain(&error, "");
                    Exit::of(&error)
                }
            }
        })
    }
}
