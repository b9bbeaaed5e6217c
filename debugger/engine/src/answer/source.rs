//! Source text as data: lines, where they are, which files there are.

use schemars::JsonSchema;
use serde::Serialize;

use super::CodeLine;

/// A line of source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceLine {
    /// The name of the file, with no more of its path than is needed to tell it from others.
    pub file: String,
    /// The number of the line, from 1.
    pub line: u32,
    /// Absent where the file is missing or shorter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Lines of a file, as `list` shows them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ListView {
    /// The name of the file, with no more of its path than is needed to tell it from others.
    pub file: String,
    /// The lines, in order.
    pub lines: Vec<ListRow>,
}

/// A line of a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ListRow {
    /// The number of the line, from 1.
    pub line: u32,
    /// The text of the line; empty where the file is missing or shorter.
    pub text: String,
    /// Whether the user looks at it: it has the instruction at PC, or the call of the selected frame.
    pub current: bool,
    /// Whether a breakpoint that is in force is on code of the line.
    pub breakpoint: bool,
}

/// A line and its bytes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlaceView {
    /// The line that was asked for.
    #[serde(flatten)]
    pub source: SourceLine,
    /// First and last address of each piece.
    pub ranges: Vec<(u16, u16)>,
    /// The instructions that the line became, in the order of its pieces.
    pub code: Vec<CodeLine>,
    /// Other lines that made the same bytes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<SourceLine>,
}

/// The files that code was made from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FilesView {
    /// The files with code.
    pub list: Vec<FileView>,
    /// How many more there are, without code.
    pub others: usize,
}

/// A file of source text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FileView {
    /// The name of the file, with no more of its path than is needed to tell it from others.
    pub file: String,
    /// How many of its lines have code.
    pub lines: usize,
    /// The path at which the file was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Why the file was not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
