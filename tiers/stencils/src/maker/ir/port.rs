//! Accesses to a device within a stencil: calls of [`State::access`], around the opcode
//! function, which finds a byte of the stencil's own in the device's place.
//!
//! What the device does to the interrupt lines may bring the limit nearer: that goes from the
//! budget, and where nothing is left the trace is left behind the instruction.

use std::mem::offset_of;

use jumppad_opcodes::{Effect, Model, Opcode, layout};

use super::{STATE, at, go, line};
use crate::{Answer, Asking, State};

/// What stands in the place of the device's byte.
pub(super) const BYTE: &str = "%byte";
/// The budget behind the accesses.
pub(super) const BUDGET: &str = "%left";

/// The accesses before the instruction computes.
pub(super) fn before(t: &mut String, effect: Effect) {
    at(t, "at_ports", STATE + offset_of!(State, ports));
    at(t, "at_access", STATE + offset_of!(State, access));
    line(t, " %ports = load ptr, ptr %at_ports");
    line(t, " %access = load ptr, ptr %at_access");
    line(t, " %where = zext i16 %address to i32");
    match effect {
        Effect::Write => {}
        Effect::Modify => ask(t, "read", "0", 0, Asking::READ),
        _ => ask(t, "read", "0", 0, Asking::READ | Asking::LAST),
    }
    if effect != Effect::Write {
        line(t, " %byte_read = trunc i64 %read to i8");
        line(t, &format!(" store i8 %byte_read, ptr {BYTE}"));
    }
}

/// Those behind it, and what comes of the last.
pub(super) fn after(t: &mut String, effect: Effect, model: Model) {
    if matches!(effect, Effect::Write | Effect::Modify) {
        line(t, &format!(" %byte_written = load i8, ptr {BYTE}"));
        line(t, " %written = zext i8 %byte_written to i32");
    }
    let last = match effect {
        Effect::Write => {
            ask(t, "write", "%written", 0, Asking::WRITE | Asking::LAST);
            "write"
        }
        Effect::Modify => {
            // NMOS chips write what they read first, CMOS chips read it once more.
            line(t, " %again = zext i8 %byte_read to i32");
            let again = match model.is_cmos() {
                true => Asking::READ,
                false => Asking::WRITE,
            };
            ask(t, "ignored", "%again", 1, again);
            ask(t, "write", "%written", 2, Asking::WRITE | Asking::LAST);
            "write"
        }
        _ => "read",
    };
    let [waits, taken] = [Answer::WAITS, Answer::TAKEN];
    line(t, &format!(" %raw_waits = lshr i64 %{last}, {waits}"));
    line(t, " %now_waits = trunc i64 %raw_waits to i1");
    line(t, " %byte_waits = zext i1 %now_waits to i8");
    at(t, "where_waits", layout::INTERRUPT_WAITS);
    line(t, " store i8 %byte_waits, ptr %where_waits");
    line(t, &format!(" %taken_away = lshr i64 %{last}, {taken}"));
    at(t, "where_limit", STATE + offset_of!(State, limit));
    line(t, " %nearer = sub i64 %limit, %taken_away");
    line(t, " store i64 %nearer, ptr %where_limit");
    line(t, &format!(" {BUDGET} = sub i64 %budget, %taken_away"));
}

/// Out where the budget does not allow for what follows.
pub(super) fn leave_if_signalled(t: &mut String, after: &str) {
    line(t, " %is_signalled = icmp slt i64 %after, 0");
    line(
        t,
        " br i1 %is_signalled, label %signalled, label %on, !prof !0\nsignalled:",
    );
    go(t, "@hole_signalled", after);
    line(t, "on:");
}

/// An access, so many cycles behind the first.
fn ask(t: &mut String, name: &str, value: &str, later: u64, how: u32) {
    let delay = Opcode::FIRST_ACCESS + later;
    line(t, &format!(" %cycle_{name} = add i64 %start, {delay}"));
    line(t, &format!(" %masked_{name} = zext i8 %old_i to i32"));
    line(
        t,
        &format!(
            " %{name} = call i64 %access(ptr %ports, i32 %where, i32 {value}, i64 %cycle_{name}, \
             i32 {how}, i32 %masked_{name}) nounwind"
        ),
    );
}
