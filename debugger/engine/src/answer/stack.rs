//! The call stack as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::{SourceLine, VariableView};

/// The frames, the innermost first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CallStackView {
    /// The frames that were asked for, the innermost first.
    pub frames: Vec<FrameView>,
    /// Frames further out that were not asked for.
    pub more: usize,
    /// Where, further out, a newer frame is: on another stack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_stack: Option<u16>,
}

/// A frame of the call stack.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FrameView {
    /// 0 is where the guest stands.
    pub frame: usize,
    /// The number of the bank that shows there, where another could, as far as it is known to be the one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<u16>,
    /// Where it goes on.
    pub address: u16,
    /// Where `address` is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The call of a function of C that it is.
    #[serde(flatten)]
    pub function: Option<Box<FunctionView>>,
    /// How it called the frame inside of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<CallView>,
    /// How many frames further out are the same, and left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alike: Option<usize>,
    /// How many frames recur, this one being the last of them, where it is more than this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<usize>,
    /// The bytes that it pushed before; unknown in the outermost frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pushed: Option<u8>,
}

/// A call of a function of C.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FunctionView {
    /// The function's name.
    pub function: String,
    /// Its parameters.
    pub arguments: Vec<VariableView>,
    /// Its other variables, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locals: Option<Vec<VariableView>>,
    /// The line that it is on, without its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceLine>,
}

/// What leads into a subroutine or a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallKind {
    /// A JSR.
    Jsr,
    /// A BRK.
    Brk,
    /// An IRQ that was taken.
    Irq,
    /// An NMI that was taken.
    Nmi,
}

impl CallKind {
    /// Its name in small letters, as JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsr => "jsr",
            Self::Brk => "brk",
            Self::Irq => "irq",
            Self::Nmi => "nmi",
        }
    }
}

/// How sure a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallEvidence {
    /// It was seen.
    Tracked,
    /// It was seen, and its return address was moved past parameters since.
    Moved,
    /// Only the bytes on the stack look so.
    Guess,
}

/// A call or an interrupt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CallView {
    /// What called.
    pub kind: CallKind,
    /// Where the JSR or BRK is, or the instruction that the interrupt came before.
    pub from: u16,
    /// What the JSR calls, if it still stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<u16>,
    /// The name of what the JSR calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_symbol: Option<String>,
    /// How sure it is.
    pub evidence: CallEvidence,
    /// The cycle of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycle: Option<u64>,
}
