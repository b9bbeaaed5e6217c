//! The words that the user taught: `define` gives a name to lines, `alias` another name to the beginning of a line.
//!
//! Left out: which names may be taught, which is the table's of commands to say, and what happens when one is used.

use std::collections::BTreeMap;

use super::split::without_comment;

/// All that was taught.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct UserCommands {
    by_name: BTreeMap<String, UserCommand>,
}

/// A command that was taught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCommand {
    pub meaning: Meaning,
    /// What `document` says of it.
    pub help: Vec<String>,
}

/// What a taught command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The lines between `define` and `end`.
    Lines(Vec<String>),
    /// What stands in its place.
    Alias(String),
}

impl UserCommands {
    /// Teaches `name`; its help stays.
    pub fn teach(&mut self, name: &str, meaning: Meaning) {
        let help = self.by_name.remove(name).map(|old| old.help);
        let help = help.unwrap_or_default();
        let command = UserCommand { meaning, help };
        self.by_name.insert(name.to_owned(), command);
    }

    /// Forgets `name`; whether it was known.
    pub fn forget(&mut self, name: &str) -> bool {
        self.by_name.remove(name).is_some()
    }

    pub fn get(&self, name: &str) -> Option<&UserCommand> {
        self.by_name.get(name)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut UserCommand> {
        self.by_name.get_mut(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &UserCommand)> {
        let commands = self.by_name.iter();
        commands.map(|(name, command)| (name.as_str(), command))
    }

    /// The command that `line` begins with, and its arguments.
    pub(crate) fn called<'l>(&self, line: &'l str) -> Option<(&'l str, &UserCommand, &'l str)> {
        let line = without_comment(line).trim_start();
        let end = line.find(|c: char| !is_name(c)).unwrap_or(line.len());
        let (name, arguments) = line.split_at(end);
        let command = self.by_name.get(name)?;
        let is_whole = arguments.is_empty() || arguments.starts_with(char::is_whitespace);
        is_whole.then(|| (name, command, arguments.trim()))
    }

    /// Whether `line` begins with a command that was taught.
    pub fn knows(&self, line: &str) -> bool {
        self.called(line).is_some()
    }
}

/// A letter of a taught command's name.
pub(crate) fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}
