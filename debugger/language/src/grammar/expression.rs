//! Expressions: C precedence over registers, flags, memory and cycles.
//!
//! Invariant: nesting and operators are bounded, so that no walk over a tree can exhaust the stack. Bare digits are decimal
//! here, hexadecimal in an address: in its slot, with all that stands in its brackets, and between those of `[E]`.
//!
//! Left out: assignment, which only `set` and `r` know.

mod bounds;
mod dollar;
mod prefix;
#[cfg(test)]
mod tests;
pub(crate) mod types;

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, space0};
use nom::combinator::{cut, not, opt, peek, value};
use nom::sequence::{delimited, terminated};

use super::line::source_line;
use super::number::{Slot, number, past_the_end};
use super::token::{is_word, peek_word, quoted_symbol, symbol as symbol_name};
use super::{Diagnostic, Parsed, Radix, Span, texts};
use bounds::{Bounds, Operators};
use dollar::{gdb_register, gdb_variable, is_gdb_variable, no_address};
use jumppad_engine::expression::{AccessField, Binary, Expr, Unary, flag_bit, register};
use prefix::Prefix;
pub use prefix::no_drive;

/// The error of a flag that is none.
pub fn no_flag(letter: &str, at: usize) -> Diagnostic {
    Diagnostic::new(at, format!("there is no flag `.{letter}`"))
        .advise("flags are .n .v .b .d .i .z .c")
}

/// Where an expression stands decides what its text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Up to the end of the line, blanks allowed.
    Free,
    /// One of several arguments: blanks end it.
    Argument,
    /// An address among others: blanks end it, `+` and `-` only, digits are hexadecimal.
    Address,
    /// An operand of assembler text: every name is a symbol, `*` the address of the line, and memory is not looked at.
    Operand,
}

/// An expression that stands in `place`.
pub(super) fn in_place(input: Span<'_>, place: Place) -> Parsed<'_, Expr> {
    binary(input, place, 0, Bounds::of(&Operators::default()))
}

/// An expression that may hold blanks.
///
/// # Errors
/// No expression begins here, or one is left unfinished.
pub fn expression(input: Span<'_>) -> Parsed<'_, Expr> {
    in_place(input, Place::Free)
}

/// An expression without blanks, except in brackets.
///
/// # Errors
/// No expression begins here, or one is left unfinished.
pub fn argument(input: Span<'_>) -> Parsed<'_, Expr> {
    in_place(input, Place::Argument)
}

/// An address: a number, a register, a sum of these, or any expression in brackets.
///
/// # Errors
/// No address begins here, one is left unfinished, or a number is above `$FFFF`.
pub fn address(input: Span<'_>) -> Parsed<'_, Expr> {
    let (rest, expr) = in_place(input, Place::Address)?;
    match expr {
        Expr::Number(value) if value > i64::from(u16::MAX) => {
            past_the_end(input.location_offset(), value).failure()
        }
        _ => Ok((rest, expr)),
    }
}

/// A byte or a word of memory that something is assigned to.
///
/// # Errors
/// What stands here is not `[A]`, `w[A]` or the like.
pub fn memory(input: Span<'_>) -> Parsed<'_, Expr> {
    let (start, _) = space0.parse(input)?;
    let (rest, expr) = unary(start, Place::Free, Bounds::of(&Operators::default()))?;
    match expr {
        Expr::Byte(..) | Expr::Word(..) => Ok((rest, expr)),
        Expr::C(ref operation, _) if operation.is_place() => Ok((rest, expr)),
        _ => Diagnostic::at(start, "this is no memory").error(),
    }
}

/// What something can be assigned to: memory, or a variable of C by its name.
///
/// # Errors
/// Nothing such stands here.
pub fn assignable(input: Span<'_>) -> Parsed<'_, Expr> {
    let (start, _) = space0.parse(input)?;
    let (rest, expr) = unary(start, Place::Free, Bounds::of(&Operators::default()))?;
    let is_variable = |name: &str| input.extra.c.is_some_and(|c| c.knows(name));
    match &expr {
        Expr::Symbol { name, .. } if is_variable(name) => Ok((rest, expr)),
        Expr::C(operation, _) if operation.is_place() => Ok((rest, expr)),
        _ => Diagnostic::at(start, "nothing can be assigned to this").error(),
    }
}

/// A value in assembler text.
///
/// # Errors
/// No value begins here, or one is left unfinished.
pub fn operand(input: Span<'_>) -> Parsed<'_, Expr> {
    in_place(input, Place::Operand)
}

/// Precedence climbing: operands joined by operators that bind at least as tightly as `least`.
fn binary<'a>(input: Span<'a>, place: Place, least: u8, bounds: Bounds<'_>) -> Parsed<'a, Expr> {
    let begin = blanks(input, place)?;
    let (rest, text) = match place {
        Place::Free => texts::comparison(begin, least)?,
        Place::Argument | Place::Address | Place::Operand => (input, None),
    };
    // Until another operator takes the comparison in, what binds tighter would take its string.
    let mut is_text = text.is_some();
    let (mut rest, mut left) = match text {
        Some(text) => (rest, text),
        None => unary(input, place, bounds)?,
    };
    loop {
        let start = blanks(rest, place)?;
        let Ok((after, operator)) = operator(start, place) else {
            reject_assignment(start, place)?;
            if place == Place::Free {
                texts::reject_test(start)?;
            }
            return Ok((rest, left));
        };
        if std::mem::take(&mut is_text) && operator.precedence() > Binary::Equal.precedence() {
            return Diagnostic::at(start, "a string is compared, and nothing else")
                .advise("parentheses make a number of a comparison: (mnemonic == \"JSR\") + 1")
                .failure();
        }
        if operator.precedence() <= least {
            return Ok((rest, left));
        }
        bounds.count_operator(start)?;
        let (end, right) = cut(|i| binary(i, place, operator.precedence(), bounds)).parse(after)?;
        let at = start.location_offset();
        left = Expr::Binary(operator, Box::new(left), Box::new(right), at);
        rest = end;
    }
}

fn unary<'a>(input: Span<'a>, place: Place, bounds: Bounds<'_>) -> Parsed<'a, Expr> {
    let input = blanks(input, place)?;
    bounds.check_depth(input)?;
    if let Ok((rest, prefix)) = prefix::prefix(input, place) {
        let (end, operand) = cut(|i| unary(i, place, bounds.inner())).parse(rest)?;
        if let (Prefix::AddressOf, Expr::Register(register)) = (&prefix, &operand) {
            return no_address(input, *register).failure();
        }
        return Ok((end, prefix.of(operand, input.location_offset())));
    }
    let operator = alt((
        |i| negate(i, place),
        value(Unary::Not, terminated(char('!'), peek(not(char('='))))),
        value(Unary::Complement, char('~')),
        value(Unary::LowByte, char('<')),
        value(Unary::HighByte, char('>')),
    ));
    match opt(operator).parse(input)? {
        (rest, Some(operator)) => {
            let (end, operand) = cut(|i| unary(i, place, bounds.inner())).parse(rest)?;
            // It could not be written in brackets, where `:` means nothing.
            if let Expr::Line { .. } = operand {
                return Diagnostic::at(rest, "a line of source takes no sign").failure();
            }
            Ok((end, Expr::Unary(operator, Box::new(operand))))
        }
        (rest, None) => {
            if place != Place::Operand
                && let Some((rest, size)) = opt(|i| types::size_of(i, place, bounds))
                    .parse(rest)
                    .map(|(after, found)| found.map(|size| (after, size)))?
            {
                return Ok((rest, size));
            }
            let (rest, value) = primary(rest, place, bounds)?;
            types::postfix(rest, value, place, bounds)
        }
    }
}

/// A minus sign. Among arguments `--raw` is an option, not a double negation.
fn negate(input: Span<'_>, place: Place) -> Parsed<'_, Unary> {
    let (rest, _) = char('-').parse(input)?;
    if place != Place::Free && rest.fragment().starts_with('-') {
        return Diagnostic::at(input, "an option is no value").error();
    }
    Ok((rest, Unary::Negate))
}

fn primary<'a>(input: Span<'a>, place: Place, bounds: Bounds<'_>) -> Parsed<'a, Expr> {
    let inside = match place {
        Place::Operand => Place::Operand,
        Place::Free | Place::Argument | Place::Address => Place::Free,
    };
    let inner = |i| binary(i, inside, 0, bounds.inner());
    let (input, ()) = prefix::memory_space(input, place)?;
    let in_address = |i| of_address(i, inner);
    if let Some(rest) = prefix::bank(input, place) {
        let at = input.location_offset();
        let address = cut(|i| primary(i, Place::Address, bounds.inner()));
        return address.map(|e| Expr::Byte(Box::new(e), at)).parse(rest);
    }
    if place == Place::Address
        && let Some(found) = opt(source_line)
            .parse(input)
            .map(|(rest, found)| found.map(|line| (rest, line)))?
    {
        return Ok(found);
    }
    let at = input.location_offset();
    let group = |i| match place {
        Place::Address => delimited(char('('), cut(in_address), closing(')')).parse(i),
        _ => delimited(char('('), cut(inner), closing(')')).parse(i),
    };
    if place == Place::Operand {
        let here = Expr::Symbol {
            name: "*".to_owned(),
            number: None,
            at,
        };
        return alt((group, value(here, char('*')), move |i| named(i, place))).parse(input);
    }
    let is_string = input.fragment().starts_with('"') || texts::name(input).is_some();
    if place == Place::Free && is_string {
        return texts::no_number(input);
    }
    let word = delimited(tag("w["), cut(in_address), closing(']'));
    let byte = delimited(char('['), cut(in_address), closing(']'));
    alt((
        group,
        word.map(|e| Expr::Word(Box::new(e), at)),
        byte.map(|e| Expr::Byte(Box::new(e), at)),
        value(Expr::LastAddress, tag("$_")),
        dollar::bank,
        move |i| named(i, place),
    ))
    .parse(input)
}

/// What `parser` makes of an address that is more than a sum: its bare digits are hexadecimal.
fn of_address<'a, T>(
    mut input: Span<'a>,
    parser: impl FnOnce(Span<'a>) -> Parsed<'a, T>,
) -> Parsed<'a, T> {
    let radix = input.extra.radix;
    input.extra.radix = radix.of_address();
    let (mut rest, value) = parser(input)?;
    rest.extra.radix = radix;
    Ok((rest, value))
}

/// The address that goes into PC: an expression without blanks, whose bare digits are read as those of an address.
///
/// # Errors
/// No expression begins here, or one is left unfinished.
pub fn target(input: Span<'_>) -> Parsed<'_, Expr> {
    of_address(input, argument)
}

/// The bracket that must come, after optional blanks.
fn closing<'a>(close: char) -> impl Parser<Span<'a>, Output = char, Error = Diagnostic> {
    move |input: Span<'a>| {
        let (start, _) = space0.parse(input)?;
        match char::<_, Diagnostic>(close).parse(start) {
            Ok(done) => Ok(done),
            Err(_) => Diagnostic::at(start, format!("`{close}` is missing")).failure(),
        }
    }
}

/// A number, a register, a flag or a symbol. In an address slot `a` is the number $0A, unless a symbol is called so.
pub(super) fn named(input: Span<'_>, place: Place) -> Parsed<'_, Expr> {
    if let Ok(found) = gdb_register(input, place) {
        return Ok(found);
    }
    let slot = match place {
        Place::Address => Slot::Memory,
        Place::Free | Place::Argument | Place::Operand => Slot::Count,
    };
    let found = match name(input, place) {
        Err(nom::Err::Error(_)) => number(input, slot),
        other => return other,
    };
    match found {
        Err(_) if place != Place::Operand && is_gdb_variable(input.fragment()) => {
            gdb_variable(input)
        }
        Ok((_, value)) if i64::try_from(value).is_err() => {
            Diagnostic::at(input, "this number is too large").failure()
        }
        Ok((rest, value)) => Ok((rest, Expr::Number(value as i64))),
        Err(nom::Err::Error(found)) if found.advice.is_none() => unknown(input, found, place),
        Err(error) => Err(error),
    }
}

/// A word that does not begin with a digit: of the machine, or a symbol's, which may stand in quotes.
fn name(input: Span<'_>, place: Place) -> Parsed<'_, Expr> {
    let at = input.location_offset();
    if let Ok((rest, name)) = quoted_symbol(input) {
        let number = None;
        return Ok((rest, Expr::Symbol { name, number, at }));
    }
    let (rest, dot) = opt(char('.')).parse(input)?;
    let (rest, word) = symbol_name(rest)?;
    let lower = word.fragment().to_ascii_lowercase();
    let symbol = || Expr::Symbol {
        name: word.fragment().to_string(),
        number: digits(input, word.fragment(), place),
        at,
    };
    let field = input.extra.fields.filter(|_| dot.is_none());
    if let Some(field) = field.and_then(|fields| fields.find(&lower)) {
        return Ok((rest, Expr::Field(field, at)));
    }
    // What a variable is called is the language's word only where that variable is not.
    let is_variable = dot.is_none() && input.extra.c.is_some_and(|c| c.knows(word.fragment()));
    let expr = match (dot, lower.as_str()) {
        _ if place == Place::Operand || is_variable => symbol(),
        (Some(_), letter) => match flag_bit(letter) {
            Some(bit) => Expr::Flag(bit),
            None if letter.len() == 1 && register(letter).is_none() => {
                return no_flag(letter, at).failure();
            }
            None => symbol(),
        },
        (None, "a") if place == Place::Address => symbol(),
        (None, "cycles") => Expr::Cycles,
        (None, "addr") => Expr::Access(AccessField::Addr, at),
        (None, "value") => Expr::Access(AccessField::Value, at),
        (None, "old") => Expr::Access(AccessField::Old, at),
        (None, "iswrite") => Expr::Access(AccessField::IsWrite, at),
        (None, other) => register(other).map_or_else(symbol, Expr::Register),
    };
    Ok((rest, expr))
}

/// The value of a word that is a symbol's, should no symbol have this name.
fn digits(input: Span<'_>, word: &str, place: Place) -> Option<i64> {
    let slot = match (place, input.extra.radix) {
        (Place::Address, Radix::BySlot) | (_, Radix::Hexadecimal) => Slot::Memory,
        _ => return None,
    };
    let (rest, value) = number(input, slot).ok()?;
    let is_whole = rest.location_offset() - input.location_offset() == word.len();
    i64::try_from(value).ok().filter(|_| is_whole)
}

/// Words that a symbol's name is only with a dot before it: names of the machine besides its registers, and words that
/// may stand before an address.
pub(crate) const KEYWORDS: &[&str] = &[
    "cycles", "addr", "value", "old", "iswrite", "exec", "load", "store", "off", "mnemonic",
    "operand", "symbol",
];

fn operator(input: Span<'_>, place: Place) -> Parsed<'_, Binary> {
    use Binary::*;
    let sum = alt((value(Add, char('+')), value(Subtract, char('-'))));
    if place == Place::Address {
        return sum
            .or(|i| Diagnostic::at(i, "no operator").error())
            .parse(input);
    }
    alt((
        value(Or, tag("||")),
        value(And, tag("&&")),
        value(Equal, tag("==")),
        value(NotEqual, tag("!=")),
        value(ShiftLeft, tag("<<")),
        value(ShiftRight, tag(">>")),
        value(LessEqual, tag("<=")),
        value(GreaterEqual, tag(">=")),
        value(Less, char('<')),
        value(Greater, char('>')),
        value(BitOr, char('|')),
        value(BitXor, char('^')),
        value(BitAnd, char('&')),
        value(Multiply, char('*')),
        value(Divide, char('/')),
        value(Remainder, char('%')),
        // `a --cycles 5` is an option, not a double negation.
        terminated(sum, peek(not(tag("-")))),
    ))
    .parse(input)
}

fn blanks(input: Span<'_>, place: Place) -> Result<Span<'_>, nom::Err<Diagnostic>> {
    match place {
        Place::Free | Place::Operand => Ok(space0::<_, Diagnostic>.parse(input)?.0),
        Place::Argument | Place::Address => Ok(input),
    }
}

/// `if a = 5` is a slip that deserves its own words.
fn reject_assignment(input: Span<'_>, place: Place) -> Result<(), nom::Err<Diagnostic>> {
    if place == Place::Free && input.fragment().starts_with('=') {
        return Diagnostic::at(input, "`=` does not compare")
            .advise("compare with `==`; `set NAME=5` and `r a=5` assign")
            .failure();
    }
    Ok(())
}

fn unknown<T>(input: Span<'_>, found: Diagnostic, place: Place) -> Result<T, nom::Err<Diagnostic>> {
    if input.fragment().starts_with(is_word) {
        return found.error();
    }
    let what = match place {
        Place::Address => "an address",
        Place::Free | Place::Argument | Place::Operand => "a value",
    };
    let text = match peek_word(input) {
        "" => format!("{what} is missing here"),
        at => format!("`{at}` is not {what}"),
    };
    let unknown = Diagnostic::at(input, text);
    match input.fragment().chars().next() {
        Some('*') => unknown.advise("`[E]` is the byte at E, `w[E]` the word there"),
        Some('&') => unknown.advise("a name is its address; `[NAME]` is the byte there"),
        Some('{') => unknown.advise(
            "a type stands in braces: {char}A, {int}A; `x/8xb A` shows 8 bytes, `x/8xh A` words",
        ),
        _ => unknown,
    }
    .error()
}
