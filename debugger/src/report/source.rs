//! Source text as data: lines, where they are, which files there are.

use schemars::JsonSchema;
use serde::Serialize;

use super::CodeLine;

/// A line of source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct SourceLine {
    pub(crate) file: String,
    pub(crate) line: u32,
    /// Absent where the file is missing or shorter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
}

/// Lines of a file, as `list` shows them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ListView {
    pub(crate) file: String,
    pub(crate) lines: Vec<ListRow>,
}

/// A line of a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ListRow {
    pub(crate) line: u32,
    pub(crate) text: String,
    /// Whether PC is in it.
    pub(crate) current: bool,
    pub(crate) breakpoint: bool,
}

/// A line and its bytes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PlaceView {
    #[serde(flatten)]
    pub(crate) source: SourceLine,
    /// First and last address of each piece.
    pub(crate) ranges: Vec<(u16, u16)>,
    pub(crate) code: Vec<CodeLine>,
    /// Other lines that made the same bytes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) also: Vec<SourceLine>,
}

/// The files that code was made from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct FilesView {
    pub(crate) list: Vec<FileView>,
    /// How many more there are, without code.
    pub(crate) others: usize,
}

/// A file of source text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct FileView {
    pub(crate) file: String,
    /// How many of its lines have code.
    pub(crate) lines: usize,
    /// Where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    /// Why it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<String>,
}
