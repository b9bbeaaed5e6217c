//! Colours by role; none when the output is no terminal or NO_COLOR is set.
//!
//! Invariant: what comes out of [`shown`] has no escape but those of our own colours. Painted text carries marks, which
//! become escapes only there; whatever else steers a terminal, out of files or their names, is spelt out.

use owo_colors::{OwoColorize, Stream, Style};

use jumppad_engine::files::text::{spelt, steers};

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Address,
    Code,
    Changed,
    Current,
    Event,
    Heading,
    Error,
    Advice,
    Faint,
    Prompt,
}

impl Role {
    const ALL: [Self; 10] = [
        Self::Address,
        Self::Code,
        Self::Changed,
        Self::Current,
        Self::Event,
        Self::Heading,
        Self::Error,
        Self::Advice,
        Self::Faint,
        Self::Prompt,
    ];

    /// What begins a text of this role: one of the codes that Unicode keeps for use inside of a program.
    fn mark(self) -> char {
        char::from_u32(FIRST + self as u32).unwrap_or(END)
    }

    fn of(mark: char) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.mark() == mark)
    }
}

const FIRST: u32 = 0xFDD0;
const END: char = '\u{FDEF}';

/// Whether `letter` is a mark, which takes no room.
pub(super) fn is_mark(letter: char) -> bool {
    letter == END || Role::of(letter).is_some()
}

/// `text` marked with its role, where its stream shows colours.
pub(crate) fn paint(role: Role, text: impl std::fmt::Display) -> String {
    let stream = match role {
        Role::Error | Role::Advice => Stream::Stderr,
        _ => Stream::Stdout,
    };
    text.if_supports_color(stream, |text| format!("{}{text}{END}", role.mark()))
        .to_string()
}

/// `text` as a terminal may get it.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match Role::of(letter) {
            Some(role) => out += &style(role).prefix_formatter().to_string(),
            None if letter == END => out += "\x1B[0m",
            None if steers(letter) => out += &spelt(letter),
            None => out.push(letter),
        }
    }
    out
}

/// `text` without colours.
pub(super) fn plain(text: &str) -> String {
    let bare: String = text.chars().filter(|&letter| !is_mark(letter)).collect();
    shown(&bare)
}

fn style(role: Role) -> Style {
    let plain = Style::new();
    match role {
        Role::Address => plain.cyan(),
        Role::Code => plain.bold(),
        Role::Changed => plain.yellow().bold(),
        Role::Current => plain.green().bold(),
        Role::Event => plain.magenta(),
        Role::Heading => plain.bold().underline(),
        Role::Error => plain.red().bold(),
        Role::Advice => plain.blue(),
        Role::Faint => plain.dimmed(),
        Role::Prompt => plain.green().bold(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_colours_and_nothing_else_an_escape() {
        for role in Role::ALL {
            let text = shown(&format!("{}x{END}", role.mark()));
            let (start, end) = text.split_once('x').unwrap();
            assert!(
                start.starts_with("\x1B[") && start.ends_with('m'),
                "{role:?}"
            );
            assert_eq!(end, "\x1B[0m");
        }
        let hostile = "a\x1B[2J\x07\r\u{9B}31m\x7F\u{202E}b\u{E9}\t\n";
        let spelt = "a\\x1B[2J\\x07\\x0D\\u{9B}31m\\x7F\\u{202E}b\u{E9}\t\n";
        assert_eq!(shown(hostile), spelt);
    }
}
