//! Filters: conditions over records, as typed trees.
//!
//! A [`Schema`] says which fields a kind of record has and where; an [`Expr`]
//! asks for them; a [`Filter`] is an expression that was checked once, so that
//! evaluating it checks nothing again and allocates nothing. Values are 64-bit
//! signed integers with the operators of C; what C leaves undefined is a
//! [`Fault`]. Strings are compared as bytes.
//!
//! Nothing here knows LLVM. The evaluator is the first tier of a [`TieredFilter`](crate::filters::TieredFilter), and
//! what compiled filters must agree with; both are made of the functions of
//! [`jumppad_opcodes::predicate`].

mod bounds;
mod evaluate;
mod operator;
mod record;
mod schema;
mod stop;
mod tree;

pub use evaluate::Fault;
pub use operator::{Binary, Bytes, TextTest, Unary};
pub use record::{NoMemory, Peek, Record};
pub use schema::{IntField, Memory, Schema, TextField, TextPlace};
pub use stop::{ACCESS, STOP, StopRecord};
pub use tree::{Expr, Text};

/// Deeper trees are refused: they are walked by recursion.
pub const MAX_DEPTH: usize = 200;

/// Larger trees are refused: compiling takes time and memory for each node.
pub const MAX_NODES: usize = 4_000;

/// Why an expression is no filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Its tree is too deep.
    #[error("the condition is nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// Its tree is too large.
    #[error("the condition has more than {MAX_NODES} terms")]
    TooLong,
    /// It reads memory, which such records do not have.
    #[error("a {schema} has no memory to read")]
    NoMemory {
        /// The kind of record.
        schema: &'static str,
    },
    /// It asks for a field of another kind of record.
    #[error("a {schema} has no field `{field}`")]
    NoField {
        /// The kind of record.
        schema: &'static str,
        /// The field.
        field: String,
    },
}

/// A condition that can be asked of records of one kind.
#[derive(Clone, Debug)]
pub struct Filter {
    schema: &'static Schema,
    root: Expr,
}

impl Filter {
    /// Checks `root` against the kind of record that it is for.
    ///
    /// # Errors
    /// It is too deep or too long, asks for a field of another kind of record,
    /// or reads memory where there is none.
    pub fn new(schema: &'static Schema, root: Expr) -> Result<Self, FilterError> {
        tree::check(&root, schema)?;
        Ok(Self { schema, root })
    }

    /// The kind of record that it is for.
    #[must_use]
    pub fn schema(&self) -> &'static Schema {
        self.schema
    }

    /// The checked expression.
    #[must_use]
    pub fn root(&self) -> &Expr {
        &self.root
    }

    /// Whether the record passes.
    ///
    /// # Errors
    /// A [`Fault`] on the way to the answer.
    pub fn holds(&self, record: Record<'_>, memory: &impl Peek) -> Result<bool, Fault> {
        Ok(self.value(record, memory)? != 0)
    }

    /// The value of the expression; of a condition, 0 or 1.
    ///
    /// # Errors
    /// A [`Fault`] on the way to the value.
    pub fn value(&self, record: Record<'_>, memory: &impl Peek) -> Result<i64, Fault> {
        if record.bytes.len() < self.schema.size {
            return Err(Fault::ShortRecord);
        }
        evaluate::Evaluation { record, memory }.value(&self.root)
    }
}
