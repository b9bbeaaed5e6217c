//! A line as commands: `;` separates them, `#` begins a comment.
//!
//! Invariants: what is quoted, or is a character as `';'`, separates nothing; neither does what stands in braces behind
//! `do`, which hold commands of their own, over several lines if they are still open where one ends.

use super::braces::MAX_DEPTH;
use super::token::{bare, is_word};

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line<'l> {
    /// Its commands, each with the byte at which it begins; none is blank.
    Commands(Vec<(usize, &'l str)>),
    /// It goes on: braces are open at its end.
    Open,
}

/// `line` as commands. Whether one takes all the rest of it as its text, however that looks, `takes_rest` says.
pub fn split(line: &str, takes_rest: impl Fn(&str) -> bool) -> Line<'_> {
    let code = without_comment(line);
    let mut commands = Vec::new();
    let mut add = |from: usize, text: &'_ str| {
        let start = from + text.len() - text.trim_start().len();
        if !text.trim().is_empty() {
            commands.push((start, start + text.trim().len()));
        }
    };
    let (mut begin, mut depth) = (0, 0);
    for (at, byte) in bare(code) {
        match byte {
            b'{' if depth > 0 || ends_with_do(&code[begin..at]) => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            b';' if depth == 0 && takes_rest(&line[begin..]) => break,
            b';' if depth == 0 => {
                add(begin, &code[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    match takes_rest(&line[begin..]) {
        true => add(begin, &line[begin..]),
        // What is nested too deep is told by who reads it.
        false if (1..=MAX_DEPTH).contains(&depth) => return Line::Open,
        false => add(begin, &code[begin..]),
    }
    let commands = commands.into_iter();
    Line::Commands(commands.map(|(from, to)| (from, &line[from..to])).collect())
}

/// Where the command at the end of `line` begins, which may be one of a list in braces, or of lines before.
pub fn last_begin(line: &str) -> usize {
    let start = line.rfind('\n').map_or(0, |at| at + 1);
    let (mut begin, mut outer) = (start, Vec::new());
    for (at, byte) in bare(&line[start..]) {
        let at = start + at;
        match byte {
            b'{' if !outer.is_empty() || ends_with_do(&line[begin..at]) => {
                outer.push(std::mem::replace(&mut begin, at + 1));
            }
            b'}' => begin = outer.pop().unwrap_or(begin),
            b';' => begin = at + 1,
            _ => {}
        }
    }
    begin
}

/// The line without its comment: all of it where it begins with `#` or `;`, else what follows a `#` between blanks.
/// `#10` is a number.
pub fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with(['#', ';']) {
        return "";
    }
    let is_blank = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace());
    let bytes = line.as_bytes();
    let comment = bare(line).find(|&(at, byte)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let is_apart = is_blank(before) || matches!(before, Some(b';' | b'{' | b'}'));
        byte == b'#' && is_apart && is_blank(bytes.get(at + 1))
    });
    comment.map_or(line, |(at, _)| &line[..at])
}

/// Whether braces that follow hold commands.
fn ends_with_do(text: &str) -> bool {
    let word = text.trim_end().rsplit(|c| !is_word(c)).next();
    word.is_some_and(|word| word.eq_ignore_ascii_case("do"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(line: &str) -> Vec<(usize, &str)> {
        match split(line, |text| text.trim_start().starts_with("a ")) {
            Line::Commands(commands) => commands,
            Line::Open => panic!("`{line}` goes on"),
        }
    }

    #[test]
    fn a_comment_is_a_hash_between_blanks() {
        assert_eq!(without_comment("step 3 # three"), "step 3 ");
        assert_eq!(without_comment("step;# three"), "step;");
        for all in ["# all of it", " #all", "; so is this", "#10"] {
            assert_eq!(without_comment(all), "", "{all}");
        }
        for none in [
            "step #10",
            "> 200 #$41",
            "echo \"a # b\"",
            "assert a == '#'",
        ] {
            assert_eq!(without_comment(none), none);
        }
        assert_eq!(without_comment("print '\"' # quote"), "print '\"' ");
    }

    #[test]
    fn semicolons_separate_commands() {
        assert_eq!(commands("p y ;; p x;"), [(0, "p y"), (7, "p x")]);
        assert_eq!(
            commands("  echo \"a;b\" ;c"),
            [(2, "echo \"a;b\""), (14, "c")]
        );
        assert_eq!(commands("assert a == ';'"), [(0, "assert a == ';'")]);
        assert_eq!(commands("p x # y; step"), [(0, "p x")]);
        assert_eq!(commands("undo {a; b"), [(0, "undo {a"), (9, "b")]);
        assert!(commands(" ; ; ").is_empty() && commands("").is_empty());
    }

    #[test]
    fn braces_behind_do_keep_theirs() {
        let first = "break 600 do { a; break 700 do {b;c}; '}'; \"};\" }";
        let line = format!("{first} ; two");
        assert_eq!(commands(&line), [(0, first), (first.len() + 3, "two")]);
        assert_eq!(commands("echo { a; b }"), [(0, "echo { a"), (10, "b }")]);
        for open in [
            "b 600 do {",
            "p x; b 600 DO { a; b # }",
            "b 1 do { b 2 do { c }",
        ] {
            assert_eq!(split(open, |_| false), Line::Open, "{open}");
        }
        let deep = "b 600 do { ".repeat(20);
        assert_eq!(commands(&deep).len(), 1);
    }

    #[test]
    fn the_command_at_the_end_is_found_in_lists_and_behind_them() {
        for (before, last) in [
            ("p x; ", "st"),
            ("b 600 do { p x; ", "co"),
            ("", "b 600 do { p x; c } if"),
            ("p x; ", "b 600 do { c } o"),
            ("p x\nb 600 do {", " c"),
            ("", "echo \"a; b"),
        ] {
            let line = format!("{before}{last}");
            assert_eq!(
                line[last_begin(&line)..].trim_start(),
                last.trim_start(),
                "{line}"
            );
        }
    }

    #[test]
    fn what_takes_the_rest_has_its_own_comments() {
        let line = "p x; a 700 LDA # \"5 ; five";
        assert_eq!(commands(line), [(0, "p x"), (5, &line[5..])]);
        assert_eq!(commands("p x ; p a ").len(), 2);
    }
}
