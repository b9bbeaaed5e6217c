//! Names of addresses: what the user may write for an address, and what is shown beside one.
//!
//! Invariant: a name has one address; an address may have several names, of which the first one added is shown.
//!
//! Left out: where symbols come from.

use std::collections::BTreeMap;

/// A named address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Symbol {
    /// As written in the source; scopes are joined by `::`.
    pub(crate) name: String,
    pub(crate) address: u16,
    /// Bytes, where known.
    pub(crate) size: Option<u16>,
}

/// All symbols.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    by_name: BTreeMap<String, Symbol>,
    by_address: BTreeMap<u16, Vec<String>>,
}

#[allow(dead_code, reason = "the readers and the assembler fill it")]
impl Symbols {
    /// Adds `symbol`, in place of one with the same name.
    pub(crate) fn add(&mut self, symbol: Symbol) {
        self.remove(&symbol.name);
        let names = self.by_address.entry(symbol.address).or_default();
        names.push(symbol.name.clone());
        self.by_name.insert(symbol.name.clone(), symbol);
    }

    /// Removes the symbol called `name`, and gives it.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Symbol> {
        let symbol = self.by_name.remove(name)?;
        if let Some(names) = self.by_address.get_mut(&symbol.address) {
            names.retain(|other| other != name);
        }
        Some(symbol)
    }

    /// The symbol called exactly `name`.
    pub(crate) fn find(&self, name: &str) -> Option<&Symbol> {
        self.by_name.get(name)
    }

    /// The name of exactly `address`.
    pub(crate) fn at(&self, address: u16) -> Option<&str> {
        self.by_address.get(&address)?.first().map(String::as_str)
    }

    /// All of them, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Symbol> {
        self.by_name.values()
    }
}
