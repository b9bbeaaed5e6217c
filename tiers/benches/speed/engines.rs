//! The emulators that are compared.

use jumppad_tiers::{Config, JitMode, Machine, StopReason};
use mos6502::cpu::CPU;
use mos6502::instruction::Nmos6502;
use mos6502::memory::{Bus, Memory};

use crate::programs::START;

/// An emulator with a program in it.
pub(crate) enum Engine {
    Yardstick(Box<CPU<Memory, Nmos6502>>),
    Interpreter(Box<Machine>),
    Jit(Box<Machine>),
}

/// One of each, the yardstick first.
pub(crate) fn all() -> Vec<Engine> {
    let machine = |jit| {
        Box::new(Machine::new(Config {
            jit,
            ..Config::default()
        }))
    };
    vec![
        Engine::Yardstick(Box::new(CPU::new(Memory::new(), Nmos6502))),
        Engine::Interpreter(machine(JitMode::Off)),
        Engine::Jit(machine(JitMode::Background)),
    ]
}

impl Engine {
    /// A new engine of that name.
    pub(crate) fn called(name: &str) -> Option<Self> {
        all().into_iter().find(|engine| engine.name() == name)
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Yardstick(_) => "mos6502",
            Self::Interpreter(_) => "interpreter",
            Self::Jit(_) => "jit",
        }
    }

    pub(crate) fn load(&mut self, image: &[u8]) {
        match self {
            Self::Yardstick(cpu) => {
                cpu.memory.set_bytes(START, image);
                cpu.registers.program_counter = START;
            }
            Self::Interpreter(machine) | Self::Jit(machine) => {
                machine
                    .load(START, image)
                    .expect("a benchmark program fits");
                machine.cpu_mut().pc = START;
            }
        }
    }

    /// Groups that it compiled so far.
    pub(crate) fn compiled(&self) -> u64 {
        match self {
            Self::Yardstick(_) => 0,
            Self::Interpreter(machine) | Self::Jit(machine) => machine.jit_stats().groups_compiled,
        }
    }

    /// Runs for at least `cycles` and says how many it ran.
    pub(crate) fn run(&mut self, cycles: u64) -> u64 {
        match self {
            Self::Yardstick(cpu) => {
                let start = cpu.cycles;
                while cpu.cycles - start < cycles {
                    cpu.single_step();
                }
                cpu.cycles - start
            }
            Self::Interpreter(machine) | Self::Jit(machine) => {
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
                machine.cpu().cycles - start
            }
        }
    }
}
