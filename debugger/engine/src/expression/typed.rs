//! What an expression is in C: a number of the machine's, a value of a type, or a place in memory that has one.
//!
//! Elaboration makes of names, members, indexes and casts an expression without any types, over registers and memory
//! alone, which every tier can evaluate. Invariants: what C knows nothing of means what it means without C, so a label is
//! its address; where an address is expected, a variable is its address too. Arithmetic is that of the debugger, with 64
//! bits: a value is cut to its type where it is cast or stored only.

mod arithmetic;
mod frame;
mod names;
mod read;

use arithmetic::plus;

use super::tree::{Binary, COperation, Expr, Unary};
use super::{EvalError, EvalErrorKind, Scope, checked};
use crate::program::c::Program;
use crate::program::c::types::{Bits, Type, TypeId};

pub use frame::Unfollowed;
pub use names::Meant;
pub use read::{integer, read};

/// A type, with so many pointers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Of {
    /// What is pointed to in the end.
    pub id: TypeId,
    /// The pointers.
    pub stars: u8,
}

impl From<TypeId> for Of {
    fn from(id: TypeId) -> Self {
        Self { id, stars: 0 }
    }
}

impl Of {
    /// `int`
    pub const INT: Self = Self {
        id: TypeId::INT,
        stars: 0,
    };

    /// A pointer to it.
    pub fn pointer(self) -> Self {
        Self {
            stars: self.stars.saturating_add(1),
            ..self
        }
    }

    /// What it points to, or an array of which it is.
    pub fn target(self, c: &Program) -> Option<Self> {
        match (self.stars, c.types.of(self.id)) {
            (1.., _) => Some(Self {
                stars: self.stars - 1,
                ..self
            }),
            (0, Type::Pointer(to) | Type::Array(to, _)) => Some((*to).into()),
            (0, _) => None,
        }
    }

    /// The type itself, where it is no pointer to one.
    pub fn plain(self, c: &Program) -> Option<&Type> {
        (self.stars == 0).then(|| c.types.of(self.id))
    }

    /// Bytes, where they are known.
    pub fn size(self, c: &Program) -> Option<u16> {
        match self.stars {
            0 => c.types.size(self.id),
            _ => Some(2),
        }
    }

    /// As C writes it.
    pub fn written(self, c: &Program) -> String {
        let stars = "*".repeat(self.stars.into());
        match c.types.of(self.id) {
            Type::Array(..) | Type::Function(_) if self.stars > 0 => {
                c.types.declared(self.id, &format!("({stars})"))
            }
            _ => c.types.declared(self.id, &stars),
        }
    }
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A number that C knows nothing of.
    Number(Expr),
    /// A value.
    Value(Expr, Of),
    /// Something in memory.
    Place {
        /// Where it begins.
        address: Expr,
        /// What it is.
        of: Of,
        /// Which bits of it, of a bit-field.
        bits: Option<Bits>,
    },
    /// The name of a type.
    Type(Of),
}

impl Term {
    /// What was computed: a value of C where it has a type.
    fn computed(expr: Expr, of: Option<Of>) -> Self {
        match of {
            Some(of) => Self::Value(expr, of),
            None => Self::Number(expr),
        }
    }
}

/// What is expected where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// What a variable holds.
    Value,
    /// Where it is.
    Address,
}

impl Scope<'_> {
    /// What `expr` is.
    ///
    /// # Errors
    /// A name that nobody knows, or an operation that its types do not have.
    pub fn term(&self, expr: &Expr, sense: Sense) -> Result<Term, EvalError> {
        Ok(match expr {
            Expr::Symbol { name, number, at } => self.named(name, *number, *at, sense)?,
            Expr::Line { .. } | Expr::Function { .. } => {
                Term::Number(Expr::Number(self.line(expr)?))
            }
            Expr::Byte(address, at) => Term::Number(Expr::Byte(
                Box::new(self.bound(address, Sense::Address)?),
                *at,
            )),
            Expr::Word(address, at) => Term::Number(Expr::Word(
                Box::new(self.bound(address, Sense::Address)?),
                *at,
            )),
            Expr::Unary(operator, operand) if sense == Sense::Value => {
                let term = self.term(operand, sense)?;
                let is_of_c = !matches!(term, Term::Number(_));
                let of = match operator {
                    Unary::Negate | Unary::Complement => self.common(&term, &term),
                    Unary::Not => is_of_c.then_some(Of::INT),
                    Unary::LowByte | Unary::HighByte => None,
                };
                let inner = self.number(term, operand.at())?;
                Term::computed(Expr::Unary(*operator, Box::new(inner)), of)
            }
            Expr::Unary(operator, operand) => Term::Number(Expr::Unary(
                *operator,
                Box::new(self.bound(operand, sense)?),
            )),
            Expr::Binary(..) => self.chain(expr, sense)?,
            Expr::C(operation, at) => match &**operation {
                COperation::Star(inner) => match self.term(inner, Sense::Value)? {
                    Term::Number(inner) => Term::Number(Expr::Byte(Box::new(inner), *at)),
                    term => self.star(term, *at)?,
                },
                COperation::AddressOf(inner) => self.address_of(inner, *at)?,
                COperation::Cast(name, inner) => {
                    let of = self.type_named(name, *at)?;
                    self.cast(of, self.term(inner, Sense::Value)?, *at)?
                }
                COperation::SizeOf(inner) => match self.term(inner, Sense::Value)? {
                    Term::Value(_, of) | Term::Place { of, .. } | Term::Type(of) => {
                        self.size_of(of, *at)?
                    }
                    Term::Number(_) => {
                        let size = self.size_of_symbol(inner);
                        let size =
                            size.ok_or_else(|| EvalErrorKind::NoSize(String::new()).at(*at))?;
                        Term::Value(Expr::Number(size.into()), Of::INT)
                    }
                },
                COperation::Type(name) => Term::Type(self.type_named(name, *at)?),
                COperation::Member(record, _, name) => self.member(record, name, *at)?,
                COperation::Index(base, index) => {
                    let sum = self.sum(
                        Binary::Add,
                        self.term(base, Sense::Value)?,
                        self.term(index, Sense::Value)?,
                        *at,
                    )?;
                    match sum {
                        Term::Number(address) => Term::Number(Expr::Byte(Box::new(address), *at)),
                        pointer => self.star(pointer, *at)?,
                    }
                }
            },
            other => Term::Number(other.clone()),
        })
    }

    /// `expr` without types and names: as a value, or where an address is expected as one.
    ///
    /// # Errors
    /// Those of [`Scope::term`], or it is no number.
    pub fn bound(&self, expr: &Expr, sense: Sense) -> Result<Expr, EvalError> {
        self.as_bound(self.term(expr, sense)?, expr.at(), sense)
    }

    fn as_bound(&self, term: Term, at: usize, sense: Sense) -> Result<Expr, EvalError> {
        match term {
            Term::Place {
                address,
                bits: None,
                ..
            } if sense == Sense::Address => Ok(address),
            term => self.number(term, at),
        }
    }

    /// The address of what a look at `expr` shows: what a pointer points to, else where it is.
    ///
    /// # Errors
    /// Those of [`Scope::address`].
    pub fn pointed_at(&self, expr: &Expr) -> Result<u16, EvalError> {
        let is_pointer =
            |of: Of| of.stars > 0 || matches!(of.plain(self.c()), Some(Type::Pointer(_)));
        if let Ok(Term::Place { of, .. }) = self.term(expr, Sense::Value)
            && is_pointer(of)
        {
            return checked(self.value(expr)?, expr.at());
        }
        self.address(expr)
    }

    /// A term as a number.
    ///
    /// # Errors
    /// It is none, as a `struct` is not.
    pub fn number(&self, term: Term, at: usize) -> Result<Expr, EvalError> {
        match term {
            Term::Number(expr) | Term::Value(expr, _) => Ok(expr),
            Term::Type(of) => Err(EvalErrorKind::TypeAlone(of.written(self.c())).at(at)),
            Term::Place { address, of, bits } => match of.plain(self.c()) {
                // They stand for their first byte.
                Some(Type::Array(..) | Type::Function(_)) => Ok(address),
                _ => {
                    let value = read(self.c(), &address, of, bits, at);
                    value.ok_or_else(|| EvalErrorKind::NoNumber(of.written(self.c())).at(at))
                }
            },
        }
    }

    /// What is known of C.
    pub fn c(&self) -> &Program {
        self.source.c()
    }

    /// What is at a pointer.
    fn star(&self, term: Term, at: usize) -> Result<Term, EvalError> {
        let of = match &term {
            Term::Value(_, of) | Term::Place { of, .. } | Term::Type(of) => *of,
            Term::Number(_) => Of::INT,
        };
        let no_pointer = || EvalErrorKind::NoPointer(of.written(self.c())).at(at);
        let target = of.target(self.c());
        let target = match of.plain(self.c()) {
            // What it points to is itself.
            Some(Type::Function(_)) => of,
            _ => target.ok_or_else(no_pointer)?,
        };
        if let Some(Type::Void) = target.plain(self.c()) {
            return Err(no_pointer());
        }
        Ok(Term::Place {
            address: self.number(term, at)?,
            of: target,
            bits: None,
        })
    }

    fn address_of(&self, inner: &Expr, at: usize) -> Result<Term, EvalError> {
        Ok(match self.term(inner, Sense::Value)? {
            Term::Place {
                address,
                of,
                bits: None,
            } => Term::Value(address, of.pointer()),
            Term::Place { bits: Some(_), .. } | Term::Value(..) | Term::Type(_) => {
                return Err(EvalErrorKind::NoPlace.at(at));
            }
            Term::Number(_) => Term::Number(self.bound(inner, Sense::Address)?),
        })
    }

    fn member(&self, record: &Expr, name: &str, at: usize) -> Result<Term, EvalError> {
        if let Some(register) = self.chip_register(record, name, at)? {
            return Ok(register);
        }
        let term = self.term(record, Sense::Value)?;
        let is_pointer = |of: Of| {
            let target = of.target(self.c()).and_then(|of| of.plain(self.c()));
            matches!(target, Some(Type::Record(_)))
        };
        let place = match term {
            Term::Value(_, of) | Term::Place { of, .. } if is_pointer(of) => self.star(term, at)?,
            other => other,
        };
        let (address, of) = match place {
            Term::Place { address, of, .. }
                if matches!(of.plain(self.c()), Some(Type::Record(_))) =>
            {
                (address, of)
            }
            Term::Number(_) => {
                return Err(
                    EvalErrorKind::NoRecordOfC("a number of the machine's".to_owned()).at(at),
                );
            }
            Term::Place { of, .. } | Term::Value(_, of) | Term::Type(of) => {
                return Err(EvalErrorKind::NoRecordOfC(format!(
                    "of type `{}`",
                    of.written(self.c())
                ))
                .at(at));
            }
        };
        let Some(member) = self.c().types.member(of.id, name) else {
            let members = match of.plain(self.c()) {
                Some(Type::Record(record)) => record.members.as_deref().unwrap_or_default(),
                _ => &[],
            };
            let members = members.iter().map(|member| member.name.clone());
            let members = members.filter(|name| !name.is_empty()).collect();
            let (of, name) = (of.written(self.c()), name.to_owned());
            return Err(EvalErrorKind::NoMember { of, name, members }.at(at));
        };
        Ok(Term::Place {
            address: plus(address, i64::from(member.offset), at),
            of: member.of.into(),
            bits: member.bits,
        })
    }
}
