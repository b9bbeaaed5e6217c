//! What a debug file says of C: functions, their variables on C's own stack, and the labels of the others.
//!
//! Left out: types. The file has none, and of variables in blocks within a function it says nothing.

use std::collections::HashMap;

/// A module that was compiled from C.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// Its functions, by address.
    pub functions: Vec<Function>,
    /// The addresses of its variables and functions, by C's names, also of those that other modules do not see.
    pub globals: HashMap<String, u16>,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// C's name.
    pub name: String,
    /// Where its code begins.
    pub start: u16,
    /// The bytes of its code.
    pub size: u16,
    /// Parameters, and the variables of its outermost block, as far as they are at no label.
    pub variables: Vec<(String, Storage)>,
    /// Labels of its own outside of its code, such as those of `static` variables.
    pub labels: Vec<Label>,
}

/// A label of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: u16,
    /// Bytes up to the next label of the program, if one follows.
    pub extent: Option<u16>,
    /// What is there when the program begins.
    pub holds: Initially,
}

/// What is in memory when a program begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initially {
    /// What the program's file has there.
    Values,
    /// Nothing that was said.
    Nothing,
}

/// Where a variable is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// On C's stack, so many bytes from the function's frame: parameters are at or above it, other variables below.
    Frame(i32),
    /// So many bytes behind the start of C's register bank in page 0; a function saves what is there before it uses it.
    Bank(u16),
}
