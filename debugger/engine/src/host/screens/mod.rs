//! What a computer's displays show, as lines of text: for whoever looks, and for scripts that assert it.
//!
//! Invariants: looking has no effects; a screen is as it is at this moment of the guest, so that it goes back in time with
//! it; a number is never given twice.
//!
//! A text screen in memory is described by the user. A chip that shows something, such as an LCD, implements [`Screen`]
//! and is put on the list by whoever wires it.

mod memory;

use jumppad_tiers::Machine;

use crate::answer::ScreenView;
pub use memory::{Encoding, MemoryScreen, ScreenError};

/// Something that shows lines of text.
pub trait Screen: Send {
    /// What kind of display it is, in one word.
    fn kind(&self) -> &'static str;

    /// Where it is and what it is like, in words.
    fn describe(&self) -> String;

    /// Its lines from top to bottom as they are now, each with its blanks.
    fn lines(&self, machine: &Machine) -> Vec<String>;
}

/// The displays there are, in the order of their numbers.
#[derive(Default)]
pub struct Screens {
    list: Vec<(u32, Box<dyn Screen>)>,
    last_number: u32,
}

/// Why a screen cannot be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoScreen {
    /// None has this number.
    #[error("there is no screen #{0}")]
    Unknown(u64),
    /// There is none at all.
    #[error("there is no screen")]
    None,
    /// There are several, and none was named.
    #[error("there are several screens")]
    Several,
}

impl NoScreen {
    /// What the user can do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Unknown(_) => "`info screens` lists them",
            Self::None => {
                "`screen memory ADDRESS COLUMNSxROWS ENCODING` tells where one is in memory"
            }
            Self::Several => "say which: screen N; `info screens` lists them",
        }
    }
}

impl Screens {
    /// Adds a screen and gives its number.
    pub fn add(&mut self, screen: Box<dyn Screen>) -> u32 {
        self.last_number += 1;
        self.list.push((self.last_number, screen));
        self.last_number
    }

    /// Takes screen `number` away.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn remove(&mut self, number: u64) -> Result<(), NoScreen> {
        let at = self.position(number)?;
        self.list.remove(at);
        Ok(())
    }

    /// The number of screen `number`, or of the only one.
    ///
    /// # Errors
    /// There is no such screen, or without a number there are several.
    pub fn number(&self, number: Option<u64>) -> Result<u32, NoScreen> {
        match (number, self.list.as_slice()) {
            (Some(number), _) => self.position(number).map(|at| self.list[at].0),
            (None, [(number, _)]) => Ok(*number),
            (None, []) => Err(NoScreen::None),
            (None, _) => Err(NoScreen::Several),
        }
    }

    /// What screen `number` shows.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn lines(&self, number: u32, machine: &Machine) -> Result<Vec<String>, NoScreen> {
        let at = self.position(u64::from(number))?;
        Ok(self.list[at].1.lines(machine))
    }

    /// All screens with what they show, or one of them.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn views(
        &self,
        number: Option<u64>,
        machine: &Machine,
    ) -> Result<Vec<ScreenView>, NoScreen> {
        let shown = match number {
            Some(number) => {
                let at = self.position(number)?;
                &self.list[at..=at]
            }
            None => &self.list,
        };
        let view = |(number, screen): &(u32, Box<dyn Screen>)| ScreenView {
            number: *number,
            kind: screen.kind(),
            place: screen.describe(),
            lines: screen.lines(machine),
        };
        Ok(shown.iter().map(view).collect())
    }

    fn position(&self, number: u64) -> Result<usize, NoScreen> {
        self.list
            .iter()
            .position(|(known, _)| u64::from(*known) == number)
            .ok_or(NoScreen::Unknown(number))
    }
}

/// Whether `lines` show `text`: in one line, or over several where it has line ends; blanks at the ends of lines do not
/// count.
pub fn shows(lines: &[String], text: &str) -> bool {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    let text: Vec<&str> = text.split('\n').collect();
    match text.as_slice() {
        // What is looked for may end in blanks that the line has.
        [one] => {
            let one = one.trim_end();
            lines.iter().any(|line| line.contains(one))
        }
        [first, between @ .., last] => lines.windows(text.len()).any(|shown| {
            shown[0].ends_with(first.trim_end())
                && between
                    .iter()
                    .zip(&shown[1..])
                    .all(|(wanted, line)| wanted.trim_end() == *line)
                && shown[text.len() - 1].starts_with(last)
        }),
        [] => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_in_a_line_and_over_several() {
        let lines = ["  HELLO   ", "WORLD  ", "", "END"].map(str::to_owned);
        for text in [
            "HELLO",
            "LLO ",
            "HELLO\nWORLD",
            "LO\nWORLD\n\nEN",
            "WORLD\n",
        ] {
            assert!(shows(&lines, text), "{text:?}");
        }
        for text in [
            "HELLO WORLD",
            "HELL\nWORLD",
            "LO\nORLD",
            "END\nEND",
            "hello",
        ] {
            assert!(!shows(&lines, text), "{text:?}");
        }
    }
}
