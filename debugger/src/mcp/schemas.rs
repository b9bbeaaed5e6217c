//! The schemas of what tools take and answer, made from the types.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::schema::{absent_is_not_null, report};

/// What a tool takes.
pub(super) fn arguments<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12()
        .for_deserialize()
        .with_transform(RecursiveTransform(absent_is_not_null))
        .with_transform(RecursiveTransform(one_type_is_no_list));
    let schema = settings.into_generator().into_root_schema_for::<T>();
    object(schema)
}

/// What a tool answers: reports of these kinds, or of any.
pub(super) fn answers(kinds: &[&str]) -> Map<String, Value> {
    let told = json!({
        "description": "What was told meanwhile: what the guest printed, notes",
        "type": "string",
    });
    let (answer, parts) = match kinds {
        [] => (json!({ "type": "object" }), Map::new()),
        kinds => report(kinds),
    };
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    let properties = json!({ "answer": answer, "told": told });
    schema.insert("properties".to_owned(), properties);
    schema.insert("required".to_owned(), json!(["answer", "told"]));
    if !parts.is_empty() {
        schema.insert("$defs".to_owned(), Value::Object(parts));
    }
    schema
}

/// Some clients read no lists of types.
fn one_type_is_no_list(schema: &mut Schema) {
    if let Some(kind) = schema.get_mut("type")
        && let Value::Array(kinds) = &kind
        && let [only] = kinds.as_slice()
    {
        *kind = only.clone();
    }
}

fn object(schema: Schema) -> Map<String, Value> {
    let mut schema = match schema.to_value() {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    // What it is for, the tool itself says; that it has fields, even none, is for the client to know.
    schema.remove("title");
    schema.remove("description");
    schema.entry("properties").or_insert_with(|| json!({}));
    schema
}
