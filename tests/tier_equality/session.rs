//! The same sequence of runs and changes, played on an interpreting and on a
//! compiling machine side by side.

use std::num::NonZeroU64;
use std::ops::RangeInclusive;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use jumppad_tiers::filter::Expr;
use jumppad_tiers::trace::Ring;
use jumppad_tiers::{
    Access, CatchId, CatchKind, Config, JitMode, Line, Machine, Noting, Reset, StopReason, WatchId,
    Ways,
};

use crate::common::witness::{Log, Witness};
use crate::program::{Place, Program};
use crate::setting::{Setting, page, page_range};
use crate::watched;

/// A program that keeps the compiler busy takes the time of many others.
const ENOUGH_GROUPS: u64 = 30;

/// What is done to both machines.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    Run(u64),
    /// Runs on from a breakpoint or watchpoint, ignoring it once.
    Resume(u64),
    /// Runs on from a breakpoint, ignoring that once.
    PassBreakpoint(u64),
    /// Runs on from a breakpoint or catchpoint, ignoring that once.
    PassCatch(u64),
    SetBreakpoint(Place),
    ClearBreakpoint(Place),
    Watch(Place, u8, Access, Option<Expr>),
    /// Removes the oldest watchpoint.
    Unwatch,
    Catch(CatchKind, Place, u16),
    /// Removes the oldest catchpoint.
    Release,
    /// Disarms all catchpoints, or arms them again.
    Disarm,
    Arm,
    Poke(Place, u8),
    Protect(u8),
    Flush,
    /// Awaits returns that leave the stack pointer here or higher.
    AwaitReturn(u8),
    AwaitNoReturn,
    Attach(u8),
    /// Asserts a line, or releases it, now.
    Signal(Line, bool),
    /// Asserts a line from this many cycles on, for so many cycles.
    Pulse(Line, u64, u64),
    Reset,
    Restart,
    /// Notes coverage, or no more.
    Note(Noting),
    ForgetCoverage,
}

pub(crate) fn run() -> impl Strategy<Value = Action> {
    let budget = || prop_oneof![1 => 1..50_u64, 1 => 1..2_000_u64, 2 => 2_000..40_000_u64];
    prop_oneof![
        budget().prop_map(Action::Run),
        budget().prop_map(Action::Resume),
        budget().prop_map(Action::PassBreakpoint),
        budget().prop_map(Action::PassCatch),
    ]
}

pub(crate) fn change() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => Place::piece().prop_map(Action::SetBreakpoint),
        1 => Place::any().prop_map(Action::SetBreakpoint),
        2 => Place::piece().prop_map(Action::ClearBreakpoint),
        4 => watch(Just(None)),
        2 => watch(watched::condition().prop_map(Some)),
        1 => Just(Action::Unwatch),
        4 => (catch_kind(), Place::any(), prop_oneof![0..64_u16, any::<u16>()])
            .prop_map(|(kind, place, length)| Action::Catch(kind, place, length)),
        1 => Just(Action::Release),
        1 => Just(Action::Disarm),
        1 => Just(Action::Arm),
        2 => (Place::any(), any::<u8>()).prop_map(|(place, value)| Action::Poke(place, value)),
        3 => page().prop_map(Action::Protect),
        1 => page().prop_map(Action::Attach),
        1 => Just(Action::Flush),
        4 => prop_oneof![any::<u8>(), 0xe0..=0xff_u8].prop_map(Action::AwaitReturn),
        1 => Just(Action::AwaitNoReturn),
    ]
}

fn watch(condition: impl Strategy<Value = Option<Expr>>) -> impl Strategy<Value = Action> {
    let place = prop_oneof![Place::any(), Place::data(), Place::stack()];
    let length = prop_oneof![2 => 0..4_u8, 3 => 0..128_u8];
    (place, length, watched::access(), condition)
        .prop_map(|(place, length, access, root)| Action::Watch(place, length, access, root))
}

/// Watchpoints with conditions, and runs that pass what they stopped for.
pub(crate) fn watching() -> impl Strategy<Value = Action> {
    let resume = (1..5_000_u64).prop_map(Action::Resume);
    let unwatch = Just(Action::Unwatch);
    let conditional = watch(watched::condition().prop_map(Some));
    prop_oneof![4 => conditional, 1 => watch(Just(None)), 2 => resume, 1 => unwatch, 1 => change()]
}

/// Catchpoints, and runs that pass what they stopped for.
pub(crate) fn catching() -> impl Strategy<Value = Action> {
    let catch = (catch_kind(), Place::any(), any::<u16>())
        .prop_map(|(kind, place, length)| Action::Catch(kind, place, length));
    prop_oneof![2 => catch, 3 => (1..5_000_u64).prop_map(Action::PassCatch), 1 => change()]
}

/// What both machines have to catch at the same places.
fn catch_kind() -> impl Strategy<Value = CatchKind> {
    let opcodes = prop::collection::vec(any::<u8>(), 1..40);
    prop_oneof![
        4 => opcodes.prop_map(|codes| CatchKind::Opcodes(codes.into_iter().collect())),
        1 => Just(CatchKind::Break),
        1 => Just(CatchKind::Undocumented),
        1 => Just(CatchKind::Jam),
        2 => Just(CatchKind::FirstExecution),
        3 => Just(CatchKind::Uninitialised),
        1 => Just(CatchKind::Return),
        1 => Just(CatchKind::StackWrap),
        1 => Just(CatchKind::Runaway),
        1 => Just(CatchKind::Interrupt(Line::Irq)),
        1 => Just(CatchKind::Interrupt(Line::Nmi)),
    ]
}

/// What is done while coverage is noted.
pub(crate) fn covering() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => signal(),
        4 => change(),
        1 => Just(Action::Note(Noting::Off)),
        2 => Just(Action::Note(Noting::On)),
        1 => Just(Action::ForgetCoverage),
    ]
}

/// Changes of the interrupt lines, mostly of such a length that a handler ends
/// before the line is released, or after.
pub(crate) fn signal() -> impl Strategy<Value = Action> {
    let line = || prop_oneof![Just(Line::Irq), Just(Line::Nmi)];
    let delay = prop_oneof![0..40_u64, 0..400_u64, 0..20_000_u64];
    let length = prop_oneof![1..12_u64, 12..80_u64, 1..2_000_u64];
    prop_oneof![
        8 => (line(), delay, length)
            .prop_map(|(line, delay, length)| Action::Pulse(line, delay, length)),
        2 => (line(), any::<bool>()).prop_map(|(line, level)| Action::Signal(line, level)),
        1 => Just(Action::Reset),
    ]
}

/// A machine and what its devices saw.
pub(crate) struct Side {
    pub(crate) machine: Machine,
    pub(crate) log: Log,
    /// Where each run is recorded, if it is.
    ring: Option<Ring>,
    watches: Vec<WatchId>,
    catches: Vec<CatchId>,
}

impl Side {
    pub(crate) fn new(program: &Program, setting: &Setting, config: Config) -> Self {
        let mut machine = Machine::new(config);
        program.install(&mut machine);
        let mut side = Self {
            machine,
            log: Log::default(),
            ring: None,
            watches: Vec::new(),
            catches: Vec::new(),
        };
        setting.install(&mut side.machine, program);
        for &page in &setting.witnesses {
            side.attach(page);
        }
        side
    }

    fn attach(&mut self, page: u8) {
        self.machine
            .attach(page_range(page), Box::new(Witness::new(&self.log)));
    }

    fn run(&mut self, budget: u64) -> StopReason {
        let Some(ring) = &mut self.ring else {
            return self.machine.run(budget);
        };
        let recorded = self.machine.record(budget, u64::MAX, ring);
        recorded.stop.expect("the budget stops it")
    }

    /// Does it; the reason if it was a run that stopped.
    pub(crate) fn act(&mut self, action: &Action, program: &Program) -> Option<StopReason> {
        let machine = &mut self.machine;
        match *action {
            Action::Run(budget) => return Some(self.run(budget)),
            Action::Resume(budget) => {
                machine.skip_stop_here();
                return Some(self.run(budget));
            }
            Action::PassBreakpoint(budget) => {
                machine.skip_breakpoint_here();
                return Some(self.run(budget));
            }
            Action::PassCatch(budget) => {
                machine.skip_catch_here();
                return Some(self.run(budget));
            }
            Action::SetBreakpoint(at) => machine.set_breakpoint(program.address(at)),
            Action::ClearBreakpoint(at) => machine.clear_breakpoint(program.address(at)),
            Action::Watch(at, length, access, ref root) => {
                let range = range(program.address(at), length);
                let id = machine.add_watch(range, access);
                machine.set_watch_condition(id, root.as_ref().map(watched::filter));
                self.watches.push(id);
            }
            Action::Unwatch if self.watches.is_empty() => {}
            Action::Unwatch => machine.remove_watch(self.watches.remove(0)),
            Action::Catch(kind, at, length) => {
                let start = program.address(at);
                let range = start..=start.saturating_add(length);
                self.catches.push(machine.add_catch(kind, range));
            }
            Action::Release if self.catches.is_empty() => {}
            Action::Release => machine.remove_catch(self.catches.remove(0)),
            Action::Disarm => self.catches.iter().for_each(|&id| machine.disarm_catch(id)),
            Action::Arm => self.catches.iter().for_each(|&id| machine.arm_catch(id)),
            Action::Poke(at, value) => machine.poke(program.address(at), value),
            Action::Protect(page) => machine.protect(page..=page),
            Action::Flush => machine.flush(),
            Action::AwaitReturn(sp) => machine.await_return(sp..=0xff),
            Action::AwaitNoReturn => machine.await_no_return(),
            Action::Attach(page) => self.attach(page),
            Action::Signal(line, asserted) => machine.set_line(line, asserted),
            Action::Pulse(line, delay, length) => {
                let cycle = machine.cpu().cycles + delay;
                machine.set_line_at(cycle, line, true);
                machine.set_line_at(cycle + length, line, false);
            }
            Action::Reset => machine.reset(Reset::Soft),
            Action::Restart => machine.cpu_mut().pc = program.origin,
            Action::Note(noting) => machine.set_coverage(noting),
            Action::ForgetCoverage => machine.clear_coverage(),
        }
        None
    }
}

fn range(start: u16, length: u8) -> RangeInclusive<u16> {
    start..=start.saturating_add(length.into())
}

/// Both machines.
pub(crate) struct Session {
    program: Program,
    interpreting: Side,
    compiling: Side,
}

impl Session {
    pub(crate) fn new(program: &Program, setting: &Setting, config: Config) -> Self {
        let config = Config {
            model: program.model,
            ..config
        };
        let off = Config {
            jit: JitMode::Off,
            ..config
        };
        Self {
            program: program.clone(),
            interpreting: Side::new(program, setting, off),
            compiling: Side::new(program, setting, config),
        }
    }

    /// The same, with one side recording what the other one runs.
    pub(crate) fn recording(mut self) -> Self {
        self.interpreting.ring = Some(Ring::new(1000));
        self
    }

    /// The same, with samples taken on both sides.
    pub(crate) fn sampled(mut self, every: NonZeroU64) -> Self {
        self.interpreting.machine.set_sampling(every);
        self.compiling.machine.set_sampling(every);
        self
    }

    /// The same, with instructions counted on both sides.
    pub(crate) fn counted(mut self) -> Self {
        self.interpreting.machine.count_instructions();
        self.compiling.machine.count_instructions();
        self
    }

    /// The same, with coverage noted.
    pub(crate) fn noting(mut self) -> Self {
        for side in [&mut self.interpreting, &mut self.compiling] {
            side.machine.set_coverage(Noting::On);
        }
        self
    }

    /// Plays all actions; fails at the first difference.
    pub(crate) fn play(mut self, actions: &[Action]) -> TestCaseResult {
        for (step, action) in actions.iter().enumerate() {
            if self.compiling.machine.jit_mode() == JitMode::Background {
                // Time for the compiler to finish, mostly.
                std::thread::sleep(Duration::from_millis(8));
            }
            let expected = self.interpreting.act(action, &self.program);
            let stop = self.compiling.act(action, &self.program);
            prop_assert_eq!(expected, stop, "stops after step {}: {:?}", step, action);
            self.compare(step, action)?;
            // A program that stands still teaches nothing more.
            if matches!(
                stop,
                Some(StopReason::Trap | StopReason::Jam | StopReason::Wait)
            ) {
                self.interpreting.act(&Action::Restart, &self.program);
                self.compiling.act(&Action::Restart, &self.program);
            }
            if self.compiling.machine.jit_stats().groups_compiled > ENOUGH_GROUPS {
                break;
            }
        }
        let failures = self.compiling.machine.jit_stats().compile_failures;
        prop_assert_eq!(failures, 0, "LLVM refused a group");
        Ok(())
    }

    fn compare(&self, step: usize, action: &Action) -> TestCaseResult {
        let (expected, is) = (&self.interpreting, &self.compiling);
        prop_assert_eq!(
            expected.machine.cpu(),
            is.machine.cpu(),
            "registers after step {}: {:?}",
            step,
            action
        );
        for addr in 0..=u16::MAX {
            let (expected, is) = (expected.machine.peek(addr), is.machine.peek(addr));
            prop_assert_eq!(
                expected,
                is,
                "${:04X} after step {}: {:?}",
                addr,
                step,
                action
            );
        }
        prop_assert_eq!(
            expected.machine.call_stack(),
            is.machine.call_stack(),
            "the call stack after step {}: {:?}",
            step,
            action
        );
        prop_assert_eq!(
            expected.machine.samples(),
            is.machine.samples(),
            "samples after step {}: {:?}",
            step,
            action
        );
        prop_assert!(
            expected.machine.instruction_counts() == is.machine.instruction_counts(),
            "counts after step {}: {:?}",
            step,
            action
        );
        for id in &is.watches {
            prop_assert_eq!(
                expected.machine.watch_condition_misses(*id),
                is.machine.watch_condition_misses(*id),
                "accesses that passed {:?} after step {}: {:?}",
                id,
                step,
                action
            );
        }
        prop_assert_eq!(expected.log.take(), is.log.take(), "devices' accesses");
        let noted = |side: &Side| noted(&side.machine);
        prop_assert_eq!(
            noted(expected),
            noted(is),
            "what was executed after step {}: {:?}",
            step,
            action
        );
        Ok(())
    }
}

/// What was executed: where, so many bytes, and which ways branches went.
pub(crate) fn noted(machine: &Machine) -> Vec<(u16, u16, Ways)> {
    let coverage = machine.coverage();
    let executed = coverage.executed();
    executed
        .map(|addr| (addr, coverage.length(addr), coverage.ways(addr)))
        .collect()
}
