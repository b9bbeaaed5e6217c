//! Manual pages and completions of shells, made of the command line itself.
//!
//! They are laid out as below `/usr/local/share` and `~/.local/share`, where `man` and the shells look for them.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::exit::Exit;
use crate::render::put_error;
use jumppad_engine::files::Unwritten;
use jumppad_engine::files::replace::replace;

const NAME: &str = "jumppad";

/// The shells, and where each looks for what completes the program's name.
const COMPLETIONS: [(Shell, &str); 3] = [
    (Shell::Bash, "bash-completion/completions/jumppad"),
    (Shell::Zsh, "zsh/site-functions/_jumppad"),
    (Shell::Fish, "fish/vendor_completions.d/jumppad.fish"),
];

const MANUAL: &str = "man/man1";

/// Writes all of `command`'s below `folder`.
pub(super) fn write(command: Command, folder: &Path) -> Exit {
    // Where LLVM is on this host is no matter of theirs; nobody reads a page on `help`.
    let command = command.long_version(None).disable_help_subcommand(true);
    match completions(command.clone(), folder).and_then(|()| pages(command, folder)) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            put_error(&format!("jumppad: {error}\n"));
            Exit::Failed
        }
    }
}

fn completions(mut command: Command, folder: &Path) -> Result<(), Unwritten> {
    for (shell, place) in COMPLETIONS {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut command, NAME, &mut text);
        put(&folder.join(place), &text)?;
    }
    Ok(())
}

/// A page for the command, and one for each below it.
fn pages(mut command: Command, folder: &Path) -> Result<(), Unwritten> {
    command.build();
    for below in command.get_subcommands() {
        pages(below.clone(), folder)?;
    }
    let page = Man::new(command).manual("Jumppad");
    let path = folder.join(MANUAL).join(page.get_filename());
    let mut text = Vec::new();
    match page.render(&mut text) {
        Ok(()) => put(&path, &text),
        Err(error) => Err(unwritten(&path, error)),
    }
}

fn put(path: &Path, text: &[u8]) -> Result<(), Unwritten> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| unwritten(folder, error))?;
    }
    replace(path, text, &Arc::default())
}

fn unwritten(path: &Path, source: io::Error) -> Unwritten {
    Unwritten {
        path: path.to_owned(),
        source,
    }
}
