//! What gdb writes behind a dollar: registers, which are ours, and its variables, which are told not to be there.

use nom::Parser;
use nom::bytes::complete::take_while1;
use nom::character::complete::char;

use super::super::token::{is_word, peek_word};
use super::super::{Diagnostic, Parsed, Span};
use super::Place;
use jumppad_engine::expression::{Expr, Register, register, register_name};

/// gdb's `$pc`: a register with a dollar, where that is no number. `$a` is one, but where a value stands it is marked.
pub(super) fn gdb_register(input: Span<'_>, place: Place) -> Parsed<'_, Expr> {
    let (rest, _) = char('$').parse(input)?;
    let (rest, word) = take_while1(is_word).parse(rest)?;
    let is_number = word.fragment().chars().all(|c| c.is_ascii_hexdigit());
    match register(&word.fragment().to_ascii_lowercase()) {
        Some(register) if !is_number => Ok((rest, Expr::Register(register))),
        Some(Register::A) if matches!(place, Place::Free | Place::Argument) => {
            Ok((rest, Expr::DollarA))
        }
        _ => Diagnostic::at(input, "no register").error(),
    }
}

/// `$bank`, which is no number for its last two letters.
pub(super) fn bank(input: Span<'_>) -> Parsed<'_, Expr> {
    let (rest, _) = char('$').parse(input)?;
    let (rest, word) = take_while1(is_word).parse(rest)?;
    match word.eq_ignore_ascii_case("bank") {
        true => Ok((rest, Expr::Bank)),
        false => Diagnostic::at(input, "no bank").error(),
    }
}

/// Whether `text` begins with what gdb has behind a dollar, and no number with a slip in it.
pub(super) fn is_gdb_variable(text: &str) -> bool {
    let name = text.strip_prefix('$');
    name.is_some_and(|name| !name.starts_with(|c: char| c.is_ascii_digit()))
}

/// The error of gdb's `$`, `$$` and `$name`.
pub(super) fn gdb_variable<T>(input: Span<'_>) -> Result<T, nom::Err<Diagnostic>> {
    let name = peek_word(input);
    let name = name
        .split(|c| !is_word(c) && c != '$')
        .next()
        .unwrap_or(name);
    let error = Diagnostic::at(input, format!("`{name}` is no number"));
    match name {
        "$" | "$$" => error.advise("`p` alone shows the last value again; $C000 is hexadecimal"),
        _ => error.advise(format!(
            "there are no variables of the debugger's; `label {} E` names a value, $pc $sp $x $y $p are registers",
            &name[1..]
        )),
    }
    .failure()
}

/// The error of `&x`.
pub(super) fn no_address(input: Span<'_>, register: Register) -> Diagnostic {
    let name = register_name(register);
    Diagnostic::at(
        input,
        format!("`{name}` is a register, which has no address"),
    )
    .advise(format!("`.{name}` is the symbol of that name"))
}
