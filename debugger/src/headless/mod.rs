//! `jumppad run`: a program without the debugger, until it ends or its limits end it.
//!
//! Invariants: the standard streams belong to a guest that uses them, so that what is told of the run then goes to
//! standard error; Ctrl-C always ends the run, and what is known by then is still told.

mod afterwards;
mod beside;
mod console;
mod ending;
mod keys;
pub(crate) mod mos_sim;
mod order;
mod progress;
mod reporter;
mod routines;
mod sim65;
mod simulator;
mod streams;
mod summary;
mod tracing;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use std::time::{Duration, Instant};

use jumppad_tiers::{Config, Machine, StopReason};

use crate::alarm::Alarm;
use crate::exit::Exit;
use crate::render::{ErrorView, Style, complain, covers, put_error, to_json};
use afterwards::Places;
pub(crate) use afterwards::{Afterwards, Covering, Profiling};
use beside::Beside;
pub(crate) use beside::Wanted;
use console::Place;
pub(crate) use console::{AtEnd, Wiring};
use console::{Console, Over};
use ending::{End, exit, tell};
use jumppad_engine::board::{Board, Built, Chosen, Contents, Taken};
use jumppad_engine::debugger::banks::unmapped;
use jumppad_engine::error::Error;
use jumppad_engine::files::perf_map::PerfMap;
use jumppad_engine::host::devices::Devices;
use jumppad_engine::host::rom::{self, Rom};
use jumppad_engine::host::routines::Routines;
use jumppad_engine::host::sim65::{Host, Served, files::Files, peripherals::Clock};
use jumppad_engine::program::load::{Format, Program, Start, load_all, save};
use jumppad_engine::program::sim65::Version;
use jumppad_engine::settings::CtrlC;
use jumppad_engine::speed::{DEFAULT_CLOCK, Pacer};
use jumppad_engine::tracing::Tracer;
use jumppad_language::error::CommandError;
pub(crate) use keys::{Enter, Idle, Silence};
pub(crate) use order::{Run, Telling};
use progress::Progress;
use reporter::{Report, Reporter};
use routines::Hosted;
pub(crate) use routines::{Hosting, Screen};
pub(crate) use sim65::{Face, Sim65Order};
use simulator::Plugged;
use streams::{Shared, Standard, lock};
pub(crate) use summary::Summary;
pub(crate) use tracing::TraceOrder;
use tracing::Traced;

/// More cycles than any run takes.
const NO_LIMIT: u64 = 1 << 62;
/// The first slice between two looks at the clock; later ones take about [`SLICE_TIME`].
const FIRST_SLICE: u64 = 1_000_000;
const LONGEST_SLICE: u64 = 1 << 40;
/// While a console waits for keys.
const CONSOLE_SLICE: u64 = 4_000_000;
const SLICE_TIME: Duration = Duration::from_millis(50);

/// What the guest has to do with the standard streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guest {
    Silent,
    /// They are its console.
    Prints,
    Sim65(Version),
    /// They are the terminal of a program whose ROM's routines the host does.
    Hosted,
    /// They are those of the registers of llvm-mos's simulator.
    MosSim,
}

impl Guest {
    /// Whether it is a program for a simulator, which ends by a call or not at all.
    fn is_simulated(self) -> bool {
        matches!(self, Self::Sim65(_) | Self::MosSim)
    }

    /// Whether it has the streams to itself.
    fn has_streams(self) -> bool {
        self.is_simulated() || self == Self::Hosted
    }
}

/// Runs and prints what happened.
pub(crate) fn run(order: Run) -> Exit {
    let (style, failed) = (order.style, order.sim65.face.failed());
    execute(order).unwrap_or_else(|error| {
        complain(style, &error);
        failed
    })
}

fn execute(mut order: Run) -> Result<Exit, CommandError> {
    let (mut program, board) = loaded(&order)?;
    if let (None, Some((board, _))) = (&order.hosting, &board) {
        let wiring = order.wiring;
        let setup = board.routines.clone();
        order.hosting = setup.map(|setup| Hosting {
            setup,
            wiring,
            screen: Screen::Hidden,
        });
    }
    order.sim65.fit(&mut program);
    if let (Style::Text, Some(text)) = (order.style, program.start_note())
        && order.telling != Telling::Quiet
    {
        put_error(&format!("jumppad: {text}\n"));
    }
    let mut machine = Machine::new(Config {
        model: program.chip(order.cpu),
        ..order.config
    });
    let perf_map = match order.perf_map {
        true => Some(PerfMap::of(&mut machine)?),
        false => None,
    };
    let in_rom = board.as_ref().map(|(_, contents)| contents);
    if let Some((board, contents)) = &board {
        // What is loaded goes where its windows lead it.
        board
            .add_windows(contents, &mut machine)
            .map_err(Error::from)?;
    }
    let host = prepare(&mut machine, &program, in_rom, &order);
    // What is loaded goes to memory, and not to what covers it.
    let mut devices = Devices::default();
    let plugged = match board {
        Some((board, contents)) => {
            let mut rom = Rom::default();
            let (machine, devices) = (&mut machine, &mut devices);
            let folder = order.reach.folder().unwrap_or(Path::new(""));
            let mut built = Built::plug(board, contents, folder, machine, devices, &mut rom)?;
            built.open_around(machine, &program);
            Some(built)
        }
        None => None,
    };
    if let (Some(hosting), None) = (&order.hosting, program.sim65) {
        Routines::start(&hosting.setup, &mut machine, &program);
    }
    if program.cartridge.is_some() {
        devices.fit(&mut machine, &program);
    }
    if let (Style::Text, Some(text)) = (order.style, unmapped(&machine))
        && order.telling != Telling::Quiet
    {
        put_error(&format!("jumppad: {text}\n"));
    }
    order.afterwards.prepare(&mut machine);
    let interrupt = machine.interrupt_flag();
    let shows_progress = order.style == Style::Text && order.telling != Telling::Quiet;
    let progress = Progress::new(shows_progress);
    let streams = Standard::new(progress, Arc::clone(&interrupt)).shared();
    let place = order.place();
    if let Some(place) = place {
        note_covered(&order, &program, place);
        devices.attach(&mut machine, place.order())?;
    }
    let asked = plugged.as_ref().and_then(|plugged| plugged.board.console());
    let named = order
        .named_consoles()
        .map(|name| match devices.terminal(Some(name)) {
            Some(_) => Ok(name),
            None => Err(devices.no_console(name)),
        });
    let named: Vec<&str> = named.collect::<Result<_, _>>()?;
    let terminal = match place {
        Some(place) => devices.console_at(place.prints()),
        None => devices.terminal(named.first().copied().or(asked)),
    };
    let main = terminal.as_ref().map(|console| console.name().to_owned());
    let beside = Beside::all(&order.consoles, &devices, main.as_deref());
    let console = terminal.map(|attached| {
        let console = Console::connect(&attached, order.wiring, &streams, &interrupt);
        note_keys(&order, &console);
        console
    });
    let simulator = program
        .is_for_mos_sim
        .then(|| Plugged::attach(&mut machine, &streams, &interrupt));
    let hosted = plug_routines(&mut machine, &program, &order)
        .map(|(routines, hosting)| Hosted::new(routines, hosting, &streams, &interrupt));
    let guest = match (&host, &simulator, &hosted, &console) {
        (Some(host), ..) => Guest::Sim65(host.kind().version),
        (None, Some(_), ..) => Guest::MosSim,
        (None, None, Some(_), _) => Guest::Hosted,
        (None, None, None, Some(_)) => Guest::Prints,
        (None, None, None, None) => Guest::Silent,
    };
    let flag = Arc::clone(&interrupt);
    // Without a handler Ctrl-C still ends the program, only less politely.
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst));

    let tracer = match &order.trace {
        Some(trace) => Some(trace.open(&machine, &interrupt)?),
        None => None,
    };
    let alarm = order.timeout.map(|time| Alarm::set(time, interrupt));
    let started = Instant::now();
    let own = plugged.as_ref().map(|built| built.board.clock as f64);
    let brought = program.cartridge.as_ref().map(|image| image.clock());
    // What is made for PAL runs at its clock, whichever the machine's is.
    let is_pal = program
        .cartridge
        .as_ref()
        .is_some_and(|image| image.is_pal());
    let told = if is_pal {
        brought.or(own)
    } else {
        own.or(brought)
    };
    let clock = order.clock.or(told).unwrap_or(DEFAULT_CLOCK);
    let pacer = Pacer::new(order.speed, clock, machine.cpu().cycles);
    let mut running = Running {
        interrupt: machine.interrupt_flag(),
        pacer,
        machine: &mut machine,
        host,
        hosted,
        console,
        beside,
        simulator,
        reporter: order
            .report_at
            .or(program.cartridge.is_some().then_some(reporter::NES))
            .map(Reporter::new),
        tracer,
        settles: order
            .trace
            .as_ref()
            .is_some_and(TraceOrder::is_among_output),
        streams: Arc::clone(&streams),
        verbosity: order.sim65.verbosity,
        limit: limit(&order, guest),
        slice: FIRST_SLICE,
        longest: match guest {
            Guest::Prints => CONSOLE_SLICE,
            _ if order.hosting.is_some() => CONSOLE_SLICE,
            _ => LONGEST_SLICE,
        },
    };
    let mut end = running.follow();
    let flushed = running.carry().and_then(|()| running.finish_lines());
    let traced = running.end_trace(&order);
    let guest = match &running.reporter {
        Some(reporter) if reporter.has_spoken() => Guest::Prints,
        _ => guest,
    };
    drop(running);
    lock(&streams).progress.hide();
    let time = started.elapsed();
    if let (Style::Text, Some(text)) = (order.style, summary::failures(&mut machine)) {
        put_error(&format!("jumppad: {text}\n"));
    }
    if order.cycles.is_none() && order.sim65.limit.is_some() {
        end = match end {
            // An instruction that jumps to itself goes on up to the limit.
            End::Stopped(StopReason::Cycles | StopReason::Trap) => End::Sim65Limit,
            other => other,
        };
    }
    if let End::Stopped(StopReason::Interrupted) = &end
        && alarm.is_some_and(|alarm| alarm.rang())
    {
        end = End::Timeout;
    }
    if matches!(end, End::Stopped(StopReason::Cycles)) && order.until == Some(machine.cpu().pc) {
        end = End::Stopped(StopReason::Breakpoint);
    }
    if flushed.is_err() {
        end = End::Unread;
    }
    if let Some(error) = lock(&streams).failure() {
        put_error(&format!(
            "jumppad: cannot write to standard output: {error}\n"
        ));
        if let End::Unread = end {
            end = End::Unwritten;
        }
    }

    match traced {
        Traced::Whole => {}
        Traced::Unread => end = End::Unread,
        Traced::Unwritten(text) => {
            put_error(&format!("jumppad: {text}\n"));
            end = End::Unwritten;
        }
    }
    let told = finish(&order, &machine, &end, guest, time);
    let places = Places {
        program: order.program.as_deref().unwrap_or(Path::new("")),
        folder: order.reach.folder().unwrap_or(Path::new("")),
    };
    let written = order.afterwards.write(machine, program, plugged, places);
    let exit = told.and_then(|exit| {
        written?;
        perf_map.map_or(Ok(()), PerfMap::finish)?;
        Ok(exit)
    });
    exit.or_else(|error| match (order.style, guest) {
        (Style::Json, Guest::Prints | Guest::Sim65(_) | Guest::Hosted | Guest::MosSim) => {
            put_error(&to_json(&ErrorView::new(&error)));
            Ok(Exit::Failed)
        }
        _ => Err(error),
    })
}

/// Tells of the bytes of the program that nobody can read where the console is.
fn note_covered(order: &Run, program: &Program, place: Place) {
    let covered = program.covered(place.addresses());
    if !covered.is_empty() && order.style == Style::Text && order.telling != Telling::Quiet {
        let text = covers(&covered);
        put_error(&format!("jumppad: the console {text}\n"));
    }
}

/// Tells which key ends the run, where it is not the usual one.
fn note_keys(order: &Run, console: &Console) {
    let is_told = order.style == Style::Text && order.telling != Telling::Quiet;
    if order.wiring.ctrl_c == CtrlC::Guest && console.has_terminal() && is_told {
        let key = order.wiring.ctrl_c.stop_key();
        put_error(&format!(
            "jumppad: Ctrl-C is the guest's: {key} ends the run\n"
        ));
    }
}

/// What is left to do once the run is over.
fn finish(
    order: &Run,
    machine: &Machine,
    end: &End,
    guest: Guest,
    time: Duration,
) -> Result<Exit, CommandError> {
    // What is known of the run is told whatever became of the file.
    let saved = match &order.save_memory {
        Some(path) => save_memory(machine, path),
        None => Ok(()),
    };
    routines::show_screen(machine, order.hosting.as_ref());
    tell(order, machine, end, guest, time);
    saved.and_then(|()| exit(order, machine, end, guest))
}

/// The program, and the computer around it.
fn loaded(order: &Run) -> Result<(Program, Option<(Board, Contents)>), CommandError> {
    let program = order.program.as_deref();
    let asked = order.machine.clone();
    let placed = program.map(|path| (path, order.placement));
    let Some(chosen) = asked.map(|asked| asked.open(placed)).transpose()? else {
        let path = program.unwrap_or(Path::new(""));
        return Ok((load_all(path, order.placement, &order.more)?, None));
    };
    let Chosen {
        board,
        files,
        taken,
    } = chosen;
    // Nobody has taken Ctrl-C yet: it ends the program.
    let contents = board.contents(&files, &Arc::default())?;
    let program = match program.filter(|_| taken == Taken::No) {
        Some(path) => board.with_program(load_all(path, order.placement, &order.more)?),
        None => {
            board.full(&contents)?;
            let mut program = board.program(&contents);
            if let Some(entry) = order.placement.entry {
                program.entry = entry;
                program.start = Start::Usual;
            }
            program
        }
    };
    Ok((program, Some((board, contents))))
}

/// Puts the program into the machine, and makes its host if it wants one.
fn prepare(
    machine: &mut Machine,
    program: &Program,
    in_rom: Option<&Contents>,
    order: &Run,
) -> Option<Host> {
    if program.sim65.is_some() {
        Host::clear(machine);
    } else if let Some(hosting) = &order.hosting {
        Routines::prepare(&hosting.setup, machine);
    }
    for pages in program.rom.iter().chain(&order.rom) {
        machine.protect(pages.clone());
    }
    for segment in in_rom.into_iter().flat_map(|contents| &contents.segments) {
        machine
            .load(segment.start, &segment.bytes)
            .expect("a ROM is inside of memory");
    }
    for segment in &program.segments {
        rom::load(machine, segment.start, &segment.bytes);
    }
    for (start, bytes) in &order.pokes {
        for (address, &byte) in (*start..=u16::MAX).zip(bytes) {
            machine.poke(address, byte);
        }
    }
    machine.reset(jumppad_tiers::Reset::Soft);
    program.begin(machine.cpu_mut());
    if let Some(until) = order.until {
        machine.set_breakpoint(until);
    }
    let kind = program.sim65?;
    Host::start(machine);
    let name = program.name.clone().into_bytes();
    let arguments = [vec![name], order.arguments.clone()].concat();
    let files = Files::new(order.reach.clone());
    let mut host = Host::new(kind, arguments, files, Clock::Host);
    host.plug(machine, program);
    if order.sim65.traces {
        host.trace();
    }
    Some(host)
}

/// The routines of a ROM that the host does for the program, if it is not sim65's.
fn plug_routines<'o>(
    machine: &mut Machine,
    program: &Program,
    order: &'o Run,
) -> Option<(Routines, &'o Hosting)> {
    let hosting = order.hosting.as_ref().filter(|_| program.sim65.is_none())?;
    let files = Files::new(order.reach.clone());
    let mut routines = Routines::new(hosting.setup.clone(), files);
    routines.plug(machine, program);
    Some((routines, hosting))
}

/// A run under way.
struct Running<'m> {
    machine: &'m mut Machine,
    host: Option<Host>,
    hosted: Option<Hosted>,
    console: Option<Console>,
    beside: Vec<Beside>,
    simulator: Option<Plugged>,
    reporter: Option<Reporter>,
    tracer: Option<Tracer>,
    /// Whether the trace goes where the guest prints, so that each waits for the other.
    settles: bool,
    streams: Shared,
    verbosity: u8,
    limit: u64,
    slice: u64,
    longest: u64,
    /// Who keeps it to its clock.
    pacer: Option<Pacer>,
    interrupt: Arc<AtomicBool>,
}

/// What a look at the guest's report comes to.
enum Reading {
    /// It has nothing to say.
    Nothing,
    /// Reset was pressed for it, so that it goes on.
    Resumed,
    Over(End),
}

impl Running<'_> {
    fn follow(&mut self) -> End {
        let mut looked = Instant::now();
        if self.carry().is_err() {
            return End::Unread;
        }
        loop {
            let left = self.limit.saturating_sub(self.machine.cpu().cycles);
            let slice = match (&self.reporter, &self.pacer) {
                (_, Some(pacer)) => pacer.slice(),
                (Some(_), None) => reporter::SLICE,
                (None, None) => self.slice,
            };
            let due = self.console.as_ref().and_then(|c| c.due(self.machine));
            let budget = left.min(slice).min(due.unwrap_or(u64::MAX));
            let before = self.machine.cpu().cycles;
            let reason = self.go(budget);
            if let Some(console) = &mut self.console
                && console.feed(self.machine).is_err()
            {
                return End::Unread;
            }
            match self.read_report(reason) {
                Reading::Nothing => {
                    if let Some(end) = self.answer(reason) {
                        return end;
                    }
                }
                Reading::Resumed => {}
                Reading::Over(end) => return end,
            }
            if let Some(pacer) = &mut self.pacer {
                pacer.keep(self.machine.cpu().cycles, &self.interrupt);
            }
            let time = looked.elapsed();
            let is_whole = self.machine.cpu().cycles - before >= budget;
            if is_whole && time < SLICE_TIME / 2 {
                self.slice = (self.slice * 2).min(self.longest);
            } else if time > SLICE_TIME * 2 {
                self.slice = (self.slice / 2).max(FIRST_SLICE);
            }
            if time >= SLICE_TIME || is_whole {
                looked = Instant::now();
                lock(&self.streams).progress.tick(self.machine);
                if self.carry().is_err() {
                    return End::Unread;
                }
            }
        }
    }

    /// Runs for `budget` cycles, or until something stops the machine.
    fn go(&mut self, budget: u64) -> StopReason {
        match &mut self.host {
            Some(host) if host.is_counting() => sim65::step(
                host,
                self.machine,
                &mut lock(&self.streams),
                &mut self.tracer,
                budget,
            ),
            host => match &mut self.tracer {
                Some(tracer) => {
                    let pointer = host.as_ref().map(|host| host.kind().stack_pointer);
                    tracer.go(self.machine, budget, pointer)
                }
                None => self.machine.run(budget),
            },
        }
    }

    /// Brings what the guest printed to the reader, and what was typed to the guest.
    fn carry(&mut self) -> io::Result<()> {
        if let Some(console) = &self.console {
            console.pump(self.machine)?;
        }
        for beside in &mut self.beside {
            beside.pump(&self.streams)?;
        }
        lock(&self.streams).flush()
    }

    /// Brings lines to the reader that were begun.
    fn finish_lines(&mut self) -> io::Result<()> {
        for beside in &mut self.beside {
            beside.finish(&self.streams)?;
        }
        lock(&self.streams).flush()
    }

    /// Ends the trace, and says how that went.
    fn end_trace(&mut self, order: &Run) -> Traced {
        match (&mut self.tracer, &order.trace) {
            (Some(tracer), Some(trace)) => Traced::of(tracer.finish(self.machine), trace),
            _ => Traced::Whole,
        }
    }

    /// Looks at what the guest reports by memory.
    fn read_report(&mut self, reason: StopReason) -> Reading {
        let Some(reporter) = &mut self.reporter else {
            return Reading::Nothing;
        };
        match reporter.look(self.machine, &mut *lock(&self.streams)) {
            Err(_) => Reading::Over(End::Unread),
            Ok(Report::Over(result)) => Reading::Over(End::Reported(result)),
            Ok(Report::WaitsForReset) if reason == StopReason::Trap => {
                reporter.press(self.machine);
                Reading::Resumed
            }
            Ok(_) => Reading::Nothing,
        }
    }

    /// Does what a stop of the machine asks for; the end, if it is one.
    fn answer(&mut self, reason: StopReason) -> Option<End> {
        if let Some(tracer) = &self.tracer {
            if tracer.is_broken() {
                // How is told at the end.
                return Some(End::Unwritten);
            }
            if self.settles && reason == StopReason::HostCall {
                tracer.settle();
            }
        }
        if let Some(host) = &mut self.host {
            if reason == StopReason::Device {
                host.heed(self.machine);
            }
            if let Some(text) = host.illegal(self.machine, reason) {
                return Some(End::Fault(text));
            }
        }
        // A limit that falls behind the JSR comes after the call, as in sim65.
        let pc = self.machine.cpu().pc;
        let is_asked = |host: &&mut Host| match reason {
            StopReason::HostCall => true,
            StopReason::Cycles | StopReason::Device => host.is_at(pc),
            _ => false,
        };
        if let Some(host) = self.host.as_mut().filter(is_asked) {
            sim65::say(host, self.machine, self.verbosity);
            let served = host.serve(self.machine, &mut *lock(&self.streams));
            if self.settles && lock(&self.streams).flush().is_err() {
                return Some(End::Unread);
            }
            match served {
                Served::Returned => {}
                Served::Exit(code) => return Some(End::Exited(code)),
                Served::Interrupted => return Some(End::Stopped(StopReason::Interrupted)),
                Served::Unread => return Some(End::Unread),
                Served::Fault(text) => return Some(End::Fault(text)),
            }
        }
        if let Some(hosted) = &mut self.hosted {
            let is_asked = match reason {
                StopReason::HostCall => true,
                StopReason::Cycles | StopReason::Device => {
                    hosted.is_at(pc) && self.machine.is_host_call(pc)
                }
                _ => false,
            };
            if is_asked {
                if let Some(end) = hosted.serve(self.machine) {
                    return Some(end);
                }
                if self.settles && lock(&self.streams).flush().is_err() {
                    return Some(End::Unread);
                }
            }
        }
        if let Some(simulator) = &self.simulator {
            if let Some(ended) = simulator.registers.take_ending() {
                return Some(End::Simulated(ended));
            }
            if simulator.is_unread() {
                return Some(End::Unread);
            }
        }
        match self.console.as_ref().and_then(Console::is_over) {
            Some(Over::Unread) => return Some(End::Unread),
            Some(Over::EndOfInput) => return Some(End::Exhausted),
            None => {}
        }
        let is_over = self.machine.cpu().cycles >= self.limit;
        if let StopReason::Trap | StopReason::Wait = reason
            && !is_over
            && self.machine.awaits_outside()
            && let Some(console) = &self.console
        {
            match console.await_key(self.machine) {
                Ok(true) => return None,
                Ok(false) => {}
                Err(_) => return Some(End::Unread),
            }
        }
        match reason {
            StopReason::Cycles | StopReason::HostCall | StopReason::Device if is_over => {
                Some(End::Stopped(StopReason::Cycles))
            }
            StopReason::Cycles | StopReason::HostCall | StopReason::Device => None,
            reason => Some(End::Stopped(reason)),
        }
    }
}

/// How many cycles end the run.
fn limit(order: &Run, guest: Guest) -> u64 {
    let version = match guest {
        Guest::Sim65(version) => version,
        Guest::Silent | Guest::Prints | Guest::Hosted | Guest::MosSim => Version::V2_19,
    };
    let sim65_limit = order.sim65.limit.map(|limit| version.ends_at(limit));
    order.cycles.or(sim65_limit).unwrap_or(NO_LIMIT)
}

fn save_memory(machine: &Machine, path: &Path) -> Result<(), CommandError> {
    let bytes: Vec<u8> = (0..=0xFFFF).map(|a| machine.peek(a)).collect();
    Ok(save::save(
        path,
        Format::Raw,
        0,
        &bytes,
        &machine.interrupt_flag(),
    )?)
}
