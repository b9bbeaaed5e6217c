//! What several tests need.

use std::sync::atomic::AtomicBool;

use crate::error::CommandError;
use crate::report::Report;
use crate::session::Sink;

/// Whom nothing reaches.
pub(crate) struct Silent;

impl Sink for Silent {
    fn report(&mut self, _: &Report, _: &AtomicBool) {}
    fn error(&mut self, _: &CommandError, _: &str) {}
}

/// How many random cases a test tries: `usual`, or `JUMPPAD_CASES` of them.
pub(crate) fn cases(usual: u32) -> u32 {
    let wanted = std::env::var("JUMPPAD_CASES").ok();
    wanted.map_or(usual, |cases| {
        cases.parse().expect("JUMPPAD_CASES is a number")
    })
}
