//! The text of a tracefile.

use std::fmt::Write;

use super::{File, Tracefile};

impl Tracefile {
    /// It as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (name, file) in &self.files {
            // A name is one line, whatever it is made of.
            let name = name.replace(['\n', '\r'], " ");
            put(&mut text, format_args!("TN:\nSF:{name}"));
            file.put(&mut text);
            put(&mut text, format_args!("end_of_record"));
        }
        text
    }
}

impl File {
    fn put(&self, text: &mut String) {
        for record in &self.others {
            put(text, format_args!("{record}"));
        }
        for (name, function) in &self.functions {
            match function.end {
                Some(end) => put(text, format_args!("FN:{},{end},{name}", function.line)),
                None => put(text, format_args!("FN:{},{name}", function.line)),
            }
        }
        for (name, function) in &self.functions {
            put(text, format_args!("FNDA:{},{name}", function.count));
        }
        put_totals(text, "FN", self.functions.values().map(|f| f.count));
        for (branch, count) in &self.branches {
            let (line, block, way) = (branch.line, &branch.block.text, &branch.way.text);
            match count {
                Some(count) => put(text, format_args!("BRDA:{line},{block},{way},{count}")),
                None => put(text, format_args!("BRDA:{line},{block},{way},-")),
            }
        }
        let ways = self.branches.values();
        put_totals(text, "BR", ways.map(|count| count.unwrap_or(0)));
        for (line, count) in &self.lines {
            put(text, format_args!("DA:{line},{count}"));
        }
        put_totals(text, "L", self.lines.values().copied());
    }
}

/// How many there are, and how many of them were executed.
fn put_totals(text: &mut String, kind: &str, counts: impl Iterator<Item = u64> + Clone) {
    let hit = counts.clone().filter(|&count| count > 0).count();
    put(
        text,
        format_args!("{kind}F:{}\n{kind}H:{hit}", counts.count()),
    );
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Nothing fails to be written into memory.
    let _ = writeln!(text, "{line}");
}
