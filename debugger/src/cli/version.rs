//! What `--version` tells: the version, what it was built from, the chips, and where LLVM is.
//!
//! Invariant: nothing is loaded for it.

use std::sync::LazyLock;

use jumppad_engine::cpu;
use jumppad_tiers::llvm;

/// All of it, behind the program's name; `-V` tells the version alone.
pub(super) static LONG: LazyLock<String> = LazyLock::new(|| {
    let place = match llvm::found() {
        Some(path) => path.display().to_string(),
        None => "not found in its places; `info jit` says what to do".to_owned(),
    };
    format!(
        "{}\ncommit: {}\nchips: {}\nLLVM {}: {place}",
        env!("CARGO_PKG_VERSION"),
        env!("JUMPPAD_COMMIT"),
        cpu::NAMES.join(", "),
        llvm::VERSION,
    )
});
