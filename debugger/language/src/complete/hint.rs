//! What may follow the arguments that were typed so far, as the usage of their command tells.
//!
//! Invariant: what cannot be told for sure is not told; a hint that is wrong, or moves with every letter, is worse than
//! none.

/// The part of `usage` that is still to come after `arguments`; none within a word.
pub(super) fn rest(usage: &str, arguments: &str) -> Option<String> {
    if arguments.is_empty() {
        return (!usage.is_empty()).then(|| usage.to_owned());
    }
    // Which of several usages is meant shows only at the end.
    if !arguments.ends_with(char::is_whitespace) || usage.contains(" | ") {
        return None;
    }
    let mut left = items(usage);
    // What is typed are the arguments that may be left out together.
    while let Some(inside) = left.first().and_then(|first| inside(first)).map(items)
        && inside.len() > 1
    {
        left.splice(..1, inside);
    }
    for word in words(arguments) {
        if let Some(at) = left.iter().position(|item| begins(item, word)) {
            let inside = bare(&left[at]).split_once(' ').map(|(_, inside)| inside);
            let inside = items(inside.unwrap_or(""));
            left.splice(..=at, inside);
        } else {
            let at = left.iter().position(|item| is_slot(item))?;
            let is_repeated = left[at].contains("...");
            left.drain(..at + usize::from(!is_repeated));
        }
    }
    (!left.is_empty()).then(|| left.join(" "))
}

/// The parts of a usage that blanks outside of brackets separate.
fn items(usage: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut depth = 0usize;
    for letter in usage.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match (letter, items.last_mut()) {
            (' ', _) if depth == 0 => items.push(String::new()),
            (_, Some(item)) => item.push(letter),
            (_, None) => {}
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// An item without the brackets around it.
fn bare(item: &str) -> &str {
    let item = item.trim_end_matches("...");
    inside(item).unwrap_or(item)
}

/// What stands in the brackets around an item.
fn inside(item: &str) -> Option<&str> {
    item.strip_prefix('[').and_then(|i| i.strip_suffix(']'))
}

/// Whether `item` begins with the word itself, as `[if E]` with `if`.
fn begins(item: &str, word: &str) -> bool {
    let first = bare(item).split(' ').next().unwrap_or("");
    first.split('|').any(|choice| choice == word)
}

/// Whether anything may stand for the item.
fn is_slot(item: &str) -> bool {
    let first = bare(item).trim_start_matches(['/', '"', '[']);
    first.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The words of `text`; one in quotes may hold blanks.
fn words(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let words = text.split(|c: char| {
        is_quoted ^= c == '"';
        c.is_whitespace() && !is_quoted
    });
    words.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(usage: &str, arguments: &str) -> String {
        rest(usage, arguments).unwrap_or_default()
    }

    #[test]
    fn what_is_still_to_come() {
        let usage = "[exec|load|store] RANGE [if E] [once]";
        assert_eq!(after(usage, ""), usage);
        assert_eq!(after(usage, "load "), "RANGE [if E] [once]");
        assert_eq!(after(usage, "600 "), "[if E] [once]");
        assert_eq!(after(usage, "load 600 "), "[if E] [once]");
        assert_eq!(after(usage, "600 if "), "E [once]");
        assert_eq!(after(usage, "600 once "), "");
        assert_eq!(after("[N] [--cycles N]", "5 "), "[--cycles N]");
        assert_eq!(after("[N] [--cycles N]", "--cycles "), "N");
        assert_eq!(after("ADDRESS BYTE...", "200 a9 41 "), "BYTE...");
        assert_eq!(
            after("FILE RANGE [--raw|--prg]", "\"my file\" "),
            "RANGE [--raw|--prg]"
        );
        assert_eq!(after("[ID...]", "1 2 "), "[ID...]");
    }

    #[test]
    fn what_is_not_sure_is_not_told() {
        assert_eq!(after("RANGE [if E]", "60"), "");
        assert_eq!(after("RANGE [if E]", "600 if a == 5 "), "");
        assert_eq!(after("NAME VALUE | REGISTER=E...", "jit "), "");
        assert_eq!(after("", "x "), "");
    }
}
