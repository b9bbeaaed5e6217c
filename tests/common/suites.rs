//! Where the published test suites are.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Tells the user at once: what the print macros print is kept back by the test
/// harness, until the end, and for ever if the test passes.
pub(crate) fn report(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("the standard error stream is open");
}

/// The folder of the test suites, if there is one; says so loudly if not.
pub(crate) fn suites(test: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("JUMPPAD_SUITES") else {
        report(&format!("SKIPPED: {test}: JUMPPAD_SUITES is not set"));
        return None;
    };
    // Relative to the workspace, where cargo is called, not to the package.
    Some(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(folder),
    )
}
