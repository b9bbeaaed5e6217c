//! The functions of stencils that belong to no opcode.

use std::mem::offset_of;

use jumppad_opcodes::Cpu;

use super::{
    BUDGET, CALL, CPU, Name, Purpose, REGISTERS, STATE, at, begin, go, hole, join_flags, line,
    part_flags, unchanged,
};
use crate::{Special, State};

pub(super) fn special(t: &mut String, which: Special, purpose: Purpose<'_>) {
    let symbol = Name::Special(which as usize).symbol();
    let register = |at: usize| CPU + Cpu::REGISTERS_OFFSET + at;
    match which {
        Special::Enter => {
            line(
                t,
                &format!(
                    "define void @{symbol}(ptr %space, ptr %code, ptr %entries) nounwind \
                     section \".text.{symbol}\" {{"
                ),
            );
            at(t, "left", BUDGET);
            line(t, " %budget = load i64, ptr %left");
            for (index, name) in REGISTERS.iter().enumerate() {
                at(t, &format!("at_{name}"), register(index));
                line(t, &format!(" %byte_{name} = load i8, ptr %at_{name}"));
                line(t, &format!(" %{name} = zext i8 %byte_{name} to i64"));
            }
            join_flags(t, "%byte_n", "%byte_z");
            line(t, " %nz = add i64 %new_nz, 0");
            let call = format!(" call {CALL} %code({})", unchanged(purpose, "%budget"));
            line(t, &call);
        }
        Special::Leave => {
            begin(t, &symbol, purpose);
            at(t, "left", BUDGET);
            line(t, " store i64 %budget, ptr %left");
            part_flags(t, "%nz");
            for (index, &name) in REGISTERS.iter().enumerate() {
                at(t, &format!("at_{name}"), register(index));
                let byte = match name {
                    "n" | "z" => format!("%part_{name}"),
                    _ => {
                        line(t, &format!(" %byte_{name} = trunc i64 %{name} to i8"));
                        format!("%byte_{name}")
                    }
                };
                line(t, &format!(" store i8 {byte}, ptr %at_{name}"));
            }
        }
        Special::Exit => {
            begin(t, &symbol, purpose);
            at(t, "exit", STATE + offset_of!(State, exit));
            let number = format!(" %number = trunc i64 {} to i32", hole("exit"));
            line(t, &number);
            line(t, " store i32 %number, ptr %exit");
            go(t, "@hole_leave", &unchanged(purpose, "%budget"));
            line(t, "}");
            return;
        }
        Special::Edge => {
            begin(t, &symbol, purpose);
            line(t, &format!(" %less = sub i64 %budget, {}", hole("cost")));
            line(t, " %late = icmp slt i64 %less, 0");
            line(t, " br i1 %late, label %help, label %go, !prof !0\ngo:");
            go(t, "@hole_taken", &unchanged(purpose, "%less"));
            line(t, "help:");
            go(t, "@hole_help", &unchanged(purpose, "%less"));
            line(t, "}");
            return;
        }
    }
    line(t, " ret void\n}");
}
