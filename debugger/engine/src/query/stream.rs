//! A condition that is asked of recorded instructions as they come, beside any debugger.

use std::sync::Arc;

use jumppad_tiers::Machine;
use jumppad_tiers::filter::Fault;
use jumppad_tiers::filters::TieredFilter;

use super::Condition;
use super::instruction::Names;
use super::notes::{self, Notes};
use crate::expression::{EvalError, Scope};
use crate::program::symbols::Symbols;

/// A condition of `find trace`, ready to be asked.
pub struct TraceFilter {
    filter: TieredFilter,
    notes: Notes,
}

impl TraceFilter {
    /// What `condition` asks, where names mean what they do in `scope`.
    ///
    /// # Errors
    /// It names what recorded instructions do not have, or is too long.
    pub fn new(condition: &Condition, scope: &Scope<'_>) -> Result<Self, EvalError> {
        let (filter, notes) = notes::filter(condition, scope)?;
        Ok(Self {
            filter: TieredFilter::new(Arc::new(filter)),
            notes,
        })
    }

    /// Tells `found` which of the records in `bytes` pass, by their places there. `machine` is one of the chip that
    /// executed them.
    ///
    /// # Errors
    /// The condition fails for a record, as by a division by zero.
    pub fn search(
        &mut self,
        machine: &Machine,
        symbols: &Symbols,
        bytes: &[u8],
        found: impl FnMut(usize),
    ) -> Result<(), Fault> {
        let names = Names {
            model: machine.model(),
            symbols,
        };
        self.notes
            .search(&self.filter, machine, names, bytes, found)
    }
}
