//! Types of C, as a debugger needs them: sizes, members, and how they are written. Whoever knows them, source text or
//! DWARF, puts them into one table.
//!
//! Invariant: a type names others by their place in the table, so that a `struct` may lead to itself.

use std::collections::HashMap;

use super::integers;

/// Which one of the [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(usize);

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `void`
    Void,
    /// `char` to `unsigned long`, and `bool`.
    Integer(Integer),
    /// A floating-point number of so many bytes, little endian, as IEEE 754 has it.
    Float {
        /// `float`, `double`.
        name: &'static str,
        /// Bytes: 4 or 8.
        size: u16,
    },
    /// A pointer of two bytes to such things.
    Pointer(TypeId),
    /// So many things behind each other; none where the declaration does not say how many.
    Array(TypeId, Option<u16>),
    /// A `struct` or a `union`.
    Record(Record),
    /// An `enum`.
    Enum(Enum),
    /// A function.
    Function(Function),
    /// What `typedef` gave a name.
    Named(String, TypeId),
    /// A type that nobody explained, by its name.
    Unknown(String),
}

/// An integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integer {
    /// As C writes it: `unsigned char`.
    pub name: &'static str,
    /// Bytes, 1 to 8.
    pub size: u16,
    /// Whether it has a sign.
    pub signed: Signed,
    /// Whether it holds characters, as `char` does; those with `signed` or `unsigned` before it are the machine's small
    /// numbers.
    pub shown: ShownAs,
}

/// Whether an integer is below zero where its highest bit is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// What the values of an integer type are to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownAs {
    /// Numbers.
    Number,
    /// Characters.
    Character,
    /// `true` or `false`.
    Truth,
}

/// A `struct` or a `union`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which of both.
    pub kind: RecordKind,
    /// The name behind `struct`; empty where it has none.
    pub tag: String,
    /// Bytes.
    pub size: u16,
    /// What it is made of; none while it is only declared.
    pub members: Option<Vec<Member>>,
}

/// How the members of a record lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// Behind each other.
    Struct,
    /// All at the same place.
    Union,
}

/// A member of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name; empty for a `struct` or `union` within, whose members are reached as if they were the outer one's.
    pub name: String,
    /// What it is.
    pub of: TypeId,
    /// Bytes from the record's first; of a bit-field those of the unit that holds its lowest bit.
    pub offset: u16,
    /// Which bits it has, where it is a bit-field.
    pub bits: Option<Bits>,
}

/// The bits of a bit-field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bits {
    /// The lowest, from 0 at the lowest of the byte at its offset.
    pub first: u8,
    /// How many.
    pub count: u8,
}

/// An `enum`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum {
    /// The name behind `enum`; empty where it has none.
    pub tag: String,
    /// What its values are kept in.
    pub kept_as: Integer,
    /// The names of values.
    pub constants: Vec<(String, i64)>,
}

/// What a function takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// What it gives back.
    pub result: TypeId,
    /// Its parameters.
    pub parameters: Vec<TypeId>,
    /// Whether others may follow: `...`.
    pub variadic: Variadic,
}

/// Whether a function takes more than the parameters that are declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variadic {
    /// `...` is the last one.
    Yes,
    /// It is not.
    No,
}

/// All types of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Types {
    list: Vec<Type>,
    /// Where those are of which one is enough.
    places: HashMap<String, TypeId>,
}

impl TypeId {
    /// `int`, which every table has.
    pub const INT: Self = Self(0);
    /// `void`, which every table has.
    pub const VOID: Self = Self(1);
}

impl Default for Types {
    fn default() -> Self {
        let mut types = Self {
            list: Vec::new(),
            places: HashMap::new(),
        };
        types.simple(Type::Integer(integers::INT));
        types.simple(Type::Void);
        for integer in integers::ALL {
            types.simple(Type::Integer(integer));
        }
        types
    }
}

impl std::ops::Index<TypeId> for Types {
    type Output = Type;

    fn index(&self, id: TypeId) -> &Type {
        &self.list[id.0]
    }
}

impl Types {
    /// Puts a type in, which is a new one even where there is one like it.
    pub fn add(&mut self, new: Type) -> TypeId {
        self.list.push(new);
        TypeId(self.list.len() - 1)
    }

    /// Says more of a type: the members of a `struct` that was declared, the length of an array.
    pub fn complete(&mut self, id: TypeId, with: Type) {
        self.list[id.0] = with;
    }

    /// The type that is just that, put in at most once.
    pub fn simple(&mut self, wanted: Type) -> TypeId {
        let key = format!("{wanted:?}");
        if let Some(&id) = self.places.get(&key) {
            return id;
        }
        let id = self.add(wanted);
        self.places.insert(key, id);
        id
    }

    /// Where the type that is just that is, if it was put in by [`Types::simple`].
    pub fn id(&self, wanted: &Type) -> Option<TypeId> {
        self.places.get(&format!("{wanted:?}")).copied()
    }

    /// A pointer to `to`.
    pub fn pointer(&mut self, to: TypeId) -> TypeId {
        self.simple(Type::Pointer(to))
    }

    /// The names of members of all records.
    pub fn member_names(&self) -> impl Iterator<Item = &str> {
        let records = self.list.iter().filter_map(|of| match of {
            Type::Record(record) => record.members.as_ref(),
            _ => None,
        });
        let names = records.flatten().map(|member| member.name.as_str());
        names.filter(|name| !name.is_empty())
    }

    /// What a name of `typedef` stands for, as it was declared; of another type itself.
    pub fn target(&self, id: TypeId) -> TypeId {
        match &self[id] {
            Type::Named(_, of) => *of,
            _ => id,
        }
    }

    /// What `id` is, whatever names `typedef` gave it.
    pub fn resolved(&self, id: TypeId) -> TypeId {
        let mut id = id;
        // A name stands for a type that was there before it, so this ends.
        while let Type::Named(_, of) = &self[id] {
            id = *of;
        }
        id
    }

    /// [`Types::resolved`], as a type.
    pub fn of(&self, id: TypeId) -> &Type {
        &self[self.resolved(id)]
    }

    /// Bytes; none where they are not known, as of a function or an array without length.
    pub fn size(&self, id: TypeId) -> Option<u16> {
        match self.of(id) {
            Type::Integer(integer) => Some(integer.size),
            Type::Float { size, .. } => Some(*size),
            Type::Pointer(_) => Some(2),
            Type::Array(of, Some(length)) => self.size(*of)?.checked_mul(*length),
            Type::Record(record) => record.members.as_ref().map(|_| record.size),
            Type::Enum(of) => Some(of.kept_as.size),
            Type::Array(_, None) | Type::Void | Type::Function(_) | Type::Unknown(_) => None,
            Type::Named(..) => None,
        }
    }

    /// The type as C writes it: `struct node *`, `char [10]`, `int (*)(int, ...)`.
    pub fn written(&self, id: TypeId) -> String {
        self.declared(id, "")
    }

    /// The declaration of `name` as such: `char name[10]`.
    pub fn declared(&self, id: TypeId, name: &str) -> String {
        let beside = |base: &str| match name.is_empty() || name.starts_with('[') {
            true if name.is_empty() => base.to_owned(),
            _ => format!("{base} {name}"),
        };
        match &self[id] {
            Type::Void => beside("void"),
            Type::Integer(integer) => beside(integer.name),
            Type::Float { name, .. } => beside(name),
            Type::Named(own, _) | Type::Unknown(own) => beside(own),
            Type::Record(record) => beside(&tagged(record.kind.word(), &record.tag)),
            Type::Enum(of) => beside(&tagged("enum", &of.tag)),
            Type::Pointer(to) => match &self[*to] {
                Type::Array(..) | Type::Function(_) => self.declared(*to, &format!("(*{name})")),
                _ => self.declared(*to, &format!("*{name}")),
            },
            Type::Array(of, length) => {
                let length = length.map(|length| length.to_string());
                self.declared(*of, &format!("{name}[{}]", length.unwrap_or_default()))
            }
            Type::Function(function) => {
                let mut list: Vec<String> = function
                    .parameters
                    .iter()
                    .map(|&parameter| self.written(parameter))
                    .collect();
                match function.variadic {
                    Variadic::Yes => list.push("...".to_owned()),
                    Variadic::No if list.is_empty() => list.push("void".to_owned()),
                    Variadic::No => {}
                }
                self.declared(function.result, &format!("{name}({})", list.join(", ")))
            }
        }
    }

    /// What a `struct`, a `union`, an `enum` or a name for another type is made of, as it is declared.
    pub fn definition(&self, id: TypeId) -> Option<String> {
        match &self[id] {
            Type::Named(_, of) => Some(self.definition(*of).unwrap_or_else(|| self.written(*of))),
            Type::Pointer(to) => Some(format!("{} *", self.definition(*to)?)),
            Type::Record(record) => {
                let begin = tag_before_brace(record.kind.word(), &record.tag);
                let Some(members) = &record.members else {
                    return Some(format!("{begin}<incomplete type>"));
                };
                let members = members.iter().map(|member| match member.bits {
                    Some(bits) => format!(
                        "    {} : {};\n",
                        self.declared(member.of, &member.name),
                        bits.count
                    ),
                    None => format!("    {};\n", self.declared(member.of, &member.name)),
                });
                Some(format!("{begin}{{\n{}}}", members.collect::<String>()))
            }
            Type::Enum(of) => {
                let begin = tag_before_brace("enum", &of.tag);
                let mut next = 0;
                let constants = of.constants.iter().map(|(name, value)| {
                    let text = match *value == next {
                        true => name.clone(),
                        false => format!("{name} = {value}"),
                    };
                    next = value.wrapping_add(1);
                    text
                });
                Some(format!(
                    "{begin}{{{}}}",
                    constants.collect::<Vec<_>>().join(", ")
                ))
            }
            _ => None,
        }
    }

    /// The member of a record, also of one within it that has no name: where it is from the record's first byte.
    pub fn member(&self, record: TypeId, name: &str) -> Option<Member> {
        let Type::Record(Record {
            members: Some(members),
            ..
        }) = self.of(record)
        else {
            return None;
        };
        if let Some(own) = members.iter().find(|member| member.name == name) {
            return Some(own.clone());
        }
        let mut nameless = members.iter().filter(|member| member.name.is_empty());
        nameless.find_map(|within| {
            let found = self.member(within.of, name)?;
            Some(Member {
                offset: within.offset.wrapping_add(found.offset),
                ..found
            })
        })
    }
}

impl RecordKind {
    /// The word of C.
    pub fn word(self) -> &'static str {
        match self {
            Self::Struct => "struct",
            Self::Union => "union",
        }
    }
}

fn tag_before_brace(word: &str, tag: &str) -> String {
    match tag {
        "" => format!("{word} "),
        tag => format!("{word} {tag} "),
    }
}

fn tagged(word: &str, tag: &str) -> String {
    match tag {
        "" => format!("{word} {{...}}"),
        tag => format!("{word} {tag}"),
    }
}
