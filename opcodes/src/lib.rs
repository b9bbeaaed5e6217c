//! The 6502's opcodes, compiled twice: natively for the interpreter, and to
//! LLVM bitcode (with `--cfg jumppad_bitcode`) for the JIT.
//!
//! # The contract of an opcode function
//! `opcode_0xNN_MNE_MOD(cpu, bus, arg1, arg2, pc) -> u8` executes the one
//! instruction at `pc`, whose operand bytes are `arg1` and `arg2`. The result
//! is [`bus::DONE`] or an [`bus::Intervention`].
//!
//! Opcode functions are **restartable**: they read, compute, write memory,
//! then set registers, flags, PC and cycles. An intervention is raised before
//! the first change, and the same instruction can then be executed elsewhere.
//!
//! Operands are parameters: in compiled groups they are constants, and all
//! that depends on them folds away.
//!
//! # Invariants
//! No LLVM, no terminal, no allocation, no panic path, no unsafe code.

#![no_std]
#![cfg_attr(not(jumppad_bitcode), forbid(unsafe_code))]

pub mod alu;
pub mod bus;
pub mod calls;
pub mod chip;
pub mod cpu;
pub mod decimal;
mod execute;
pub mod exports;
pub mod links;
pub mod memory;
pub mod mode;
// In bitcode, a module of its own.
#[cfg(any(not(jumppad_bitcode), jumppad_bitcode = "predicates"))]
pub mod predicate;
pub mod table;
pub mod vector;

pub use bus::{Bus, DONE, Intervention, does_require_intervention};
pub use calls::{Call, CallKind, Calls};
pub use chip::Model;
pub use cpu::Cpu;
pub use exports::{Handler, await_return};
pub use links::{Left, Link, Links};
pub use memory::{ByteMarks, Contents, HOST_PAGE, Memory, PageAttributes, Tracked, layout};
pub use mode::{Args, Mode};
#[cfg(not(jumppad_bitcode))]
pub use table::NMOS_6502;
pub use table::{Effect, Mnemonic, Opcode, Status};
