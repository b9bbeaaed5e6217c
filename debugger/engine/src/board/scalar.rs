//! The values of machine files: addresses, sizes, a clock, each with its place in the text.

use std::fmt;
use std::ops::{Deref, Range};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value, and where it stands in the text, in bytes.
#[derive(Clone, Debug, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands; nowhere, if it was not read.
    pub span: Range<usize>,
}

/// Values are the same wherever they stand.
impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for At<T> {}

impl<T> From<T> for At<T> {
    fn from(value: T) -> Self {
        Self { value, span: 0..0 }
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = toml::Spanned::<T>::deserialize(deserializer)?;
        let span = spanned.span();
        let value = spanned.into_inner();
        Ok(Self { value, span })
    }
}

impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// An address: 0x6000, or "$6000".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Address(pub u16);

/// How many bytes: 0x4000, or "16K".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u32);

/// Cycles in a second: 1_000_000, or "1 MHz".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock(pub u64);

/// What a read gives where nothing answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenBus {
    /// Always the same byte, as resistors pull the lines.
    Value(u8),
    /// The high byte of the address, which was on the bus last.
    HighByte,
}

/// The word for [`OpenBus::HighByte`].
const HIGH_BYTE: &str = "high-byte";

/// A kind of value that is written as a number or as text.
trait Scalar: Sized {
    /// What is expected, for errors.
    const EXPECTED: &'static str;

    fn of_number(number: i64) -> Option<Self>;
    fn of_text(text: &str) -> Option<Self>;
    /// What machine files have for it.
    fn written(&self) -> Written;
    fn schema() -> Schema;
}

enum Written {
    Number(i64),
    Text(String),
}

struct Reading<T>(std::marker::PhantomData<T>);

impl<T: Scalar> Visitor<'_> for Reading<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        let wrong = || E::custom(format_args!("{number} is not {}", T::EXPECTED));
        T::of_number(number).ok_or_else(wrong)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let wrong = || E::custom(format_args!("\"{text}\" is not {}", T::EXPECTED));
        T::of_text(text).ok_or_else(wrong)
    }
}

macro_rules! scalar {
    ($($name:ident),*) => { $(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Reading(std::marker::PhantomData))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self.written() {
                    Written::Number(number) => serializer.serialize_i64(number),
                    Written::Text(text) => serializer.serialize_str(&text),
                }
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                <Self as Scalar>::schema()
            }
        }
    )* };
}

scalar!(Address, Size, Clock, OpenBus);

/// `$6000` or `0x6000` as a number.
fn hexadecimal(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('$').or_else(|| text.strip_prefix("0x"))?;
    // `+1` would be a number to Rust.
    let is_number = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    i64::from_str_radix(digits, 16).ok().filter(|_| is_number)
}

/// `1.5` and what stands behind it.
fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.';
    let end = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

/// `number` times `unit`, if that is a whole number within what is sensible.
fn whole(number: f64, unit: f64) -> Option<i64> {
    let product = (number * unit).round();
    let is_whole = (number * unit - product).abs() < 1e-3;
    // Every whole number up to there is exact.
    (is_whole && (0.0..1e15).contains(&product)).then_some(product as i64)
}

impl Scalar for Address {
    const EXPECTED: &'static str = "an address, from 0x0000 to 0xFFFF";

    fn of_number(number: i64) -> Option<Self> {
        u16::try_from(number).ok().map(Self)
    }

    fn of_text(text: &str) -> Option<Self> {
        Self::of_number(hexadecimal(text)?)
    }

    fn written(&self) -> Written {
        Written::Text(format!("${:04X}", self.0))
    }

    fn schema() -> Schema {
        json_schema!({
            "description": "An address: 0x6000, or \"$6000\".",
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": 0xFFFF },
                { "type": "string", "pattern": r"^(\$|0x)[0-9A-Fa-f]{1,4}$" },
            ],
        })
    }
}

impl Scalar for Size {
    const EXPECTED: &'static str = "a size, such as 0x4000 or \"16K\"";

    fn of_number(number: i64) -> Option<Self> {
        u32::try_from(number).ok().filter(|&n| n > 0).map(Self)
    }

    fn of_text(text: &str) -> Option<Self> {
        if let Some(number) = hexadecimal(text) {
            return Self::of_number(number);
        }
        let (number, unit) = number_and_unit(text)?;
        let unit = match unit.to_ascii_lowercase().as_str() {
            "" | "b" => 1.0,
            "k" | "kb" | "kib" => 1024.0,
            "m" | "mb" | "mib" => 1024.0 * 1024.0,
            _ => return None,
        };
        Self::of_number(whole(number, unit)?)
    }

    fn written(&self) -> Written {
        match self.0 % 1024 {
            0 => Written::Text(format!("{}K", self.0 / 1024)),
            _ => Written::Number(self.0.into()),
        }
    }

    fn schema() -> Schema {
        json_schema!({
            "description": "How many bytes: 0x4000, or \"16K\".",
            "anyOf": [
                { "type": "integer", "minimum": 1 },
                { "type": "string", "pattern": r"^((\$|0x)[0-9A-Fa-f]+|[0-9.]+ *([KkMm]?([Ii]?[Bb])?))$" },
            ],
        })
    }
}

impl Scalar for Clock {
    const EXPECTED: &'static str = "a clock, such as 1_000_000 or \"1 MHz\"";

    fn of_number(number: i64) -> Option<Self> {
        u64::try_from(number).ok().filter(|&n| n > 0).map(Self)
    }

    fn of_text(text: &str) -> Option<Self> {
        let (number, unit) = number_and_unit(text)?;
        let unit = match unit.to_ascii_lowercase().as_str() {
            "hz" => 1.0,
            "khz" => 1e3,
            "mhz" => 1e6,
            "ghz" => 1e9,
            _ => return None,
        };
        Self::of_number(whole(number, unit)?)
    }

    fn written(&self) -> Written {
        match self.0 % 1_000_000 {
            0 => Written::Text(format!("{} MHz", self.0 / 1_000_000)),
            _ => i64::try_from(self.0).map_or(Written::Number(i64::MAX), Written::Number),
        }
    }

    fn schema() -> Schema {
        json_schema!({
            "description": "Cycles in a second: 1_000_000, or \"1 MHz\".",
            "anyOf": [
                { "type": "integer", "minimum": 1 },
                { "type": "string", "pattern": r"^[0-9.]+ *([KkMmGg]?[Hh][Zz])$" },
            ],
        })
    }
}

impl Scalar for OpenBus {
    const EXPECTED: &'static str = "a byte, from 0x00 to 0xFF, or \"high-byte\"";

    fn of_number(number: i64) -> Option<Self> {
        u8::try_from(number).ok().map(Self::Value)
    }

    fn of_text(text: &str) -> Option<Self> {
        match text {
            HIGH_BYTE => Some(Self::HighByte),
            _ => Self::of_number(hexadecimal(text)?),
        }
    }

    fn written(&self) -> Written {
        Written::Text(match self {
            Self::Value(value) => format!("${value:02X}"),
            Self::HighByte => HIGH_BYTE.to_owned(),
        })
    }

    fn schema() -> Schema {
        json_schema!({
            "description": "What a read gives where nothing answers: a byte, such as 0xFF, or \"high-byte\", the high byte of the address, which was on the bus last.",
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": 0xFF },
                { "type": "string", "pattern": r"^(high-byte|(\$|0x)[0-9A-Fa-f]{1,2})$" },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbers_or_text() {
        assert_eq!(Address::of_text("$6000"), Some(Address(0x6000)));
        assert_eq!(Address::of_text("6000"), None);
        assert_eq!(Address::of_text("$+600"), None);
        assert_eq!(Address::of_number(0x1_0000), None);
        assert_eq!(Size::of_text("16K"), Some(Size(0x4000)));
        assert_eq!(Size::of_text("0.5 KiB"), Some(Size(512)));
        assert_eq!(Size::of_text("0.3K"), None);
        assert_eq!(Size::of_number(0), None);
        assert_eq!(Clock::of_text("1.8432 MHz"), Some(Clock(1_843_200)));
        assert_eq!(Clock::of_text("1 MHZ"), Some(Clock(1_000_000)));
        assert_eq!(Clock::of_text("1"), None);
        assert_eq!(Clock::of_text("fast"), None);
        assert_eq!(OpenBus::of_text("high-byte"), Some(OpenBus::HighByte));
        assert_eq!(OpenBus::of_number(256), None);
    }
}
