//! The machine: processor, memory, devices and tiers behind one interface.
//!
//! Inspection never disturbs: `peek` has no side effects, and a breakpoint or watchpoint changes nothing that the guest
//! can see. Running is in `run` and, on a bus that can do everything (`live`), in `step`, which tries instructions that are
//! watched (`probe`). Here are state and reset, beside it what surrounds the processor (`attach`), what stops it (`stops`,
//! `catching`), what was executed (`covering`), what its tiers do (`tiering`), make (`code`) and did (`chronicle`), and
//! going back in time (`checkpoint`, with changes from `outside`).

mod attach;
mod banking;
mod call_stack;
mod catching;
mod checkpoint;
mod chronicle;
mod code;
mod covering;
mod live;
mod outside;
mod parked;
mod passes;
mod probe;
mod run;
pub mod sampling;
mod step;
mod stops;
mod tiering;
pub mod trace;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jumppad_opcodes::cpu::flag;
use jumppad_opcodes::{Calls, Cpu, Model, byte, page, vector};

use crate::banks::{Banks, Room};
use crate::breakpoints::Breakpoints;
use crate::catch::Catches;
use crate::chronicle::Chronicle;
use crate::coverage::Coverage;
use crate::device::Devices;
use crate::event::InvalidationCause;
use crate::filters::Filters;
use crate::interpreter::Awaiting;
use crate::interrupts::Lines;
use crate::pages::page_of;
use crate::status::Config;
use crate::tiers::{Surroundings, Tiers};
use crate::watch::Watches;
pub use call_stack::{CallFrame, CallStack, Evidence};
pub use checkpoint::{Change, Checkpoint, RestoreError};
use outside::Outside;
pub use parked::ParkedSpace;
pub use run::StopReason;
use sampling::{Counter, Sampler};
use trace::Seen;

/// The reset sequence's length.
const RESET_CYCLES: u64 = 7;

/// What a reset does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    /// The chip's reset line: registers and memory stay, interrupts are
    /// disabled, SP drops by three, PC comes from the vector at $FFFC.
    Soft,
    /// Power off and on: RAM is zero, the cycle counter and all that the tiers
    /// learnt are gone.
    Hard,
}

/// Bytes that do not fit below $10000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{length} bytes at ${start:04X} reach past $FFFF")]
pub struct LoadError {
    /// Where they should have gone.
    pub start: u16,
    /// How many there are.
    pub length: usize,
}

/// Which stops the next instruction ignores.
/// Each ignores what those before it ignore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ignoring {
    Nothing,
    Breakpoint,
    Catchpoint,
    All,
}

/// A 6502 with 64 KiB of memory.
pub struct Machine {
    pub(crate) model: Model,
    pub(crate) cpu: Cpu,
    pub(crate) memory: Room,
    pub(crate) devices: Devices,
    pub(crate) banks: Banks,
    pub(crate) lines: Lines,
    pub(crate) watches: Watches,
    pub(crate) breakpoints: Breakpoints,
    pub(crate) catches: Catches,
    pub(crate) coverage: Coverage,
    pub(crate) tiers: Tiers,
    pub(crate) filters: Filters,
    pub(crate) interrupt: Arc<AtomicBool>,
    pub(crate) ignoring: Ignoring,
    pub(crate) awaiting: Awaiting,
    /// The PC and the cycle in which the instruction there holds the chip: it jams it, or
    /// waits for an interrupt. Once something else was executed, the cycle is another, in
    /// whatever tier that was.
    pub(crate) held_at: Option<(u16, u64)>,
    /// The cycle at which the current run ends at the latest.
    pub(crate) horizon: u64,
    pub(crate) outside: Outside,
    pub(crate) seen: Seen,
    pub(crate) sampler: Sampler,
    pub(crate) counter: Counter,
}

macro_rules! surroundings {
    ($machine:ident) => {
        &mut Surroundings {
            model: $machine.model,
            memory: &mut $machine.memory,
            breakpoints: &$machine.breakpoints,
            watches: &$machine.watches,
            coverage: &$machine.coverage,
            devices: &$machine.devices,
            banks: &$machine.banks,
            interrupt: &$machine.interrupt,
            cycle: $machine.cpu.cycles,
            decimal: $machine.cpu.is_decimal(),
        }
    };
}
pub(crate) use surroundings;

impl Machine {
    /// A machine with empty memory.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            model: config.model,
            cpu: Cpu::new(),
            memory: Room::default(),
            devices: Devices::default(),
            banks: Banks::default(),
            lines: Lines::default(),
            watches: Watches::default(),
            breakpoints: Breakpoints::default(),
            filters: Filters::default(),
            catches: Catches::default(),
            coverage: Coverage::default(),
            tiers: Tiers::new(&config),
            interrupt: Arc::default(),
            ignoring: Ignoring::Nothing,
            awaiting: Awaiting::Nothing,
            held_at: None,
            horizon: 0,
            outside: Outside::default(),
            seen: Seen::default(),
            sampler: Sampler::default(),
            counter: Counter::default(),
        }
    }

    /// The chip.
    #[must_use]
    pub fn model(&self) -> Model {
        self.model
    }

    /// Puts another chip in; registers and memory stay, compiled code goes.
    pub fn set_model(&mut self, model: Model) {
        self.outside.restructured(self.cpu.cycles);
        self.flush();
        self.tiers.forget_baseline();
        self.model = model;
        self.renew_catches();
    }

    /// Registers, flags and cycle counter.
    #[must_use]
    pub fn cpu(&self) -> &Cpu {
        &self.cpu
    }

    /// The same, to be changed.
    pub fn cpu_mut(&mut self) -> &mut Cpu {
        self.outside.registers(self.cpu.cycles);
        &mut self.cpu
    }

    /// The byte that a read would give, without a read's side effects.
    #[must_use]
    pub fn peek(&self, addr: u16) -> u8 {
        self.peek_in(addr, self.cpu.cycles)
    }

    /// The same in a cycle to come.
    #[inline(always)]
    pub(crate) fn peek_in(&self, addr: u16, cycle: u64) -> u8 {
        match self.memory.attributes(page_of(addr)) & page::DEVICE {
            0 => self.memory.peek(addr),
            _ => self.devices.look(&self.memory, addr, cycle),
        }
    }

    /// The two bytes at `addr`, low byte first, without a read's side effects.
    #[must_use]
    pub fn peek_word(&self, addr: u16) -> u16 {
        u16::from_le_bytes([self.peek(addr), self.peek(addr.wrapping_add(1))])
    }

    /// Reads a byte as the guest does: a device notices.
    pub fn read(&mut self, addr: u16) -> u8 {
        if !self.devices.any_at(addr) {
            return self.memory.peek(self.devices.home(addr));
        }
        self.outside.surroundings(self.cpu.cycles);
        let answer = self.devices.read(addr, &mut self.lines, self.cpu.cycles);
        self.poll_lines();
        answer.unwrap_or_else(|| self.memory.peek(addr))
    }

    /// Writes a byte for the user: read-only memory is written too, a device
    /// gets a write, compiled code that held the byte is invalidated.
    pub fn poke(&mut self, addr: u16, value: u8) {
        if self.devices.any_at(addr) {
            let cycle = self.cpu.cycles;
            self.outside.surroundings(cycle);
            self.devices.write(addr, value, &mut self.lines, cycle);
            self.settle_for_user();
            return;
        }
        let addr = self.devices.home(addr);
        let listener = self.devices.hearing(addr);
        if listener.is_some() {
            let cycle = self.cpu.cycles;
            self.outside.surroundings(cycle);
            self.devices.write(addr, value, &mut self.lines, cycle);
            self.settle_for_user();
        }
        self.outside.byte(self.cpu.cycles, addr);
        let old = self.memory.peek(addr);
        self.memory.poke(addr, value);
        self.written(addr);
        if old != value && self.memory.marks(addr) & byte::CODE != 0 {
            let cause = InvalidationCause::Poke {
                addr,
                old,
                new: value,
            };
            self.tiers.invalidate_byte(addr, cause, surroundings!(self));
        }
        if let Some(id) = listener {
            self.show_heard(id);
        }
    }

    /// Writes bytes from `start` on.
    ///
    /// # Errors
    /// [`LoadError`] if they do not fit; nothing is written then.
    pub fn load(&mut self, start: u16, bytes: &[u8]) -> Result<(), LoadError> {
        if usize::from(start) + bytes.len() > 0x1_0000 {
            return Err(LoadError {
                start,
                length: bytes.len(),
            });
        }
        let (mut first, mut bytes) = (start, bytes);
        while !bytes.is_empty() {
            let left_of_page = 0x100 - usize::from(first & 0xff);
            let (part, rest) = bytes.split_at(left_of_page.min(bytes.len()));
            if !self.load_at_once(first, part) {
                for (addr, &value) in (first..=u16::MAX).zip(part) {
                    self.poke(addr, value);
                }
            }
            (first, bytes) = (first.wrapping_add(part.len() as u16), rest);
        }
        Ok(())
    }

    /// Writes bytes of one page as [`poke`](Self::poke) does, where nobody has to be told of each:
    /// no device, no code, no byte that is waited for. False if nothing was done.
    fn load_at_once(&mut self, first: u16, bytes: &[u8]) -> bool {
        const TOLD: u8 = byte::CODE | byte::UNWRITTEN;
        // Page 0 lies elsewhere.
        if first < 0x100 || !self.devices.is_empty() {
            return false;
        }
        let last = first + (bytes.len() - 1) as u16;
        let (stored, marks) = self.memory.window(first, last);
        if marks.iter().any(|mark| mark & TOLD != 0) {
            return false;
        }
        stored.copy_from_slice(bytes);
        marks.iter_mut().for_each(|mark| *mark |= byte::POKED);
        for addr in first..=last {
            self.outside.byte(self.cpu.cycles, addr);
        }
        true
    }

    /// Resets the chip.
    pub fn reset(&mut self, kind: Reset) {
        self.held_at = None;
        self.switch(&self.banks.at_reset());
        *self.memory.calls_mut() = Calls::new();
        match kind {
            Reset::Soft => {
                self.outside.reset(self.cpu.cycles);
                self.lines.forget();
                self.devices.reset(&mut self.lines, self.cpu.cycles);
                for id in self.devices.ids() {
                    self.show_heard(id);
                }
                self.cpu.sp = self.cpu.sp.wrapping_sub(3);
                // CMOS: reset clears D; NMOS leaves it as it was.
                let d = if self.model.is_cmos() { flag::D } else { 0 };
                self.cpu.set_p((self.cpu.p() | flag::I) & !d);
            }
            Reset::Hard => {
                self.outside.restructured(self.cpu.cycles);
                self.tiers.flush(surroundings!(self));
                self.tiers.log.chronicle = Chronicle::default();
                self.banks.clear_ram();
                for addr in 0..=u16::MAX {
                    if self.memory.attributes(page_of(addr)) & page::ROM == 0 {
                        self.memory.poke(addr, 0);
                        self.memory.remove_marks(addr, byte::POKED | byte::STORED);
                    }
                }
                self.renew_catches();
                self.cpu = Cpu::new();
                self.lines.clear();
                self.forget_samples();
            }
        }
        self.cpu.pc = self.peek_word(vector::RESET);
        self.cpu.cycles += RESET_CYCLES;
    }

    pub(crate) fn add_attributes(&mut self, page: u8, bits: u8) {
        self.memory.add_attributes(page, bits);
        self.tiers.page_changed(page, bits, surroundings!(self));
    }

    /// A flag that stops a running machine within about a millisecond; the run
    /// clears it when it reports the interruption.
    #[must_use]
    pub fn interrupt_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.interrupt)
    }
}
