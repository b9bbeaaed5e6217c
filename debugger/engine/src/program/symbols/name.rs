//! How symbols are called, in the notation of the command language.

use std::borrow::Cow;

/// Bytes of the longest name that is kept.
const LONGEST: usize = 250;

/// A letter of names and numbers.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A letter of symbols, which assemblers also begin with `@`.
pub fn is_symbol(c: char) -> bool {
    is_word(c) || c == '@'
}

/// What may stand in a quoted name.
pub fn is_quotable(c: char) -> bool {
    c != '\'' && (c.is_ascii_graphic() || c.is_alphanumeric())
}

/// `name`, as a file writes it, in our notation: without the dot that VICE puts before it, with `::` between scopes.
/// None when it is no name, or none that can be shown.
pub fn in_our_notation(name: &str) -> Option<String> {
    let name = name.strip_prefix('.').unwrap_or(name);
    let is_letter = |c| is_quotable(c) || c == '\'';
    if name.is_empty() || name.len() > LONGEST || !name.chars().all(is_letter) {
        return None;
    }
    let joined = name.replace("::", ":").replace('.', ":");
    let mut parts: Vec<&str> = joined.split(':').filter(|part| !part.is_empty()).collect();
    // dasm numbers the scopes of its local labels.
    if parts.len() > 1 && parts[0].bytes().all(|byte| byte.is_ascii_digit()) {
        parts.remove(0);
    }
    Some(parts.join("::")).filter(|name| !name.is_empty())
}

/// Whether `name` can be typed without quotes: the letters of names, no digit first, scopes joined by `::`.
pub fn is_typable(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(is_symbol);
    !name.starts_with(|c: char| c.is_ascii_digit()) && name.split("::").all(is_part)
}

/// `name` as it is typed: in quotes where it would be read as something else.
pub fn typed(name: &str) -> Cow<'_, str> {
    match is_typable(name) {
        true => name.into(),
        false => quoted(name).into(),
    }
}

/// `name` in quotes, its own doubled; one letter alone would be a character.
pub fn quoted(name: &str) -> String {
    let doubled = name.replace('\'', "''");
    match name.chars().nth(1) {
        Some(_) => format!("'{doubled}'"),
        None => format!(".'{doubled}'"),
    }
}

/// Whether `name` is one of those that linkers make of their segments: `__CODE_SIZE__`.
pub(super) fn is_of_linker(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

/// Whether `name` is of the inside of a routine: one of ca65's cheap local labels, or of the labels L0001, L0002 of the C
/// compiler.
pub fn is_minor(name: &str) -> bool {
    let name = name.rsplit("::").next().unwrap_or(name);
    let is_made = |digits: &str| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    name.starts_with('@') || name.strip_prefix('L').is_some_and(is_made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_joined_by_two_colons_whatever_the_file_does() {
        let ours = |name| in_our_notation(name).unwrap_or_default();
        assert_eq!(ours("add_one"), "add_one");
        assert_eq!(ours(".add_one:done"), "add_one::done");
        assert_eq!(ours("add_one.done"), "add_one::done");
        assert_eq!(ours("add_one::@done"), "add_one::@done");
        assert_eq!(ours("1.done"), "done");
        assert_eq!(ours("12$"), "12$");
        assert_eq!(ours("don't"), "don't");
    }

    #[test]
    fn what_would_disturb_a_terminal_is_no_name() {
        for name in ["", ".", "::", "a b", "a\u{1b}[2J", "a\u{7}", "a\u{202e}b"] {
            assert_eq!(in_our_notation(name), None, "{name:?}");
        }
        assert_eq!(in_our_notation(&"x".repeat(LONGEST + 1)), None);
    }

    #[test]
    fn labels_inside_of_a_routine_are_known_by_their_form() {
        for name in ["@loop", "L0001", "L00AF", "main::@x"] {
            assert!(is_minor(name), "{name}");
        }
        for name in ["loop", "L1", "LOOP", "main::loop", "L00012", "_main"] {
            assert!(!is_minor(name), "{name}");
        }
    }

    #[test]
    fn a_name_that_can_be_typed_is_one_of_the_grammar() {
        for name in ["_main", "@loop", "add_one::@x", "L0001", "c000"] {
            assert!(is_typable(name), "{name}");
        }
        for name in ["12$", "a?", "a:b", "::a", "a::", "foo-bar", "", "1::a"] {
            assert!(!is_typable(name), "{name}");
        }
    }
}
