//! Names of symbols at the end of a half-typed line.

use std::ops::Bound;

use crate::commands::Row;
use crate::grammar::token::{bare, is_quotable, is_symbol};
use jumppad_engine::program::symbols::Names;

/// Slots of a usage in which a symbol may stand.
const SLOTS: &[&str] = &[
    "RANGE", "ADDRESS", "A", "E", "BYTE", "LINE", "PLACE", "SYMBOL", "CYCLE",
];

/// Whether a symbol may stand among the arguments of `row`, as its usage tells.
pub(super) fn may_stand_in(row: &Row) -> bool {
    let mut words = row.arguments.split(|c: char| !c.is_ascii_alphabetic());
    words.any(|word| SLOTS.contains(&word))
}

/// The symbols that may stand at the end of `line`, and the byte at which they begin. Where none begins with what is
/// there, those are meant that do so within their scope.
pub fn symbols<'n>(line: &str, names: &'n Names) -> (usize, Vec<&'n str>) {
    let Some(start) = start(line) else {
        return (line.len(), Vec::new());
    };
    let typed = line[start..].trim_start_matches(['.', '\'']);
    let from = (Bound::Included(typed), Bound::Unbounded);
    let names_from = names.range::<str, _>(from).map(|(name, _)| name.as_str());
    let found: Vec<&str> = names_from
        .take_while(|name| name.starts_with(typed))
        .collect();
    if !found.is_empty() || typed.is_empty() {
        return (start, found);
    }
    let inner = |name: &&str| {
        let mut scopes = name.match_indices("::");
        scopes.any(|(at, _)| name[at + 2..].starts_with(typed))
    };
    let all = names.keys().map(String::as_str);
    (start, all.filter(inner).collect())
}

/// Where the name at the end of `line` begins, with its quote if it has one; none where a number or a text stands.
fn start(line: &str) -> Option<usize> {
    if let Some(start) = quote(line) {
        return Some(start);
    }
    let is_inside = |c: char| is_symbol(c) || c == ':';
    let before = line.trim_end_matches(is_inside);
    let mut start = before.len();
    // The assembler's `a:` and `z:` are no scopes.
    let word = &line[start..];
    if let Some(at) = word.find(':').filter(|&at| !word[at..].starts_with("::")) {
        start += at + 1;
    }
    let is_number = before.ends_with(['$', '%', '#'])
        || line[start..].starts_with(|c: char| c.is_ascii_digit());
    let is_text = line.matches(['"']).count() % 2 == 1 || before.ends_with('\'');
    (!is_number && !is_text).then_some(start)
}

/// Where a quoted name begins that is open at the end of `line`.
fn quote(line: &str) -> Option<usize> {
    let word = line.trim_end_matches(is_quotable);
    let before = word.strip_suffix('\'')?;
    let is_open = bare(line).any(|(at, byte)| byte == b'\'' && at == before.len());
    let start = before.strip_suffix('.').unwrap_or(before).len();
    is_open.then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jumppad_engine::program::symbols::{Symbol, Symbols};

    fn offered(line: &str) -> (usize, Vec<String>) {
        let mut table = Symbols::default();
        for name in [
            "add_one",
            "add_one::done",
            "add_two",
            "clear::done",
            "buffer",
            "LOCAL-MACRO-1",
            "+",
        ] {
            table.define(Symbol::new(name, 1));
        }
        let names = table.names();
        let (start, found) = symbols(line, &names);
        (start, found.into_iter().map(str::to_owned).collect())
    }

    fn words(line: &str) -> Vec<String> {
        offered(line).1
    }

    #[test]
    fn names_stand_wherever_a_value_may() {
        assert_eq!(offered("break add_t"), (6, vec!["add_two".to_owned()]));
        assert_eq!(offered("p w[buf"), (4, vec!["buffer".to_owned()]));
        assert_eq!(offered("m .buf"), (3, vec!["buffer".to_owned()]));
        assert_eq!(offered("lda a:buf"), (6, vec!["buffer".to_owned()]));
        assert_eq!(words("m buffer..add_o"), ["add_one", "add_one::done"]);
        assert_eq!(words("until add_one::"), ["add_one::done"]);
        assert_eq!(words("break do"), ["add_one::done", "clear::done"]);
        assert_eq!(words("lda #<buf"), ["buffer"]);
        assert_eq!(words("break ").len(), 7);
        assert_eq!(offered("break LOC"), (6, vec!["LOCAL-MACRO-1".to_owned()]));
        assert_eq!(
            offered("break 'LOCAL-M"),
            (6, vec!["LOCAL-MACRO-1".to_owned()])
        );
        assert_eq!(offered("p [.'"), (3, words("break ")));
        for none in ["m $add", "m 1", "hunt 600 \"buf", "p 'b'", "m nothing"] {
            assert_eq!(words(none).len(), 0, "{none}");
        }
    }
}
