//! Memory to a file, in the formats that `load` reads.

use std::fmt::Write;
use std::path::Path;

use super::Format;
use crate::error::CommandError;

/// Bytes in one record of Intel HEX.
const RECORD: usize = 16;

/// Writes `bytes`, which start at `start`, to `path`.
///
/// # Errors
/// The file cannot be written, or the format is one that is only read.
pub(crate) fn save(
    path: &Path,
    format: Format,
    start: u16,
    bytes: &[u8],
) -> Result<(), CommandError> {
    let content = match format {
        Format::Ines => return Err(CommandError::NoCartridge(path.to_owned())),
        Format::Raw => bytes.to_vec(),
        Format::Prg => [&start.to_le_bytes(), bytes].concat(),
        Format::Hex => hex(start, bytes).into_bytes(),
    };
    std::fs::write(path, content).map_err(|source| CommandError::Write {
        path: path.to_owned(),
        source,
    })
}

fn hex(start: u16, bytes: &[u8]) -> String {
    let mut text = String::new();
    for (index, chunk) in bytes.chunks(RECORD).enumerate() {
        let [high, low] = start.wrapping_add((index * RECORD) as u16).to_be_bytes();
        let mut record = vec![chunk.len() as u8, high, low, 0];
        record.extend(chunk);
        let sum = record.iter().fold(0u8, |sum, &b| sum.wrapping_add(b));
        record.push(sum.wrapping_neg());
        text.push(':');
        for byte in record {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02X}");
        }
        text.push('\n');
    }
    text + ":00000001FF\n"
}

#[cfg(test)]
mod tests {
    use super::super::{Placement, load};
    use super::*;

    #[test]
    fn what_is_saved_loads_again() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..100).collect();
        for (name, format) in [("p.prg", Format::Prg), ("p.hex", Format::Hex)] {
            let path = folder.path().join(name);
            save(&path, format, 0xFF00, &bytes).unwrap();
            let program = load(&path, Placement::default()).unwrap();
            assert_eq!(program.entry, 0xFF00);
            assert_eq!(program.segments[0].bytes, bytes);
        }
    }
}
