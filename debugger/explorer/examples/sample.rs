//! Writes a page of made-up data, to look at: `sample demo|big FILE.html [FILE.json]`.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::{env, error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [kind, html, rest @ ..] = arguments.as_slice() else {
        return Err("usage: sample demo|big FILE.html [FILE.json]".into());
    };
    let data = match kind.as_str() {
        "demo" => sample::demo(),
        "big" => sample::big(),
        // What the engine collected.
        file => serde_json::from_str(&fs::read_to_string(file)?)?,
    };
    let page = jumppad_explorer::page("sample", &data, jumppad_explorer::Budget::default())?;
    fs::write(html, page)?;
    if let [json, ..] = rest {
        fs::write(json, serde_json::to_vec(&data)?)?;
    }
    Ok(())
}
