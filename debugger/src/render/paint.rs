//! Colours by role; none when the output is no terminal or NO_COLOR is set.

use owo_colors::{OwoColorize, Stream, Style};

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

/// `text` in the colour of its role.
pub(crate) fn paint(role: Role, text: impl std::fmt::Display) -> String {
    let stream = match role {
        Role::Error | Role::Advice => Stream::Stderr,
        _ => Stream::Stdout,
    };
    text.if_supports_color(stream, |text| text.style(style(role)))
        .to_string()
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
