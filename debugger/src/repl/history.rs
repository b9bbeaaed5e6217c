//! The file of lines that were typed, which the line editor reads and appends to.
//!
//! Invariants: nothing that is wrong with it is a reason to refuse work, and each thing is told once; a file with bytes
//! that are no text is mended, for the editor reads and appends to nothing else.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use etcetera::BaseStrategy;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Editor, Helper};

use crate::render::put_fitting;

pub(super) struct History {
    /// None where the user has no home, or it cannot be kept any more.
    file: Option<PathBuf>,
}

impl History {
    /// What was typed before, from the user's own file.
    pub(super) fn load<H: Helper>(editor: &mut Editor<H, DefaultHistory>) -> Self {
        let mut history = Self { file: place() };
        let Some(file) = &history.file else {
            return history;
        };
        let loaded = match editor.load_history(file) {
            Err(error) if is_no_text(&error) => {
                history.mend().and_then(|()| editor.load_history(file))
            }
            loaded => loaded,
        };
        match loaded {
            // The first start has none.
            Err(ReadlineError::Io(error)) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => history.give_up(&error),
            Ok(()) => {}
        }
        history
    }

    /// Adds a line, here and in the file, so that a closed terminal loses nothing.
    pub(super) fn add<H: Helper>(&mut self, editor: &mut Editor<H, DefaultHistory>, line: &str) {
        // In memory nothing can fail.
        let _ = editor.add_history_entry(line);
        let Some(file) = &self.file else {
            return;
        };
        // Another session may have written since.
        let appended = match editor.append_history(file) {
            Err(error) if is_no_text(&error) => {
                self.mend().and_then(|()| editor.append_history(file))
            }
            appended => appended,
        };
        if let Err(error) = appended {
            self.give_up(&error);
        }
    }

    /// Makes text of the file, with a mark for each byte that is none.
    fn mend(&self) -> rustyline::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let text = String::from_utf8_lossy(&fs::read(file)?).into_owned();
        let beside = file.with_extension("mended");
        fs::write(&beside, text)?;
        fs::rename(&beside, file)?;
        put_fitting(&format!(
            "{}: bytes that are no text were replaced\n",
            file.display()
        ));
        Ok(())
    }

    fn give_up(&mut self, error: &ReadlineError) {
        if let Some(file) = self.file.take() {
            let told = format!("what you type is not kept in {}: {error}\n", file.display());
            put_fitting(&told);
        }
    }
}

fn is_no_text(error: &ReadlineError) -> bool {
    matches!(error, ReadlineError::Io(error) if error.kind() == ErrorKind::InvalidData)
}

/// The user's history file, in a folder that exists.
fn place() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    let state = base.state_dir().unwrap_or_else(|| base.data_dir());
    let folder = state.join("jumppad");
    let made: io::Result<()> = fs::create_dir_all(&folder);
    made.ok()?;
    Some(folder.join("history"))
}
