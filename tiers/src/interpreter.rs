//! The first tier: executes instructions one by one through the handler table.
//!
//! Invariant: it never executes an instruction that begins at or after the
//! cycle limit, and it changes nothing where it stops. Special accesses are
//! the run loop's business; the interpreter only reports them.

use jumppad_opcodes::{
    Cpu, HANDLERS, Intervention, Memory, NMOS_6502, byte, does_require_intervention, page,
};

use crate::profile::Profile;

/// Why the interpreter stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The cycle limit is reached.
    Limit,
    /// At a block's entry that is hot or a way into a group.
    Entry,
    /// A breakpoint is set on the instruction at PC.
    Breakpoint,
    /// The instruction at PC is on a device's page.
    DeviceFetch,
    /// The instruction at PC asks for help.
    Intervention(Intervention),
}

/// Whether block entries are counted and reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counting {
    On,
    Off,
}

static ENDS_BLOCK: [bool; 256] = {
    let mut ends = [false; 256];
    let mut i = 0;
    while i < 256 {
        ends[i] = NMOS_6502[i].effect.ends_block();
        i += 1;
    }
    ends
};

/// Page attributes that an instruction fetch cannot ignore.
const FETCH_SPECIAL: u8 = page::DEVICE | page::BREAKPOINT;

/// Interprets until something is to be decided.
pub(crate) fn interpret(
    cpu: &mut Cpu,
    memory: &mut Memory,
    profile: &mut Profile,
    limit: u64,
    counting: Counting,
) -> Exit {
    match counting {
        Counting::On => interpret_until::<true>(cpu, memory, profile, limit),
        Counting::Off => interpret_until::<false>(cpu, memory, profile, limit),
    }
}

fn interpret_until<const COUNT: bool>(
    cpu: &mut Cpu,
    memory: &mut Memory,
    profile: &mut Profile,
    limit: u64,
) -> Exit {
    let mut bus = memory.view();
    while cpu.cycles < limit {
        let pc = cpu.pc;
        let special = bus.pages[(pc >> 8) as usize] & FETCH_SPECIAL;
        if special != 0 {
            if bus.marks[pc as usize] & byte::BREAKPOINT != 0 {
                return Exit::Breakpoint;
            }
            if special & page::DEVICE != 0 {
                return Exit::DeviceFetch;
            }
        }
        let opcode = bus.peek(pc);
        let arg1 = bus.peek(pc.wrapping_add(1));
        let arg2 = bus.peek(pc.wrapping_add(2));
        let result = HANDLERS[opcode as usize](cpu, &mut bus, arg1, arg2, pc);
        if does_require_intervention(result) {
            return match Intervention::from_result(result) {
                Some(intervention) => Exit::Intervention(intervention),
                None => unreachable!("opcode functions return known interventions"),
            };
        }
        if COUNT && ENDS_BLOCK[opcode as usize] && !profile.count(cpu.pc) {
            return Exit::Entry;
        }
    }
    Exit::Limit
}
