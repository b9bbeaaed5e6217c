//! What a translation unit of C declares: the variables, functions and names of types that its text or its DWARF tells.
//!
//! Left out: where the variables are; that is the debug file's to say.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::types::{RecordKind, TypeId};

/// What a translation unit declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The name of its file, as the debug file has it.
    pub file: String,
    /// Variables and functions outside of functions, by name.
    pub globals: HashMap<String, TypeId>,
    /// The functions with a body in the file itself, in its order.
    pub functions: Vec<FunctionBody>,
    /// What `typedef` names.
    pub names: HashMap<String, TypeId>,
    /// What stands behind `struct` and `union`.
    pub records: HashMap<(RecordKind, String), TypeId>,
    /// What stands behind `enum`.
    pub enums: HashMap<String, TypeId>,
    /// Constants of all `enum`s, and macros that are a number; an enum's with their type.
    pub constants: HashMap<String, (i64, Option<TypeId>)>,
}

/// A function and what is declared in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionBody {
    /// Its name.
    pub name: String,
    /// What it takes and gives.
    pub of: TypeId,
    /// The lines from its name to its last brace.
    pub lines: RangeInclusive<u32>,
    /// The line of the brace that opens its body.
    pub opens: u32,
    /// Parameters in their order, then variables of all blocks in the order of their text.
    pub variables: Vec<Declared>,
}

/// A variable of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// What it is.
    pub of: TypeId,
    /// Whether the caller gave it.
    pub role: Role,
    /// The lines in which it may be named: from its declaration to the end of its block.
    pub lines: RangeInclusive<u32>,
}

/// What a variable is to its function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A parameter.
    Parameter,
    /// A variable of a block.
    Local,
    /// One of a block that lives as long as the program.
    Static,
}
