//! The first tier: executes instructions one by one through the handler table.
//!
//! Invariant: it never executes an instruction that begins at or after the
//! cycle limit, and it changes nothing where it stops. Special accesses are
//! the run loop's business; the interpreter only reports them.

use jumppad_opcodes::{Cpu, Intervention, Memory, Model, byte, does_require_intervention, page};

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
    Off,
    On,
}

/// Page attributes that an instruction fetch cannot ignore.
const FETCH_SPECIAL: u8 = page::DEVICE | page::BREAKPOINT | page::NEAR_DEVICE;

/// Interprets until something is to be decided.
pub(crate) fn interpret(
    model: Model,
    cpu: &mut Cpu,
    memory: &mut Memory,
    profile: &mut Profile,
    limit: u64,
    counting: Counting,
) -> Exit {
    let interpret = LOOPS[model as usize][counting as usize];
    interpret(cpu, memory, profile, limit)
}

type Loop = fn(&mut Cpu, &mut Memory, &mut Profile, u64) -> Exit;

/// A loop for each model, in which its tables are constants, without and with
/// counting.
static LOOPS: [[Loop; 2]; 5] = [
    [interpret_until::<0, false>, interpret_until::<0, true>],
    [interpret_until::<1, false>, interpret_until::<1, true>],
    [interpret_until::<2, false>, interpret_until::<2, true>],
    [interpret_until::<3, false>, interpret_until::<3, true>],
    [interpret_until::<4, false>, interpret_until::<4, true>],
];

const _: () = assert!(Model::ALL.len() == LOOPS.len());

/// Which opcodes of a model end a block.
const fn block_ends(model: Model) -> [bool; 256] {
    let mut ends = [false; 256];
    let mut code = 0;
    while code < 256 {
        ends[code] = model.table()[code].effect.ends_block();
        code += 1;
    }
    ends
}

fn interpret_until<const MODEL: usize, const COUNT: bool>(
    cpu: &mut Cpu,
    memory: &mut Memory,
    profile: &mut Profile,
    limit: u64,
) -> Exit {
    let handlers = const { Model::ALL[MODEL].handlers() };
    let block_ends = const { &block_ends(Model::ALL[MODEL]) };
    let mut bus = memory.view();
    while cpu.cycles < limit {
        let pc = cpu.pc;
        let special = bus.pages[(pc >> 8) as usize] & FETCH_SPECIAL;
        if special != 0 {
            if bus.marks[pc as usize] & byte::BREAKPOINT != 0 {
                return Exit::Breakpoint;
            }
            // Only the pages in front of a device's are looked at twice.
            let last = bus.pages[(pc.wrapping_add(2) >> 8) as usize];
            if (special | last) & page::DEVICE != 0 {
                return Exit::DeviceFetch;
            }
        }
        let [opcode, arg1, arg2] = bus.instruction(pc);
        let result = (handlers[opcode as usize])(cpu, &mut bus, arg1, arg2, pc);
        if does_require_intervention(result) {
            return match Intervention::from_result(result) {
                Some(intervention) => Exit::Intervention(intervention),
                None => unreachable!("opcode functions return known interventions"),
            };
        }
        if COUNT && block_ends[opcode as usize] && !profile.count(cpu.pc) {
            return Exit::Entry;
        }
    }
    Exit::Limit
}
