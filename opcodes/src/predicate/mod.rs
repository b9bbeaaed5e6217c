//! What filters are made of: fields of records, arithmetic, comparisons, and
//! tests of strings.
//!
//! Compiled twice, as the opcodes are: natively, for the evaluator, and to
//! bitcode, for compiled filters, which join these functions by name. So both
//! mean the same. Strings are bytes; a slice crosses from module to module as
//! pointer and length.
//!
//! # Invariants
//! No panic path, no allocation, no call: the bitcode declares nothing but
//! LLVM's own intrinsics. Hence plain loops: adapters of iterators and options
//! may unwind as far as the compiler knows, and then declare who cleans up.

/// Functions for native code and, by their names, for bitcode.
macro_rules! predicates {
    ($($(#[$doc:meta])* $name:ident $(<$life:lifetime>)? ($($argument:ident: $kind:ty),* $(,)?) -> $result:ty $body:block)*) => {$(
        $(#[$doc])*
        #[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
        #[must_use]
        #[inline(always)]
        pub fn $name $(<$life>)? ($($argument: $kind),*) -> $result $body
    )*};
}

mod access;
mod number;
mod text;

pub use access::*;
pub use number::*;
pub use text::*;
