//! dasm's table: name, value in hexadecimal digits, then remarks in brackets, between lines that begin with dashes.

use super::line::{Piece, said};
use super::{Fault, Reading, Said, read_lines};
use crate::files::text::Malformed;

pub(super) fn read(text: &str) -> Result<Reading, Fault> {
    read_lines(text, symbol)
}

fn symbol(line: Piece<'_>) -> Result<Said, Malformed> {
    if line.text.starts_with("---") {
        return Ok(Said::Nothing);
    }
    let (name, rest) = line.word();
    let (value, remarks) = rest.word();
    if value.text.is_empty() {
        return Ok(Said::NoLabel);
    }
    if !remarks.text.is_empty() && !remarks.text.starts_with('(') {
        remarks.nothing()?;
    }
    // Texts and what was never given a value are no addresses.
    if value.text.starts_with(['"', '?']) {
        return Ok(Said::Other);
    }
    Ok(said(name.name()?, value.digits(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_between_its_lines() {
        let text = "--- Symbol List (sorted by symbol)\n1.done                   060d              (R )\n\
                    start                    0600                  \n--- End of Symbol List.\n";
        let reading = read(text).unwrap();
        assert_eq!(reading.symbols[0].name, "done");
        assert_eq!(reading.symbols[1].address, 0x600);
        let fault = read("--- Symbol List\nstart 0x600").unwrap_err();
        assert_eq!((fault.line, fault.error.at), (2, 7));
    }
}
