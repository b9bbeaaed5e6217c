//! The host of a program made for sim65, cc65's simulator: files, arguments, the end.
//!
//! Such a program calls six addresses at the top of memory, where nothing is. The convention is cc65's `fastcall`: the
//! last argument is in A (low) and X (high), the others are on the C stack, whose pointer is in page 0 where the file's
//! header says; the answer is in A and X, -1 for a failure. A call takes no cycles and returns as by RTS.
//!
//! Invariants: whatever the guest asks, it gets an answer; it reaches no file outside of its folder, and the host's
//! memory and open files are bounded.
//!
//! Left out: the calls below $FFF4 and the peripherals of later versions of sim65, and a watchpoint's stop at memory
//! that the host writes.

mod abi;
mod calls;
pub mod files;
pub mod guest;
pub mod streams;

use jumppad_tiers::Machine;

use files::Files;
use streams::Streams;

/// The exit code of sim65 when the simulation itself fails.
pub const FAULT: u8 = 127;
/// The exit code of sim65 when its limit of cycles is reached.
pub const LIMIT: u8 = 126;

/// Where a BRK leads in a program without interrupt vectors, for sim65 leaves $FF in them. No instruction fits there.
const NOWHERE: u16 = 0xFFFF;

/// Calls without an instruction between them that the stack can hold: each returns to the next by a word of it.
const MOST_IN_A_ROW: u32 = 128;

/// What can be asked of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `open` at $FFF4: opens a file of the host, and answers its descriptor.
    Open,
    /// `close` at $FFF5: closes a descriptor.
    Close,
    /// `read` at $FFF6: reads from a descriptor into memory.
    Read,
    /// `write` at $FFF7: writes memory to a descriptor.
    Write,
    /// `args` at $FFF8: puts the arguments of `main` into memory.
    Args,
    /// `exit` at $FFF9: ends the program with the code in A.
    Exit,
}

impl Call {
    const ALL: [(u16, Self); 6] = [
        (0xFFF4, Self::Open),
        (0xFFF5, Self::Close),
        (0xFFF6, Self::Read),
        (0xFFF7, Self::Write),
        (0xFFF8, Self::Args),
        (0xFFF9, Self::Exit),
    ];

    /// The call behind `address`.
    pub fn at(address: u16) -> Option<Self> {
        let mut calls = Self::ALL.iter();
        calls.find(|(at, _)| *at == address).map(|&(_, call)| call)
    }

    /// The name of the call, in lower case, as listings show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Close => "close",
            Self::Read => "read",
            Self::Write => "write",
            Self::Args => "args",
            Self::Exit => "exit",
        }
    }
}

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
    /// Where in page 0 the C stack's pointer is.
    stack_pointer: u8,
    /// What `main` gets, beginning with the program's name.
    pub arguments: Vec<Vec<u8>>,
    /// What the program has open, and which files it reaches.
    pub files: Files,
    /// The cycle of the last call that returned, and how many did in it.
    returned: (u64, u32),
}

impl Host {
    /// The host of a program that begins, whose C stack pointer is at `stack_pointer` in page 0.
    pub fn new(stack_pointer: u8, arguments: Vec<Vec<u8>>, files: Files) -> Self {
        Self {
            stack_pointer,
            arguments,
            files,
            returned: (0, 0),
        }
    }

    /// Makes the machine stop where the host is called.
    pub fn plug(machine: &mut Machine) {
        Self::addresses().for_each(|address| machine.set_host_call(address));
    }

    /// Has the machine pass the host's addresses as any other, as it was before [`Host::plug`].
    pub fn unplug(machine: &mut Machine) {
        Self::addresses().for_each(|address| machine.clear_host_call(address));
    }

    fn addresses() -> impl Iterator<Item = u16> {
        let calls = Call::ALL.iter().map(|&(address, _)| address);
        calls.chain([NOWHERE])
    }

    /// Whether the machine stops at `address` for its host.
    pub fn is_at(address: u16) -> bool {
        Self::addresses().any(|at| at == address)
    }

    /// Fills memory as sim65 does before it loads.
    pub fn clear(machine: &mut Machine) {
        for address in 0..=u16::MAX {
            machine.poke(address, 0xFF);
        }
    }

    /// Does what the guest asks at PC, a routine of the host, and returns to it.
    pub fn serve(&mut self, machine: &mut Machine, streams: &mut dyn Streams) -> Served {
        let Some(call) = Call::at(machine.cpu().pc) else {
            return Served::Fault("the program ran into a BRK, or to the end of memory".to_owned());
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
