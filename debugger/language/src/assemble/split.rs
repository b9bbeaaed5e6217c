//! Several statements on a line, with colons between them as VICE takes them: `INX:INY`, `lda #0 : sta $d020`.
//!
//! Invariant: a colon separates only behind an instruction or data, and in front of what can be a statement: behind a
//! label, in `z:` and `::`, it is what it was.

use crate::grammar::token::{bare, is_symbol};
use jumppad_engine::program::mnemonic::is_known;

/// The statements of `line`, each with the byte at which it begins; one at least.
pub(crate) fn statements(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut begin = 0;
    for (at, byte) in bare(line) {
        let is_alone =
            byte == b':' && !line[..at].ends_with(':') && !line[at + 1..].starts_with(':');
        let (before, behind) = (&line[begin..at], &line[at + 1..]);
        // A blank behind it leaves no doubt, but where it is `a:` or `z:`.
        let prefixes = [" a", " z", " A", " Z"];
        let is_prefix = prefixes.iter().any(|prefix| before.ends_with(prefix));
        let is_apart = behind.starts_with(' ') && !is_prefix;
        if is_alone && is_complete(before) && (is_apart || begins_statement(behind)) {
            found.push((begin, &line[begin..at]));
            begin = at + 1;
        }
    }
    if found.is_empty() || !line[begin..].trim().is_empty() {
        found.push((begin, &line[begin..]));
    }
    found
}

/// Whether `text` is a statement, perhaps behind a label, and no label alone.
fn is_complete(text: &str) -> bool {
    let word = first_word(text);
    let behind = &text.trim_start()[word.len()..];
    match behind.strip_prefix(':') {
        Some(rest) if !is_known(word) => is_complete(rest),
        _ => is_known(word) || text.trim_start().starts_with('.'),
    }
}

fn begins_statement(text: &str) -> bool {
    let word = first_word(text);
    let behind = &text.trim_start()[word.len()..];
    let is_label = !word.is_empty() && behind.starts_with(':') && !behind.starts_with("::");
    text.trim().is_empty() || is_label || is_known(word) || text.trim_start().starts_with('.')
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c| !is_symbol(c)).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_separate_statements_and_nothing_else() {
        for (line, pieces) in [
            ("inx:iny", &["inx", "iny"][..]),
            ("lda #0 : sta $d020:rts", &["lda #0 ", " sta $d020", "rts"]),
            ("inx:", &["inx"]),
            ("loop: inx:bne loop", &["loop: inx", "bne loop"]),
            ("inx:loop: iny", &["inx", "loop: iny"]),
            ("loop: inx", &["loop: inx"]),
            ("loop:", &["loop:"]),
            ("inx : foo", &["inx ", " foo"]),
            ("lda a: $10", &["lda a: $10"]),
            ("lda a:$10", &["lda a:$10"]),
            ("lda z:label", &["lda z:label"]),
            ("jmp scope::inx", &["jmp scope::inx"]),
            ("lda #':':inx", &["lda #':'", "inx"]),
            (".byte 1:.text \":inx\"", &[".byte 1", ".text \":inx\""]),
            ("", &[""]),
        ] {
            let found: Vec<&str> = statements(line).iter().map(|&(_, text)| text).collect();
            assert_eq!(found, pieces, "{line}");
        }
    }
}
