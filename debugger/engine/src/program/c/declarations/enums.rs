//! `enum`s: their values, and what cc65 keeps them in.

use tree_sitter::Node;

use super::{Layout, Reader, children};
use crate::program::c::integers;
use crate::program::c::types::{Enum, Integer, Type, TypeId};

impl<'t> Reader<'t, '_> {
    /// The `enum` that a specifier defines or names.
    pub(super) fn enumeration(&mut self, node: Node<'t>) -> Option<TypeId> {
        let tag = node
            .child_by_field_name("name")
            .map_or("", |name| self.word(name))
            .to_owned();
        let body = node.child_by_field_name("body");
        if body.is_none()
            && let Some(known) = self.scopes.find(|scope| scope.enums.get(&tag))
        {
            return Some(known);
        }
        let mut new = Enum {
            tag: tag.clone(),
            kept_as: integers::INT,
            constants: Vec::new(),
        };
        let id = self.types.add(Type::Enum(new.clone()));
        if !tag.is_empty() {
            self.scopes.inner().enums.insert(tag, id);
        }
        let mut number = -1_i64;
        for node in body.map(children).unwrap_or_default() {
            let Some(name) = node.child_by_field_name("name") else {
                continue;
            };
            number = match node.child_by_field_name("value") {
                None => number.wrapping_add(1),
                Some(value) => match self.number(value) {
                    Some(number) => number,
                    // What follows is counted from it, and as unknown.
                    None => break,
                },
            };
            let name = self.word(name).to_owned();
            self.scopes
                .inner()
                .constants
                .insert(name.clone(), (number, Some(id)));
            new.constants.push((name, number));
        }
        new.kept_as = kept_as(&new.constants, self.layout);
        self.types.complete(id, Type::Enum(new));
        Some(id)
    }
}

/// What cc65 keeps such values in.
fn kept_as(constants: &[(String, i64)], layout: Layout) -> Integer {
    let numbers = || constants.iter().map(|(_, number)| *number);
    let (least, most) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
    let holds = |least_held, most_held| least >= least_held && most <= most_held;
    if layout == Layout::Release219 || constants.is_empty() {
        return integers::INT;
    }
    if holds(0, 0xff) {
        integers::UNSIGNED_CHAR
    } else if holds(0, 0xffff) {
        integers::UNSIGNED
    } else if holds(0, i64::MAX) {
        integers::UNSIGNED_LONG
    } else if holds(-0x80, 0x7f) {
        integers::SIGNED_CHAR
    } else if holds(-0x8000, 0x7fff) {
        integers::INT
    } else {
        integers::LONG
    }
}
