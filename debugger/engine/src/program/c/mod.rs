//! C in a program: its functions with their variables, what these are, and where.
//!
//! A debug file tells where things are, source text or DWARF what they are; both come together here. Invariant: what
//! only one of them knows is left out or told as unknown, never guessed.

mod arithmetic;
pub mod declarations;
pub mod integers;
mod place;
pub mod preprocess;
#[cfg(test)]
mod tests;
pub mod types;
pub mod unit;

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::rc::Rc;

use crate::program::c_stack::Memo;
use crate::program::source::dbg::c as told;
use types::{TypeId, Types};
use unit::{Role, Unit};

/// All that is known of a program's C.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The types of all modules.
    pub types: Types,
    /// The modules that were compiled from C.
    pub modules: Vec<Module>,
    /// What was found out of C's stack.
    pub memo: Memo,
    /// Names of members, once they were asked for: by the line editor, at each prompt.
    members: OnceCell<Rc<[String]>>,
}

/// A module that was compiled from C.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// What it declares.
    pub unit: Unit,
    /// Its functions, by address.
    pub functions: Vec<Function>,
    /// Where its variables and functions are, by name, also those that other modules do not see.
    pub globals: HashMap<String, u16>,
}

/// A function in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// C's name.
    pub name: String,
    /// The addresses of its code.
    pub code: RangeInclusive<u16>,
    /// Where its prologue has made room for its variables, if the debug file tells.
    pub body: Option<u16>,
    /// What it takes and gives, where its text is known.
    pub of: Option<TypeId>,
    /// Its parameters in their order, then its other variables.
    pub variables: Vec<Variable>,
}

/// A variable of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What it is, where its text is known.
    pub of: Option<TypeId>,
    /// Whether the caller gave it.
    pub role: Role,
    /// The lines in which it may be named.
    pub lines: RangeInclusive<u32>,
    /// Where it is, as far as that is known.
    pub storage: Option<Storage>,
    /// Where it is instead while execution is at these addresses.
    pub places: Vec<(RangeInclusive<u16>, Storage)>,
}

/// Where a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// At one address as long as the program runs.
    Static(u16),
    /// So many bytes from the frame of its function's call on C's stack.
    Frame(i32),
    /// At this address in page 0, as long as the function is not left and calls none that saves it.
    Register(u16),
    /// So many bytes behind the start of cc65's register bank, with the same reservation.
    Bank(u16),
    /// In registers of the chip: its low byte, and the high one of two.
    Chip(ChipRegister, Option<ChipRegister>),
    /// So many bytes from where the pointer at this address leads, once the function's prologue is done.
    Based {
        /// The address of the pointer, in page 0.
        pointer: u16,
        /// Bytes behind where it leads.
        offset: i32,
    },
}

/// A register of the chip that holds a byte of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipRegister {
    /// The accumulator.
    A,
    /// The first index.
    X,
    /// The second.
    Y,
}

impl std::fmt::Display for Storage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Static(address) => write!(f, "always at ${address:04X}"),
            Self::Frame(offset) => write!(f, "on C's stack, {offset:+} from the frame"),
            Self::Register(address) => write!(f, "in page 0, at ${address:04X}"),
            Self::Bank(offset) => write!(f, "in the register bank, +{offset}"),
            Self::Chip(low, None) => write!(f, "in {low:?}"),
            Self::Chip(low, Some(high)) => write!(f, "in {low:?} and {high:?}"),
            Self::Based { pointer, offset } => write!(
                f,
                "{offset:+} from where the pointer at ${pointer:04X} leads"
            ),
        }
    }
}

impl Program {
    /// Adds a module of which a debug file tells, with what its text declares.
    pub fn add(&mut self, told: &told::Module, unit: Unit) {
        let functions = told.functions.iter();
        let functions = functions.filter_map(|function| {
            let body = unit
                .functions
                .iter()
                .find(|body| body.name == function.name);
            place::function(&self.types, function, body)
        });
        self.modules.push(Module {
            functions: functions.collect(),
            unit,
            globals: told.globals.clone(),
        });
    }

    /// Whether nothing of C is known.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    /// The function whose code is at `address`, and its module.
    pub fn function_at(&self, address: u16) -> Option<(&Module, &Function)> {
        self.modules.iter().find_map(|module| {
            let after = module
                .functions
                .partition_point(|function| *function.code.start() <= address);
            let function = module.functions[..after].last()?;
            function
                .code
                .contains(&address)
                .then_some((module, function))
        })
    }

    /// The function called `name`, of those of `module` first.
    pub fn function<'p>(&'p self, name: &str, module: Option<&'p Module>) -> Option<&'p Function> {
        let all = module.into_iter().chain(&self.modules);
        all.flat_map(|module| &module.functions)
            .find(|function| function.name == name)
    }

    /// The variable or function called `name` outside of functions, as `module` sees it: its address and what it is.
    pub fn global(&self, name: &str, module: Option<&Module>) -> Option<(u16, TypeId)> {
        let own = module.and_then(|module| module.global(name));
        // What is declared `extern` in one module has its place in another.
        let declared = || module.and_then(|module| module.unit.globals.get(name).copied());
        own.or_else(|| {
            let defined = self.modules.iter().find_map(|other| {
                let address = *other.globals.get(name)?;
                Some((address, other.unit.globals.get(name).copied()))
            });
            let (address, of) = defined?;
            Some((address, of.or_else(declared)?))
        })
    }

    /// The constant called `name`, of an `enum` or a macro, as `module` sees it.
    pub fn constant(&self, name: &str, module: Option<&Module>) -> Option<(i64, Option<TypeId>)> {
        let modules = module.into_iter().chain(&self.modules);
        modules
            .flat_map(|module| module.unit.constants.get(name))
            .copied()
            .next()
    }

    /// The names of all members of records, each once; those of when they were first asked for.
    pub fn member_names(&self) -> Rc<[String]> {
        let names = self.members.get_or_init(|| {
            let names: BTreeSet<&str> = self.types.member_names().collect();
            names.into_iter().map(str::to_owned).collect()
        });
        Rc::clone(names)
    }

    /// Whether a variable anywhere in the program is called `name`.
    pub fn knows(&self, name: &str) -> bool {
        self.modules.iter().any(|module| {
            module.globals.contains_key(name)
                || module
                    .functions
                    .iter()
                    .flat_map(|f| &f.variables)
                    .any(|v| v.name == name)
        })
    }

    /// Whether a type is called `name` anywhere in the program, without `struct` and its like.
    pub fn has_type(&self, name: &str) -> bool {
        self.modules
            .iter()
            .any(|module| module.unit.names.contains_key(name))
    }

    /// The functions that have a variable called `name`.
    pub fn with_variable<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Function> {
        let functions = self.modules.iter().flat_map(|module| &module.functions);
        functions.filter(move |function| function.variables.iter().any(|v| v.name == name))
    }
}

impl Module {
    fn global(&self, name: &str) -> Option<(u16, TypeId)> {
        Some((*self.globals.get(name)?, *self.unit.globals.get(name)?))
    }
}

impl Variable {
    /// Where it is while execution is at `address`, as far as that is known.
    pub fn storage_at(&self, address: u16) -> Option<Storage> {
        let mut places = self.places.iter();
        let there = places.find(|(code, _)| code.contains(&address));
        there.map_or(self.storage, |&(_, storage)| Some(storage))
    }
}

impl Function {
    /// The variable that `name` is on `line`: that of the innermost block.
    pub fn variable(&self, name: &str, line: Option<u32>) -> Option<&Variable> {
        let mut named = self
            .variables
            .iter()
            .filter(|variable| variable.name == name);
        match line {
            Some(line) => named.rfind(|variable| variable.lines.contains(&line)),
            None => named.next_back(),
        }
    }

    /// The variables that may be named on `line`, without those that others hide; parameters on every line.
    pub fn visible(&self, line: Option<u32>) -> impl Iterator<Item = &Variable> {
        self.variables.iter().filter(move |variable| {
            self.variable(&variable.name, line)
                .is_some_and(|seen| std::ptr::eq(seen, *variable))
        })
    }

    /// Its parameters, in their order.
    pub fn parameters(&self) -> impl Iterator<Item = &Variable> {
        self.variables
            .iter()
            .filter(|variable| variable.role == Role::Parameter)
    }
}
