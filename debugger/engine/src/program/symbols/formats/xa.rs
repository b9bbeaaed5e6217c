//! xa's list: `start, 0x0600, 0, 0x0000`: name, value, number of its block, segment.

use super::line::{Piece, said};
use super::{Fault, Reading, Said, read_lines};
use crate::files::text::Malformed;

pub(super) fn read(text: &str) -> Result<Reading, Fault> {
    read_lines(text, symbol)
}

fn symbol(line: Piece<'_>) -> Result<Said, Malformed> {
    let expected = "expected `NAME, 0xADDRESS`";
    let (name, Some(rest)) = line.cut(|c| c == ',') else {
        return Ok(Said::NoLabel);
    };
    let (value, _) = rest.cut(|c| c == ',');
    match value.after("0x") {
        Some(digits) => Ok(said(name.name()?, digits.digits(16)?)),
        None => Err(value.wrong(expected)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_two_columns_count() {
        let reading = read("ptr, 0x00fb, 0, 0x0000\ndone, 0x060d, 1, 0x0000\n").unwrap();
        assert_eq!(reading.symbols[0].name, "ptr");
        assert_eq!(reading.symbols[1].address, 0x60D);
        let other = read("ptr, 0x00fb, 0, 0x0000\ndone; 7").unwrap().other;
        assert_eq!((other.count, other.first), (1, 2));
        assert_eq!(read("done, 600").unwrap_err().error.at, 6);
    }
}
