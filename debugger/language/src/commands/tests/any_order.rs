//! Any commands in any order on a living session: none panics, hangs, or makes the tiers differ.
//!
//! Left out: commands that reach the host's files, and those that are about the tiers themselves.

use jumppad_tiers::{Config, JitMode};
use proptest::prelude::*;

use super::super::{Completer, Row, rows};
use super::usage::line;
use crate::session::Session;
use crate::testing::{Silent, cases};
use jumppad_engine::program::demo;

/// Cycles that one command may run.
const CYCLES: u64 = 3_000;

/// Whether sessions on different tiers must agree on what a command does.
fn is_comparable(row: &Row) -> bool {
    let first = row.names[0].split(' ').next().unwrap_or("");
    let is_about_tiers = ["jit", "catch", "tcatch"].contains(&first);
    !matches!(row.complete, Completer::Files | Completer::Machines)
        && !is_about_tiers
        && !["quit", "exit"].contains(&row.names[0])
}

/// The registers, the cycles and the memory after `lines`.
fn after(lines: &[String], jit: JitMode) -> (String, Vec<u8>) {
    let config = Config {
        jit,
        threshold: 1,
        ..Config::default()
    };
    let mut session = Session::new(config, None, demo::program(), Box::new(Silent));
    for line in lines {
        session.debugger.settings.cycle_limit = Some(CYCLES);
        match session.execute(line) {
            Ok(report) => session.tell(&report),
            Err(error) => session.complain(&error, line),
        }
    }
    let memory = (0..=0xFFFF)
        .map(|at| session.debugger.machine.peek(at))
        .collect();
    (format!("{:?}", session.debugger.registers()), memory)
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..ProptestConfig::with_cases(cases(12)) })]

    #[test]
    fn any_commands_in_any_order(choices in prop::collection::vec(any::<u32>(), 60..400)) {
        // A shorter list is a shorter session, so that what fails is shrunk.
        let mut left = choices.into_iter().peekable();
        let rows: Vec<&Row> = rows().filter(|row| is_comparable(row)).collect();
        let mut lines = Vec::new();
        while left.peek().is_some() {
            let mut choose = |limit: usize| left.next().unwrap_or(0) as usize % limit;
            let row = rows[choose(rows.len())];
            let arguments = line(row.arguments, &mut choose);
            let text = format!("{} {arguments}", row.names[0]);
            // A setting may be about the tiers; the host's files are left alone inside of blocks, too.
            let is_left_out = ["jit", "source", "load", "save", "record", "symbols"]
                .iter()
                .any(|word| text.contains(word));
            if !is_left_out {
                lines.push(text);
            }
        }
        let interpreted = after(&lines, JitMode::Off);
        let compiled = after(&lines, JitMode::Llvm);
        prop_assert_eq!(interpreted.0, compiled.0, "{}", lines.join("\n"));
        prop_assert!(interpreted.1 == compiled.1, "memory differs: {}", lines.join("\n"));
    }
}
