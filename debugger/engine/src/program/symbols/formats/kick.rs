//! KickAssembler's `.sym`: `.label name=$0618`, nested as the scopes of the source are: `.namespace name {` ... `}`.

use super::line::{Piece, is_comment, marked, said};
use super::{Fault, Reading, Said, read_lines};
use crate::files::text::Malformed;

/// Whether such a list begins with `line`.
pub(super) fn opens(line: &str) -> bool {
    let verb = line.split_whitespace().next().unwrap_or("");
    [".label", ".namespace"].contains(&verb)
}

pub(super) fn read(text: &str) -> Result<Reading, Fault> {
    let mut scopes = Vec::new();
    read_lines(text, |line| statement(line, &mut scopes))
}

fn statement(line: Piece<'_>, scopes: &mut Vec<String>) -> Result<Said, Malformed> {
    if line.text == "}" {
        return Ok(match scopes.pop() {
            Some(_) => Said::Nothing,
            None => Said::NoLabel,
        });
    }
    let (verb, rest) = line.word();
    let (statement, body) = rest.cut(|c| c == '{');
    let (name, value) = statement.cut(|c| c == '=');
    let said = match (verb.text, value) {
        (".label", Some(value)) => {
            let name = [scopes.as_slice(), &[name.name()?]].concat().join("::");
            let (value, rest) = value.word();
            if !is_comment(rest.text) {
                rest.nothing()?;
            }
            match marked(value) {
                Some(number) => said(name, number?),
                None => said(name, value.text.parse().ok()),
            }
        }
        (".namespace", None) => Said::Nothing,
        _ => return Ok(Said::NoLabel),
    };
    if body.is_some() {
        scopes.push(name.name()?);
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::super::named;
    use super::*;

    #[test]
    fn scopes_are_joined_to_the_names() {
        let text = ".label start=$0810\r\n.namespace screen {\n  .label clear=$0820 {\n    .label loop=$0822\n  }\n\
                    .label at = 1024 // remark\n}\n.label big=$12345\n.label e=2.5\n.const x=1\n}\n";
        let reading = read(text).unwrap();
        assert_eq!(
            named(&reading),
            [
                ("start", 0x810),
                ("screen::clear", 0x820),
                ("screen::clear::loop", 0x822),
                ("screen::at", 0x400)
            ]
        );
        assert_eq!((reading.left_out, reading.other.count), (2, 2));
    }

    #[test]
    fn a_bad_label_is_told_with_its_place() {
        let fault = read(".label a=$600\n.label b=$6g0\n").unwrap_err();
        assert_eq!((fault.line, fault.error.at), (2, 11));
    }
}
