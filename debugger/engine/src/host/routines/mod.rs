//! The host in place of a ROM that cannot be shipped: entry points of the C64's KERNAL and of the monitors of the Apple-1, the
//! Apple II and the KIM-1, done by the host.
//!
//! The machine stops at such an address in every tier, whatever memory holds there, and the call returns as RTS does. It takes
//! no cycles: a loop that waits for a key takes those of its own instructions. Where a program has bytes of its own at an
//! address, these are executed; where a window shows a ROM or the RAM beneath, whichever shows. Beside a system's table there may be a user's, with addresses of any kind.
//!
//! Invariants: whatever the guest asks, it gets an answer, or the run ends with a reason; files are reached by
//! [`Files`] only; nothing but characters that print and line feeds goes to the terminal; the state
//! that is not in the guest's memory is taken back with the calls that changed it.
//!
//! Left out: the rest of the ROMs (BASIC, the serial bus); a watchpoint's stop at memory that the host writes.

mod ascii;
mod calls;
mod kernal;
pub mod petscii;
mod registers;
mod setup;
mod systems;
pub mod terminal;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;

use jumppad_tiers::Machine;

use super::rom::goes_beneath;
use super::sim65::abi::{pushed_word, return_to_caller};
use super::sim65::files::Files;
use crate::program::load::Program;
pub use calls::Call;
use kernal::Kernal;
pub use kernal::screen::rows as screen_rows;
pub use setup::{Entry, Setup};
pub use systems::{Row, System};
use terminal::Terminal;

/// Calls without an instruction between them that the stack can hold.
const MOST_IN_A_ROW: u32 = 128;
/// Bytes of a JSR behind its opcode.
const JSR_REST: u16 = 2;

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The guest goes on behind the call.
    Returned,
    /// It goes on where PC is.
    Gone,
    /// The guest is at its end.
    Exit,
    /// Ctrl-C while it waits for input; it stays where it is and asks again when it goes on.
    Interrupted,
    /// It waits for input, and nobody types before it stops; it stays where it is, too.
    Starved,
    /// It waits for input, and there will be none any more.
    EndOfInput,
    /// Nobody reads what it prints any more.
    Unread,
    /// It asked for what there is not.
    Fault(String),
}

/// What came of printing.
fn printed(result: io::Result<()>) -> Answer {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Answer::Unread,
        // Whoever looks after the streams knows of the others.
        _ => Answer::Returned,
    }
}

/// Whether the guest goes on behind what it printed, and what it is answered if not.
fn told(result: io::Result<()>) -> Result<(), Answer> {
    match printed(result) {
        Answer::Unread => Err(Answer::Unread),
        _ => Ok(()),
    }
}

/// What the host knows that is not in the guest's memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    kernal: kernal::State,
    monitor: ascii::State,
}

impl State {
    /// About how many bytes of memory it takes.
    pub(crate) fn size(&self) -> usize {
        size_of::<Self>() + self.kernal.size()
    }
}

/// A call that was answered.
#[derive(Debug)]
pub struct Served {
    /// What came of it.
    pub answer: Answer,
    /// What the host knew before, where that is something else.
    pub before: Option<Box<State>>,
}

/// What is at an address.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// A routine, by its name.
    Routine {
        call: Call,
        name: &'static str,
        through: Option<(u16, u16)>,
        count: u64,
    },
    /// An entry of the ROM that the host does not do.
    Unanswered,
    /// Where a BRK goes.
    Break,
}

/// A routine as the user sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Where it is.
    pub address: u16,
    /// The ROM's name of it, or the call's.
    pub name: &'static str,
    /// What the host does there.
    pub call: Call,
    /// How often it was called, what was done again after going back not counted.
    pub count: u64,
}

/// The routines of one program.
pub struct Routines {
    setup: Setup,
    places: BTreeMap<u16, Place>,
    state: State,
    files: Files,
    /// The cycle of the last call that returned, and how many did in it.
    returned: (u64, u32),
}

impl Routines {
    /// The routines of a program that begins.
    pub fn new(setup: Setup, files: Files) -> Self {
        Self {
            setup,
            places: BTreeMap::new(),
            state: State::default(),
            files,
            returned: (0, 0),
        }
    }

    /// Which routines they are.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Puts into memory what the ROM would have left there, before the program is loaded.
    pub fn prepare(setup: &Setup, machine: &mut Machine) {
        if setup.system == Some(System::C64) {
            kernal::boot::put_stubs(machine);
        }
        if setup.has_kernal() {
            kernal::boot::prepare(machine);
        }
        for &(at, value) in setup.system.map_or(&[][..], System::variables) {
            let [low, high] = value.to_le_bytes();
            machine.poke(at, low);
            machine.poke(at + 1, high);
        }
    }

    /// Makes the registers what they are when a program of the computer starts; PC stays. A program that returns comes to the
    /// ROM's own loop, which is its end.
    pub fn start(setup: &Setup, machine: &mut Machine, program: &Program) {
        let Some(system) = setup.system else { return };
        if system == System::C64 {
            let ends = program
                .segments
                .iter()
                .map(|segment| segment.start.wrapping_add(segment.bytes.len() as u16));
            let end = ends.max().unwrap_or(0);
            kernal::boot::end_of_program(machine, end);
            kernal::boot::set_port(machine);
            kernal::boot::start_timer(machine, program);
        }
        begin_stack(machine, system);
        let cpu = machine.cpu_mut();
        (cpu.a, cpu.x, cpu.y) = (0, 0, 0);
        cpu.set_p(0);
    }

    /// Makes the machine stop where a routine is, unless `program` has bytes of its own there.
    pub fn plug(&mut self, machine: &mut Machine, program: &Program) {
        if let Some(system) = self.setup.system {
            let (entries, apart) = system.unanswered();
            let unanswered = entries
                .step_by(apart)
                .map(|address| (address, Place::Unanswered));
            self.places.extend(unanswered);
            if system == System::C64 {
                self.places.insert(kernal::BREAK, Place::Break);
            }
            self.places.extend(system.rows().iter().map(Place::of_row));
            // What is loaded beneath a ROM is not in its way.
            let is_in_the_way =
                |address: u16| program.has(address) && !goes_beneath(machine, address);
            self.places.retain(|&address, _| !is_in_the_way(address));
        }
        let own = self.setup.entries.iter().map(|entry| {
            let place = Place::Routine {
                call: entry.call,
                name: entry.call.name(),
                through: None,
                count: 0,
            };
            (entry.address, place)
        });
        self.places.extend(own);
        for &address in self.places.keys() {
            machine.set_host_call(address);
        }
    }

    /// Leaves the routines to the ROM again.
    pub fn unplug(&mut self, machine: &mut Machine) {
        for (address, _) in std::mem::take(&mut self.places) {
            machine.clear_host_call(address);
        }
    }

    /// Whether the machine stops at `address` for its host.
    pub fn is_at(&self, address: u16) -> bool {
        self.places.contains_key(&address)
    }

    /// The routine at `address`, by the ROM's name of it, or the call's.
    pub fn name_at(&self, address: u16) -> Option<&'static str> {
        match self.places.get(&address)? {
            Place::Routine { name, .. } => Some(name),
            Place::Unanswered | Place::Break => None,
        }
    }

    /// All routines, in the order of their addresses.
    pub fn told(&self) -> impl Iterator<Item = Told> {
        let places = self.places.iter();
        places.filter_map(|(&address, place)| match *place {
            Place::Routine {
                call, name, count, ..
            } => Some(Told {
                address,
                name,
                call,
                count,
            }),
            Place::Unanswered | Place::Break => None,
        })
    }

    /// Makes the host know what it knew before a call that will not have been.
    pub fn undo(&mut self, before: &State) {
        self.state.clone_from(before);
    }

    /// Does what the guest asks at PC.
    pub fn serve(&mut self, machine: &mut Machine, terminal: &mut dyn Terminal) -> Served {
        let before = self.state.clone();
        let answer = self.answered(machine, terminal);
        let answer = match answer {
            Answer::Returned | Answer::Gone => self.gone_on(machine, answer),
            other => other,
        };
        Served {
            answer,
            before: (before != self.state).then(|| Box::new(before)),
        }
    }

    /// Returns to the guest, unless that has no end.
    fn gone_on(&mut self, machine: &mut Machine, answer: Answer) -> Answer {
        let now = machine.cpu().cycles;
        let before = match self.returned {
            (cycle, calls) if cycle == now => calls,
            _ => 0,
        };
        if before >= MOST_IN_A_ROW {
            return Answer::Fault(
                "routines of the host lead to each other for ever, and take no time".to_owned(),
            );
        }
        self.returned = (now, before + 1);
        if answer == Answer::Returned {
            return_to_caller(machine);
        }
        answer
    }

    fn answered(&mut self, machine: &mut Machine, terminal: &mut dyn Terminal) -> Answer {
        let pc = machine.cpu().pc;
        let (call, through) = match self.places.get_mut(&pc) {
            Some(Place::Routine {
                call,
                through,
                count,
                ..
            }) => {
                *count += 1;
                (*call, *through)
            }
            Some(Place::Break) => return Answer::Fault(broken(machine)),
            Some(Place::Unanswered) | None => {
                let from = pushed_word(machine).wrapping_sub(JSR_REST);
                return Answer::Fault(format!(
                    "the program went to ${pc:04X}, perhaps from ${from:04X}: a routine of the ROM that the host does not do"
                ));
            }
        };
        if let Some((vector, behind)) = through {
            kernal::keep_arguments(call, machine);
            let target = machine.peek_word(vector);
            // A program's own routine comes first; a vector that nobody set leads on.
            if target != behind && target != 0 {
                machine.cpu_mut().pc = target;
                return Answer::Gone;
            }
        }
        if call == Call::Exit {
            return Answer::Exit;
        }
        if call.is_of_kernal() {
            let (state, files) = (&mut self.state.kernal, &mut self.files);
            let mut kernal = Kernal {
                machine,
                terminal,
                files,
                state,
            };
            return kernal.answer(call);
        }
        let state = &mut self.state.monitor;
        let mut monitor = ascii::Monitor {
            machine,
            terminal,
            state,
        };
        monitor.answer(call)
    }
}

/// The stack as a program finds it that is just started, with where its RTS goes.
fn begin_stack(machine: &mut Machine, system: System) {
    let sp = system.stack();
    let home = system.home().wrapping_sub(1).to_le_bytes();
    for (depth, byte) in (1..).zip(home) {
        machine.poke(0x0100 + u16::from(sp.wrapping_add(depth)), byte);
    }
    machine.cpu_mut().sp = sp;
}

impl Place {
    fn of_row(row: &Row) -> (u16, Self) {
        let place = Self::Routine {
            call: row.call,
            name: row.name,
            through: row.through,
            count: 0,
        };
        (row.address, place)
    }
}

/// What there is to say of a BRK, whose frame is on the stack below Y, X and A.
fn broken(machine: &Machine) -> String {
    const ABOVE: u8 = 5;
    let sp = machine.cpu().sp;
    let at = |depth: u8| machine.peek(0x0100 + u16::from(sp.wrapping_add(depth)));
    let pushed = u16::from_le_bytes([at(ABOVE), at(ABOVE + 1)]);
    let place = pushed.wrapping_sub(2);
    format!("the program ran into a BRK at ${place:04X}, where a C64 would go back to BASIC")
}
