//! Folded stacks: `main;draw;plot 123`, one line a stack, as flame graphs and speedscope read them.
//!
//! Numbers are samples. What separates frames and ends lines is no part of a name there.

use std::fmt::Write;

use super::Profile;

impl Profile {
    pub(super) fn folded(&self) -> String {
        let mut text = String::new();
        for stack in self.stacks() {
            let names: Vec<String> = stack.frames.iter().map(|name| clean(name)).collect();
            let _ = writeln!(text, "{} {}", names.join(";"), stack.count);
        }
        text
    }
}

/// A name without what has a meaning there.
fn clean(name: &str) -> String {
    name.replace(
        |c: char| c == ';' || c.is_whitespace() || c.is_control(),
        "_",
    )
}
