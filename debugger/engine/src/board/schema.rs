//! The JSON schema of machine files, for editors; made of the types that read them.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;

use super::description::Description;
use crate::host::devices::Interrupt;
use crate::host::devices::kinds::KINDS;
use crate::host::devices::options::Word;
use crate::host::devices::parts;
use crate::host::routines::{Call, System};

/// The schema, as text.
pub fn schema() -> String {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(no_null));
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<Description>();
    schema.insert("title".to_owned(), "A machine of Jumppad's".into());
    format!("{:#}\n", schema.as_value())
}

/// Both names of each kind of device.
pub(super) fn kinds() -> Vec<&'static str> {
    let names = KINDS.iter().flat_map(|kind| [kind.name, kind.called]);
    let mut names: Vec<_> = names.collect();
    names.dedup();
    names
}

/// The words of a choice.
pub(super) fn words<W: Word>() -> Vec<&'static str> {
    W::words()
}

/// The kinds of part.
pub(super) fn parts() -> Vec<&'static str> {
    parts::NAMES.iter().map(|(name, _)| *name).collect()
}

/// The computers whose routines the host does.
pub(super) fn systems() -> Vec<&'static str> {
    System::ALL.iter().map(|system| system.name()).collect()
}

/// What the host can do at an entry point.
pub(super) fn calls() -> Vec<&'static str> {
    Call::ALL.iter().map(|call| call.name()).collect()
}

/// The names of what an interrupt output can lead to.
pub(super) fn lines() -> Vec<&'static str> {
    Interrupt::NAMES.iter().map(|(name, _)| *name).collect()
}

/// TOML has no null: what may be absent just is.
fn no_null(schema: &mut Schema) {
    if let Some(kinds) = schema.get_mut("type").and_then(|kind| kind.as_array_mut()) {
        kinds.retain(|kind| kind != "null");
    }
    if let Some(choices) = schema.get_mut("anyOf").and_then(|any| any.as_array_mut()) {
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
    }
}
