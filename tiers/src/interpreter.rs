//! The first tier: executes instructions one by one through the handler table.
//!
//! Invariant: it never executes an instruction that begins at or after the
//! cycle limit, and it changes nothing where it stops. Special accesses are
//! the run loop's business; the interpreter only reports them.

use jumppad_opcodes::{
    Cpu, Handler, Intervention, Memory, Model, byte, does_require_intervention, page,
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
    /// The instruction at PC is, or may reach, on a device's page.
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

/// What the interpreter needs to know of a chip, by opcode.
#[derive(Clone, Copy)]
pub(crate) struct Decoder {
    handlers: &'static [Handler; 256],
    ends_block: [bool; 256],
}

impl Decoder {
    pub(crate) fn of(model: Model) -> Self {
        let ends_block = std::array::from_fn(|code| model.table()[code].effect.ends_block());
        Self {
            handlers: model.handlers(),
            ends_block,
        }
    }
}

/// Page attributes that an instruction fetch cannot ignore.
const FETCH_SPECIAL: u8 = page::DEVICE | page::BREAKPOINT;

/// Interprets until something is to be decided.
pub(crate) fn interpret(
    decoder: &Decoder,
    cpu: &mut Cpu,
    memory: &mut Memory,
    profile: &mut Profile,
    limit: u64,
    counting: Counting,
) -> Exit {
    match counting {
        Counting::On => interpret_until::<true>(decoder, cpu, memory, profile, limit),
        Counting::Off => interpret_until::<false>(decoder, cpu, memory, profile, limit),
    }
}

fn interpret_until<const COUNT: bool>(
    decoder: &Decoder,
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
        let last = pc.wrapping_add(2);
        if bus.has_devices && bus.pages[(last >> 8) as usize] & page::DEVICE != 0 {
            return Exit::DeviceFetch;
        }
        let opcode = bus.peek(pc);
        let arg1 = bus.peek(pc.wrapping_add(1));
        let arg2 = bus.peek(last);
        let result = (decoder.handlers[opcode as usize])(cpu, &mut bus, arg1, arg2, pc);
        if does_require_intervention(result) {
            return match Intervention::from_result(result) {
                Some(intervention) => Exit::Intervention(intervention),
                None => unreachable!("opcode functions return known interventions"),
            };
        }
        if COUNT && decoder.ends_block[opcode as usize] && !profile.count(cpu.pc) {
            return Exit::Entry;
        }
    }
    Exit::Limit
}
