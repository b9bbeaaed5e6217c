//! The functions that stencils are compiled from, as text of LLVM's language.
//!
//! A function puts the guest's registers where the opcode function wants them, calls it,
//! and goes on with what it answered. All that tells the variants apart is what is passed.

use std::fmt::Write;
use std::mem::offset_of;

use jumppad_opcodes::{Cpu, Effect, Mnemonic, Mode, Model, Opcode, Tracked, byte, layout};

use super::Name;
use crate::{ENTRIES_START, Ending, Space, Special, State, Variant, flags};

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

fn special(t: &mut String, which: Special) {
    let symbol = Name::Special(which as usize).symbol();
    let register = |at: usize| CPU + Cpu::REGISTERS_OFFSET + at;
    match which {
        Special::Enter => {
            line(
                t,
                &format!(
                    "define void @{symbol}(ptr %space, ptr %code) nounwind section \".text.{symbol}\" {{"
                ),
            );
            at(t, "left", BUDGET);
            line(t, " %budget = load i64, ptr %left");
            for (index, name) in REGISTERS.iter().enumerate() {
                at(t, &format!("at_{name}"), register(index));
                line(t, &format!(" %byte_{name} = load i8, ptr %at_{name}"));
                line(t, &format!(" %{name} = zext i8 %byte_{name} to i64"));
            }
            let call = format!(" call {CALL} %code({})", unchanged("%budget"));
            line(t, &call);
        }
        Special::Leave => {
            begin(t, &symbol);
            at(t, "left", BUDGET);
            line(t, " store i64 %budget, ptr %left");
            for (index, name) in REGISTERS.iter().enumerate() {
                at(t, &format!("at_{name}"), register(index));
                line(t, &format!(" %byte_{name} = trunc i64 %{name} to i8"));
                line(t, &format!(" store i8 %byte_{name}, ptr %at_{name}"));
            }
        }
        Special::Exit => {
            begin(t, &symbol);
            at(t, "exit", STATE + offset_of!(State, exit));
            let number = format!(" %number = trunc i64 {} to i32", hole("exit"));
            line(t, &number);
            line(t, " store i32 %number, ptr %exit");
            go(t, "@hole_leave", &unchanged("%budget"));
            line(t, "}");
            return;
        }
        Special::Edge => {
            begin(t, &symbol);
            line(t, &format!(" %less = sub i64 %budget, {}", hole("cost")));
            line(t, " %late = icmp slt i64 %less, 0");
            line(t, " br i1 %late, label %help, label %go, !prof !0\ngo:");
            go(t, "@hole_taken", &unchanged("%less"));
            line(t, "help:");
            go(t, "@hole_help", &unchanged("%less"));
            line(t, "}");
            return;
        }
    }
    line(t, " ret void\n}");
}

/// What a variant passes to the opcode function, and takes for granted.
struct Passed {
    zero_page: String,
    ram: String,
    /// The attributes of pages.
    pages: &'static str,
    /// Whether page 0 may be reached by computed addresses.
    resident: bool,
    arg1: String,
    arg2: String,
    pc: String,
}

struct Function<'a> {
    model: Model,
    opcode: &'a Opcode,
    variant: Variant,
    dead: u8,
}

impl Function<'_> {
    fn passed(&self, t: &mut String) -> Passed {
        let mut passed = Passed {
            zero_page: layout::ZERO_PAGE.to_string(),
            ram: layout::RAM.to_string(),
            pages: "%attributes",
            resident: true,
            arg1: "0".to_owned(),
            arg2: "0".to_owned(),
            pc: PC.to_string(),
        };
        let byte = |t: &mut String, name: &str, from: &str| {
            line(t, &format!(" %{name} = trunc i64 {from} to i8"));
            format!("%{name}")
        };
        if self.opcode.effect.ends_block() && ending(self.opcode, self.variant) != Ending::Branch {
            line(t, &format!(" %pc = trunc i64 {} to i16", hole("pc")));
            passed.pc = "%pc".to_owned();
        }
        let mode = self.opcode.mode;
        match self.variant {
            Variant::Dynamic => {
                at(t, "operand", hole("code"));
                line(t, " %arg1 = load i8, ptr %operand");
                passed.arg1 = "%arg1".to_owned();
                if mode.length() == 3 {
                    line(t, " %operand_2 = getelementptr i8, ptr %operand, i64 1");
                    line(t, " %arg2 = load i8, ptr %operand_2");
                    passed.arg2 = "%arg2".to_owned();
                }
            }
            Variant::Full if mode.length() == 3 => {
                line(t, &format!(" %low = trunc i64 {} to i16", hole("word")));
                line(t, " %arg1 = trunc i16 %low to i8");
                line(t, " %high = lshr i16 %low, 8");
                line(t, " %arg2 = trunc i16 %high to i8");
                passed.arg1 = "%arg1".to_owned();
                passed.arg2 = "%arg2".to_owned();
                if mode == Mode::ZPR {
                    passed.arg2 = DISTANCE.to_string();
                }
            }
            Variant::Full if mode.length() == 2 => {
                passed.arg1 = byte(t, "arg1", &hole("operand"));
            }
            Variant::Paged => {
                passed.resident = false;
                if mode == Mode::IZX {
                    passed.arg1 = byte(t, "arg1", &hole("operand"));
                } else {
                    // LLVM must not read both bytes of a pointer at once: they were
                    // stored one by one, which the host would wait for.
                    passed.zero_page = hole("pointer");
                    passed.arg1 = "255".to_owned();
                }
            }
            Variant::Plain | Variant::Aligned => {
                passed.pages = "@plain";
                match mode {
                    Mode::REL => passed.arg1 = DISTANCE.to_string(),
                    Mode::ZPG | Mode::ZPR => {
                        passed.zero_page = hole("pointer");
                        passed.arg2 = DISTANCE.to_string();
                    }
                    Mode::IMM | Mode::ZPX | Mode::ZPY => {
                        passed.arg1 = byte(t, "arg1", &hole("operand"));
                    }
                    Mode::ABS if self.opcode.effect == Effect::Call => {}
                    Mode::ABX | Mode::ABY if self.crosses() => {
                        passed.ram = hole("base");
                        passed.arg1 = byte(t, "arg1", &hole("operand"));
                        passed.arg2 = "1".to_owned();
                    }
                    Mode::ABS | Mode::ABX | Mode::ABY | Mode::IND => {
                        passed.ram = hole("base");
                        passed.arg2 = "1".to_owned();
                    }
                    _ => {}
                }
            }
            Variant::Full => {}
        }
        passed
    }

    /// Whether its index may leave the base's page, which costs time.
    fn crosses(&self) -> bool {
        self.variant == Variant::Plain
            && self.opcode.extra == jumppad_opcodes::table::ExtraCycles::PageCross
    }

    fn write(&self, t: &mut String, symbol: &str) {
        let opcode = self.opcode;
        let ending = ending(opcode, self.variant);
        begin(t, symbol);
        line(
            t,
            &format!(" %cpu = alloca [{} x i8], align 8", size_of::<Cpu>()),
        );
        line(
            t,
            &format!(
                " %bus = alloca [{} x i8], align 8",
                size_of::<Tracked<'_>>()
            ),
        );
        self.put_registers(t);
        let passed = self.passed(t);
        self.put_bus(t, &passed);
        let Passed { arg1, arg2, pc, .. } = &passed;
        let call = format!(
            " %result = call i8 @{}(ptr %cpu, ptr %bus, i8 {arg1}, i8 {arg2}, i16 {pc})",
            opcode_function(opcode)
        );
        line(t, &call);
        line(t, " %asks = icmp ne i8 %result, 0");
        line(t, " br i1 %asks, label %help, label %done, !prof !0\nhelp:");
        go(t, "@hole_help", &unchanged("%budget"));
        line(t, "done:");
        self.take_registers(t);
        self.take_time(t, ending);
        let after = arguments("%after", |at| self.after(at));
        match ending {
            Ending::Next => go(t, "@hole_next", &after),
            Ending::Branch => {
                line(t, " %at_pc = getelementptr i8, ptr %cpu, i64 8");
                line(t, " %to = load i16, ptr %at_pc");
                let taken = PC + opcode.length() + DISTANCE;
                line(t, &format!(" %taken = icmp eq i16 %to, {taken}"));
                line(t, " br i1 %taken, label %go, label %on, !prof !1\ngo:");
                go(t, "@hole_taken", &after);
                line(t, "on:");
                go(t, "@hole_next", &after);
            }
            Ending::Computed => self.go_where_computed(t, &after),
        }
        line(t, "}");
    }

    /// A register behind the instruction.
    fn after(&self, at: usize) -> String {
        let is_dead = FLAGS
            .iter()
            .any(|&(flag, set)| flag == at && self.dead & set != 0);
        match is_dead {
            true => format!("%{}", REGISTERS[at]),
            false => format!("%new_{}", REGISTERS[at]),
        }
    }

    /// Lets the opcode function find the registers.
    fn put_registers(&self, t: &mut String) {
        if matches!(self.opcode.effect, Effect::Call | Effect::Interrupt) {
            // A call is noted with its cycle.
            at(t, "at_limit", STATE + offset_of!(State, limit));
            line(t, " %limit = load i64, ptr %at_limit");
            line(t, " %begun = sub i64 %limit, %budget");
            line(t, &format!(" %start = add i64 %begun, {}", hole("elapsed")));
        } else {
            line(t, " %start = add i64 0, 0");
        }
        line(t, " store i64 %start, ptr %cpu");
        for (index, name) in REGISTERS.iter().enumerate() {
            let offset = Cpu::REGISTERS_OFFSET + index;
            line(
                t,
                &format!(" %in_{name} = getelementptr i8, ptr %cpu, i64 {offset}"),
            );
            if is_flag(name) {
                line(t, &format!(" %bit_{name} = trunc nuw i64 %{name} to i1"));
                line(t, &format!(" %old_{name} = zext i1 %bit_{name} to i8"));
            } else {
                line(t, &format!(" %old_{name} = trunc nuw i64 %{name} to i8"));
            }
            line(t, &format!(" store i8 %old_{name}, ptr %in_{name}"));
        }
        for (name, offset) in [("d", Cpu::DECIMAL_OFFSET), ("i", Cpu::MASK_OFFSET)] {
            at(t, &format!("at_{name}"), CPU + offset);
            line(t, &format!(" %raw_{name} = load i8, ptr %at_{name}"));
            line(t, &format!(" %bit_{name} = trunc nuw i8 %raw_{name} to i1"));
            line(t, &format!(" %old_{name} = zext i1 %bit_{name} to i8"));
            line(
                t,
                &format!(" %in_{name} = getelementptr i8, ptr %cpu, i64 {offset}"),
            );
            line(t, &format!(" store i8 %old_{name}, ptr %in_{name}"));
        }
        if self.variant.is_fast() && self.opcode.heeds_decimal() && self.model.has_decimal() {
            line(
                t,
                " br i1 %bit_d, label %decimal, label %binary, !prof !0\ndecimal:",
            );
            go(t, "@hole_help", &unchanged("%budget"));
            line(t, "binary:\n store i8 0, ptr %in_d");
        }
    }

    /// Lets the opcode function find memory.
    fn put_bus(&self, t: &mut String, passed: &Passed) {
        at(t, "zero_page", &passed.zero_page);
        at(t, "ram", &passed.ram);
        at(t, "attributes", layout::PAGES);
        at(t, "marks", layout::MARKS);
        at(t, "calls", layout::CALLS);
        at(t, "at_devices", layout::HAS_DEVICES);
        at(t, "at_waits", layout::INTERRUPT_WAITS);
        line(
            t,
            " %devices = load i8, ptr %at_devices, !range !{i8 0, i8 2}",
        );
        line(t, " %waits = load i8, ptr %at_waits, !range !{i8 0, i8 2}");
        if self.variant == Variant::Paged {
            let special = jumppad_opcodes::page::READ_SPECIAL & !jumppad_opcodes::page::ZERO;
            line(t, " %attributes_0 = load i8, ptr %attributes");
            line(t, &format!(" %special_0 = and i8 %attributes_0, {special}"));
            line(t, " %plain_0 = icmp eq i8 %special_0, 0");
            line(t, " call void @llvm.assume(i1 %plain_0)");
        }
        let pointers = [
            (offset_of!(Tracked<'_>, zero_page), "%zero_page"),
            (offset_of!(Tracked<'_>, ram), "%ram"),
            (offset_of!(Tracked<'_>, pages), passed.pages),
            (offset_of!(Tracked<'_>, marks), "%marks"),
            (offset_of!(Tracked<'_>, calls), "%calls"),
        ];
        let bytes = [
            (
                offset_of!(Tracked<'_>, resident),
                u8::from(passed.resident).to_string(),
            ),
            (offset_of!(Tracked<'_>, has_devices), "%devices".to_owned()),
            (
                offset_of!(Tracked<'_>, interrupt_waits),
                "%waits".to_owned(),
            ),
            (offset_of!(Tracked<'_>, guarded), byte::CODE.to_string()),
        ];
        for (offset, value) in pointers {
            line(
                t,
                &format!(" %bus_{offset} = getelementptr i8, ptr %bus, i64 {offset}"),
            );
            line(t, &format!(" store ptr {value}, ptr %bus_{offset}"));
        }
        for (offset, value) in bytes {
            line(
                t,
                &format!(" %bus_{offset} = getelementptr i8, ptr %bus, i64 {offset}"),
            );
            line(t, &format!(" store i8 {value}, ptr %bus_{offset}"));
        }
    }

    /// Takes the registers back.
    fn take_registers(&self, t: &mut String) {
        for name in REGISTERS {
            line(t, &format!(" %out_{name} = load i8, ptr %in_{name}"));
            line(t, &format!(" %new_{name} = zext i8 %out_{name} to i64"));
        }
        use Mnemonic::{BRK, CLD, CLI, PLP, RTI, SED, SEI};
        if matches!(
            self.opcode.mnemonic,
            BRK | CLD | CLI | PLP | RTI | SED | SEI
        ) {
            for name in ["d", "i"] {
                line(t, &format!(" %out_{name} = load i8, ptr %in_{name}"));
                line(t, &format!(" store i8 %out_{name}, ptr %at_{name}"));
            }
        }
    }

    /// What the instruction took beyond its row's cycles goes from the budget; the tier
    /// sees to the rest, and to what branches take.
    fn take_time(&self, t: &mut String, ending: Ending) {
        if ending == Ending::Branch {
            line(t, " %after = add i64 %budget, 0");
            return;
        }
        line(t, " %end = load i64, ptr %cpu");
        line(t, " %spent = sub i64 %end, %start");
        line(
            t,
            &format!(" %extra = sub i64 %spent, {}", self.opcode.cycles),
        );
        line(t, " %more = sub i64 %budget, %extra");
        let change = match ending {
            Ending::Computed => hole("change"),
            Ending::Next | Ending::Branch => "0".to_owned(),
        };
        line(t, &format!(" %after = add i64 %more, {change}"));
    }

    /// Goes on where the entries say, or out if a return is awaited.
    fn go_where_computed(&self, t: &mut String, after: &str) {
        line(t, " %at_pc = getelementptr i8, ptr %cpu, i64 8");
        line(t, " %to = load i16, ptr %at_pc");
        at(t, "pc_out", CPU + 8);
        line(t, " store i16 %to, ptr %pc_out");
        if self.opcode.effect.may_return() {
            line(t, " %awaited = call i8 @await_return(ptr %cpu, ptr %bus)");
            line(t, " %is_awaited = icmp ne i8 %awaited, 0");
            line(
                t,
                " br i1 %is_awaited, label %returned, label %on, !prof !0\nreturned:",
            );
            go(t, "@hole_returned", after);
            line(t, "on:");
        }
        line(t, " %wide = zext i16 %to to i64");
        let table = format!("getelementptr (i8, ptr @hole_entries, i64 {ENTRIES_START})");
        line(
            t,
            &format!(" %entry = getelementptr i32, ptr {table}, i64 %wide"),
        );
        line(t, " %distance_32 = load i32, ptr %entry");
        line(t, " %distance = zext i32 %distance_32 to i64");
        line(
            t,
            " %code = getelementptr i8, ptr @hole_entries, i64 %distance",
        );
        go(t, "%code", after);
    }
}
