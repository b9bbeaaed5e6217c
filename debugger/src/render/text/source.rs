//! Source text.

use std::fmt::Write;

use super::super::{Role, paint};
use super::counted;
use super::guest::{address, code_lines};
use jumppad_language::report::{FilesView, ListRow, ListView, PlaceView, SourceLine};

/// Letters before the lines of a file; a longer name stands out.
const WIDEST_NAME: usize = 48;

/// A line with its place before it.
pub(super) fn line(line: &SourceLine) -> String {
    let place = paint(Role::Address, format!("{}:{}", line.file, line.line));
    match &line.text {
        Some(text) => format!("{place}: {text}\n"),
        None => format!("{place}\n"),
    }
}

pub(super) fn list(view: &ListView) -> String {
    view.lines.iter().map(row).collect()
}

fn row(row: &ListRow) -> String {
    let arrow = match row.current {
        true => paint(Role::Current, "=>"),
        false => "  ".to_owned(),
    };
    let star = match row.breakpoint {
        true => paint(Role::Error, "*"),
        false => " ".to_owned(),
    };
    let number = paint(Role::Address, format!("{:<5}", row.line));
    let text = format!("{arrow}{star}{number} {}", row.text);
    format!("{}\n", text.trim_end())
}

pub(super) fn place(view: &PlaceView) -> String {
    let mut out = line(&view.source);
    let ranges = view.ranges.iter().map(|&(start, end)| match start == end {
        true => address(start),
        false => format!("{}-{}", address(start), address(end)),
    });
    let _ = writeln!(out, "{}", ranges.collect::<Vec<_>>().join(" "));
    out += &code_lines(&view.code);
    for other in &view.also {
        let _ = write!(out, "also {}", line(other));
    }
    out
}

pub(super) fn files(view: &FilesView) -> String {
    let mut out = String::new();
    let names = view.list.iter().map(|file| file.file.chars().count());
    let width = names.max().unwrap_or(0).clamp(24, WIDEST_NAME);
    for file in &view.list {
        let lines = counted(file.lines as u64, "line", "lines");
        let _ = write!(out, "{:<width$} {lines} of code", file.file);
        if let Some(path) = file.path.as_ref().filter(|path| **path != file.file) {
            let _ = write!(out, ", {path}");
        }
        if let Some(problem) = &file.problem {
            let _ = write!(out, "; {problem}");
        }
        out.push('\n');
    }
    if view.others > 0 {
        let files = counted(view.others as u64, "file", "files");
        let _ = writeln!(out, "and {files} without code");
    }
    out
}

/// Where else source files are looked for.
pub(super) fn folders(list: &[String]) -> String {
    match list {
        [] => "source files are looked for beside the debug file and in the current folder; \
               files themselves are listed by Tab behind `load`\n"
            .to_owned(),
        list => format!("source files are looked for in {}, too\n", list.join(", ")),
    }
}
