//! A condition made ready for records: its symbols become numbers, and what records do not have is refused at its place.
//!
//! Invariant: a comparison with a field of an access is true of records with an access only, whatever stands in the
//! others; so `addr != $10` tells of other accesses, and `!(addr == $10)` of everything else.

use crate::expression::{EvalError, EvalErrorKind};
use jumppad_tiers::filter::{Filter, Schema};

use crate::expression::{
    AccessField, Binary, Case, Expr, Scope, Text, TextTest, Unary,
    fields::{Field, Fields, Holds},
    lower, register, register_name,
    typed::Sense,
};

use super::Condition;

/// The most strings that are compared in one condition over a trace: bits of a note.
const MOST_TERMS: usize = 32;

const fn hidden(names: &'static [&'static str]) -> Field {
    Field {
        names,
        holds: Holds::Count,
        help: "",
    }
}

/// Fields that a condition does not name itself.
static ACCESS: Field = hidden(&["access"]);
static NOTES: Field = hidden(&["notes"]);
const WRITE: i64 = 2;

/// A comparison of strings.
pub(super) struct Term {
    pub(super) left: Text,
    pub(super) test: TextTest,
    pub(super) right: Text,
    pub(super) case: Case,
}

/// What strings become.
pub(super) enum Strings<'t> {
    /// They are in the records.
    Fields,
    /// Each comparison is a bit of the record's note, by its place among the terms.
    Noted(&'t mut Vec<Term>),
}

/// The filter that `condition` is for records of `schema` with such fields.
///
/// # Errors
/// It names what such records do not have, or is too long.
pub(super) fn filter(
    condition: &Condition,
    scope: &Scope<'_>,
    fields: &'static Fields,
    schema: &'static Schema,
    strings: Strings<'_>,
) -> Result<Filter, EvalError> {
    let mut preparation = Preparation {
        at: condition.at,
        scope,
        fields,
        strings,
    };
    let expr = preparation.logical(condition.expr.clone())?;
    lower::filter(&expr, schema).map_err(|error| EvalErrorKind::Unlowered(error).at(condition.at))
}

struct Preparation<'p, 't> {
    at: usize,
    scope: &'p Scope<'p>,
    fields: &'static Fields,
    strings: Strings<'t>,
}

/// An expression, and whether its value means something of an access only.
struct Prepared {
    expr: Expr,
    needs_access: bool,
}

impl Preparation<'_, '_> {
    /// An expression of which only the truth matters.
    fn logical(&mut self, expr: Expr) -> Result<Expr, EvalError> {
        Ok(match expr {
            Expr::Binary(operator @ (Binary::And | Binary::Or), left, right, at) => {
                let (left, right) = (self.logical(*left)?, self.logical(*right)?);
                Expr::Binary(operator, Box::new(left), Box::new(right), at)
            }
            Expr::Unary(Unary::Not, inner) => {
                Expr::Unary(Unary::Not, Box::new(self.logical(*inner)?))
            }
            other => guarded(self.value(other)?),
        })
    }

    fn value(&mut self, expr: Expr) -> Result<Prepared, EvalError> {
        let plain = |expr| Prepared {
            expr,
            needs_access: false,
        };
        Ok(match expr {
            Expr::Binary(Binary::And | Binary::Or, ..) | Expr::Unary(Unary::Not, _) => {
                plain(self.logical(expr)?)
            }
            Expr::Binary(operator, left, right, at) => {
                let (left, right) = (self.value(*left)?, self.value(*right)?);
                let both = Prepared {
                    expr: Expr::Binary(operator, Box::new(left.expr), Box::new(right.expr), at),
                    needs_access: left.needs_access || right.needs_access,
                };
                match operator.compares() {
                    true => plain(guarded(both)),
                    false => both,
                }
            }
            Expr::Unary(operator, inner) => {
                let inner = self.value(*inner)?;
                Prepared {
                    expr: Expr::Unary(operator, Box::new(inner.expr)),
                    ..inner
                }
            }
            Expr::Byte(address, at) => Prepared {
                expr: Expr::Byte(Box::new(self.memory(*address, at)?), at),
                needs_access: false,
            },
            Expr::Word(address, at) => Prepared {
                expr: Expr::Word(Box::new(self.memory(*address, at)?), at),
                needs_access: false,
            },
            Expr::Field(field, at) => self.field(field, at),
            Expr::Text(left, test, right, case) => plain(self.text(*left, test, *right, case)?),
            Expr::Flag(_) if self.fields.find("p").is_some() => plain(expr),
            Expr::Flag(_) => return Err(self.fields.unknown("p", self.at)),
            Expr::Register(register) => self.named(register_name(register))?,
            Expr::Cycles => self.named("cycles")?,
            Expr::Access(AccessField::Addr, at) => return Err(self.fields.unknown("addr", at)),
            Expr::Access(AccessField::Value, at) => return Err(self.fields.unknown("value", at)),
            Expr::Access(AccessField::Old, at) => return Err(self.fields.unknown("old", at)),
            Expr::Access(AccessField::IsWrite, at) => {
                return Err(self.fields.unknown("iswrite", at));
            }
            // What a device held then is not recorded; the memory that it may be asked by is.
            Expr::Chip { at, .. } => return Err(EvalErrorKind::NotRecorded.at(at)),
            Expr::LastAddress => plain(Expr::Number(i64::from(self.scope.last_address))),
            Expr::Symbol { ref name, at, .. } => match self.dotted(name) {
                Some(field) => self.value(Expr::Field(field, at))?,
                None => plain(self.symbol(expr)?),
            },
            Expr::Number(_) | Expr::DollarA => plain(expr),
            Expr::Line { .. } | Expr::Function { .. } => {
                plain(Expr::Number(self.scope.value(&expr)?))
            }
            Expr::C(..) => {
                let bound = self.scope.bind(&expr)?;
                self.value(bound)?
            }
        })
    }

    /// The field that is called as the machine's own is.
    fn named(&self, name: &str) -> Result<Prepared, EvalError> {
        match self.fields.find(name) {
            Some(field) => Ok(self.field(field, self.at)),
            None => Err(self.fields.unknown(name, self.at)),
        }
    }

    fn field(&self, field: &'static Field, at: usize) -> Prepared {
        let is_noted = matches!(self.strings, Strings::Noted(_));
        match field.name() {
            "iswrite" => Prepared {
                expr: equal(Expr::Field(&ACCESS, at), WRITE),
                needs_access: false,
            },
            name => Prepared {
                expr: Expr::Field(field, at),
                needs_access: is_noted && ["addr", "value", "old"].contains(&name),
            },
        }
    }

    /// An address whose byte is looked at.
    fn memory(&mut self, address: Expr, at: usize) -> Result<Expr, EvalError> {
        if let Strings::Noted(_) = self.strings {
            return Err(EvalErrorKind::NotRecorded.at(at));
        }
        Ok(self.value(address)?.expr)
    }

    fn text(
        &mut self,
        left: Text,
        test: TextTest,
        right: Text,
        case: Case,
    ) -> Result<Expr, EvalError> {
        let Strings::Noted(terms) = &mut self.strings else {
            return Ok(Expr::Text(Box::new(left), test, Box::new(right), case));
        };
        if terms.len() == MOST_TERMS {
            return Err(EvalErrorKind::TooManyStrings(MOST_TERMS).at(self.at));
        }
        let bit = Expr::Number(1 << terms.len());
        terms.push(Term {
            left,
            test,
            right,
            case,
        });
        let notes = Box::new(Expr::Field(&NOTES, 0));
        let masked = Expr::Binary(Binary::BitAnd, notes, Box::new(bit), 0);
        let none = Box::new(Expr::Number(0));
        Ok(Expr::Binary(Binary::NotEqual, Box::new(masked), none, 0))
    }

    /// The field of a register that VICE writes with a dot before it, where that is no symbol's name.
    fn dotted(&self, name: &str) -> Option<&'static Field> {
        let lower = name.to_ascii_lowercase();
        let is_register = register(&lower).is_some() && !self.scope.symbols.knows(name);
        is_register.then(|| self.fields.find(&lower)).flatten()
    }

    /// The number that a symbol stands for.
    fn symbol(&self, expr: Expr) -> Result<Expr, EvalError> {
        match (self.scope.bound(&expr, Sense::Address), expr) {
            (Ok(value @ Expr::Number(_)), _) => Ok(value),
            // A register that records have no field of.
            (Ok(_), Expr::Symbol { name, at, .. }) => Err(self.fields.unknown(&name, at)),
            (Ok(other), _) => Ok(other),
            (Err(error), Expr::Symbol { name, at, .. }) if !self.scope.symbols.knows(&name) => {
                let symbol = match error.kind {
                    EvalErrorKind::UnknownName { meant, .. } => meant,
                    _ => None,
                };
                let field = || self.fields.meant(&name).map(str::to_owned);
                let meant = symbol.or_else(field);
                let fields = self.fields;
                Err(EvalErrorKind::NeitherFieldNorSymbol {
                    name,
                    fields,
                    meant,
                }
                .at(at))
            }
            (Err(error), _) => Err(error),
        }
    }
}

fn equal(left: Expr, right: i64) -> Expr {
    let right = Box::new(Expr::Number(right));
    Expr::Binary(Binary::Equal, Box::new(left), right, 0)
}

/// The expression, false where it needs an access and there is none.
fn guarded(Prepared { expr, needs_access }: Prepared) -> Expr {
    match needs_access {
        true => Expr::Binary(
            Binary::And,
            Box::new(Expr::Field(&ACCESS, 0)),
            Box::new(expr),
            0,
        ),
        false => expr,
    }
}
