//! Operators between terms, and casts: pointers count in what they point to.

use super::{Of, Sense, Term, read};
use crate::expression::tree::{Binary, COperation, Expr, Unary};
use crate::expression::{EvalError, EvalErrorKind, Scope};
use crate::program::c::integers;
use crate::program::c::types::{Integer, Type};

impl Scope<'_> {
    /// What operators make of their operands. A chain of them may be long, and is nested to the left: it is gone through
    /// from there, so that only brackets go deeper.
    pub(super) fn chain(&self, expr: &Expr, sense: Sense) -> Result<Term, EvalError> {
        let mut links = Vec::new();
        let mut first = expr;
        while let Expr::Binary(operator, left, right, at) = first {
            links.push((*operator, &**right, *at));
            first = left;
        }
        let mut term = self.term(first, sense)?;
        let mut left_at = first.at();
        for (operator, right, at) in links.into_iter().rev() {
            term = match sense {
                Sense::Value => self.binary(operator, term, left_at, right, at)?,
                Sense::Address => {
                    let left = self.as_bound(term, left_at, sense)?;
                    let right = self.bound(right, sense)?;
                    Term::Number(Expr::Binary(operator, Box::new(left), Box::new(right), at))
                }
            };
            left_at = at;
        }
        Ok(term)
    }

    fn binary(
        &self,
        operator: Binary,
        left_term: Term,
        left_at: usize,
        right: &Expr,
        at: usize,
    ) -> Result<Term, EvalError> {
        if let Term::Type(of) = left_term {
            // What looks as a product is a cast: `(byte)*p`.
            let inner = match operator {
                Binary::Multiply => Expr::C(Box::new(COperation::Star(right.clone())), at),
                Binary::BitAnd => Expr::C(Box::new(COperation::AddressOf(right.clone())), at),
                Binary::Subtract => Expr::Unary(Unary::Negate, Box::new(right.clone())),
                _ => return Err(EvalErrorKind::TypeAlone(of.written(self.c())).at(left_at)),
            };
            return self.cast(of, self.term(&inner, Sense::Value)?, at);
        }
        let right_term = self.term(right, Sense::Value)?;
        if let Binary::Add | Binary::Subtract = operator {
            return self.sum(operator, left_term, right_term, at);
        }
        let of = match operator {
            Binary::ShiftLeft | Binary::ShiftRight => self.common(&left_term, &left_term),
            _ if operator.compares() || matches!(operator, Binary::And | Binary::Or) => {
                self.common(&left_term, &right_term).map(|_| Of::INT)
            }
            _ => self.common(&left_term, &right_term),
        };
        let left = Box::new(self.number(left_term, left_at)?);
        let right = Box::new(self.number(right_term, right.at())?);
        let expr = Expr::Binary(operator, left, right, at);
        Ok(Term::computed(expr, of))
    }

    /// The type that C gives what is computed of two values; none where C knows nothing of either.
    pub(super) fn common(&self, left: &Term, right: &Term) -> Option<Of> {
        let integer = |term: &Term| match term {
            Term::Value(_, of) | Term::Place { of, .. } => read::integer(self.c(), *of),
            Term::Number(_) | Term::Type(_) => None,
        };
        let (left, right) = match (integer(left), integer(right)) {
            (Some(left), Some(right)) => (left, right),
            (Some(one), None) | (None, Some(one)) => (one, integers::INT),
            (None, None) => return None,
        };
        Some(self.of_integer(integers::common(left, right)))
    }

    /// A type that every table has.
    fn of_integer(&self, integer: Integer) -> Of {
        let id = self.c().types.id(&Type::Integer(integer));
        id.map_or(Of::INT, Of::from)
    }

    /// A sum or a difference, of pointers counted in what they point to.
    pub(super) fn sum(
        &self,
        operator: Binary,
        left: Term,
        right: Term,
        at: usize,
    ) -> Result<Term, EvalError> {
        let target = |term: &Term| match term {
            Term::Value(_, of) | Term::Place { of, .. } => of.target(self.c()),
            Term::Number(_) | Term::Type(_) => None,
        };
        let (of_left, of_right) = (target(&left), target(&right));
        let common = self.common(&left, &right);
        let (left, right) = (self.number(left, at)?, self.number(right, at)?);
        let size = |of: Of| {
            let size = of.size(self.c()).or(match of.plain(self.c()) {
                Some(Type::Void | Type::Function(_)) => Some(1),
                _ => None,
            });
            size.map(i64::from)
                .ok_or_else(|| EvalErrorKind::NoSize(of.written(self.c())).at(at))
        };
        let both =
            |operator, left, right| Expr::Binary(operator, Box::new(left), Box::new(right), at);
        Ok(match (of_left, of_right, operator) {
            (Some(of), Some(_), Binary::Subtract) => {
                let bytes = both(operator, left, right);
                match size(of)? {
                    0 | 1 => Term::Value(bytes, Of::INT),
                    size => Term::Value(both(Binary::Divide, bytes, Expr::Number(size)), Of::INT),
                }
            }
            (Some(of), None, _) => {
                let index = times(right, size(of)?, at);
                Term::Value(added(operator, left, index, at), of.pointer())
            }
            (None, Some(of), Binary::Add) => {
                let index = times(left, size(of)?, at);
                Term::Value(added(operator, right, index, at), of.pointer())
            }
            _ => Term::computed(both(operator, left, right), common),
        })
    }

    pub(super) fn cast(&self, of: Of, term: Term, at: usize) -> Result<Term, EvalError> {
        if let Term::Place { of: own, .. } = &term
            && *own == of
        {
            return Ok(term);
        }
        let value = self.number(term, at)?;
        let cut = read::cut(self.c(), value, of);
        let cut = cut.ok_or_else(|| EvalErrorKind::NoNumber(of.written(self.c())).at(at))?;
        Ok(Term::Value(cut, of))
    }

    pub(super) fn size_of(&self, of: Of, at: usize) -> Result<Term, EvalError> {
        let size = of.size(self.c());
        let size = size.ok_or_else(|| EvalErrorKind::NoSize(of.written(self.c())).at(at))?;
        let unsigned = self.of_integer(integers::UNSIGNED);
        Ok(Term::Value(Expr::Number(size.into()), unsigned))
    }
}

/// `address` and some bytes.
pub(super) fn plus(address: Expr, bytes: i64, at: usize) -> Expr {
    added(Binary::Add, address, Expr::Number(bytes), at)
}

/// A sum, which is a number where both are.
fn added(operator: Binary, left: Expr, right: Expr, at: usize) -> Expr {
    match (operator, left, right) {
        (_, left, Expr::Number(0)) => left,
        (Binary::Add, Expr::Number(left), Expr::Number(right)) => {
            Expr::Number(left.wrapping_add(right))
        }
        (operator, left, right) => Expr::Binary(operator, Box::new(left), Box::new(right), at),
    }
}

fn times(value: Expr, factor: i64, at: usize) -> Expr {
    match (value, factor) {
        (value, 1) => value,
        (Expr::Number(value), factor) => Expr::Number(value.wrapping_mul(factor)),
        (value, factor) => Expr::Binary(
            Binary::Multiply,
            Box::new(value),
            Box::new(Expr::Number(factor)),
            at,
        ),
    }
}
