//! The call stack as data.

use schemars::JsonSchema;
use serde::Serialize;

/// The frames, the innermost first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct CallStackView {
    pub(crate) frames: Vec<FrameView>,
    /// Frames further out that were not asked for.
    pub(crate) more: usize,
    /// Where, further out, a newer frame is: on another stack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) other_stack: Option<u16>,
}

/// A frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct FrameView {
    /// 0 is where the guest stands.
    pub(crate) frame: usize,
    /// Where it goes on.
    pub(crate) address: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) symbol: Option<String>,
    /// How it called the frame inside of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) call: Option<CallView>,
    /// So many frames further out are the same, and left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alike: Option<usize>,
    /// They recur with the frames before it, so many in all, where it is more than this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) period: Option<usize>,
    /// The bytes that it pushed before; unknown in the outermost frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pushed: Option<u8>,
}

/// A call or an interrupt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct CallView {
    /// `jsr`, `brk`, `irq` or `nmi`.
    pub(crate) kind: &'static str,
    /// Where the JSR or BRK is, or the instruction that the interrupt came before.
    pub(crate) from: u16,
    /// What the JSR calls, if it still stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_symbol: Option<String>,
    /// `tracked`, or a guess: `moved` past parameters, or `guess` where only the bytes look so.
    pub(crate) evidence: &'static str,
    /// The cycle of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cycle: Option<u64>,
}
