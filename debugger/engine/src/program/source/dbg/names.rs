//! Names in a debug file: symbols with their scopes, and C's names for them.
//!
//! A symbol is written with its scopes before it, a cheap local label with the label it belongs to. Where modules use
//! one name for two things, the one that others import keeps it, and the rest carry their module's name.

mod told;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use super::{DebugInfo, Fault, Holds, Record};
use crate::program::symbols::{Meaning, Symbol};

/// Scopes inside each other, and letters of a whole name, that are followed: more is no program's.
const MAX_DEPTH: usize = 16;
const MAX_NAME: usize = 256;

/// Constants up to this one are counts and the like more often than addresses: they may be typed, but no address is
/// shown by them.
const LAST_VALUE: u16 = 0xFF;

#[derive(Debug, Default)]
pub(super) struct Tables {
    modules: HashMap<u32, Module>,
    scopes: HashMap<u32, Scope>,
    symbols: Vec<RawSymbol>,
    /// Where the symbol of an id stands.
    places: HashMap<u32, usize>,
    /// Symbols that another module imports.
    imported: HashSet<u32>,
    /// What an imported symbol is where it is exported.
    exports: HashMap<u32, u32>,
    /// Imported symbols that are exported nowhere the file tells of, and the lines that name them.
    foreign: BTreeMap<u32, (String, Vec<u32>)>,
    /// C's names of symbols.
    c_names: Vec<(String, u32)>,
    /// What C declares in the scopes of its functions.
    c_variables: Vec<(u32, Variable)>,
    /// Scopes of C functions.
    c_scopes: HashSet<u32>,
    /// Symbols that scopes are named by: subroutines.
    subroutines: HashSet<u32>,
}

/// A variable of C that is at no symbol.
#[derive(Debug)]
struct Variable {
    name: String,
    storage: Storage,
}

#[derive(Clone, Copy, Debug)]
enum Storage {
    Auto(i32),
    Register { bank: u32, offset: i32 },
}

#[derive(Debug)]
struct Module {
    name: String,
    is_of_library: bool,
}

#[derive(Debug)]
struct Scope {
    name: String,
    module: u32,
    parent: Option<u32>,
    /// The symbol that it is named by, and its bytes of code.
    symbol: Option<u32>,
    size: u32,
}

#[derive(Debug)]
struct RawSymbol {
    id: u32,
    name: String,
    home: Home,
    value: u32,
    size: Option<u32>,
    segment: Option<u32>,
    kind: Kind,
}

/// What a symbol's name belongs to.
#[derive(Clone, Copy, Debug)]
enum Home {
    Scope(u32),
    /// The label before a cheap local one.
    Label(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Label,
    Constant,
}

impl Tables {
    /// Takes `record`, if it is about names.
    pub(super) fn add(&mut self, record: &Record<'_>) -> Result<(), Fault> {
        let name = || record.text("name").unwrap_or("").to_owned();
        match record.kind {
            "mod" => {
                let module = Module {
                    name: name(),
                    is_of_library: record.text("lib").is_some(),
                };
                self.modules.insert(record.needed("id")?, module);
            }
            "scope" => {
                let scope = Scope {
                    name: name(),
                    module: record.needed("mod")?,
                    parent: record.number("parent")?,
                    symbol: record.number("sym")?,
                    size: record.number("size")?.unwrap_or(0),
                };
                self.subroutines.extend(scope.symbol);
                self.scopes.insert(record.needed("id")?, scope);
            }
            "csym" => {
                let scope = record.needed("scope")?;
                self.c_scopes.insert(scope);
                let (symbol, offset) = (record.number("sym")?, record.signed("offs")?);
                let storage = match (record.text("sc"), symbol) {
                    (Some("reg"), Some(bank)) => Storage::Register {
                        bank,
                        offset: offset.unwrap_or(0),
                    },
                    (_, Some(symbol)) => {
                        self.c_names.push((name(), symbol));
                        return Ok(());
                    }
                    (_, None) => Storage::Auto(offset.unwrap_or(0)),
                };
                let name = name();
                self.c_variables.push((scope, Variable { name, storage }));
            }
            "sym" => self.add_symbol(record)?,
            // Libraries, types and what later versions add.
            _ => {}
        }
        Ok(())
    }

    fn add_symbol(&mut self, record: &Record<'_>) -> Result<(), Fault> {
        let kind = match record.text("type") {
            Some("lab") => Kind::Label,
            Some("equ") => Kind::Constant,
            Some("imp") => {
                match record.number("exp")? {
                    Some(export) => {
                        self.imported.insert(export);
                        self.exports.insert(record.needed("id")?, export);
                    }
                    None => {
                        let lines = record.numbers("ref")?;
                        let name = record.text("name").unwrap_or("").to_owned();
                        self.foreign.insert(record.needed("id")?, (name, lines));
                    }
                }
                return Ok(());
            }
            _ => return Ok(()),
        };
        let home = match (record.number("scope")?, record.number("parent")?) {
            (Some(scope), _) => Home::Scope(scope),
            (None, Some(label)) => Home::Label(label),
            (None, None) => Home::Scope(record.needed("scope")?),
        };
        let symbol = RawSymbol {
            id: record.needed("id")?,
            name: record.text("name").unwrap_or("").to_owned(),
            home,
            value: record.needed("val")?,
            size: record.number("size")?,
            segment: record.number("seg")?,
            kind,
        };
        self.places.insert(symbol.id, self.symbols.len());
        self.symbols.push(symbol);
        Ok(())
    }

    /// Whether there are such modules, and all of them came out of libraries.
    pub(super) fn are_of_library(&self, modules: &[u32]) -> bool {
        let is_one = |id| {
            self.modules
                .get(id)
                .is_some_and(|module| module.is_of_library)
        };
        !modules.is_empty() && modules.iter().all(is_one)
    }

    /// Gives the symbols their whole names.
    pub(super) fn connect(
        self,
        info: &mut DebugInfo,
        written: &[RangeInclusive<u32>],
        banks: &HashMap<u32, u16>,
    ) {
        let mut taken: HashSet<String> = HashSet::new();
        let mut names: Vec<Option<String>> = vec![None; self.symbols.len()];
        // What is imported elsewhere comes first, and so keeps its name.
        let mut order: Vec<usize> = (0..self.symbols.len()).collect();
        order.sort_by_key(|&at| !self.imported.contains(&self.symbols[at].id));
        for at in order {
            names[at] = self
                .name(at, &taken)
                .filter(|name| taken.insert(name.clone()));
        }
        let (labels, constants): (Vec<_>, Vec<_>) = self
            .symbols
            .iter()
            .zip(names)
            .partition(|(symbol, _)| symbol.kind == Kind::Label);
        let pieces = info.lines.iter().flat_map(|line| &line.pieces);
        let data = pieces.filter(|piece| piece.holds == Holds::Data);
        let data: BTreeMap<u16, u16> = data.map(|piece| (piece.start, piece.end)).collect();
        let starts: BTreeSet<u16> = labels.iter().filter_map(|(s, _)| s.address()).collect();
        let mut sizes = HashMap::new();
        // Where an address has a label and a constant, the label is its name.
        for (symbol, name) in labels.into_iter().chain(constants) {
            let Some((name, address)) = name.zip(symbol.address()) else {
                info.left_out += 1;
                continue;
            };
            let mut named = symbol.named(name, address);
            named.bank = symbol.segment.and_then(|id| banks.get(&id).copied());
            // A constant that happens to be as large as an address of the program says nothing of that.
            if symbol.kind == Kind::Constant
                && written.iter().any(|range| range.contains(&symbol.value))
            {
                named.meaning = Meaning::Value;
            }
            // The size of a label is that of what stands behind it, which of code is one instruction only.
            let is_sized = self.subroutines.contains(&symbol.id) || data.contains_key(&address);
            let size = named.size.filter(|_| is_sized);
            let size = size.or_else(|| match symbol.kind {
                Kind::Label => extent(address, &data, &starts),
                Kind::Constant => None,
            });
            sizes.extend(size.map(|size| (symbol.id, size)));
            info.symbols.push(Symbol { size, ..named });
        }
        info.c = self.c_modules(written);
        for (name, symbol) in self.in_c() {
            let fits = symbol.kind == Kind::Label && (1..=MAX_NAME).contains(&name.len());
            if let Some(address) = symbol.address()
                && fits
                && taken.insert(name.to_owned())
            {
                let mut named = symbol.named(name.to_owned(), address);
                named.bank = symbol.segment.and_then(|id| banks.get(&id).copied());
                let size = named.size.or(sizes.get(&symbol.id).copied());
                let meaning = match symbol.name.strip_prefix('_') == Some(name) {
                    true => Meaning::Alias,
                    false => named.meaning,
                };
                info.symbols.push(Symbol {
                    meaning,
                    size,
                    ..named
                });
            }
        }
    }

    /// The name that no other of `taken` is, if there is one.
    fn name(&self, at: usize, taken: &HashSet<String>) -> Option<String> {
        let name = self.whole_name(at).filter(|name| !name.is_empty())?;
        if !taken.contains(&name) {
            return Some(name);
        }
        Some(format!("{}::{name}", self.module_of(at)?))
    }

    /// C's names: those that the file tells, and `counter` for every `_counter` of a module with functions of C.
    fn in_c(&self) -> impl Iterator<Item = (&str, &RawSymbol)> {
        let told = self.c_names.iter().filter_map(|(name, id)| {
            let symbol = &self.symbols[*self.places.get(id)?];
            Some((name.as_str(), symbol))
        });
        let modules: HashSet<u32> = self
            .c_scopes
            .iter()
            .filter_map(|scope| Some(self.scopes.get(scope)?.module))
            .collect();
        let of_modules = self.symbols.iter().filter_map(move |symbol| {
            let Home::Scope(scope) = symbol.home else {
                return None;
            };
            let scope = self.scopes.get(&scope)?;
            let is_of_library = || !modules.is_empty() && self.are_of_library(&[scope.module]);
            let is_global =
                scope.parent.is_none() && (modules.contains(&scope.module) || is_of_library());
            let name = symbol.name.strip_prefix('_').filter(|_| is_global)?;
            Some((name, symbol))
        });
        told.chain(of_modules)
    }

    /// A symbol's name with its scopes; none when these lead nowhere, or the name is beyond all measure.
    fn whole_name(&self, at: usize) -> Option<String> {
        let mut parts = vec![self.symbols[at].name.as_str()];
        let (scope, labels) = self.scope_of(at)?;
        parts.extend(labels);
        let mut next = Some(scope);
        for _ in 0..MAX_DEPTH {
            let Some(id) = next else {
                parts.retain(|part| !part.is_empty());
                parts.reverse();
                let length: usize = parts.iter().map(|part| part.len() + 2).sum();
                return (length <= MAX_NAME).then(|| parts.join("::"));
            };
            let scope = self.scopes.get(&id)?;
            parts.push(&scope.name);
            next = scope.parent;
        }
        None
    }

    /// The scope of a symbol, and the labels between.
    fn scope_of(&self, mut at: usize) -> Option<(u32, Vec<&str>)> {
        let mut labels = Vec::new();
        for _ in 0..MAX_DEPTH {
            match self.symbols[at].home {
                Home::Scope(scope) => return Some((scope, labels)),
                Home::Label(label) => at = *self.places.get(&label)?,
            }
            labels.push(self.symbols[at].name.as_str());
        }
        None
    }

    /// The name of the module that a symbol is of, without folders and extension.
    fn module_of(&self, at: usize) -> Option<&str> {
        let (scope, _) = self.scope_of(at)?;
        let module = self.modules.get(&self.scopes.get(&scope)?.module)?;
        let name = &module.name;
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let name = name.split('.').next().unwrap_or(name);
        (1..=MAX_NAME).contains(&name.len()).then_some(name)
    }
}

/// The bytes of data from `address` up to the next label, or to where lines say nothing: what a compiler writes behind
/// a label it does not say to be of it. `data` are the ends of pieces by their starts.
fn extent(address: u16, data: &BTreeMap<u16, u16>, labels: &BTreeSet<u16>) -> Option<u16> {
    let mut end = *data.get(&address)?;
    let next = labels.range(address.checked_add(1)?..).next();
    let is_before = |at: u16| next.is_none_or(|&next| at < next);
    while let Some(start) = end.checked_add(1).filter(|&start| is_before(start))
        && let Some(&further) = data.get(&start)
    {
        end = further;
    }
    let last = next.map_or(end, |&next| end.min(next - 1));
    (last - address).checked_add(1)
}

impl RawSymbol {
    fn address(&self) -> Option<u16> {
        self.value.try_into().ok()
    }

    fn named(&self, name: String, address: u16) -> Symbol {
        let size = self.size.map_or(0, |size| size.try_into().unwrap_or(0));
        let symbol = Symbol::new(name, address).sized(size);
        match self.kind {
            Kind::Constant if address <= LAST_VALUE => Symbol {
                meaning: Meaning::Value,
                ..symbol
            },
            Kind::Constant | Kind::Label => symbol,
        }
    }
}
