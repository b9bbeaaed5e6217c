//! Klaus Dormann's functional test: every documented opcode and mode, decimal
//! included. The program traps at one address if all is well, anywhere else
//! if not.
//!
//! Two builds of it: that of the suites, and that of a published crate, which
//! cargo has at hand on every machine.

use std::process::Command;

use cargo_metadata::MetadataCommand;
use jumppad_tiers::StopReason;

use crate::common::{Tier, place, suites};

const START: u16 = 0x0400;
/// Where the program keeps the number of the test that it is at.
const TEST_NUMBER: u16 = 0x0200;
/// Far more cycles than the test takes.
const BUDGET: u64 = 200_000_000;

fn reaches_success(image: &[u8], success: u16, cycles: u64) {
    for tier in Tier::ALL {
        let mut machine = tier.machine();
        place(&mut machine, 0, image);
        machine.cpu_mut().pc = START;
        let started = std::time::Instant::now();
        let stop = machine.run(BUDGET);
        eprintln!(
            "{tier:?}: {:?} {:?}",
            started.elapsed(),
            machine.jit_stats()
        );
        let test = machine.peek(TEST_NUMBER);
        assert_eq!(stop, StopReason::Trap, "{tier:?}");
        assert_eq!(
            machine.cpu().pc,
            success,
            "{tier:?}: failed in test ${test:02X}"
        );
        assert_eq!(machine.cpu().cycles, cycles, "{tier:?}");
        assert_eq!(machine.jit_stats().compile_failures, 0, "{tier:?}");
    }
}

/// A file of the published crate `mos6502`, where cargo unpacked it.
fn published(file: &str) -> Vec<u8> {
    // Of the host's packages alone: only these are sure to be unpacked.
    let host = Command::new("rustc")
        .args(["--print", "host-tuple"])
        .output()
        .expect("rustc runs");
    let host = String::from_utf8(host.stdout).expect("a host's name is text");
    let metadata = MetadataCommand::new()
        .other_options(["--filter-platform".to_owned(), host.trim().to_owned()])
        .exec()
        .expect("cargo knows its packages");
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name == "mos6502");
    let folder = package.and_then(|package| package.manifest_path.parent());
    let path = folder
        .expect("a dependency of this package")
        .join("tests/assets")
        .join(file);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn functional_test_of_the_suites() {
    let Some(suites) = suites("Klaus Dormann's functional test") else {
        return;
    };
    let image = std::fs::read(suites.join("klaus/6502_functional_test.bin")).expect("readable");
    reaches_success(&image, 0x3469, 96_241_364);
}

#[test]
fn functional_test_of_a_published_crate() {
    if std::env::var_os("JUMPPAD_SUITES").is_some() {
        eprintln!("SKIPPED: the published functional test: the suites' build of it runs");
        return;
    }
    reaches_success(&published("6502_functional_test.bin"), 0x331c, 96_165_268);
}
