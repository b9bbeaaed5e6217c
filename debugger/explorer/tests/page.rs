//! The page as a whole: its size, what it contains and does not, and how it does in a browser.
//!
//! The browser is headless Chromium, by `scripts/look-at-page`; where there is none, this says so on standard error.

#[allow(dead_code, reason = "each test binary uses a part")]
mod sample;

use std::path::{Path, PathBuf};
use std::process::Command;

use jumppad_explorer::{Budget, page};
use serde_json::{Value, json};

/// What the page may take at most.
const MOST: usize = 5_000_000;
const HOSTILE: &str =
    "</script><script>throw 'out'</script><!--<img src=x onerror=\"throw 'out'\">&amp;'\"`${1}";

fn made(data: &Value) -> String {
    page("A run", data, Budget::default()).expect("a sample is a page")
}

/// The data that a page embeds.
fn embedded(html: &str) -> Value {
    let start = r#"<script id="data" type="application/json">"#;
    let (_, rest) = html.split_once(start).expect("it has data");
    let (json, _) = rest.split_once("</script>").expect("it ends");
    serde_json::from_str(json).expect("it is JSON")
}

/// Replaces every text in `data`; how many there were.
fn poison(data: &mut Value) -> usize {
    match data {
        Value::String(text) => {
            text.push_str(HOSTILE);
            1
        }
        Value::Array(items) => items.iter_mut().map(poison).sum(),
        Value::Object(fields) => fields.values_mut().map(poison).sum(),
        _ => 0,
    }
}

#[test]
fn all_of_the_data_is_on_the_page() {
    let data = sample::demo();
    let mut shown = embedded(&made(&data));
    assert_eq!(shown["left_out"], json!([]));
    shown
        .as_object_mut()
        .expect("it is an object")
        .remove("left_out");
    for life in shown["lives"].as_array_mut().expect("it is a list") {
        if let Some(detail) = life["detail"].as_object_mut() {
            assert!(detail.remove("graph").is_some());
        }
    }
    // Numbers with a point lose their last digit on the way.
    let read: Value = serde_json::from_str(&data.to_string()).expect("it is JSON");
    assert!(shown == read, "the page shows other data");
}

#[test]
fn a_page_fetches_nothing() {
    let html = made(&sample::demo());
    let without_namespace = html.replace("http://www.w3.org/2000/svg", "");
    for word in [
        "http:",
        "https:",
        "src=",
        "@import",
        "url(",
        "fetch(",
        "XMLHttpRequest",
        "<link",
    ] {
        let allowed = word == "url(" && !without_namespace.replace("url(#", "").contains(word);
        assert!(allowed || !without_namespace.contains(word), "{word}");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn a_long_run_stays_within_five_megabytes_and_says_what_is_missing() {
    let data = sample::big();
    let html = made(&data);
    assert!(html.len() < MOST, "{}", html.len());
    let shown = embedded(&html);
    let told = shown["left_out"].as_array().expect("it is a list");
    assert!(
        told[0]
            .as_str()
            .is_some_and(|text| text.contains("left out")),
        "{told:?}"
    );
    assert_eq!(shown["lives"].as_array().map(Vec::len), Some(400));
}

#[test]
fn what_is_no_run_is_an_error() {
    assert!(page("", &json!({"program": "x"}), Budget::default()).is_err());
    assert!(page("", &json!([]), Budget::default()).is_err());
}

#[test]
fn hostile_texts_do_not_become_markup() {
    let mut data = sample::demo();
    assert!(poison(&mut data) > 500);
    let html = page(HOSTILE, &data, Budget::default()).expect("it is a page");
    assert_eq!(html.matches("<script").count(), 2, "data and scripts");
    assert_eq!(html.matches("</script").count(), 2);
    assert!(!html.contains("<img") && !html.contains("<!--"));
}

/// A page and the JSON that it was made of, looked at by a browser.
fn look(name: &str, data: &Value, options: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |extension: &str| -> PathBuf { folder.path().join(format!("{name}.{extension}")) };
    let html = page(name, data, Budget::default()).expect("it is a page");
    std::fs::write(file("html"), html).expect("it is written");
    std::fs::write(file("json"), data.to_string()).expect("it is written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/look-at-page");
    let ran = Command::new(&script)
        .args([file("html"), file("png"), file("json")])
        .args(options)
        .output();
    let output = match ran {
        Ok(output) => output,
        Err(error) => {
            eprintln!(
                "NOT TESTED in a browser: {} cannot be run: {error}",
                script.display()
            );
            return;
        }
    };
    let told = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(77) {
        eprintln!("NOT TESTED in a browser: {told}");
        return;
    }
    assert!(output.status.success(), "{name}: {told}");
    let picture = std::fs::read(file("png")).expect("there is a screenshot");
    assert!(picture.starts_with(b"\x89PNG"));
}

#[test]
fn a_browser_shows_the_demo_without_errors() {
    look("demo", &sample::demo(), &[]);
    look(
        "demo-dark-narrow",
        &sample::demo(),
        &["--dark", "--width", "400", "--at", "addr=0609"],
    );
}

#[test]
fn a_browser_shows_a_long_run_without_errors() {
    look("big", &sample::big(), &["--at", "region=G7"]);
}

#[test]
fn a_browser_shows_a_run_of_which_little_is_known() {
    let mut data = sample::demo();
    for empty in ["lives", "shares", "decisions", "symbols", "stacks"] {
        data[empty] = json!([]);
    }
    for empty in ["runs", "executions", "writes", "covered"] {
        data["map"][empty] = json!([]);
    }
    data["coverage"] = Value::Null;
    look("empty", &data, &[]);
    data["sampled_every"] = Value::Null;
    look("unprofiled", &data, &[]);
}

#[test]
fn a_browser_takes_hostile_texts_for_texts() {
    let mut data = sample::demo();
    poison(&mut data);
    look("hostile", &data, &[]);
}
