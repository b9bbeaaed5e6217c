//! `schema.json` and `JSON.md`: what `--json` writes, for programs and for people.
//!
//! Invariant: both are made from the types that are written; a description is the doc comment of its type.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::markdown::{code, escaped, row, sentence};
use crate::schema::schema;

const HEAD: &str = "# JSON lines\n\n\
    With `--json` every result, event and error is one JSON object on a line of its own; `type` tells which of these it \
    is. Addresses, bytes and counts are numbers. A reader should pass over types and fields that it does not know; what \
    is here keeps its meaning. [schema.json](schema.json) says the same as a JSON schema, and so does \
    `jumppad --json-schema`.\n\n\
    This is version 2 of it. Version 1, of release 0.2, had a `note` for what is told by fields now: `nothing`, `written`, \
    `loaded`, `opened`, `breakpoints-changed`, `symbols-deleted`, `out-of-use`, `recording`, `taught`, `nature`, `types`, \
    `declared`, `scope`, `called`, `source-folders` and `host-chosen`; all else is as it was.\n\n\
    What a guest prints is an `output` object. Only `jumppad run` hands its streams to a guest that uses them; its own \
    object is on standard error then. A wrong command line is told as text, with exit code 2.\n\n\
    This page is made from the types themselves; `JUMPPAD_BLESS=1 cargo test --lib manual` writes it.\n\n";

fn page(schema: &Value) -> String {
    let parts = schema["$defs"].as_object().expect("it has parts");
    let lines = parts["Report"]["oneOf"].as_array().expect("it has kinds");
    let mut page = HEAD.to_owned();
    let others = ["ErrorView", "Summary", "TestView", "TestsView"];
    for line in lines.iter().chain(others.map(|name| &parts[name])) {
        let name = line["properties"]["type"]["const"].as_str();
        let _ = write!(page, "## {}\n\n", name.expect("it has a type"));
        page += &object(line, parts, "type");
    }
    let mut left: Vec<_> = parts.iter().filter(|(_, part)| is_named(part)).collect();
    // A part may name parts that come before it.
    while let Some(at) = left.iter().position(|(name, _)| page.contains(&link(name))) {
        let (name, part) = left.remove(at);
        let _ = write!(page, "## Part: {name}\n\n{}", object(part, parts, ""));
    }
    page.trim_end().to_owned() + "\n"
}

/// A link to the place of the part `name`.
fn link(name: &str) -> String {
    format!("[{name}](#part-{})", name.to_lowercase())
}

/// Whether a part has its own place on the page; what is only a word or a number is told where it is used.
fn is_named(part: &Value) -> bool {
    part["properties"].is_object()
}

/// The description and the fields of `object`; `known` is the field that the heading tells.
fn object(object: &Value, parts: &Map<String, Value>, known: &str) -> String {
    let mut text = String::new();
    let inner = part(object, parts);
    let described = object["description"].as_str();
    if let Some(description) = described.or_else(|| inner?["description"].as_str()) {
        text += &format!("{}\n\n", sentence(&description.replace('\n', " ")));
    }
    let mut table = fields(object, parts, known);
    if let Some(inner) = inner {
        table += &fields(inner, parts, known);
    }
    if !table.is_empty() {
        text += &format!("{}|---|---|---|\n{table}\n", row(&["field", "value", ""]));
    }
    text
}

fn part<'p>(object: &Value, parts: &'p Map<String, Value>) -> Option<&'p Value> {
    let name = object["$ref"].as_str()?.strip_prefix("#/$defs/")?;
    parts.get(name)
}

/// A row for each field of `object`, its alternatives included.
fn fields(object: &Value, parts: &Map<String, Value>, known: &str) -> String {
    let required = object["required"].as_array().map_or(&[][..], Vec::as_slice);
    let mut text = String::new();
    for (name, field) in object["properties"].as_object().into_iter().flatten() {
        if name == known {
            continue;
        }
        let optional = match required.iter().any(|other| other == name) {
            true => "",
            false => ", or absent",
        };
        let value = format!("{}{optional}", value(field, parts));
        let meaning = field["description"].as_str().unwrap_or("");
        text += &row(&[&code(name), &value, &escaped(&meaning.replace('\n', " "))]);
    }
    for choice in object["oneOf"].as_array().into_iter().flatten() {
        text += &alternative(choice, parts);
    }
    text
}

/// The fields that belong together in one of several cases.
fn alternative(choice: &Value, parts: &Map<String, Value>) -> String {
    let meaning = choice["description"].as_str().unwrap_or("");
    let properties = choice["properties"].as_object();
    let (tags, rest): (Vec<_>, Vec<_>) = properties
        .into_iter()
        .flatten()
        .partition(|(_, field)| field["const"].is_string());
    let tag: Vec<String> = tags
        .iter()
        .map(|(name, field)| format!("{}: {}", code(name), value(field, parts)))
        .collect();
    let rest: Vec<String> = rest
        .iter()
        .map(|(name, field)| format!("{} {}", code(name), value(field, parts)))
        .collect();
    let with = if tag.is_empty() { "" } else { "with " };
    let rest = match rest.is_empty() {
        true => String::new(),
        false => format!("{with}{}", rest.join(", ")),
    };
    row(&[
        &tag.join(", "),
        &rest,
        &escaped(&meaning.replace('\n', " ")),
    ])
}

/// What kind of value a field has.
fn value(field: &Value, parts: &Map<String, Value>) -> String {
    if let Some(inner) = part(field, parts) {
        let name = field["$ref"].as_str().unwrap_or("").rsplit('/').next();
        return match (is_named(inner), name) {
            (true, Some(name)) => link(name),
            _ => value(inner, parts),
        };
    }
    if let Some(word) = field["const"].as_str() {
        return code(word);
    }
    if let Some(words) = field["enum"].as_array() {
        let words: Vec<String> = words.iter().filter_map(Value::as_str).map(code).collect();
        return words.join(" or ");
    }
    for choices in [&field["anyOf"], &field["oneOf"]] {
        if let Some(choices) = choices.as_array() {
            let texts: Vec<String> = choices.iter().map(|choice| value(choice, parts)).collect();
            return texts.join(" or ");
        }
    }
    if let Some(items) = field["prefixItems"].as_array() {
        let items: Vec<String> = items.iter().map(|item| value(item, parts)).collect();
        return format!("\\[{}\\]", items.join(", "));
    }
    let kinds = match &field["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => vec![kind.as_str().unwrap_or("anything")],
    };
    let name = |kind: &&str| match (*kind, field["maximum"].as_u64()) {
        ("array", _) => format!("list of {}", value(&field["items"], parts)),
        ("integer", Some(most)) => format!("0 to {most}"),
        ("integer" | "number", _) => "number".to_owned(),
        (other, _) => other.to_owned(),
    };
    let kinds: Vec<String> = kinds.iter().map(name).collect();
    kinds.join(" or ")
}

#[test]
fn the_schema_and_its_page_are_what_the_types_say() {
    let schema = schema();
    super::check("schema.json", &schema);
    let schema = serde_json::from_str(&schema).expect("it is JSON");
    super::check("JSON.md", &page(&schema));
}
