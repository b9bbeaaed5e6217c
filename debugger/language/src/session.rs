//! A debugging session: a debugger, and the shell through which commands reach it.
//!
//! Invariants: a failed command leaves the session usable; everything told to the user goes through the sink.

mod actions;
mod meant;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;

use crate::display::{Display, Examined, Positions};
use crate::error::CommandError;
use crate::grammar::Context;
use crate::grammar::taught::UserCommands;
use crate::mode::Mode;
use crate::record::Recorder;
use crate::report::Report;
use actions::Acting;
pub use actions::{at_rest, carry_out, misplaced_silent};
use jumppad_engine::debugger::Debugger;
use jumppad_engine::expression::Radix;
use jumppad_engine::settings::{StepUnit, Switch};

/// The answer of a command.
pub type Outcome = Result<Report, CommandError>;

/// Where reports and errors go.
pub trait Sink {
    /// `interrupt` ends a long text early; it stays set for the one who waits for it.
    fn report(&mut self, report: &Report, interrupt: &AtomicBool);
    /// `line` is the text that failed, when the reader cannot see it otherwise.
    fn error(&mut self, error: &CommandError, line: &str);
}

/// Who serves others while the guest is under way, and sets the flag of interruption to be asked.
pub trait Attendant {
    /// The guest sets out.
    fn begins(&mut self, session: &mut Session<'_>);

    /// The guest is under way no more.
    fn ends(&mut self, session: &mut Session<'_>);

    /// The flag was set; whether the guest goes on. Commands that move the guest are refused meanwhile.
    fn attend(&mut self, session: &mut Session<'_>) -> ControlFlow<()>;

    /// The guest does nothing but ask for keys: a good moment to wait for one.
    fn idles(&mut self, _: &mut Session<'_>) {}
}

/// A protocol by which others debug a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// The Debug Adapter Protocol of editors.
    Dap,
    /// gdb's remote protocol.
    Gdb,
    /// VICE's binary monitor.
    Vice,
}

impl Protocol {
    /// What commands call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dap => "dap",
            Self::Gdb => "gdb",
            Self::Vice => "vice",
        }
    }
}

/// Who can hand a session to a client.
pub trait Server {
    /// Waits for one client at `place`, or where such are usually waited for, and serves it until it has gone.
    ///
    /// # Errors
    /// There is no such place, or it is taken.
    fn serve(&self, session: &mut Session<'_>, protocol: Protocol, place: Option<&str>) -> Outcome;
}

/// What carries lines out. It stands above the commands, and they above the session, which is therefore given it.
pub trait Executor {
    /// Runs one line that was written under the settings that `context` holds; what it answers last is returned, not yet
    /// told.
    ///
    /// # Errors
    /// A command of the line is unknown or wrong, or fails; those before it stay done.
    fn execute(&self, session: &mut Session<'_>, line: &str, context: Context<'static>) -> Outcome;

    /// Ends the block that the end of a script leaves open.
    ///
    /// # Errors
    /// Something is missing in it, or its `end` is.
    fn end_block(&self, session: &mut Session<'_>) -> Outcome;

    /// What is displayed at each stop, as it is now.
    fn displays(&self, session: &mut Session<'_>) -> Report;
}

/// A debugger with the shell that speaks for it: everything a command can work on.
pub struct Session<'s> {
    /// The guest, and all that the engine knows of it.
    pub debugger: &'s mut Debugger,
    /// What the language keeps from line to line.
    pub shell: &'s mut Shell,
}

/// What belongs to the commands' language, and to nothing else.
pub struct Shell {
    /// What carries lines out.
    executor: &'static dyn Executor,
    /// How bare digits are read.
    pub radix: Radix,
    /// Whether each command is told before it runs.
    pub trace_commands: Switch,
    /// The commands of breakpoints that are due, or run now.
    pub acting: Acting,
    /// Where commands that show memory and code go on.
    pub positions: Positions,
    /// What `x` showed last.
    pub examined: Option<Examined>,
    /// The recording under way, if there is one.
    pub recorder: Option<Recorder>,
    /// Commands that the user taught.
    pub user: UserCommands,
    /// What is shown at each stop, the oldest first.
    pub displays: Vec<Display>,
    /// How many lines `list` shows.
    pub list_size: u32,
    /// What `print` showed last.
    pub last_value: Option<i64>,
    /// Remarks that were made, each of which is enough once.
    remarks: HashSet<String>,
    /// How many commands are running inside each other: a script's lines inside of `source`.
    pub depth: usize,
    /// How the next line is read.
    pub mode: Mode,
    /// How many scripts are running inside each other.
    pub script_depth: usize,
    /// Where reports and errors go.
    pub sink: Box<dyn Sink>,
    /// Who is asked what an interruption of the guest is for; without one it is Ctrl-C.
    pub attendant: Option<Box<dyn Attendant>>,
    /// Who can hand the session to a client of a protocol; nobody while one is served.
    pub server: Option<Rc<dyn Server>>,
}

impl Shell {
    /// One that has lines carried out by `executor`, and tells everything to `sink`.
    pub fn new(executor: &'static dyn Executor, sink: Box<dyn Sink>) -> Self {
        Self {
            executor,
            radix: Radix::default(),
            trace_commands: Switch::Off,
            acting: Acting::default(),
            positions: Positions::default(),
            examined: None,
            recorder: None,
            user: UserCommands::default(),
            displays: Vec::new(),
            list_size: 10,
            last_value: None,
            remarks: HashSet::new(),
            depth: 0,
            mode: Mode::Commands,
            script_depth: 0,
            sink,
            attendant: None,
            server: None,
        }
    }
}

impl Session<'_> {
    /// Runs one line; what it answers last is returned, not yet told.
    ///
    /// # Errors
    /// A command of the line is unknown or wrong, or fails; those before it stay done.
    pub fn execute(&mut self, line: &str) -> Outcome {
        self.execute_as(line, self.context())
    }

    /// Runs one line that was written under other settings, which `context` holds; what it answers last is returned, not
    /// yet told.
    ///
    /// # Errors
    /// A command of the line is unknown or wrong, or fails; those before it stay done.
    pub fn execute_as(&mut self, line: &str, context: Context<'static>) -> Outcome {
        self.shell.executor.execute(self, line, context)
    }

    /// Ends the block that the end of a script leaves open.
    ///
    /// # Errors
    /// Something is missing in it, or its `end` is.
    pub fn end_block(&mut self) -> Outcome {
        self.shell.executor.end_block(self)
    }

    /// What to ask the user for the next line with; none for commands.
    pub fn prompt(&self) -> Option<String> {
        self.shell.mode.prompt()
    }

    /// What the meaning of a line typed now depends on.
    pub fn context(&self) -> Context<'static> {
        let source = &self.debugger.source;
        let line = source.line_within(self.debugger.looked_at());
        Context {
            radix: self.shell.radix,
            lines: source.last_line_of_c(),
            line: line.map(|line| line.number),
            breakpoint: self.debugger.breakpoints.last(),
            ..Context::default()
        }
    }

    /// Writes a command to the recording, if there is one: as `done` where it succeeded, else as the `line` that failed.
    /// What it answered is given back.
    ///
    /// # Errors
    /// That of `outcome`, or that of the recording, which cannot go on then and ends.
    pub fn recorded(&mut self, outcome: Outcome, done: Option<&str>, line: &str) -> Outcome {
        let Some(recorder) = &mut self.shell.recorder else {
            return outcome;
        };
        let written = match (&outcome, done) {
            (Ok(_), Some(text)) => recorder.done(text, self.shell.depth),
            (Ok(_), None) => Ok(()),
            (Err(_), _) => recorder.failed(line, self.shell.depth),
        };
        let Err(error) = written else {
            return outcome;
        };
        self.shell.recorder = None;
        match outcome {
            Ok(report) => {
                self.tell(&report);
                Err(error)
            }
            Err(failure) => {
                self.complain(&error, "");
                Err(failure)
            }
        }
    }

    /// Tells the user something, behind what happened before; after a stop also what is to be displayed at each.
    pub fn tell(&mut self, report: &Report) {
        self.flush();
        self.shell.sink.report(report, &self.debugger.interrupt);
        self.tell_steps(report);
        if matches!(report, Report::Stop(_)) && !self.shell.displays.is_empty() {
            let displays = self.shell.executor.displays(self);
            if matches!(&displays, Report::Displays { list } if !list.is_empty()) {
                self.shell.sink.report(&displays, &self.debugger.interrupt);
            }
        }
    }

    /// Tells something in words.
    pub fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.tell(&Report::Note { text });
    }

    /// Tells what happened since the last time.
    pub fn flush(&mut self) {
        for event in self.debugger.take_events() {
            let report = Report::from(event);
            self.shell.sink.report(&report, &self.debugger.interrupt);
            self.tell_steps(&report);
        }
    }

    /// Says once what steps go by, behind a file that has brought lines of source.
    fn tell_steps(&mut self, report: &Report) {
        let goes_by_lines = self.debugger.settings.step != StepUnit::Instructions
            && !self.debugger.source.table().is_empty();
        if matches!(report, Report::SymbolsLoaded(_)) && goes_by_lines {
            self.remark("step and next go by lines of source, si and ni by instructions; `set step` decides".to_owned());
        }
    }

    /// Tells a remark, unless it was made before.
    pub fn remark(&mut self, text: String) {
        if self.shell.remarks.insert(text.clone()) {
            self.note(text);
        }
    }

    /// Tells what the guest printed since the last time.
    pub fn tell_output(&mut self) {
        self.debugger.collect_output();
        self.flush();
    }

    /// Tells what the guest printed and the JIT did since the last time.
    pub fn tell_events(&mut self) {
        self.debugger.collect_events();
        self.flush();
    }

    /// Tells where the program starts, if that is not where one expects.
    pub fn tell_start(&mut self) {
        let program = &self.debugger.program;
        if let Some(text) = program.start_note() {
            let text = format!("{}: {text}", program.name);
            self.note(text);
        }
    }

    /// Tells the user that `line` failed.
    pub fn complain(&mut self, error: &CommandError, line: &str) {
        self.flush();
        self.shell.sink.error(error, line);
    }
}
