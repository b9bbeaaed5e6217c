//! What breakpoints do at their stops: their commands run once the stop is told, as gdb has it.
//!
//! Invariants: a command that resumes ends its list, and the next stop's commands follow in the same loop, so a
//! breakpoint whose commands end with `continue` uses neither stack nor memory however often it is hit; the limit of the
//! order that began it all holds for all of it; Ctrl-C ends it between any two commands.

use super::{Goal, Order, resume};
use crate::breakpoints::{Actions, SILENT};
use crate::error::{CommandError, ScriptError};
use crate::report::{Report, Why};
use crate::session::{Outcome, Session};

/// What the breakpoints of the last stop do, and what the user's order leaves for it.
#[derive(Debug, Default)]
pub(crate) struct Acting {
    /// The commands of the breakpoints that stopped, in the order of their numbers.
    pub(super) due: Vec<(u32, Actions)>,
    at: At,
    /// How an order ends in whose course a trace's command failed, or left.
    broken: Option<Outcome>,
    pub(super) allowance: Option<Allowance>,
}

/// Whose commands run now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// Nobody's but the user's.
    #[default]
    Prompt,
    /// Those of a breakpoint, at its stop: an order of one of them is part of the user's order.
    Stop,
    /// Those of a trace, while the guest is under way.
    Passing,
}

/// How often commands may resume the guest, one after the other, without a cycle that passes.
const MAX_STANDSTILLS: u32 = 1000;

/// Cycles that an order may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    pub(super) limit: u64,
    pub(super) left: u64,
}

/// Carries `order` out, and what breakpoints do at its end.
///
/// # Errors
/// A command of a breakpoint fails, or Ctrl-C ends them; the guest is under way.
pub(crate) fn carry_out(session: &mut Session, order: Order<Goal>) -> Outcome {
    at_rest(session)?;
    if session.has_exited() {
        return Err(CommandError::Exited);
    }
    if session.acting.at == At::Stop {
        return Ok(resume(session, order));
    }
    let limit = order.limit(session);
    session.acting.allowance = limit.map(|limit| Allowance { limit, left: limit });
    let report = resume(session, order);
    let outcome = session.act(report);
    session.acting = Acting::default();
    outcome
}

/// Refuses what moves the guest while it is under way already, for a trace's command.
///
/// # Errors
/// It is.
pub(super) fn at_rest(session: &Session) -> Result<(), CommandError> {
    match session.acting.at {
        At::Passing => Err(CommandError::UnderWay),
        At::Prompt | At::Stop => Ok(()),
    }
}

/// How a list of commands ended.
enum Ended {
    /// With its last one.
    Done,
    /// With one that resumed the guest, and told this.
    Resumed(Box<Report>),
    Quit,
}

impl Session {
    /// Whether the guest rests where its program has exited.
    fn has_exited(&self) -> bool {
        let cpu = self.machine.cpu();
        self.resting.as_ref().is_some_and(|at| {
            matches!(at.why, Why::Exited { .. }) && (at.pc, at.cycles) == (cpu.pc, cpu.cycles)
        })
    }

    /// Runs the commands that are due after `report`, until a stop has none.
    fn act(&mut self, mut report: Report) -> Outcome {
        let (mut last, mut standstills) = (self.machine.cpu().cycles, 0);
        loop {
            if let Some(outcome) = self.acting.broken.take() {
                self.tell(&report);
                return outcome;
            }
            let due = std::mem::take(&mut self.acting.due);
            if due.iter().all(|(_, actions)| actions.is_empty()) {
                return Ok(report);
            }
            // The first is the one that is told.
            if !due.first().is_some_and(|(_, actions)| actions.is_silent()) {
                self.tell(&report);
            }
            match self.act_on(&due)? {
                Ended::Done => return Ok(Report::Done),
                Ended::Quit => return Ok(Report::Quit),
                Ended::Resumed(stop) => report = *stop,
            }
            // Commands that move PC back can make the guest stop where it stands for ever.
            let now = self.machine.cpu().cycles;
            standstills = if now == last { standstills + 1 } else { 0 };
            last = now;
            if standstills > MAX_STANDSTILLS {
                self.tell(&report);
                return Err(CommandError::Standstill(
                    due.first().map_or(0, |(id, _)| *id),
                ));
            }
        }
    }

    fn act_on(&mut self, due: &[(u32, Actions)]) -> Result<Ended, CommandError> {
        for (id, actions) in due {
            match self.act_for(*id, actions, At::Stop)? {
                Ended::Done => {}
                ended => return Ok(ended),
            }
        }
        Ok(Ended::Done)
    }

    /// Runs the commands of trace `id`, while the guest is under way; the end of its way, if they make one.
    pub(super) fn act_in_passing(&mut self, id: u32, actions: &Actions) -> Option<Why> {
        if actions.is_empty() {
            return None;
        }
        let outcome = match self.act_for(id, actions, At::Passing) {
            Ok(Ended::Quit) => Ok(Report::Quit),
            Ok(Ended::Done | Ended::Resumed(_)) => return None,
            Err(error) => Err(error),
        };
        self.acting.broken = Some(outcome);
        Some(Why::TraceCommand { id })
    }

    fn act_for(&mut self, id: u32, actions: &Actions, at: At) -> Result<Ended, CommandError> {
        let before = std::mem::replace(&mut self.acting.at, at);
        self.script_depth += 1;
        let ended = self.run_all(id, actions);
        self.script_depth -= 1;
        self.acting.at = before;
        ended
    }

    fn run_all(&mut self, id: u32, actions: &Actions) -> Result<Ended, CommandError> {
        let skipped = usize::from(actions.is_silent());
        for (line, number) in actions.lines().iter().zip(1..).skip(skipped) {
            if self.take_interrupt() {
                return Err(CommandError::Interrupted);
            }
            let outcome = self.execute_as(line, actions.context());
            match outcome.map_err(|error| failed(id, number, line, error))? {
                Report::Quit => return Ok(Ended::Quit),
                stop @ Report::Stop(_) => return Ok(Ended::Resumed(Box::new(stop))),
                report => self.tell(&report),
            }
            // It was a script, or the like, that resumed.
            if self.acting.at == At::Stop && !self.acting.due.is_empty() {
                return Ok(Ended::Resumed(Box::new(Report::Done)));
            }
        }
        let last = actions.lines().len();
        let ended = self.end_block();
        ended.map_err(|error| failed(id, last, "", error))?;
        Ok(Ended::Done)
    }
}

/// An error with its place among the commands of a breakpoint.
fn failed(id: u32, line: usize, text: &str, error: CommandError) -> CommandError {
    CommandError::InScript(Box::new(ScriptError {
        name: format!("<commands of #{id}>"),
        line,
        text: text.to_owned(),
        error,
    }))
}

/// `silent`, where it is not the first of a breakpoint's commands.
pub(crate) fn misplaced_silent(at: usize) -> crate::grammar::Diagnostic {
    crate::grammar::Diagnostic::new(at, format!("`{SILENT}` stands first, or nowhere"))
        .advise("as the first of a breakpoint's commands it keeps the stop from being told: break A do { silent; print x }")
}
