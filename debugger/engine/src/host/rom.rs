//! The pages that the guest cannot write.
//!
//! Invariant: the machine protects exactly the pages of this list; it has no finer grain.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jumppad_tiers::Machine;
use jumppad_tiers::banks::{Bank, Shows, Writes};

/// Read-only pages: a cartridge's own and the user's.
#[derive(Debug, Default)]
pub struct Rom {
    pages: BTreeSet<u8>,
}

impl Rom {
    /// Makes pages read-only.
    pub fn protect(&mut self, machine: &mut Machine, pages: RangeInclusive<u8>) {
        self.pages.extend(pages.clone());
        machine.protect(pages);
    }

    /// Makes pages writable again.
    pub fn unprotect(&mut self, machine: &mut Machine, pages: RangeInclusive<u8>) {
        self.pages.retain(|page| !pages.contains(page));
        machine.unprotect(pages);
    }

    /// First and last address of each stretch of read-only pages.
    pub fn ranges(&self) -> Vec<(u16, u16)> {
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        for &page in &self.pages {
            let (start, end) = addresses(&(page..=page));
            match ranges.last_mut() {
                Some(last) if last.1.checked_add(1) == Some(start) => last.1 = end,
                _ => ranges.push((start, end)),
            }
        }
        ranges
    }
}

/// Where a store to `address` goes that does not go to what shows there: the RAM beneath a ROM.
fn beneath(machine: &Machine, address: u16) -> Option<Bank> {
    let shown = machine.bank_at(address)?;
    let window = machine.windows().nth(shown.window)?;
    if window.choices[shown.choice].writes != Writes::Beneath {
        return None;
    }
    let mut choices = window.choices.iter();
    let choice = choices.position(|choice| choice.shows == Shows::Memory)?;
    Some(Bank { choice, ..shown })
}

/// Whether what is stored at `address` goes beneath what shows there.
pub fn goes_beneath(machine: &Machine, address: u16) -> bool {
    beneath(machine, address).is_some()
}

/// Stores a byte as the guest would: beneath a ROM, where there is RAM.
pub fn store(machine: &mut Machine, address: u16, byte: u8) {
    match beneath(machine, address) {
        Some(bank) => _ = machine.poke_bank(bank, address, byte),
        None => machine.poke(address, byte),
    }
}

/// Stores what fits, from `start` on, as [`store`] does.
pub fn load(machine: &mut Machine, start: u16, bytes: &[u8]) {
    // Where nothing is beneath anything, all goes at once.
    if machine.windows().next().is_none() && machine.load(start, bytes).is_ok() {
        return;
    }
    for (address, &byte) in (start..=u16::MAX).zip(bytes) {
        store(machine, address, byte);
    }
}

/// The pages that hold a range of addresses.
pub fn pages_of(range: &RangeInclusive<u16>) -> RangeInclusive<u8> {
    let [first, _] = range.start().to_be_bytes();
    let [last, _] = range.end().to_be_bytes();
    first..=last
}

/// First and last address of pages.
pub fn addresses(pages: &RangeInclusive<u8>) -> (u16, u16) {
    let first = u16::from_be_bytes([*pages.start(), 0x00]);
    let last = u16::from_be_bytes([*pages.end(), 0xFF]);
    (first, last)
}

#[cfg(test)]
mod tests {
    use jumppad_tiers::{Config, JitMode};

    use super::*;

    #[test]
    fn pages_that_touch_are_one_range() {
        let mut machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        let mut rom = Rom::default();
        rom.protect(&mut machine, pages_of(&(0x8001..=0x8100)));
        rom.protect(&mut machine, 0xFE..=0xFF);
        assert_eq!(rom.ranges(), [(0x8000, 0x81FF), (0xFE00, 0xFFFF)]);
        rom.unprotect(&mut machine, 0x80..=0x80);
        assert_eq!(rom.ranges(), [(0x8100, 0x81FF), (0xFE00, 0xFFFF)]);
    }
}
