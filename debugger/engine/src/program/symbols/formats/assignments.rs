//! `name = $0618`: the lists of ACME (`--symbollist`, with remarks behind `;`) and of 64tass (`--labels`, with
//! `--dump-labels` too), and what a hand writes. A number in decimal digits is a count, not an address: labels are always written in hexadecimal ones.

use super::super::Meaning;
use super::line::{Piece, marked, said};
use super::{Fault, Reading, Said, read_lines};
use crate::files::text::Malformed;

pub(super) fn read(text: &str) -> Result<Reading, Fault> {
    read_lines(text, assignment)
}

/// Whether `line` has the form of one: `NAME =`, perhaps behind the place in the source.
pub(super) fn is_assignment(line: &str) -> bool {
    let Some((name, _)) = line.split_once('=') else {
        return false;
    };
    let name = name.rsplit(": ").next().unwrap_or(name);
    name.trim_end_matches([':', ' ', '\t'])
        .split_whitespace()
        .count()
        == 1
}

fn assignment(line: Piece<'_>) -> Result<Said, Malformed> {
    let (name, value) = line.cut(|c| c == '=');
    let Some(value) = value else {
        return Ok(Said::NoLabel);
    };
    // 64tass dumps with the place in the source: `main.asm:6:1: start = $0600`.
    let name = match name.text.rfind(": ") {
        Some(at) => name.from(at + 1),
        None => name,
    };
    // `name := $0618` is another assembler's way to say it.
    let text = name.text.trim_end_matches(':').trim_end();
    let name = Piece { text, ..name }.name()?;
    if value.text.starts_with('"') {
        return Ok(Said::Other);
    }
    let (value, _) = value.cut(|c| c == ';');
    if value.text.is_empty() {
        return Err(value.wrong("a value is missing"));
    }
    if let Some(number) = marked(value) {
        return Ok(said(name, number?));
    }
    // Fractions, truth values and lists are what a symbol may be as well, but no address.
    let count = value.text.parse().ok();
    Ok(match said(name, count) {
        Said::Symbol(symbol) => Said::Symbol(super::Symbol {
            meaning: Meaning::Value,
            ..symbol
        }),
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_counts_and_what_is_neither() {
        let text = "\tzz\t= $fd\n\tbig\t= $12345\t; unused\nadd_one = $60b ; ?\nat=0xC000\nbits := %101\n\
                    count = 10\npi = 3.14\nneg = -1\ntext = \"a;b\"\nlist = [1, 2]\n; a remark\nm.asm:6:1: main.in = $0600\n";
        let reading = read(text).unwrap();
        let found: Vec<_> = reading
            .symbols
            .iter()
            .map(|s| (s.name.as_str(), s.address, s.meaning))
            .collect();
        let shown = Meaning::Address;
        assert_eq!(
            found,
            [
                ("zz", 0xFD, shown),
                ("add_one", 0x60B, shown),
                ("at", 0xC000, shown),
                ("bits", 5, shown),
                ("count", 10, Meaning::Value),
                ("main::in", 0x600, shown)
            ]
        );
        assert_eq!(reading.left_out, 5);
    }

    #[test]
    fn a_line_that_is_none_is_counted() {
        let reading = read("a = $600\nwhat now\nstart\n").unwrap();
        assert_eq!((reading.symbols.len(), reading.left_out), (1, 0));
        assert_eq!((reading.other.count, reading.other.first), (2, 2));
        for (line, is_one) in [
            ("a=1", true),
            ("m.asm:6:1: a = $600", true),
            ("a := 1", true),
            ("break 803 if a == 5", false),
            ("<x y=\"1\">", false),
            ("= 5", false),
        ] {
            assert_eq!(is_assignment(line), is_one, "{line}");
        }
    }

    #[test]
    fn a_bad_line_is_told_with_its_place() {
        let told = |text, line, column, message: &str| {
            let fault = read(text).unwrap_err();
            assert_eq!((fault.line, fault.error.at), (line, column), "{text:?}");
            assert!(fault.error.message.contains(message), "{}", fault.error);
        };
        told("  a = $6g0", 1, 8, "`g` is not a hexadecimal digit");
        told("a = ; none", 1, 4, "a value is missing");
        told("a b = $600", 1, 0, "no name");
        told(" = $600", 1, 1, "no name");
        told("a = $", 1, 5, "a number is missing");
        told("a = %102", 1, 7, "binary");
    }
}
