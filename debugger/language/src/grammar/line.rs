//! Lines of source as addresses: `hello.c:12`, `lib/a.s:7`, `"my file.s":3`, `'hello.c':12`, and `:12` of the current
//! file; functions of a file: `hello.c:main`.
//!
//! Line numbers are decimal under every radix. `..` between two addresses is none of a file's name, but `../a.s:3` is.

use std::fmt;

use nom::Parser;
use nom::bytes::complete::{take, take_while1};
use nom::character::complete::char;
use nom::combinator::peek;
use nom::sequence::{delimited, terminated};

use super::Diagnostic;
use super::Parsed;
use super::Span;
use super::token;
use jumppad_engine::expression::Expr;

/// A line, or a function of a file, if there stands one.
pub(super) fn source_line(input: Span<'_>) -> Parsed<'_, Expr> {
    let at = input.location_offset();
    let (rest, file) = match input.fragment().chars().next() {
        Some('"') => {
            let (rest, name) = token::quoted(input)?;
            (rest, Some(name))
        }
        // gdb quotes so, and a character or a symbol has no colon behind it.
        Some('\'') => {
            let name = delimited(char('\''), take_while1(|c| c != '\''), char('\''));
            let (rest, name) = terminated(name, peek(char(':'))).parse(input)?;
            let name: Span<'_> = name;
            (rest, Some(name.fragment().to_string()))
        }
        _ => {
            let length = name_length(input.fragment());
            let (rest, name) = take(length).parse(input)?;
            let name: Span<'_> = name;
            (rest, (length > 0).then(|| name.fragment().to_string()))
        }
    };
    let (rest, _) = char(':').parse(rest)?;
    if let Some(file) = &file
        && let Ok((rest, name)) = function_name(rest)
    {
        let (file, name) = (file.clone(), name.fragment().to_string());
        return Ok((rest, Expr::Function { file, name, at }));
    }
    let (rest, digits) = take_while1(token::is_word).parse(rest)?;
    let digits: Span<'_> = digits;
    match digits.fragment().parse() {
        Ok(number) => Ok((rest, Expr::Line { file, number, at })),
        Err(_) => Diagnostic::at(digits, format!("`{}` is no line number", digits.fragment()))
            .advise("line numbers are decimal: hello.c:12")
            .failure(),
    }
}

/// The name of a function behind its file and the colon.
fn function_name(input: Span<'_>) -> Parsed<'_, Span<'_>> {
    let (rest, name) = token::symbol(input)?;
    match name.fragment().starts_with(is_of_name) {
        true => Ok((rest, name)),
        false => Diagnostic::at(input, "no name begins here").error(),
    }
}

/// Whether the name of a function begins with `c`.
fn is_of_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// How much of `text` is a file's name with `:` and a digit behind it, or with a dot in it and a name; 0 when there is none.
fn name_length(text: &str) -> usize {
    let Some(end) = text.find(|c| !is_of_file(c)) else {
        return 0;
    };
    let (name, rest) = text.split_at(end);
    let number = rest.strip_prefix(':').unwrap_or("");
    let is_part = |part: &str| part == ".." || !part.contains("..");
    let is_name = !name.starts_with('-') && name.split(['/', '\\']).all(is_part);
    // Without a dot it is a scope, or one of VICE's memory spaces.
    let is_of_function = name.contains('.') && number.starts_with(is_of_name);
    match (number.starts_with(|c: char| c.is_ascii_digit()) || is_of_function) && is_name {
        true => end,
        false => 0,
    }
}

/// Whether `c` may stand in the name of a file of source that is not quoted.
pub(crate) fn is_of_file(c: char) -> bool {
    token::is_word(c) || matches!(c, '.' | '/' | '\\' | '-' | '~' | '@')
}

/// A line as it is written.
pub(super) fn text(file: Option<&str>, number: u32) -> String {
    place(file.unwrap_or(""), number)
}

/// What stands in `file`, a line or a function, as it is written.
pub(super) fn place(file: &str, what: impl fmt::Display) -> String {
    let text = format!("{file}:{what}");
    let is_plain = file.is_empty() || name_length(&text) == file.len();
    match is_plain {
        true => text,
        false => format!("\"{file}\":{what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::expression::address;
    use super::super::parse_all;
    use super::super::range::range;
    use super::*;
    use jumppad_engine::expression::End;

    fn line(file: &str, number: u32) -> Result<Expr, Diagnostic> {
        let file = (!file.is_empty()).then(|| file.to_owned());
        Ok(Expr::Line {
            file,
            number,
            at: 0,
        })
    }

    #[test]
    fn files_and_numbers() {
        assert_eq!(parse_all("hello.c:12", address), line("hello.c", 12));
        assert_eq!(parse_all("../x-y/a.s:1", address), line("../x-y/a.s", 1));
        assert_eq!(
            parse_all("\"my file.s\":010", address),
            line("my file.s", 10)
        );
        assert_eq!(parse_all(":7", address), line("", 7));
        assert_eq!(parse_all("'hello.c':12", address), line("hello.c", 12));
        assert!(matches!(
            parse_all("a.s:7+2", address),
            Ok(Expr::Binary(..))
        ));
        assert!(matches!(
            parse_all("a::b", address),
            Ok(Expr::Symbol { .. })
        ));
        for bad in [
            "a.s:7x",
            "a.s:99999999999",
            "a.s:",
            ":",
            "a.s:-1",
            "-a.s:1",
            ">-a.s:1",
            "5+>a.s:1",
        ] {
            assert!(parse_all(bad, address).is_err(), "{bad}");
        }
    }

    #[test]
    fn functions_of_a_file() {
        let function = |file: &str, name: &str| {
            Ok(Expr::Function {
                file: file.to_owned(),
                name: name.to_owned(),
                at: 0,
            })
        };
        assert_eq!(
            parse_all("hello.c:main", address),
            function("hello.c", "main")
        );
        assert_eq!(
            parse_all("lib/a.s:rest::short", address),
            function("lib/a.s", "rest::short")
        );
        assert_eq!(
            parse_all("'my file.c':main", address),
            function("my file.c", "main")
        );
        let text = |expr: &Expr| match expr {
            Expr::Function { file, name, .. } => place(file, name),
            other => panic!("{other:?}"),
        };
        for typed in ["hello.c:main", "\"my file.c\":main"] {
            assert_eq!(text(&parse_all(typed, address).unwrap()), typed);
        }
        // A scope, and what has no file's name.
        for other in ["a.b::c", "a::b", "c:start"] {
            let parsed = parse_all(other, address);
            assert!(!matches!(parsed, Ok(Expr::Function { .. })), "{other}");
        }
    }

    #[test]
    fn a_range_of_lines() {
        for text in ["a.s:3..b.s:5", "a.s:3 b.s:5", "600..b.s:5"] {
            let range = parse_all(text, range).unwrap();
            let end = Expr::Line {
                file: Some("b.s".to_owned()),
                number: 5,
                at: text.find('b').unwrap(),
            };
            assert_eq!(range.end, End::At(end), "{text}");
        }
    }

    #[test]
    fn a_line_is_printed_as_it_is_parsed() {
        for name in [
            "hello.c:12",
            "../a.s:3",
            ":4",
            "\"my file.s\":3",
            "\"-x\":1",
        ] {
            let Ok(Expr::Line { file, number, .. }) = parse_all(name, address) else {
                panic!("{name} is a line");
            };
            assert_eq!(text(file.as_deref(), number), name);
        }
    }
}
