//! The emulators that are compared.

use jumppad_tiers::devices::Timer;
use jumppad_tiers::{Config, JitMode, Machine, StopReason};
use mos6502::cpu::CPU;
use mos6502::instruction::Nmos6502;
use mos6502::memory::{Bus, Memory};

use crate::board::{self, Board, PORT};
use crate::programs::START;

/// What all are compared with.
const YARDSTICK: &str = "mos6502";
/// The machines by their tiers; a row is one more engine in every table.
const MACHINES: &[(&str, JitMode)] = &[(INTERPRETER, JitMode::Off), ("jit", JitMode::Background)];
pub(crate) const INTERPRETER: &str = "interpreter";

/// An emulator with a program in it.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    emulator: Emulator,
}

enum Emulator {
    Yardstick(Box<CPU<Memory, Nmos6502>>),
    /// The same on a board with a timer, which costs it a little.
    Board(Box<CPU<Board, Nmos6502>>),
    Machine(Box<Machine>),
}

/// Their names, the yardstick first.
pub(crate) fn names() -> Vec<&'static str> {
    let machines = MACHINES.iter().map(|(name, _)| *name);
    [YARDSTICK].into_iter().chain(machines).collect()
}

/// Whether it becomes faster as it runs.
pub(crate) fn compiles(name: &str) -> bool {
    let mut machines = MACHINES.iter();
    machines.any(|(other, jit)| *other == name && !matches!(jit, JitMode::Off))
}

/// One of each, the yardstick first.
pub(crate) fn all() -> Vec<Engine> {
    names().into_iter().filter_map(Engine::called).collect()
}

impl Engine {
    /// A new engine of that name.
    pub(crate) fn called(name: &str) -> Option<Self> {
        if name == YARDSTICK {
            let cpu = CPU::new(Memory::new(), Nmos6502);
            return Some(Self {
                name: YARDSTICK,
                emulator: Emulator::Yardstick(Box::new(cpu)),
            });
        }
        let &(name, jit) = MACHINES.iter().find(|(other, _)| *other == name)?;
        let machine = Machine::new(Config {
            jit,
            ..Config::default()
        });
        Some(Self {
            name,
            emulator: Emulator::Machine(Box::new(machine)),
        })
    }

    /// The machine, if it is one of this crate.
    pub(crate) fn machine(&mut self) -> Option<&mut Machine> {
        match &mut self.emulator {
            Emulator::Machine(machine) => Some(machine),
            Emulator::Yardstick(_) | Emulator::Board(_) => None,
        }
    }

    /// Loads a program and enters it.
    pub(crate) fn load(&mut self, image: &[u8]) {
        match &mut self.emulator {
            Emulator::Yardstick(cpu) => {
                cpu.memory.set_bytes(START, image);
                cpu.registers.program_counter = START;
            }
            Emulator::Board(cpu) => {
                cpu.memory.set_bytes(START, image);
                cpu.registers.program_counter = START;
            }
            Emulator::Machine(machine) => {
                machine
                    .load(START, image)
                    .expect("a benchmark program fits");
                machine.cpu_mut().pc = START;
            }
        }
    }

    /// The same engine with a timer that programs can start.
    pub(crate) fn with_timer(self) -> Self {
        let emulator = match self.emulator {
            Emulator::Yardstick(cpu) => Emulator::Board(Box::new(board::with_timer(*cpu))),
            Emulator::Machine(mut machine) => {
                machine.attach(PORT..=PORT + 2, Box::new(Timer::new(PORT)));
                Emulator::Machine(machine)
            }
            board @ Emulator::Board(_) => board,
        };
        Self { emulator, ..self }
    }

    /// A byte of memory.
    pub(crate) fn peek(&mut self, addr: u16) -> u8 {
        match &mut self.emulator {
            Emulator::Yardstick(cpu) => cpu.memory.get_byte(addr),
            Emulator::Board(cpu) => cpu.memory.get_byte(addr),
            Emulator::Machine(machine) => machine.peek(addr),
        }
    }

    /// Groups that it compiled so far.
    pub(crate) fn compiled(&mut self) -> u64 {
        self.machine()
            .map_or(0, |machine| machine.jit_stats().groups_compiled)
    }

    /// Runs for at least `cycles` and says how many it ran.
    pub(crate) fn run(&mut self, cycles: u64) -> u64 {
        match &mut self.emulator {
            Emulator::Yardstick(cpu) => {
                let start = cpu.cycles;
                while cpu.cycles - start < cycles {
                    cpu.single_step();
                }
                cpu.cycles - start
            }
            Emulator::Board(cpu) => {
                let start = cpu.cycles;
                board::run(cpu, cycles);
                cpu.cycles - start
            }
            Emulator::Machine(machine) => run(machine, cycles),
        }
    }
}

fn run(machine: &mut Machine, cycles: u64) -> u64 {
    let start = machine.cpu().cycles;
    let ran = |machine: &Machine| machine.cpu().cycles - start;
    while ran(machine) < cycles {
        match machine.run(cycles - ran(machine)) {
            StopReason::Cycles => {}
            // All its repeats are done: once more.
            StopReason::Trap => machine.cpu_mut().pc = START,
            other => panic!("a benchmark program stopped: {other:?}"),
        }
    }
    ran(machine)
}
