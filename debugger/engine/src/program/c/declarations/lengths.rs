//! The length of an array whose declaration leaves it to the values.
//!
//! Values without braces of their own fill the innermost members, one after the other, as C has it.

use tree_sitter::Node;

use super::{Reader, children};
use crate::program::c::arithmetic;
use crate::program::c::types::{RecordKind, Type, TypeId};

impl<'t> Reader<'t, '_> {
    /// `of`, or the array of that kind with the length that its values tell.
    pub(super) fn with_length(&mut self, of: TypeId, value: Node<'t>) -> TypeId {
        let Type::Array(element, None) = *self.types.of(of) else {
            return of;
        };
        match self.length(element, value) {
            Some(length) => self.types.simple(Type::Array(element, Some(length))),
            None => of,
        }
    }

    fn length(&mut self, element: TypeId, value: Node<'t>) -> Option<u16> {
        if value.kind() != "initializer_list" {
            return self.string_length(value);
        }
        let values = plain(value);
        if let [only] = values[..]
            && self.types.size(element) == Some(1)
            && let Some(length) = self.string_length(only)
        {
            return Some(length);
        }
        let (mut at, mut index, mut length) = (0, 0_i64, 0_i64);
        while let Some(&value) = values.get(at) {
            if value.kind() == "initializer_pair" {
                let designator = value.child_by_field_name("designator")?;
                let last = designator
                    .child_by_field_name("end")
                    .or_else(|| designator.named_child(0))?;
                index = self.number(last)?;
                at += 1;
            } else {
                at = self.filled(element, &values, at)?;
            }
            index = index.checked_add(1)?;
            length = length.max(index);
        }
        u16::try_from(length).ok()
    }

    /// Where the values go on behind those that fill one `of`.
    fn filled(&mut self, of: TypeId, values: &[Node<'t>], at: usize) -> Option<usize> {
        let &value = values.get(at)?;
        if ["initializer_list", "initializer_pair"].contains(&value.kind()) {
            return Some(at + 1);
        }
        let within = match self.types.of(of) {
            Type::Array(_, Some(0) | None) => return None,
            Type::Array(element, Some(length)) => vec![(*element, *length)],
            Type::Record(record) => {
                let members = record.members.iter().flatten();
                let most = match record.kind {
                    RecordKind::Struct => usize::MAX,
                    RecordKind::Union => 1,
                };
                members.take(most).map(|member| (member.of, 1)).collect()
            }
            _ => return Some(at + 1),
        };
        let whole = match self.types.of(of) {
            Type::Array(element, _) => {
                self.types.size(*element) == Some(1) && self.string_length(value).is_some()
            }
            _ => value.kind() == "identifier" && self.is_record(value),
        };
        if whole {
            return Some(at + 1);
        }
        let mut next = at;
        for (of, count) in within {
            for _ in 0..count {
                if next >= values.len() {
                    return Some(next);
                }
                next = self.deeper(|reader| reader.filled(of, values, next))?;
            }
        }
        // What has no members takes a value all the same, so that this ends.
        Some(next.max(at + 1))
    }

    fn is_record(&self, value: Node<'t>) -> bool {
        let of = self.variable(self.word(value));
        of.is_some_and(|of| matches!(self.types.of(of), Type::Record(_)))
    }

    /// Bytes of a string, with the 0 behind it; none where it is something else.
    pub(super) fn string_length(&self, node: Node<'t>) -> Option<u16> {
        let parts = match node.kind() {
            "string_literal" => vec![node],
            "concatenated_string" => children(node),
            _ => return None,
        };
        let mut length = 1;
        for part in parts {
            length += arithmetic::characters(self.word(part))?.len();
        }
        u16::try_from(length).ok()
    }
}

/// The values of a list.
fn plain(list: Node<'_>) -> Vec<Node<'_>> {
    children(list)
        .into_iter()
        .filter(|child| !child.is_error())
        .collect()
}
