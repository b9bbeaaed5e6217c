//! In which bank a segment is, by where it stands in the file that the linker wrote.
//!
//! ld65 2.19 writes no `bank` of its memory areas, but the name of the output file and the offset in it. Where a machine has
//! that file in its ROM, or one file only, the banks are known in which these bytes show. Invariant: a bank is told only
//! if the bytes show there at the address for which they were linked.

use std::path::Path;

/// What a machine has of files in its banks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placing(Vec<Placed>);

/// A part of a file that shows in a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The name of the file, without its folder.
    pub file: String,
    /// Where the part begins in it.
    pub offset: u32,
    /// How many bytes it has.
    pub length: u32,
    /// The address at which it shows.
    pub start: u16,
    /// The number of the bank.
    pub bank: u16,
}

impl FromIterator<Placed> for Placing {
    fn from_iter<I: IntoIterator<Item = Placed>>(parts: I) -> Self {
        Self(parts.into_iter().collect())
    }
}

impl Placing {
    /// The bank of what is at `offset` of a file and was linked for `start`, if it is in one.
    pub(super) fn bank(&self, file: &str, offset: u32, start: u32) -> Option<u16> {
        // Linkers on other systems write other separators.
        let name = file.rsplit(['/', '\\']).next();
        let name = name.unwrap_or(file);
        // Who has given the output another name has still one file.
        let is_named = self.0.iter().any(|placed| placed.file == name);
        let is_only = self.0.iter().all(|placed| placed.file == self.0[0].file);
        let is_here = |placed: &&Placed| {
            let behind = offset.checked_sub(placed.offset);
            (placed.file == name || is_only && !is_named)
                && behind.is_some_and(|behind| {
                    behind < placed.length && u32::from(placed.start) + behind == start
                })
        };
        let mut banks = self.0.iter().filter(is_here).map(|placed| placed.bank);
        let bank = banks.next()?;
        // The same bytes in several banks are told by none of them.
        banks.all(|other| other == bank).then_some(bank)
    }
}

/// The name of a file without its folder.
pub fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
