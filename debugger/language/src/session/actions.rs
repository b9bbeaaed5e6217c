//! What breakpoints do at their stops: their commands run once the stop is told, as gdb has it.
//!
//! Invariants: a command that resumes ends its list, and the next stop's commands follow in the same loop, so a
//! breakpoint whose commands end with `continue` uses neither stack nor memory however often it is hit; the limit of the
//! order that began it all holds for all of it; Ctrl-C ends it between any two commands.

use crate::report::Why;
use std::ops::ControlFlow;

use super::{Attendant, Outcome, Session, Shell};
use crate::error::{CommandError, ScriptError};
use crate::grammar::{Context, Diagnostic};
use crate::report::Report;
use jumppad_engine::breakpoints::{Actions, SILENT};
use jumppad_engine::debugger::Debugger;
use jumppad_engine::debugger::event::{Event, Front};
use jumppad_engine::run::{Allowance, Goal, Order, resume};

/// What the breakpoints of the last stop do, and what the user's order leaves for it.
#[derive(Debug, Default)]
pub struct Acting {
    /// The commands of the breakpoints that stopped, in the order of their numbers.
    due: Vec<(u32, Actions)>,
    at: At,
    /// How an order ends in whose course a trace's command failed, or left.
    broken: Option<Outcome>,
    allowance: Option<Allowance>,
}

/// Whose commands run now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// Nobody's but the user's.
    #[default]
    Prompt,
    /// Commands of a breakpoint, at its stop: an order of one of them is part of the user's order.
    Stop,
    /// Commands of a trace, while the guest is under way.
    Passing,
}

/// How often commands may resume the guest, one after the other, without a cycle that passes.
const MAX_STANDSTILLS: u32 = 1000;

/// Carries `order` out, and what breakpoints do at its end.
///
/// # Errors
/// A command of a breakpoint fails, or Ctrl-C ends them; the guest is under way.
pub fn carry_out(session: &mut Session<'_>, order: Order<Goal>) -> Outcome {
    at_rest(session)?;
    if session.has_exited() {
        return Err(CommandError::Exited);
    }
    if session.shell.acting.at == At::Stop {
        return Ok(session.resume(order));
    }
    let limit = order.limit(session.debugger);
    session.shell.acting.allowance = limit.map(|limit| Allowance { limit, left: limit });
    let report = session.resume(order);
    let outcome = session.act(report);
    session.shell.acting = Acting::default();
    outcome
}

/// Refuses what moves the guest while it is under way already, for a trace's command.
///
/// # Errors
/// It is.
pub fn at_rest(session: &Session<'_>) -> Result<(), CommandError> {
    match session.shell.acting.at {
        At::Passing => Err(CommandError::UnderWay),
        At::Prompt | At::Stop => Ok(()),
    }
}

impl Front for Shell {
    fn event(&mut self, debugger: &Debugger, event: Event) {
        self.sink.report(&Report::from(event), &debugger.interrupt);
    }

    /// Runs the commands of the trace. Where one fails, or leaves, the way of the guest ends too.
    fn passing(&mut self, debugger: &mut Debugger, id: u32, actions: &Actions) -> ControlFlow<()> {
        let mut session = Session {
            debugger,
            shell: self,
        };
        let ended = session.act_for(id, actions, At::Passing);
        session.flush();
        self.acting.broken = Some(match ended {
            Ok(Ended::Done | Ended::Resumed(_)) => return ControlFlow::Continue(()),
            Ok(Ended::Quit) => Ok(Report::Quit),
            Err(error) => Err(error),
        });
        ControlFlow::Break(())
    }

    fn begins(&mut self, debugger: &mut Debugger) {
        self.ask(debugger, |attendant, session| attendant.begins(session));
    }

    fn ends(&mut self, debugger: &mut Debugger) {
        self.ask(debugger, |attendant, session| attendant.ends(session));
    }

    fn idles(&mut self, debugger: &mut Debugger) {
        self.ask(debugger, |attendant, session| attendant.idles(session));
    }

    fn attend(&mut self, debugger: &mut Debugger) -> ControlFlow<()> {
        self.ask(debugger, |attendant, session| attendant.attend(session))
            .unwrap_or(ControlFlow::Break(()))
    }
}

impl Shell {
    /// Asks the attendant, if there is one. What moves the guest is refused meanwhile.
    fn ask<T>(
        &mut self,
        debugger: &mut Debugger,
        what: impl FnOnce(&mut dyn Attendant, &mut Session<'_>) -> T,
    ) -> Option<T> {
        let mut attendant = self.attendant.take()?;
        let before = std::mem::replace(&mut self.acting.at, At::Passing);
        let mut session = Session {
            debugger,
            shell: self,
        };
        let answer = what(&mut *attendant, &mut session);
        self.acting.at = before;
        self.attendant = Some(attendant);
        Some(answer)
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

impl Session<'_> {
    /// Whether Ctrl-C was pressed, or an attendant ends what is done, which is thereby answered.
    pub fn is_interrupted(&mut self) -> bool {
        self.debugger.take_interrupt() && self.shell.attend(self.debugger).is_break()
    }

    /// Lets the guest go on, and notes what is due where it stops.
    fn resume(&mut self, order: Order<Goal>) -> Report {
        let mut allowance = self.shell.acting.allowance;
        let halt = resume(self.debugger, order, allowance.as_mut(), self.shell);
        self.shell.acting.allowance = allowance;
        self.shell.acting.due = halt.due;
        Report::Stop(halt.stop)
    }

    /// Whether the guest rests where its program has exited.
    fn has_exited(&self) -> bool {
        let cpu = self.debugger.machine.cpu();
        self.debugger.last_stop.as_ref().is_some_and(|at| {
            matches!(at.why, Why::Exited { .. }) && (at.pc, at.cycles) == (cpu.pc, cpu.cycles)
        })
    }

    /// Runs the commands that are due after `report`, until a stop has none.
    fn act(&mut self, mut report: Report) -> Outcome {
        let (mut last, mut standstills) = (self.debugger.machine.cpu().cycles, 0);
        loop {
            if let Some(outcome) = self.shell.acting.broken.take() {
                self.tell(&report);
                return outcome;
            }
            let due = std::mem::take(&mut self.shell.acting.due);
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
            let now = self.debugger.machine.cpu().cycles;
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

    fn act_for(&mut self, id: u32, actions: &Actions, at: At) -> Result<Ended, CommandError> {
        let before = std::mem::replace(&mut self.shell.acting.at, at);
        self.shell.script_depth += 1;
        let ended = self.run_all(id, actions);
        self.shell.script_depth -= 1;
        self.shell.acting.at = before;
        ended
    }

    fn run_all(&mut self, id: u32, actions: &Actions) -> Result<Ended, CommandError> {
        let skipped = usize::from(actions.is_silent());
        let context = Context {
            radix: actions.radix(),
            ..Context::default()
        };
        for (line, number) in actions.lines().iter().zip(1..).skip(skipped) {
            if self.is_interrupted() {
                return Err(CommandError::Interrupted);
            }
            let outcome = self.execute_as(line, context);
            match outcome.map_err(|error| failed(id, number, line, error))? {
                Report::Quit => return Ok(Ended::Quit),
                stop @ Report::Stop(_) => return Ok(Ended::Resumed(Box::new(stop))),
                report => self.tell(&report),
            }
            // It was a script, or the like, that resumed.
            if self.shell.acting.at == At::Stop && !self.shell.acting.due.is_empty() {
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
pub fn misplaced_silent(at: usize) -> Diagnostic {
    Diagnostic::new(at, format!("`{SILENT}` stands first, or nowhere"))
        .advise("as the first of a breakpoint's commands it keeps the stop from being told: break A do { silent; print x }")
}
