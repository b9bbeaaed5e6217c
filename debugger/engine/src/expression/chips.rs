//! Registers of devices: `via.IFR` is what the register IFR of the device called via holds now.
//!
//! Invariants: they are looked at without effects; a variable of C that is called as a device comes first. They are no
//! bytes of memory, so only the debugger answers them.

use jumppad_tiers::{DeviceId, Machine, Register};

use super::tree::Expr;
use super::typed::{Meant, Term};
use super::{EvalError, EvalErrorKind, Scope};

/// A device, as expressions name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What it is called, in letters of any case.
    pub name: String,
    /// What it is to the machine.
    pub id: DeviceId,
}

impl Scope<'_> {
    /// The register `name` of the device that `record` names, if that is what is meant.
    pub(super) fn chip_register(
        &self,
        record: &Expr,
        name: &str,
        at: usize,
    ) -> Result<Option<Term>, EvalError> {
        let Expr::Symbol { name: chip, .. } = record else {
            return Ok(None);
        };
        let is_of_c = matches!(self.meant(chip), Some(Meant::Local(_) | Meant::Global));
        if is_of_c || self.chip(chip).is_none() {
            return Ok(None);
        }
        // Asked once here, so that a slip is told where it was written.
        self.register_of_chip(chip, name, at)?;
        Ok(Some(Term::Number(Expr::Chip {
            chip: chip.clone(),
            register: name.to_owned(),
            at,
        })))
    }

    fn chip(&self, name: &str) -> Option<&Chip> {
        let mut chips = self.chips.iter();
        chips.find(|chip| chip.name.eq_ignore_ascii_case(name))
    }

    /// What a register of a device holds.
    ///
    /// # Errors
    /// There is no such device any more, or it has no such register.
    pub(super) fn register_of_chip(
        &self,
        chip: &str,
        register: &str,
        at: usize,
    ) -> Result<i64, EvalError> {
        let gone = || EvalErrorKind::NoChip(chip.to_owned()).at(at);
        let id = self.chip(chip).ok_or_else(gone)?.id;
        let all = self.machine.device_registers(id);
        let found = find(&all, register).ok_or_else(|| {
            EvalErrorKind::NoChipRegister {
                chip: chip.to_owned(),
                name: register.to_owned(),
                registers: all.iter().map(|register| register.name).collect(),
            }
            .at(at)
        })?;
        Ok(i64::from(found.value))
    }

    /// The names of what can be asked of devices: `via.IFR`.
    pub fn chip_registers(&self, machine: &Machine) -> Vec<String> {
        let names = self.chips.iter().flat_map(|chip| {
            let registers = machine.device_registers(chip.id).into_iter();
            registers.map(|register| format!("{}.{}", chip.name, register.name))
        });
        names.collect()
    }
}

fn find<'r>(all: &'r [Register], name: &str) -> Option<&'r Register> {
    all.iter().find(|own| own.name.eq_ignore_ascii_case(name))
}
