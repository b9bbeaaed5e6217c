//! The JSON schema of what `--json` writes, derived from the types that are written.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::headless::Summary;
use crate::render::ErrorView;
use crate::suite::{TestView, TestsView};
use jumppad_language::report::Report;

/// One line of output: a result or an event of the debugger, an error, the summary of `jumppad run`, or a result of
/// `jumppad test`.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is wanted")]
enum Line {
    Report(Box<Report>),
    Error(ErrorView),
    Summary(Summary),
    Test(TestView<'static>),
    Tests(TestsView),
}

/// The schema of a line, as text.
pub(crate) fn schema() -> String {
    format!("{:#}\n", lines().as_value())
}

/// The schema of reports of these kinds, and the parts that it names.
pub(crate) fn report(kinds: &[&str]) -> (Value, Map<String, Value>) {
    let mut lines = lines().to_value();
    let parts = lines["$defs"].take();
    let all = parts["Report"]["oneOf"].as_array();
    let is_meant = |report: &&Value| {
        let kind = report["properties"]["type"]["const"].as_str();
        kind.is_some_and(|kind| kinds.contains(&kind))
    };
    let meant: Vec<Value> = all
        .into_iter()
        .flatten()
        .filter(is_meant)
        .cloned()
        .collect();
    debug_assert_eq!(meant.len(), kinds.len(), "{kinds:?}");
    let answer = match <[Value; 1]>::try_from(meant) {
        Ok([only]) => only,
        Err(several) => json!({ "oneOf": several }),
    };
    let mut needed = Map::new();
    let mut named = names(&answer);
    while let Some(name) = named.pop() {
        if !needed.contains_key(&name) {
            named.extend(names(&parts[&name]));
            needed.insert(name.clone(), parts[&name].clone());
        }
    }
    (answer, needed)
}

/// The parts that a schema names.
fn names(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str);
            let own = own.and_then(|name| name.strip_prefix("#/$defs/"));
            let inner = fields.values().flat_map(names);
            own.map(str::to_owned).into_iter().chain(inner).collect()
        }
        Value::Array(items) => items.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

fn lines() -> Schema {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(RecursiveTransform(absent_is_not_null));
    settings.into_generator().into_root_schema_for::<Line>()
}

/// A field that may be absent is never null.
pub(crate) fn absent_is_not_null(schema: &mut Schema) {
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
