//! The functions that stencils are compiled from, as text of LLVM's language.
//!
//! A function puts the guest's registers where the opcode function wants them, calls it,
//! and goes on with what it answered. All that tells the variants apart is what is passed.

mod function;
mod special;

use std::fmt::Write;
use std::mem::offset_of;

use jumppad_opcodes::{Effect, Mnemonic, Mode, Model, Opcode};

use super::Name;
use crate::{Ending, Space, Special, State, Variant, flags};
use function::Function;
use special::special;

/// The registers of the guest, in the order of [`Cpu`]'s bytes and of the parameters.
pub(super) const REGISTERS: [&str; 8] = ["a", "x", "y", "sp", "n", "z", "c", "v"];
/// Parameters in front of them: the space and the budget.
pub(super) const FIRST_REGISTER: usize = 2;
/// Those of them that are flags, and the set that they belong to.
pub(super) const FLAGS: [(usize, u8); 4] =
    [(4, flags::NZ), (5, flags::NZ), (6, flags::C), (7, flags::V)];

/// Where a jump that is not taken, or always taken, leads in the functions.
const PC: u16 = 0x1000;
const DISTANCE: u16 = 0x20;

/// The stencils of a chip that leave no flags alone.
pub(super) fn all(model: Model) -> Vec<Name> {
    let all = model.table().iter().flat_map(|opcode| {
        variants(opcode).into_iter().map(|variant| Name::Of {
            code: opcode.code,
            variant: variant as usize,
            dead: 0,
        })
    });
    all.collect()
}

/// Which stencils an opcode has.
fn variants(opcode: &Opcode) -> Vec<Variant> {
    use Variant::{Aligned, Dynamic, Full, Paged, Plain};
    let crosses = opcode.extra == jumppad_opcodes::table::ExtraCycles::PageCross;
    match (opcode.effect, opcode.mode) {
        (Effect::Jam | Effect::Wait, _) => vec![],
        // What follows is the tier's business.
        (Effect::Jump, Mode::ABS) => vec![Dynamic],
        (Effect::Branch, _) if opcode.mnemonic == Mnemonic::BRA => vec![Dynamic],
        (Effect::Interrupt, _) => vec![Full],
        (Effect::Branch, _) => vec![Plain, Dynamic],
        (Effect::Jump | Effect::JumpIndirect, Mode::IAX) => vec![Full, Dynamic],
        (_, Mode::ABX | Mode::ABY | Mode::IZY) if opcode.may_stray() => vec![Full, Dynamic],
        (_, Mode::IZX | Mode::IZY | Mode::IZP) => vec![Paged, Full, Dynamic],
        (_, Mode::ABX | Mode::ABY) if crosses => vec![Plain, Aligned, Full, Dynamic],
        (_, Mode::IMP | Mode::NON | Mode::ACC) => vec![Plain, Full],
        _ => vec![Plain, Full, Dynamic],
    }
}

/// How a variant's stencil ends.
pub(super) fn ending(opcode: &Opcode, variant: Variant) -> Ending {
    match opcode.effect {
        Effect::Branch | Effect::BranchOnBit if variant != Variant::Dynamic => Ending::Branch,
        Effect::Call if variant != Variant::Dynamic => Ending::Next,
        effect if effect.ends_block() => Ending::Computed,
        _ => Ending::Next,
    }
}

/// Holes for numbers, and what they may be; the names are read back by `object`.
const VALUES: [(&str, i64, i64); 10] = [
    ("operand", 0, 0x100),
    ("word", 0, 0x1_0000),
    ("base", -0x200, 0x1_0000),
    ("pointer", -0x100, 0x100),
    ("code", 0, 0x2_0000),
    ("pc", 0, 0x1_0000),
    // These may be negative: but LLVM takes a range with such numbers for one of 64 bits.
    // `object` sees to it that they are extended with their sign.
    ("elapsed", 0, 0x1_0000),
    ("cost", 0, 0x1_0000),
    ("change", 0, 0x1_0000),
    ("exit", 0, 0x7fff_ffff),
];
/// Holes for jumps.
const TARGETS: [&str; 5] = ["next", "taken", "help", "returned", "leave"];

/// Calls go by GHC's convention, whose parameters are all in registers.
const CALL: &str = "ghccc void";

fn hole(name: &str) -> String {
    format!("ptrtoint (ptr @hole_{name} to i64)")
}

/// The text of a module with those functions; it is to be linked with the opcode functions.
pub(super) fn module(model: Model, names: &[Name]) -> String {
    let mut text = String::new();
    let t = &mut text;
    line(t, "@plain = private constant [256 x i8] zeroinitializer");
    line(
        t,
        "@hole_entries = external dso_local hidden global [262208 x i8]",
    );
    line(t, "declare void @llvm.assume(i1)");
    line(t, "declare i8 @await_return(ptr, ptr)");
    for (name, low, high) in VALUES {
        let range = format!("!absolute_symbol !{{i64 {low}, i64 {high}}}");
        line(t, &format!("@hole_{name} = external global i8, {range}"));
    }
    for target in TARGETS {
        line(t, &format!("declare {CALL} @hole_{target}({})", types()));
    }
    for opcode in model.table() {
        let function = opcode_function(opcode);
        line(t, &format!("declare i8 @{function}(ptr, ptr, i8, i8, i16)"));
    }
    for &name in names {
        match name {
            Name::Special(which) => special(t, Special::ALL[which]),
            Name::Of {
                code,
                variant,
                dead,
            } => {
                let opcode = &model.table()[usize::from(code)];
                let variant = Variant::ALL[variant];
                Function {
                    model,
                    opcode,
                    variant,
                    dead,
                }
                .write(t, &name.symbol());
            }
        }
    }
    line(t, "!0 = !{!\"branch_weights\", i32 1, i32 1000000}");
    line(t, "!1 = !{!\"branch_weights\", i32 1, i32 1}");
    text
}

/// The name of the function that executes an opcode.
fn opcode_function(opcode: &Opcode) -> String {
    let (mnemonic, mode) = (opcode.mnemonic.name(), opcode.mode.name());
    format!("opcode_0x{:02X}_{mnemonic}_{mode}", opcode.code)
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn types() -> String {
    format!("ptr, i64{}", ", i64".repeat(REGISTERS.len()))
}

fn parameters() -> String {
    let mut text = "ptr %space, i64 %budget".to_owned();
    for name in REGISTERS {
        let bound = if is_flag(name) { 2 } else { 0x100 };
        write!(text, ", i64 range(i64 0, {bound}) %{name}").expect("text grows");
    }
    text
}

fn is_flag(register: &str) -> bool {
    matches!(register, "c" | "v")
}

/// The parameters to go on with.
fn arguments(budget: &str, register: impl Fn(usize) -> String) -> String {
    let registers = (0..REGISTERS.len()).map(|at| format!(", i64 {}", register(at)));
    format!("ptr %space, i64 {budget}{}", registers.collect::<String>())
}

/// The parameters as they came.
fn unchanged(budget: &str) -> String {
    arguments(budget, |at| format!("%{}", REGISTERS[at]))
}

fn go(text: &mut String, target: &str, arguments: &str) {
    line(
        text,
        &format!(" musttail call {CALL} {target}({arguments})\n ret void"),
    );
}

fn begin(text: &mut String, symbol: &str) {
    let head = format!(
        "define {CALL} @{symbol}({}) nounwind section \".text.{symbol}\" {{",
        parameters()
    );
    line(text, &head);
}

/// Where a byte of the space is.
fn at(text: &mut String, name: &str, offset: impl std::fmt::Display) {
    line(
        text,
        &format!(" %{name} = getelementptr i8, ptr %space, i64 {offset}"),
    );
}

const STATE: usize = offset_of!(Space, state);
const CPU: usize = STATE + offset_of!(State, cpu);
const BUDGET: usize = STATE + offset_of!(State, budget);
