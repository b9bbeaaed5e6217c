//! The assembler: a line of text to bytes, by the one opcode table.
//!
//! What a line may hold: `label: INSN operand`, where each part may be missing, and `.byte .word .text .res` in place of
//! an instruction. Numbers are those of expressions: `$10` is hexadecimal, `10` decimal, but where it is all of an address;
//! `*` is the line's own address.
//! An address in page 0 is assembled as such where the instruction can; `z:` and `a:` insist, and so does a number that
//! is written with more digits than a byte has, as the disassembler does.
//!
//! Invariants: assembling changes nothing, see `block` for what puts bytes into memory; what the disassembler writes
//! gives the same bytes again, but for opcodes that share their text, of which the documented one is meant.
//!
//! Left out: macros, conditions, `.org`.

pub(crate) mod block;
mod directive;
mod encode;
pub(crate) mod split;
mod statement;
#[cfg(test)]
mod tests;
mod value;

use crate::grammar::{Context, Diagnostic, Span, canonical::Doubt, finish, token::bare};
use jumppad_engine::expression::Expr;
use statement::Statement;
pub(crate) use value::{Fixup, Forward, Place};

/// An expression of an operand or of data.
#[derive(Clone, Debug)]
struct Value {
    expr: Expr,
    at: usize,
    /// It has a number that is written with more digits than a byte needs.
    is_wide: bool,
    /// A number in it that may have been meant otherwise.
    doubt: Option<Doubt>,
}

/// What a line became.
#[derive(Debug, Default)]
pub(crate) struct Encoded {
    pub kind: Kind,
    pub bytes: Vec<u8>,
    /// What must be filled in once more labels are known.
    pub fixups: Vec<Fixup>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Nothing,
    Instruction,
    Data,
}

/// `line` without its comment, which `;` begins as in every assembler; one that begins with `#` is all comment.
pub(crate) fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    let comment = bare(line).find(|&(_, byte)| byte == b';');
    comment.map_or(line, |(at, _)| &line[..at])
}

/// Reads a line, of which nothing is looked up yet.
///
/// # Errors
/// What stands there is no line of assembler text.
fn parse(text: &str, context: Context) -> Result<Statement, Diagnostic> {
    let input = Span::new_extra(text, context);
    Ok(finish(statement::statement(input))?.1)
}
