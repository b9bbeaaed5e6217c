//! One HTML file that shows what the tiers did with a program.
//!
//! It is self-contained: it asks no network for anything, and its policy forbids it to. What it shows is the JSON of
//! the engine's `Explorer`, of which this crate knows the names of fields only. All of that text is hostile: it is
//! embedded so that it cannot end its script, and becomes text of elements, never markup. Left out: how the data is
//! collected, and where the file goes.

// Whoever shows things is a face.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod budget;
mod embed;
mod layout;
mod links;
mod model;
mod skeleton;
mod summary;
mod terms;
mod totals;
mod words;

#[cfg(test)]
#[path = "../tests/sample/mod.rs"]
mod sample;

pub use budget::Budget;

use serde::Serialize;
use serde::de::Deserialize;
use serde_json::Value;

/// The page about `data`, the engine's `Explorer` or its JSON, within `budget`.
///
/// # Errors
///
/// If `data` is no JSON, or lacks what the page cannot do without.
pub fn page(
    title: &str,
    data: &impl Serialize,
    budget: Budget,
) -> Result<String, serde_json::Error> {
    let mut data = serde_json::to_value(data)?;
    let run = model::Run::deserialize(&data)?;
    layout::add_graphs(&mut data);
    let left_out = budget.fit(&mut data);
    data["left_out"] = Value::from(left_out);
    Ok(skeleton::html(title, &run, &embed::json(&data)?))
}
