//! Expressions as text: as few brackets as the place allows.
//!
//! Invariant: numbers carry their radix, and a name that would be read as something else carries a dot, so the text
//! means the same in every slot and under every radix.

use super::super::expression::{KEYWORDS, Place};
use super::super::line;
use super::super::number::{Slot, number};
use super::super::range;
use super::super::texts;
use super::super::{Context, Radix, Span};
use super::{Canonical, Printer};
use jumppad_engine::expression::{
    AccessField, Binary, COperation, Case, Expr, Register, Selector, Text, TextTest, Unary,
    flag_name, register, register_name,
};
use jumppad_engine::program::symbols::{is_typable, quoted, typed};

/// An expression that may hold blanks, as `print` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Free(pub(crate) Expr);

impl Canonical for Free {
    fn write(&self, line: &mut Printer) {
        line.look_at(&self.0);
        let text = text(&self.0, Place::Free, line.context());
        line.word(text);
    }
}

/// `expr` as it would be typed where blanks are allowed.
pub(crate) fn typed_expression(expr: &Expr) -> String {
    text(expr, Place::Free, Context::default())
}

/// `expr` where an address is expected.
pub(super) fn address(expr: &Expr, line: &mut Printer) -> String {
    line.look_at(expr);
    text(expr, Place::Address, line.context())
}

/// `expr` as one of several arguments, glued to what is before it.
pub(crate) fn argument(expr: &Expr, line: &mut Printer) -> String {
    line.look_at(expr);
    text(expr, Place::Argument, line.context())
}

/// `expr` as one of several arguments, where it goes into PC.
pub(crate) fn target(expr: &Expr, line: &mut Printer) -> String {
    line.look_at(expr);
    text(expr, Place::Argument, of_address(line.context()))
}

pub(super) fn text(expr: &Expr, place: Place, context: Context) -> String {
    let address = |inner: &Expr| text(inner, Place::Free, of_address(context));
    match expr {
        // Parsing gives none below zero.
        Expr::Number(value @ ..0) => format!("(-{})", value.unsigned_abs()),
        Expr::Number(value) => {
            Printer::new(context.radix).number(value.unsigned_abs(), Slot::Memory)
        }
        Expr::DollarA => "$0A".to_owned(),
        Expr::Symbol { name, number, .. } => symbol(name, *number, place, context),
        Expr::Line { file, number, .. } => line::text(file.as_deref(), *number),
        Expr::Function { file, name, .. } => line::place(file, name),
        Expr::Register(Register::A) if place == Place::Address => "(a)".to_owned(),
        Expr::Register(register) => register_name(*register).to_owned(),
        Expr::Flag(bit) => format!(".{}", flag_name(*bit)),
        Expr::Cycles => "cycles".to_owned(),
        Expr::LastAddress => "$_".to_owned(),
        Expr::Access(field, _) => access_name(*field).to_owned(),
        Expr::Chip { chip, register, .. } => format!("{chip}.{register}"),
        Expr::Field(field, _) => field.name().to_owned(),
        Expr::Byte(inner, _) => format!("[{}]", address(inner)),
        Expr::Word(inner, _) => format!("w[{}]", address(inner)),
        Expr::C(operation, _) => c_text(operation, place, context),
        Expr::Unary(operator, operand) => {
            let inner = text(operand, place, context);
            let inner = match **operand {
                Expr::Binary(..) | Expr::Text(..) => bracketed(operand, place, context),
                // Outside of brackets `--` begins an option.
                Expr::Unary(Unary::Negate, _) if place != Place::Free => {
                    bracketed(operand, place, context)
                }
                _ => inner,
            };
            format!("{}{inner}", unary_sign(*operator))
        }
        Expr::Text(..) if place != Place::Free => bracketed(expr, place, context),
        Expr::Text(left, test, right, case) => {
            let case = match case {
                Case::Usual => "",
                Case::Ignored => " nocase",
            };
            let sign = test_sign(*test);
            format!("{} {sign} {}{case}", string(left), string(right))
        }
        Expr::Binary(operator, ..) if place == Place::Address && !is_sum(*operator) => {
            bracketed(expr, place, context)
        }
        Expr::Binary(operator, left, right, _) => {
            let own = operator.precedence();
            let left = match &**left {
                inner if precedence(inner).is_some_and(|inner| inner < own) => {
                    bracketed(left, place, context)
                }
                inner => text(inner, place, context),
            };
            let right = match &**right {
                // Operators of one precedence group to the left.
                inner if precedence(inner).is_some_and(|inner| inner <= own) => {
                    bracketed(right, place, context)
                }
                inner => match text(inner, place, context) {
                    // Without a blank two signs become one.
                    text if place != Place::Free && text.starts_with(['-', '<', '>']) => {
                        bracketed(inner, place, context)
                    }
                    text => text,
                },
            };
            match place {
                Place::Free => format!("{left} {} {right}", binary_sign(*operator)),
                _ => format!("{left}{}{right}", binary_sign(*operator)),
            }
        }
    }
}

/// What C has besides operators. Where only a sum may stand, prefixes go in brackets.
fn c_text(operation: &COperation, place: Place, context: Context) -> String {
    let prefixed = |prefix: String, inner: &Expr| {
        let inner = match inner {
            Expr::Binary(..) | Expr::Text(..) => bracketed(inner, Place::Free, context),
            inner => text(inner, Place::Free, context),
        };
        match place {
            Place::Address => format!("({prefix}{inner})"),
            _ => format!("{prefix}{inner}"),
        }
    };
    let before = |inner: &Expr| match inner {
        // What has members or elements is no word of the language.
        Expr::Symbol { name, .. } if is_typable(name) => name.clone(),
        Expr::Symbol { .. } => text(inner, place, context),
        Expr::C(within, _)
            if matches!(**within, COperation::Member(..) | COperation::Index(..)) =>
        {
            text(inner, place, context)
        }
        inner => bracketed(inner, place, context),
    };
    match operation {
        COperation::Star(inner) => prefixed("*".to_owned(), inner),
        COperation::AddressOf(inner) => format!("&{}", before(inner)),
        COperation::Cast(name, inner) => prefixed(format!("({name})"), inner),
        COperation::SizeOf(inner) => format!("sizeof({})", text(inner, Place::Free, context)),
        COperation::Type(name) => name.to_string(),
        COperation::Member(inner, Selector::Dot, name) => format!("{}.{name}", before(inner)),
        COperation::Member(inner, Selector::Arrow, name) => format!("{}->{name}", before(inner)),
        COperation::Index(inner, index) => {
            format!("{}[{}]", before(inner), text(index, Place::Free, context))
        }
    }
}

/// How tightly what joins the parts of `expr` binds.
fn precedence(expr: &Expr) -> Option<u8> {
    match expr {
        Expr::Binary(operator, ..) => Some(operator.precedence()),
        Expr::Text(..) => Some(Binary::Equal.precedence()),
        _ => None,
    }
}

fn string(text: &Text) -> String {
    match text {
        Text::Literal(text) => format!("\"{text}\""),
        Text::Field(field) => field.name().to_owned(),
        other => {
            let name = texts::NAMES.iter().find(|(_, text)| text == other);
            name.map_or("", |(name, _)| name).to_owned()
        }
    }
}

fn test_sign(test: TextTest) -> &'static str {
    match test {
        TextTest::Equal => "==",
        TextTest::NotEqual => "!=",
        word => {
            let name = texts::TESTS.iter().find(|(_, test)| *test == word);
            name.map_or("", |(name, _)| name)
        }
    }
}

fn bracketed(expr: &Expr, place: Place, context: Context) -> String {
    let context = match place {
        Place::Address => of_address(context),
        Place::Free | Place::Argument | Place::Operand => context,
    };
    format!("({})", text(expr, Place::Free, context))
}

/// How digits are read between the brackets of an address.
fn of_address(context: Context<'_>) -> Context<'_> {
    let radix = context.radix.of_address();
    Context { radix, ..context }
}

/// A symbol's name, with a dot where the name alone would mean something else, and in quotes where a dot would not do.
fn symbol(name: &str, number: Option<i64>, place: Place, context: Context) -> String {
    let lower = name.to_ascii_lowercase();
    let is_taken = match (place, lower.as_str()) {
        (Place::Address, "a") => false,
        (_, word) => register(word).is_some() || KEYWORDS.contains(&word),
    };
    let is_clause = range::KEYWORDS.contains(&lower.as_str());
    let is_number = number.is_none() && reads_as_number(name, place, context.radix);
    let is_field = context
        .fields
        .is_some_and(|fields| fields.find(name).is_some());
    match is_taken || is_clause || is_number || is_field {
        // Behind a dot, one letter would be a flag.
        true if !is_typable(name) || (name.len() == 1 && register(&lower).is_none()) => {
            quoted(name)
        }
        true => format!(".{name}"),
        false => typed(name).into_owned(),
    }
}

fn reads_as_number(name: &str, place: Place, radix: Radix) -> bool {
    let is_hexadecimal = matches!(
        (place, radix),
        (Place::Address, Radix::BySlot) | (_, Radix::Hexadecimal)
    );
    let word = Span::new_extra(
        name,
        Context {
            radix,
            ..Context::default()
        },
    );
    let is_number = || match number(word, Slot::Memory) {
        Ok((rest, _)) => rest.fragment().is_empty(),
        // Too large a one is one.
        Err(error) => matches!(error, nom::Err::Failure(_)),
    };
    is_hexadecimal && is_number()
}

fn is_sum(operator: Binary) -> bool {
    matches!(operator, Binary::Add | Binary::Subtract)
}

fn access_name(field: AccessField) -> &'static str {
    match field {
        AccessField::Addr => "addr",
        AccessField::Value => "value",
        AccessField::Old => "old",
        AccessField::IsWrite => "iswrite",
    }
}

fn unary_sign(operator: Unary) -> char {
    match operator {
        Unary::Negate => '-',
        Unary::Not => '!',
        Unary::Complement => '~',
        Unary::LowByte => '<',
        Unary::HighByte => '>',
    }
}

fn binary_sign(operator: Binary) -> &'static str {
    match operator {
        Binary::Or => "||",
        Binary::And => "&&",
        Binary::BitOr => "|",
        Binary::BitXor => "^",
        Binary::BitAnd => "&",
        Binary::Equal => "==",
        Binary::NotEqual => "!=",
        Binary::Less => "<",
        Binary::LessEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterEqual => ">=",
        Binary::ShiftLeft => "<<",
        Binary::ShiftRight => ">>",
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::Remainder => "%",
    }
}
