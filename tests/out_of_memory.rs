//! LLVM without memory: the group is refused, and the program runs on.
#![cfg(target_os = "linux")]

#[path = "common/mod.rs"]
mod common;

use std::process::Command;

use common::{ORIGIN, Tier, assert_same, place, report, warm_up};
use jumppad_tiers::{EventKind, Machine, StopReason};

/// Set in the process that is to run out of memory.
const LIMITED: &str = "JUMPPAD_TEST_LIMITED";
/// What is left to it. It is less than LLVM takes for a large group.
const LEFT: u64 = 1 << 20;
/// Of a loop that is one group.
const INSTRUCTIONS: usize = 2_000;
const FAR: u16 = 0x1000;

/// Lets the process have hardly more memory than it has. Address space does not count, for
/// allocators keep some in store. There is a tool for that, which not every machine has.
fn limit() -> Option<()> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let size = status
        .lines()
        .find_map(|line| line.strip_prefix("VmData:"))?;
    let kilobytes: u64 = size.trim().strip_suffix(" kB")?.parse().ok()?;
    let limit = kilobytes * 1024 + LEFT;
    let pid = std::process::id();
    let mut prlimit = Command::new("prlimit");
    prlimit.args([format!("--pid={pid}"), format!("--data={limit}")]);
    prlimit.status().ok()?.success().then_some(())
}

/// INC $nnnn,X; ...; JMP $1000
fn run(machine: &mut Machine) {
    let body = [0xfe, 0x00, 0x80].repeat(INSTRUCTIONS);
    place(machine, FAR, &[&body[..], &[0x4c, 0x00, 0x10]].concat());
    machine.cpu_mut().pc = FAR;
    machine.cpu_mut().cycles = 0;
    assert_eq!(machine.run(1_000_000), StopReason::Cycles);
}

/// Runs itself again, for the limit is that of a process.
#[test]
fn a_group_that_llvm_has_no_memory_for_is_refused() {
    if std::env::var_os(LIMITED).is_none() {
        let this = std::env::current_exe().expect("the test is a file");
        let limited = Command::new(this).env(LIMITED, "1").output();
        let output = limited.expect("the test starts again");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {told}", output.status);
        return;
    }
    let loop_of_two = [0xe8, 0x4c, 0x00, 0x04];
    let mut machine = Tier::Jit.with(&loop_of_two);
    warm_up(Tier::Jit, &mut machine, ORIGIN);
    let mut expected = Tier::Interpreter.with(&loop_of_two);
    warm_up(Tier::Interpreter, &mut expected, ORIGIN);
    *expected.cpu_mut() = *machine.cpu();
    machine.drain_events();
    if limit().is_none() {
        report("SKIPPED: LLVM without memory: there is no prlimit");
        return;
    }
    run(&mut machine);
    run(&mut expected);
    assert_same(Tier::Jit, &machine, &expected);
    let events = machine.drain_events();
    let errors: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::CompileFailed { error, .. } => Some(error.as_str()),
            _ => None,
        })
        .collect();
    assert!(errors[0].contains("LLVM could not go on"), "{errors:?}");
    // What was compiled before is still in use.
    let before = machine.jit_stats().entries;
    machine.cpu_mut().pc = ORIGIN;
    assert_eq!(machine.run(10_000), StopReason::Cycles);
    assert!(machine.jit_stats().entries > before);
}
