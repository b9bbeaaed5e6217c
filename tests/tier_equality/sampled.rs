//! Programs that are sampled: the same samples in every tier, whatever stops them in between, and the
//! same stops as without.

use std::num::NonZeroU64;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use jumppad_tiers::{Config, JitMode, Policy};

use crate::program::Program;
use crate::session::{self, Action, Session};
use crate::setting::{self, Setting};
use crate::{actions, cases, disturbance};

/// Samples every instruction, every few, and now and then.
fn every() -> impl Strategy<Value = NonZeroU64> {
    let every = prop_oneof![1..8_u64, 8..300_u64, 300..5_000_u64];
    every.prop_map(|every| NonZeroU64::new(every).expect("it is above 0"))
}

/// What else is done to the sides.
#[derive(Clone, Copy, Debug)]
enum How {
    Sampled,
    /// One side records, instruction by instruction on the slow path.
    Recorded,
    Counted,
    CountedAndRecorded,
}

fn check(
    share: u32,
    jit: JitMode,
    how: How,
    actions: impl Strategy<Value = Vec<Action>>,
    setting: impl Strategy<Value = Setting>,
) {
    let config = Config {
        policy: Policy::eager(),
        jit,
        threshold: 1,
        ..Config::default()
    };
    let strategy = (Program::any(), setting, actions, every());
    let outcome =
        TestRunner::new(cases(share)).run(&strategy, |(program, setting, actions, every)| {
            let session = Session::new(&program, &setting, config).sampled(every);
            match how {
                How::Sampled => session,
                How::Recorded => session.recording(),
                How::Counted => session.counted(),
                How::CountedAndRecorded => session.counted().recording(),
            }
            .play(&actions)
        });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn samples_in_baseline_code() {
    let actions = actions(2, session::change());
    check(
        100,
        JitMode::Baseline,
        How::Sampled,
        actions,
        Just(Setting::default()),
    );
}

#[test]
fn samples_in_baseline_code_that_is_interrupted() {
    let actions = actions(3, disturbance());
    check(
        100,
        JitMode::Baseline,
        How::Sampled,
        actions,
        setting::interrupts(),
    );
}

#[test]
fn samples_in_groups() {
    let actions = actions(1, session::change());
    check(
        20,
        JitMode::Llvm,
        How::Sampled,
        actions,
        Just(Setting::default()),
    );
}

#[test]
fn samples_in_groups_that_are_interrupted() {
    let actions = actions(3, disturbance());
    check(
        20,
        JitMode::Llvm,
        How::Sampled,
        actions,
        setting::interrupts(),
    );
}

#[test]
fn samples_in_all_tiers_at_once() {
    let actions = actions(2, disturbance());
    check(
        20,
        JitMode::Sync,
        How::Sampled,
        actions,
        setting::interrupts(),
    );
}

#[test]
fn samples_of_what_is_recorded() {
    let actions = actions(3, disturbance());
    check(
        50,
        JitMode::Baseline,
        How::Recorded,
        actions,
        setting::interrupts(),
    );
}

#[test]
fn counts_are_those_of_the_slow_path() {
    let actions = actions(3, disturbance());
    let how = How::CountedAndRecorded;
    check(100, JitMode::Sync, how, actions, setting::interrupts());
}

#[test]
fn counts_where_the_other_tiers_are_off() {
    let actions = actions(2, disturbance());
    check(50, JitMode::Sync, How::Counted, actions, setting::pages());
}
