//! What the machine's tests share: the three tiers, and the suites' folder.

use std::path::{Path, PathBuf};

use jumppad_tiers::{Config, JitMode, Machine};

/// A way to run the same program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tier {
    /// Interpreter only.
    Interpreter,
    /// Everything compiled as soon as it is entered.
    Jit,
    /// The defaults, with the compiler on its own thread.
    Auto,
}

impl Tier {
    pub(crate) const ALL: [Self; 3] = [Self::Interpreter, Self::Jit, Self::Auto];

    pub(crate) fn machine(self) -> Machine {
        Machine::new(match self {
            Self::Interpreter => Config { jit: JitMode::Off, ..Config::default() },
            Self::Jit => Config { jit: JitMode::Sync, threshold: 1 },
            Self::Auto => Config::default(),
        })
    }
}

/// The folder of the test suites, if there is one; says so loudly if not.
#[allow(dead_code, reason = "not every test binary needs the suites")]
pub(crate) fn suites(test: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("JUMPPAD_SUITES") else {
        eprintln!("SKIPPED: {test}: JUMPPAD_SUITES is not set");
        return None;
    };
    // Relative to the workspace, where cargo is called, not to the package.
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder))
}
