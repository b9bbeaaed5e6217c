//! What the guest is and does: registers, stops, code.

use jumppad_tiers::opcodes::Cpu;
use schemars::JsonSchema;
use serde::Serialize;

use super::{CaughtView, SourceLine, TypedView};

/// The registers a program can see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Registers {
    /// The program counter: the address of the next instruction.
    pub pc: u16,
    /// The accumulator.
    pub a: u8,
    /// The index register X.
    pub x: u8,
    /// The index register Y.
    pub y: u8,
    /// The low byte of the stack pointer; the stack is at $0100 to $01FF.
    pub s: u8,
    /// The flags; from bit 7: N, V, one that is always set, B, which is always clear here, D, I, Z, C.
    pub p: u8,
}

impl From<&Cpu> for Registers {
    fn from(cpu: &Cpu) -> Self {
        Self {
            pc: cpu.pc,
            a: cpu.a,
            x: cpu.x,
            y: cpu.y,
            s: cpu.sp,
            p: cpu.p(),
        }
    }
}

/// The registers, and what they were at the stop before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RegisterView {
    /// The registers now.
    pub cpu: Registers,
    /// The registers when the guest was last resumed.
    pub before: Registers,
    /// The cycle count, since the guest was started.
    pub cycles: u64,
}

/// The guest stopped.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Stop {
    /// The reason of the stop.
    #[serde(flatten)]
    pub why: Why,
    /// Cycles since the last stop; fewer than none after going back.
    pub elapsed: i64,
    /// The registers, the ones before, and the cycle count.
    #[serde(flatten)]
    pub registers: RegisterView,
    /// What the function of C that returned gave back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returned: Option<TypedView>,
    /// The line that the next instruction is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceLine>,
    /// The instruction that executes next.
    pub next: CodeLine,
    /// Where PC is by name: `add_one+3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// The reason of a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Why {
    /// The asked-for number of steps is done.
    Step,
    /// In place of the instruction an interrupt was taken; the next one is the handler's first.
    InterruptTaken {
        /// The interrupt line: `irq` or `nmi`.
        line: &'static str,
    },
    /// `next` or `finish` is back in the caller.
    Returned,
    /// The frame that `next` or `finish` wanted to leave is gone, but nothing returned to where it was called.
    Unwound {
        /// The address in the caller that a return would have led to.
        expected: u16,
    },
    /// `rnext` or `rfinish` is back at the call.
    Called,
    /// Nothing earlier is known, and why.
    HistoryStart {
        /// What is in the way of going back further.
        text: String,
    },
    /// `until` is at its address, or past its loop.
    Until,
    /// Behind the instruction that printed what `expect` awaits.
    Output,
    /// At the address of a breakpoint, before its instruction.
    Breakpoint {
        /// The number of the breakpoint.
        id: u32,
    },
    /// Before an access that is watched.
    Watchpoint {
        /// The number of the watchpoint.
        id: u32,
        /// The address that is about to be read or written.
        address: u16,
        /// What is there.
        #[serde(skip_serializing_if = "Option::is_none")]
        symbol: Option<String>,
        /// Whether it is a write; else it is a read.
        write: bool,
        /// The byte there now.
        old: u8,
        /// The byte there afterwards, or the byte read.
        new: u8,
    },
    /// What a catchpoint waits for is about to happen, or did.
    Catch {
        /// The number of the catchpoint.
        id: u32,
        /// What was caught.
        #[serde(flatten)]
        what: CaughtView,
    },
    /// A condition could not be evaluated, which is worth a stop.
    BadCondition {
        /// The number of the breakpoint whose condition it is.
        id: u32,
        /// What is wrong with the condition.
        error: String,
        /// The stop that it was to decide on.
        #[serde(skip)]
        at: Box<Self>,
    },
    /// A command of a trace failed, or left.
    TraceCommand {
        /// The number of the breakpoint that traces.
        id: u32,
    },
    /// An instruction jumps to itself.
    Trap,
    /// A wait for an interrupt that nothing can raise.
    Wait,
    /// An opcode that locks the chip up.
    Jam {
        /// The byte of the opcode.
        opcode: u8,
    },
    /// A sim65 program asked for its end.
    Exited {
        /// The exit code, as a shell would get it.
        code: u8,
    },
    /// A sim65 program asked for what its host cannot do.
    HostFault {
        /// What the host cannot do.
        text: String,
    },
    /// The guest waits for input of its host, and nobody has typed any; `send` does.
    Input,
    /// Ctrl-C, with what the command was waiting for.
    Interrupted {
        /// What the command was waiting for, in words; null where that is plain.
        waiting: Option<String>,
    },
    /// The limit of `--cycles`.
    Cycles {
        /// The most cycles that the command was allowed.
        limit: u64,
        /// What the command was waiting for, in words; null where that is plain.
        waiting: Option<String>,
    },
}

/// Where the guest printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// On the console of this number.
    Device(u32),
    /// On `stdout` or `stderr`, as a sim65 program.
    Stream(&'static str),
}

/// One disassembled instruction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CodeLine {
    /// The line that begins here, where source text is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceLine>,
    /// The number of the bank that shows there, where another could.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<u16>,
    /// The address of the first byte.
    pub address: u16,
    /// The symbols of exactly this address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// The bytes of the instruction, 1 to 3.
    pub bytes: Vec<u8>,
    /// Empty where a routine of the host is.
    pub text: String,
    /// Where the chip's data sheet does not name the opcode: the one that the text assembles to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undocumented: Option<u8>,
    /// The tier column; absent while the JIT or the column is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Whether PC is here.
    pub current: bool,
    /// Whether a breakpoint that is in force is on the first byte.
    pub breakpoint: bool,
    /// A breakpoint on another byte of it than the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breakpoint_inside: Option<u16>,
    /// What the instruction is about to do, if it is the current one.
    #[serde(flatten)]
    pub outlook: Outlook,
    /// What the program asks of its host here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_call: Option<&'static str>,
    /// Whose host that is: `sim65`, or `host` in place of a ROM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<&'static str>,
}

impl CodeLine {
    /// The remark to be shown behind the instruction; none where there is nothing to say.
    pub fn comment(&self) -> Option<String> {
        let undocumented = self.undocumented.map(|code| match self.bytes.first() {
            Some(own) if *own != code => format!("undocumented, assembles to ${code:02X}"),
            _ => "undocumented".to_owned(),
        });
        let inside = self.breakpoint_inside;
        let inside = inside.map(|at| format!("a breakpoint is in the middle, at ${at:04X}"));
        let remarks = [undocumented, self.outlook.comment(), inside];
        let remarks: Vec<String> = remarks.into_iter().flatten().collect();
        (!remarks.is_empty()).then(|| remarks.join("; "))
    }
}

/// What an instruction is about to do, where that depends on registers and memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Outlook {
    /// The address that it reads or writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective: Option<u16>,
    /// What is there before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<u8>,
    /// Whether the branch is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<bool>,
    /// Where an indirect jump, a return or BRK goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<u16>,
    /// The name of the address that it reads or writes, or of the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

impl Outlook {
    /// What the instruction is about to do, in words; none where there is nothing to say.
    pub fn comment(&self) -> Option<String> {
        let access = self
            .effective
            .zip(self.value)
            .map(|(address, value)| format!("{} = ${value:02X}", self.named(address)));
        let taken = self.taken.map(|taken| match taken {
            true => "taken".to_owned(),
            false => "not taken".to_owned(),
        });
        let target = self
            .target
            .map(|target| format!("to {}", self.named(target)));
        let parts: Vec<String> = [access, taken, target].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn named(&self, address: u16) -> String {
        match &self.symbol {
            Some(symbol) => format!("{symbol} (${address:04X})"),
            None => format!("${address:04X}"),
        }
    }
}

/// One cell of `x/FMT`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Cell {
    /// The address of the first byte of the cell.
    pub address: u16,
    /// The name of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The content in the notation that was asked for: a number, an instruction or characters.
    pub text: String,
    /// Whether it is the instruction at PC of the frame that is looked at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub current: bool,
}
