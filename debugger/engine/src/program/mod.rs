//! The program in memory: where it comes from, what its addresses are called, which lines it was made of.

pub mod c;
pub mod c_stack;
pub mod demo;
pub mod disassemble;
pub mod effective;
pub mod elf;
pub mod flow;
pub mod load;
pub mod mnemonic;
pub mod sight;
pub mod sim65;
pub mod source;
pub mod symbols;
