//! Types of C as DWARF tells them, put into the table of the program's types.
//!
//! Invariant: no type contains itself but through a pointer, and none is nested deeper than C is written; what is, in a
//! damaged file, stays unknown.

use std::collections::HashMap;

use gimli::{AttributeValue, DwTag, UnitOffset};

use super::{Entry, Unit, named, number};
use crate::program::c::types::{
    Bits, Enum, Function, Integer, Member, Record, RecordKind, ShownAs, Signed, Type, TypeId,
    Types, Variadic,
};
use crate::program::c::{integers, unit};

/// Types in each other, and types in all, that are followed: more is no program's.
const MAX_DEPTH: u32 = 48;
const MAX_TYPES: usize = 1 << 14;
/// Members that are looked at to see whether a type contains itself.
const MAX_LOOKS: usize = 1 << 10;

/// The types of one unit, as they are gathered.
pub(super) struct Reader<'t> {
    pub(super) types: &'t mut Types,
    pub(super) known: HashMap<UnitOffset, TypeId>,
    /// How deep each is nested.
    depths: HashMap<TypeId, u32>,
    count: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(types: &'t mut Types) -> Self {
        Self {
            types,
            known: HashMap::new(),
            depths: HashMap::new(),
            count: 0,
        }
    }

    /// What the attribute `type` of `entry` says; none is `void`.
    pub(super) fn of<'d>(&mut self, unit: Unit<'_, 'd>, entry: &Entry<'d>, depth: u32) -> TypeId {
        match entry.attr_value(gimli::DW_AT_type) {
            Some(AttributeValue::UnitRef(offset)) => self.at(unit, offset, depth),
            _ => TypeId::VOID,
        }
    }

    fn unknown(&mut self, name: &str) -> TypeId {
        self.types.simple(Type::Unknown(name.to_owned()))
    }

    /// The type at `offset`.
    fn at(&mut self, unit: Unit<'_, '_>, offset: UnitOffset, depth: u32) -> TypeId {
        if let Some(&known) = self.known.get(&offset) {
            return known;
        }
        self.count += 1;
        let entry = match unit.entry(offset) {
            Ok(entry) if depth < MAX_DEPTH && self.count < MAX_TYPES => entry,
            _ => return self.unknown("?"),
        };
        let name = named(unit, &entry, gimli::DW_AT_name).unwrap_or_default();
        let tag = entry.tag();
        if is_of(
            tag,
            &[
                gimli::DW_TAG_const_type,
                gimli::DW_TAG_volatile_type,
                gimli::DW_TAG_restrict_type,
            ],
        ) {
            let id = self.of(unit, &entry, depth + 1);
            self.known.insert(offset, id);
            return id;
        }
        let id = self.types.add(unexplained(name.clone()));
        self.known.insert(offset, id);
        let made = self.made(unit, &entry, name, depth);
        let inner = self.within(&made);
        let nested = inner.iter().filter_map(|of| self.depths.get(of)).max();
        let nested = nested.map_or(0, |depth| depth + 1);
        if nested < MAX_DEPTH && !self.contains(&inner, id) {
            self.depths.insert(id, nested);
            self.types.complete(id, made);
        }
        id
    }

    /// What a type is made of, pointers included.
    fn within(&self, of: &Type) -> Vec<TypeId> {
        match of {
            Type::Pointer(to) | Type::Array(to, _) | Type::Named(_, to) => vec![*to],
            Type::Record(record) => record
                .members
                .iter()
                .flatten()
                .map(|member| member.of)
                .collect(),
            Type::Function(function) => vec![function.result],
            _ => Vec::new(),
        }
    }

    /// Whether one of `inner` contains `id` without a pointer between; or more than can be said.
    fn contains(&self, inner: &[TypeId], id: TypeId) -> bool {
        let (mut open, mut looks) = (inner.to_vec(), 0);
        while let Some(of) = open.pop() {
            looks += 1;
            if of == id || looks > MAX_LOOKS {
                return true;
            }
            if !matches!(self.types[of], Type::Pointer(_) | Type::Function(_)) {
                open.extend(self.within(&self.types[of]));
            }
        }
        false
    }

    fn made<'d>(
        &mut self,
        unit: Unit<'_, 'd>,
        entry: &Entry<'d>,
        name: String,
        depth: u32,
    ) -> Type {
        let size = number(entry, gimli::DW_AT_byte_size).and_then(|size| u16::try_from(size).ok());
        let tag = entry.tag();
        if tag == gimli::DW_TAG_base_type {
            return base(entry, &name, size.unwrap_or(0));
        }
        if is_of(
            tag,
            &[gimli::DW_TAG_pointer_type, gimli::DW_TAG_reference_type],
        ) {
            return Type::Pointer(self.of(unit, entry, depth + 1));
        }
        if tag == gimli::DW_TAG_typedef {
            return Type::Named(name, self.of(unit, entry, depth + 1));
        }
        if tag == gimli::DW_TAG_array_type {
            return self.array(unit, entry, depth);
        }
        if tag == gimli::DW_TAG_enumeration_type {
            return self.enumeration(unit, entry, name, size.unwrap_or(2));
        }
        if tag == gimli::DW_TAG_subroutine_type {
            return self.function(unit, entry, depth);
        }
        let kind = match tag == gimli::DW_TAG_union_type {
            true => RecordKind::Union,
            false
                if is_of(
                    tag,
                    &[gimli::DW_TAG_structure_type, gimli::DW_TAG_class_type],
                ) =>
            {
                RecordKind::Struct
            }
            false => return unexplained(name),
        };
        let is_declared = entry.attr_value(gimli::DW_AT_declaration).is_some();
        let members = (!is_declared).then(|| self.members(unit, entry, depth));
        Type::Record(Record {
            kind,
            tag: name,
            size: size.unwrap_or(0),
            members,
        })
    }

    fn members<'d>(&mut self, unit: Unit<'_, 'd>, entry: &Entry<'d>, depth: u32) -> Vec<Member> {
        let mut members = Vec::new();
        for child in children(unit, entry, gimli::DW_TAG_member) {
            let of = self.of(unit, &child, depth + 1);
            let bits = number(&child, gimli::DW_AT_bit_size);
            let first = number(&child, gimli::DW_AT_data_bit_offset);
            let offset = number(&child, gimli::DW_AT_data_member_location);
            let offset = offset.unwrap_or(first.unwrap_or(0) / 8);
            let small = |number: u64| u8::try_from(number).ok();
            let bits = bits.and_then(small).zip(small(first.unwrap_or(0) % 8));
            members.push(Member {
                name: named(unit, &child, gimli::DW_AT_name).unwrap_or_default(),
                of,
                offset: u16::try_from(offset).unwrap_or(u16::MAX),
                bits: bits.map(|(count, first)| Bits { first, count }),
            });
        }
        members
    }

    fn array<'d>(&mut self, unit: Unit<'_, 'd>, entry: &Entry<'d>, depth: u32) -> Type {
        let mut of = self.of(unit, entry, depth + 1);
        let dimensions = children(unit, entry, gimli::DW_TAG_subrange_type);
        let lengths: Vec<Option<u16>> = dimensions
            .iter()
            .map(|dimension| {
                let count = number(dimension, gimli::DW_AT_count);
                let last = number(dimension, gimli::DW_AT_upper_bound);
                let count = count.or_else(|| last.and_then(|last| last.checked_add(1)));
                count.and_then(|count| u16::try_from(count).ok())
            })
            .take(MAX_DEPTH as usize / 4)
            .collect();
        let (outer, inner) = match lengths.split_first() {
            Some((outer, inner)) => (*outer, inner),
            None => (None, &[][..]),
        };
        for length in inner.iter().rev() {
            of = self.types.simple(Type::Array(of, *length));
        }
        Type::Array(of, outer)
    }

    fn enumeration<'d>(
        &mut self,
        unit: Unit<'_, 'd>,
        entry: &Entry<'d>,
        tag: String,
        size: u16,
    ) -> Type {
        let constants = children(unit, entry, gimli::DW_TAG_enumerator);
        let constants: Vec<(String, i64)> = constants
            .iter()
            .filter_map(|constant| {
                let value = constant.attr_value(gimli::DW_AT_const_value)?;
                let value = value
                    .sdata_value()
                    .or_else(|| value.udata_value().map(|value| value as i64))?;
                Some((named(unit, constant, gimli::DW_AT_name)?, value))
            })
            .collect();
        let signed = match constants.iter().any(|(_, value)| *value < 0) {
            true => Signed::Yes,
            false => Signed::No,
        };
        Type::Enum(Enum {
            tag,
            kept_as: integer(size, signed, ShownAs::Number),
            constants,
        })
    }

    /// What a function takes and gives.
    pub(super) fn function<'d>(
        &mut self,
        unit: Unit<'_, 'd>,
        entry: &Entry<'d>,
        depth: u32,
    ) -> Type {
        let result = self.of(unit, entry, depth + 1);
        let parameters = children(unit, entry, gimli::DW_TAG_formal_parameter);
        let parameters = parameters
            .iter()
            .map(|parameter| self.of(unit, parameter, depth + 1))
            .collect();
        let dots = children(unit, entry, gimli::DW_TAG_unspecified_parameters);
        Type::Function(Function {
            result,
            parameters,
            variadic: match dots.is_empty() {
                true => Variadic::No,
                false => Variadic::Yes,
            },
        })
    }

    /// Puts the names of all types that were seen into `into`.
    pub(super) fn name(&self, into: &mut unit::Unit) {
        for &id in self.known.values() {
            match &self.types[id] {
                Type::Named(name, _) => drop(into.names.insert(name.clone(), id)),
                Type::Record(record) if !record.tag.is_empty() => {
                    into.records.insert((record.kind, record.tag.clone()), id);
                }
                Type::Enum(of) => {
                    for (name, value) in &of.constants {
                        into.constants.insert(name.clone(), (*value, Some(id)));
                    }
                    if !of.tag.is_empty() {
                        into.enums.insert(of.tag.clone(), id);
                    }
                }
                _ => {}
            }
        }
    }
}

/// A type of which no more than its name is known, if it has one.
fn unexplained(name: String) -> Type {
    match name.is_empty() {
        true => Type::Unknown("?".to_owned()),
        false => Type::Unknown(name),
    }
}

fn is_of(tag: DwTag, tags: &[DwTag]) -> bool {
    tags.contains(&tag)
}

/// The entries right in `entry` with this tag.
fn children<'d>(unit: Unit<'_, 'd>, entry: &Entry<'d>, tag: DwTag) -> Vec<Entry<'d>> {
    let mut found = Vec::new();
    let Ok(mut tree) = unit.entries_tree(Some(entry.offset())) else {
        return found;
    };
    let Ok(root) = tree.root() else {
        return found;
    };
    let mut children = root.children();
    while let Ok(Some(child)) = children.next() {
        if child.entry().tag() == tag && found.len() < MAX_TYPES {
            found.push(child.entry().clone());
        }
    }
    found
}

fn base(entry: &Entry<'_>, name: &str, size: u16) -> Type {
    let encoding = match entry.attr_value(gimli::DW_AT_encoding) {
        Some(AttributeValue::Encoding(encoding)) => encoding,
        _ => return Type::Unknown(name.to_owned()),
    };
    let (signed, shown) = match encoding {
        encoding if encoding == gimli::DW_ATE_boolean => (Signed::No, ShownAs::Truth),
        encoding if encoding == gimli::DW_ATE_signed => (Signed::Yes, ShownAs::Number),
        encoding if encoding == gimli::DW_ATE_unsigned => (Signed::No, ShownAs::Number),
        encoding if encoding == gimli::DW_ATE_signed_char => (Signed::Yes, ShownAs::Number),
        encoding if encoding == gimli::DW_ATE_unsigned_char => (Signed::No, ShownAs::Number),
        encoding if encoding == gimli::DW_ATE_float && size == 4 => {
            return Type::Float {
                name: "float",
                size,
            };
        }
        encoding if encoding == gimli::DW_ATE_float && size == 8 => {
            return Type::Float {
                name: "double",
                size,
            };
        }
        _ => return Type::Unknown(name.to_owned()),
    };
    let own = integers::ALL
        .into_iter()
        .find(|known| known.name == name && known.size == size);
    let matching = own.filter(|own| own.signed == signed || own.shown == ShownAs::Character);
    match (matching, size) {
        (Some(own), _) => Type::Integer(Integer { signed, ..own }),
        (None, 1 | 2 | 4 | 8) => Type::Integer(integer(size, signed, shown)),
        _ => Type::Unknown(name.to_owned()),
    }
}

/// The integer type of that kind, as C calls it.
fn integer(size: u16, signed: Signed, shown: ShownAs) -> Integer {
    let name = match (size, signed, shown) {
        (_, _, ShownAs::Truth) => "bool",
        (1, Signed::Yes, _) => "signed char",
        (1, Signed::No, _) => "unsigned char",
        (2, Signed::Yes, _) => "int",
        (2, Signed::No, _) => "unsigned int",
        (4, Signed::Yes, _) => "long",
        (4, Signed::No, _) => "unsigned long",
        (_, Signed::Yes, _) => "long long",
        (_, Signed::No, _) => "unsigned long long",
    };
    Integer {
        name,
        size,
        signed,
        shown,
    }
}
