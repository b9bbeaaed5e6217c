//! Names of addresses: where they come from, what the user may write for an address, what is shown beside one.
//!
//! A reader turns the text of a label file into [`Symbol`]s and knows nothing of tables; the [`Symbols`] of a session
//! hold them all and know nothing of files.

mod display;
mod file;
mod formats;
mod name;
mod table;
#[cfg(test)]
mod tests;
mod view;

pub use display::with_offset;
pub use file::{Loaded, MAX_FILE, SymbolFailure, SymbolReason};
pub use formats::{Fault, Kind, Reading, break_at, known_elsewhere};
pub use name::{
    in_our_notation, is_minor, is_quotable, is_symbol, is_typable, is_word, quoted, typed,
};
pub use table::{Entry, Found, Names, Origin, Source, Symbols};

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// An address, which is shown by its name.
    Address,
    /// A value, such as a count or a segment's length: it may be typed, but no address is shown by it.
    Value,
    /// Another name for an address that has a better one to be shown by.
    Alias,
}

/// A named address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// As written in the source; scopes are joined by `::`.
    pub name: String,
    /// The address, or the value of what is none.
    pub address: u16,
    /// Bytes, where known; never past $FFFF.
    pub size: Option<u16>,
    /// Whether it stands for an address, and is shown for it.
    pub meaning: Meaning,
    /// The number of the bank that it is in, where that is known: it is shown while that bank shows.
    pub bank: Option<u16>,
}

impl Symbol {
    /// An address of unknown size. What the linker calls `__NAME__` is a value: it describes segments.
    pub fn new(name: impl Into<String>, address: u16) -> Self {
        let name = name.into();
        let meaning = match name::is_of_linker(&name) {
            true => Meaning::Value,
            false => Meaning::Address,
        };
        Self {
            name,
            address,
            size: None,
            meaning,
            bank: None,
        }
    }

    /// The symbol with a size of `bytes`, as far as memory goes; 0 is none.
    pub fn sized(self, bytes: u16) -> Self {
        let room = (u16::MAX - self.address).saturating_add(1);
        let size = (bytes > 0).then_some(bytes.min(room));
        Self { size, ..self }
    }
}
