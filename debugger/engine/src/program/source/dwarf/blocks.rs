//! Functions, and the bodies of other functions in them: which of these an address is in.
//!
//! A line that was put into several of them has an entry in each.

use gimli::{
    AttributeValue, DW_AT_abstract_origin, DW_AT_linkage_name, DW_AT_name, DW_AT_specification,
};

use super::{Entry, Unit, is_in};
use crate::program::symbols::{Symbol, in_our_notation};

/// Addresses of the machine.
const ADDRESSES: usize = 0x1_0000;

/// Ranges, letters of names, and addresses in ranges that are looked at in all: more is no program's.
const MAX_RANGES: usize = 1 << 18;
const MAX_LETTERS: usize = 16 << 20;
const MAX_PAINTED: usize = 1 << 24;

/// Entries that one leads to the next until one has a name.
const MAX_LINKS: usize = 8;

/// What is known of functions.
#[derive(Default)]
pub(super) struct Blocks {
    /// By address, from 1; 0 is none. Empty while there are no functions.
    at: Vec<u32>,
    count: u32,
    functions: Vec<Symbol>,
    ranges: usize,
    letters: usize,
    painted: usize,
}

impl Blocks {
    /// Adds the functions of `unit` that have code; so many entries were left out.
    pub(super) fn add(&mut self, unit: Unit<'_, '_>, code: &[(u32, u32)]) -> usize {
        let mut left_out = 0;
        let mut entries = unit.entries();
        loop {
            match entries.next_dfs() {
                Ok(Some(entry)) => {
                    let is_own = entry.tag() == gimli::DW_TAG_subprogram;
                    let is_block = is_own || entry.tag() == gimli::DW_TAG_inlined_subroutine;
                    if is_block && self.function(unit, entry, is_own, code).is_err() {
                        left_out += 1;
                    }
                }
                Ok(None) => return left_out,
                // The rest of the unit cannot be found.
                Err(_) => return left_out + 1,
            }
        }
    }

    /// The functions that have code of their own, with their names and sizes.
    pub(super) fn functions(self) -> Vec<Symbol> {
        self.functions
    }

    /// Which block `address` is in.
    pub(super) fn at(&self, address: u16) -> u32 {
        self.at.get(usize::from(address)).copied().unwrap_or(0)
    }

    fn function<'d>(
        &mut self,
        unit: Unit<'_, 'd>,
        entry: &Entry<'d>,
        is_own: bool,
        code: &[(u32, u32)],
    ) -> gimli::Result<()> {
        self.count += 1;
        let mut ranges = unit.die_ranges(entry)?;
        let mut first = None;
        while let Some(range) = ranges.next()? {
            self.ranges += 1;
            if self.ranges > MAX_RANGES {
                break;
            }
            if range.begin >= range.end || !is_in(code, range.begin) {
                continue;
            }
            let (Ok(start), Ok(last)) = (u16::try_from(range.begin), u16::try_from(range.end - 1))
            else {
                continue;
            };
            first = first.or(Some((start, last)));
            self.paint(start, last);
        }
        if let (true, Some((start, last))) = (is_own, first)
            && let Some(name) = self.name(unit, entry)?
        {
            let size = (last - start).saturating_add(1);
            self.functions.push(Symbol::new(name, start).sized(size));
        }
        Ok(())
    }

    /// Gives the addresses to this block; the inner ones come after the outer.
    fn paint(&mut self, start: u16, last: u16) {
        let addresses = usize::from(start)..=usize::from(last);
        self.painted += usize::from(last - start) + 1;
        if self.painted > MAX_PAINTED {
            return;
        }
        if self.at.is_empty() {
            self.at = vec![0; ADDRESSES];
        }
        self.at[addresses].fill(self.count);
    }

    /// What a function is called: by itself, or by what it is made of.
    fn name<'d>(&mut self, unit: Unit<'_, 'd>, entry: &Entry<'d>) -> gimli::Result<Option<String>> {
        let mut entry = entry.clone();
        for _ in 0..MAX_LINKS {
            // C++ has several functions of one name; what tells them apart is what the symbols have.
            let value = [DW_AT_linkage_name, DW_AT_name]
                .iter()
                .find_map(|&name| entry.attr_value(name));
            if let Some(value) = value {
                if self.letters > MAX_LETTERS {
                    return Ok(None);
                }
                let text = unit.attr_string(value)?;
                self.letters += text.len();
                let name = std::str::from_utf8(text.slice()).ok();
                return Ok(name.and_then(in_our_notation));
            }
            let link = [DW_AT_abstract_origin, DW_AT_specification]
                .iter()
                .find_map(|&link| entry.attr_value(link));
            let Some(AttributeValue::UnitRef(offset)) = link else {
                return Ok(None);
            };
            entry = unit.entry(offset)?;
        }
        Ok(None)
    }
}
