//! Labels as commands of VICE's monitor: `al C:0618 .name`. ld65 writes six digits, 64tass as few as it takes and a
//! colon between scopes. What else the monitor is told there is not run; plain breakpoints are offered.

use super::line::{Piece, is_comment, said};
use super::{Fault, Reading, Said, read_lines};
use crate::files::text::Malformed;

/// Whether `line` is the command that adds a label.
pub(super) fn is_command(line: &str) -> bool {
    let verb = line.split_whitespace().next().unwrap_or("");
    ["al", "add_label"]
        .iter()
        .any(|command| verb.eq_ignore_ascii_case(command))
}

pub(super) fn read(text: &str) -> Result<Reading, Fault> {
    read_lines(text, label)
}

fn label(line: Piece<'_>) -> Result<Said, Malformed> {
    let (verb, rest) = line.word();
    let (address, rest) = rest.word();
    let (name, rest) = rest.word();
    if !is_command(verb.text) {
        let is_break = ["break", "bk"].contains(&verb.text) && name.text.is_empty();
        return Ok(match number(address) {
            Ok(Some(address)) if is_break => {
                u16::try_from(address).map_or(Said::NoLabel, Said::Break)
            }
            _ if sets_stop(verb.text, line.text) => Said::Stop(line.text.trim().to_owned()),
            _ => Said::NoLabel,
        });
    }
    if name.text.is_empty() {
        return Err(name.wrong("expected `al ADDRESS .NAME`"));
    }
    // Memories of other devices, such as the drive's `8:`, are not this machine's.
    let is_elsewhere = |space: &str| space.bytes().all(|b| b.is_ascii_digit());
    if matches!(address.text.split_once(':'), Some((space, _)) if is_elsewhere(space)) {
        return Ok(Said::Other);
    }
    let value = number(address)?;
    if !is_comment(rest.text) {
        rest.nothing()?;
    }
    Ok(said(name.name()?, value))
}

/// Whether a line is one command that sets a breakpoint, and nothing that runs with it.
fn sets_stop(verb: &str, line: &str) -> bool {
    let verbs = ["break", "bk", "watch", "w", "trace", "tr"];
    verbs.contains(&verb) && line.trim() != verb && !line.contains([';', '{', '}'])
}

/// `C:0618`, `$0618` or `0618`.
fn number(address: Piece<'_>) -> Result<Option<u64>, Malformed> {
    let address = address.after("C:").unwrap_or(address);
    let digits = address.after("$").or_else(|| address.after("0x"));
    digits.unwrap_or(address).digits(16)
}

#[cfg(test)]
mod tests {
    use super::super::named;
    use super::*;

    #[test]
    fn all_dialects() {
        let text = "al 000618 .add_one\r\nal C:060f .x\n\nal 600 .main:loop\nadd_label c:1 .@y\n";
        let reading = read(text).unwrap();
        assert_eq!(
            named(&reading),
            [
                ("add_one", 0x618),
                ("x", 0x60F),
                ("main::loop", 0x600),
                ("@y", 1)
            ]
        );
        assert_eq!(reading.left_out, 0);
    }

    #[test]
    fn what_is_no_label_is_counted_and_its_breakpoints_are_kept() {
        let text = "break 803\ndel\n// c\nadd_label c:0805 .bar\nal $0801 .x\nal 0801 .y ; remark\n\
                    bk $0810\nbreak 600 if a == 5\nbreak .x\nbreak 12345\n";
        let reading = read(text).unwrap();
        assert_eq!(
            named(&reading),
            [("bar", 0x805), ("x", 0x801), ("y", 0x801)]
        );
        let breaks = [
            "break $0803",
            "break $0810",
            "break 600 if a == 5",
            "break .x",
        ];
        assert_eq!(reading.breaks, breaks);
        assert_eq!((reading.other.count, reading.other.first), (2, 2));
        assert!(
            read("al 1 .a\nbreak 600 do { quit }\nbreak 1; quit\n")
                .unwrap()
                .breaks
                .is_empty()
        );
    }

    #[test]
    fn other_memories_and_large_values_are_left_out() {
        let text = "al C:12345 .big\nal 8:0500 .drive\nal ffffffffffffffffffff .huge\n";
        let reading = read(text).unwrap();
        assert_eq!((reading.symbols.len(), reading.left_out), (0, 3));
    }

    #[test]
    fn a_bad_line_is_told_with_its_place() {
        let told = |text, line, column, message: &str| {
            let fault = read(text).unwrap_err();
            assert_eq!((fault.line, fault.error.at), (line, column), "{text:?}");
            assert!(fault.error.message.contains(message), "{}", fault.error);
        };
        told("al 6g0 .a", 1, 4, "`g` is not a hexadecimal digit");
        told("al 600", 1, 6, "expected `al");
        told("  al 600 .a b", 1, 12, "should end here");
        told("al 600 .a\u{1b}[2J", 1, 7, "no name");
        told("al C: .a", 1, 5, "a number is missing");
    }
}
