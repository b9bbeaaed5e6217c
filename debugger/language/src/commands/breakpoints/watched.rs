//! What `watch` and its like cover: memory, and never the value that a register or memory happens to have.

use super::place::Star;
use crate::grammar::{Diagnostic, canonical::typed_expression};
use crate::session::Session;
use jumppad_engine::expression::{End, Expr, RangeExpr, register_name};
use jumppad_engine::program::symbols::typed;

/// The memory that `range` means, where it is watched.
///
/// # Errors
/// It is a register.
pub(super) fn memory(
    session: &Session<'_>,
    range: RangeExpr,
    star: Star,
) -> Result<RangeExpr, Diagnostic> {
    if let Star::Before = star {
        return Ok(range);
    }
    let register = match &range.start {
        Expr::Register(register) => register_name(*register),
        Expr::DollarA => "a",
        Expr::Symbol { name, .. }
            if name.eq_ignore_ascii_case("a") && !session.debugger.symbols.knows(name) =>
        {
            "a"
        }
        _ => return Ok(range.as_memory()),
    };
    if range.end != End::Open {
        return Ok(range);
    }
    let advice = match register {
        "a" => "`breakif a == 5` stops where A becomes 5; the byte at $000A is `watch $000A`"
            .to_owned(),
        name => format!(
            "`breakif {name} == 5` stops where it becomes 5; `watch *{name}` watches the byte that it points to"
        ),
    };
    let text = format!("`{register}` is a register, and memory is what can be watched");
    Err(Diagnostic::new(range.offset, text).advise(advice))
}

/// Says of a name of unknown size that one byte of it is watched, and of what had to be looked up that it was.
pub(super) fn tell(session: &mut Session<'_>, range: &RangeExpr) {
    let scope = session.debugger.scope();
    let is_open = range.end == End::Open && range.size(&scope).is_none();
    let text = match &range.start {
        Expr::Symbol { name, .. } if is_open && session.debugger.symbols.knows(name) => {
            let name = typed(name);
            format!("its size is not known: this is one byte; `watch {name},+2` watches two")
        }
        start if start.depends_on_machine() => {
            let Ok(address) = scope.address(start) else {
                return;
            };
            let start = typed_expression(start);
            format!("`{start}` is ${address:04X} now; what is watched stays there")
        }
        _ => return,
    };
    session.note(text);
}
