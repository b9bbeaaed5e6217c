//! What several tests need.

use std::sync::atomic::AtomicBool;

use crate::error::CommandError;
use crate::executor;
use crate::report::Report;
use crate::session::{Session, Sink};
use jumppad_engine::debugger::Debugger;

/// Whom nothing reaches.
pub(crate) struct Silent;

impl Sink for Silent {
    fn report(&mut self, _: &Report, _: &AtomicBool) {}
    fn error(&mut self, _: &CommandError, _: &str) {}
}

impl Session<'static> {
    /// A session of a test, which stays until the process ends.
    pub fn new(
        config: jumppad_tiers::Config,
        chosen_cpu: Option<jumppad_tiers::opcodes::Model>,
        program: jumppad_engine::program::load::Program,
        sink: Box<dyn Sink>,
    ) -> Self {
        Self {
            debugger: Box::leak(Box::new(Debugger::new(config, chosen_cpu, program))),
            shell: Box::leak(Box::new(executor::shell(sink))),
        }
    }
}

/// How many random cases a test tries: `usual`, or `JUMPPAD_CASES` of them.
pub(crate) fn cases(usual: u32) -> u32 {
    let wanted = std::env::var("JUMPPAD_CASES").ok();
    wanted.map_or(usual, |cases| {
        cases.parse().expect("JUMPPAD_CASES is a number")
    })
}
