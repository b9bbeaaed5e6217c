//! The second tier: regions compiled by LLVM.
//!
//! `template` loads the opcode functions from `bitcode`, `group` joins them into one
//! function within a `frame` (its types: `layout`), with the `condition`s of breakpoints and of what is
//! `watched`, which are `filter`s, and with calls of devices (`ports`); `codegen`
//! optimises it and makes an object file, `orc` links that into the process, `service`
//! runs all of it on a thread of its own, which `compiler` asks, `dump` shows what came of
//! it.
//! LLVM is loaded by `target`, where everything of it begins. It is known only below
//! this module, unsafe code only in `bitcode`, `code`, `orc`
//! and `target`.

mod assume;
mod bitcode;
mod code;
mod codegen;
mod compiler;
mod condition;
mod dump;
mod filter;
mod frame;
mod group;
mod layout;
mod links;
mod operands;
mod orc;
mod parameters;
mod ports;
mod provenance;
mod service;
mod target;
mod template;
mod watched;

pub(crate) use code::{Code, FilterCode, Verdict};
pub(crate) use compiler::{Answer, Compiler, Request};
pub(crate) use dump::{dump, dump_stages};
pub(crate) use filter::{FilterCompiler, Requested};
pub(crate) use service::Compiled;

/// Why a compilation failed: always a defect of ours or of the installation.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompileError {
    #[error(transparent)]
    Load(#[from] jumppad_llvm::LoadError),
    #[error("no code generator for this host: {0}")]
    Target(String),
    #[error("building IR: {0}")]
    Build(#[from] inkwell::builder::BuilderError),
    #[error("{0}")]
    Shape(&'static str),
    #[error("LLVM: {0}")]
    Llvm(String),
    #[error("the compiler thread is gone")]
    ThreadGone,
    #[error("interrupted")]
    Interrupted,
}

impl From<inkwell::support::LLVMString> for CompileError {
    fn from(message: inkwell::support::LLVMString) -> Self {
        Self::Llvm(message.to_string())
    }
}
