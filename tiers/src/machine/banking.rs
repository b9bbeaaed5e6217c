//! Banks as the machine has them: defining windows, selecting what shows, bytes that do not.

use std::ops::RangeInclusive;

use jumppad_opcodes::page;

use super::{Machine, surroundings};
use crate::banks::{Answering, Bank, BankError, Banks, Kind, Showing, StorageId, Window};
use crate::event::InvalidationCause;
use crate::pages::page_of;
use crate::tiers::Surroundings;

/// Spaces whose code is kept, each about two megabytes of it; a program that enters more of them
/// begins anew.
const MOST_SPACES: usize = 96;

impl Machine {
    /// A memory beside the 64 KiB, for windows to show.
    pub fn add_storage(&mut self, kind: Kind, bytes: Vec<u8>) -> StorageId {
        self.banks.add_storage(kind, bytes)
    }

    /// Defines windows beside those that there are. Each shows what it shows at reset. All
    /// compiled code is flushed.
    ///
    /// # Errors
    /// [`BankError`], and nothing is changed, if they cannot be as they are asked for.
    pub fn add_windows(&mut self, windows: Vec<Window>) -> Result<(), BankError> {
        let mut all: Vec<Window> = self.banks.windows().cloned().collect();
        let first = all.len();
        all.extend(windows.iter().cloned());
        self.banks.check(&all)?;
        self.outside.restructured(self.cpu.cycles);
        self.flush();
        self.forget_spaces();
        self.banks.unmap(&mut self.memory);
        self.banks.place(windows);
        let shown = all.iter().enumerate().skip(first);
        let shown = shown.map(|(window, defined)| Bank {
            window,
            choice: defined.at_reset,
        });
        self.show(&shown.collect::<Vec<_>>());
        if self.tiers.policy.mapped_banks {
            self.banks.map(&mut self.memory);
        }
        self.renew_catches();
        Ok(())
    }

    /// Takes all windows away, and the memories beside the 64 KiB. What shows stays there, as memory that can be
    /// written.
    pub fn remove_windows(&mut self) {
        let ranges: Vec<_> = self
            .banks
            .windows()
            .map(|window| window.range.clone())
            .collect();
        if ranges.is_empty() {
            return;
        }
        self.outside.restructured(self.cpu.cycles);
        self.tell_what_was_noted();
        self.flush();
        self.forget_spaces();
        self.banks.unmap(&mut self.memory);
        self.banks = Banks::default();
        for range in ranges {
            self.devices.set_hidden(&range, false);
            for page in page_of(*range.start())..=page_of(*range.end()) {
                self.memory.remove_attributes(page, page::ROM);
                if self.devices.any_on(page) {
                    self.memory.add_attributes(page, page::DEVICE);
                }
            }
        }
        self.renew_catches();
    }

    /// What a memory beside the 64 KiB is.
    #[must_use]
    pub fn storage_kind(&self, id: StorageId) -> Option<Kind> {
        self.banks.kind(id)
    }

    /// The windows, by number.
    pub fn windows(&self) -> impl Iterator<Item = &Window> {
        self.banks.windows()
    }

    /// The number of what shows in a window.
    #[must_use]
    pub fn selected(&self, window: usize) -> Option<usize> {
        self.banks.selected(window)
    }

    /// The addresses of each window, with the number of what shows there.
    #[must_use]
    pub fn numbers_shown(&self) -> Vec<(RangeInclusive<u16>, u16)> {
        self.banks.numbers()
    }

    /// What shows at an address, if that is in a window.
    #[must_use]
    pub fn bank_at(&self, addr: u16) -> Option<Bank> {
        let window = self.banks.window_at(addr)?;
        let choice = self.banks.selected(window)?;
        Some(Bank { window, choice })
    }

    /// Lets a bank show, as a device does by [`Signals::select`](crate::Signals::select): now, at
    /// an instruction boundary. What does not exist is not selected.
    pub fn select_bank(&mut self, bank: Bank) {
        self.outside.surroundings(self.cpu.cycles);
        self.switch(&[bank]);
    }

    /// The byte of a bank at one of its window's addresses, whether it shows or not, without a
    /// read's side effects.
    #[must_use]
    pub fn peek_bank(&self, bank: Bank, addr: u16) -> Option<u8> {
        let (window, _) = self.banks.described(bank)?;
        if !window.range.contains(&addr) {
            return None;
        }
        Some(match self.banks.peek(bank, addr) {
            Some(value) => value,
            None => self.memory.peek(addr),
        })
    }

    /// Writes a byte of a bank for the user, read-only memory too. False if there is none.
    pub fn poke_bank(&mut self, bank: Bank, addr: u16, new: u8) -> bool {
        if self.peek_bank(bank, addr).is_none() {
            return false;
        }
        match self.banks.poke(bank, addr, new) {
            Some(beneath) => {
                // What does not show is in no list of changes.
                self.outside.restructured(self.cpu.cycles);
                let old = beneath.old;
                let cause = InvalidationCause::Poke { addr, old, new };
                self.tiers.hidden_byte_changed(addr, beneath.face, cause);
            }
            None => self.poke(addr, new),
        }
        true
    }

    /// Lets banks show, and the code that was made for them run.
    pub(crate) fn switch(&mut self, banks: &[Bank]) {
        if self.show(banks) {
            let space = self.banks.space();
            self.tiers.enter_space(space, surroundings!(self));
            if space >= MOST_SPACES {
                self.forget_spaces();
            }
        }
    }

    /// Takes all code of all spaces out of use, for there are too many.
    fn forget_spaces(&mut self) {
        let here = self.banks.selection();
        for selection in self.banks.known().into_iter().chain([here]) {
            self.show(&selection);
            let space = self.banks.space();
            self.tiers.enter_space(space, surroundings!(self));
            self.tiers.flush_here(surroundings!(self));
        }
        self.tiers.forget_spaces();
        self.banks.forget_spaces(&mut self.memory);
    }

    /// Why a switch of banks copies what shows, though it should map it; none if it maps, or is not asked to.
    #[must_use]
    pub fn unmapped(&self) -> Option<&str> {
        self.banks.unmapped()
    }

    /// How other banks come to show.
    #[must_use]
    pub fn showing(&self) -> Showing {
        self.banks.showing()
    }

    /// Lets banks show in their windows. False if nothing changes.
    fn show(&mut self, banks: &[Bank]) -> bool {
        let mut is_changed = false;
        for &bank in banks {
            let Some((window, choice)) = self.banks.described(bank) else {
                continue;
            };
            if self.banks.selected(bank.window) == Some(bank.choice) {
                continue;
            }
            let range = window.range.clone();
            let is_hidden = choice.answering == Answering::Memory;
            if !is_changed {
                // What was noted of code that goes is told to those who made it.
                self.tell_what_was_noted();
                is_changed = true;
            }
            let (memory, marks) = (&mut self.memory, &mut self.tiers.marks);
            self.banks.exchange(bank, memory, marks, &mut self.coverage);
            self.devices.set_hidden(&range, is_hidden);
            let marks = &self.tiers.marks;
            if !self.banks.give_attributes(bank, &mut self.memory, marks) {
                self.find_attributes(bank);
            }
        }
        if is_changed {
            self.banks.look(&mut self.memory);
        }
        is_changed
    }

    /// Finds the attributes that the pages of a bank have while it shows, as it does, and gives them those.
    fn find_attributes(&mut self, bank: Bank) {
        let Some((window, choice)) = self.banks.described(bank) else {
            return;
        };
        let pages = page_of(*window.range.start())..=page_of(*window.range.end());
        let rom = match self.banks.is_writable(choice) {
            true => 0,
            false => page::ROM,
        };
        // Without those there are no such marks, and nobody need look.
        let has_stops = !self.breakpoints.is_empty() || !self.catches.is_empty();
        let mut found = Vec::with_capacity(pages.len());
        for page in pages {
            let device = match self.devices.any_on(page) {
                true => page::DEVICE,
                false => 0,
            };
            let stops = match has_stops {
                true => self.stops_on(page),
                false => 0,
            };
            found.push(rom | device | stops | self.watches.attributes(page, &self.banks));
            if device != 0 {
                let before = page.wrapping_sub(1);
                self.memory.add_attributes(before, page::NEAR_DEVICE);
                self.memory.add_attributes(page, device);
            }
        }
        self.banks.keep_attributes(bank, found);
        let marks = &self.tiers.marks;
        self.banks.give_attributes(bank, &mut self.memory, marks);
    }
}
