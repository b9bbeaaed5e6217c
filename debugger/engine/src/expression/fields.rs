//! Fields of records: names that an expression knows where it is asked of records, as `find` asks it.
//!
//! Left out: which records there are, and where in them a field is.

use super::{EvalError, EvalErrorKind};
use crate::names::closest;

/// A field of a record, as an expression names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, then others for the same.
    pub names: &'static [&'static str],
    /// What its values are, and so how they are shown.
    pub holds: Holds,
    /// What it is, for help.
    pub help: &'static str,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// An address or bytes: such numbers are shown as hexadecimal.
    Memory,
    /// How many, cycles, or whether: such numbers are shown as decimal.
    Count,
    /// A string, with whether capitals count in it.
    Text(Capitals),
}

/// Whether capitals tell strings apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capitals {
    /// `Loop` and `loop` are two names, as symbols are.
    Matter,
    /// `LDA` and `lda` are the same, as mnemonics are.
    Ignored,
}

impl Field {
    /// The name that help and answers use: the first.
    pub fn name(&self) -> &'static str {
        self.names[0]
    }

    /// Whether it holds a string, which is compared as such.
    pub fn is_text(&self) -> bool {
        matches!(self.holds, Holds::Text(_))
    }
}

/// The fields of a kind of record.
#[derive(Debug, PartialEq, Eq)]
pub struct Fields {
    /// What has them: `a symbol`.
    pub of: &'static str,
    /// The fields, in the order in which help lists them.
    pub list: &'static [Field],
}

impl Fields {
    /// The field called `name`.
    pub fn find(&'static self, name: &str) -> Option<&'static Field> {
        let is_called = |own: &&str| own.eq_ignore_ascii_case(name);
        let mut fields = self.list.iter();
        fields.find(|field| field.names.iter().any(is_called))
    }

    /// All names, the first of each field.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.list.iter().map(Field::name)
    }

    /// The error of `name`, which stands at `at` and is no field.
    pub fn unknown(&'static self, name: &str, at: usize) -> EvalError {
        let (meant, fields) = (self.meant(name), self);
        let name = name.to_owned();
        EvalErrorKind::UnknownField {
            name,
            fields,
            meant,
        }
        .at(at)
    }

    /// The field that may have been meant by `name`, which is none.
    pub fn meant(&self, name: &str) -> Option<&'static str> {
        let all = self.list.iter().flat_map(|field| field.names).copied();
        closest(&name.to_ascii_lowercase(), all)
    }

    /// The fields, in a sentence.
    pub fn told(&self) -> String {
        format!(
            "its fields are {}",
            self.names().collect::<Vec<_>>().join(", ")
        )
    }
}
