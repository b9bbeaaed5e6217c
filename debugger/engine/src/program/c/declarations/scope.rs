//! What names mean at a place in the text: from the block around it out to the file.
//!
//! Invariant: a block's types are known by name in the whole unit once it ends, where nothing else has that name.

use std::collections::HashMap;
use std::hash::Hash;

use crate::program::c::types::{RecordKind, Type, TypeId, Types};
use crate::program::c::unit::Unit;

/// What a block declares.
#[derive(Default)]
pub(super) struct Scope {
    pub(super) names: HashMap<String, TypeId>,
    pub(super) variables: HashMap<String, TypeId>,
    pub(super) records: HashMap<(RecordKind, String), TypeId>,
    pub(super) enums: HashMap<String, TypeId>,
    pub(super) constants: HashMap<String, (i64, Option<TypeId>)>,
}

/// The file, and the blocks in it that are open.
pub(super) struct Scopes {
    file: Scope,
    blocks: Vec<Scope>,
    /// What ended blocks declared.
    ended: Scope,
}

impl Scopes {
    pub(super) fn new() -> Self {
        Self {
            file: Scope::default(),
            blocks: Vec::new(),
            ended: Scope::default(),
        }
    }

    pub(super) fn begin(&mut self) {
        self.blocks.push(Scope::default());
    }

    pub(super) fn end(&mut self) {
        let Some(block) = self.blocks.pop() else {
            return;
        };
        add(&mut self.ended.names, block.names);
        add(&mut self.ended.records, block.records);
        add(&mut self.ended.enums, block.enums);
        add(&mut self.ended.constants, block.constants);
    }

    /// The innermost block, or the file.
    pub(super) fn inner(&mut self) -> &mut Scope {
        self.blocks.last_mut().unwrap_or(&mut self.file)
    }

    /// What the innermost block that knows it has.
    pub(super) fn find<T: Copy>(&self, get: impl Fn(&Scope) -> Option<&T>) -> Option<T> {
        self.blocks
            .iter()
            .rev()
            .chain([&self.file])
            .find_map(get)
            .copied()
    }

    /// Declares a variable or a function of the file; what is known of an array's length stays.
    pub(super) fn declare_global(&mut self, types: &Types, name: String, of: TypeId) {
        let unsized_array = matches!(types.of(of), Type::Array(_, None));
        match self.file.variables.entry(name) {
            std::collections::hash_map::Entry::Occupied(_) if unsized_array => {}
            entry => {
                entry.insert_entry(of);
            }
        }
    }

    /// All that was declared.
    pub(super) fn into_unit(mut self, file: &str) -> Unit {
        while !self.blocks.is_empty() {
            self.end();
        }
        let mut unit = Unit {
            file: file.to_owned(),
            globals: self.file.variables,
            functions: Vec::new(),
            names: self.file.names,
            records: self.file.records,
            enums: self.file.enums,
            constants: self.file.constants,
        };
        add(&mut unit.names, self.ended.names);
        add(&mut unit.records, self.ended.records);
        add(&mut unit.enums, self.ended.enums);
        add(&mut unit.constants, self.ended.constants);
        unit
    }
}

fn add<K: Eq + Hash, V>(to: &mut HashMap<K, V>, from: HashMap<K, V>) {
    for (key, value) in from {
        to.entry(key).or_insert(value);
    }
}
