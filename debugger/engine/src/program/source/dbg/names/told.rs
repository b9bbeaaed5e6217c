//! What names tell of C's functions, and of symbols that the file gives no address.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::{Holds, Import, Piece, RawLine, c};
use super::{Home, Kind, RawSymbol, Storage, Tables};

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
        let imports = by_name.into_iter().filter(|(_, uses)| !uses.is_empty());
        imports
            .map(|(name, uses)| Import {
                name: name.to_owned(),
                uses,
                least: self.least_offset(name),
            })
            .collect()
    }

    /// How far from the bank of that name its nearest register variable is; 0 of any other symbol.
    fn least_offset(&self, name: &str) -> u16 {
        let offsets = self
            .c_variables
            .iter()
            .filter_map(|(_, variable)| match variable.storage {
                Storage::Register { bank, offset } => {
                    let (own, _) = self.foreign.get(&bank)?;
                    (own == name).then(|| u16::try_from(offset).ok())?
                }
                Storage::Auto(_) => None,
            });
        offsets.min().unwrap_or(0)
    }

    /// What the modules that C was compiled to say of it, in the order of their ids.
    pub(super) fn c_modules(&self) -> Vec<c::Module> {
        let module_of = |scope: u32| Some(self.scopes.get(&scope)?.module);
        let mut modules: BTreeMap<u32, c::Module> = BTreeMap::new();
        for &scope in &self.c_scopes {
            let Some(module) = module_of(scope) else {
                continue;
            };
            let module = modules.entry(module).or_default();
            module.functions.extend(self.c_function(scope));
        }
        for (&id, module) in &mut modules {
            module.functions.sort_by_key(|function| function.start);
            for symbol in &self.symbols {
                if let Home::Scope(scope) = symbol.home
                    && self
                        .scopes
                        .get(&scope)
                        .is_some_and(|s| s.module == id && s.parent.is_none())
                    && symbol.kind == Kind::Label
                    && let (Some(name), Some(address)) =
                        (symbol.name.strip_prefix('_'), symbol.address())
                {
                    module.globals.insert(name.to_owned(), address);
                }
            }
        }
        modules.into_values().collect()
    }

    /// The function of C whose scope it is.
    fn c_function(&self, id: u32) -> Option<c::Function> {
        let scope = self.scopes.get(&id)?;
        let place = |id: u32| {
            let id = self.exports.get(&id).unwrap_or(&id);
            self.symbols[*self.places.get(id)?].address()
        };
        let start = place(scope.symbol?)?;
        let own = self.c_variables.iter().filter(|(scope, _)| *scope == id);
        let variables = own.filter_map(|(_, variable)| {
            let storage = match variable.storage {
                Storage::Auto(offset) => c::Storage::Frame(offset),
                Storage::Register { offset, .. } => c::Storage::Bank(offset.try_into().ok()?),
            };
            Some((variable.name.clone(), storage))
        });
        let is_own = |symbol: &&RawSymbol| matches!(symbol.home, Home::Scope(scope) if scope == id);
        let labels = self.symbols.iter().filter(is_own);
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
                .filter_map(|symbol| Some((symbol.name.clone(), symbol.address()?)))
                .filter(|&(_, address)| {
                    address < start || u32::from(address) >= u32::from(start) + scope.size
                })
                .collect(),
        })
    }
}
