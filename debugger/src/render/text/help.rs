//! The help as text.

use std::borrow::Cow;
use std::fmt::Write;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use super::super::{Role, page, paint};
use jumppad_language::report::HelpSection;

/// Letters in a line, of terminals that have room for them.
const WIDTH: usize = 80;

/// Letters of a list's usages, and of what stands around them.
const USAGE: usize = 34;
const INDENT: usize = 3;

/// Stands for the slots that have no room.
const MORE: &str = " ...";

/// The fewest letters of a summary in a list.
const NARROWEST: usize = 20;

/// Letters in a line.
pub(in crate::render) fn width() -> usize {
    page::columns().map_or(WIDTH, |columns| columns.min(WIDTH))
}

pub(super) fn help(sections: &[HelpSection], topics: &[&str]) -> String {
    let mut out = String::new();
    let room = width().saturating_sub(INDENT + USAGE).max(NARROWEST);
    for section in sections {
        let _ = writeln!(out, "{}", paint(Role::Heading, section.title));
        for (usage, summary) in &section.commands {
            let usage = format!("{:<USAGE$}", shortened(usage));
            let mut lines = lines(summary, room).into_iter();
            let first = lines.next().unwrap_or_default();
            let _ = writeln!(out, "  {} {first}", paint(Role::Code, usage));
            for line in lines {
                let _ = writeln!(out, "{:indent$}{line}", "", indent = INDENT + USAGE);
            }
        }
    }
    if !topics.is_empty() {
        let text = format!(
            "`help COMMAND` tells more, `apropos WORD` searches; topics and parts of this list: {} settings.",
            topics.join(" ")
        );
        out += &wrapped(&text);
    }
    out
}

/// As much of a usage as has room in a list, with whole slots: `help COMMAND` tells all.
fn shortened(usage: &str) -> String {
    if usage.chars().count() <= USAGE {
        return usage.to_owned();
    }
    let mut depth = 0usize;
    let mut end = usage.find(' ').unwrap_or(usage.len());
    for (at, letter) in usage.char_indices() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && at + MORE.len() <= USAGE => end = at,
            _ => {}
        }
    }
    format!("{}{MORE}", &usage[..end])
}

/// `text` in lines a terminal can show.
pub(super) fn wrapped(text: &str) -> String {
    let lines = text.lines().flat_map(|line| lines(line, width()));
    lines.map(|line| line + "\n").collect()
}

/// The words of `text` in lines of at most `width` letters, unless a word has more.
pub(in crate::render) fn lines(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .break_words(false);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_usage_is_shortened_to_whole_slots() {
        for (usage, shown) in [
            ("step [N] [--cycles N]", "step [N] [--cycles N]"),
            (
                "break [exec|load|store] RANGE [if E] [once] [skip N]",
                "break [exec|load|store] RANGE ...",
            ),
            (
                "catch [brk|illegal|jam|irq [RANGE] [if E]] [x y]",
                "catch ...",
            ),
        ] {
            assert_eq!(shortened(usage), shown);
        }
    }

    #[test]
    fn words_are_not_cut() {
        assert_eq!(lines("one two three", 9), ["one two", "three"]);
        assert_eq!(lines("longer-than-that", 4), ["longer-than-that"]);
        assert_eq!(wrapped("a\nb"), "a\nb\n");
    }
}
