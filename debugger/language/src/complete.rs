//! Completion and hints for a half-typed line, from the command table.
//!
//! Left out: the terminal.

pub mod files;
pub mod hint;
mod lines;
mod query;
pub mod symbols;

use jumppad_tiers::Policy;

use crate::commands::{Completer, GLOSSARY, Row, find, is_group, rows, topics};
use crate::grammar::{Context, Span, token::is_word};
use crate::setting_rows::SETTINGS;
pub use files::files;
use jumppad_engine::board::ready::READY;
use jumppad_engine::host::devices::kinds::KINDS;
pub use lines::{source_files, source_places};
pub use symbols::symbols;

/// What Tab offers at the end of a half-typed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completion {
    /// Whole words that may stand at byte `start` of the line.
    Words {
        /// Where the word that is typed begins, in bytes.
        start: usize,
        /// The words that begin as it does.
        words: Vec<&'static str>,
    },
    /// Paths in the file system.
    Files,
    /// Symbols, and files of source.
    Symbols,
    /// Numbers that may stand at byte `start` of the line.
    Numbers {
        /// Where the number that is typed begins, in bytes.
        start: usize,
        /// Whose numbers.
        of: Numbered,
    },
}

/// What has numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbered {
    /// Breakpoints, watchpoints, catchpoints and traces.
    Breakpoints,
    /// What `display` shows at each stop.
    Displays,
}

/// What may stand at the end of `line`.
pub fn complete(line: &str) -> Completion {
    let typed = line.trim_start();
    let indent = line.len() - typed.len();
    let Some((row, arguments)) = command(typed).filter(|(row, _)| !is_group(row.names[0])) else {
        return commands(typed, indent);
    };
    if let Some(found) = registers(line).filter(|_| symbols::may_stand_in(row)) {
        return found;
    }
    let start = line.len() - arguments.len();
    let last = last_word(arguments);
    let (last, last_start) = (&arguments[last..], start + last);
    match row.complete {
        Completer::Nothing if takes_number(row, last_start > start) => Completion::Numbers {
            start: last_start,
            of: match row.names[0] {
                "undisplay" => Numbered::Displays,
                _ => Numbered::Breakpoints,
            },
        },
        Completer::Nothing if symbols::may_stand_in(row) => Completion::Symbols,
        Completer::Nothing => Completion::Words {
            start,
            words: Vec::new(),
        },
        // Behind `a=` stands a value.
        Completer::Words(_) if last.contains('=') => Completion::Symbols,
        Completer::Words(words) => matching(last, last_start, words.iter().copied()),
        Completer::Help => matching(arguments, start, subjects()),
        Completer::Settings => setting(arguments, start),
        // Behind the file an address may stand.
        Completer::Files if symbols::may_stand_in(row) && is_second(arguments) => {
            Completion::Symbols
        }
        Completer::Machines => match matching(last, last_start, READY.iter().map(|m| m.name)) {
            Completion::Words { words, .. } if words.is_empty() => Completion::Files,
            names => names,
        },
        Completer::Kinds if is_second(arguments) => Completion::Symbols,
        Completer::Kinds => matching(last, last_start, KINDS.iter().map(|kind| kind.name)),
        Completer::Files => Completion::Files,
        Completer::Query(fields) => query::words(fields, arguments, last_start),
    }
}

/// What to show greyed after a half-typed line: the rest of the only command it can be, or the arguments still to come.
pub fn hint(line: &str) -> Option<String> {
    let typed = line.trim_start();
    if typed.is_empty() {
        return None;
    }
    if let Some((row, arguments)) = command(typed) {
        return hint::rest(row.arguments, arguments);
    }
    if rows().any(|row| row.names.contains(&typed)) {
        return None;
    }
    let mut found = rows().filter(|row| row.names[0].starts_with(typed));
    let row = found.next().filter(|_| found.next().is_none())?;
    row.names[0].strip_prefix(typed).map(str::to_owned)
}

/// The command whose whole name and a blank begin `typed`, and its arguments.
fn command(typed: &str) -> Option<(&'static Row, &str)> {
    let after = |name: &str| {
        let rest = typed.strip_prefix(name)?;
        let arguments = rest.trim_start();
        (arguments.len() < rest.len()).then_some(arguments)
    };
    let found = rows().flat_map(|row| {
        let names = row.names.iter();
        names.filter_map(move |name| Some((row, after(name)?)))
    });
    // `trace record` begins with the name of another command.
    let found = found.min_by_key(|(_, arguments)| arguments.len());
    found.or_else(|| shortened(typed))
}

/// The row and the arguments of a name that is shortened, or goes on with a format: `disas main`, `x/8xb main`.
fn shortened(typed: &str) -> Option<(&'static Row, &str)> {
    let end = typed.find(|c: char| c == '/' || c.is_whitespace())?;
    let (name, rest) = typed.split_at(end);
    let row = find(Span::new_extra(name, Context::default())).ok()?;
    // The beginning of names of two words leads to another row while it is alone.
    let begins = |own: &&str| {
        let start = own.get(..name.len()).filter(|_| !own.contains(' '));
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    let is_whole = match rest.starts_with('/') {
        true => row.arguments.contains("/") && rest.contains(char::is_whitespace),
        false => !is_group(row.names[0]),
    };
    let fits = is_whole && row.names.iter().any(begins);
    fits.then(|| (row, rest.trim_start()))
}

/// Registers as gdb writes them, where one begins at the end of `line`.
fn registers(line: &str) -> Option<Completion> {
    const NAMES: [&str; 5] = ["$p", "$pc", "$sp", "$x", "$y"];
    let start = line.trim_end_matches(is_word).len().checked_sub(1)?;
    let typed = line.get(start..).filter(|word| word.starts_with('$'))?;
    Some(matching(typed, start, NAMES.into_iter()))
}

/// Whether a number of a breakpoint or display may stand among the arguments of `row`.
fn takes_number(row: &Row, is_behind_the_first: bool) -> bool {
    match row.arguments {
        "[ID...]" => true,
        arguments => arguments.starts_with("ID") && !is_behind_the_first,
    }
}

/// The byte at which the last word begins; it is empty behind a blank.
fn last_word(text: &str) -> usize {
    let word = text.rsplit(char::is_whitespace).next();
    text.len() - word.map_or(0, str::len)
}

/// Whether the end of `arguments` is behind the first of them.
fn is_second(arguments: &str) -> bool {
    let mut is_quoted = false;
    arguments.chars().any(|c| {
        is_quoted ^= c == '"';
        c.is_whitespace() && !is_quoted
    })
}

/// Names of commands. Aliases would only be in the way where there are others: who types `s` has typed it all. Of a group
/// the long ones are offered, too.
fn commands(typed: &str, start: usize) -> Completion {
    let names = || rows().map(|row| row.names[0]);
    let aliases = rows().flat_map(|row| row.names.iter().copied().skip(1));
    let is_alone = !names().any(|name| name.starts_with(typed));
    let is_long = |name: &&str| {
        let second = name.split_once(' ').map(|(_, second)| second);
        second.map_or(is_alone, |second| second.len() > 2 && typed.contains(' '))
    };
    matching(typed, start, names().chain(aliases.filter(is_long)))
}

/// What can be explained.
fn subjects() -> impl Iterator<Item = &'static str> {
    let terms = GLOSSARY.iter().map(|term| term.names[0]);
    let commands = rows().map(|row| row.names[0]);
    commands.chain(topics()).chain(terms).chain(["settings"])
}

/// A setting's name, or after it one of its values.
fn setting(typed: &str, start: usize) -> Completion {
    if let Some(name) = typed.strip_prefix("jit policy ") {
        let rows = Policy::ROWS.iter();
        let start = start + typed.len() - name.len();
        return matching(name, start, rows.map(|row| row.name));
    }
    let is_variable = ["var ", "variable "]
        .iter()
        .any(|word| typed.starts_with(word));
    if is_variable || typed.contains('[') {
        return Completion::Symbols;
    }
    for row in SETTINGS {
        if let Some(value) = typed
            .strip_prefix(row.name)
            .and_then(|v| v.strip_prefix(' '))
        {
            let values = row.values.iter().copied().filter(|v| *v != "N");
            let found = matching(value, start + typed.len() - value.len(), values);
            if matches!(&found, Completion::Words { words, .. } if !words.is_empty()) {
                return found;
            }
        }
    }
    matching(typed, start, SETTINGS.iter().map(|row| row.name))
}

fn matching(typed: &str, start: usize, words: impl Iterator<Item = &'static str>) -> Completion {
    let mut words: Vec<_> = words.filter(|word| word.starts_with(typed)).collect();
    words.sort_unstable();
    words.dedup();
    Completion::Words { start, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn words(line: &str) -> (usize, Vec<&'static str>) {
        match complete(line) {
            Completion::Words { start, words } => (start, words),
            other => panic!("`{line}` completes {other:?}"),
        }
    }

    #[test]
    fn names_come_from_the_table() {
        assert_eq!(words("cont"), (0, vec!["continue"]));
        assert_eq!(words("  info j"), (2, vec!["info jit"]));
        assert_eq!(words("help fini"), (5, vec!["finish"]));
        assert_eq!(words("zzz").1.len(), 0);
        assert_eq!(words("load_l"), (0, vec!["load_labels"]));
        assert_eq!(words("add_"), (0, vec!["add_label"]));
        assert_eq!(
            words("reverse-st"),
            (0, vec!["reverse-step", "reverse-stepi"])
        );
        assert_eq!(words("info l"), (0, vec!["info line", "info locals"]));
        assert!(words("info ").1.contains(&"info registers"));
        assert!(words("i ").1.is_empty() || words("info w").1 == ["info watchpoints"]);
        assert_eq!(words("reverse-f"), (0, vec!["reverse-finish"]));
        assert!(words("rev").1.contains(&"reverse-continue"));
        assert!(!words("s").1.contains(&"stepi"));
    }

    #[test]
    fn what_gdbs_users_type_is_completed() {
        assert_eq!(words("p $p"), (2, vec!["$p", "$pc"]));
        assert_eq!(words("x/i $s"), (4, vec!["$sp"]));
        for line in [
            "disas s",
            "set var ",
            "set variable to",
            "set w[to",
            "x/8xb sc",
            "p/x to",
            "disp to",
        ] {
            assert_eq!(complete(line), Completion::Symbols, "{line}");
        }
        assert_eq!(
            words("set s").1.len(),
            SETTINGS
                .iter()
                .filter(|row| row.name.starts_with('s'))
                .count()
        );
    }

    #[test]
    fn a_blank_may_have_several_bytes() {
        assert_eq!(words("jit log\u{85}o"), (9, vec!["off", "on"]));
        assert_eq!(files("load \u{2003}").0, 8);
    }

    #[test]
    fn arguments_come_from_their_row() {
        assert_eq!(words("jit log o"), (8, vec!["off", "on"]));
        assert_eq!(words("set rad"), (4, vec!["radix"]));
        assert_eq!(words("set radix 1"), (10, vec!["10", "16"]));
        assert_eq!(words("set jit s"), (8, vec!["sync"]));
        assert_eq!(words("set cpu 65"), (8, vec!["6502", "65c02", "65sc02"]));
        assert_eq!(words("nmi r"), (4, vec!["release"]));
        assert_eq!(words("device c").1, ["device console"]);
        assert_eq!(words("set jit l").1, vec!["jit log"]);
        assert_eq!(complete("load foo"), Completion::Files);
        assert_eq!(complete(". foo"), Completion::Files);
        assert_eq!(complete("break add"), Completion::Symbols);
        assert_eq!(complete("assert [co"), Completion::Symbols);
        assert_eq!(complete("save foo"), Completion::Files);
        assert_eq!(complete("save \"my file\" bu"), Completion::Symbols);
        assert_eq!(words("step s").1.len(), 0);
        assert_eq!(words("r s"), (2, vec!["sp="]));
        assert_eq!(words("r a=1 .c"), (6, vec![".c="]));
        assert_eq!(complete("r a=bu"), Completion::Symbols);
        let numbers = |line: &str| match complete(line) {
            Completion::Numbers { start, of } => (start, of),
            other => panic!("`{line}` completes {other:?}"),
        };
        assert_eq!(numbers("del 1 2"), (6, Numbered::Breakpoints));
        assert_eq!(numbers("cond "), (5, Numbered::Breakpoints));
        assert_eq!(numbers("undisplay "), (10, Numbered::Displays));
        assert_eq!(complete("cond 1 bu"), Completion::Symbols);
    }

    #[test]
    fn hints_show_the_rest() {
        assert_eq!(hint("conti").as_deref(), Some("nue"));
        assert_eq!(
            hint("break ").as_deref(),
            Some(
                "[[exec|load|store] RANGE] [if E] [once] [skip N] [every N] [disabled] [do {COMMANDS}]"
            )
        );
        assert_eq!(hint("s"), None);
        assert_eq!(hint(""), None);
        assert_eq!(hint("break 600"), None);
        for line in [
            "tbreak 600 ",
            "break 600 ",
            "break load 600 ",
            "watch 600 ",
            "tr 600 ",
        ] {
            assert!(
                hint(line).is_some_and(|hint| hint.starts_with("[if E]")),
                "{line}"
            );
        }
        assert!(hint("break if x ").is_some_and(|hint| hint.starts_with("[once]")));
        assert!(hint("load x ").is_some_and(|hint| hint.starts_with("[ADDRESS]")));
    }
}
