//! What `watch` and its like cover: memory, and never the value that a register or memory happens to have.

use std::rc::Rc;

use super::place::Star;
use crate::grammar::Diagnostic;
use crate::session::Session;
use jumppad_engine::breakpoints::{Actions, Condition, Explain, Explained, Kind, Life, Spec};
use jumppad_engine::expression::{
    Binary, COperation, End, Expr, Radix, RangeExpr, Register, register_name,
};
use jumppad_engine::program::c::Storage;
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
            if name.eq_ignore_ascii_case("a")
                && !session.debugger.symbols.knows(name)
                && session.debugger.scope().meant(name).is_none() =>
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
        start if in_frame(session, start) => return,
        start if start.depends_on_machine() => {
            let Ok(address) = scope.address(start) else {
                return;
            };
            let start = session.spelled(start);
            format!("`{start}` is ${address:04X} now; what is watched stays there")
        }
        _ => return,
    };
    session.note(text);
}

/// The variable of C that is watched, as it was written.
pub(super) fn variable(session: &Session<'_>, range: &RangeExpr) -> Option<String> {
    let of = session.debugger.type_of(&range.start).ok().flatten();
    (of.is_some() && range.end == End::Open).then(|| session.spelled(&range.start))
}

/// Whether what is watched is in the frame of a call on C's stack.
fn in_frame(session: &Session<'_>, expr: &Expr) -> bool {
    match expr {
        Expr::Symbol { name, .. } => {
            let scope = session.debugger.scope();
            let at = scope.code_address();
            let storage = scope
                .local(name)
                .and_then(|(_, variable)| variable.storage_at(at));
            matches!(
                storage,
                Some(
                    Storage::Frame(_)
                        | Storage::Register(_)
                        | Storage::Bank(_)
                        | Storage::Based { .. }
                        | Storage::Chip(..)
                )
            )
        }
        Expr::C(operation, _) => match &**operation {
            // What a pointer leads to lives on.
            COperation::Member(inner, ..) | COperation::Index(inner, _) => {
                let of = session.debugger.type_of(inner).ok().flatten();
                let is_pointer = of.is_some_and(|of| of.of.ends_with('*'));
                !is_pointer && in_frame(session, inner)
            }
            _ => false,
        },
        _ => false,
    }
}

/// Lets watchpoints on a variable of a call end with it: a breakpoint where the call returns to deletes them.
pub(super) fn end_with_frame(session: &mut Session<'_>, watched: &Expr, ids: &[u32]) {
    let stack = session.debugger.machine.call_stack();
    let Some(frame) = stack
        .frames
        .get(session.debugger.frame)
        .filter(|_| in_frame(session, watched))
    else {
        return;
    };
    // Deeper calls of a recursion may return to the same place.
    let slot = i64::from(frame.slot);
    let (text, sp) = (
        format!("sp >= ${slot:02X}"),
        Box::new(Expr::Register(Register::Sp)),
    );
    let expr = Expr::Binary(Binary::GreaterEqual, sp, Box::new(Expr::Number(slot)), 0);
    let explain: Explain = Rc::new(|text, _| Explained {
        text: text.to_owned(),
        decimals: Vec::new(),
    });
    let Ok(condition) = Condition::new(text, expr, explain, &session.debugger.scope()) else {
        return;
    };
    let list: Vec<String> = ids.iter().map(u32::to_string).collect();
    let spec = Spec {
        condition: Some(condition),
        life: Life::Once,
        actions: Actions::new(vec![format!("delete {}", list.join(" "))], Radix::BySlot),
        ..Spec::new(Kind::Execute, frame.returns_to..=frame.returns_to)
    };
    let id = session.debugger.add_breakpoint(spec);
    let name = session.spelled(watched);
    session.note(format!(
        "`{name}` ends with its function: breakpoint #{id} stops there, and deletes the watchpoint"
    ));
}
