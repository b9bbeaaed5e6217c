//! The manual of machine files, made of their schema, of the table of kinds, and of the machines that are ready-made.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::markdown::{code, escaped, row};
use jumppad_engine::board::ready::READY;
use jumppad_engine::board::schema::schema;
use jumppad_engine::host::devices::kinds::KINDS;

const BEGIN: &str = "\
# Machines

A machine file describes the computer around a program: what is at which address, what is wired to what. It is TOML.

```toml
#:schema machine.schema.json
name = \"My breadboard\"
cpu = \"65c02\"
clock = \"1 MHz\"
open-bus = \"high-byte\"
ram = [{ start = 0x0000, size = \"16K\" }]
rom = [{ start = 0x8000, size = \"32K\", file = \"rom.bin\" }]

[[device]]
kind = \"6522\"
address = 0x6000

[[device]]
kind = \"6551\"
address = 0x5000
```

`jumppad --machine FILE` debugs it, `jumppad run --machine FILE` runs it with its console on the standard streams, and the \
command `machine FILE` builds it around the guest. A program without an address, `jumppad --machine FILE PROGRAM`, goes \
into the first ROM that has nothing; `--rom-file NAME=FILE` says what is in one, or in a storage that is a ROM; what else is made of the file that was there is made of the new one, too. Other programs are loaded over the \
machine's memory. Files are found from the folder of the machine file, those of a ready-made machine from `--guest-dir`.

Devices are told apart by name: expressions and conditions read their registers as `via.IFR`, `info device` shows them. \
`info machine` shows what is where, and `machine save FILE` writes a machine file of what is attached.

Where a device is, it answers, and not the memory beneath. Two devices at one address, or two memories, are an error, as is \
all else that does not fit; it is told with its line.

Editors check machine files as they are written, by `debugger/machine.schema.json`, which `jumppad --machine-schema` \
prints: write it to a file, and name that in the first line as above (Taplo, Even Better TOML, Tombi).
";

fn page() -> String {
    let schema: Value = serde_json::from_str(&schema()).expect("it is JSON");
    let mut out = BEGIN.to_owned();
    out += "\n## Ready-made\n\n";
    out += &row(&["name", "what it is"]);
    out += "|---|---|\n";
    for ready in READY {
        out += &row(&[&code(ready.name), &escaped(ready.about())]);
    }
    out += "\nROMs that are not free are not shipped: what to get is told where one is missing.\n";
    out += "\n## Kinds of device\n\n";
    out += &row(&["kind", "or", "what it is", "addresses", "options"]);
    out += "|---|---|---|---|---|\n";
    for kind in KINDS {
        let other = match kind.called == kind.name {
            true => String::new(),
            false => code(kind.called),
        };
        let options: Vec<String> = kind.options.iter().map(|name| code(name)).collect();
        let registers = kind.registers.to_string();
        let summary = escaped(kind.summary);
        out += &row(&[
            &code(kind.name),
            &other,
            &summary,
            &registers,
            &options.join(", "),
        ]);
    }
    out += "\n## Keys\n";
    let parts = schema["definitions"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    table(&mut out, "At the top", &schema, &parts);
    for (name, heading) in TABLES {
        table(&mut out, heading, &parts[*name], &parts);
    }
    out
}

/// The tables of a file, by the types that read them.
const TABLES: &[(&str, &str)] = &[
    ("Ram", "ram"),
    ("Rom", "rom"),
    ("Device", "device"),
    ("Part", "part"),
    ("LcdPins", "pins of a display"),
    ("Host", "host"),
    ("Storage", "storage"),
    ("Window", "window"),
    ("Choice", "choices of a window"),
];

fn table(out: &mut String, heading: &str, of: &Value, parts: &Map<String, Value>) {
    let about = of["description"].as_str().unwrap_or_default();
    let _ = writeln!(out, "\n### {heading}\n\n{}\n", escaped(about));
    *out += &row(&["key", "value", "meaning"]);
    *out += "|---|---|---|\n";
    let needed: Vec<&str> = of["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (key, field) in of["properties"].as_object().into_iter().flatten() {
        let meaning = field["description"].as_str().unwrap_or_default();
        let needed = match needed.contains(&key.as_str()) {
            true => ", needed",
            false => "",
        };
        let value = format!("{}{needed}", value(field, parts));
        *out += &row(&[&code(key), &value, &escaped(&meaning.replace('\n', " "))]);
    }
}

/// What a value is, in words.
fn value(field: &Value, parts: &Map<String, Value>) -> String {
    if let Some(name) = reference(field) {
        return match parts[name]["properties"].is_object() {
            true => format!("table {}", name.to_lowercase()),
            false => name.to_lowercase(),
        };
    }
    if field["type"] == "array" {
        return format!("list of {}", value(&field["items"], parts));
    }
    if let Some(words) = field["enum"].as_array() {
        let words: Vec<String> = words.iter().filter_map(Value::as_str).map(code).collect();
        // The table of kinds lists them.
        if words.len() < 8 {
            return words.join(" or ");
        }
    }
    let kinds = field["type"].as_array().and_then(|kinds| kinds.first());
    kinds
        .unwrap_or(&field["type"])
        .as_str()
        .unwrap_or("value")
        .to_owned()
}

/// The definition that a field is by.
fn reference(field: &Value) -> Option<&str> {
    let all = field["allOf"].as_array().or(field["anyOf"].as_array());
    let inner = all.and_then(|all| all.first()).unwrap_or(field);
    inner["$ref"].as_str()?.strip_prefix("#/definitions/")
}

#[test]
fn the_schema_and_its_page_are_what_the_types_say() {
    super::check("machine.schema.json", &schema());
    super::check("MACHINES.md", &page());
}
