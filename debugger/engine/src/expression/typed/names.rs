//! What a name means: a variable of the function that is looked at, one of the program, a symbol, a word of the language.

use jumppad_tiers::opcodes::CallKind;

use super::{Of, Sense, Term};
use crate::expression::evaluate::several;
use crate::expression::tree::{AccessField, Expr, TypeName};
use crate::expression::{EvalError, EvalErrorKind, Scope, View, register};
use crate::names::closest;
use crate::program::c::types::{RecordKind, Type, TypeId};
use crate::program::c::{Function, Module, Storage, Variable, integers};
use crate::program::symbols::Found;

/// cc65's name of the bank in which its register variables are.
pub(super) const REGISTER_BANK: &str = "regbank";

/// Calls of routines without variables that are looked through, each within the other.
const MOST_HELPERS: usize = 8;

/// What a word of the language means where C has variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// A variable of this function.
    Local(String),
    /// A variable of the program.
    Global,
    /// What the language calls so: no variable is in scope.
    Language,
}

impl Scope<'_> {
    /// The address of the code that is looked at.
    pub fn code_address(&self) -> u16 {
        match self.view {
            View::At(address) => address,
            View::Call { from, .. } => from,
            View::Frame(_) | View::Held(_) => self.address_of_frame(self.frame_of_c()),
        }
    }

    /// Where execution stands in frame `number`, or called what is inside of it.
    fn address_of_frame(&self, number: usize) -> u16 {
        let pc = self.machine.cpu().pc;
        match number.checked_sub(1) {
            None => pc,
            Some(inner) => {
                let stack = self.machine.call_stack();
                stack.frames.get(inner).map_or(pc, |frame| frame.from)
            }
        }
    }

    /// The frame whose variables are seen: of routines of the compiler's, which have none, that of the function which
    /// called them.
    pub(super) fn frame_of_c(&self) -> usize {
        let number = match self.view {
            View::Frame(number) | View::Held(number) | View::Call { frame: number, .. } => number,
            View::At(_) => 0,
        };
        let is_of_c = |address| self.c().function_at(address).is_some();
        if self.c().is_empty() || is_of_c(self.address_of_frame(number)) {
            return number;
        }
        let stack = self.machine.call_stack();
        let outer = stack.frames.iter().skip(number).take(MOST_HELPERS);
        let mut calls = outer.take_while(|frame| frame.kind == CallKind::Jsr);
        let found = calls.position(|frame| is_of_c(frame.from));
        found.map_or(number, |between| number + between + 1)
    }

    /// Whether the frame that is looked at has called another function of C.
    fn is_outer(&self) -> bool {
        match self.view {
            View::Frame(number) | View::Held(number) | View::Call { frame: number, .. } => {
                (0..number).any(|inner| {
                    let address = self.address_of_frame(inner);
                    self.c().function_at(address).is_some()
                })
            }
            View::At(_) => false,
        }
    }

    /// The function that the frame which is looked at is in itself.
    pub(super) fn own_function(&self) -> Option<&Function> {
        let (View::Frame(number) | View::Held(number)) = self.view else {
            return self.function().map(|(_, function)| function);
        };
        let (_, function) = self.c().function_at(self.address_of_frame(number))?;
        Some(function)
    }

    /// The function of C that is looked at, and its module.
    pub fn function(&self) -> Option<(&Module, &Function)> {
        match self.c().is_empty() {
            true => None,
            false => self.c().function_at(self.code_address()),
        }
    }

    /// The module of that function.
    fn module(&self) -> Option<&Module> {
        self.function().map(|(module, _)| module)
    }

    /// The line of source that is looked at, in the file of its function.
    pub fn line_number(&self) -> Option<u32> {
        Some(self.source.line_of(self.code_address())?.number)
    }

    /// The variable called `name` of the function that is looked at.
    pub fn local(&self, name: &str) -> Option<(&Function, &Variable)> {
        let (_, function) = self.function()?;
        Some((function, function.variable(name, self.line_number())?))
    }

    /// The variables of the function that is looked at that may be named there.
    fn visible(&self) -> impl Iterator<Item = &Variable> {
        let line = self.line_number();
        let function = self.function().map(|(_, function)| function);
        function
            .into_iter()
            .flat_map(move |function| function.visible(line))
    }

    /// Their names.
    pub fn local_names(&self) -> Vec<String> {
        self.visible()
            .map(|variable| variable.name.clone())
            .collect()
    }

    /// What a word of the language that is also the name of a variable means here; none where no variable is called so.
    pub fn meant(&self, name: &str) -> Option<Meant> {
        if !self.c().knows(name) {
            return None;
        }
        if let Some((function, _)) = self.local(name) {
            return Some(Meant::Local(function.name.clone()));
        }
        Some(match self.c().global(name, self.module()) {
            Some(_) => Meant::Global,
            None => Meant::Language,
        })
    }

    /// A variable as a term.
    ///
    /// # Errors
    /// Nobody knows where it is, or what.
    pub fn variable(
        &self,
        function: &Function,
        variable: &Variable,
        at: usize,
    ) -> Result<Term, EvalError> {
        let name = || variable.name.clone();
        let storage = variable
            .storage_at(self.code_address())
            .ok_or_else(|| EvalErrorKind::NoStorage(name()).at(at))?;
        let of = variable.of.map(Of::from);
        let address = match storage {
            Storage::Static(address) => Expr::Number(address.into()),
            Storage::Register(_) | Storage::Bank(_) if self.is_outer() => {
                return Err(EvalErrorKind::InRegister(name()).at(at));
            }
            Storage::Register(address) => Expr::Number(address.into()),
            Storage::Bank(offset) => {
                let bank = self.address_of_symbol(REGISTER_BANK);
                let bank = bank.ok_or_else(|| EvalErrorKind::NoStorage(name()).at(at))?;
                Expr::Number(bank.wrapping_add(offset).into())
            }
            Storage::Chip(low, high) => match self.frame_of_c() {
                1.. => return Err(EvalErrorKind::InRegister(name()).at(at)),
                0 if matches!(self.view, View::Held(_)) => {
                    return Err(EvalErrorKind::InRegister(name()).at(at));
                }
                0 => {
                    let value = self.in_chip(low, high, of);
                    return value.ok_or_else(|| EvalErrorKind::NoStorage(name()).at(at));
                }
            },
            Storage::Based { pointer, offset } => {
                self.check_based(function, at)?;
                let base = Expr::Word(Box::new(Expr::Number(pointer.into())), at);
                super::plus(base, offset.into(), at)
            }
            Storage::Frame(offset) => {
                if let Some(value) = self.not_pushed(function, variable, offset) {
                    return Ok(value);
                }
                self.in_frame(function, offset, at)?
            }
        };
        Ok(match of {
            Some(of) => Term::Place {
                address,
                of,
                bits: None,
            },
            None => Term::Number(address),
        })
    }

    pub(super) fn named(
        &self,
        name: &str,
        number: Option<i64>,
        at: usize,
        sense: Sense,
    ) -> Result<Term, EvalError> {
        if let Some((function, variable)) = self.local(name) {
            return self.variable(function, variable, at);
        }
        let c = self.c();
        if !c.is_empty() {
            if let Some((address, of)) = c.global(name, self.module()) {
                return Ok(Term::Place {
                    address: Expr::Number(address.into()),
                    of: of.into(),
                    bits: None,
                });
            }
            if let Some((value, of)) = c
                .constant(name, self.module())
                .filter(|_| !self.symbols.knows(name))
            {
                return Ok(Term::Value(
                    Expr::Number(value),
                    of.map_or(Of::INT, Of::from),
                ));
            }
        }
        match (self.symbols.find(name), number) {
            (Found::One(symbol), _) => Ok(Term::Number(Expr::Number(symbol.address.into()))),
            (Found::Several(entries), _) => Err(several(name, entries, at)),
            (Found::Nothing, Some(number)) => Ok(Term::Number(Expr::Number(number))),
            (Found::Nothing, None) => {
                if let Some(word) = word(name, at) {
                    return Ok(Term::Number(word));
                }
                let words = [name.to_owned()];
                if sense == Sense::Value
                    && let Some(of) = self.type_of_words(&words)
                {
                    return Ok(Term::Type(of));
                }
                Err(self.unknown(name).at(at))
            }
        }
    }

    /// Why `name` means nothing.
    fn unknown(&self, name: &str) -> EvalErrorKind {
        let functions: Vec<String> = self
            .c()
            .with_variable(name)
            .map(|f| f.name.clone())
            .collect();
        let own = self.function().map(|(_, function)| &function.variables);
        let own = own
            .into_iter()
            .flatten()
            .filter(|variable| variable.name == name);
        let lines: Vec<_> = own
            .map(|variable| (*variable.lines.start(), *variable.lines.end()))
            .collect();
        let name = name.to_owned();
        if !lines.is_empty() {
            return EvalErrorKind::OtherBlock { name, lines };
        }
        if !functions.is_empty() {
            return EvalErrorKind::OutOfScope { name, functions };
        }
        let locals = self.visible().map(|variable| variable.name.as_str());
        let meant = closest(&name, locals).map(str::to_owned);
        let meant = meant.or_else(|| self.symbols.meant(&name).map(str::to_owned));
        EvalErrorKind::UnknownName { name, meant }
    }

    /// The type called so.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn type_named(&self, name: &TypeName, at: usize) -> Result<Of, EvalError> {
        let of = self.type_of_words(&name.words);
        let of = of.ok_or_else(|| EvalErrorKind::UnknownType(name.words.join(" ")).at(at))?;
        Ok(Of {
            stars: of.stars.saturating_add(name.stars),
            ..of
        })
    }

    /// The type that words of C mean.
    fn type_of_words(&self, words: &[String]) -> Option<Of> {
        let c = self.c();
        let words: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|word| !["const", "volatile"].contains(word))
            .collect();
        let mut units = self
            .module()
            .into_iter()
            .chain(&c.modules)
            .map(|module| &module.unit);
        let found = match words.as_slice() {
            ["void"] => return Some(TypeId::VOID.into()),
            ["struct", tag] => {
                units.find_map(|unit| unit.records.get(&(RecordKind::Struct, (*tag).to_owned())))
            }
            ["union", tag] => {
                units.find_map(|unit| unit.records.get(&(RecordKind::Union, (*tag).to_owned())))
            }
            ["enum", tag] => units.find_map(|unit| unit.enums.get(*tag)),
            words => {
                if let [name] = words
                    && let Some(of) = units.find_map(|unit| unit.names.get(*name))
                {
                    return Some((*of).into());
                }
                let integer = match (integers::of_words(words.iter().copied()), words) {
                    (Some(Type::Integer(integer)), _) => integer,
                    (None, []) => integers::INT,
                    // Names that those have who include no header.
                    (None, ["byte"]) => integers::UNSIGNED_CHAR,
                    (None, ["word"]) => integers::UNSIGNED,
                    (None, [name]) => integers::of_header(name)?,
                    _ => return None,
                };
                return c.types.id(&Type::Integer(integer)).map(Of::from);
            }
        };
        found.copied().map(Of::from)
    }

    /// The bytes that the symbol of that name has.
    pub(super) fn size_of_symbol(&self, expr: &Expr) -> Option<u16> {
        let Expr::Symbol { name, .. } = expr else {
            return None;
        };
        self.symbols.size(name)
    }
}

/// A word of the language that a variable may be called as well.
fn word(name: &str, at: usize) -> Option<Expr> {
    let lower = name.to_ascii_lowercase();
    Some(match lower.as_str() {
        "cycles" => Expr::Cycles,
        "addr" => Expr::Access(AccessField::Addr, at),
        "value" => Expr::Access(AccessField::Value, at),
        "old" => Expr::Access(AccessField::Old, at),
        "iswrite" => Expr::Access(AccessField::IsWrite, at),
        other => Expr::Register(register(other)?),
    })
}
