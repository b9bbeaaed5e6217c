//! A block of assembler lines being typed: where the next one goes, which labels it defined, what waits for others.
//!
//! Invariant: a statement that fails has changed nothing, neither memory nor symbols.

use std::collections::BTreeMap;
use std::mem::{Discriminant, discriminant};

use super::{Encoded, Fixup, Forward, Kind, Place, parse};
use crate::error::CommandError;
use crate::grammar::{Context, Diagnostic, canonical::Doubt};
use crate::report::Patch;
use jumppad_engine::debugger::Debugger;
use jumppad_engine::expression::Radix;
use jumppad_engine::program::symbols::{Entry, Symbol};

/// A block of lines.
#[derive(Debug)]
pub struct Block {
    start: u16,
    /// The line on the command that began it.
    first: Option<String>,
    /// Where the next line goes; none when memory is full.
    pub at: Option<u16>,
    /// The labels defined so far.
    labels: BTreeMap<String, u16>,
    pending: Vec<Fixup>,
    /// What was told of how numbers are read: each kind once.
    told: Vec<Discriminant<Doubt>>,
}

/// What a line did.
#[derive(Debug)]
pub struct Assembled {
    pub address: u16,
    pub kind: Kind,
    pub bytes: Vec<u8>,
    pub label: Option<String>,
    /// Names that its bytes wait for.
    pub waits_for: Vec<String>,
    /// Earlier bytes that its label completed.
    pub patches: Vec<Patch>,
    /// Its numbers that may have been meant otherwise, and that the block has not told the like of.
    pub doubts: Vec<Doubt>,
}

impl Block {
    pub fn new(address: u16) -> Self {
        Self {
            start: address,
            first: None,
            at: Some(address),
            labels: BTreeMap::new(),
            pending: Vec::new(),
            told: Vec::new(),
        }
    }

    /// The block with `line` as its first, which stood on the command.
    pub fn begun_with(self, line: String) -> Self {
        let first = Some(line);
        Self { first, ..self }
    }

    /// The lines of a script that begin such a block: there, a command with a line on it begins none.
    pub fn opening(&self) -> String {
        let line = self.first.iter().map(|line| format!("\n{line}"));
        format!("assemble ${:04X}{}", self.start, line.collect::<String>())
    }

    /// Assembles `text`, whose bare digits are of `radix`, into memory.
    ///
    /// # Errors
    /// The line is wrong, a label of it is taken, or makes an earlier line impossible.
    pub fn line(
        &mut self,
        debugger: &mut Debugger,
        text: &str,
        radix: Radix,
        forward: Forward,
    ) -> Result<Assembled, Diagnostic> {
        let Some(address) = self.at else {
            return Err(
                Diagnostic::new(0, "memory is full: the last byte was $FFFF")
                    .advise("an empty line ends the block"),
            );
        };
        let statement = parse(
            text,
            Context {
                radix,
                ..Context::default()
            },
        )?;
        let label = statement.label.as_ref();
        if let Some(label) = label
            && let Some(first) = self.labels.get(&label.text)
        {
            let text = format!("`{}` is ${first:04X} already in this block", label.text);
            return Err(Diagnostic::new(label.at, text));
        }
        // The line and those that wait may use the label, so it is a symbol before they are looked at.
        let label = label.map(|label| label.text.clone());
        let before = label.as_ref().map(|name| define(debugger, name, address));
        let made = self.make(debugger, &statement, address, forward);
        let (encoded, patches) = match made {
            Ok(made) => made,
            Err(error) => {
                if let Some((name, before)) = label.zip(before) {
                    debugger.symbols.restore(&name, before);
                }
                return Err(error);
            }
        };
        let doubts = self.untold(statement.doubts());
        let done = self.store(debugger, address, label, encoded, patches);
        Ok(Assembled { doubts, ..done })
    }

    /// The first of each kind that was not told yet.
    fn untold(&mut self, doubts: Vec<Doubt>) -> Vec<Doubt> {
        let is_new = |doubt: &Doubt| {
            let kind = discriminant(doubt);
            let is_new = !self.told.contains(&kind);
            self.told.push(kind);
            is_new
        };
        doubts.into_iter().filter(is_new).collect()
    }

    /// What the line becomes, and what earlier ones become by its label.
    fn make(
        &self,
        debugger: &Debugger,
        statement: &super::Statement,
        address: u16,
        forward: Forward,
    ) -> Result<(Encoded, Vec<Patch>), Diagnostic> {
        let scope = debugger.scope();
        let encoded = statement.encode(&Place {
            scope,
            address,
            forward,
        })?;
        let complete = self
            .pending
            .iter()
            .filter(|f| f.waits_for(&scope).is_none());
        let patches: Result<Vec<Patch>, Diagnostic> = complete
            .map(|fixup| {
                Ok(Patch {
                    address: fixup.address,
                    bytes: fixup.bytes(&scope)?,
                })
            })
            .collect();
        Ok((encoded, patches?))
    }

    fn store(
        &mut self,
        debugger: &mut Debugger,
        address: u16,
        label: Option<String>,
        encoded: Encoded,
        patches: Vec<Patch>,
    ) -> Assembled {
        for patch in &patches {
            debugger.write(patch.address, &patch.bytes);
        }
        debugger.write(address, &encoded.bytes);
        self.labels
            .extend(label.clone().map(|name| (name, address)));
        let scope = debugger.scope();
        self.pending.retain(|f| f.waits_for(&scope).is_some());
        let waits_for = encoded.fixups.iter().filter_map(|f| f.waits_for(&scope));
        let waits_for: Vec<String> = waits_for.collect();
        self.pending.extend(encoded.fixups);
        let next = usize::from(address) + encoded.bytes.len();
        self.at = u16::try_from(next).ok();
        Assembled {
            address,
            kind: encoded.kind,
            bytes: encoded.bytes,
            label,
            waits_for,
            patches,
            doubts: Vec::new(),
        }
    }

    /// Ends the block.
    ///
    /// # Errors
    /// Labels are used that nothing defined.
    pub fn end(&self, debugger: &Debugger) -> Result<(), CommandError> {
        let scope = debugger.scope();
        let waits = |fixup: &Fixup| Some((fixup.waits_for(&scope)?, fixup.address));
        let missing: Vec<(String, u16)> = self.pending.iter().filter_map(waits).collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(CommandError::NeverDefined(missing)),
        }
    }
}

/// Makes `name` the symbol of `address`; the symbols that it was.
fn define(debugger: &mut Debugger, name: &str, address: u16) -> Vec<Entry> {
    debugger.symbols.define(Symbol::new(name, address))
}
