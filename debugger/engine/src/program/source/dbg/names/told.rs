//! What names tell of C's functions, and of symbols that the file gives no address.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use super::super::{Holds, Import, Piece, RawLine, c};
use super::{Home, Kind, RawSymbol, Storage, Tables, Variable};

impl Tables {
    /// Symbols without an address, each once, and the instructions that name them.
    pub(in super::super) fn imports(
        &self,
        lines: &[RawLine],
        pieces: &HashMap<u32, Option<Piece>>,
    ) -> Vec<Import> {
        let wanted: HashSet<u32> = self
            .foreign
            .values()
            .flat_map(|(_, lines)| lines.iter().copied())
            .collect();
        let spans = |line: &RawLine| {
            let all = line.spans.iter().filter_map(|span| *pieces.get(span)?);
            all.filter(|piece| piece.holds == Holds::Code && piece.end - piece.start < 3)
                .map(|piece| piece.start)
                .collect()
        };
        let lines = lines.iter().filter(|line| wanted.contains(&line.id));
        let starts: HashMap<u32, Vec<u16>> = lines.map(|line| (line.id, spans(line))).collect();
        let mut by_name: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
        for (name, lines) in self.foreign.values() {
            let uses = lines.iter().filter_map(|line| starts.get(line)).flatten();
            by_name.entry(name).or_default().extend(uses);
        }
        let least = self.least_offsets();
        let imports = by_name.into_iter().filter(|(_, uses)| !uses.is_empty());
        imports
            .map(|(name, uses)| Import {
                name: name.to_owned(),
                uses,
                least: least.get(name).copied().unwrap_or(0),
            })
            .collect()
    }

    /// How far from its bank the nearest register variable of each bank is, by the bank's name.
    fn least_offsets(&self) -> HashMap<&str, u16> {
        let mut least: HashMap<&str, u16> = HashMap::new();
        for (_, variable) in &self.c_variables {
            if let Storage::Register { bank, offset } = variable.storage
                && let Some((name, _)) = self.foreign.get(&bank)
                && let Ok(offset) = u16::try_from(offset)
            {
                let least = least.entry(name).or_insert(offset);
                *least = offset.min(*least);
            }
        }
        least
    }

    /// What the modules that C was compiled to say of it, in the order of their ids.
    pub(super) fn c_modules(&self, written: &[RangeInclusive<u32>]) -> Vec<c::Module> {
        let by_scope = ByScope::of(self, written);
        let mut modules: BTreeMap<u32, c::Module> = BTreeMap::new();
        for scope in &self.c_scopes {
            if let Some(own) = self.scopes.get(scope) {
                let module = modules.entry(own.module).or_default();
                module.functions.extend(self.c_function(*scope, &by_scope));
            }
        }
        for module in modules.values_mut() {
            module.functions.sort_by_key(|function| function.start);
        }
        for (id, symbols) in &by_scope.symbols {
            let root = self.scopes.get(id).filter(|scope| scope.parent.is_none());
            let Some(module) = root.and_then(|root| modules.get_mut(&root.module)) else {
                continue;
            };
            let labels = symbols.iter().filter(|symbol| symbol.kind == Kind::Label);
            module.globals.extend(labels.filter_map(|symbol| {
                let name = symbol.name.strip_prefix('_')?;
                Some((name.to_owned(), symbol.address()?))
            }));
        }
        modules.into_values().collect()
    }

    /// The function of C whose scope it is.
    fn c_function(&self, id: u32, by_scope: &ByScope<'_>) -> Option<c::Function> {
        let scope = self.scopes.get(&id)?;
        let symbol = scope.symbol?;
        let symbol = self.exports.get(&symbol).unwrap_or(&symbol);
        let start = self.symbols[*self.places.get(symbol)?].address()?;
        let own = by_scope.variables.get(&id).into_iter().flatten();
        let variables = own.filter_map(|variable| {
            let storage = match variable.storage {
                Storage::Auto(offset) => c::Storage::Frame(offset),
                Storage::Register { offset, .. } => c::Storage::Bank(offset.try_into().ok()?),
            };
            Some((variable.name.clone(), storage))
        });
        let labels = by_scope.symbols.get(&id).into_iter().flatten();
        let labels = labels.filter_map(|symbol| by_scope.label(symbol));
        Some(c::Function {
            name: scope
                .name
                .strip_prefix('_')
                .unwrap_or(&scope.name)
                .to_owned(),
            start,
            size: scope.size.try_into().ok()?,
            variables: variables.collect(),
            labels: labels
                .filter(|label| {
                    let address = label.address;
                    address < start || u32::from(address) >= u32::from(start) + scope.size
                })
                .collect(),
        })
    }
}

/// What scopes have, looked up once.
struct ByScope<'t> {
    variables: HashMap<u32, Vec<&'t Variable>>,
    symbols: BTreeMap<u32, Vec<&'t RawSymbol>>,
    /// Where labels are.
    starts: BTreeSet<u16>,
    /// What is in the program's file.
    written: &'t [RangeInclusive<u32>],
}

impl<'t> ByScope<'t> {
    fn of(tables: &'t Tables, written: &'t [RangeInclusive<u32>]) -> Self {
        let mut found = Self {
            variables: HashMap::new(),
            symbols: BTreeMap::new(),
            starts: BTreeSet::new(),
            written,
        };
        for (scope, variable) in &tables.c_variables {
            found.variables.entry(*scope).or_default().push(variable);
        }
        for symbol in &tables.symbols {
            if let Home::Scope(scope) = symbol.home {
                found.symbols.entry(scope).or_default().push(symbol);
            }
            if symbol.kind == Kind::Label {
                found.starts.extend(symbol.address());
            }
        }
        found
    }

    fn label(&self, symbol: &RawSymbol) -> Option<c::Label> {
        let address = symbol.address()?;
        let behind = address.checked_add(1)?;
        let is_written = self
            .written
            .iter()
            .any(|range| range.contains(&symbol.value));
        Some(c::Label {
            name: symbol.name.clone(),
            address,
            extent: self
                .starts
                .range(behind..)
                .next()
                .map(|next| next - address),
            holds: match is_written {
                true => c::Initially::Values,
                false => c::Initially::Nothing,
            },
        })
    }
}
