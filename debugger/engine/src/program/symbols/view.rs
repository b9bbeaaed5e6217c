//! Symbols as they are told.

use super::{Entry, Meaning, Origin, Symbol, Symbols};
use crate::answer::SymbolView;

impl Symbols {
    /// The symbols that `is_wanted` takes, by their addresses.
    pub fn views(&self, is_wanted: impl Fn(&Entry) -> bool) -> Vec<SymbolView> {
        let mut found: Vec<&Entry> = self.iter().filter(|entry| is_wanted(entry)).collect();
        // Several files may say the same; one of them may say more.
        found.sort_by_key(|entry| {
            let Symbol {
                address,
                name,
                size,
                ..
            } = &entry.symbol;
            (*address, name, std::cmp::Reverse(*size))
        });
        found.dedup_by_key(|entry| (entry.symbol.address, &entry.symbol.name));
        let views = found.into_iter();
        let views = views.map(|entry| SymbolView {
            bank: self.bank(&entry.symbol),
            ..entry.symbol.view(Some(&entry.origin))
        });
        views.collect()
    }
}

impl Symbol {
    /// The symbol as an answer, with the file that it came from.
    pub fn view(&self, origin: Option<&Origin>) -> SymbolView {
        SymbolView {
            name: self.name.clone(),
            address: self.address,
            size: self.size,
            bank: self.bank,
            is_value: self.meaning == Meaning::Value,
            file: match origin {
                Some(Origin::File(source)) => Some(source.name.clone()),
                Some(Origin::Hand) | None => None,
            },
        }
    }
}
