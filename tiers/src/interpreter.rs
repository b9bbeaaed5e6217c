//! The first tier: executes instructions one by one through the handler table.
//!
//! Invariant: it never executes an instruction that begins at or after the
//! cycle limit, and it changes nothing where it stops. Special accesses are
//! the run loop's business; the interpreter only reports them.

use jumppad_opcodes::{
    ByteMarks, Cpu, Effect, Intervention, Memory, Model, Opcode, PageAttributes, await_return,
    does_require_intervention,
};

use crate::counts::Counts;
use crate::coverage::{Coverage, Noting, needs};
use crate::opcode_set::OpcodeSet;
use crate::profile::Profile;

/// Why the interpreter stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The cycle limit is reached.
    Limit,
    /// At a block's entry that is hot or an entry point of a group.
    Entry,
    /// The instruction at PC is marked, or has a caught opcode.
    Breakpoint,
    /// The instruction at PC is, or may reach, on a device's page.
    DeviceFetch,
    /// A return just left the stack pointer at an awaited depth.
    Returned,
    /// The instruction at PC asks for help.
    Intervention(Intervention),
}

/// Whether block entries are counted and reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counting {
    Off,
    On,
}

/// Whether some return is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaiting {
    Nothing,
    Return,
}

/// What is looked out for at every instruction, or at every return.
pub(crate) struct Lookout<'a> {
    pub(crate) caught: &'a OpcodeSet,
    pub(crate) awaiting: Awaiting,
    /// Where each instruction is counted, if it is.
    pub(crate) counts: Option<&'a mut Counts>,
    /// What was executed, and whether that is noted.
    pub(crate) coverage: &'a mut Coverage,
    pub(crate) noting: Noting,
}

/// Page attributes that an instruction fetch cannot ignore.
const FETCH_SPECIAL: PageAttributes = PageAttributes::DEVICE
    .union(PageAttributes::BREAKPOINT)
    .union(PageAttributes::NEAR_DEVICE);

/// Interprets until something is to be decided.
pub(crate) fn interpret(
    model: Model,
    cpu: &mut Cpu,
    memory: &mut Memory,
    profile: &mut Profile,
    limit: u64,
    counting: Counting,
    lookout: Lookout<'_>,
) -> Exit {
    let Lookout {
        caught,
        awaiting,
        counts,
        coverage,
        noting,
    } = lookout;
    if let Some(counts) = counts {
        let interpret = EXACT_LOOPS[model as usize][noting as usize];
        return interpret(cpu, memory, profile, coverage, limit, caught, counts);
    }
    let is_watching = !caught.is_empty() || awaiting != Awaiting::Nothing;
    let loops = match (is_watching, noting) {
        (false, Noting::Off) => &LOOPS,
        (false, Noting::On) => &NOTING_LOOPS,
        (true, Noting::Off) => &WATCHING_LOOPS,
        (true, Noting::On) => &WATCHING_AND_NOTING_LOOPS,
    };
    let interpret = loops[model as usize][counting as usize];
    interpret(cpu, memory, profile, coverage, limit, caught, &mut ())
}

/// Executes the instruction at PC, which is the answer, if only memory has to do with it.
/// Nothing is looked out for; what serves an interrupt is somebody else's.
pub(crate) fn interpret_one(
    model: Model,
    cpu: &mut Cpu,
    memory: &mut Memory,
) -> Option<&'static Opcode> {
    let mut bus = memory.view();
    let pc = cpu.pc;
    if bus.pages[usize::from(pc >> 8)].intersects(FETCH_SPECIAL) {
        return None;
    }
    let [code, arg1, arg2] = bus.instruction(pc);
    let opcode = &model.table()[usize::from(code)];
    // An NMI may take BRK over.
    if opcode.effect == Effect::Interrupt {
        return None;
    }
    let result = model.handlers()[usize::from(code)](cpu, &mut bus, arg1, arg2, pc);
    (!does_require_intervention(result)).then_some(opcode)
}

type Loop<N = ()> =
    fn(&mut Cpu, &mut Memory, &mut Profile, &mut Coverage, u64, &OpcodeSet, &mut N) -> Exit;
type Loops = [[Loop; 2]; 5];

/// A loop for each model, in which its tables are constants, without and with
/// counting.
macro_rules! loops {
    ($watch:literal $note:literal: $($model:literal)*) => {
        [$([
            interpret_until::<$model, false, $watch, $note, ()>,
            interpret_until::<$model, true, $watch, $note, ()>,
        ]),*]
    };
}

static LOOPS: Loops = loops!(false false: 0 1 2 3 4);

/// The same, with an eye on each opcode and on returns.
static WATCHING_LOOPS: Loops = loops!(true false: 0 1 2 3 4);

/// Those that note coverage.
static NOTING_LOOPS: Loops = loops!(false true: 0 1 2 3 4);
static WATCHING_AND_NOTING_LOOPS: Loops = loops!(true true: 0 1 2 3 4);

/// Those that count each instruction, without and with coverage; block entries are not counted.
macro_rules! exact_loops {
    ($($model:literal)*) => {
        [$([
            interpret_until::<$model, false, true, false, Counts>,
            interpret_until::<$model, false, true, true, Counts>,
        ]),*]
    };
}

static EXACT_LOOPS: [[Loop<Counts>; 2]; 5] = exact_loops!(0 1 2 3 4);

/// Who is told of each instruction that was executed.
trait Note {
    fn executed(&mut self, pc: u16, cycles: u64);
}

impl Note for () {
    #[inline(always)]
    fn executed(&mut self, _pc: u16, _cycles: u64) {}
}

impl Note for Counts {
    #[inline(always)]
    fn executed(&mut self, pc: u16, cycles: u64) {
        self.add(pc, 1, cycles);
    }
}

const _: () = assert!(Model::ALL.len() == LOOPS.len());

#[derive(Clone, Copy)]
enum Property {
    EndsBlock,
    MayReturn,
}

/// Which opcodes of a model have the property.
const fn opcodes_that(model: Model, property: Property) -> [bool; 256] {
    let mut have = [false; 256];
    let mut code = 0;
    while code < 256 {
        let effect = model.table()[code].effect;
        have[code] = match property {
            Property::EndsBlock => effect.ends_block(),
            Property::MayReturn => effect.may_return(),
        };
        code += 1;
    }
    have
}

fn interpret_until<
    const MODEL: usize,
    const COUNT: bool,
    const WATCH: bool,
    const NOTE: bool,
    N: Note,
>(
    cpu: &mut Cpu,
    memory: &mut Memory,
    profile: &mut Profile,
    coverage: &mut Coverage,
    limit: u64,
    caught: &OpcodeSet,
    note: &mut N,
) -> Exit {
    let handlers = const { Model::ALL[MODEL].handlers() };
    let block_ends = const { &opcodes_that(Model::ALL[MODEL], Property::EndsBlock) };
    let may_return = const { &opcodes_that(Model::ALL[MODEL], Property::MayReturn) };
    let table = const { Model::ALL[MODEL].table() };
    let needs = const { &needs(Model::ALL[MODEL].table()) };
    let mut bus = memory.view();
    while cpu.cycles < limit {
        let pc = cpu.pc;
        let special = bus.pages[(pc >> 8) as usize].intersection(FETCH_SPECIAL);
        if !special.is_empty() {
            if bus.marks[pc as usize].contains(ByteMarks::BREAKPOINT) {
                return Exit::Breakpoint;
            }
            // Only the pages in front of a device's are looked at twice.
            let last = bus.pages[(pc.wrapping_add(2) >> 8) as usize];
            if special.union(last).contains(PageAttributes::DEVICE) {
                return Exit::DeviceFetch;
            }
        }
        let [opcode, arg1, arg2] = bus.instruction(pc);
        if WATCH && caught.contains(opcode) {
            return Exit::Breakpoint;
        }
        let handler = handlers[opcode as usize];
        let before = cpu.cycles;
        // Asked first, so that nothing has to be kept while what is warm executes.
        let result = if NOTE && coverage.is_open(pc, needs[opcode as usize]) {
            let start = cpu.cycles;
            let result = handler(cpu, &mut bus, arg1, arg2, pc);
            if !does_require_intervention(result) {
                coverage.note_if_new(&table[opcode as usize], pc, cpu.pc, cpu.cycles - start);
            }
            result
        } else {
            handler(cpu, &mut bus, arg1, arg2, pc)
        };
        if does_require_intervention(result) {
            return match Intervention::from_result(result) {
                Some(intervention) => Exit::Intervention(intervention),
                None => unreachable!("opcode functions return known interventions"),
            };
        }
        note.executed(pc, cpu.cycles - before);
        if WATCH
            && may_return[opcode as usize]
            && does_require_intervention(await_return(cpu, &bus))
        {
            return Exit::Returned;
        }
        if COUNT && block_ends[opcode as usize] && !profile.count(cpu.pc) {
            return Exit::Entry;
        }
    }
    Exit::Limit
}
