//! Any line of the debugger's own language.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{refused, within};
use jumppad_language::report::Report;
use jumppad_language::session::{Outcome, Session};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Command {
    /// The line; `;` separates commands. Several lines are a script.
    line: String,
    /// Give up after so many seconds; 10, unless given.
    seconds: Option<f64>,
}

pub(super) fn command(session: &mut Session<'_>, told: Command) -> Outcome {
    let outcome = within(session, told.seconds, |session| {
        let mut last = Report::Blank;
        for (line, number) in told.line.lines().zip(0..) {
            if number > 0 {
                session.tell(&last);
            }
            last = session.execute(line)?;
        }
        // What a line opens ends here.
        match session.end_block()? {
            Report::Done => Ok(last),
            report => Ok(report),
        }
    });
    session.leave_block();
    match outcome? {
        Report::Quit => Err(refused(
            "the session lasts until the client closes the streams",
        )),
        Report::Blank => Ok(Report::Done),
        report => Ok(report),
    }
}
