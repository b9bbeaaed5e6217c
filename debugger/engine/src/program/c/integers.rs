//! The types that C has by itself, as cc65 and llvm-mos size them, and what an operator makes of two of them. Whoever
//! reads C, evaluates it or shows it takes them from here.

use super::arithmetic::Literal;
use super::types::{Integer, ShownAs, Signed, Type};

const fn integer(name: &'static str, size: u16, signed: Signed, shown: ShownAs) -> Integer {
    Integer {
        name,
        size,
        signed,
        shown,
    }
}

/// `char`: without a sign, unless cc65 is told otherwise.
pub const CHAR: Integer = integer("char", 1, Signed::No, ShownAs::Character);
/// `signed char`
pub const SIGNED_CHAR: Integer = integer("signed char", 1, Signed::Yes, ShownAs::Number);
/// `unsigned char`
pub const UNSIGNED_CHAR: Integer = integer("unsigned char", 1, Signed::No, ShownAs::Number);
/// `int`
pub const INT: Integer = integer("int", 2, Signed::Yes, ShownAs::Number);
/// `unsigned int`
pub const UNSIGNED: Integer = integer("unsigned int", 2, Signed::No, ShownAs::Number);
/// `long`
pub const LONG: Integer = integer("long", 4, Signed::Yes, ShownAs::Number);
/// `unsigned long`
pub const UNSIGNED_LONG: Integer = integer("unsigned long", 4, Signed::No, ShownAs::Number);
pub(super) const TRUTH: Integer = integer("bool", 1, Signed::No, ShownAs::Truth);
const SHORT: Integer = integer("short", 2, Signed::Yes, ShownAs::Number);
const UNSIGNED_SHORT: Integer = integer("unsigned short", 2, Signed::No, ShownAs::Number);

/// Those that every table of types has.
pub const ALL: [Integer; 9] = [
    INT,
    CHAR,
    SIGNED_CHAR,
    UNSIGNED_CHAR,
    SHORT,
    UNSIGNED_SHORT,
    UNSIGNED,
    LONG,
    UNSIGNED_LONG,
];

/// The type that these words are, in any order: `unsigned long int`.
pub fn of_words<'w>(words: impl Iterator<Item = &'w str>) -> Option<Type> {
    let (mut signed, mut longs, mut short, mut base) = (None, 0, false, None);
    for word in words {
        match word {
            "signed" => signed = Some(Signed::Yes),
            "unsigned" => signed = Some(Signed::No),
            "long" => longs += 1,
            "short" => short = true,
            "int" | "char" | "void" | "float" | "double" => base = Some(word),
            "const" | "volatile" => {}
            _ => return None,
        }
    }
    let unsigned = signed == Some(Signed::No);
    let pick = |plain, other| if unsigned { other } else { plain };
    Some(Type::Integer(match (base, longs, short) {
        (Some("void"), 0, false) => return Some(Type::Void),
        (Some("float"), 0, false) => {
            return Some(Type::Float {
                name: "float",
                size: 4,
            });
        }
        (Some("double"), 0, false) => {
            return Some(Type::Float {
                name: "double",
                size: 4,
            });
        }
        (Some("char"), 0, false) if signed.is_none() => CHAR,
        (Some("char"), 0, false) => pick(SIGNED_CHAR, UNSIGNED_CHAR),
        (None | Some("int"), 0, true) => pick(SHORT, UNSIGNED_SHORT),
        (None | Some("int"), 1, false) => pick(LONG, UNSIGNED_LONG),
        (Some("int"), 0, false) => pick(INT, UNSIGNED),
        (None, 0, false) if signed.is_some() => pick(INT, UNSIGNED),
        _ => return None,
    }))
}

/// What the headers of C name, for where these are not found.
pub fn of_header(name: &str) -> Option<Integer> {
    Some(match name {
        "size_t" | "uintptr_t" | "uint16_t" => UNSIGNED,
        "ssize_t" | "ptrdiff_t" | "intptr_t" | "int16_t" => INT,
        "int8_t" => SIGNED_CHAR,
        "uint8_t" => UNSIGNED_CHAR,
        "int32_t" => LONG,
        "uint32_t" => UNSIGNED_LONG,
        "bool" | "_Bool" => TRUTH,
        _ => return None,
    })
}

/// The type that a literal has: the first that holds it.
pub(super) fn of_literal(literal: Literal) -> Integer {
    let unsigned = literal.unsigned;
    match literal.value {
        0..=0x7fff if !unsigned && !literal.long => INT,
        0..=0xffff if !literal.long && (unsigned || !literal.decimal) => UNSIGNED,
        0..=0x7fff_ffff if !unsigned => LONG,
        _ => UNSIGNED_LONG,
    }
}

/// The type of an `enum`'s value.
pub(super) fn of_number(number: i64) -> Integer {
    match number {
        -0x8000..=0x7fff => INT,
        0x8000..=0xffff => UNSIGNED,
        -0x8000_0000..=0x7fff_ffff => LONG,
        _ => UNSIGNED_LONG,
    }
}

/// What an operator takes a small integer for.
pub(super) fn promoted(kind: Integer) -> Integer {
    if kind.size < 2 { INT } else { kind }
}

/// What an operator takes both its operands for.
pub fn common(left: Integer, right: Integer) -> Integer {
    let unsigned = |size| {
        let mut both = [left, right].into_iter();
        both.any(|kind| kind.size == size && kind.signed == Signed::No)
    };
    match left.size.max(right.size) {
        0..=2 if unsigned(2) => UNSIGNED,
        0..=2 => INT,
        size if unsigned(size) => UNSIGNED_LONG,
        _ => LONG,
    }
}

/// A number as it is kept in such an integer.
pub(super) fn wrapped(number: i64, kind: Integer) -> i64 {
    cut(
        number,
        u8::try_from(kind.size * 8).unwrap_or(64),
        kind.signed,
    )
}

/// So many bits of `value` as a number.
pub fn cut(value: i64, bits: u8, signed: Signed) -> i64 {
    let unused = 64 - u32::from(bits.clamp(1, 64));
    match signed {
        Signed::Yes => value.wrapping_shl(unused).wrapping_shr(unused),
        Signed::No => value & mask(bits),
    }
}

/// The lowest so many bits, set.
pub fn mask(bits: u8) -> i64 {
    match bits {
        64.. => -1,
        bits => (1 << bits) - 1,
    }
}

/// The integer of that size whose values are never below zero.
pub(super) fn without_sign(kind: Integer) -> Integer {
    match kind.size {
        1 => UNSIGNED_CHAR,
        4 => UNSIGNED_LONG,
        _ => UNSIGNED,
    }
}
