//! Ranges of addresses, and what they cover now.
//!
//! Invariant: a resolved range is inside the machine and not empty.

use std::ops::RangeInclusive;

use super::typed::{Sense, Term};
use super::{COperation, EvalError, EvalErrorKind, Expr, Scope, Selector};
use crate::program::c::types::Type;
use crate::program::symbols::Found;

/// A range as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeExpr {
    /// The first address.
    pub start: Expr,
    /// How it says where it ends.
    pub end: End,
    /// Where it stands in the line.
    pub offset: usize,
}

/// How a range says where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The range does not say; the command knows how much is useful.
    Open,
    /// The last address, inclusive: `A..B`.
    At(Expr),
    /// So many bytes: `A,+N`.
    Length(u64),
}

impl From<Expr> for RangeExpr {
    /// A range that only says where it starts.
    fn from(start: Expr) -> Self {
        Self {
            start,
            end: End::Open,
            offset: 0,
        }
    }
}

impl RangeExpr {
    /// The addresses meant, as by [`RangeExpr::resolve`], but an open end is the start: what is about an instruction is
    /// not about all the subroutine that it begins.
    ///
    /// # Errors
    /// Expressions that fail, an end before the start, no bytes, or an end past $FFFF.
    pub fn resolve_code(&self, scope: &Scope<'_>) -> Result<RangeInclusive<u16>, EvalError> {
        match self.end {
            End::Open => scope.address(&self.start).map(|start| start..=start),
            End::At(_) | End::Length(_) => self.resolve(scope, 1),
        }
    }

    /// The addresses meant, as by [`RangeExpr::resolve_code`], but a line of source is meant wherever it was expanded.
    ///
    /// # Errors
    /// Expressions that fail, an end before the start, no bytes, an end past $FFFF, or a line without code.
    pub fn resolve_entries(
        &self,
        scope: &Scope<'_>,
    ) -> Result<Vec<RangeInclusive<u16>>, EvalError> {
        match (&self.start, &self.end) {
            (Expr::Line { file, number, at }, End::Open) => {
                let place = scope
                    .source
                    .place(file.as_deref(), *number)
                    .map_err(|error| error.at(*at))?;
                match place.bytes.entries.as_slice() {
                    [] => Err(EvalErrorKind::LineOfData.at(*at)),
                    entries => Ok(entries.iter().map(|&entry| entry..=entry).collect()),
                }
            }
            // As every debugger of C does it: where its parameters are in place.
            (Expr::Symbol { .. } | Expr::Function { .. }, End::Open) => {
                let start = scope.address(&self.start)?;
                let start = scope.behind_prologue(start).unwrap_or(start);
                Ok(vec![start..=start])
            }
            _ => self.resolve_code(scope).map(|range| vec![range]),
        }
    }

    /// The range as it can be said at another time, if it depends on names and numbers alone: lines with their file, and
    /// no name that could be read as a number once its symbol is gone.
    pub fn lasting(&self, scope: &Scope<'_>) -> Option<Self> {
        let end = match &self.end {
            End::At(end) => End::At(lasting(end, scope)?),
            other => other.clone(),
        };
        Some(Self {
            start: lasting(&self.start, scope)?,
            end,
            offset: self.offset,
        })
    }

    /// Whether it is a byte or a word of memory, and so what stands there.
    pub fn is_of_memory(&self) -> bool {
        self.end == End::Open && matches!(self.start, Expr::Byte(..) | Expr::Word(..))
    }

    /// What is watched by this range: of `[E]` and `w[E]` not what stands there, but the memory that they are. A name in
    /// brackets is the name.
    pub fn as_memory(self) -> Self {
        let (start, end) = match (self.start, self.end) {
            (Expr::Byte(inner, _), End::Open) => match *inner {
                name @ Expr::Symbol { .. } => (name, End::Open),
                other => (other, End::Length(1)),
            },
            (Expr::Word(inner, _), End::Open) => (*inner, End::Length(2)),
            other => other,
        };
        Self { start, end, ..self }
    }

    /// Whether there is a name of a symbol, or a line of source, in the range.
    pub fn has_name(&self) -> bool {
        fn is_name(expr: &Expr) -> bool {
            match expr {
                Expr::Symbol { .. } | Expr::Line { .. } | Expr::Function { .. } => true,
                Expr::Binary(_, left, right, _) => is_name(left) || is_name(right),
                Expr::C(operation, _) => operation.parts().into_iter().any(is_name),
                _ => false,
            }
        }
        is_name(&self.start) || matches!(&self.end, End::At(end) if is_name(end))
    }

    /// The size of the symbol or the line of source that it is.
    pub fn size(&self, scope: &Scope<'_>) -> Option<u16> {
        match &self.start {
            Expr::Line { file, number, .. } => {
                let place = scope.source.place(file.as_deref(), *number).ok()?;
                Some((place.end() - place.start()).saturating_add(1))
            }
            Expr::Symbol { name, .. } => {
                typed_size(&self.start, scope).or_else(|| scope.symbols.size(name))
            }
            start => typed_size(start, scope),
        }
    }

    /// The addresses meant. An open end covers the line of source or the symbol of known size that stands there alone, else `default`
    /// bytes, as far as memory goes.
    ///
    /// # Errors
    /// Expressions that fail, an end before the start, no bytes, or an end past $FFFF.
    pub fn resolve(
        &self,
        scope: &Scope<'_>,
        default: u16,
    ) -> Result<RangeInclusive<u16>, EvalError> {
        let start = scope.address(&self.start)?;
        let end = match &self.end {
            End::Open => {
                let length = self.size(scope).unwrap_or(default);
                start.saturating_add(length.saturating_sub(1))
            }
            // A line is meant with all its bytes.
            End::At(Expr::Line { file, number, at }) => scope
                .source
                .place(file.as_deref(), *number)
                .map_err(|error| error.at(*at))?
                .end(),
            End::At(end) => scope.address(end)?,
            End::Length(0) => return Err(EvalErrorKind::EmptyRange.at(self.offset)),
            End::Length(length) => {
                let end = u64::from(start).saturating_add(length - 1);
                u16::try_from(end).map_err(|_| EvalErrorKind::PastTheEnd(end).at(self.offset))?
            }
        };
        if end < start {
            return Err(EvalErrorKind::Backwards { start, end }.at(self.offset));
        }
        Ok(start..=end)
    }
}

/// The bytes of what has a place and a type of C.
fn typed_size(expr: &Expr, scope: &Scope<'_>) -> Option<u16> {
    if !matches!(expr, Expr::Symbol { .. } | Expr::C(..)) {
        return None;
    }
    match scope.term(expr, Sense::Value).ok()? {
        Term::Place { of, .. } => of.size(scope.c()),
        Term::Number(_) | Term::Value(..) | Term::Type(_) => None,
    }
}

/// As [`RangeExpr::lasting`], of an address.
fn lasting(expr: &Expr, scope: &Scope<'_>) -> Option<Expr> {
    Some(match expr {
        Expr::Number(_) => expr.clone(),
        Expr::Function { file, name, .. } => {
            scope.source.function(file, name, scope.symbols).ok()?;
            expr.clone()
        }
        Expr::Symbol { name, at, .. } if scope.local(name).is_none() => {
            match scope.symbols.find(name) {
                Found::One(_) => Expr::Symbol {
                    name: name.clone(),
                    number: None,
                    at: *at,
                },
                Found::Nothing | Found::Several(_) => return None,
            }
        }
        Expr::Line { file, number, at } => {
            let current = || {
                scope
                    .source
                    .current
                    .map(|file| scope.source.name(file).to_owned())
            };
            Expr::Line {
                file: file.clone().or_else(current),
                number: *number,
                at: *at,
            }
        }
        Expr::C(operation, at) => match &**operation {
            COperation::AddressOf(inner) => {
                Expr::C(Box::new(COperation::AddressOf(lasting(inner, scope)?)), *at)
            }
            COperation::Member(inner, Selector::Dot, name) => {
                let inner = lasting(inner, scope)?;
                Expr::C(
                    Box::new(COperation::Member(inner, Selector::Dot, name.clone())),
                    *at,
                )
            }
            COperation::Index(inner, index) if index.is_constant() => {
                let inner = lasting(inner, scope)?;
                // The first element of an array; what a pointer leads to may be elsewhere then.
                matches!(scope.term(&inner, Sense::Value), Ok(Term::Place { of, .. }) if matches!(of.plain(scope.c()), Some(Type::Array(..))))
                    .then(|| Expr::C(Box::new(COperation::Index(inner, index.clone())), *at))?
            }
            _ => return None,
        },
        Expr::Binary(operator, left, right, at) => {
            let (left, right) = (lasting(left, scope)?, lasting(right, scope)?);
            Expr::Binary(*operator, Box::new(left), Box::new(right), *at)
        }
        _ => return None,
    })
}
