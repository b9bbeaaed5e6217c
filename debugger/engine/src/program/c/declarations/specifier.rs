//! What stands before the names in a declaration: the type that they are made from, and where they are kept.

use tree_sitter::Node;

use super::{Reader, children};
use crate::program::c::integers;
use crate::program::c::types::{RecordKind, Type, TypeId};

/// Where a declaration says that its variables are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Storage {
    /// It does not say.
    Plain,
    /// `static`.
    Static,
    /// `extern`.
    Extern,
}

impl<'t> Reader<'t, '_> {
    /// What a declaration begins with.
    pub(super) fn specified(&mut self, node: Node<'t>) -> Option<(TypeId, Storage)> {
        let of = self.specifier(node.child_by_field_name("type")?)?;
        let mut storage = Storage::Plain;
        for child in children(node) {
            if child.kind() == "storage_class_specifier" {
                storage = match self.word(child) {
                    "static" => Storage::Static,
                    "extern" => Storage::Extern,
                    _ => storage,
                };
            }
        }
        Some((of, storage))
    }

    /// The type that a specifier is; one that nobody explained is unknown.
    pub(super) fn specifier(&mut self, node: Node<'t>) -> Option<TypeId> {
        match node.kind() {
            "struct_specifier" => self.record(node, RecordKind::Struct),
            "union_specifier" => self.record(node, RecordKind::Union),
            "enum_specifier" => self.enumeration(node),
            _ => Some(self.by_words(self.word(node))),
        }
    }

    /// A type without braces: `unsigned long`, a name that `typedef` gave.
    fn by_words(&mut self, words: &str) -> TypeId {
        if let Some(known) = self.named(words) {
            return known;
        }
        let new = match (
            integers::of_words(words.split_whitespace()),
            integers::of_header(words),
        ) {
            (Some(basic), _) => basic,
            (None, Some(truth)) if truth == integers::TRUTH => Type::Integer(truth),
            (None, Some(integer)) => {
                let of = self.types.simple(Type::Integer(integer));
                Type::Named(words.to_owned(), of)
            }
            (None, None) => Type::Unknown(words.to_owned()),
        };
        self.types.simple(new)
    }

    /// The type of a cast or of `sizeof`.
    pub(super) fn described(&mut self, node: Node<'t>) -> Option<TypeId> {
        let base = self.specifier(node.child_by_field_name("type")?)?;
        match node.child_by_field_name("declarator") {
            None => Some(base),
            Some(declarator) => Some(self.declarator(base, declarator)?.of),
        }
    }
}
