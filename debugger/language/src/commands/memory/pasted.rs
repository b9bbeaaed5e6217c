//! Lines that VICE's monitor printed, pasted: `.C:0900  A9 00     LDA #$00` is assembled, and `>C:0900  a9 00   ..` is
//! written without the text behind its bytes.
//!
//! Invariant: what is written of a line of code is its text, which its user may have changed; that its bytes are others is
//! told.

use super::assemble::Source;
use crate::grammar::{Diagnostic, Parsed, Span};
use jumppad_engine::expression::Expr;
use nom::Input;

/// What VICE prints in front of a line of code, and of a dump.
const CODE: &str = ".c:";
const DUMP: &str = ">c:";
/// What it prints behind an instruction, where the registers follow.
const REGISTERS: &str = " - A:";

/// Whether `line` is a line of code as VICE prints it.
pub(in crate::commands) fn is_code(line: &str) -> bool {
    behind_address(line, CODE).is_some_and(|(_, rest)| byte_at(rest).is_some())
}

/// The address behind `mark`, and what follows it.
fn behind_address<'l>(line: &'l str, mark: &str) -> Option<(u16, &'l str)> {
    let found = line.get(..mark.len())?;
    let digits = line.get(mark.len()..mark.len() + 4)?;
    let rest = &line[mark.len() + 4..];
    let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_it = found.eq_ignore_ascii_case(mark) && is_hexadecimal && rest.starts_with(' ');
    let address = u16::from_str_radix(digits, 16).ok()?;
    is_it.then_some((address, rest))
}

/// The byte that stands behind blanks, and what follows it.
fn byte_at(text: &str) -> Option<(u8, &str)> {
    let text = text.trim_start();
    let digits = text.get(..2)?;
    let is_byte = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let rest = &text[2..];
    let is_whole = rest.is_empty() || rest.starts_with(' ');
    let byte = u8::from_str_radix(digits, 16).ok()?;
    (is_byte && is_whole).then_some((byte, rest))
}

/// A line of code; the caller has asked whether it is one.
pub(super) fn code(input: Span<'_>) -> Parsed<'_, (Expr, Option<Source>)> {
    let line: &str = input.fragment();
    let Some((at, mut rest)) = behind_address(line, CODE) else {
        return Diagnostic::at(input, "this is no line of code").error();
    };
    let mut bytes = Vec::new();
    // `ADC` is no byte, and neither is what stands behind the widest instruction.
    while bytes.len() < 3
        && let Some((byte, after)) = byte_at(rest)
    {
        bytes.push(byte);
        rest = after;
    }
    let text = rest.split(REGISTERS).next().unwrap_or(rest).trim();
    let begin = line.len() - rest.trim_start().len();
    if text.is_empty() {
        return Diagnostic::new(
            input.location_offset() + begin,
            "an instruction is missing here",
        )
        .advise(format!("`> {at:04X} BYTE...` writes bytes"))
        .failure();
    }
    let source = Source {
        text: text.to_owned(),
        at: input.location_offset() + begin,
        printed: bytes,
    };
    let at = Expr::Number(at.into());
    Ok((input.take_from(line.len()), (at, Some(source))))
}

/// `line` without the text behind the bytes of a dump, if it is one as VICE prints it.
pub(in crate::commands) fn without_text(line: &str) -> &str {
    let dump = || {
        let start = line.len() - line.trim_start().len();
        let (_, mut rest) = behind_address(&line[start..], DUMP)?;
        let mut count = 0;
        while let Some((_, after)) = byte_at(rest) {
            let blanks = rest.len() - rest.trim_start().len();
            // Three stand in front of the text, which may look like a byte.
            if count > 0 && blanks >= 3 {
                break;
            }
            (count, rest) = (count + 1, after);
        }
        let text = rest.trim();
        let is_text = rest.starts_with("   ") && !text.is_empty() && text.chars().count() <= count;
        is_text.then(|| &line[..line.len() - rest.len()])
    };
    dump().unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_dump_is_told_from_its_bytes() {
        for (line, bytes) in [
            (
                ">C:0900  a9 00 8d 20  d0 60 ff ff   .. .`..",
                ">C:0900  a9 00 8d 20  d0 60 ff ff",
            ),
            (">c:0900  41 3b 22   A;\"", ">c:0900  41 3b 22"),
            (">C:0900  61 62   ab", ">C:0900  61 62"),
            (">C:0900 01 02", ">C:0900 01 02"),
            (">C:0900 01 02   03 04", ">C:0900 01 02   03 04"),
            ("> 0900 01   02", "> 0900 01   02"),
            (">C:0900  41   ;; p x", ">C:0900  41   ;; p x"),
        ] {
            assert_eq!(without_text(line), bytes);
        }
    }

    #[test]
    fn lines_of_code_are_told_from_files_and_names() {
        for line in [".C:0900  A9 00     LDA #$00", ".c:e5cd  85 CC"] {
            assert!(is_code(line), "{line}");
        }
        for line in [
            ".c:09",
            ". c:0900 a9",
            ".C:0900",
            ".C:0900.dbg",
            ".foo = 0900",
            ".C:0900 LDA",
        ] {
            assert!(!is_code(line), "{line}");
        }
    }
}
