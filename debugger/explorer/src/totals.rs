//! The table of counters, each number under the name that it has in JSON.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::words::number;

/// Names of counters in words; what is not listed is shown by its name in JSON.
const NAMES: &[(&str, &str)] = &[
    ("mode", "Tiers in use"),
    ("threshold", "Entries before LLVM is asked"),
    ("code_cache", "Room for machine code, bytes"),
    ("groups_compiled", "Regions compiled"),
    ("groups_live", "Regions in use at the end"),
    ("filters_compiled", "Conditions compiled"),
    ("invalidations", "Invalidations"),
    ("evictions", "Evictions"),
    ("side_exits", "Side exits"),
    ("entries", "Entries into regions"),
    ("linked_entries", "Entries straight from another region"),
    ("compile_seconds", "Seconds spent compiling"),
    ("code_bytes", "Machine code of regions, bytes"),
    ("compile_failures", "Compilations that failed"),
    ("baseline.translated", "Baseline traces made"),
    ("baseline.instructions", "Guest instructions in them"),
    ("baseline.tails", "Baseline tails made"),
    ("baseline.live", "Baseline traces in use at the end"),
    ("baseline.dropped", "Baseline traces dropped"),
    ("baseline.revived", "Baseline traces used again"),
    ("baseline.flushes", "Times that all baseline code went"),
    ("baseline.code_bytes", "Baseline machine code, bytes"),
    ("baseline.missing", "Why there is no baseline code"),
    ("llvm.path", "LLVM is at"),
    ("llvm.loaded", "LLVM was loaded"),
    ("llvm.missing", "Why LLVM cannot be used"),
];

/// The table. A row's `data-key` is the path of its number in `jit`, `data-value` the number as JSON.
pub(crate) fn table(jit: &Map<String, Value>) -> Markup {
    let mut rows = Vec::new();
    flatten("", jit, &mut rows);
    html! {
        table.totals {
            caption.sr { "Counters of the tiers" }
            tbody {
                @for (key, value) in &rows {
                    tr data-key=(key) data-value=(value) {
                        th scope="row" { (words(key)) }
                        td { (shown(value)) }
                    }
                }
            }
        }
    }
}

fn flatten<'a>(above: &str, map: &'a Map<String, Value>, rows: &mut Vec<(String, &'a Value)>) {
    for (name, value) in map {
        let key = match above {
            "" => name.clone(),
            above => format!("{above}.{name}"),
        };
        match value {
            Value::Object(inner) => flatten(&key, inner, rows),
            value => rows.push((key, value)),
        }
    }
    if above.is_empty() {
        let place = |key: &str| NAMES.iter().position(|(name, _)| *name == key);
        rows.sort_by_key(|(key, _)| place(key).unwrap_or(NAMES.len()));
    }
}

fn words(key: &str) -> &str {
    let known = NAMES.iter().find(|(name, _)| *name == key);
    known.map_or(key, |(_, words)| *words)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(n) => match (n.as_u64(), n.as_f64()) {
            (Some(whole), _) => number(whole),
            (None, Some(part)) => format!("{part:.3}"),
            (None, None) => n.to_string(),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_counter_is_a_row_with_its_number() {
        let jit = json!({"side_exits": 1234, "mode": "on", "new_one": 5, "baseline": {"live": 7}});
        let text = table(jit.as_object().expect("it is an object")).into_string();
        for row in [
            r#"data-key="side_exits" data-value="1234"><th scope="row">Side exits</th><td>1,234<"#,
            r#"data-key="mode" data-value="&quot;on&quot;"#,
            r#"data-key="new_one" data-value="5"><th scope="row">new_one<"#,
            r#"data-key="baseline.live" data-value="7""#,
        ] {
            assert!(text.contains(row), "{row} in {text}");
        }
    }

    #[test]
    fn names_cannot_become_markup() {
        let jit = json!({"<b>": "<i>\"'"});
        let text = table(jit.as_object().expect("it is an object")).into_string();
        assert!(!text.contains("<b>") && !text.contains("<i>"), "{text}");
    }
}
