//! How wide the user's terminal is, and lines folded to fit it.
//!
//! Invariant: where the output is no terminal, nothing depends on a width, so scripts and tests see whole lines.

use std::io;

use super::paint::is_mark;

/// Blanks before what a folded line goes on with.
const INDENT: usize = 4;
/// Terminals that are narrower are not folded for: little would be left of a line.
const NARROWEST: usize = 20;

/// Columns of the terminal that standard output is; none if it is no terminal, or one that does not tell.
pub(super) fn columns() -> Option<usize> {
    terminal_columns().filter(|&columns| columns >= NARROWEST)
}

#[cfg(unix)]
fn terminal_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout());
    size.ok().map(|size| size.ws_col.into())
}

#[cfg(not(unix))]
fn terminal_columns() -> Option<usize> {
    None
}

/// Whether a line of so many letters fits.
pub(super) fn fits(letters: usize) -> bool {
    columns().is_none_or(|columns| letters <= columns)
}

/// `text` with its lines folded to fit the terminal.
pub(super) fn fit(text: String) -> String {
    match columns() {
        Some(columns) => text
            .split_inclusive('\n')
            .map(|line| folded(line, columns))
            .collect(),
        None => text,
    }
}

/// A line that goes on below, indented, where it would be wider than `columns`; words stay whole.
fn folded(line: &str, columns: usize) -> String {
    let mut out = String::new();
    // What is not in `out` yet begins here.
    let mut start = 0;
    // How many letters are shown of the line, and where it can be cut: a gap and the letters up to behind it.
    let (mut shown, mut gap) = (0, None);
    let mut is_blank = true;
    for (at, letter) in line.trim_end().char_indices() {
        match letter {
            _ if is_mark(letter) => {}
            // Where a tab leads to is the terminal's to say.
            '\t' => return line.to_owned(),
            ' ' => {
                shown += 1;
                // Blanks before the first word, or behind others, are no gap.
                if !is_blank {
                    gap = Some((at, at + 1, shown));
                } else if let Some((_, end, before)) = &mut gap {
                    (*end, *before) = (at + 1, shown);
                }
                is_blank = true;
            }
            _ => {
                shown += 1;
                is_blank = false;
                if shown > columns
                    && let Some((end, next, before)) = gap.take()
                {
                    out += &line[start..end];
                    out += &format!("\n{:INDENT$}", "");
                    shown = INDENT + shown - before;
                    start = next;
                }
            }
        }
    }
    out + &line[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_words() {
        for (line, folds) in [
            ("one two three\n", "one two three\n"),
            ("one two three four\n", "one two three\n    four\n"),
            (
                "one two three four five six",
                "one two three\n    four five\n    six",
            ),
            ("  one two     three\n", "  one two\n    three\n"),
            (
                "onetwothreefourfive six\n",
                "onetwothreefourfive\n    six\n",
            ),
            ("one two three   \n", "one two three   \n"),
            ("   onetwothreefour\n", "   onetwothreefour\n"),
            ("\tone two three four\n", "\tone two three four\n"),
            (
                "\u{e9}\u{e9}\u{e9} two \u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
                "\u{e9}\u{e9}\u{e9} two \u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
            ),
        ] {
            assert_eq!(folded(line, 13), folds);
        }
    }

    #[test]
    fn colours_take_no_room() {
        let painted = "\u{FDD0}one\u{FDEF} two \u{FDD1}three\u{FDEF} four";
        assert_eq!(
            folded(painted, 13),
            "\u{FDD0}one\u{FDEF} two \u{FDD1}three\u{FDEF}\n    four"
        );
        assert_eq!(folded(painted, 18), painted);
    }
}
