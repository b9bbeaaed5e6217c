//! Tier equality: random programs end every run with the same registers,
//! memory, cycles and reason to stop, whether interpreted or compiled.
//!
//! Programs are of all models. Some hundreds run by default, `JUMPPAD_CASES` of
//! them if set. Both machines get the same sequence of runs with random budgets
//! and of changes from outside, interrupts among them; a failure shrinks to a
//! short program and sequence. Time turned back and played again is the same as well.

mod back;
mod banked;
#[path = "../common/mod.rs"]
mod common;
mod program;
mod sampled;
mod session;
mod setting;
mod watched;

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use jumppad_tiers::JitMode;
use program::Program;
use session::{Action, Session};
use setting::Setting;

const DEFAULT_CASES: u32 = 120;

/// `share` percent of all cases.
fn cases(share: u32) -> Config {
    let cases = std::env::var("JUMPPAD_CASES").map_or(DEFAULT_CASES, |cases| {
        cases.parse().expect("JUMPPAD_CASES is a number")
    });
    Config {
        cases: cases * share / 100,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        // In milliseconds: each attempt compiles.
        max_shrink_time: 30_000,
        ..Config::default()
    }
}

/// Checks `share` percent of all cases.
fn check(
    share: u32,
    jit: JitMode,
    actions: impl Strategy<Value = Vec<Action>>,
    setting: impl Strategy<Value = Setting>,
) {
    if let Err(error) = run(cases(share), jit, actions, setting) {
        panic!("{error}");
    }
}

/// Checks so many cases; what fails, if something does, at its shortest.
fn run(
    config: Config,
    jit: JitMode,
    actions: impl Strategy<Value = Vec<Action>>,
    setting: impl Strategy<Value = Setting>,
) -> Result<(), String> {
    let threshold = prop_oneof![3 => Just(1_u32), 1 => 2..4_u32];
    // Room for all groups, for some, for one or none.
    let code_cache = prop_oneof![
        4 => Just(jumppad_tiers::DEFAULT_CODE_CACHE),
        1 => 200..8_000_u64
    ];
    let strategy = (Program::any(), setting, actions, threshold, code_cache);
    TestRunner::new(config)
        .run(
            &strategy,
            |(program, setting, actions, threshold, code_cache)| {
                let program = setting.fit(program);
                let config = jumppad_tiers::Config {
                    policy: jumppad_tiers::Policy::eager(),
                    jit,
                    threshold,
                    code_cache,
                    ..jumppad_tiers::Config::default()
                };
                Session::new(&program, &setting, config).play(&actions)
            },
        )
        .map_err(|error| error.to_string())
}

/// Runs, with up to `most` changes from outside before each of them. After a
/// change the program mostly begins again, so that code runs that is compiled.
fn actions(
    most: usize,
    change: impl Strategy<Value = Action>,
) -> impl Strategy<Value = Vec<Action>> {
    let changes = prop::collection::vec(change, 0..=most);
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

/// Interrupts, and now and then another change.
fn disturbance() -> impl Strategy<Value = Action> {
    prop_oneof![5 => session::signal(), 1 => session::change()]
}

#[test]
fn programs_that_run_undisturbed() {
    let actions = actions(0, session::change());
    check(20, JitMode::Llvm, actions, Just(Setting::default()));
}

#[test]
fn programs_in_baseline_code() {
    let actions = actions(2, session::change());
    check(100, JitMode::Baseline, actions, Just(Setting::default()));
}

#[test]
fn programs_in_baseline_code_among_devices_and_read_only_memory() {
    let actions = actions(2, session::change());
    check(100, JitMode::Baseline, actions, setting::pages());
}

#[test]
fn programs_in_baseline_code_that_is_interrupted() {
    let actions = actions(3, disturbance());
    check(100, JitMode::Baseline, actions, setting::interrupts());
}

#[test]
fn programs_in_a_machine_that_is_changed_between_runs() {
    let actions = actions(2, session::change());
    check(20, JitMode::Llvm, actions, Just(Setting::default()));
}

#[test]
fn programs_among_devices_and_read_only_memory() {
    let actions = actions(1, session::change());
    check(20, JitMode::Llvm, actions, setting::pages());
}

#[test]
fn programs_that_switch_banks_in_baseline_code() {
    let actions = actions(2, disturbance());
    check(100, JitMode::Baseline, actions, setting::banks());
}

#[test]
fn programs_that_switch_banks_in_groups() {
    check(
        20,
        JitMode::Llvm,
        actions(2, disturbance()),
        setting::banks(),
    );
}

#[test]
fn programs_that_switch_banks_with_the_compiler_beside_them() {
    check(
        10,
        JitMode::Background,
        actions(2, disturbance()),
        setting::banks(),
    );
    check(
        10,
        JitMode::Sync,
        actions(2, disturbance()),
        setting::banks(),
    );
}

#[test]
fn programs_that_are_interrupted() {
    let actions = actions(4, disturbance());
    check(30, JitMode::Llvm, actions, setting::interrupts());
}

#[test]
fn programs_in_which_something_is_caught() {
    let actions = actions(8, session::catching());
    check(20, JitMode::Llvm, actions, setting::interrupts());
}

#[test]
fn programs_of_which_accesses_are_watched() {
    let actions = actions(8, session::watching());
    let setting = prop_oneof![3 => Just(Setting::default()), 1 => setting::interrupts()];
    check(30, JitMode::Llvm, actions, setting);
}

#[test]
fn programs_with_the_compiler_beside_them() {
    let actions = actions(3, disturbance());
    check(10, JitMode::Background, actions, setting::interrupts());
}

#[test]
fn programs_in_traces_and_groups_that_the_machine_waits_for() {
    let actions = actions(3, disturbance());
    let setting = prop_oneof![1 => setting::pages().boxed(), 2 => setting::interrupts().boxed()];
    check(20, JitMode::Sync, actions, setting);
}

#[test]
fn programs_that_are_recorded() {
    let action = prop_oneof![2 => session::signal(), 1 => session::catching()];
    let setting = prop_oneof![1 => setting::pages().boxed(), 2 => setting::interrupts().boxed()];
    let strategy = (Program::any(), setting, actions(4, action));
    let result = TestRunner::new(cases(20)).run(&strategy, |(program, setting, actions)| {
        let config = jumppad_tiers::Config {
            jit: JitMode::Llvm,
            threshold: 1,
            ..jumppad_tiers::Config::default()
        };
        let session = Session::new(&program, &setting, config);
        session.recording().play(&actions)
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Each tier against the interpreter, and against the slow path, which is what records.
#[test]
fn programs_whose_coverage_is_noted() {
    let setting = || {
        let pages = setting::pages().boxed();
        prop_oneof![1 => pages, 2 => setting::interrupts().boxed()]
    };
    let modes = [
        (JitMode::Baseline, 60),
        (JitMode::Llvm, 20),
        (JitMode::Sync, 15),
        (JitMode::Background, 5),
    ];
    for (jit, share) in modes {
        let strategy = (
            Program::any(),
            setting(),
            actions(3, session::covering()),
            1..4_u32,
            any::<bool>(),
        );
        let result = TestRunner::new(cases(share)).run(
            &strategy,
            |(program, setting, actions, threshold, records)| {
                let config = jumppad_tiers::Config {
                    policy: jumppad_tiers::Policy::eager(),
                    jit,
                    threshold,
                    ..jumppad_tiers::Config::default()
                };
                let session = Session::new(&program, &setting, config).noting();
                let session = if records {
                    session.recording()
                } else {
                    session
                };
                session.play(&actions)
            },
        );
        if let Err(error) = result {
            panic!("{jit:?}: {error}");
        }
    }
}

/// As many programs in baseline code, with and without the compiler, as fit into the time
/// that is asked for; none by default, for the tests before this one run some.
#[test]
fn a_long_soak() {
    let Ok(seconds) = std::env::var("JUMPPAD_SOAK_SECONDS") else {
        eprintln!("a_long_soak: not run; JUMPPAD_SOAK_SECONDS says how long it is to be");
        return;
    };
    let seconds = seconds.parse().expect("JUMPPAD_SOAK_SECONDS is a number");
    let (started, limit) = (Instant::now(), Duration::from_secs(seconds));
    let mut programs = 0;
    let modes = [JitMode::Background, JitMode::Baseline, JitMode::Sync];
    for jit in modes.into_iter().cycle() {
        if started.elapsed() >= limit {
            break;
        }
        for setting in [setting::interrupts().boxed(), setting::pages().boxed()] {
            let many = if jit == JitMode::Baseline { 200 } else { 20 };
            programs += many;
            let actions = actions(4, disturbance());
            let config = Config {
                cases: many,
                ..cases(100)
            };
            if let Err(error) = run(config, jit, actions, setting) {
                panic!("{error}");
            }
        }
    }
    eprintln!("a_long_soak: {programs} programs in {seconds} s, the same on both");
}

#[test]
fn programs_that_are_turned_back() {
    turn_back(prop_oneof![
        1 => setting::pages().boxed(),
        2 => setting::interrupts().boxed()
    ]);
}

#[test]
fn programs_that_switch_banks_and_are_turned_back() {
    turn_back(setting::banks());
}

fn turn_back(setting: impl Strategy<Value = Setting>) {
    let actions = prop::collection::vec(back::action(), 1..12);
    let back = (any::<prop::sample::Index>(), 1..30_000_u64);
    let compiling = prop_oneof![
        Just(JitMode::Off),
        Just(JitMode::Baseline),
        Just(JitMode::Sync),
        Just(JitMode::Llvm),
        Just(JitMode::Background)
    ];
    let strategy = (Program::any(), setting, actions, back, compiling);
    let result =
        TestRunner::new(cases(15)).run(&strategy, |(program, setting, actions, back, jit)| {
            let config = jumppad_tiers::Config {
                jit,
                threshold: 1,
                ..jumppad_tiers::Config::default()
            };
            let program = setting.fit(program);
            back::play(&program, &setting, config, &actions, back)
        });
    if let Err(error) = result {
        panic!("{error}");
    }
}
