//! An expression as it was typed, with what its names and numbers stand for: `x == 10 ($0A)`.
//!
//! Invariant: the words are read by the grammar's own parsers, so what is explained is what was understood. Text of any
//! shape gives a text; only what parses is explained.

use nom::Input;

use super::expression::{Place, named};
use super::token::{is_symbol, is_word};
use super::{Context, Radix, Span};
use jumppad_engine::breakpoints::Explained;
use jumppad_engine::expression::{Expr, Scope};

/// `text` with its explanations.
pub(crate) fn explain(text: &str, context: Context, scope: &Scope<'_>) -> Explained {
    let mut explained = Explained::default();
    let mut rest = Span::new_extra(text, context);
    // Whether a value comes next, and not an operator: `%101` is a number, `a %101` a remainder.
    let mut wants_value = true;
    // How digits are read outside of the brackets that are open.
    let mut outer = Vec::new();
    while let Some(first) = rest.fragment().chars().next() {
        let word = wants_value && begins_word(&rest);
        let (length, note) = match first {
            '"' => (quoted(rest.fragment()), None),
            _ if word => match named(rest, Place::Free) {
                Ok((after, expr)) => {
                    let length = after.location_offset() - rest.location_offset();
                    let word = &rest.fragment()[..length];
                    explained
                        .decimals
                        .extend(decimal(word, &expr, rest.extra.radix));
                    (length, note(word, &expr, scope))
                }
                Err(_) => (run(rest.fragment()), None),
            },
            _ if is_word(first) => (run(rest.fragment()), None),
            _ => (first.len_utf8(), None),
        };
        wants_value = match first {
            ' ' | '\t' => wants_value,
            ')' | ']' | '"' => false,
            // A word between two values is an operator.
            _ if is_word(first) => !wants_value || rest.fragment().starts_with("w["),
            _ => !word,
        };
        let before = rest.extra.radix;
        match first {
            '[' => {
                outer.push(before);
                rest.extra.radix = before.of_address();
            }
            '(' => outer.push(before),
            ')' | ']' => rest.extra.radix = outer.pop().unwrap_or(before),
            _ => {}
        }
        explained.text += &rest.fragment()[..length];
        explained.text += &note.unwrap_or_default();
        rest = rest.take_from(length);
    }
    explained
}

/// A word that would be another number as hexadecimal, and says nothing of that itself.
fn decimal(word: &str, expr: &Expr, radix: Radix) -> Option<String> {
    let is_bare = word.bytes().all(|c| c.is_ascii_digit());
    match expr {
        Expr::Number(10..) if is_bare && radix != Radix::Hexadecimal => Some(word.to_owned()),
        _ => None,
    }
}

/// Whether the grammar's parser of words is to be asked.
fn begins_word(rest: &Span<'_>) -> bool {
    let text = rest.fragment();
    !text.starts_with("w[") && text.starts_with(|c| is_symbol(c) || ".$%&#+'".contains(c))
}

/// The length of a string with its quotes.
fn quoted(text: &str) -> usize {
    text[1..].find('"').map_or(text.len(), |end| end + 2)
}

/// The length of a word.
fn run(text: &str) -> usize {
    let end = text.char_indices().find(|&(at, c)| at > 0 && !is_word(c));
    end.map_or(text.len(), |(at, _)| at)
}

/// What stands behind `word`, if it does not speak for itself.
fn note(word: &str, expr: &Expr, scope: &Scope<'_>) -> Option<String> {
    let speaks = word.starts_with(['$', '\'']) || word.to_ascii_lowercase().starts_with("0x");
    let value = match expr {
        Expr::DollarA => return Some(" (10)".to_owned()),
        Expr::Number(value @ 10..) if !speaks => *value,
        Expr::Symbol { .. } => match scope.bind(expr) {
            Ok(Expr::Number(value)) => value,
            _ => return None,
        },
        _ => return None,
    };
    Some(match value {
        ..=0xFF => format!(" (${value:02X})"),
        _ => format!(" (${value:04X})"),
    })
}

#[cfg(test)]
mod tests {
    use jumppad_tiers::{Config, JitMode, Machine};

    use super::*;
    use jumppad_engine::program::source::Source;
    use jumppad_engine::program::symbols::{Symbol, Symbols};

    fn explained(text: &str, radix: Radix) -> Explained {
        let machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        let mut symbols = Symbols::default();
        symbols.define(Symbol::new("limit", 0x618));
        let source = Source::default();
        let scope = Scope::of(&machine, &symbols, &source);
        let context = Context {
            radix,
            ..Context::default()
        };
        explain(text, context, &scope)
    }

    #[test]
    fn digits_that_may_have_been_meant_as_hexadecimal_are_told() {
        let decimals = |text, radix| explained(text, radix).decimals;
        assert_eq!(
            decimals("a == 9 && pc == 608 || [41] == (42)", Radix::BySlot),
            ["608", "42"]
        );
        assert_eq!(decimals("[41] == x", Radix::Decimal), ["41"]);
        assert!(decimals("pc == 608", Radix::Hexadecimal).is_empty());
        for text in [
            "pc == $608",
            "a == #41",
            "y - +10 == %11",
            "limit == 'A'",
            "a < 9",
        ] {
            assert!(decimals(text, Radix::BySlot).is_empty(), "{text}");
        }
    }

    #[test]
    fn bare_numbers_and_names_are_explained() {
        for (text, expected) in [
            ("x == 10", "x == 10 ($0A)"),
            ("[$609] == 'D' && y < 9", "[$609] == 'D' && y < 9"),
            (
                "w[limit+300] % 10 == %1010",
                "w[limit ($0618)+300 ($0300)] % 10 ($0A) == %1010 ($0A)",
            ),
            ("$a == 'limit'", "$a (10) == 'limit' ($0618)"),
            ("(a-12)*-20", "(a-12 ($0C))*-20 ($14)"),
            (
                "mnemonic == \"10\" || .limit > $_",
                "mnemonic == \"10\" || .limit ($0618) > $_",
            ),
            (
                "symbol starts_with \"limit\"",
                "symbol starts_with \"limit\"",
            ),
        ] {
            assert_eq!(explained(text, Radix::BySlot).text, expected);
        }
        let in_hexadecimal = explained("x == 10", Radix::Hexadecimal);
        assert_eq!(in_hexadecimal.text, "x == 10 ($10)");
    }

    #[test]
    fn text_of_any_shape_is_kept() {
        for text in ["", "\"", "'", "é 1 é", "((", "w[", "..", "$", "%%%"] {
            assert_eq!(explained(text, Radix::BySlot).text, text);
        }
    }
}
