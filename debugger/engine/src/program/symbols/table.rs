//! The table of a session's symbols, by name and by address.
//!
//! Invariants: a name that the user gave has one address, and wins over the same name of a file; a file's names may have
//! several, as local labels do, and then cannot be used alone. What one file brought can be taken away again.
//!
//! Names are shared with the line editor, which looks at them while the user types; a change while it does so copies
//! them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::rc::Rc;

use super::name::is_minor;
use super::{Meaning, Symbol};
use crate::names::closest;

/// How far behind a name of unknown size its addresses are told by it.
const REACH: u16 = 0x400;

/// Who brought a symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user or the assembler, one by one.
    Hand,
    /// The symbols of a file.
    File(Source),
}

/// A file of symbols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file itself, however it was called.
    pub path: PathBuf,
    /// The path of the file as the user wrote it.
    pub name: String,
    /// Whether it was found beside the program, and goes with it.
    pub is_of_program: bool,
}

/// A symbol in the table.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The symbol itself.
    pub symbol: Symbol,
    /// Who brought it.
    pub origin: Rc<Origin>,
    /// Those that came first are shown first.
    order: u32,
}

/// All symbols of each name.
pub type Names = BTreeMap<String, Vec<Entry>>;

/// What is called by a name.
#[derive(Clone, Copy, Debug)]
pub enum Found<'s> {
    /// No symbol has the name.
    Nothing,
    /// The one symbol of the name.
    One(&'s Symbol),
    /// A file has the name for several addresses.
    Several(&'s [Entry]),
}

/// What became of a file's symbols.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// How many symbols were put into the table.
    pub added: usize,
    /// Of these, such as another file brought with the same address.
    pub known: usize,
    /// Names that the user has given to other addresses.
    pub kept: usize,
}

/// All symbols.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    names: Rc<Names>,
    /// The names to show for each address, best first.
    addresses: BTreeMap<u16, BTreeSet<Shown>>,
    count: u32,
    changes: u64,
    /// The number of what shows in each window of banks.
    showing: Vec<(RangeInclusive<u16>, u16)>,
}

/// What is shown first: the user's own, then what is not of the inside of a routine, then what is in few scopes, then
/// what came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_of_file: bool,
    is_minor: bool,
    scopes: usize,
    order: u32,
}

/// A name that is shown for its address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    rank: Rank,
    name: String,
    size: Option<u16>,
    bank: Option<u16>,
}

impl Symbols {
    /// Says which banks show: of the names of an address, those of other banks are not told. True if that is new.
    pub fn set_showing(&mut self, showing: Vec<(RangeInclusive<u16>, u16)>) -> bool {
        let is_new = self.showing != showing;
        if is_new {
            self.showing = showing;
            self.changes += 1;
        }
        is_new
    }

    /// Whether what a name is of may show at an address.
    fn shows(&self, shown: &Shown, address: u16) -> bool {
        let Some(bank) = shown.bank else { return true };
        let mut windows = self.showing.iter();
        let window = windows.find(|(range, _)| range.contains(&address));
        window.is_none_or(|(_, number)| *number == bank)
    }

    fn is_window(&self, address: u16) -> bool {
        let mut windows = self.showing.iter();
        windows.any(|(range, _)| range.contains(&address))
    }

    /// The bank of a symbol, where the machine has a window for it.
    pub(super) fn bank(&self, symbol: &Symbol) -> Option<u16> {
        symbol.bank.filter(|_| self.is_window(symbol.address))
    }

    /// Adds `symbol` as the user's own, in place of all of the same name, which it gives.
    pub fn define(&mut self, symbol: Symbol) -> Vec<Entry> {
        let before = self.remove(&symbol.name);
        self.add(symbol, &Rc::new(Origin::Hand));
        before
    }

    /// Removes the symbols called `name`, and gives them.
    pub fn remove(&mut self, name: &str) -> Vec<Entry> {
        self.changes += 1;
        let removed = Rc::make_mut(&mut self.names).remove(name);
        let removed = removed.unwrap_or_default();
        for Entry { symbol, .. } in &removed {
            if let Some(shown) = self.addresses.get_mut(&symbol.address) {
                shown.retain(|other| other.name != name);
                if shown.is_empty() {
                    self.addresses.remove(&symbol.address);
                }
            }
        }
        removed
    }

    /// Puts back what [`Symbols::remove`] or [`Symbols::define`] gave for `name`.
    pub fn restore(&mut self, name: &str, entries: Vec<Entry>) {
        self.remove(name);
        for entry in entries {
            self.insert(entry);
        }
    }

    /// Adds what a file says, in place of what the same file said before. Names that the user gave stay what they are.
    pub fn fill(&mut self, source: Source, symbols: Vec<Symbol>) -> Filled {
        self.forget(|old| old.path == source.path);
        let origin = Rc::new(Origin::File(source));
        let mut filled = Filled::default();
        let mut said = HashSet::new();
        for symbol in symbols {
            match self.names.get(&symbol.name).map(Vec::as_slice) {
                Some([own]) if *own.origin == Origin::Hand => filled.kept += 1,
                // A linker says twice what is exported.
                _ if !said.insert((symbol.name.clone(), symbol.address)) => {}
                others => {
                    let is_same = |other: &Entry| other.symbol.address == symbol.address;
                    filled.known += usize::from(others.is_some_and(|o| o.iter().any(is_same)));
                    self.add(symbol, &origin);
                    filled.added += 1;
                }
            }
        }
        filled
    }

    /// Removes what came from the files that `is_gone` names; so many there were.
    pub fn forget(&mut self, is_gone: impl Fn(&Source) -> bool) -> usize {
        let is_gone = |entry: &Entry| match &*entry.origin {
            Origin::Hand => false,
            Origin::File(source) => is_gone(source),
        };
        let gone = self.iter().filter(|entry| is_gone(entry)).count();
        if gone > 0 {
            self.changes += 1;
            let names = std::mem::take(&mut self.names);
            self.addresses.clear();
            for entry in Rc::unwrap_or_clone(names).into_values().flatten() {
                if !is_gone(&entry) {
                    self.insert(entry);
                }
            }
        }
        gone
    }

    /// Removes all symbols, and says how many there were.
    pub fn clear(&mut self) -> usize {
        let count = self.views(|_| true).len();
        *self = Self {
            changes: self.changes + 1,
            ..Self::default()
        };
        count
    }

    fn add(&mut self, symbol: Symbol, origin: &Rc<Origin>) {
        self.count += 1;
        self.insert(Entry {
            symbol,
            origin: origin.clone(),
            order: self.count,
        });
    }

    fn insert(&mut self, entry: Entry) {
        self.changes += 1;
        let symbol = &entry.symbol;
        if symbol.meaning == Meaning::Address {
            let shown = Shown {
                rank: Rank {
                    is_of_file: *entry.origin != Origin::Hand,
                    is_minor: is_minor(&symbol.name),
                    scopes: symbol.name.matches("::").count(),
                    order: entry.order,
                },
                name: symbol.name.clone(),
                size: symbol.size,
                bank: symbol.bank,
            };
            self.addresses
                .entry(symbol.address)
                .or_default()
                .insert(shown);
        }
        let names = Rc::make_mut(&mut self.names);
        names.entry(symbol.name.clone()).or_default().push(entry);
    }

    /// What is called exactly `name`.
    pub fn find(&self, name: &str) -> Found<'_> {
        match self.names.get(name).map(Vec::as_slice) {
            None | Some([]) => Found::Nothing,
            Some([first, rest @ ..])
                if rest
                    .iter()
                    .all(|e| e.symbol.address == first.symbol.address) =>
            {
                Found::One(&first.symbol)
            }
            Some(several) => Found::Several(several),
        }
    }

    /// The bytes that what is called exactly `name` has, where that is one thing of known size.
    pub fn size(&self, name: &str) -> Option<u16> {
        match self.find(name) {
            Found::One(symbol) => symbol.size,
            Found::Nothing | Found::Several(_) => None,
        }
    }

    /// Whether anything is called exactly `name`.
    pub fn knows(&self, name: &str) -> bool {
        !matches!(self.find(name), Found::Nothing)
    }

    /// The name that was meant by `typed`, which is none: in other capitals, without its scope, or misspelt.
    pub fn meant(&self, typed: &str) -> Option<&str> {
        let names = || self.names.keys().map(String::as_str);
        let in_a_scope = |name: &&str| {
            let scope = name.strip_suffix(typed);
            scope.is_some_and(|scope| scope.ends_with("::"))
        };
        names()
            .find(|name| name.eq_ignore_ascii_case(typed))
            .or_else(|| names().find(in_a_scope))
            .or_else(|| closest(typed, names()))
    }

    /// The names of exactly `address`, best first.
    pub fn at(&self, address: u16) -> impl Iterator<Item = &str> {
        let shown = self.addresses.get(&address).into_iter().flatten();
        let shown = shown.filter(move |shown| self.shows(shown, address));
        shown.map(|shown| shown.name.as_str())
    }

    /// The name to tell `address` by, and how far behind it that is: its own, else that of a symbol that has the address
    /// among its bytes, or of one of unknown size not far before it. Labels inside of a routine tell less than the
    /// routine does, and nothing behind it. Names in page 0 tell nothing of the pages behind it.
    pub fn nearest(&self, address: u16) -> Option<(&str, u16)> {
        let (shown, offset) = self.before(address)?;
        Some((&shown.name, offset))
    }

    /// The name of `address` as a part of memory: exactly, or with an offset inside of a symbol whose size is known.
    pub fn part(&self, address: u16) -> Option<(&str, u16)> {
        let (shown, offset) = self.before(address)?;
        (offset == 0 || shown.size.is_some()).then_some((shown.name.as_str(), offset))
    }

    fn before(&self, address: u16) -> Option<(&Shown, u16)> {
        let first = match address {
            ..=0xFF => 0,
            _ => 0x100,
        };
        // What is in a bank is not told by a name of memory beside the window, nor the other way round.
        let is_window = self.is_window(address);
        let mut minor = None;
        let mut is_over = false;
        for (&start, list) in self.addresses.range(first..=address).rev() {
            let offset = address - start;
            let tells = |shown: &&Shown| {
                let reaches = match shown.size {
                    Some(size) => offset < size,
                    None => offset < REACH && self.is_window(start) == is_window,
                };
                reaches && self.shows(shown, start)
            };
            match list.iter().find(tells) {
                Some(shown) if shown.rank.is_minor && offset > 0 => {
                    minor = minor.or(Some((shown, offset)).filter(|_| !is_over));
                }
                Some(shown) => return Some((shown, offset)),
                // A label inside of a routine, or before it, tells nothing of what follows the routine.
                None => {
                    let list = list.iter().filter(|shown| self.shows(shown, start));
                    let size = list.filter_map(|shown| shown.size).max();
                    is_over |= size.is_some();
                    minor = minor
                        .filter(|&(_, behind)| size.is_none_or(|size| offset - behind >= size));
                }
            }
        }
        minor
    }

    /// A number that is another one after each change.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// All symbols, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.names.values().flatten()
    }

    /// All names, for one who does not see the session.
    pub fn names(&self) -> Rc<Names> {
        self.names.clone()
    }
}
