//! Lists of commands in braces: `{ print x; continue }`.
//!
//! Invariant: braces within a list are balanced; what is quoted, or is a character as `';'`, separates and closes
//! nothing.

use nom::Input;
use nom::Parser;
use nom::character::complete::space0;

use super::token::bare;
use super::{Diagnostic, Parsed, Span};

/// Lists within each other, more than any hand writes.
pub(super) const MAX_DEPTH: usize = 8;

/// The commands of a list, without the blanks around them; there is at least one.
pub(crate) fn list(input: Span<'_>) -> Parsed<'_, Vec<Span<'_>>> {
    let (start, _) = space0.parse(input)?;
    if !start.fragment().starts_with('{') {
        return Diagnostic::at(start, "`{` is missing")
            .advise("commands stand in braces: do { print x; continue }")
            .error();
    }
    let mut pieces = Vec::new();
    let mut depth = 0;
    let mut begin = 1;
    for (at, byte) in bare(start.fragment()) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b';' if depth == 1 => {}
            _ => continue,
        }
        if depth > MAX_DEPTH {
            let text = format!("lists of commands are nested more than {MAX_DEPTH} deep");
            return Diagnostic::at(start.take_from(at), text).failure();
        }
        if depth == 0 || byte == b';' && depth == 1 {
            pieces.extend(trimmed(start.take(at).take_from(begin)));
            begin = at + 1;
        }
        if depth == 0 {
            return match pieces.is_empty() {
                true => Diagnostic::at(start, "there is no command in these braces").failure(),
                false => Ok((start.take_from(at + 1), pieces)),
            };
        }
    }
    let end = start.take_from(start.fragment().len());
    Diagnostic::at(end, "`}` is missing").failure()
}

/// The commands of a list without its braces.
pub(crate) fn pieces(input: Span<'_>) -> Vec<Span<'_>> {
    let text = input.fragment();
    let ends = bare(text).filter(|&(_, byte)| byte == b';');
    let mut begin = 0;
    let mut pieces = Vec::new();
    for end in ends.map(|(at, _)| at).chain([text.len()]) {
        pieces.extend(trimmed(input.take(end).take_from(begin)));
        begin = end + 1;
    }
    pieces
}

/// `piece` without the blanks around it, if anything is left.
fn trimmed(piece: Span<'_>) -> Option<Span<'_>> {
    let text = piece.fragment();
    let begin = text.len() - text.trim_start().len();
    let length = text.trim().len();
    (length > 0).then(|| piece.take_from(begin).take(length))
}

#[cfg(test)]
mod tests {
    use super::super::parse_all;
    use super::*;

    fn pieces(text: &str) -> Result<Vec<(usize, String)>, Diagnostic> {
        parse_all(text, |i| {
            let (rest, pieces) = list(i)?;
            let place = |p: Span<'_>| (p.location_offset(), p.fragment().to_string());
            Ok((rest, pieces.into_iter().map(place).collect()))
        })
    }

    #[test]
    fn pieces_keep_their_places() {
        let two = vec![(2, "print x".to_owned()), (11, "c".to_owned())];
        assert_eq!(pieces("{ print x;;c }"), Ok(two));
        let nested = vec![(1, "break 600 do { a; b }".to_owned())];
        assert_eq!(pieces("{break 600 do { a; b };}"), Ok(nested));
        let quoted = "{ echo \"}; {\"; print ';' + '}' + '\"' }";
        let two = vec![
            (2, "echo \"}; {\"".to_owned()),
            (15, "print ';' + '}' + '\"'".to_owned()),
        ];
        assert_eq!(pieces(quoted), Ok(two));
    }

    #[test]
    fn what_is_no_list() {
        let offset = |text: &str| pieces(text).unwrap_err().offset;
        assert_eq!(offset("step"), 0);
        assert_eq!(offset("{ step"), 6);
        assert_eq!(offset("{ ; }"), 0);
        assert_eq!(offset("{ a { b }"), 9);
        assert_eq!(offset(&"{".repeat(20)), 8);
        assert_eq!(offset("{ a } }"), 6);
    }
}
