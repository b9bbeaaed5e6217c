//! The words of a half-typed query: what may follow its subject, fields, and how strings are compared.

use super::{Completion, matching};
use crate::commands::CLAUSES;
use crate::grammar::texts::TESTS;
use jumppad_engine::expression::fields::Fields;

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

#[cfg(test)]
mod tests {
    use super::super::tests::words;
    use super::super::{Completion, complete};

    #[test]
    fn what_may_follow_is_offered() {
        assert_eq!(words("find tr"), (0, vec!["find trace"]));
        assert_eq!(words("find trace wh"), (11, vec!["where"]));
        assert_eq!(words("find trace where mn"), (17, vec!["mnemonic"]));
        assert_eq!(words("find trace where !(ad"), (19, vec!["addr"]));
        assert_eq!(words("find trace where a==op").1, ["opcode", "operand"]);
        assert_eq!(
            words("find symbols where name st"),
            (24, vec!["starts_with"])
        );
        assert_eq!(words("find trace where x == 1 co").1, ["contains", "count"]);
        assert_eq!(words("find trace group b"), (17, vec!["by"]));
        assert_eq!(words("find blocks group by t"), (21, vec!["tier"]));
        assert_eq!(
            words("find trace ").1,
            ["count", "first", "group", "limit", "where"]
        );
        // A symbol may stand where a field may.
        assert_eq!(complete("find trace where pc == buf"), Completion::Symbols);
        assert_eq!(words("trace record c"), (13, vec!["clear"]));
    }
}
