//! The names of registers and flags.

use super::Register;

/// The register called `name`, in lower case.
pub fn register(name: &str) -> Option<Register> {
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

/// The name of a register, in lower case.
pub fn register_name(register: Register) -> &'static str {
    match register {
        Register::A => "a",
        Register::X => "x",
        Register::Y => "y",
        Register::Sp => "sp",
        Register::Pc => "pc",
        Register::P => "p",
    }
}

/// The letters of P's bits, from the lowest.
const FLAGS: &str = "czidb-vn";

/// The bit of flag `letter` in P.
pub fn flag_bit(letter: &str) -> Option<u8> {
    FLAGS
        .find(letter)
        .filter(|_| letter.len() == 1 && letter != "-")
        .map(|bit| 1 << bit)
}

/// The letter of the flag `bit` in P.
pub fn flag_name(bit: u8) -> char {
    let at = bit.trailing_zeros() as usize;
    FLAGS.chars().nth(at).unwrap_or('-')
}
