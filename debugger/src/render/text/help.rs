//! The help as text.

use std::fmt::Write;

use super::super::{Role, paint};
use crate::report::HelpSection;

pub(super) fn help(sections: &[HelpSection], topics: &[&str]) -> String {
    let mut out = String::new();
    for section in sections {
        let _ = writeln!(out, "{}", paint(Role::Heading, section.title));
        for (usage, summary) in &section.commands {
            let _ = writeln!(
                out,
                "  {} {summary}",
                paint(Role::Code, format!("{usage:<46}"))
            );
        }
    }
    if !topics.is_empty() {
        let text = format!(
            "`help COMMAND` tells more, `apropos WORD` searches; topics: {} settings.",
            topics.join(" ")
        );
        out += &wrapped(&text);
    }
    out
}

/// `text` in lines a terminal can show.
pub(super) fn wrapped(text: &str) -> String {
    const WIDTH: usize = 80;
    let mut out = String::new();
    for line in text.lines() {
        let mut width = 0;
        for word in line.split(' ') {
            if width > 0 && width + word.len() >= WIDTH {
                out.push('\n');
                width = 0;
            } else if width > 0 {
                out.push(' ');
                width += 1;
            }
            out += word;
            width += word.len();
        }
        out.push('\n');
    }
    out
}
