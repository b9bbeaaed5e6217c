//! Results as JSON: a line for each test, and one for all.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::case::Kind;
use super::super::verdict::{Tested, Tests};
use crate::render::to_json;

/// A test of `jumppad test --format json`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TestView<'t> {
    #[schemars(extend("const" = "test"))]
    r#type: &'static str,
    /// Its file.
    name: &'t str,
    /// `program` or `script`.
    kind: &'static str,
    /// `passed`, `flaky` if it did so only when it was run again, or `failed`.
    outcome: &'static str,
    /// How often it was run.
    attempts: u32,
    /// Of the host, in the last run.
    seconds: f64,
    /// Of the guest, in the last run.
    #[serde(skip_serializing_if = "Option::is_none")]
    cycles: Option<u64>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyView>,
    /// What it printed, cut in the middle if it is long.
    stdout: &'t str,
    /// What it printed on standard error, cut in the middle if it is long.
    stderr: &'t str,
}

/// Why a test failed.
#[derive(Serialize, JsonSchema)]
struct WhyView {
    /// `exit-code`, `assertion`, `guest`, `timeout`, `cycles`, `signal`, `output`, or `not-run`.
    reason: &'static str,
    /// Why it failed, in words.
    text: String,
}

/// All tests of `jumppad test --format json`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TestsView {
    #[schemars(extend("const" = "tests"))]
    r#type: &'static str,
    total: usize,
    passed: usize,
    failed: usize,
    /// Those of the passed that did so only when they were run again.
    flaky: usize,
    /// Those that Ctrl-C left no time for.
    not_run: usize,
    seconds: f64,
}

pub(super) fn written(tests: &Tests) -> String {
    let lines = tests.done().map(|tested| to_json(&view(tested)));
    let all = TestsView {
        r#type: "tests",
        total: tests.total(),
        passed: tests.passed(),
        failed: tests.failed(),
        flaky: tests.flaky(),
        not_run: tests.left(),
        seconds: tests.time.as_secs_f64(),
    };
    lines.chain([to_json(&all)]).collect()
}

fn view(tested: &Tested) -> TestView<'_> {
    TestView {
        r#type: "test",
        name: &tested.name,
        kind: match tested.kind {
            Kind::Program => "program",
            Kind::Script => "script",
        },
        outcome: match tested.why() {
            Some(_) => "failed",
            None if tested.is_flaky() => "flaky",
            None => "passed",
        },
        attempts: tested.attempts,
        seconds: tested.time.as_secs_f64(),
        cycles: tested.cycles,
        why: tested.why().map(|why| WhyView {
            reason: why.word(),
            text: why.to_string(),
        }),
        stdout: &tested.out,
        stderr: &tested.err,
    }
}
