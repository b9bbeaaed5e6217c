//! Strings of the instruction at PC, and how they compare.
//!
//! Invariants: mnemonics and operands are assembler text, so capitals do not matter in them; they do in names.

use std::borrow::Cow;

use super::evaluate::Scope;
use super::tree::{Case, Text, TextTest};
use crate::program::disassemble;

impl Scope<'_> {
    pub(super) fn compare(&self, left: &Text, test: TextTest, right: &Text, case: Case) -> bool {
        let tells_case = case.matters(left, right);
        compare(&self.string(left), test, &self.string(right), tells_case)
    }

    fn string<'t>(&'t self, text: &'t Text) -> Cow<'t, str> {
        let pc = self.machine.cpu().pc;
        match text {
            Text::Literal(text) => text.into(),
            Text::Mnemonic => disassemble::opcode_at(self.machine, pc)
                .mnemonic
                .name()
                .into(),
            Text::Operand => {
                let bytes = disassemble::bytes_at(self.machine, pc);
                let line = disassemble::instruction(self.machine.model(), pc, &bytes);
                line.split_once(' ')
                    .map_or("", |(_, operand)| operand)
                    .to_owned()
                    .into()
            }
            Text::Symbol => self.symbols.nearest(pc).map_or("", |(name, _)| name).into(),
            // There is no record here, so it has no text.
            Text::Field(_) => "".into(),
        }
    }
}

/// Whether the comparison holds; `tells_case` says whether capitals matter.
pub fn compare(left: &str, test: TextTest, right: &str, tells_case: bool) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let same = |a: &[u8], b: &[u8]| match tells_case {
        true => a == b,
        false => a.eq_ignore_ascii_case(b),
    };
    let length = right.len();
    match test {
        TextTest::Equal => same(left, right),
        TextTest::NotEqual => !same(left, right),
        TextTest::StartsWith => left.get(..length).is_some_and(|part| same(part, right)),
        TextTest::EndsWith => left
            .len()
            .checked_sub(length)
            .is_some_and(|at| same(&left[at..], right)),
        TextTest::Contains => length == 0 || left.windows(length).any(|part| same(part, right)),
    }
}
