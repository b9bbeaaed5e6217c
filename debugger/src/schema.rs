//! The JSON schema of what `--json` writes, derived from the types that are written.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::headless::Summary;
use crate::render::ErrorView;
use jumppad_language::report::Report;

/// One line of output: a result or an event of the debugger, an error, or the summary of `jumppad run`.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is wanted")]
enum Line {
    Report(Report),
    Error(ErrorView),
    Summary(Summary),
}

/// The schema of a line, as text.
pub(crate) fn schema() -> String {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(RecursiveTransform(absent_is_not_null));
    let schema = settings.into_generator().into_root_schema_for::<Line>();
    format!("{:#}\n", schema.as_value())
}

/// A field that may be absent is never null.
fn absent_is_not_null(schema: &mut Schema) {
    let required = schema.get("required").and_then(Value::as_array).cloned();
    let required = required.unwrap_or_default();
    let Some(Value::Object(fields)) = schema.get_mut("properties") else {
        return;
    };
    let absent = fields
        .iter_mut()
        .filter(|(name, _)| !required.iter().any(|other| other == *name));
    for (_, field) in absent {
        if let Some(Value::Array(kinds)) = field.get_mut("type") {
            kinds.retain(|kind| kind != "null");
        }
        if let Some(Value::Array(choices)) = field.get_mut("anyOf") {
            choices.retain(|choice| choice["type"] != "null");
        }
    }
}
