//! The Debug Adapter Protocol's published schema, where it is at hand: messages are held against it.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

/// The variable that names the file `debugAdapterProtocol.json`.
const VARIABLE: &str = "JUMPPAD_DAP_SCHEMA";

static SCHEMA: OnceLock<Option<Value>> = OnceLock::new();
static VALIDATORS: Mutex<Option<HashMap<String, Validator>>> = Mutex::new(None);

fn schema() -> Option<&'static Value> {
    let schema = SCHEMA.get_or_init(|| {
        let Some(path) = std::env::var_os(VARIABLE) else {
            eprintln!(
                "SKIPPED: messages are not held against the protocol's schema: {VARIABLE} is unset"
            );
            return None;
        };
        let text = std::fs::read_to_string(&path).expect("the schema can be read");
        Some(serde_json::from_str(&text).expect("the schema is JSON"))
    });
    schema.as_ref()
}

/// Holds a message of the adapter's against the schema.
///
/// # Panics
/// It is not as the protocol has it.
pub(crate) fn check(message: &Value) {
    let Some(schema) = schema() else { return };
    let name = name(message);
    let mut validators = VALIDATORS.lock().expect("no test panicked in here");
    let validators = validators.get_or_insert_default();
    let validator = validators.entry(name.clone()).or_insert_with(|| {
        let definitions = &schema["definitions"];
        assert!(
            !definitions[&name].is_null(),
            "the protocol has no {name}: {message}"
        );
        let whole = json!({
            "$ref": format!("#/definitions/{name}"), "definitions": definitions,
        });
        jsonschema::validator_for(&whole).expect("the schema is one")
    });
    let errors: Vec<String> = validator
        .iter_errors(message)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:?}\n{message}");
}

/// What the schema calls a message.
fn name(message: &Value) -> String {
    let word = |key: &str, end: &str| {
        let word = message[key].as_str().expect("it has a name");
        format!("{}{}{end}", word[..1].to_uppercase(), &word[1..])
    };
    match message["type"].as_str() {
        Some("event") => word("event", "Event"),
        Some("response") if message["success"] == true => word("command", "Response"),
        Some("response") => "ErrorResponse".to_owned(),
        other => panic!("a message of type {other:?}"),
    }
}
