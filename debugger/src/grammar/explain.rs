//! An expression as it was typed, with what its names and numbers stand for: `x == 10 ($0A)`.
//!
//! Invariant: the words are read by the grammar's own parsers, so what is explained is what was understood. Text of any
//! shape gives a text; only what parses is explained.

use nom::Input;

use super::evaluate::Scope;
use super::expression::{Place, named};
use super::token::{is_symbol, is_word};
use super::tree::Expr;
use super::{Context, Span};

/// `text` with its explanations.
pub(crate) fn explain(text: &str, context: Context, scope: &Scope<'_>) -> String {
    let mut out = String::new();
    let mut rest = Span::new_extra(text, context);
    // Whether a value comes next, and not an operator: `%101` is a number, `a %101` a remainder.
    let mut wants_value = true;
    while let Some(first) = rest.fragment().chars().next() {
        let word = wants_value && begins_word(&rest);
        let (length, note) = match first {
            '"' => (quoted(rest.fragment()), None),
            _ if word => match named(rest, Place::Free) {
                Ok((after, expr)) => {
                    let length = after.location_offset() - rest.location_offset();
                    let note = note(&rest.fragment()[..length], &expr, scope);
                    (length, note)
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
        out += &rest.fragment()[..length];
        out += &note.unwrap_or_default();
        rest = rest.take_from(length);
    }
    out
}

/// Whether the grammar's parser of words is to be asked.
fn begins_word(rest: &Span<'_>) -> bool {
    let text = rest.fragment();
    !text.starts_with("w[") && text.starts_with(|c| is_symbol(c) || ".$%#+'".contains(c))
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
        Expr::Number(value @ 10..) if !speaks => *value,
        Expr::Symbol { .. } => scope.value(expr).ok()?,
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

    use super::super::Radix;
    use super::*;
    use crate::source::Source;
    use crate::symbols::{Symbol, Symbols};

    fn explained(text: &str, radix: Radix) -> String {
        let machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        let mut symbols = Symbols::default();
        symbols.define(Symbol::new("limit", 0x618));
        let scope = Scope {
            machine: &machine,
            symbols: &symbols,
            source: &Source::default(),
            last_address: 0,
            access: None,
        };
        let context = Context {
            radix,
            ..Context::default()
        };
        explain(text, context, &scope)
    }

    #[test]
    fn bare_numbers_and_names_are_explained() {
        for (text, expected) in [
            ("x == 10", "x == 10 ($0A)"),
            ("[$609] == 'D' && y < 9", "[$609] == 'D' && y < 9"),
            (
                "w[limit+300] % 10 == %1010",
                "w[limit ($0618)+300 ($012C)] % 10 ($0A) == %1010 ($0A)",
            ),
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
            assert_eq!(explained(text, Radix::BySlot), expected);
        }
        assert_eq!(explained("x == 10", Radix::Hexadecimal), "x == 10 ($10)");
    }

    #[test]
    fn text_of_any_shape_is_kept() {
        for text in ["", "\"", "'", "é 1 é", "((", "w[", "..", "$", "%%%"] {
            assert_eq!(explained(text, Radix::BySlot), text);
        }
    }
}
