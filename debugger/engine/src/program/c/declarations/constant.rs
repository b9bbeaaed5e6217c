//! Expressions that are known before a program runs: lengths of arrays, values of an `enum`, widths of bit-fields.
//!
//! An expression has a value (a number of a type), a place (an address, for `offsetof`) and a type (for `sizeof`), of
//! which each may be unknown. Invariant: nested no deeper than the reader's bound.

use tree_sitter::Node;

use super::Reader;
use crate::program::c::arithmetic;
use crate::program::c::integers::{self, INT, UNSIGNED};
use crate::program::c::types::{Integer, Type, TypeId};

/// A number of a type.
#[derive(Clone, Copy)]
pub(super) struct Value {
    pub(super) number: i64,
    pub(super) of: TypeId,
}

impl<'t> Reader<'t, '_> {
    /// The number that an expression is.
    pub(super) fn number(&mut self, node: Node<'t>) -> Option<i64> {
        Some(self.value(node)?.number)
    }

    /// The number that an expression is, and its type.
    pub(super) fn value(&mut self, node: Node<'t>) -> Option<Value> {
        self.deeper(|reader| reader.value_within(node))
    }

    fn value_within(&mut self, node: Node<'t>) -> Option<Value> {
        match node.kind() {
            "number_literal" => {
                let literal = arithmetic::integer(self.word(node))?;
                let number = i64::from_ne_bytes(literal.value.to_ne_bytes());
                Some(self.integer(number, integers::of_literal(literal)))
            }
            "char_literal" => {
                let code = *arithmetic::characters(self.word(node))?.first()?;
                Some(self.integer(code, INT))
            }
            "identifier" | "true" | "false" => {
                let number = self.constant(self.word(node))?;
                Some(self.integer(number, integers::of_number(number)))
            }
            "parenthesized_expression" => self.value(node.named_child(0)?),
            "unary_expression" => {
                let operator = self.word(node.child_by_field_name("operator")?);
                let of = self.value(node.child_by_field_name("argument")?)?;
                let number = arithmetic::unary(operator, of.number)?;
                let kind = if operator == "!" {
                    INT
                } else {
                    integers::promoted(self.kind(of.of)?)
                };
                Some(self.integer(number, kind))
            }
            "binary_expression" => self.binary(node),
            "conditional_expression" => {
                let condition = self.number(node.child_by_field_name("condition")?)?;
                let branch = if condition != 0 {
                    "consequence"
                } else {
                    "alternative"
                };
                self.value(node.child_by_field_name(branch)?)
            }
            "cast_expression" => {
                let to = self.described(node.child_by_field_name("type")?)?;
                let of = self.value(node.child_by_field_name("value")?)?;
                self.cast(of.number, to)
            }
            // `(type)(value)`, where the grammar does not know that it is a type.
            "call_expression" => {
                let to = self.type_in_brackets(node.child_by_field_name("function")?)?;
                let of = self.value(node.child_by_field_name("arguments")?.named_child(0)?)?;
                self.cast(of.number, to)
            }
            "sizeof_expression" => {
                let of = match node.child_by_field_name("type") {
                    Some(described) => self.described_or_named(described)?,
                    None => self.type_of(node.child_by_field_name("value")?)?,
                };
                let size = self.types.size(of)?;
                Some(self.integer(size.into(), UNSIGNED))
            }
            "alignof_expression" => Some(self.integer(1, UNSIGNED)),
            "offsetof_expression" => {
                let of = self.described(node.child_by_field_name("type")?)?;
                let member = self.word(node.child_by_field_name("member")?);
                let offset = self.types.member(of, member)?.offset;
                Some(self.integer(offset.into(), UNSIGNED))
            }
            "pointer_expression" if self.word(node).starts_with('&') => {
                let (number, of) = self.place(node.child_by_field_name("argument")?)?;
                let of = self.types.pointer(of);
                Some(Value { number, of })
            }
            _ => None,
        }
    }

    fn binary(&mut self, node: Node<'t>) -> Option<Value> {
        let operator = self.word(node.child_by_field_name("operator")?);
        let left = node.child_by_field_name("left")?;
        let right = self.value(node.child_by_field_name("right")?);
        // `(type) - 1`, where the grammar does not know that it is a type.
        if let Some(to) = self.type_in_brackets(left) {
            let number = arithmetic::unary(operator, right?.number)?;
            return self.cast(number, to);
        }
        let left = self.value(left)?;
        let short = match operator {
            "&&" if left.number == 0 => Some(0),
            "||" if left.number != 0 => Some(1),
            _ => None,
        };
        if let Some(known) = short {
            return Some(self.integer(known, INT));
        }
        let right = right?;
        if let Type::Pointer(to) = *self.types.of(left.of) {
            let scale = i64::from(self.types.size(to)?);
            let number =
                arithmetic::binary(operator, left.number, right.number.wrapping_mul(scale))?;
            return Some(Value {
                number,
                of: left.of,
            });
        }
        let kind = match operator {
            "<<" | ">>" => integers::promoted(self.kind(left.of)?),
            _ => integers::common(self.kind(left.of)?, self.kind(right.of)?),
        };
        let (left, right) = (
            integers::wrapped(left.number, kind),
            match operator {
                "<<" | ">>" => right.number,
                _ => integers::wrapped(right.number, kind),
            },
        );
        let number = arithmetic::binary(operator, left, right)?;
        let truth = arithmetic::precedence(operator)
            .is_some_and(|binds| binds <= 2 || binds == 6 || binds == 7);
        Some(self.integer(number, if truth { INT } else { kind }))
    }

    /// The address that an expression stands for, and what is there.
    fn place(&mut self, node: Node<'t>) -> Option<(i64, TypeId)> {
        self.deeper(|reader| match node.kind() {
            "parenthesized_expression" => reader.place(node.named_child(0)?),
            "pointer_expression" if reader.word(node).starts_with('*') => {
                let pointer = reader.value(node.child_by_field_name("argument")?)?;
                let to = reader.pointed(pointer.of)?;
                Some((pointer.number, to))
            }
            "field_expression" => {
                let base = node.child_by_field_name("argument")?;
                let (address, record) = match node.child_by_field_name("operator") {
                    Some(operator) if reader.word(operator) == "->" => {
                        let pointer = reader.value(base)?;
                        (pointer.number, reader.pointed(pointer.of)?)
                    }
                    _ => reader.place(base)?,
                };
                let member = reader
                    .types
                    .member(record, reader.word(node.child_by_field_name("field")?))?;
                Some((address.wrapping_add(member.offset.into()), member.of))
            }
            "subscript_expression" => {
                let (address, array) = reader.place(node.child_by_field_name("argument")?)?;
                let index = reader.number(node.child_by_field_name("index")?)?;
                let of = reader.pointed(array)?;
                let size = i64::from(reader.types.size(of)?);
                Some((address.wrapping_add(index.wrapping_mul(size)), of))
            }
            _ => None,
        })
    }

    /// The type that an expression has.
    pub(super) fn type_of(&mut self, node: Node<'t>) -> Option<TypeId> {
        self.deeper(|reader| match node.kind() {
            "identifier" => {
                let name = reader.word(node);
                reader
                    .variable(name)
                    .or_else(|| reader.named(name))
                    .or_else(|| Some(reader.value(node)?.of))
            }
            "parenthesized_expression" => reader.type_of(node.named_child(0)?),
            "string_literal" | "concatenated_string" => {
                let length = reader.string_length(node)?;
                let of = reader.types.simple(Type::Integer(integers::CHAR));
                Some(reader.types.simple(Type::Array(of, Some(length))))
            }
            "subscript_expression" => {
                let of = reader.type_of(node.child_by_field_name("argument")?)?;
                reader.pointed(of)
            }
            "pointer_expression" => {
                let of = reader.type_of(node.child_by_field_name("argument")?)?;
                match reader.word(node).starts_with('*') {
                    true => reader.pointed(of),
                    false => Some(reader.types.pointer(of)),
                }
            }
            "field_expression" => {
                let of = reader.type_of(node.child_by_field_name("argument")?)?;
                let record = reader.pointed(of).unwrap_or(of);
                Some(
                    reader
                        .types
                        .member(record, reader.word(node.child_by_field_name("field")?))?
                        .of,
                )
            }
            "call_expression" => {
                let of = reader.type_of(node.child_by_field_name("function")?)?;
                match reader.types.of(of) {
                    Type::Function(function) => Some(function.result),
                    _ => None,
                }
            }
            "cast_expression" => reader.described(node.child_by_field_name("type")?),
            _ => Some(reader.value(node)?.of),
        })
    }

    /// What `sizeof (name)` means: a type, or a variable where there is none of that name.
    fn described_or_named(&mut self, node: Node<'t>) -> Option<TypeId> {
        let name = self.word(node);
        match self.variable(name) {
            Some(of) if self.named(name).is_none() => Some(of),
            _ => self.described(node),
        }
    }

    /// The type that stands alone between brackets.
    fn type_in_brackets(&mut self, node: Node<'t>) -> Option<TypeId> {
        let inside = Some(node)
            .filter(|node| node.kind() == "parenthesized_expression")?
            .named_child(0)?;
        let name = Some(inside).filter(|inside| inside.kind() == "identifier")?;
        self.named(self.word(name))
    }

    /// What a pointer or an array leads to.
    fn pointed(&self, of: TypeId) -> Option<TypeId> {
        match *self.types.of(of) {
            Type::Pointer(to) | Type::Array(to, _) => Some(to),
            _ => None,
        }
    }

    fn cast(&mut self, number: i64, to: TypeId) -> Option<Value> {
        let number = match self.types.of(to) {
            Type::Integer(integer) => integers::wrapped(number, *integer),
            Type::Enum(of) => integers::wrapped(number, of.kept_as),
            Type::Pointer(_) => integers::wrapped(number, UNSIGNED),
            _ => return None,
        };
        Some(Value { number, of: to })
    }

    fn integer(&mut self, number: i64, kind: Integer) -> Value {
        Value {
            number: integers::wrapped(number, kind),
            of: self.types.simple(Type::Integer(kind)),
        }
    }

    /// The integer that a value of this type is kept in.
    fn kind(&self, of: TypeId) -> Option<Integer> {
        match self.types.of(of) {
            Type::Integer(integer) => Some(*integer),
            Type::Enum(of) => Some(of.kept_as),
            Type::Pointer(_) => Some(UNSIGNED),
            _ => None,
        }
    }
}
