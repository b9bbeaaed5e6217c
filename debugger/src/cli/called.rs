//! Other simulators that this program stands in for: called by the name of one, as by a link, it speaks that one's
//! command line alone.

use std::ffi::OsString;
use std::path::Path;

use super::{mos_sim, sim65};
use crate::exit::Exit;

/// Runs a whole command line, whose first word is the name.
type Speak = fn(Vec<OsString>) -> Exit;

/// The names, and who speaks for each.
const NAMES: &[(&str, Speak)] = &[("sim65", sim65::run), ("mos-sim", mos_sim::run)];

/// Who speaks when the program is called as the first word of `line` has it; nobody does for its own name.
pub(super) fn speaker(line: &[OsString]) -> Option<Speak> {
    let called = Path::new(line.first()?).file_stem()?;
    let named = NAMES.iter().find(|(name, _)| called == *name)?;
    Some(named.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_the_file() {
        let is_known = |word: &str| speaker(&[word.into(), "x".into()]).is_some();
        for name in ["sim65", "/usr/bin/sim65", "./sim65.exe", "mos-sim"] {
            assert!(is_known(name), "{name}");
        }
        for name in ["jumppad", "sim65/jumppad", "sim650", ""] {
            assert!(!is_known(name), "{name}");
        }
        assert!(speaker(&[]).is_none());
    }
}
