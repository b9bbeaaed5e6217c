//! Where a program spends its time, as data.
//!
//! Samples times the cycles between two of them are about the cycles that were taken.

use schemars::JsonSchema;
use serde::Serialize;

use super::SourceLine;

/// What a program's functions take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProfileView {
    /// Cycles from one sample to the next.
    pub every: u64,
    /// Samples that were taken.
    pub samples: u64,
    /// Those of them that are in no function, for there was no room for their places.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: u64,
    /// The functions, those that take most in themselves first.
    pub functions: Vec<FunctionCost>,
    /// Functions that are not shown.
    pub more: u64,
}

/// What a function takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FunctionCost {
    /// Its name, or its address in words.
    pub name: String,
    /// Where it begins; none of what stands for an interrupt line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<u16>,
    /// Samples within its own code.
    pub own: u64,
    /// Samples with it on the stack, each counted once however often it is there.
    pub total: u64,
    /// Those of them in which it is a guess that it is on the stack.
    #[serde(skip_serializing_if = "is_zero")]
    pub guessed: u64,
}

/// What the lines of source take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProfileLinesView {
    /// Cycles from one sample to the next.
    pub every: u64,
    /// Samples that were taken.
    pub samples: u64,
    /// The lines with samples, those with most first.
    pub list: Vec<LineCost>,
    /// Samples in code that is of no line, and was called from none.
    pub elsewhere: u64,
    /// Lines that are not shown.
    pub more: u64,
}

/// What a line takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineCost {
    /// The line, with its text.
    #[serde(flatten)]
    pub source: SourceLine,
    /// The function that it is in.
    pub function: String,
    /// Samples in its code, and in what it called that is of no line, as a compiler's runtime library.
    pub samples: u64,
    /// Those of them in its own code.
    pub own: u64,
}

/// In which direction calls are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Who called it.
    Callers,
    /// Whom it called.
    Callees,
}

/// What leads to a function, or what it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CallsView {
    /// Cycles from one sample to the next.
    pub every: u64,
    /// Samples that were taken.
    pub samples: u64,
    /// The function.
    pub name: String,
    /// Which of both they are.
    pub direction: Direction,
    /// Samples within its own code.
    pub own: u64,
    /// Samples with it on the stack.
    pub total: u64,
    /// The functions next to it on the stack, those with most samples first.
    pub list: Vec<CallCost>,
}

/// A caller, or what is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CallCost {
    /// Its name.
    pub name: String,
    /// Where it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<u16>,
    /// Samples with the call under way.
    pub samples: u64,
    /// Whether the call is a guess.
    #[serde(skip_serializing_if = "is_false")]
    pub guess: bool,
}

/// A function's code with what each instruction takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnnotatedView {
    /// Cycles from one sample to the next.
    pub every: u64,
    /// Samples that were taken.
    pub samples: u64,
    /// The function.
    pub name: String,
    /// Samples within its own code.
    pub own: u64,
    /// Its lines and instructions, by address.
    pub rows: Vec<AnnotatedRow>,
}

/// An instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnnotatedRow {
    /// Its address.
    pub address: u16,
    /// Names of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// As the disassembler writes it.
    pub text: String,
    /// Samples at it.
    pub samples: u64,
    /// Samples within what it called.
    pub called: u64,
    /// How often it was executed, where that was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executions: Option<u64>,
    /// The line of source that begins here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceLine>,
    /// Samples of that line, as `profile lines` counts them.
    #[serde(skip_serializing_if = "is_zero")]
    pub line_samples: u64,
}

/// Whether a profile is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProfileStateView {
    /// Cycles from one sample to the next; none if no samples are taken.
    pub every: Option<u64>,
    /// Whether instructions are counted one by one.
    pub exact: bool,
    /// Samples that there are.
    pub samples: u64,
}

/// Instructions that were counted one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountsView {
    /// How often any was executed.
    pub executions: u64,
    /// What they took.
    pub cycles: u64,
    /// Interrupts that were taken.
    pub interrupts: u64,
    /// What taking them took; their handlers are instructions.
    pub interrupt_cycles: u64,
    /// The instructions, those that took most first.
    pub list: Vec<CountedRow>,
    /// Instructions that are not shown.
    pub more: u64,
}

/// An instruction that was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountedRow {
    /// Its address.
    pub address: u16,
    /// Where that is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// What stands there now.
    pub text: String,
    /// How often an instruction there was executed.
    pub executions: u64,
    /// Cycles that they took.
    pub cycles: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn is_false(value: &bool) -> bool {
    !value
}
