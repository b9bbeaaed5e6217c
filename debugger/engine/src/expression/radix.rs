//! What digits alone mean: what text was written under is kept with it.

/// How digits without a prefix are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Radix {
    /// Hexadecimal in address and byte slots, decimal elsewhere.
    #[default]
    BySlot,
    /// Base 16 everywhere.
    Hexadecimal,
    /// Base 10 everywhere.
    Decimal,
}

impl Radix {
    /// How digits without a prefix are read where an address stands.
    pub fn of_address(self) -> Self {
        match self {
            Self::BySlot | Self::Hexadecimal => Self::Hexadecimal,
            Self::Decimal => Self::Decimal,
        }
    }
}
