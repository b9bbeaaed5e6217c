//! Where the published test suites are.

use std::path::{Path, PathBuf};

/// The folder of the test suites, if there is one; says so loudly if not.
pub(crate) fn suites(test: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("JUMPPAD_SUITES") else {
        eprintln!("SKIPPED: {test}: JUMPPAD_SUITES is not set");
        return None;
    };
    // Relative to the workspace, where cargo is called, not to the package.
    Some(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(folder),
    )
}
