//! Variables of C: what they hold, which there are, and how they are changed.
//!
//! Invariants: looking is by `peek`; a pointer that leads around in circles, an array of any length and a type that
//! nobody knows are shown as far as is useful.

use super::Debugger;
use crate::answer::{Characters, Data, Item, MemberView, TypeView, TypedView, VariableView};
use crate::error::Error;
use crate::expression::typed::{Of, Sense, Term, integer};
use crate::expression::{EvalError, EvalErrorKind, Expr, Scope, checked};
use crate::program::c::types::{Bits, ShownAs, Signed, Type};
use crate::program::c::unit::Role;
use crate::program::c::{Function, Variable, integers};
use crate::program::symbols::{is_minor, with_offset};

/// Elements of arrays that are shown of one value, characters of a text among them.
const MOST: usize = 200;
/// Records and arrays within each other that are shown.
const DEEPEST: usize = 12;
/// Bytes that are shown of what has no known type.
const UNKNOWN: u16 = 8;

/// What an expression is to a user.
#[derive(Clone, Debug, PartialEq)]
pub enum Looked {
    /// A number that C knows nothing of.
    Number(i64),
    /// Something that has a type of C.
    Typed(TypedView),
    /// A type.
    Type(TypeView),
}

/// Which variables of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variables {
    /// What the caller gave.
    Parameters,
    /// Those that it declares itself.
    Locals,
}

impl Debugger {
    /// What `expr` is, in the frame that is looked at.
    ///
    /// # Errors
    /// It has no value.
    pub fn look_up(&mut self, expr: &Expr) -> Result<Looked, EvalError> {
        let term = self.scope().term(expr, Sense::Value)?;
        Ok(match term {
            // Reading may have effects, if the user wants them.
            Term::Number(bound) => Looked::Number(self.value(&bound)?),
            Term::Type(of) => Looked::Type(self.scope().type_view(of)),
            term => Looked::Typed(self.scope().typed_view(term, expr.at())?),
        })
    }

    /// The type of `expr`; none of a number that C knows nothing of.
    ///
    /// # Errors
    /// It means nothing.
    pub fn type_of(&self, expr: &Expr) -> Result<Option<TypeView>, EvalError> {
        let scope = self.scope();
        Ok(match scope.term(expr, Sense::Value)? {
            Term::Number(_) => None,
            Term::Value(_, of) | Term::Place { of, .. } | Term::Type(of) => {
                Some(scope.type_view(of))
            }
        })
    }

    /// The variables of the function that the frame looked at is in.
    ///
    /// # Errors
    /// No function of C is there.
    pub fn variables(&self, which: Variables) -> Result<Vec<VariableView>, Error> {
        let scope = self.scope();
        let Some((_, function)) = scope.function() else {
            return Err(Error::NoFunctionOfC(scope.code_address()));
        };
        Ok(scope.variables(function, scope.line_number(), which))
    }

    /// What a function has just given back.
    pub fn returned(&self, of: Of) -> Option<TypedView> {
        let scope = self.scope();
        scope.typed_view(scope.returned(of)?, 0).ok()
    }

    /// Writes the value of `value` to what `place` is; what is there then.
    ///
    /// # Errors
    /// It is no place, one of them has no value, or the value is no number.
    pub fn assign(&mut self, place: &Expr, value: &Expr) -> Result<TypedView, EvalError> {
        let at = place.at();
        let scope = self.scope();
        let term = scope.term(place, Sense::Value)?;
        let (address, of, bits) = match term {
            Term::Place { address, of, bits } => (address, of, bits),
            Term::Number(_) | Term::Value(..) | Term::Type(_) => {
                return Err(EvalErrorKind::NoPlace.at(at));
            }
        };
        let start = checked(scope.evaluate(&address)?, at)?;
        let Some(integer) = integer(scope.c(), of)
            .filter(|_| !matches!(of.plain(scope.c()), Some(Type::Array(..))))
        else {
            return Err(EvalErrorKind::NoNumber(of.written(scope.c())).at(at));
        };
        let (at_value, new) = (value.at(), scope.value(value)?);
        let count = bits.map_or(integer.size * 8, |bits| bits.count.into());
        let most = (1_i64 << count.min(62)) - 1;
        if !(-(most / 2 + 1)..=most).contains(&new) {
            let least = match integer.signed {
                Signed::Yes => -(most / 2 + 1),
                Signed::No => 0,
            };
            let value = new;
            return Err(EvalErrorKind::TooLarge { value, least, most }.at(at_value));
        }
        let bytes = match bits {
            None => new.to_le_bytes()[..usize::from(integer.size)].to_vec(),
            Some(Bits { first, count }) => {
                let size = u16::from(first.saturating_add(count)).div_ceil(8);
                let mask = ((1_i64 << count) - 1) << first;
                let old = (0..size).rev().fold(0, |old, offset| {
                    old << 8 | i64::from(scope.machine.peek(start.wrapping_add(offset)))
                });
                let all = old & !mask | new << first & mask;
                all.to_le_bytes()[..usize::from(size)].to_vec()
            }
        };
        self.write(start, &bytes);
        let place = Term::Place { address, of, bits };
        self.scope().typed_view(place, at)
    }
}

impl Scope<'_> {
    /// A term that has a type, as an answer.
    ///
    /// # Errors
    /// What it takes cannot be evaluated.
    pub(crate) fn typed_view(&self, term: Term, at: usize) -> Result<TypedView, EvalError> {
        Ok(match term {
            Term::Place { address, of, bits } => {
                let address = checked(self.evaluate(&address)?, at)?;
                TypedView {
                    of: of.written(self.c()),
                    address: Some(address),
                    data: self.data(address, of, bits, &mut MOST.clone(), 0),
                }
            }
            Term::Value(expr, of) => TypedView {
                of: of.written(self.c()),
                address: None,
                data: self.data_of(self.evaluate(&expr)?, of),
            },
            Term::Number(expr) => TypedView {
                of: String::new(),
                address: None,
                data: Data::Number {
                    value: self.evaluate(&expr)?,
                    size: 8,
                },
            },
            Term::Type(of) => return Err(EvalErrorKind::TypeAlone(of.written(self.c())).at(at)),
        })
    }

    fn variable_view(
        &self,
        name: &str,
        of: Option<Of>,
        term: Result<Term, EvalError>,
    ) -> VariableView {
        let of_written = of.map(|of| of.written(self.c()));
        let found = term.and_then(|term| match (term, of) {
            (Term::Number(address), None) => {
                let address = checked(self.evaluate(&address)?, 0)?;
                Ok((Some(address), self.raw(address, UNKNOWN)))
            }
            (term, _) => {
                let view = self.typed_view(term, 0)?;
                Ok((view.address, view.data))
            }
        });
        let (address, data, error) = match found {
            Ok((address, data)) => (address, Some(data), None),
            Err(error) => (None, None, Some(error.to_string())),
        };
        VariableView {
            name: name.to_owned(),
            of: of_written,
            address,
            data,
            error,
        }
    }

    /// The variables of a function that may be named on `line`.
    pub(crate) fn variables(
        &self,
        function: &Function,
        line: Option<u32>,
        which: Variables,
    ) -> Vec<VariableView> {
        let is_wanted = |role: Role| (role == Role::Parameter) == (which == Variables::Parameters);
        let wanted = function
            .visible(line)
            .filter(|variable| is_wanted(variable.role));
        let view = |variable: &Variable| {
            let term = self.variable(function, variable, 0);
            self.variable_view(&variable.name, variable.of.map(Of::from), term)
        };
        wanted.map(view).collect()
    }

    fn type_view(&self, of: Of) -> TypeView {
        let types = &self.c().types;
        TypeView {
            of: of.written(self.c()),
            definition: types.definition(of.id).map(|text| {
                format!(
                    "{text}{}",
                    match of.stars {
                        0 => String::new(),
                        stars => format!(" {}", "*".repeat(stars.into())),
                    }
                )
            }),
            size: of.size(self.c()),
        }
    }

    fn peek(&self, address: u16, offset: usize) -> u8 {
        self.machine.peek(address.wrapping_add(offset as u16))
    }

    fn raw(&self, address: u16, size: u16) -> Data {
        Data::Bytes {
            bytes: (0..usize::from(size))
                .map(|offset| self.peek(address, offset))
                .collect(),
        }
    }

    /// The characters of an array.
    fn array(&self, address: u16, length: usize) -> Characters {
        let bytes: Vec<u8> = { 0..length.min(MOST) }
            .map(|offset| self.peek(address, offset))
            .collect();
        Characters {
            more: !bytes.contains(&0) && length > MOST,
            bytes,
        }
    }

    /// The characters that a pointer leads to, before the first 0.
    fn characters(&self, address: u16) -> Characters {
        let bytes = { 0..MOST }.map(|offset| self.peek(address, offset));
        let bytes: Vec<u8> = bytes.take_while(|&byte| byte != 0).collect();
        Characters {
            more: bytes.len() == MOST,
            bytes,
        }
    }

    /// What is at `address`, while `left` elements may still be shown, `depth` others around it.
    fn data(
        &self,
        address: u16,
        of: Of,
        bits: Option<Bits>,
        left: &mut usize,
        depth: usize,
    ) -> Data {
        let c = self.c();
        let size = of.size(c);
        match of.plain(c) {
            _ if depth > DEEPEST => Data::List {
                items: Vec::new(),
                more: 1,
            },
            Some(Type::Array(element, length)) => {
                let length = usize::from(length.unwrap_or(0));
                if let Type::Integer(integer) = c.types.of(*element)
                    && integer.shown == ShownAs::Character
                {
                    return Data::Text {
                        text: self.array(address, length),
                    };
                }
                let Some(size) = c.types.size(*element) else {
                    return self.raw(address, UNKNOWN);
                };
                let mut items: Vec<Item> = Vec::new();
                let mut shown = 0;
                while shown < length && *left > 0 {
                    let at = address.wrapping_add((shown as u16).wrapping_mul(size));
                    let data = self.data(at, (*element).into(), None, left, depth + 1);
                    shown += 1;
                    match items.last_mut() {
                        Some(last) if last.data == data => last.times += 1,
                        _ => {
                            *left -= 1;
                            items.push(Item { data, times: 1 });
                        }
                    }
                }
                Data::List {
                    items,
                    more: length - shown,
                }
            }
            Some(Type::Record(record)) => {
                let members = record.members.iter().flatten().map(|member| MemberView {
                    name: member.name.clone(),
                    data: self.data(
                        address.wrapping_add(member.offset),
                        member.of.into(),
                        member.bits,
                        left,
                        depth + 1,
                    ),
                });
                Data::Record {
                    members: members.collect(),
                }
            }
            Some(Type::Float { size: 4, .. }) => {
                let bytes = [0, 1, 2, 3].map(|offset| self.peek(address, offset));
                Data::Fraction {
                    value: f32::from_le_bytes(bytes).into(),
                }
            }
            Some(Type::Float { .. }) => {
                let bytes = std::array::from_fn(|offset| self.peek(address, offset));
                Data::Fraction {
                    value: f64::from_le_bytes(bytes),
                }
            }
            Some(Type::Function(_)) => self.data_of(address.into(), of),
            _ => {
                let read =
                    crate::expression::typed::read(c, &Expr::Number(address.into()), of, bits, 0);
                match read.map(|expr| self.evaluate(&expr)) {
                    Some(Ok(value)) => self.data_of(value, of),
                    _ => self.raw(address, size.unwrap_or(UNKNOWN).min(UNKNOWN)),
                }
            }
        }
    }

    /// The value of a number that is of such a type.
    fn data_of(&self, value: i64, of: Of) -> Data {
        let c = self.c();
        let address = integers::cut(value, 16, Signed::No) as u16;
        let symbol = || {
            if let Some((_, function)) = c.function_at(address) {
                return Some(with_offset(&function.name, address - function.code.start()));
            }
            let (name, offset) = self.symbols.part(address)?;
            // What the compiler numbered says nothing.
            let own = name
                .strip_prefix('_')
                .filter(|own| c.global(own, None).is_some());
            (!is_minor(name)).then(|| with_offset(own.unwrap_or(name), offset))
        };
        let of_written = of.written(c);
        match of.plain(c) {
            Some(Type::Integer(integer)) => match integer.shown {
                ShownAs::Number => Data::Number {
                    value,
                    size: integer.size,
                },
                ShownAs::Character => Data::Character { value },
                ShownAs::Truth => Data::Truth { value },
            },
            Some(Type::Enum(all)) => {
                let name = all.constants.iter().find(|(_, own)| *own == value);
                Data::Enumerator {
                    value,
                    name: name.map(|(name, _)| name.clone()),
                }
            }
            Some(Type::Function(_)) => Data::Function {
                of: of_written,
                value: address,
                symbol: symbol(),
            },
            _ => {
                let target = of.target(c).and_then(|target| target.plain(c));
                let is_text = matches!(target, Some(Type::Integer(integer)) if integer.shown == ShownAs::Character);
                Data::Pointer {
                    of: of_written,
                    value: address,
                    symbol: symbol().filter(|_| address != 0),
                    text: (is_text && address != 0).then(|| self.characters(address)),
                }
            }
        }
    }
}
