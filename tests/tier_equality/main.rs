//! Tier equality: random programs end every run with the same registers,
//! memory, cycles and reason to stop, whether interpreted or compiled.
//!
//! Some hundreds of programs by default, `JUMPPAD_CASES` of them if set. Both
//! machines get the same sequence of runs with random budgets and of changes
//! from outside; a failure shrinks to the shortest program and sequence.

#[path = "../common/mod.rs"]
mod common;
mod program;
mod session;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use program::Program;
use session::{Action, Session, Setting};

const DEFAULT_CASES: u32 = 300;

fn check(
    share: u32,
    actions: impl Strategy<Value = Vec<Action>>,
    setting: impl Strategy<Value = Setting>,
) {
    let cases = std::env::var("JUMPPAD_CASES").map_or(DEFAULT_CASES, |cases| {
        cases.parse().expect("JUMPPAD_CASES is a number")
    });
    let config = Config {
        cases: cases * share / 100,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let threshold = prop_oneof![3 => Just(1_u32), 1 => 2..4_u32];
    let strategy = (Program::any(), setting, actions, threshold);
    let result =
        TestRunner::new(config).run(&strategy, |(program, setting, actions, threshold)| {
            Session::new(&program, &setting, threshold).play(&actions)
        });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn programs_that_run_undisturbed() {
    let runs = prop::collection::vec(session::run(), 1..6);
    check(50, runs, Just(Setting::default()));
}

#[test]
fn programs_in_a_machine_that_is_changed_between_runs() {
    let actions = prop::collection::vec(prop_oneof![session::run(), session::change()], 2..16);
    check(30, actions, Just(Setting::default()));
}

#[test]
fn programs_among_devices_and_read_only_memory() {
    let actions = prop::collection::vec(
        prop_oneof![3 => session::run(), 1 => session::change()],
        2..8,
    );
    check(20, actions, session::setting());
}
