//! What is told of the emulator itself: its version, its banks, its resources.
//!
//! Left out: all that belongs to a computer around the CPU, such as a screen.

use super::fields::Fields;
use super::reply::{Fault, list, text};

/// The version of VICE whose monitor is spoken, by which clients know what they may ask for.
const VERSION: [u8; 4] = [3, 9, 0, 0];

/// The banks, all of which are the memory that the CPU sees.
const BANKS: [&str; 2] = ["default", "cpu"];

/// The number of them all.
pub(super) const BANK: u16 = 0;

/// The kinds of resources.
const TEXT: u8 = 0;
const NUMBER: u8 = 1;

/// What a resource holds.
enum Resource {
    Text(&'static str),
    Number(u32),
}

/// What clients ask for: whether there is another monitor, which reads text.
const RESOURCES: [(&str, Resource); 3] = [
    ("BinaryMonitorServer", Resource::Number(1)),
    ("MonitorServer", Resource::Number(0)),
    ("MonitorServerAddress", Resource::Text("")),
];

/// Whether `name` is a bank.
pub(super) fn is_bank(name: &str) -> bool {
    BANKS.contains(&name)
}

/// The version, and no revision.
pub(super) fn version() -> Vec<u8> {
    [text(&VERSION), text(&[0; 4])].concat()
}

/// The banks with their numbers.
pub(super) fn banks() -> Vec<u8> {
    let item = |name: &&str| [&BANK.to_le_bytes(), text(name.as_bytes()).as_slice()].concat();
    list(&BANKS.iter().map(item).collect::<Vec<_>>())
}

fn resource(name: &[u8]) -> Option<&'static Resource> {
    let mut all = RESOURCES.iter();
    let found = all.find(|(known, _)| known.as_bytes() == name);
    found.map(|(_, resource)| resource)
}

/// The resource that is asked for.
///
/// # Errors
/// There is none of that name.
pub(super) fn resource_of(mut fields: Fields<'_>) -> Result<Vec<u8>, Fault> {
    match fields.text()? {
        [] => Err(Fault::Length),
        name => match resource(name).ok_or(Fault::Missing)? {
            Resource::Text(value) => Ok([vec![TEXT], text(value.as_bytes())].concat()),
            Resource::Number(value) => Ok([vec![NUMBER], text(&value.to_le_bytes())].concat()),
        },
    }
}

/// Why a resource is not changed: none can be.
pub(super) fn refusal_to_set(mut fields: Fields<'_>) -> Fault {
    match setting(&mut fields) {
        Err(fault) => fault,
        Ok((TEXT, name)) if resource(name).is_none() => Fault::Missing,
        Ok((TEXT | NUMBER, _)) => Fault::Failed,
        Ok(_) => Fault::Parameter,
    }
}

/// The kind and the name of a resource that is to be changed.
fn setting<'a>(fields: &mut Fields<'a>) -> Result<(u8, &'a [u8]), Fault> {
    let (kind, name, value) = (fields.byte()?, fields.text()?, fields.text()?);
    let is_whole = kind != NUMBER || matches!(value.len(), 1 | 2 | 4);
    match name.is_empty() || value.is_empty() || !is_whole {
        true => Err(Fault::Length),
        false => Ok((kind, name)),
    }
}
