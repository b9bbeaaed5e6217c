//! LLVM is loaded by the first compilation and no sooner: a program that is only
//! interpreted starts without it.
//!
//! One test, since what is loaded is the whole process's.

#[path = "common/mod.rs"]
mod common;

use std::fs;

use common::Tier;

/// DEX; BNE $0400; JMP $0400
const LOOP: &[u8] = &[0xca, 0xd0, 0xfd, 0x4c, 0x00, 0x04];

/// Whether LLVM is in this process, by its own account; as far as it can be had, by
/// the system's as well.
fn has_llvm() -> bool {
    let is_loaded = jumppad_llvm::is_loaded();
    if let Ok(maps) = fs::read_to_string("/proc/self/maps") {
        assert_eq!(maps.contains("libLLVM"), is_loaded, "{maps}");
    }
    is_loaded
}

#[test]
fn the_first_compilation_loads_llvm() {
    let mut cold = Tier::Auto.with(LOOP);
    cold.run(100);
    let mut machine = Tier::Interpreter.with(LOOP);
    machine.run(100_000);
    assert!(!has_llvm(), "nothing was compiled");
    let mut machine = Tier::Jit.with(LOOP);
    machine.run(100_000);
    assert!(!machine.groups().is_empty(), "it was compiled");
    assert!(has_llvm());
}
