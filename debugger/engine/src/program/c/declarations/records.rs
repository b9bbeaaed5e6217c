//! `struct`s and `union`s: what they are made of, and where cc65 puts it.
//!
//! Members follow one another without gaps. Bit-fields share bytes as long as they fit into their type, counted from
//! the first byte that is not full. Invariant: a record whose layout is not known in full stays one that is only
//! declared.

use tree_sitter::Node;

use super::text::NAMELESS;
use super::{Layout, Reader};
use crate::program::c::integers;
use crate::program::c::types::{Bits, Enum, Member, Record, RecordKind, Signed, Type, TypeId};

/// Bits of the unit that bit-fields of release 2.19 share.
const UNIT: u32 = 16;

impl<'t> Reader<'t, '_> {
    /// The record that a specifier defines or names.
    pub(super) fn record(&mut self, node: Node<'t>, kind: RecordKind) -> Option<TypeId> {
        let tag = node
            .child_by_field_name("name")
            .map_or("", |name| self.word(name))
            .to_owned();
        let body = node.child_by_field_name("body");
        let key = (kind, tag.clone());
        let known = match body {
            None => self.scopes.find(|scope| scope.records.get(&key)),
            Some(_) => self
                .scopes
                .inner()
                .records
                .get(&key)
                .copied()
                .filter(|&id| self.types.size(id).is_none()),
        };
        let declared = Record {
            kind,
            tag: tag.clone(),
            size: 0,
            members: None,
        };
        let id = known.unwrap_or_else(|| self.types.add(Type::Record(declared.clone())));
        if !tag.is_empty() {
            let records = &mut self.scopes.inner().records;
            if known.is_none() {
                records.insert(key, id);
            }
        }
        let Some(body) = body else {
            return Some(id);
        };
        let mut shape = Shape::new(kind, self.layout);
        let members = self.deeper(|reader| reader.members(body, &mut shape));
        let size = shape.end();
        if let (Some(()), Some(size)) = (members, size) {
            let complete = Record {
                size,
                members: Some(shape.members),
                ..declared
            };
            self.types.complete(id, Type::Record(complete));
        }
        Some(id)
    }

    /// Places all members; none where the place of one is not known.
    fn members(&mut self, body: Node<'t>, shape: &mut Shape) -> Option<()> {
        for field in super::children(body) {
            if field.kind() != "field_declaration" {
                // What is not understood may have been a member.
                if field.is_error() && !self.word(field).trim_matches([';', ' ']).is_empty() {
                    return None;
                }
                continue;
            }
            let (base, _) = self.specified(field)?;
            let mut cursor = field.walk();
            let mut declarators = 0;
            for (place, child) in field.children(&mut cursor).enumerate() {
                let place = u32::try_from(place).ok()?;
                if field.field_name_for_child(place) != Some("declarator") {
                    continue;
                }
                declarators += 1;
                let declared = self.declarator(base, child)?;
                let width = child
                    .next_named_sibling()
                    .filter(|next| next.kind() == "bitfield_clause");
                match width {
                    None => {
                        let size = match self.types.of(declared.of) {
                            // One that goes on behind the record's end.
                            Type::Array(_, None) => 0,
                            _ => self.types.size(declared.of)?,
                        };
                        shape.member(declared.name, declared.of, size)?;
                    }
                    Some(clause) => {
                        let count = u8::try_from(self.number(clause.named_child(0)?)?).ok()?;
                        let size = self.types.size(base)?;
                        let of = self.of_bits(field, declared.of);
                        let name = Some(declared.name).filter(|name| name != NAMELESS);
                        shape.bits(name, of, size, count)?;
                    }
                }
            }
            let nameless = field.child_by_field_name("type").is_some_and(|of| {
                of.child_by_field_name("body").is_some() && of.child_by_field_name("name").is_none()
            });
            if declarators == 0 && nameless && matches!(self.types.of(base), Type::Record(_)) {
                let size = self.types.size(base)?;
                shape.member(String::new(), base, size)?;
            }
        }
        Some(())
    }

    /// What a bit-field of that type holds: numbers without a sign, unless today's cc65 reads `signed` or a name.
    fn of_bits(&mut self, field: Node<'t>, of: TypeId) -> TypeId {
        let words = field
            .child_by_field_name("type")
            .map_or("", |of| self.word(of));
        let plain = integers::of_words(words.split_whitespace()).is_some();
        let keeps_sign = self.layout == Layout::Current && (!plain || words.contains("signed"));
        let without_sign = match self.types.of(of).clone() {
            Type::Integer(kept) if kept.signed == Signed::Yes => {
                Type::Integer(integers::without_sign(kept))
            }
            Type::Enum(of) if of.kept_as.signed == Signed::Yes => Type::Enum(Enum {
                kept_as: integers::without_sign(of.kept_as),
                ..of
            }),
            _ => return of,
        };
        match keeps_sign {
            true => of,
            false => self.types.simple(without_sign),
        }
    }
}

/// Where members are placed.
struct Shape {
    kind: RecordKind,
    layout: Layout,
    /// Bits that are taken; of a union those of its largest member.
    taken: u32,
    /// The bit at which the unit of bit-fields begins that is not full.
    unit: Option<u32>,
    members: Vec<Member>,
}

impl Shape {
    fn new(kind: RecordKind, layout: Layout) -> Self {
        Self {
            kind,
            layout,
            taken: 0,
            unit: None,
            members: Vec::new(),
        }
    }

    fn member(&mut self, name: String, of: TypeId, size: u16) -> Option<()> {
        self.align();
        let bits = u32::from(size) * 8;
        let first = self.take(bits);
        self.push(name, of, first, None)
    }

    fn bits(&mut self, name: Option<String>, of: TypeId, size: u16, count: u8) -> Option<()> {
        let count_bits = u32::from(count);
        if self.kind == RecordKind::Union {
            if count > 0 {
                self.taken = self.taken.max(u32::from(size) * 8);
            }
        } else if count == 0 {
            self.align();
            return Some(());
        }
        let first = match self.kind {
            RecordKind::Union => 0,
            RecordKind::Struct => self.place_bits(u32::from(size) * 8, count_bits),
        };
        let Some(name) = name else {
            return Some(());
        };
        let bits = Bits {
            first: u8::try_from(first % 8).ok()?,
            count,
        };
        self.push(name, of, first, Some(bits))
    }

    /// Takes so many bits behind the last ones, or behind their unit where they do not fit into it.
    fn place_bits(&mut self, of: u32, count: u32) -> u32 {
        let room = match self.layout {
            Layout::Release219 => *self.unit.get_or_insert(self.taken) + UNIT,
            // Whole bytes are done with.
            Layout::Current => self.taken - self.taken % 8 + of,
        };
        if self.taken + count > room {
            self.align();
            self.unit = Some(self.taken);
        }
        let first = self.taken;
        self.taken += count;
        first
    }

    /// Leaves the bits behind the last bit-field alone: to the end of its unit.
    fn align(&mut self) {
        self.taken = match self.unit.take() {
            Some(unit) if self.layout == Layout::Release219 => unit + UNIT,
            _ => self.taken.next_multiple_of(8),
        };
    }

    fn take(&mut self, bits: u32) -> u32 {
        match self.kind {
            RecordKind::Union => {
                self.taken = self.taken.max(bits);
                0
            }
            RecordKind::Struct => {
                let first = self.taken;
                self.taken = self.taken.saturating_add(bits);
                first
            }
        }
    }

    fn push(&mut self, name: String, of: TypeId, first: u32, bits: Option<Bits>) -> Option<()> {
        self.members.push(Member {
            name,
            of,
            offset: u16::try_from(first / 8).ok()?,
            bits,
        });
        Some(())
    }

    /// Bytes of the whole.
    fn end(&self) -> Option<u16> {
        u16::try_from(self.taken.div_ceil(8)).ok()
    }
}
