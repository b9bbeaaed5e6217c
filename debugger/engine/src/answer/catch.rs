//! Catchpoints as data.

use schemars::JsonSchema;
use serde::Serialize;

/// What a catchpoint stopped for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "caught", rename_all = "kebab-case")]
pub enum CaughtView {
    /// The next instruction has it.
    Opcode { opcode: u8 },
    /// None has executed where the next instruction stands.
    FirstExec,
    /// The next instruction reads a byte that nobody has written, or has it.
    Uninit { address: u16, access: UninitAccess },
    /// The next instruction returns to an address that no call or interrupt pushed.
    Return { to: u16 },
    /// The next instruction moves the stack pointer over the end of its page, or an interrupt did.
    StackWrap,
    /// The next instruction is a BRK whose vector nobody has written.
    UnsetVector,
    /// An interrupt was taken in place of the instruction at `from`.
    Interrupt { line: &'static str, from: u16 },
    /// The JIT did this.
    Jit { event: &'static str, text: String },
}

/// What is done to a byte that nobody has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UninitAccess {
    Read,
    Execute,
}

/// A word of `catch`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CatchWordView {
    pub name: &'static str,
    pub summary: &'static str,
}
