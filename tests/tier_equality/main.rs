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

use jumppad_tiers::JitMode;
use program::Program;
use session::{Action, Session, Setting};

const DEFAULT_CASES: u32 = 200;

/// Checks `share` percent of all cases.
fn check(
    share: u32,
    jit: JitMode,
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
            let config = jumppad_tiers::Config {
                jit,
                threshold,
                ..jumppad_tiers::Config::default()
            };
            Session::new(&program, &setting, config).play(&actions)
        });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Runs, with up to `most` changes from outside before each of them. After a
/// change the program mostly begins again, so that code runs that is compiled.
fn actions(most: usize) -> impl Strategy<Value = Vec<Action>> {
    let changes = prop::collection::vec(session::change(), 0..=most);
    let restart = prop::bool::weighted(0.7);
    let round = (changes, restart, session::run()).prop_map(|(mut actions, restart, run)| {
        if restart && !actions.is_empty() {
            actions.push(Action::Restart);
        }
        actions.push(run);
        actions
    });
    prop::collection::vec(round, 1..6).prop_map(|rounds| rounds.concat())
}

#[test]
fn programs_that_run_undisturbed() {
    check(40, JitMode::Sync, actions(0), Just(Setting::default()));
}

#[test]
fn programs_in_a_machine_that_is_changed_between_runs() {
    check(30, JitMode::Sync, actions(2), Just(Setting::default()));
}

#[test]
fn programs_among_devices_and_read_only_memory() {
    check(20, JitMode::Sync, actions(1), session::setting());
}

#[test]
fn programs_with_the_compiler_beside_them() {
    check(10, JitMode::Background, actions(2), session::setting());
}
