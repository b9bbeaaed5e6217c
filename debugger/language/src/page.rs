//! The page about a run, written to a file; its data alone, if the file is one of JSON.

use std::path::Path;

use jumppad_engine::answer::Life;
use jumppad_engine::debugger::Debugger;
use jumppad_engine::explorer::Wishes;
use jumppad_engine::files::Unwritten;
use jumppad_engine::files::replace::replace;
use jumppad_explorer::Budget;
use schemars::JsonSchema;
use serde::Serialize;

/// Regions that are shown at each stage.
const DETAILS: usize = 32;

/// What was written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PageView {
    /// The file.
    pub file: String,
    /// Lives of regions that are told.
    pub regions: usize,
    /// Those of them that are shown at each stage of their compilation.
    pub detailed: usize,
    /// Bytes of the file.
    pub bytes: usize,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The file cannot be written.
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    /// A defect: what was collected is no page.
    #[error("the page cannot be made: {0}")]
    Unmade(#[from] serde_json::Error),
}

/// Writes a page about the run up to now.
///
/// # Errors
/// The file cannot be written.
pub fn write(debugger: &mut Debugger, path: &Path) -> Result<PageView, PageError> {
    let data = debugger.explore(Wishes {
        by: concat!("Jumppad ", env!("CARGO_PKG_VERSION")).to_owned(),
        details: DETAILS,
    });
    let is_json = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let text = match is_json {
        true => serde_json::to_string(&data)?,
        false => jumppad_explorer::page(&data.program, &data, Budget::default())?,
    };
    replace(path, text.as_bytes(), &debugger.interrupt)?;
    let has_stages = |life: &&Life| {
        life.detail
            .as_ref()
            .is_some_and(|detail| !detail.asm.is_empty())
    };
    let detailed = data.lives.iter().filter(has_stages);
    Ok(PageView {
        file: path.display().to_string(),
        regions: data.lives.len(),
        detailed: detailed.count(),
        bytes: text.len(),
    })
}
