//! Memory to a file, in the formats that `load` reads.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::Format;
use crate::files::{Unwritten, replace::replace};

/// Bytes in one record of the formats that have lines.
const RECORD: usize = 16;

/// Memory cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum Unsaved {
    /// The file cannot be written.
    #[error("{0}")]
    Unwritten(#[from] Unwritten),
    /// Files of this one's kind are only read.
    #[error("cannot write {}: its kind of file is only read", .0.display())]
    ReadOnly(PathBuf),
}

impl Unsaved {
    /// What the user can do about it.
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::ReadOnly(_) => Some("say `--raw`, `--prg`, `--hex` or `--srec`".to_owned()),
            Self::Unwritten(_) => None,
        }
    }
}

/// Writes `bytes`, which start at `start`, to `path`.
///
/// # Errors
/// The file cannot be written, or the format is one that is only read; `interrupt` was set.
pub fn save(
    path: &Path,
    format: Format,
    start: u16,
    bytes: &[u8],
    interrupt: &Arc<AtomicBool>,
) -> Result<(), Unsaved> {
    let content = match format {
        Format::Ines | Format::Sim65 | Format::Elf | Format::MosSim | Format::AppleSingle => {
            return Err(Unsaved::ReadOnly(path.to_owned()));
        }
        Format::Raw => bytes.to_vec(),
        Format::Prg => [&start.to_le_bytes(), bytes].concat(),
        Format::Hex => hex(start, bytes).into_bytes(),
        Format::Srec => srec(start, bytes).into_bytes(),
    };
    Ok(replace(path, &content, interrupt)?)
}

fn hex(start: u16, bytes: &[u8]) -> String {
    let record = |(at, chunk): (u16, &[u8])| {
        let [high, low] = at.to_be_bytes();
        let record = [&[chunk.len() as u8, high, low, 0], chunk].concat();
        line(":", &record, sum(&record).wrapping_neg())
    };
    let records: String = chunks(start, bytes).map(record).collect();
    records + ":00000001FF\n"
}

fn srec(start: u16, bytes: &[u8]) -> String {
    let record = |kind, at: u16, chunk: &[u8]| {
        let [high, low] = at.to_be_bytes();
        let record = [&[chunk.len() as u8 + 3, high, low], chunk].concat();
        line(kind, &record, !sum(&record))
    };
    let records = chunks(start, bytes).map(|(at, chunk)| record("S1", at, chunk));
    let records: String = records.collect();
    records + &record("S9", start, &[])
}

/// Pieces that fit into a record, with their addresses.
fn chunks(start: u16, bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let addresses = (usize::from(start)..).step_by(RECORD);
    addresses
        .map(|address| address as u16)
        .zip(bytes.chunks(RECORD))
}

fn sum(record: &[u8]) -> u8 {
    record.iter().fold(0u8, |sum, &b| sum.wrapping_add(b))
}

fn line(kind: &str, record: &[u8], checksum: u8) -> String {
    let digits = record.iter().map(|byte| format!("{byte:02X}"));
    format!("{kind}{}{checksum:02X}\n", digits.collect::<String>())
}

#[cfg(test)]
mod tests {

    use super::super::{Placement, load};
    use super::*;

    #[test]
    fn what_is_saved_loads_again() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..100).collect();
        for name in ["p.prg", "p.hex", "p.s19"] {
            let path = folder.path().join(name);
            save(&path, Format::of(&path), 0xFF00, &bytes, &Arc::default()).unwrap();
            let program = load(&path, Placement::default(), &Arc::default()).unwrap();
            assert_eq!(program.entry, 0xFF00);
            assert_eq!(program.segments[0].bytes, bytes);
        }
    }
}
