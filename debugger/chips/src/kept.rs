//! What a chip keeps, as bytes: each type says once how it is written and read.
//!
//! Invariants: numbers are little-endian; bytes that are too few or name no variant give `None`,
//! never a panic. Not here: what a chip makes of numbers that it would not have written.

use std::collections::VecDeque;

/// A value that is part of a saved state.
pub(crate) trait Keep: Sized {
    /// Appends it.
    fn keep(&self, to: &mut Vec<u8>);

    /// Takes it off the front.
    fn fetch(from: &mut &[u8]) -> Option<Self>;
}

/// A value as bytes, by itself.
pub(crate) fn saved(value: &impl Keep) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.keep(&mut bytes);
    bytes
}

/// A value as bytes, with what is behind it.
pub(crate) fn saved_before(value: &impl Keep, behind: Vec<u8>) -> Vec<u8> {
    let mut bytes = saved(value);
    bytes.extend(behind);
    bytes
}

/// Makes `own` what [`saved_before`] had of it, and gives what was behind that to `behind`. Bytes that are no such state
/// change nothing.
pub(crate) fn restored<S: Keep>(own: &mut S, mut state: &[u8], behind: impl FnOnce(&[u8])) {
    if let Some(then) = S::fetch(&mut state) {
        *own = then;
        behind(state);
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Keep for $number {
            fn keep(&self, to: &mut Vec<u8>) {
                to.extend(self.to_le_bytes());
            }

            fn fetch(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64);

impl Keep for bool {
    fn keep(&self, to: &mut Vec<u8>) {
        u8::from(*self).keep(to);
    }

    fn fetch(from: &mut &[u8]) -> Option<Self> {
        u8::fetch(from).map(|byte| byte != 0)
    }
}

impl<T: Keep> Keep for Option<T> {
    fn keep(&self, to: &mut Vec<u8>) {
        self.is_some().keep(to);
        if let Some(value) = self {
            value.keep(to);
        }
    }

    fn fetch(from: &mut &[u8]) -> Option<Self> {
        match bool::fetch(from)? {
            true => T::fetch(from).map(Some),
            false => Some(None),
        }
    }
}

impl<T: Keep, const N: usize> Keep for [T; N] {
    fn keep(&self, to: &mut Vec<u8>) {
        self.iter().for_each(|value| value.keep(to));
    }

    fn fetch(from: &mut &[u8]) -> Option<Self> {
        let values: Option<Vec<T>> = (0..N).map(|_| T::fetch(from)).collect();
        values?.try_into().ok()
    }
}

impl<A: Keep, B: Keep> Keep for (A, B) {
    fn keep(&self, to: &mut Vec<u8>) {
        self.0.keep(to);
        self.1.keep(to);
    }

    fn fetch(from: &mut &[u8]) -> Option<Self> {
        Some((A::fetch(from)?, B::fetch(from)?))
    }
}

/// With its length in front.
impl Keep for Vec<u8> {
    fn keep(&self, to: &mut Vec<u8>) {
        (self.len() as u64).keep(to);
        to.extend(self);
    }

    fn fetch(from: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(u64::fetch(from)?).ok()?;
        let (bytes, rest) = from.split_at_checked(length)?;
        *from = rest;
        Some(bytes.to_vec())
    }
}

impl Keep for VecDeque<u8> {
    fn keep(&self, to: &mut Vec<u8>) {
        (self.len() as u64).keep(to);
        to.extend(self);
    }

    fn fetch(from: &mut &[u8]) -> Option<Self> {
        Vec::fetch(from).map(Self::from)
    }
}

/// A type that is kept field by field.
macro_rules! keep {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::kept::Keep for $name {
            fn keep(&self, to: &mut Vec<u8>) {
                $($crate::kept::Keep::keep(&self.$field, to);)*
            }

            fn fetch(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::kept::Keep::fetch(from)?),* })
            }
        }
    };
}
pub(crate) use keep;

/// A type of plain variants, kept by their places.
macro_rules! keep_variants {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::kept::Keep for $name {
            fn keep(&self, to: &mut Vec<u8>) {
                let variants = [$(Self::$variant),*];
                let place = variants.iter().position(|variant| variant == self);
                to.push(place.unwrap_or_default() as u8);
            }

            fn fetch(from: &mut &[u8]) -> Option<Self> {
                let variants = [$(Self::$variant),*];
                let place: u8 = $crate::kept::Keep::fetch(from)?;
                variants.get(usize::from(place)).copied()
            }
        }
    };
}
pub(crate) use keep_variants;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Sample {
        byte: u8,
        time: Option<u64>,
        bytes: Vec<u8>,
        pair: [(u16, bool); 2],
    }
    keep!(Sample {
        byte,
        time,
        bytes,
        pair
    });

    #[test]
    fn what_is_kept_comes_back_and_too_little_does_not() {
        let sample = Sample {
            byte: 7,
            time: Some(u64::MAX),
            bytes: vec![1, 2, 3],
            pair: [(0x1234, true), (0, false)],
        };
        let bytes = saved(&sample);
        assert_eq!(Sample::fetch(&mut bytes.as_slice()), Some(sample));
        for length in 0..bytes.len() {
            assert_eq!(Sample::fetch(&mut &bytes[..length]), None, "{length}");
        }
        // A length that no memory holds.
        assert_eq!(Vec::<u8>::fetch(&mut [0xff; 12].as_slice()), None);
    }
}
