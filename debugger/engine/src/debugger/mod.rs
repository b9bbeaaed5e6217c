//! The debugger of one guest: the machine, what the user set up around it, and what is known of the program in it.
//!
//! Invariants: a failed operation leaves it usable; what happens is an [`Event`], which waits here until somebody takes
//! it, or is handed to the [`Front`](event::Front) as it happens while the guest runs.
//!
//! Left out: commands, their text, and how anything is shown.

mod access;
pub mod banks;
mod board;
mod breakpoints;
mod coverage;
pub mod event;
mod flow;
mod inside;
mod last_stop;
pub mod map;
mod names;
mod operations;
mod program;
mod routines;
mod source;
pub mod symbols;
pub mod trace;
pub mod typing;
pub mod variables;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::trace::Ring;
use jumppad_tiers::{BlockInfo, Config, Machine};

use crate::answer::{
    BlockView, CodeLine, JitView, LlvmView, Origin, Outlook, RegisterView, Registers,
};
use crate::board::Built;
use crate::breakpoints::Breakpoints;
use crate::debugger::event::Event;
use crate::expression::{Scope, View};
use crate::history::History;
use crate::host::{devices::Devices, rom::Rom, screens::Screens, sim65::guest::Guest};
use crate::program::{disassemble, load::Program, mnemonic, source::Source, symbols::Symbols};
use crate::settings::{Settings, Switch, mode_name};

pub use last_stop::{LastStop, Leaving};

/// A machine under a debugger.
pub struct Debugger {
    /// The guest.
    pub machine: Machine,
    /// Where and when the guest stops.
    pub breakpoints: Breakpoints,
    /// How its operations behave, and what they show.
    pub settings: Settings,
    /// What `run` and `reset` start again.
    pub program: Program,
    /// Whether the guest was sent somewhere since the program was loaded; else it is where it was before.
    pub is_started: bool,
    /// The registers when the guest was last resumed.
    pub before: Registers,
    /// The last stop; gone once the user moves PC.
    pub last_stop: Option<LastStop>,
    /// The frame of the call stack that the user looks at; #0 at every stop.
    pub frame: usize,
    /// How often the frame was selected, or the guest was moved.
    selections: u64,
    /// The last address shown, which is `$_` in expressions.
    pub last_address: u16,
    /// Names of addresses.
    pub symbols: Symbols,
    /// Lines of the program's source.
    pub source: Source,
    /// The changes of symbols, and of lines, that breakpoints have followed.
    pub followed: (u64, u64),
    /// The computer around the guest, if one was chosen.
    pub board: Option<Built>,
    /// The numbers of the screens that are its displays.
    pub displays: Vec<u32>,
    /// What is attached to the bus.
    pub devices: Devices,
    /// What displays show.
    pub screens: Screens,
    /// What the guest cannot write.
    pub rom: Rom,
    /// The host of the program.
    pub guest: Guest,
    /// Where something is awaited.
    awaited: Option<Origin>,
    /// The past.
    pub history: History,
    /// What was recorded, instruction by instruction.
    pub trace: Ring,
    /// The chip, where the user chose one.
    pub chosen_cpu: Option<Model>,
    /// Set from any thread, it ends what is under way.
    pub interrupt: Arc<AtomicBool>,
    /// What the guest has in the window of the bank that the user looks into.
    looked_into: Option<jumppad_tiers::banks::Bank>,
    /// What was told of banks that are not mapped.
    told_unmapped: Option<String>,
    /// What happened, the oldest first, and nobody has taken yet.
    pub events: Vec<Event>,
}

/// A frame of a stop, as something to look at: another one whenever a frame is selected, or the guest was moved. What a
/// front end remembers of a place in code lasts as long as it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection(u64);

impl Debugger {
    /// A debugger of `program`, loaded and at its entry, with the cycle count at zero.
    pub fn new(config: Config, chosen_cpu: Option<Model>, program: Program) -> Self {
        let machine = Machine::new(config);
        let mut debugger = Self {
            interrupt: machine.interrupt_flag(),
            machine,
            breakpoints: Breakpoints::default(),
            settings: Settings::default(),
            is_started: false,
            before: Registers::default(),
            last_stop: None,
            frame: 0,
            selections: 0,
            last_address: program.entry,
            symbols: Symbols::default(),
            source: Source::default(),
            followed: (0, 0),
            board: None,
            displays: Vec::new(),
            devices: Devices::default(),
            screens: Screens::default(),
            rom: Rom::default(),
            guest: Guest::default(),
            awaited: None,
            history: History::default(),
            trace: Ring::new(trace::DEFAULT_SIZE),
            chosen_cpu,
            looked_into: None,
            told_unmapped: None,
            events: Vec::new(),
            program,
        };
        debugger.fit();
        debugger.restart();
        debugger
    }

    /// Notes something that happened.
    pub fn happened(&mut self, event: Event) {
        self.events.push(event);
    }

    /// What happened since the last time, the oldest first.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Notes what the guest printed since the last time.
    pub fn collect_output(&mut self) {
        for (device, bytes) in self.devices.receive() {
            // A console has seven bits.
            let text = bytes.iter().map(|byte| char::from(byte & 0x7F)).collect();
            self.events.push(Event::Output {
                from: Origin::Device(device),
                text,
                bytes,
            });
        }
    }

    /// What an expression can see now.
    pub fn scope(&self) -> Scope<'_> {
        Scope {
            last_address: self.last_address,
            chips: self.devices.chips(),
            view: View::Frame(self.frame),
            c_pointer: self.program.sim65.map(|of| of.stack_pointer.into()),
            ..Scope::of(&self.machine, &self.symbols, &self.source)
        }
    }

    /// The user moved PC: the last stop is no longer where the guest is.
    pub fn moved(&mut self) {
        self.last_stop = None;
        self.is_started = true;
        self.look_here();
    }

    /// The user looks at PC again.
    pub fn look_here(&mut self) {
        self.select(0);
    }

    /// The user looks at frame `number`, which there is.
    pub(crate) fn select(&mut self, number: usize) {
        self.frame = number;
        self.selections += 1;
    }

    /// What the user looks at, to be compared with what it is later.
    pub fn selection(&self) -> Selection {
        Selection(self.selections)
    }

    /// Whether Ctrl-C was pressed, which is thereby answered.
    pub fn take_interrupt(&self) -> bool {
        self.interrupt.swap(false, Ordering::SeqCst)
    }

    /// The registers, now and when the guest was last resumed.
    pub fn registers(&self) -> RegisterView {
        RegisterView {
            cpu: Registers::from(self.machine.cpu()),
            before: self.before,
            cycles: self.machine.cpu().cycles,
        }
    }

    /// What was compiled, thrown away, and what it cost.
    pub fn jit(&self) -> JitView {
        JitView {
            mode: mode_name(self.machine.jit_mode()),
            threshold: self.machine.threshold(),
            code_cache: self.machine.code_cache(),
            counters: self.machine.jit_stats().into(),
            baseline: self.machine.baseline_stats().into(),
            llvm: LlvmView::now(),
            space: self.space(),
            times: self.settings.jit_times,
        }
    }

    /// A block as an answer, with the names that are shown.
    pub fn block_view(&self, block: &BlockInfo) -> BlockView {
        BlockView {
            address: block.start,
            symbol: self.place(block.start),
            entries: block.entries,
            text: block.why.to_string(),
        }
    }

    /// The instruction at `address` with all that is known about it.
    pub fn code_line(&self, address: u16) -> CodeLine {
        let bytes = disassemble::bytes_at(&self.machine, address);
        let tier = match self.settings.tier_column {
            Switch::On => disassemble::tier(&self.machine, address),
            Switch::Off => None,
        };
        let labels = self.labels(address);
        let current = self.machine.cpu().pc == address && !self.is_elsewhere(address);
        let host_call = self.guest.call_at(&self.machine, address);
        let host = host_call.and_then(|_| self.guest.host_name());
        if self.guest.is_host(address) && self.machine.is_host_call(address) {
            return CodeLine {
                host,
                bank: self.bank_shown(address),
                address,
                bytes: bytes[..1].to_vec(),
                labels,
                current,
                breakpoint: self.shown_breakpoints(address).next().is_some(),
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
            bank: self.bank_shown(address),
            address,
            labels,
            text: disassemble::named_instruction(model, names, address, &bytes, operand),
            undocumented: mnemonic::undocumented(model, names, opcode),
            breakpoint_inside: self.breakpoint_inside(address, bytes.len()),
            bytes,
            tier,
            current,
            breakpoint: self.shown_breakpoints(address).next().is_some(),
            outlook: match current {
                true => self.outlook(),
                false => Outlook::default(),
            },
            host_call,
            host,
        }
    }
}
