//! Where libLLVM is looked for.
//!
//! Left out: what the system makes of a mere name, which only loading tells.

use std::env;
use std::path::{Path, PathBuf};

/// The environment variable that names the library to be loaded instead of all others.
pub const VARIABLE: &str = "JUMPPAD_LLVM";

/// The library whose functions the build script found.
const BUILT_WITH: &str = env!("JUMPPAD_LLVM_BUILT_WITH");

/// Where a release has it, seen from the folder above the program's.
const IN_RELEASE: &str = "lib/jumppad";

/// The library that the user names.
pub(crate) fn named() -> Option<PathBuf> {
    env::var_os(VARIABLE).map(PathBuf::from)
}

/// Where it is looked for unless it is named, first things first: in the release that the
/// program is of, where the program was built, and wherever the system finds its name.
pub(crate) fn own() -> Vec<PathBuf> {
    let program = env::current_exe().and_then(|path| path.canonicalize());
    of_program(program.ok().as_deref())
}

fn of_program(program: Option<&Path>) -> Vec<PathBuf> {
    let built_with = Path::new(BUILT_WITH);
    let name = Path::new(built_with.file_name().unwrap_or_default());
    let release = program.and_then(|program| program.parent()?.parent());
    let released = release.map(|release| release.join(IN_RELEASE).join(name));
    let others = [built_with, name].map(Path::to_owned);
    released.into_iter().chain(others).collect()
}

/// The first of the places at which there is a file, which need not be LLVM. Nothing is loaded for that.
#[must_use]
pub fn found() -> Option<PathBuf> {
    let places = named().map_or_else(own, |path| vec![path]);
    // A mere name is none of a file in the current folder.
    let is_place = |path: &Path| path.parent().is_some_and(|folder| folder != Path::new(""));
    places
        .into_iter()
        .find(|path| is_place(path) && path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_comes_before_the_builders_folder() {
        let places = of_program(Some(Path::new("/opt/jumppad/bin/jumppad")));
        let name = Path::new(BUILT_WITH).file_name().unwrap();
        let released = Path::new("/opt/jumppad/lib/jumppad").join(name);
        assert_eq!(places, [&released, Path::new(BUILT_WITH), Path::new(name)]);
        assert_eq!(of_program(None), places[1..]);
    }
}
