//! The machine: processor, memory, devices and tiers behind one interface.
//!
//! Inspection never disturbs: `peek` has no side effects, and a breakpoint or
//! watchpoint changes nothing that the guest can see. Running is in `run`.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jumppad_opcodes::cpu::flag;
use jumppad_opcodes::{Cpu, Memory, Model, byte, page};

use crate::breakpoints::Breakpoints;
use crate::device::{Device, DeviceId, Devices};
use crate::event::{Event, InvalidationCause};
use crate::interpreter::Decoder;
use crate::interrupts::{Line, Lines, Signals, Source};
use crate::pages::page_of;
use crate::profile::Slot;
use crate::status::{Config, GroupInfo, JitMode, JitStats, Why};
use crate::tiers::{Surroundings, Tiers};
use crate::watch::{Access, WatchId, Watches};

/// Where the chip finds its start address.
const RESET_VECTOR: u16 = 0xfffc;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ignoring {
    Nothing,
    Breakpoint,
    All,
}

/// A 6502 with 64 KiB of memory.
pub struct Machine {
    pub(crate) model: Model,
    pub(crate) decoder: Decoder,
    pub(crate) cpu: Cpu,
    pub(crate) memory: Box<Memory>,
    pub(crate) devices: Devices,
    pub(crate) lines: Lines,
    pub(crate) watches: Watches,
    pub(crate) breakpoints: Breakpoints,
    pub(crate) tiers: Tiers,
    pub(crate) interrupt: Arc<AtomicBool>,
    pub(crate) ignoring: Ignoring,
    /// The cycle at which the current run ends at the latest.
    pub(crate) horizon: u64,
}

macro_rules! surroundings {
    ($machine:ident) => {
        &mut Surroundings {
            model: $machine.model,
            memory: &mut $machine.memory,
            breakpoints: &$machine.breakpoints,
            cycle: $machine.cpu.cycles,
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
            decoder: Decoder::of(config.model),
            cpu: Cpu::new(),
            memory: Box::default(),
            devices: Devices::default(),
            lines: Lines::default(),
            watches: Watches::default(),
            breakpoints: Breakpoints::default(),
            tiers: Tiers::new(config.jit, config.threshold),
            interrupt: Arc::default(),
            ignoring: Ignoring::Nothing,
            horizon: 0,
        }
    }

    /// The chip.
    #[must_use]
    pub fn model(&self) -> Model {
        self.model
    }

    /// Puts another chip in; registers and memory stay, compiled code goes.
    pub fn set_model(&mut self, model: Model) {
        self.flush();
        self.model = model;
        self.decoder = Decoder::of(model);
    }

    /// Registers, flags and cycle counter.
    #[must_use]
    pub fn cpu(&self) -> &Cpu {
        &self.cpu
    }

    /// The same, to be changed.
    pub fn cpu_mut(&mut self) -> &mut Cpu {
        &mut self.cpu
    }

    /// The byte that a read would give, without a read's side effects.
    #[must_use]
    pub fn peek(&self, addr: u16) -> u8 {
        self.devices
            .peek(addr, self.cpu.cycles)
            .unwrap_or_else(|| self.memory.peek(addr))
    }

    /// Writes a byte for the user: read-only memory is written too, a device
    /// gets a write, compiled code that held the byte is invalidated.
    pub fn poke(&mut self, addr: u16, value: u8) {
        if let Some((device, source)) = self.devices.at(addr) {
            let cycle = self.cpu.cycles;
            device.write(
                addr,
                value,
                &mut Signals {
                    lines: &mut self.lines,
                    source,
                    cycle,
                },
            );
            self.poll_lines();
            return;
        }
        let old = self.memory.peek(addr);
        self.memory.poke(addr, value);
        if old != value && self.memory.marks(addr) & byte::CODE != 0 {
            let cause = InvalidationCause::Poke {
                addr,
                old,
                new: value,
            };
            self.tiers.invalidate_byte(addr, cause, surroundings!(self));
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
        for (addr, &value) in (start..=u16::MAX).zip(bytes) {
            self.poke(addr, value);
        }
        Ok(())
    }

    /// Resets the chip.
    pub fn reset(&mut self, kind: Reset) {
        match kind {
            Reset::Soft => {
                self.lines.forget();
                self.cpu.sp = self.cpu.sp.wrapping_sub(3);
                // CMOS: reset clears D; NMOS leaves it as it was.
                let d = if self.model.is_cmos() { flag::D } else { 0 };
                self.cpu.set_p((self.cpu.p() | flag::I) & !d);
                self.lines.forget_poll();
            }
            Reset::Hard => {
                self.tiers.flush(surroundings!(self));
                let is_rom = |addr| self.memory.attributes(page_of(addr)) & page::ROM != 0;
                for addr in (0..=u16::MAX)
                    .filter(|&addr| !is_rom(addr))
                    .collect::<Vec<_>>()
                {
                    self.memory.poke(addr, 0);
                }
                self.cpu = Cpu::new();
                self.lines.clear();
            }
        }
        self.cpu.pc = u16::from_le_bytes([self.peek(RESET_VECTOR), self.peek(RESET_VECTOR + 1)]);
        self.cpu.cycles += RESET_CYCLES;
    }

    /// Attaches a device to a range of addresses.
    pub fn attach(&mut self, range: RangeInclusive<u16>, device: Box<dyn Device>) -> DeviceId {
        for page in page_of(*range.start())..=page_of(*range.end()) {
            self.add_attributes(page, page::DEVICE);
        }
        // Code may have been made from what the device now covers, and none
        // was made with devices in mind if this is the first.
        self.flush();
        self.devices.attach(range, device)
    }

    /// Takes a device away; its interrupt lines are released.
    pub fn detach(&mut self, id: DeviceId) {
        for (source, line) in id.lines() {
            self.lines.cancel(source, line);
            self.lines.change(self.cpu.cycles, source, line, false);
        }
        let Some(range) = self.devices.detach(id) else {
            return;
        };
        for page in page_of(*range.start())..=page_of(*range.end()) {
            if !self.devices.any_on(page) {
                self.memory.remove_attributes(page, page::DEVICE);
            }
        }
        self.flush();
    }

    /// Asserts or releases the user's share of an interrupt line: in time for
    /// the next instruction boundary, which is where the machine stands.
    pub fn set_line(&mut self, line: Line, asserted: bool) {
        self.set_line_at(self.cpu.cycles, line, asserted);
        self.poll_lines();
    }

    /// The same in a cycle to come.
    pub fn set_line_at(&mut self, cycle: u64, line: Line, asserted: bool) {
        self.lines.change(cycle, Source::User, line, asserted);
    }

    /// Lets the chip look at the lines at this boundary: for a user who changed
    /// the I flag.
    pub fn poll_lines(&mut self) {
        self.lines.poll(self.cpu.cycles, self.cpu.is_masked());
    }

    /// Whether anyone asserts a line now.
    #[must_use]
    pub fn is_asserted(&self, line: Line) -> bool {
        self.lines.is_asserted(line, self.cpu.cycles)
    }

    /// Makes pages read-only to the guest.
    pub fn protect(&mut self, pages: RangeInclusive<u8>) {
        for page in pages {
            self.add_attributes(page, page::ROM);
        }
    }

    /// Takes that back.
    pub fn unprotect(&mut self, pages: RangeInclusive<u8>) {
        for page in pages {
            self.memory.remove_attributes(page, page::ROM);
        }
        self.flush();
    }

    fn add_attributes(&mut self, page: u8, bits: u8) {
        self.memory.add_attributes(page, bits);
        self.tiers.page_changed(page, bits, surroundings!(self));
    }

    /// Stops the machine before it executes the instruction at `addr`.
    pub fn set_breakpoint(&mut self, addr: u16) {
        if self.breakpoints.insert(addr) {
            self.memory.add_marks(addr, byte::BREAKPOINT);
            self.memory.add_attributes(page_of(addr), page::BREAKPOINT);
            let cause = InvalidationCause::BreakpointSet { addr };
            self.tiers
                .invalidate_instruction(addr, cause, surroundings!(self));
        }
    }

    /// Takes that back.
    pub fn clear_breakpoint(&mut self, addr: u16) {
        if self.breakpoints.remove(addr) {
            self.memory.remove_marks(addr, byte::BREAKPOINT);
            if !self.breakpoints.any_on(page_of(addr)) {
                self.memory
                    .remove_attributes(page_of(addr), page::BREAKPOINT);
            }
            let cause = InvalidationCause::BreakpointCleared { addr };
            self.tiers
                .invalidate_instruction(addr, cause, surroundings!(self));
        }
    }

    /// Stops the machine before an access to the range.
    pub fn add_watch(&mut self, range: RangeInclusive<u16>, access: Access) -> WatchId {
        let pages = page_of(*range.start())..=page_of(*range.end());
        let id = self.watches.add(range, access);
        for page in pages {
            self.add_attributes(page, self.watches.attributes(page));
        }
        id
    }

    /// Takes that back.
    pub fn remove_watch(&mut self, id: WatchId) {
        for page in self.watches.remove(id).into_iter().flatten() {
            self.memory
                .remove_attributes(page, page::WATCH_READ | page::WATCH_WRITE);
            self.memory
                .add_attributes(page, self.watches.attributes(page));
        }
    }

    /// The next instruction ignores a breakpoint or watchpoint: for resuming
    /// from one.
    pub fn skip_stop_here(&mut self) {
        self.ignoring = Ignoring::All;
    }

    /// The next instruction ignores a breakpoint, but obeys watchpoints.
    pub fn skip_breakpoint_here(&mut self) {
        self.ignoring = Ignoring::Breakpoint;
    }

    /// A flag that stops a running machine within about a millisecond; the run
    /// clears it when it reports the interruption.
    #[must_use]
    pub fn interrupt_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.interrupt)
    }

    /// Whether and how hot regions are compiled.
    #[must_use]
    pub fn jit_mode(&self) -> JitMode {
        self.tiers.mode
    }

    /// Changes that; turning the JIT off flushes all compiled code.
    pub fn set_jit_mode(&mut self, mode: JitMode) {
        if mode == JitMode::Off && self.tiers.mode != JitMode::Off {
            self.flush();
        }
        self.tiers.mode = mode;
    }

    /// Takes all compiled code out of use and forgets what was counted.
    pub fn flush(&mut self) {
        self.tiers.flush(surroundings!(self));
    }

    /// Block entries before promotion.
    #[must_use]
    pub fn threshold(&self) -> u32 {
        self.tiers.profile.threshold()
    }

    /// Changes that (at least 1); entries counted so far stay counted.
    pub fn set_threshold(&mut self, entries: u32) {
        self.tiers.profile.set_threshold(entries);
    }

    /// Counts of what the JIT did.
    #[must_use]
    pub fn jit_stats(&self) -> JitStats {
        self.tiers.stats()
    }

    /// The groups in use, oldest first.
    #[must_use]
    pub fn groups(&self) -> Vec<GroupInfo> {
        let mut groups: Vec<GroupInfo> = self
            .tiers
            .cache
            .iter()
            .map(|group| GroupInfo {
                id: group.id,
                entry: group.region.entry,
                ranges: group.region.ranges(),
                ways_in: group.region.ways_in.clone(),
                blocks: group.region.blocks.len(),
                instructions: group.region.instructions().count(),
                code_bytes: group.code_bytes,
                entries: group.entries,
                side_exits: group.side_exits,
                compile_time: group.time,
            })
            .collect();
        groups.sort_by_key(|group| group.id);
        groups
    }

    /// Why the instruction at `addr` runs in the tier that it does.
    #[must_use]
    pub fn why(&self, addr: u16) -> Why {
        if self.tiers.mode == JitMode::Off {
            return Why::JitOff;
        }
        let slot = self.tiers.profile.slot(addr);
        if let Slot::WayIn { index } = slot
            && let Some(group) = self.tiers.cache.get(index)
        {
            return Why::WayIn { group: group.id };
        }
        if let Some(group) = self.tiers.cache.executing(addr) {
            return Why::Inside {
                group: group.id,
                entry: group.region.entry,
            };
        }
        match slot {
            Slot::Parked | Slot::WayIn { .. } => Why::Compiling,
            Slot::Counting { count, threshold } => match self.tiers.profile.setback(addr) {
                Some(reason) => Why::Demoted {
                    reason,
                    count,
                    threshold,
                },
                None if count == 0 => Why::NeverRun,
                None => Why::Counting { count, threshold },
            },
        }
    }

    /// What the tiers did since the last call, oldest first.
    pub fn drain_events(&mut self) -> Vec<Event> {
        self.tiers.log.drain()
    }
}
