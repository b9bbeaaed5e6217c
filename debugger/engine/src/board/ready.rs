//! The machines that are ready-made: their files are in the program.
//!
//! What of them is not free is named there, and not shipped.

use super::Board;

/// A ready-made machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ready {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
}

macro_rules! ready {
    ($($name:literal),* $(,)?) => {
        /// All of them.
        pub static READY: &[Ready] = &[ $( Ready {
            name: $name,
            text: include_str!(concat!("../../../boards/", $name, ".toml")),
        } ),* ];

        /// Their names.
        pub static NAMES: &[&str] = &[ $( $name ),* ];
    };
}

ready![
    "beneater",
    "beneater-serial",
    "apple1",
    "kim1",
    "sbc6850",
    "py65",
    "tali",
    "c64-bare",
    "apple2-bare",
    "nes-bare",
];

impl Ready {
    /// The one called `name`, in letters of any case.
    pub fn named(name: &str) -> Option<&'static Self> {
        READY
            .iter()
            .find(|ready| ready.name.eq_ignore_ascii_case(name))
    }

    /// What it is, in a sentence: read off the one line that says it, for every start of the program asks.
    pub fn about(&self) -> &'static str {
        let mut lines = self.text.lines();
        let about = lines.find_map(|line| line.strip_prefix("about = \"")?.strip_suffix('"'));
        about.unwrap_or_default()
    }

    /// The machine.
    pub fn board(&'static self) -> Option<Board> {
        Board::ready(self).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_right() {
        for ready in READY {
            let board =
                Board::ready(ready).unwrap_or_else(|error| panic!("{}: {error:?}", ready.name));
            assert_eq!(board.description.about.as_deref(), Some(ready.about()));
            assert_eq!(board.told(), ready.name);
        }
    }
}
