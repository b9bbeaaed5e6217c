//! What was executed of a program, and what was not, as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::CoverageTotals;

/// What `coverage` shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CoverageView {
    /// Whether what is executed is being noted.
    pub noting: bool,
    /// The file or function that it is about; all of the program without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Totals, and what was never executed.
    #[serde(flatten)]
    pub uncovered: Uncovered,
}

/// How much was executed, and what was not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Uncovered {
    /// How much was executed, and how much there is.
    pub totals: CoverageTotals,
    /// Files of source with code.
    pub files: Vec<CoveredFile>,
    /// Functions of which something was not executed.
    pub functions: Vec<CoveredFunction>,
    /// Branches that went one way only.
    pub branches: Vec<MissedWay>,
    /// Bytes of instructions that were never executed.
    pub bytes: Vec<MissedBytes>,
}

/// A file of source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoveredFile {
    /// Its name, with no more of its path than is needed to tell it from others.
    pub file: String,
    /// Lines that were executed, and lines with code.
    pub lines: (u64, u64),
    /// The first and the last line of runs that were never executed.
    pub missed: Vec<(u32, u32)>,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoveredFunction {
    /// Its name.
    pub name: String,
    /// The number of the bank that it is in, if it is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<u16>,
    /// Where it begins.
    pub address: u16,
    /// The line of source where it begins, as `list.c:36`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// Instructions that were executed, and all of it.
    pub instructions: (u64, u64),
    /// Whether it was called.
    pub called: bool,
}

/// A branch that went one way only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissedWay {
    /// The number of the bank that it is in, if it is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<u16>,
    /// Where it is.
    pub address: u16,
    /// The line of source that it is of, as `list.c:36`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The way that it never went.
    pub missed: BranchWay,
}

/// A way of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BranchWay {
    /// To its target.
    Taken,
    /// To the instruction behind it.
    NotTaken,
}

/// Bytes of instructions that were never executed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissedBytes {
    /// The number of the bank that they are in, if they are in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<u16>,
    /// The first.
    pub from: u16,
    /// The last.
    pub to: u16,
    /// The function that has the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
}
