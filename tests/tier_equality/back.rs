//! Time turned back: a machine that is restored, and changed again as it was
//! changed, comes to the same places by runs of other lengths.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;

use jumppad_tiers::opcodes::Cpu;
use jumppad_tiers::{Change, Checkpoint, Config, Line, Machine, Noting, StopReason};

use crate::common::witness::Seen;
use crate::program::{Place, Program};
use crate::session::{self, Action, Side};
use crate::setting::Setting;

/// What leads from one moment to the next.
enum Step {
    Run,
    Change(Change),
}

/// A moment of the first play, and what followed.
struct Moment {
    checkpoint: Checkpoint,
    step: Step,
    after: Cpu,
    accesses: Vec<Seen>,
}

/// Runs and changes that leave the surroundings as they are.
pub(crate) fn action() -> impl Strategy<Value = Action> {
    let line = || prop_oneof![Just(Line::Irq), Just(Line::Nmi)];
    prop_oneof![
        6 => prop_oneof![1..50_u64, 1..2_000_u64, 2_000..40_000_u64].prop_map(Action::Run),
        2 => (Place::any(), any::<u8>()).prop_map(|(place, value)| Action::Poke(place, value)),
        1 => (line(), any::<bool>()).prop_map(|(line, level)| Action::Signal(line, level)),
        2 => (line(), 0..2_000_u64, 1..80_u64)
            .prop_map(|(line, delay, length)| Action::Pulse(line, delay, length)),
        1 => Just(Action::Reset),
        1 => Just(Action::Restart),
    ]
}

/// Plays all actions, goes back to one of them, and plays on from there by runs
/// of about `length` cycles.
pub(crate) fn play(
    program: &Program,
    setting: &Setting,
    config: Config,
    actions: &[Action],
    (to, length): (Index, u64),
) -> TestCaseResult {
    let config = Config {
        model: program.model,
        ..config
    };
    let mut side = Side::new(program, setting, config);
    let _ = (side.machine.take_change(), side.log.take());
    side.machine.set_coverage(Noting::On);
    let mut moments = Vec::new();
    for action in actions {
        let stop = record(&mut side, action, program, &mut moments);
        // A program that stands still teaches nothing more.
        if matches!(
            stop,
            Some(StopReason::Trap | StopReason::Jam | StopReason::Wait)
        ) {
            record(&mut side, &Action::Restart, program, &mut moments);
        }
    }
    let (memory, calls) = (memory(&side.machine), side.machine.call_stack());
    let noted = session::noted(&side.machine);
    let to = to.index(moments.len());
    let back = side.machine.restore(&moments[to].checkpoint);
    prop_assert_eq!(back, Ok(()));
    for (number, moment) in moments.iter().enumerate().skip(to) {
        match &moment.step {
            // A device is not written again, it is what it was.
            Step::Change(change) => side.machine.repeat(change),
            Step::Run => {
                run_to(&mut side.machine, moment.after.cycles, length)?;
                prop_assert_eq!(side.log.take(), moment.accesses.as_slice());
            }
        }
        prop_assert_eq!(side.machine.cpu(), &moment.after, "after step {}", number);
    }
    prop_assert!(side.machine.take_change().is_none(), "nobody changed it");
    prop_assert_eq!(self::memory(&side.machine), memory);
    prop_assert_eq!(side.machine.call_stack(), calls);
    prop_assert_eq!(session::noted(&side.machine), noted);
    Ok(())
}

fn record(
    side: &mut Side,
    action: &Action,
    program: &Program,
    moments: &mut Vec<Moment>,
) -> Option<StopReason> {
    let checkpoint = side.machine.checkpoint();
    let stop = side.act(action, program);
    let step = match side.machine.take_change() {
        Some(change) => Step::Change(change),
        None => Step::Run,
    };
    moments.push(Moment {
        checkpoint,
        step,
        after: *side.machine.cpu(),
        accesses: side.log.take(),
    });
    stop
}

fn run_to(machine: &mut Machine, cycle: u64, length: u64) -> TestCaseResult {
    while machine.cpu().cycles < cycle {
        let stop = machine.run(length.min(cycle - machine.cpu().cycles));
        prop_assert_eq!(stop, StopReason::Cycles);
    }
    Ok(())
}

fn memory(machine: &Machine) -> Vec<u8> {
    (0..=u16::MAX).map(|addr| machine.peek(addr)).collect()
}
