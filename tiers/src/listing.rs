//! Lines of listings: an instruction of the guest as it stands in memory, and one of the host's code.

/// A line of generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostLine {
    /// The guest instruction that it comes from, where it is one's alone.
    pub guest: Option<u16>,
    /// LLVM's text.
    pub text: String,
    /// Whether it is a host instruction; false for labels, and for all of IR.
    pub is_instruction: bool,
}

impl HostLine {
    pub(crate) fn own(text: &str) -> Self {
        Self {
            guest: None,
            text: text.to_owned(),
            is_instruction: false,
        }
    }
}

/// An instruction as it was when its group was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeInstruction {
    /// Its address.
    pub pc: u16,
    /// Its opcode and what stands behind it, whether or not that is part of it.
    pub bytes: [u8; 3],
}
