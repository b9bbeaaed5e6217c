//! The words of a half-typed query: what may follow its subject, fields, and how strings are compared.

use super::{Completion, matching};
use crate::commands::CLAUSES;
use crate::grammar::fields::Fields;
use crate::grammar::texts::TESTS;

/// What may stand at the end of `arguments`, whose last word begins at byte `start` of the line.
pub(super) fn words(fields: &'static Fields, arguments: &str, start: usize) -> Completion {
    let words: Vec<&str> = arguments.split_whitespace().collect();
    let (typed, before) = match words.split_last() {
        Some((last, before)) if !arguments.ends_with(char::is_whitespace) => (*last, before),
        _ => ("", words.as_slice()),
    };
    let is_clause = |word: &&&str| CLAUSES.contains(*word);
    match (before.last(), before.iter().rfind(is_clause)) {
        (Some(&"group"), _) => matching(typed, start, ["by"].into_iter()),
        (Some(&"by"), Some(&"group")) => matching(typed, start, fields.names()),
        (_, Some(&"where")) => {
            // Behind a bracket or a sign a name may begin, too.
            let sign = typed.rfind(|c: char| !c.is_alphanumeric() && c != '_');
            let name = sign.map_or(0, |at| {
                at + typed[at..].chars().next().map_or(1, char::len_utf8)
            });
            let tests = TESTS.iter().map(|(test, _)| *test);
            let clauses = CLAUSES[1..].iter().copied();
            let offered = fields.names().chain(tests).chain(clauses);
            match matching(&typed[name..], start + name, offered) {
                Completion::Words { words, .. } if words.is_empty() => Completion::Symbols,
                found => found,
            }
        }
        _ => matching(typed, start, CLAUSES.iter().copied()),
    }
}
