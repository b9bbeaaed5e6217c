//! The text of parsed arguments, in the one notation that every session reads the same way.
//!
//! Invariant: a printed command parses to the same command, so a trace and a recording can be run again; the tests
//! print and parse every row of the command table.
//!
//! Left out: how results look (that is `render`).

mod expression;
#[cfg(test)]
pub(super) mod tests;

use std::fmt::Display;

pub(crate) use expression::{Free, argument, target, typed_expression};

use super::Context;
use super::number::Slot;
use super::token::{CycleLimit, PlacedText, Text};
use jumppad_engine::expression::{
    End, Expr, Radix, RangeExpr,
    fields::Fields,
    possible::{self, Reason},
};

/// Why a comparison comes to one thing only, behind what it comes to; nothing where that cannot be told.
pub(crate) fn reason(condition: &Expr) -> String {
    match possible::reason(condition) {
        Some(Reason::Between(side, least, greatest)) => {
            let side = typed_expression(side);
            format!(": {side} is {least} to {greatest}")
        }
        Some(Reason::NoInstruction(name)) => format!(": no instruction is called {name} here"),
        None => String::new(),
    }
}

/// What can print itself as the text it was parsed from.
pub(crate) trait Canonical {
    /// Writes the text at the end of `line`.
    fn write(&self, line: &mut Printer);
}

/// A word of a line that may have been meant otherwise than it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A name that is a hexadecimal number as well.
    Name(String),
    /// `$a`, which is a number here and a register to gdb.
    DollarA,
    /// Digits that are decimal, where addresses and bytes are shown as hexadecimal.
    Decimal(String),
    /// Digits of an address, which are hexadecimal.
    Hexadecimal(String),
}

/// The arguments of a line, as far as they are printed.
#[derive(Clone, Debug)]
pub(crate) struct Printer {
    text: String,
    radix: Radix,
    /// The fields that expressions are about.
    fields: Option<&'static Fields>,
    doubts: Vec<Doubt>,
}

impl Printer {
    /// An empty line, for a reader whose bare digits are of `radix`.
    pub(crate) fn new(radix: Radix) -> Self {
        Self {
            text: String::new(),
            radix,
            fields: None,
            doubts: Vec::new(),
        }
    }

    /// An empty line for the same reader.
    pub(crate) fn fresh(&self) -> Self {
        Self::new(self.radix)
    }

    /// Adds an expression about records with these fields.
    pub(crate) fn about(&mut self, fields: &'static Fields, expr: &impl Canonical) -> &mut Self {
        let before = self.fields.replace(fields);
        expr.write(self);
        self.fields = before;
        self
    }

    /// What its reader goes by.
    fn context(&self) -> Context<'_> {
        Context {
            radix: self.radix,
            fields: self.fields,
            ..Context::default()
        }
    }

    /// Adds `word`, after a blank where one is needed.
    pub(crate) fn word(&mut self, word: impl Display) -> &mut Self {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.glue(word)
    }

    /// Adds `text` without a blank.
    pub(crate) fn glue(&mut self, text: impl Display) -> &mut Self {
        self.text += &text.to_string();
        self
    }

    /// Adds an argument.
    pub(crate) fn add(&mut self, argument: &impl Canonical) -> &mut Self {
        argument.write(self);
        self
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// The text, and what in it may have been meant otherwise.
    pub(crate) fn into_parts(self) -> (String, Vec<Doubt>) {
        (self.text, self.doubts)
    }

    /// Takes note of what may have been meant otherwise.
    pub(crate) fn doubt(&mut self, doubts: impl IntoIterator<Item = Doubt>) -> &mut Self {
        self.doubts.extend(doubts);
        self
    }

    /// Takes note of the doubtful words in `expr`.
    fn look_at(&mut self, expr: &Expr) {
        match expr {
            Expr::Symbol {
                name,
                number: Some(_),
                ..
            } => self.doubts.push(Doubt::Name(name.clone())),
            Expr::DollarA => self.doubts.push(Doubt::DollarA),
            Expr::Byte(inner, _) | Expr::Word(inner, _) | Expr::Unary(_, inner) => {
                self.look_at(inner)
            }
            Expr::Binary(_, left, right, _) => {
                self.look_at(left);
                self.look_at(right);
            }
            Expr::C(operation, _) => {
                for part in operation.parts() {
                    self.look_at(part);
                }
            }
            _ => {}
        }
    }

    /// A number that stands in `slot`.
    pub(crate) fn number(&self, value: u64, slot: Slot) -> String {
        match (slot, self.radix) {
            (_, _) if value < 10 => value.to_string(),
            (Slot::Memory, _) if value > 0xFF => format!("${value:04X}"),
            (Slot::Memory, _) => format!("${value:02X}"),
            // What is decimal anyhow needs no mark.
            (Slot::Count, Radix::BySlot | Radix::Decimal) => value.to_string(),
            (Slot::Count, Radix::Hexadecimal) => format!("#{value}"),
        }
    }
}

impl Canonical for () {
    fn write(&self, _: &mut Printer) {}
}

impl<T: Canonical> Canonical for Option<T> {
    fn write(&self, line: &mut Printer) {
        if let Some(argument) = self {
            argument.write(line);
        }
    }
}

impl<T: Canonical> Canonical for Vec<T> {
    fn write(&self, line: &mut Printer) {
        self.iter().for_each(|argument| argument.write(line));
    }
}

impl<T: Canonical + ?Sized> Canonical for Box<T> {
    fn write(&self, line: &mut Printer) {
        (**self).write(line);
    }
}

macro_rules! tuples {
    ($(($($letter:ident $place:tt),+))+) => {$(
        impl<$($letter: Canonical),+> Canonical for ($($letter,)+) {
            fn write(&self, line: &mut Printer) {
                $(self.$place.write(line);)+
            }
        }
    )+};
}

tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
}

/// A count or an id.
impl Canonical for u64 {
    fn write(&self, line: &mut Printer) {
        let text = line.number(*self, Slot::Count);
        line.word(text);
    }
}

/// A byte.
impl Canonical for u8 {
    fn write(&self, line: &mut Printer) {
        line.word(format_args!("${self:02X}"));
    }
}

/// A word or a file name, which is quoted where it must be.
impl Canonical for String {
    fn write(&self, line: &mut Printer) {
        let plain =
            !self.is_empty() && !self.contains(|c: char| c.is_whitespace() || ";{}".contains(c));
        match plain {
            true => line.word(self),
            false => line.word(format_args!("\"{self}\"")),
        };
    }
}

/// The rest of a line.
impl Canonical for Text {
    fn write(&self, line: &mut Printer) {
        if !self.0.is_empty() {
            line.word(&self.0);
        }
    }
}

impl Canonical for PlacedText {
    fn write(&self, line: &mut Printer) {
        line.add(&self.text);
    }
}

impl Canonical for CycleLimit {
    fn write(&self, line: &mut Printer) {
        line.word("--cycles").add(&self.0);
    }
}

/// An address among other arguments.
impl Canonical for Expr {
    fn write(&self, line: &mut Printer) {
        let text = expression::address(self, line);
        line.word(text);
    }
}

impl Canonical for RangeExpr {
    fn write(&self, line: &mut Printer) {
        line.add(&self.start);
        match &self.end {
            End::Open => {}
            End::At(end) => {
                let end = expression::address(end, line);
                line.glue("..").glue(end);
            }
            End::Length(length) => {
                let length = line.number(*length, Slot::Count);
                line.glue(",+").glue(length);
            }
        }
    }
}
