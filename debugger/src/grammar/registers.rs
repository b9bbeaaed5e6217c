//! The names of registers and flags.

use super::Diagnostic;
use super::tree::Register;

/// The register called `name`, in lower case.
pub(crate) fn register(name: &str) -> Option<Register> {
    Some(match name {
        "a" => Register::A,
        "x" => Register::X,
        "y" => Register::Y,
        "s" | "sp" => Register::Sp,
        "pc" => Register::Pc,
        "p" => Register::P,
        _ => return None,
    })
}

/// The error of a flag that is none.
pub(crate) fn no_flag(letter: &str, at: usize) -> Diagnostic {
    Diagnostic::new(at, format!("there is no flag `.{letter}`"))
        .advise("flags are .n .v .b .d .i .z .c")
}

/// The letters of P's bits, from the lowest.
const FLAGS: &str = "czidb-vn";

/// The bit of flag `letter` in P.
pub(crate) fn flag_bit(letter: &str) -> Option<u8> {
    FLAGS
        .find(letter)
        .filter(|_| letter.len() == 1 && letter != "-")
        .map(|bit| 1 << bit)
}

/// The letter of the flag `bit` in P.
pub(crate) fn flag_name(bit: u8) -> char {
    let at = bit.trailing_zeros() as usize;
    FLAGS.chars().nth(at).unwrap_or('-')
}
