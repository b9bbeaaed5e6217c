//! A debugging session: the machine, what the user set up around it, and what was shown last.
//!
//! Invariants: a failed command leaves the session usable; everything told to the user goes through the sink.

mod line;
mod program;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::trace::Ring;
use jumppad_tiers::{Config, Machine};

use crate::breakpoints::Breakpoints;
use crate::collect::Inner;
use crate::commands::{self, Command, Examined};
use crate::control::{Acting, Leaving};
use crate::devices::Devices;
use crate::disassemble;
use crate::display::Display;
use crate::error::CommandError;
use crate::expression::Scope;
use crate::grammar::{Context, Diagnostic, canonical::Doubt};
use crate::history::History;
use crate::load::Program;
use crate::mnemonic;
use crate::mode::Mode;
use crate::record::Recorder;
use crate::report::{CodeLine, Origin, Outlook, RegisterView, Registers, Report, Why};
use crate::rom::Rom;
use crate::settings::{Settings, Switch};
use crate::sim65::{Call, guest::Guest};
use crate::source::Source;
use crate::symbols::Symbols;
use crate::trace;
use crate::user::UserCommands;
pub(crate) use line::Open;

/// The answer of a command.
pub(crate) type Outcome = Result<Report, CommandError>;

/// Where reports and errors go.
pub(crate) trait Sink {
    /// `interrupt` ends a long text early; it stays set for the one who waits for it.
    fn report(&mut self, report: &Report, interrupt: &AtomicBool);
    /// `line` is the text that failed, when the reader cannot see it otherwise.
    fn error(&mut self, error: &CommandError, line: &str);
}

/// Everything a command can work on.
pub(crate) struct Session {
    pub(crate) machine: Machine,
    pub(crate) breakpoints: Breakpoints,
    pub(crate) acting: Acting,
    pub(crate) settings: Settings,
    /// What `run` and `reset` start again.
    pub(crate) program: Program,
    /// The registers when the guest was last resumed.
    pub(crate) before: Registers,
    /// The last stop; gone once the user moves PC.
    pub(crate) resting: Option<Resting>,
    /// The frame of the call stack that the user looks at; #0 at every stop.
    pub(crate) frame: usize,
    /// Where `m` and `d` without an address go on.
    pub(crate) next_memory: u16,
    pub(crate) next_code: Option<u16>,
    /// What `x` showed last.
    pub(crate) examined: Option<Examined>,
    /// `$_` of expressions.
    pub(crate) last_address: u16,
    pub(crate) symbols: Symbols,
    pub(crate) source: Source,
    /// The changes of both that breakpoints have followed.
    pub(crate) followed: (u64, u64),
    pub(crate) devices: Devices,
    pub(crate) rom: Rom,
    pub(crate) guest: Guest,
    pub(crate) history: History,
    /// What was recorded, instruction by instruction.
    pub(crate) trace: Ring,
    /// The chip, where the user chose one.
    pub(crate) chosen_cpu: Option<Model>,
    pub(crate) recorder: Option<Recorder>,
    /// Commands that the user taught.
    pub(crate) user: UserCommands,
    /// What is shown at each stop, the oldest first.
    pub(crate) displays: Vec<Display>,
    /// What `print` showed last.
    pub(crate) last_value: Option<i64>,
    /// Remarks that were made, each of which is enough once.
    remarks: HashSet<String>,
    /// How many commands are running inside each other: a script's lines inside of `source`.
    pub(crate) depth: usize,
    pub(crate) mode: Mode,
    /// How many scripts are running inside each other.
    pub(crate) script_depth: usize,
    pub(crate) interrupt: Arc<AtomicBool>,
    pub(crate) sink: Box<dyn Sink>,
}

/// A stop the user has been told of; resuming from it must not report it again.
#[derive(Clone, Debug)]
pub(crate) struct Resting {
    pub(crate) why: Why,
    pub(crate) pc: u16,
    pub(crate) cycles: u64,
    pub(crate) leaving: Leaving,
}

impl Session {
    /// A session on `program`, loaded and at its entry, with the cycle count at zero.
    pub(crate) fn new(
        config: Config,
        chosen_cpu: Option<Model>,
        program: Program,
        sink: Box<dyn Sink>,
    ) -> Self {
        let machine = Machine::new(config);
        let mut session = Self {
            interrupt: machine.interrupt_flag(),
            machine,
            breakpoints: Breakpoints::default(),
            acting: Acting::default(),
            settings: Settings::default(),
            before: Registers::default(),
            resting: None,
            frame: 0,
            next_memory: program.entry,
            next_code: None,
            examined: None,
            last_address: program.entry,
            symbols: Symbols::default(),
            source: Source::default(),
            followed: (0, 0),
            devices: Devices::default(),
            rom: Rom::default(),
            guest: Guest::default(),
            history: History::default(),
            trace: Ring::new(trace::DEFAULT_SIZE),
            chosen_cpu,
            recorder: None,
            user: UserCommands::default(),
            displays: Vec::new(),
            last_value: None,
            remarks: HashSet::new(),
            depth: 0,
            mode: Mode::Commands,
            script_depth: 0,
            program,
            sink,
        };
        session.fit();
        session.restart();
        session
    }

    /// What the meaning of a line typed now depends on.
    pub(crate) fn context(&self) -> Context<'static> {
        Context {
            radix: self.settings.radix,
            ..Context::default()
        }
    }

    /// The text of `line` as a command, for one that is kept, and its words that may have been meant otherwise; none when
    /// it is blank.
    ///
    /// # Errors
    /// It is no command.
    pub(crate) fn understand(
        &self,
        line: &str,
    ) -> Result<Option<(String, Vec<Doubt>)>, Diagnostic> {
        if self.user.knows(line) {
            return Ok(Some((line.trim().to_owned(), Vec::new())));
        }
        let command = self.parse(line, self.context())?;
        Ok(command.map(|command| (command.text(), command.doubts().to_vec())))
    }

    /// The block that `line` opens when it runs.
    pub(crate) fn opens(&self, line: &str) -> Option<Inner> {
        match self.user.knows(line) {
            true => None,
            false => commands::opens(line),
        }
    }

    /// `line` as a command, in whose braces the user's own may stand.
    fn parse(&self, line: &str, context: Context<'_>) -> Result<Option<Command>, Diagnostic> {
        let taught = Some(&self.user);
        commands::parse(line, Context { taught, ..context })
    }

    fn parse_and_run(&mut self, line: &str, context: Context<'static>) -> Outcome {
        if let Some(outcome) = self.run_taught(line) {
            return outcome;
        }
        match self.parse(line, context) {
            Err(error) => self.recorded(Err(error.into()), None, line),
            Ok(None) => Ok(Report::Blank),
            Ok(Some(command)) => {
                let text = command.text();
                let is_recorded = command.row.is_recorded();
                if self.settings.trace_commands == Switch::On {
                    let text = text.clone();
                    self.tell(&Report::Command { text });
                }
                self.tell_doubts(command.doubts());
                let outcome = command.run(self);
                self.tell_output();
                self.settle_history();
                let text = match &mut self.mode {
                    Mode::Commands | Mode::Open(_) => Some(text),
                    Mode::Assemble(block) => Some(block.opening()),
                    // It is recorded with its body.
                    Mode::Collect(block) => {
                        block.opening = text;
                        None
                    }
                }
                .filter(|_| is_recorded);
                self.recorded(outcome, text.as_deref(), line)
            }
        }
    }

    /// Writes a command to the recording, if there is one: as `done` where it succeeded, else as the `line` that failed.
    /// What it answered is given back.
    ///
    /// # Errors
    /// Its own, or that of the recording, which cannot go on then and ends.
    pub(crate) fn recorded(&mut self, outcome: Outcome, done: Option<&str>, line: &str) -> Outcome {
        let Some(recorder) = &mut self.recorder else {
            return outcome;
        };
        let written = match (&outcome, done) {
            (Ok(_), Some(text)) => recorder.done(text, self.depth),
            (Ok(_), None) => Ok(()),
            (Err(_), _) => recorder.failed(line, self.depth),
        };
        let Err(error) = written else {
            return outcome;
        };
        self.recorder = None;
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

    /// Tells the user something; after a stop also what is to be displayed at each.
    pub(crate) fn tell(&mut self, report: &Report) {
        self.sink.report(report, &self.interrupt);
        if matches!(report, Report::Stop(_)) && !self.displays.is_empty() {
            let displays = commands::displays(self);
            self.sink.report(&displays, &self.interrupt);
        }
    }

    /// Tells a remark, unless it was made before.
    pub(crate) fn remark(&mut self, text: String) {
        if self.remarks.insert(text.clone()) {
            self.tell(&Report::Note { text });
        }
    }

    /// Tells what the guest printed since the last time.
    pub(crate) fn tell_output(&mut self) {
        for (device, bytes) in self.devices.receive() {
            // A console has seven bits.
            let text = bytes.iter().map(|byte| char::from(byte & 0x7F)).collect();
            self.tell(&Report::Output {
                from: Origin::Device(device),
                text,
                bytes,
            });
        }
    }

    /// Tells the user that `line` failed.
    pub(crate) fn complain(&mut self, error: &CommandError, line: &str) {
        self.sink.error(error, line);
    }

    /// What an expression can see now.
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope {
            machine: &self.machine,
            symbols: &self.symbols,
            source: &self.source,
            last_address: self.last_address,
            access: None,
        }
    }

    /// The user moved PC: the last stop is no longer where the guest is.
    pub(crate) fn moved(&mut self) {
        self.resting = None;
        self.look_here();
    }

    /// The user looks at PC again.
    pub(crate) fn look_here(&mut self) {
        self.frame = 0;
        self.next_code = None;
        self.examined.iter_mut().for_each(Examined::moved);
    }

    /// Whether Ctrl-C was pressed, which is thereby answered.
    pub(crate) fn take_interrupt(&self) -> bool {
        self.interrupt.swap(false, Ordering::SeqCst)
    }

    pub(crate) fn registers(&self) -> RegisterView {
        RegisterView {
            cpu: Registers::from(self.machine.cpu()),
            before: self.before,
            cycles: self.machine.cpu().cycles,
        }
    }

    /// The instruction at `address` with all that is known about it.
    pub(crate) fn code_line(&self, address: u16) -> CodeLine {
        let bytes = disassemble::bytes_at(&self.machine, address);
        let tier = match self.settings.tier_column {
            Switch::On => disassemble::tier(&self.machine, address),
            Switch::Off => None,
        };
        let labels = self.labels(address);
        let current = self.machine.cpu().pc == address;
        let host_call = self.guest.call_at(&self.machine, address).map(Call::name);
        if self.guest.is_host(address) {
            return CodeLine {
                address,
                bytes: bytes[..1].to_vec(),
                labels,
                current,
                breakpoint: self.breakpoints.executing_at(address).next().is_some(),
                host_call,
                ..CodeLine::default()
            };
        }
        let model = self.machine.model();
        let operand = |address| self.shown()?.operand(address);
        let names = self.settings.opcode_names;
        let opcode = disassemble::opcode_at(&self.machine, address);
        CodeLine {
            source: None,
            address,
            labels,
            text: disassemble::named_instruction(model, names, address, &bytes, operand),
            undocumented: mnemonic::undocumented(model, names, opcode),
            breakpoint_inside: self.breakpoint_inside(address, bytes.len()),
            bytes,
            tier,
            current,
            breakpoint: self.breakpoints.executing_at(address).next().is_some(),
            outlook: match current {
                true => self.outlook(),
                false => Outlook::default(),
            },
            host_call,
        }
    }
}
