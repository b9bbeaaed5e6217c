//! The operators of expressions, each with the function that it is: by itself
//! for the evaluator, by name for compiled filters.

use jumppad_opcodes::predicate;

macro_rules! operators {
    (
        $(#[$doc:meta])*
        $kind:ident $call:tt ($($argument:ident: $type:ty),*) -> $result:ty {
            $($(#[$row:meta])* $name:ident => $function:ident,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind {
            $($(#[$row])* $name,)*
        }

        impl $kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What it makes of its operands.
            #[inline]
            pub(super) fn apply(self, $($argument: $type),*) -> $result {
                match self {
                    $(Self::$name => predicate::$function $call,)*
                }
            }

            /// The name of its function in the bitcode.
            pub(crate) fn function(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($function),)*
                }
            }
        }
    };
}

operators! {
    /// Operators with one operand.
    Unary (value) (value: i64) -> i64 {
        /// `-E`.
        Negate => filter_negate,
        /// `!E`: 1 for 0, else 0.
        Not => filter_not,
        /// `~E`.
        Complement => filter_complement,
        /// `<E`: bits 0 to 7.
        LowByte => filter_low_byte,
        /// `>E`: bits 8 to 15.
        HighByte => filter_high_byte,
    }
}

operators! {
    /// Operators with two operands, both of which are evaluated.
    Binary (left, right) (left: i64, right: i64) -> i64 {
        /// `|`.
        BitOr => filter_bit_or,
        /// `^`.
        BitXor => filter_bit_xor,
        /// `&`.
        BitAnd => filter_bit_and,
        /// `==`.
        Equal => filter_equal,
        /// `!=`.
        NotEqual => filter_not_equal,
        /// `<`.
        Less => filter_less,
        /// `<=`.
        LessEqual => filter_less_equal,
        /// `>`.
        Greater => filter_greater,
        /// `>=`.
        GreaterEqual => filter_greater_equal,
        /// `<<`; by less than 0 or more than 63, 0.
        ShiftLeft => filter_shift_left,
        /// `>>` with sign; by less than 0 or more than 63, 0.
        ShiftRight => filter_shift_right,
        /// `+`, wrapping.
        Add => filter_add,
        /// `-`, wrapping.
        Subtract => filter_subtract,
        /// `*`, wrapping.
        Multiply => filter_multiply,
        /// `/`; by 0 it is a fault.
        Divide => filter_divide,
        /// `%`; by 0 it is a fault.
        Remainder => filter_remainder,
    }
}

impl Binary {
    /// Whether a right operand of 0 is a fault.
    pub(crate) fn divides(self) -> bool {
        matches!(self, Self::Divide | Self::Remainder)
    }
}

operators! {
    /// Comparisons of strings; "but for case" means the letters of ASCII. The room
    /// of the left one begins with it.
    TextTest (left, room, right) (left: &[u8], room: &[u8], right: &[u8]) -> bool {
        /// The same.
        Equal => filter_str_equal,
        /// The left one begins with the right one.
        StartsWith => filter_str_starts_with,
        /// The left one ends with the right one.
        EndsWith => filter_str_ends_with,
        /// The right one is somewhere in the left one.
        Contains => filter_str_contains,
        /// The same but for case.
        EqualNoCase => filter_str_equal_nocase,
        /// The left one begins with the right one, but for case.
        StartsWithNoCase => filter_str_starts_with_nocase,
        /// The left one ends with the right one, but for case.
        EndsWithNoCase => filter_str_ends_with_nocase,
        /// The right one is somewhere in the left one, but for case.
        ContainsNoCase => filter_str_contains_nocase,
    }
}

/// The size of an integer field. All are unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bytes {
    /// 8 bits.
    One,
    /// 16 bits.
    Two,
    /// 32 bits.
    Four,
    /// 64 bits, of which the highest counts as a sign.
    Eight,
}

impl Bytes {
    /// The number of this size at `at`.
    #[inline]
    pub(super) fn apply(self, record: &[u8], at: usize) -> i64 {
        match self {
            Self::One => predicate::filter_int_one(record, at),
            Self::Two => predicate::filter_int_two(record, at),
            Self::Four => predicate::filter_int_four(record, at),
            Self::Eight => predicate::filter_int_eight(record, at),
        }
    }

    /// The name of that function in the bitcode.
    pub(crate) fn function(self) -> &'static str {
        match self {
            Self::One => "filter_int_one",
            Self::Two => "filter_int_two",
            Self::Four => "filter_int_four",
            Self::Eight => "filter_int_eight",
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn count(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
            Self::Eight => 8,
        }
    }
}
