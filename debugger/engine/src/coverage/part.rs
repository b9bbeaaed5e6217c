//! The parts of memory that coverage is told of one by one: what no window has, and each bank of each window.
//!
//! Invariant: each byte that code may be in is in one part, whether it shows or not; choices of a window that show the same
//! bytes are one bank.

use std::ops::RangeInclusive;

use jumppad_tiers::Machine;
use jumppad_tiers::banks::{Bank, Window};

use crate::program::sight::Sight;
use crate::program::source::dbg::Piece;

/// A part of memory.
pub(super) struct Part<'m> {
    /// It as it is, or would be.
    pub(super) sight: Sight<'m>,
    /// What it is of; none for what no window has.
    pub(super) bank: Option<Bank>,
    /// The addresses of the bank's window; of all windows without one.
    windows: Vec<RangeInclusive<u16>>,
    shows: bool,
}

impl<'m> Part<'m> {
    /// All parts.
    pub(super) fn all(machine: &'m Machine) -> Vec<Self> {
        let windows = machine.windows().map(|window| window.range.clone());
        let fixed = Self {
            sight: Sight::of(machine, None),
            bank: None,
            windows: windows.collect(),
            shows: true,
        };
        let windows = machine.windows().enumerate();
        let banks = windows.flat_map(|(at, window)| Self::of_window(machine, at, window));
        [fixed].into_iter().chain(banks).collect()
    }

    fn of_window(machine: &'m Machine, at: usize, window: &Window) -> Vec<Self> {
        let selected = machine.selected(at).unwrap_or_default();
        let shows = |choice: usize| window.choices[choice].shows;
        let stands = |&choice: &usize| {
            // Of several that show the same, the one that is selected stands for all.
            match shows(choice) == shows(selected) {
                true => choice == selected,
                false => (0..choice).all(|other| shows(other) != shows(choice)),
            }
        };
        let choices = (0..window.choices.len()).filter(stands);
        let part = |choice| {
            let bank = Some(Bank { window: at, choice });
            Self {
                sight: Sight::of(machine, bank),
                bank,
                windows: vec![window.range.clone()],
                shows: choice == selected,
            }
        };
        choices.map(part).collect()
    }

    /// Whether its bytes are those that show.
    pub(super) fn shows(&self) -> bool {
        self.shows
    }

    /// Whether it has an address.
    pub(super) fn has(&self, addr: u16) -> bool {
        let is_in_window = self.windows.iter().any(|range| range.contains(&addr));
        is_in_window == self.bank.is_some()
    }

    /// Whether it has what a line made. What is in no bank by its debug file is in those that show.
    pub(super) fn has_piece(&self, piece: &Piece) -> bool {
        let is_of_bank = |bank: Bank| match piece.bank {
            Some(number) => usize::from(number) == bank.choice,
            None => self.shows,
        };
        self.has(piece.start) && self.bank.is_none_or(is_of_bank)
    }

    /// The number of the bank, by which users know it.
    pub(super) fn number(&self) -> Option<u16> {
        self.bank.and_then(|bank| bank.choice.try_into().ok())
    }

    /// The addresses of all windows with the numbers of what shows there while this part does.
    pub(super) fn numbers(&self, machine: &Machine) -> Vec<(RangeInclusive<u16>, u16)> {
        let mut numbers = machine.numbers_shown();
        if let (Some(bank), Some(number)) = (self.bank, self.number()) {
            numbers[bank.window].1 = number;
        }
        numbers
    }
}
