//! One line of a debug file: a kind, a tab, and fields `key=value` with commas between them.
//!
//! Values are numbers (decimal, or hexadecimal behind `0x`), text in double quotes, plain words, and lists of numbers
//! with `+` between them. Invariant: time and memory are linear in the line's length.

use super::{Fault, fault};

/// A line, cut into its fields.
#[derive(Debug)]
pub(super) struct Record<'t> {
    pub(super) kind: &'t str,
    fields: Vec<Field<'t>>,
    /// From 1.
    line: usize,
}

#[derive(Clone, Copy, Debug)]
struct Field<'t> {
    key: &'t str,
    /// Without its quotes.
    value: &'t str,
    /// Of the value in the line, in bytes.
    offset: usize,
}

impl<'t> Record<'t> {
    /// The record in line number `line`; none when the line is blank.
    ///
    /// # Errors
    /// A field without `=`, or text without its closing quote.
    pub(super) fn parse(text: &'t str, line: usize) -> Result<Option<Self>, Fault> {
        let text = text.trim_end();
        if text.is_empty() {
            return Ok(None);
        }
        let (kind, mut rest) = text.split_once('\t').unwrap_or((text, ""));
        let mut offset = kind.len() + 1;
        let mut fields = Vec::new();
        while !rest.is_empty() {
            let Some((key, after)) = rest.split_once('=') else {
                let problem = format!("`{}` has no value", shown(rest));
                return Err(fault(line, offset, problem));
            };
            offset += key.len() + 1;
            let at = offset;
            let (value, taken) = match after.strip_prefix('"') {
                None => {
                    let value = after.split(',').next().unwrap_or(after);
                    (value, value.len())
                }
                Some(quoted) => {
                    let Some((value, _)) = quoted.split_once('"') else {
                        return Err(fault(line, at, "this text has no closing quote"));
                    };
                    (value, value.len() + 2)
                }
            };
            fields.push(Field {
                key,
                value,
                offset: at,
            });
            let (value, left) = after.split_at(taken);
            offset += value.len();
            rest = match left.strip_prefix(',') {
                Some(more) => more,
                None if left.is_empty() => left,
                None => return Err(fault(line, offset, "a comma is missing here")),
            };
            offset += 1;
        }
        Ok(Some(Self { kind, fields, line }))
    }

    fn field(&self, key: &str) -> Option<Field<'t>> {
        self.fields.iter().find(|field| field.key == key).copied()
    }

    /// The text of `key`, if the record has it.
    pub(super) fn text(&self, key: &str) -> Option<&'t str> {
        self.field(key).map(|field| field.value)
    }

    /// The number of `key`, if the record has it.
    ///
    /// # Errors
    /// It is not a number, or one that no such file can mean.
    pub(super) fn number(&self, key: &str) -> Result<Option<u32>, Fault> {
        self.field(key)
            .map(|field| self.parsed(field, field.value))
            .transpose()
    }

    /// The number of `key`, which must be there.
    ///
    /// # Errors
    /// As [`Record::number`], or there is none.
    pub(super) fn needed(&self, key: &str) -> Result<u32, Fault> {
        self.number(key)?.ok_or_else(|| {
            fault(
                self.line,
                0,
                format!("this `{}` has no `{key}`", shown(self.kind)),
            )
        })
    }

    /// The numbers of `key`; none when it is missing.
    ///
    /// # Errors
    /// As [`Record::number`].
    pub(super) fn numbers(&self, key: &str) -> Result<Vec<u32>, Fault> {
        match self.field(key) {
            None => Ok(Vec::new()),
            Some(field) => field
                .value
                .split('+')
                .map(|value| self.parsed(field, value))
                .collect(),
        }
    }

    /// The number of `key`, which may be below zero, if the record has it.
    ///
    /// # Errors
    /// As [`Record::number`].
    pub(super) fn signed(&self, key: &str) -> Result<Option<i32>, Fault> {
        let Some(field) = self.field(key) else {
            return Ok(None);
        };
        match field.value.strip_prefix('-') {
            Some(size) => {
                let size = self.parsed(field, size)?;
                Ok(Some(0_i32.saturating_sub_unsigned(size)))
            }
            None => Ok(i32::try_from(self.parsed(field, field.value)?).ok()),
        }
    }

    fn parsed(&self, field: Field<'_>, text: &str) -> Result<u32, Fault> {
        let parsed = match text.strip_prefix("0x").or(text.strip_prefix("0X")) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => text.parse(),
        };
        parsed.map_err(|_| {
            let problem = format!("`{}` is no number of a `{}`", shown(text), field.key);
            fault(self.line, field.offset, problem)
        })
    }
}

/// As much of `text` as an error message can hold.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_every_kind() {
        let record = Record::parse(
            "line\tid=3,name=\"a,b=c.s\",val=0x1F,span=4+0x5,type=lab\r",
            1,
        );
        let record = record.unwrap().unwrap();
        assert_eq!(record.kind, "line");
        assert_eq!(record.needed("id").unwrap(), 3);
        assert_eq!(record.text("name"), Some("a,b=c.s"));
        assert_eq!(record.number("val").unwrap(), Some(31));
        assert_eq!(record.numbers("span").unwrap(), [4, 5]);
        assert_eq!(record.text("type"), Some("lab"));
        assert_eq!(record.number("none").unwrap(), None);
        let record = Record::parse("csym\tid=1,offs=-3", 1).unwrap().unwrap();
        assert_eq!(record.signed("offs").unwrap(), Some(-3));
        assert_eq!(record.signed("id").unwrap(), Some(1));
        assert!(Record::parse("  \r", 1).unwrap().is_none());
    }

    #[test]
    fn errors_have_their_place() {
        let place = |text: &str| match Record::parse(text, 7).and_then(|record| {
            let record = record.expect("it is not blank");
            record.needed("id")?;
            record.numbers("span")
        }) {
            Err(Fault { line, error }) => (line, error.at),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(place("line\tid"), (7, 5));
        assert_eq!(place("line\tid=\"3"), (7, 8));
        assert_eq!(place("line\tid=\"3\"x"), (7, 11));
        assert_eq!(place("line\tid=3,span=1+y"), (7, 15));
        assert_eq!(place("line\tid=99999999999"), (7, 8));
        assert_eq!(place("line\tfile=1"), (7, 0));
    }
}
