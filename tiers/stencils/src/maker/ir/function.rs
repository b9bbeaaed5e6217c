//! The function of an opcode's stencil.

use std::mem::offset_of;

use jumppad_opcodes::table::ExtraCycles;
use jumppad_opcodes::{
    ByteMarks, Cpu, Effect, Mnemonic, Mode, Model, Opcode, PageAttributes, Tracked, layout,
};

use super::super::flags::{Flags, SignAndZero};
use super::{
    CPU, DISTANCE, PC, Purpose, REGISTERS, STATE, arguments, at, begin, ending, go, hole, is_flag,
    join_flags, line, opcode_function, part_flags, port, source, unchanged,
};
use crate::{Ending, State, Variant, flags};

/// The pointer to the space.
const SPACE: &str = "%space";

/// What a variant passes to the opcode function, and takes for granted.
struct Passed {
    zero_page: String,
    /// What memory is counted from, and where it is there.
    ram: (&'static str, String),
    /// Where marks are, from there on.
    marks: &'static str,
    /// The attributes of pages.
    pages: &'static str,
    /// Whether page 0 may be reached by computed addresses.
    resident: bool,
    arg1: String,
    arg2: String,
    pc: String,
}

pub(super) struct Function<'a> {
    pub(super) model: Model,
    pub(super) opcode: &'a Opcode,
    pub(super) variant: Variant,
    pub(super) dead: u8,
    pub(super) purpose: Purpose<'a>,
    /// What it does with flags, if it is for [`Purpose::Code`].
    pub(super) flags: Flags,
}

impl Function<'_> {
    fn passed(&self, t: &mut String) -> Passed {
        let mut passed = Passed {
            zero_page: layout::ZERO_PAGE.to_string(),
            ram: (SPACE, layout::RAM.to_string()),
            marks: "%marks",
            pages: "%attributes",
            resident: true,
            arg1: "0".to_owned(),
            arg2: "0".to_owned(),
            pc: PC.to_string(),
        };
        let number = |t: &mut String, name: &str, of: &str, width: u32| {
            line(t, &format!(" %whole_{name} = call i64 @{}()", source(of)));
            line(
                t,
                &format!(" %{name} = trunc i64 %whole_{name} to i{width}"),
            );
            format!("%{name}")
        };
        let byte = |t: &mut String| number(t, "arg1", "operand", 8);
        if self.opcode.effect.ends_block() && ending(self.opcode, self.variant) != Ending::Branch {
            passed.pc = number(t, "pc", "pc", 16);
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
                number(t, "low", "word", 16);
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
                passed.arg1 = byte(t);
            }
            Variant::Paged => {
                passed.resident = false;
                passed.arg1 = byte(t);
            }
            Variant::Plain | Variant::Aligned | Variant::Guarded => {
                passed.pages = match self.variant {
                    Variant::Guarded => "@code",
                    _ => "@plain",
                };
                match mode {
                    Mode::REL => passed.arg1 = DISTANCE.to_string(),
                    Mode::ZPG | Mode::ZPR => {
                        passed.zero_page = hole("byte");
                        passed.arg2 = DISTANCE.to_string();
                    }
                    Mode::IMM | Mode::ZPX | Mode::ZPY => {
                        passed.arg1 = byte(t);
                    }
                    Mode::ABS if self.opcode.effect == Effect::Call => {}
                    Mode::ABX | Mode::ABY if self.crosses() => {
                        // The page is part of where memory is said to be.
                        passed.ram.1 = format!("add (i64 {}, i64 256)", hole("base"));
                        passed.arg1 = byte(t);
                    }
                    Mode::ABS | Mode::ABX | Mode::ABY | Mode::IND => {
                        passed.ram.1 = hole("base");
                        passed.arg2 = "1".to_owned();
                        // A return looks at a mark of the stack, which is elsewhere.
                        if self.variant == Variant::Guarded {
                            passed.marks = "%marks_there";
                        }
                    }
                    _ => {}
                }
            }
            Variant::Port => {
                // It finds a byte of ours in the place of the device's.
                number(t, "address", "word", 16);
                passed.pages = "@plain";
                passed.ram = (port::BYTE, "-256".to_owned());
                passed.arg2 = "1".to_owned();
            }
            Variant::Full => {}
        }
        passed
    }

    /// Whether its index may leave the base's page, which costs time.
    fn crosses(&self) -> bool {
        self.variant == Variant::Plain && self.opcode.extra == ExtraCycles::PageCross
    }

    pub(super) fn write(&self, t: &mut String, symbol: &str) {
        let opcode = self.opcode;
        let ending = ending(opcode, self.variant);
        begin(t, symbol, self.purpose);
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
        if self.variant == Variant::Port {
            line(t, &format!(" {} = alloca i8", port::BYTE));
        }
        self.put_registers(t);
        let passed = self.passed(t);
        self.put_bus(t, &passed);
        let is_port = self.variant == Variant::Port;
        if is_port {
            port::before(t, opcode.effect);
        }
        let Passed { arg1, arg2, pc, .. } = &passed;
        let call = format!(
            " %result = call i8 @{}(ptr %cpu, ptr %bus, i8 {arg1}, i8 {arg2}, i16 {pc})",
            opcode_function(opcode)
        );
        line(t, &call);
        line(t, " %asks = icmp ne i8 %result, 0");
        line(t, " br i1 %asks, label %help, label %done, !prof !0\nhelp:");
        go(t, "@hole_help", &unchanged(self.purpose, "%budget"));
        line(t, "done:");
        if is_port {
            port::after(t, opcode.effect, self.model);
        }
        self.take_registers(t);
        self.take_time(t, ending);
        let after = arguments(self.purpose, "%after", |name| self.after(name));
        match ending {
            Ending::Next => {
                if is_port {
                    port::leave_if_signalled(t, &after);
                }
                go(t, "@hole_next", &after);
            }
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
    fn after(&self, name: &str) -> String {
        let set = match name {
            "n" | "z" | "nz" => flags::NZ,
            "c" => flags::C,
            "v" => flags::V,
            _ => 0,
        };
        let is_unchanged = name == "nz" && self.flags.sign_and_zero == SignAndZero::Unchanged;
        match self.dead & set != 0 || is_unchanged {
            true => format!("%{name}"),
            false => format!("%new_{name}"),
        }
    }

    /// Lets the opcode function find the registers.
    fn put_registers(&self, t: &mut String) {
        let is_dated = matches!(self.opcode.effect, Effect::Call | Effect::Interrupt);
        if is_dated || self.variant == Variant::Port {
            // A call is noted with its cycle, a device asked in one.
            at(t, "at_limit", STATE + offset_of!(State, limit));
            line(t, " %limit = load i64, ptr %at_limit");
            line(t, " %begun = sub i64 %limit, %budget");
            line(t, &format!(" %start = add i64 %begun, {}", hole("elapsed")));
        } else {
            line(t, " %start = add i64 0, 0");
        }
        line(t, " store i64 %start, ptr %cpu");
        if matches!(self.purpose, Purpose::Code(_)) {
            part_flags(t, "%nz");
        }
        for (index, &name) in REGISTERS.iter().enumerate() {
            let offset = Cpu::REGISTERS_OFFSET + index;
            line(
                t,
                &format!(" %in_{name} = getelementptr i8, ptr %cpu, i64 {offset}"),
            );
            let is_parted = matches!(self.purpose, Purpose::Code(_)) && matches!(name, "n" | "z");
            let old = if is_parted {
                format!("%part_{name}")
            } else if is_flag(name) {
                line(t, &format!(" %bit_{name} = trunc nuw i64 %{name} to i1"));
                line(t, &format!(" %old_{name} = zext i1 %bit_{name} to i8"));
                format!("%old_{name}")
            } else {
                line(t, &format!(" %old_{name} = trunc nuw i64 %{name} to i8"));
                format!("%old_{name}")
            };
            line(t, &format!(" store i8 {old}, ptr %in_{name}"));
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
            go(t, "@hole_help", &unchanged(self.purpose, "%budget"));
            line(t, "binary:\n store i8 0, ptr %in_d");
        }
    }

    /// Lets the opcode function find memory.
    fn put_bus(&self, t: &mut String, passed: &Passed) {
        at(t, "zero_page", &passed.zero_page);
        let (from, offset) = &passed.ram;
        line(
            t,
            &format!(" %ram = getelementptr i8, ptr {from}, i64 {offset}"),
        );
        let to_marks = layout::MARKS as i64 - layout::RAM as i64;
        line(
            t,
            &format!(" %marks_there = getelementptr i8, ptr %ram, i64 {to_marks}"),
        );
        // A device on the page that an index leaves counts as one where it leads.
        let is_indexed = self.variant == Variant::Paged && self.opcode.mode == Mode::IZY;
        let (attributes, devices) = match is_indexed {
            true => (layout::REACH, "0"),
            false => (layout::PAGES, "%devices"),
        };
        at(t, "attributes", attributes);
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
            let special = PageAttributes::READ_SPECIAL.bits();
            line(t, " %attributes_0 = load i8, ptr %attributes");
            line(t, &format!(" %special_0 = and i8 %attributes_0, {special}"));
            line(t, " %plain_0 = icmp eq i8 %special_0, 0");
            line(t, " call void @llvm.assume(i1 %plain_0)");
        }
        let pointers = [
            (offset_of!(Tracked<'_>, zero_page), "%zero_page"),
            (offset_of!(Tracked<'_>, ram), "%ram"),
            (offset_of!(Tracked<'_>, pages), passed.pages),
            (offset_of!(Tracked<'_>, marks), passed.marks),
            (offset_of!(Tracked<'_>, calls), "%calls"),
        ];
        let bytes = [
            (
                offset_of!(Tracked<'_>, resident),
                u8::from(passed.resident).to_string(),
            ),
            (offset_of!(Tracked<'_>, has_devices), devices.to_owned()),
            (
                offset_of!(Tracked<'_>, interrupt_waits),
                "%waits".to_owned(),
            ),
            (
                offset_of!(Tracked<'_>, guarded),
                ByteMarks::CODE.bits().to_string(),
            ),
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
        match (self.purpose, self.flags.sign_and_zero) {
            (Purpose::Analysis, _) | (_, SignAndZero::Unchanged) => {}
            (_, SignAndZero::Same) => line(t, " %new_nz = add i64 %new_z, 0"),
            (_, SignAndZero::Apart) => join_flags(t, "%out_n", "%out_z"),
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
        let budget = match self.variant {
            Variant::Port => port::BUDGET,
            _ => "%budget",
        };
        line(t, &format!(" %more = sub i64 {budget}, %extra"));
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
        line(t, " %entry = getelementptr ptr, ptr %entries, i64 %wide");
        line(t, " %code = load ptr, ptr %entry");
        go(t, "%code", after);
    }
}
