//! Catchpoints as data.

use schemars::JsonSchema;
use serde::Serialize;

/// What a catchpoint stopped for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "caught", rename_all = "kebab-case")]
pub enum CaughtView {
    /// The next instruction has it.
    Opcode {
        /// The byte of the opcode.
        opcode: u8,
    },
    /// None has executed where the next instruction stands.
    FirstExec,
    /// The next instruction reads a byte that nobody has written, or has it.
    Uninit {
        /// The address of the unwritten byte.
        address: u16,
        /// What is done to the byte.
        access: UninitAccess,
    },
    /// The next instruction returns to an address that no call or interrupt pushed.
    Return {
        /// The address that is returned to.
        to: u16,
    },
    /// The next instruction moves the stack pointer over the end of its page, or an interrupt did.
    StackWrap,
    /// The next instruction is a BRK whose vector nobody has written.
    UnsetVector,
    /// An interrupt was taken in place of the instruction at `from`.
    Interrupt {
        /// The interrupt line: `irq` or `nmi`.
        line: &'static str,
        /// The address of the instruction that would have been next.
        from: u16,
    },
    /// The JIT did this.
    Jit {
        /// The kind of event, as `catch` and the log name it.
        event: &'static str,
        /// The event as the JIT's log tells it.
        text: String,
    },
}

/// What is done to a byte that nobody has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UninitAccess {
    /// An instruction reads it as data.
    Read,
    /// It is part of the instruction that executes next.
    Execute,
}

/// A word of `catch`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CatchWordView {
    /// The word as it is typed.
    pub name: &'static str,
    /// What is caught by it, in one sentence.
    pub summary: &'static str,
}
