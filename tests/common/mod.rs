//! What the machine's tests share: the tiers, small programs in them, a
//! device, and the suites' folder.

#![allow(dead_code, reason = "each test binary uses a part of this")]

mod suites;
pub(crate) mod witness;

use std::time::{Duration, Instant};

#[allow(unused_imports, reason = "each test binary uses a part of this")]
pub(crate) use suites::{report, suites};

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{
    Config, EventKind, InvalidationCause, JitMode, Machine, Policy, StopReason, Why,
};

/// Where the tests' own programs stand, unless they say otherwise.
pub(crate) const ORIGIN: u16 = 0x0400;

/// A way to run the same program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tier {
    /// Interpreter only.
    Interpreter,
    /// Everything translated to baseline code as soon as it is entered.
    Baseline,
    /// Everything compiled as soon as it is entered.
    Jit,
    /// All tiers, with the compiler on its own thread; LLVM is asked for all that samples
    /// find, soon.
    Auto,
}

impl Tier {
    pub(crate) const ALL: [Self; 4] = [Self::Interpreter, Self::Baseline, Self::Jit, Self::Auto];

    /// The tiers that compile.
    pub(crate) const COMPILING: [Self; 2] = [Self::Jit, Self::Auto];

    pub(crate) fn machine(self) -> Machine {
        self.machine_of(Model::Nmos6502)
    }

    pub(crate) fn machine_of(self, model: Model) -> Machine {
        let default = Config {
            model,
            ..Config::default()
        };
        Machine::new(match self {
            Self::Interpreter => Config {
                jit: JitMode::Off,
                ..default
            },
            Self::Baseline => Config {
                jit: JitMode::Baseline,
                threshold: 1,
                ..default
            },
            Self::Jit => Config {
                jit: JitMode::Llvm,
                threshold: 1,
                ..default
            },
            Self::Auto => Config {
                policy: Policy {
                    slice: 2_000,
                    ..Policy::eager()
                },
                ..default
            },
        })
    }

    /// A machine with a program at [`ORIGIN`], about to run it.
    pub(crate) fn with(self, program: &[u8]) -> Machine {
        let mut machine = self.machine();
        place(&mut machine, ORIGIN, program);
        machine.cpu_mut().pc = ORIGIN;
        machine
    }
}

/// Writes bytes that are known to fit.
pub(crate) fn place(machine: &mut Machine, at: u16, bytes: &[u8]) {
    machine.load(at, bytes).expect("the bytes fit");
}

/// Rounds after which samples need not find what is to be compiled any more.
const PATIENCE: u32 = 20;

/// Runs an endless program until the instruction at `addr` is compiled, in a
/// tier that compiles; in any tier at least for some thousands of cycles. Where samples
/// do not show that it pays, LLVM is asked by hand.
pub(crate) fn warm_up(tier: Tier, machine: &mut Machine, addr: u16) {
    let started = Instant::now();
    for round in 0.. {
        assert_eq!(
            machine.run(5_000),
            StopReason::Cycles,
            "{tier:?}: the program is endless"
        );
        if matches!(tier, Tier::Interpreter | Tier::Baseline) || is_compiled(machine, addr) {
            return;
        }
        if tier == Tier::Auto && round == PATIENCE {
            // If something is being compiled there by now, that is as good.
            let _ = machine.promote(addr);
        }
        let why = machine.why(addr);
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{tier:?} ${addr:04X}: {why}"
        );
    }
}

/// A machine with an endless program at [`ORIGIN`] that is compiled, about to
/// begin again, and whose events so far are of no interest.
pub(crate) fn settled(tier: Tier, program: &[u8]) -> Machine {
    let mut machine = tier.with(program);
    let sp = machine.cpu().sp;
    warm_up(tier, &mut machine, ORIGIN);
    let cpu = machine.cpu_mut();
    (cpu.pc, cpu.sp) = (ORIGIN, sp);
    machine.drain_events();
    machine
}

pub(crate) fn is_compiled(machine: &Machine, addr: u16) -> bool {
    matches!(
        machine.why(addr),
        Why::EntryPoint { .. } | Why::Inside { .. }
    )
}

/// What took groups out of use since the events were last looked at.
pub(crate) fn invalidations(machine: &mut Machine) -> Vec<InvalidationCause> {
    let events = machine.drain_events().into_iter();
    events
        .filter_map(|event| match event.kind {
            EventKind::Invalidated { cause, .. } => Some(cause),
            _ => None,
        })
        .collect()
}

/// Registers and memory are those of `expected`.
pub(crate) fn assert_same(tier: Tier, machine: &Machine, expected: &Machine) {
    assert_eq!(machine.cpu(), expected.cpu(), "{tier:?}");
    let differs = |addr: &u16| machine.peek(*addr) != expected.peek(*addr);
    if let Some(addr) = (0..=u16::MAX).find(differs) {
        let (is, should) = (machine.peek(addr), expected.peek(addr));
        panic!("{tier:?}: ${addr:04X} is ${is:02X}, not ${should:02X}");
    }
}
