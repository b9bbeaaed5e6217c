//! An expression as a filter of the machine's: over registers and memory at a stop, or over any other kind of record.
//!
//! Invariant: a lowered expression has the value that `evaluate` gives, and a fault exactly where that has an error. What
//! only the debugger knows is refused, with the reason.

use jumppad_tiers::filter::{self, Filter, FilterError, MAX_DEPTH, Schema};

use super::registers::register_name;
use super::tree::{AccessField, Binary, Case, Expr, Text, TextTest, Unary};

/// Why an expression is evaluated by the debugger alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unlowered {
    /// The expression has `$_`, the last address shown.
    #[error("`$_` is known to the debugger only")]
    LastAddress,
    /// The expression has a name that records of the kind do not have; it is given.
    #[error("`{0}` is known to the debugger only")]
    Name(String),
    /// The machine takes no such filter, for the reason given.
    #[error("{0}")]
    Refused(#[from] FilterError),
}

/// `expr`, whose symbols are bound, as a filter for records of `schema`.
///
/// # Errors
/// It asks for what such records do not tell, or is too deep or too long.
pub fn filter(expr: &Expr, schema: &'static Schema) -> Result<Filter, Unlowered> {
    Ok(Filter::new(schema, lower(expr, schema, 1)?)?)
}

fn lower(expr: &Expr, schema: &'static Schema, depth: usize) -> Result<filter::Expr, Unlowered> {
    if depth > MAX_DEPTH {
        return Err(FilterError::TooDeep.into());
    }
    let int = |name: &str| match schema.int(name) {
        Some(field) => Ok(filter::Expr::Int(field)),
        None => Err(Unlowered::Name(name.to_owned())),
    };
    let lower = |expr: &Expr| lower(expr, schema, depth + 1);
    Ok(match expr {
        Expr::Number(value) => filter::Expr::Constant(*value),
        Expr::DollarA => filter::Expr::Constant(10),
        Expr::Symbol { name, .. } => return Err(Unlowered::Name(name.clone())),
        Expr::C(..) => return Err(Unlowered::Name("C".to_owned())),
        Expr::Line { number, .. } => return Err(Unlowered::Name(format!(":{number}"))),
        Expr::Function { name, .. } => return Err(Unlowered::Name(name.clone())),
        Expr::Chip { chip, register, .. } => {
            return Err(Unlowered::Name(format!("{chip}.{register}")));
        }
        Expr::LastAddress => return Err(Unlowered::LastAddress),
        Expr::Register(register) => int(register_name(*register))?,
        Expr::Flag(bit) => {
            let bit = filter::Expr::Constant(i64::from(*bit));
            let masked = filter::Expr::binary(filter::Binary::BitAnd, int("p")?, bit);
            filter::Expr::binary(filter::Binary::NotEqual, masked, filter::Expr::Constant(0))
        }
        Expr::Cycles => int("cycles")?,
        Expr::Access(field, _) => int(match field {
            AccessField::Addr => "addr",
            AccessField::Value => "value",
            AccessField::Old => "old",
            AccessField::IsWrite => "iswrite",
        })?,
        Expr::Field(field, _) => int(field.name())?,
        Expr::Byte(address, _) => filter::Expr::Byte(Box::new(lower(address)?)),
        Expr::Word(address, _) => filter::Expr::Word(Box::new(lower(address)?)),
        Expr::Unary(operator, operand) => filter::Expr::unary(unary(*operator), lower(operand)?),
        Expr::Binary(operator, left, right, _) => {
            use filter::Binary as Both;
            let both = match operator {
                Binary::And => return Ok(filter::Expr::All(chain(expr, *operator, lower)?)),
                Binary::Or => return Ok(filter::Expr::Any(chain(expr, *operator, lower)?)),
                Binary::BitOr => Both::BitOr,
                Binary::BitXor => Both::BitXor,
                Binary::BitAnd => Both::BitAnd,
                Binary::Equal => Both::Equal,
                Binary::NotEqual => Both::NotEqual,
                Binary::Less => Both::Less,
                Binary::LessEqual => Both::LessEqual,
                Binary::Greater => Both::Greater,
                Binary::GreaterEqual => Both::GreaterEqual,
                Binary::ShiftLeft => Both::ShiftLeft,
                Binary::ShiftRight => Both::ShiftRight,
                Binary::Add => Both::Add,
                Binary::Subtract => Both::Subtract,
                Binary::Multiply => Both::Multiply,
                Binary::Divide => Both::Divide,
                Binary::Remainder => Both::Remainder,
            };
            filter::Expr::binary(both, lower(left)?, lower(right)?)
        }
        Expr::Text(left, test, right, case) => comparison(left, *test, right, *case, schema)?,
    })
}

/// The terms of `a && b && c`, or of such a chain of `operator`, which the parser nests to the left.
fn chain<'e>(
    mut expr: &'e Expr,
    operator: Binary,
    lower: impl Fn(&'e Expr) -> Result<filter::Expr, Unlowered>,
) -> Result<Vec<filter::Expr>, Unlowered> {
    let mut terms = Vec::new();
    while let Expr::Binary(found, left, right, _) = expr
        && *found == operator
    {
        terms.push(lower(right)?);
        expr = left;
    }
    terms.push(lower(expr)?);
    terms.reverse();
    Ok(terms)
}

fn comparison(
    left: &Text,
    test: TextTest,
    right: &Text,
    case: Case,
    schema: &'static Schema,
) -> Result<filter::Expr, Unlowered> {
    use filter::TextTest as Test;
    // As in the evaluator: names of symbols tell case, the assembler's words do not.
    let tells_case = case.matters(left, right);
    let pick = |exact, folded| if tells_case { exact } else { folded };
    let kind = match test {
        TextTest::Equal | TextTest::NotEqual => pick(Test::Equal, Test::EqualNoCase),
        TextTest::StartsWith => pick(Test::StartsWith, Test::StartsWithNoCase),
        TextTest::EndsWith => pick(Test::EndsWith, Test::EndsWithNoCase),
        TextTest::Contains => pick(Test::Contains, Test::ContainsNoCase),
    };
    let holds = filter::Expr::Text(kind, text(left, schema)?, text(right, schema)?);
    Ok(match test {
        TextTest::NotEqual => filter::Expr::unary(filter::Unary::Not, holds),
        _ => holds,
    })
}

fn text(text: &Text, schema: &'static Schema) -> Result<filter::Text, Unlowered> {
    let field = |name: &str| match schema.text(name) {
        Some(field) => Ok(filter::Text::Field(field)),
        None => Err(Unlowered::Name(name.to_owned())),
    };
    match text {
        Text::Literal(literal) => Ok(filter::Text::literal(literal)),
        Text::Mnemonic => field("mnemonic"),
        Text::Operand => field("operand"),
        Text::Symbol => field("symbol"),
        Text::Field(own) => field(own.name()),
    }
}

fn unary(operator: Unary) -> filter::Unary {
    match operator {
        Unary::Negate => filter::Unary::Negate,
        Unary::Not => filter::Unary::Not,
        Unary::Complement => filter::Unary::Complement,
        Unary::LowByte => filter::Unary::LowByte,
        Unary::HighByte => filter::Unary::HighByte,
    }
}
