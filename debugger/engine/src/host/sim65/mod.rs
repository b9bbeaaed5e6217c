//! The host of a program made for sim65, cc65's simulator: files, arguments, the end, and peripherals.
//!
//! Such a program calls addresses at the top of memory, where nothing is: six in sim65 2.19, nine today. The convention is
//! cc65's `fastcall`: the last argument is in A (low) and X (high), the others are on the C stack, whose pointer is in
//! page 0 where the file's header says; the answer is in A and X, -1 for a failure. A call takes no cycles and returns as
//! by RTS.
//!
//! Invariants: whatever the guest asks, it gets an answer; it reaches no file outside of its folder, and the host's
//! memory and open files are bounded; where the host's addresses are, the guest never executes memory that is not its own.
//!
//! Left out: a watchpoint's stop at memory that the host writes.

pub(super) mod abi;
mod calls;
pub mod files;
pub mod guest;
mod opcodes;
pub mod peripherals;
mod said;
pub mod streams;
pub mod trace;

use std::sync::{Arc, Mutex};

use jumppad_tiers::{CatchId, DeviceId, Machine, StopReason};

use crate::program::load::Program;
pub use crate::program::sim65::Call;
use crate::program::sim65::{self, Peripherals, Sim65, Version};
use files::Files;
use peripherals::{Bus, Clock, Counted, Registers, Shared, lock};
use streams::Streams;

/// Where a BRK leads in a program without interrupt vectors, for sim65 leaves $FF in them. No instruction fits there.
const NOWHERE: u16 = 0xFFFF;

/// Calls without an instruction between them that the stack can hold: each returns to the next by a word of it.
const MOST_IN_A_ROW: u32 = 128;

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Served {
    /// The guest goes on behind the call.
    Returned,
    /// The guest wants to end; it stays where it is.
    Exit(u8),
    /// Ctrl-C while the guest waited for input; it stays where it is and asks again when it goes on.
    Interrupted,
    /// Nobody reads what the guest writes any more.
    Unread,
    /// What sim65 would end with.
    Fault(String),
}

/// What the host of one program knows of it.
pub struct Host {
    kind: Sim65,
    /// What `main` gets, beginning with the program's name.
    pub arguments: Vec<Vec<u8>>,
    /// What the program has open, and which files it reaches.
    pub files: Files,
    /// The cycle of the last call that returned, and how many did in it.
    returned: (u64, u32),
    registers: Shared,
    plugged: Built,
    /// Instructions executed by [`Host::step`].
    instructions: u64,
}

/// What the host has in the machine.
#[derive(Default)]
struct Built {
    /// Where the machine stops.
    stops: Vec<u16>,
    /// The peripherals.
    device: Option<DeviceId>,
    /// What stops it at opcodes that the chip does not have.
    illegal: Option<CatchId>,
}

impl Host {
    /// The host of a program that begins.
    pub fn new(kind: Sim65, arguments: Vec<Vec<u8>>, files: Files, clock: Clock) -> Self {
        Self {
            kind,
            arguments,
            files,
            returned: (0, 0),
            registers: Arc::new(Mutex::new(Registers::new(kind.chip, clock))),
            plugged: Built::default(),
            instructions: 0,
        }
    }

    /// Makes the machine stop where the host is called and at what the chip does not execute, and attaches the
    /// peripherals if `program` may use them.
    pub fn plug(&mut self, machine: &mut Machine, program: &Program) {
        let version = self.kind.version;
        let is_kept =
            |address: &u16| *address >= version.first_call() || program.byte(*address).is_none();
        let stops = (version.first_kept()..=NOWHERE).filter(is_kept);
        self.plugged.stops = stops.collect();
        for &address in &self.plugged.stops {
            machine.set_host_call(address);
        }
        if self.kind.peripherals != Peripherals::Unused && version == Version::Current {
            let bus = Bus(Arc::clone(&self.registers));
            self.plugged.device = Some(machine.attach(sim65::REGISTERS, Box::new(bus)));
        }
        self.catch_illegal(machine);
    }

    /// Takes all of that back.
    pub fn unplug(&mut self, machine: &mut Machine) {
        let plugged = std::mem::take(&mut self.plugged);
        for address in plugged.stops {
            machine.clear_host_call(address);
        }
        plugged.device.into_iter().for_each(|id| machine.detach(id));
        plugged
            .illegal
            .into_iter()
            .for_each(|id| machine.remove_catch(id));
    }

    /// Whether the machine stops at `address` for its host.
    pub fn is_at(&self, address: u16) -> bool {
        // They are in order, and most programs are never up there.
        self.plugged.stops.binary_search(&address).is_ok()
    }

    /// The call behind `address`.
    pub fn call_at(&self, address: u16) -> Option<Call> {
        Call::at(self.kind.version, address)
    }

    /// What the program is to sim65.
    pub fn kind(&self) -> Sim65 {
        self.kind
    }

    /// Does what the program asked of the peripherals by the instruction just executed: another chip.
    pub fn heed(&mut self, machine: &mut Machine) {
        let chip = lock(&self.registers).chip;
        if chip != self.kind.chip {
            self.kind.chip = chip;
            machine.set_model(chip.model());
            self.catch_illegal(machine);
        }
    }

    /// The program is traced from now on, with all that there is to a line.
    pub fn trace(&mut self) {
        lock(&self.registers).trace = trace::FULL;
    }

    /// Whether each instruction has to be made by [`Host::step`]: a trace is wanted, or the program may ask for counts.
    pub fn is_counting(&self) -> bool {
        self.kind.peripherals == Peripherals::Counted || lock(&self.registers).trace != 0
    }

    /// Lets `go` execute the instruction at PC, which is counted, and gives `traced` its line if a trace is wanted.
    pub fn step(
        &mut self,
        machine: &mut Machine,
        traced: impl FnOnce(String),
        go: impl FnOnce(&mut Machine) -> StopReason,
    ) -> StopReason {
        if self.is_at(machine.cpu().pc) {
            return StopReason::HostCall;
        }
        let fields = {
            let mut registers = lock(&self.registers);
            registers.counted = Counted::All {
                cycles: machine.cpu().cycles,
                instructions: self.instructions + 1,
            };
            registers.trace
        };
        if fields & trace::FULL != 0 {
            let pointer = self.kind.stack_pointer;
            traced(trace::line(machine, fields, pointer, self.instructions));
        }
        self.instructions += 1;
        go(machine)
    }

    /// Fills memory as sim65 does before it loads.
    pub fn clear(machine: &mut Machine) {
        let all = machine.load(0, &[0xFF; 0x1_0000]);
        debug_assert!(all.is_ok(), "64 KiB fit");
    }

    /// Makes the registers what they are when sim65 starts a program; PC stays.
    pub fn start(machine: &mut Machine) {
        let cpu = machine.cpu_mut();
        (cpu.a, cpu.x, cpu.y, cpu.sp) = (0, 0, 0, 0);
        cpu.set_p(0);
    }

    /// Does what the guest asks at PC, a routine of the host, and returns to it.
    pub fn serve(&mut self, machine: &mut Machine, streams: &mut dyn Streams) -> Served {
        let pc = machine.cpu().pc;
        let Some(call) = self.call_at(pc) else {
            return Served::Fault(match pc {
                NOWHERE => "the program ran into a BRK, or to the end of memory".to_owned(),
                _ => format!("the program went to ${pc:04X}, where its host has no call"),
            });
        };
        let now = machine.cpu().cycles;
        let before = match self.returned {
            (cycle, calls) if cycle == now => calls,
            _ => 0,
        };
        if before >= MOST_IN_A_ROW {
            return Served::Fault(
                "calls of the host return to each other for ever, and take no time".to_owned(),
            );
        }
        let served = self.answer(call, machine, streams);
        if served == Served::Returned {
            abi::return_to_caller(machine);
            self.returned = (now, before + 1);
        }
        served
    }
}

/// The cycles that `sim65 -c` tells of a program that stands at its exit: those before the instruction that went there.
pub fn cycles_at_exit(machine: &Machine) -> u64 {
    const JSR: [u8; 3] = [0x20, 0xF9, 0xFF];
    let pushed = abi::pushed_word(machine);
    let bytes = [2, 1, 0].map(|back: u16| machine.peek(pushed.wrapping_sub(back)));
    // Nothing returns from there, so such a JSR on the stack is the one just executed.
    let last = if bytes == JSR { 6 } else { 3 };
    machine.cpu().cycles.saturating_sub(last)
}
