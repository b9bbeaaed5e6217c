//! The functions that stencils are compiled from, as text of LLVM's language.
//!
//! A function puts the guest's registers where the opcode function wants them, calls it,
//! and goes on with what it answered. All that tells the variants apart is what is passed.

mod function;
mod port;
mod special;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::mem::offset_of;

use jumppad_opcodes::cpu::flag;
use jumppad_opcodes::{Effect, Mnemonic, Mode, Model, Opcode, PageAttributes};

use super::Name;
use super::flags::Flags;
use crate::{Ending, Space, Special, State, Variant, flags};
use function::Function;
use special::special;

/// The registers of the guest, in the order of [`Cpu`](jumppad_opcodes::Cpu)'s bytes.
const REGISTERS: [&str; 8] = ["a", "x", "y", "sp", "n", "z", "c", "v"];
/// Parameters in front of them: the space and the budget.
pub(super) const FIRST_REGISTER: usize = 2;
/// Those of them that are flags where N and Z are apart, and the set that they belong to.
pub(super) const FLAGS: [(usize, u8); 4] =
    [(4, flags::NZ), (5, flags::NZ), (6, flags::C), (7, flags::V)];

/// What functions are made for.
#[derive(Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// To see what they do with each flag.
    Analysis,
    /// To be machine code: N and Z are in one parameter, for which has to be known what
    /// instructions do with them.
    Code(&'a BTreeMap<(u8, usize), Flags>),
}

impl Purpose<'_> {
    /// The parameters behind the space and the budget.
    fn registers(self) -> &'static [&'static str] {
        match self {
            Self::Analysis => &REGISTERS,
            Self::Code(_) => &["a", "x", "y", "sp", "nz", "c", "v"],
        }
    }
}

/// How many values a parameter may have.
fn bound(register: &str) -> u32 {
    match register {
        "nz" => 0x1_0000,
        flag if is_flag(flag) => 2,
        _ => 0x100,
    }
}

/// N and Z in one number: Z is set when its low byte is zero, N when [`NEGATIVE`] has a bit
/// in common with it. A result that sets both is such a number by itself.
const NEGATIVE: u16 = 0x8080;
/// The bit for N where the low byte is not to have it.
const APART: u16 = 0x8000;

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
    use Variant::{Aligned, Dynamic, Full, Guarded, Paged, Plain, Port};
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
        (Effect::Push, _) => vec![Plain, Guarded, Full],
        (Effect::Call, _) => vec![Plain, Guarded, Full, Dynamic],
        (Effect::Write | Effect::Modify, Mode::ZPX | Mode::ZPY | Mode::ABX | Mode::ABY) => {
            vec![Plain, Guarded, Full, Dynamic]
        }
        (_, Mode::IMP | Mode::NON | Mode::ACC) => vec![Plain, Full],
        _ if opcode.accesses_only_operand() => vec![Plain, Full, Dynamic, Port],
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
const VALUES: [(&str, i64, i64); 15] = [
    ("operand", 0, 0x100),
    ("inverted", 0, 0x100),
    ("following", 0, 0x100),
    ("word", 0, 0x1_0000),
    ("base", -0x200, 0x1_0000),
    ("byte", 0, 0x100),
    ("code", 0, 0x2_0000),
    ("pc", 0, 0x1_0000),
    ("return_low", 0, 0x100),
    ("return_high", 0, 0x100),
    ("call", 0, 0x2_0000),
    // These may be negative: but LLVM takes a range with such numbers for one of 64 bits.
    // `object` sees to it that they are extended with their sign.
    ("elapsed", 0, 0x1_0000),
    ("cost", 0, 0x1_0000),
    ("change", 0, 0x1_0000),
    ("exit", 0, 0x7fff_ffff),
];

/// Numbers with which functions compute: they are values of calls until the functions are
/// optimised, and `derive` makes holes of them and of what is computed from them alone.
pub(super) const SOURCES: [(&str, u32); 3] =
    [("operand", 0x100), ("word", 0x1_0000), ("pc", 0x1_0000)];

/// Where the value of a source comes from.
pub(super) fn source(name: &str) -> String {
    format!("source_{name}")
}

/// Holes for jumps.
const TARGETS: [&str; 6] = ["next", "taken", "help", "returned", "signalled", "leave"];

/// Parameters behind the registers: where the table of entries is.
const ENTRIES: &str = "entries";

/// Calls go by GHC's convention, whose parameters are all in registers.
const CALL: &str = "ghccc void";

fn hole(name: &str) -> String {
    format!("ptrtoint (ptr @hole_{name} to i64)")
}

/// The text of a module with those functions; it is to be linked with the opcode functions.
pub(super) fn module(model: Model, names: &[Name], purpose: Purpose<'_>) -> String {
    let mut text = String::new();
    let t = &mut text;
    line(t, "@plain = private constant [256 x i8] zeroinitializer");
    let code = format!("i8 {}, ", PageAttributes::CODE.bits()).repeat(0x100);
    let code = code.trim_end_matches(", ");
    line(t, &format!("@code = private constant [256 x i8] [{code}]"));
    line(t, "declare void @llvm.assume(i1)");
    line(t, "declare i8 @await_return(ptr, ptr)");
    for (name, low, high) in VALUES {
        let range = format!("!absolute_symbol !{{i64 {low}, i64 {high}}}");
        line(t, &format!("@hole_{name} = external global i8, {range}"));
    }
    for (name, bound) in SOURCES {
        let source = source(name);
        line(
            t,
            &format!(
                "declare range(i64 0, {bound}) i64 @{source}() nounwind willreturn memory(none)"
            ),
        );
    }
    let types = format!("ptr, i64{}, ptr", ", i64".repeat(purpose.registers().len()));
    for target in TARGETS {
        line(t, &format!("declare {CALL} @hole_{target}({types})"));
    }
    for opcode in model.table() {
        let function = opcode_function(opcode);
        line(t, &format!("declare i8 @{function}(ptr, ptr, i8, i8, i16)"));
    }
    for &name in names {
        match name {
            Name::Special(which) => special(t, Special::ALL[which], purpose),
            Name::Of {
                code,
                variant,
                dead,
            } => {
                let opcode = &model.table()[usize::from(code)];
                let function = Function {
                    model,
                    opcode,
                    variant: Variant::ALL[variant],
                    dead,
                    purpose,
                    flags: match purpose {
                        Purpose::Analysis => Flags::default(),
                        Purpose::Code(known) => {
                            known.get(&(code, variant)).copied().unwrap_or_default()
                        }
                    },
                };
                function.write(t, &name.symbol());
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

fn parameters(purpose: Purpose<'_>) -> String {
    let mut text = "ptr %space, i64 %budget".to_owned();
    for name in purpose.registers() {
        let bound = bound(name);
        write!(text, ", i64 range(i64 0, {bound}) %{name}").expect("text grows");
    }
    write!(text, ", ptr %{ENTRIES}").expect("text grows");
    text
}

fn is_flag(register: &str) -> bool {
    matches!(register, "c" | "v")
}

/// The parameters to go on with.
fn arguments(purpose: Purpose<'_>, budget: &str, register: impl Fn(&str) -> String) -> String {
    let registers = purpose.registers().iter();
    let registers: String = registers
        .map(|name| format!(", i64 {}", register(name)))
        .collect();
    format!("ptr %space, i64 {budget}{registers}, ptr %{ENTRIES}")
}

/// The parameters as they came.
fn unchanged(purpose: Purpose<'_>, budget: &str) -> String {
    arguments(purpose, budget, |name| format!("%{name}"))
}

fn go(text: &mut String, target: &str, arguments: &str) {
    line(
        text,
        &format!(" musttail call {CALL} {target}({arguments})\n ret void"),
    );
}

fn begin(text: &mut String, symbol: &str, purpose: Purpose<'_>) {
    let head = format!(
        "define {CALL} @{symbol}({}) nounwind section \".text.{symbol}\" {{",
        parameters(purpose)
    );
    line(text, &head);
}

/// N and Z out of one number: bytes as [`Cpu`](jumppad_opcodes::Cpu) has them.
fn part_flags(t: &mut String, nz: &str) {
    line(t, &format!(" %negative = and i64 {nz}, {NEGATIVE}"));
    line(t, " %is_negative = icmp ne i64 %negative, 0");
    line(
        t,
        &format!(" %part_n = select i1 %is_negative, i8 {}, i8 0", flag::N),
    );
    line(t, &format!(" %part_z = trunc i64 {nz} to i8"));
}

/// One number of N and Z, bytes that need not have to do with each other.
fn join_flags(t: &mut String, n: &str, z: &str) {
    line(t, &format!(" %has_n = icmp slt i8 {n}, 0"));
    line(
        t,
        &format!(" %join_n = select i1 %has_n, i64 {APART}, i64 0"),
    );
    line(t, &format!(" %has_z = icmp ne i8 {z}, 0"));
    line(t, " %join_z = zext i1 %has_z to i64");
    line(t, " %new_nz = or i64 %join_n, %join_z");
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
