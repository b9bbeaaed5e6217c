//! The expressions that filters are made of.

use super::operator::{Binary, TextTest, Unary};
use super::schema::{IntField, Memory, Schema, TextField};
use super::{FilterError, MAX_DEPTH, MAX_NODES};

/// An expression over the fields of a record. Its value is a number; that of a
/// condition is 0 or 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A number.
    Constant(i64),
    /// An integer field, see [`Schema::int`].
    Int(&'static IntField),
    /// The byte of memory at an address.
    Byte(Box<Self>),
    /// The two bytes of memory at an address, low byte first.
    Word(Box<Self>),
    /// An operator with one operand.
    Unary(Unary, Box<Self>),
    /// An operator with two operands.
    Binary(Binary, Box<Self>, Box<Self>),
    /// Whether all hold; those behind the first that does not are not looked at.
    All(Vec<Self>),
    /// Whether one holds; those behind the first that does are not looked at.
    Any(Vec<Self>),
    /// A comparison of strings.
    Text(TextTest, Text, Text),
}

/// A string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Itself.
    Literal(Box<[u8]>),
    /// That of a field, see [`Schema::text`].
    Field(&'static TextField),
}

impl Text {
    /// A literal.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        Self::Literal(text.as_bytes().into())
    }
}

impl Expr {
    /// `operator` between two expressions.
    #[must_use]
    pub fn binary(operator: Binary, left: Self, right: Self) -> Self {
        Self::Binary(operator, Box::new(left), Box::new(right))
    }

    /// `operator` before an expression.
    #[must_use]
    pub fn unary(operator: Unary, operand: Self) -> Self {
        Self::Unary(operator, Box::new(operand))
    }

    /// `left && right`. A chain of these is one level deep.
    #[must_use]
    pub fn and(self, right: Self) -> Self {
        match self {
            Self::All(mut terms) => {
                terms.push(right);
                Self::All(terms)
            }
            left => Self::All(vec![left, right]),
        }
    }

    /// `left || right`. A chain of these is one level deep.
    #[must_use]
    pub fn or(self, right: Self) -> Self {
        match self {
            Self::Any(mut terms) => {
                terms.push(right);
                Self::Any(terms)
            }
            left => Self::Any(vec![left, right]),
        }
    }

    /// The expressions that it is made of.
    pub(crate) fn operands(&self) -> &[Self] {
        match self {
            Self::Constant(_) | Self::Int(_) | Self::Text(..) => &[],
            Self::Byte(operand) | Self::Word(operand) | Self::Unary(_, operand) => {
                std::slice::from_ref(operand)
            }
            Self::Binary(_, left, _) => std::slice::from_ref(left),
            Self::All(terms) | Self::Any(terms) => terms,
        }
    }

    /// The right operand of an operator with two.
    pub(crate) fn right(&self) -> Option<&Self> {
        match self {
            Self::Binary(_, _, right) => Some(right),
            _ => None,
        }
    }
}

/// Whether `root` is a filter for records of `schema`.
pub(super) fn check(root: &Expr, schema: &'static Schema) -> Result<(), FilterError> {
    // By a list, not by recursion: the tree may be as deep as it likes here.
    let mut pending = vec![(root, 1)];
    let mut nodes = 0;
    while let Some((expr, depth)) = pending.pop() {
        nodes += 1;
        if depth > MAX_DEPTH {
            return Err(FilterError::TooDeep);
        }
        if nodes + pending.len() > MAX_NODES {
            return Err(FilterError::TooLong);
        }
        check_node(expr, schema)?;
        let operands = expr.operands().iter().chain(expr.right());
        pending.extend(operands.map(|operand| (operand, depth + 1)));
    }
    Ok(())
}

fn check_node(expr: &Expr, schema: &'static Schema) -> Result<(), FilterError> {
    let no_field = |field: &str| FilterError::NoField {
        schema: schema.name,
        field: field.to_owned(),
    };
    match expr {
        Expr::Int(field) if !schema.has_int(field) => Err(no_field(field.name)),
        Expr::Byte(_) | Expr::Word(_) if schema.memory == Memory::None => {
            Err(FilterError::NoMemory {
                schema: schema.name,
            })
        }
        Expr::Text(_, left, right) => {
            let foreign = [left, right].into_iter().find_map(|text| match text {
                Text::Field(field) if !schema.has_text(field) => Some(field.name),
                Text::Field(_) | Text::Literal(_) => None,
            });
            foreign.map_or(Ok(()), |name| Err(no_field(name)))
        }
        _ => Ok(()),
    }
}
