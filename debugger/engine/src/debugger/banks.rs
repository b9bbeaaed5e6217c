//! Banks as users name them: by number or name, in the window of an address.

use jumppad_tiers::banks::{Answering, Bank, Choice, Kind, Showing, Shows, Writes};

use super::Debugger;
use crate::answer::{BankKind, BankView, BankWrites, BanksView, ShowingView, WindowView};
use crate::error::{Error, NoBank};

impl Debugger {
    /// All windows with what shows in them, and what may.
    #[must_use]
    pub fn banks(&self) -> BanksView {
        let windows = self.machine.windows().enumerate();
        let view = |(at, window): (usize, &jumppad_tiers::banks::Window)| WindowView {
            name: window.name.clone(),
            start: *window.range.start(),
            end: *window.range.end(),
            selected: self.machine.selected(at).unwrap_or_default(),
            banks: (0..)
                .zip(&window.choices)
                .map(|(number, choice)| self.bank_view(number, choice))
                .collect(),
        };
        BanksView {
            windows: windows.map(view).collect(),
            showing: match self.machine.showing() {
                Showing::Mapped => ShowingView::Mapped,
                Showing::Copied { why } => ShowingView::Copied(why),
            },
        }
    }

    fn bank_view(&self, number: usize, choice: &Choice) -> BankView {
        let (kind, offset) = match choice.shows {
            Shows::Memory => (BankKind::Memory, 0),
            Shows::Storage { id, offset } => match self.machine.storage_kind(id) {
                Some(Kind::Rom) => (BankKind::Rom, offset),
                Some(Kind::Ram) | None => (BankKind::Ram, offset),
            },
        };
        BankView {
            number,
            name: choice.name.clone(),
            kind,
            offset,
            writes: match choice.writes {
                // What is no RAM cannot be written, whatever was asked for.
                Writes::Here if kind == BankKind::Rom => BankWrites::Ignored,
                Writes::Here => BankWrites::Here,
                Writes::Beneath => BankWrites::Beneath,
                Writes::Ignored => BankWrites::Ignored,
            },
            devices: choice.answering == Answering::Devices,
        }
    }

    /// The bank that is called `name`, by its name or its number, in the only window that has such;
    /// `WINDOW.BANK` says which window is meant.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub fn bank_called(&self, name: &str) -> Result<Bank, Error> {
        if self.machine.windows().next().is_none() {
            return Err(NoBank::NoWindows.into());
        }
        let (of, bank) = match name.split_once('.') {
            Some((window, bank)) => (Some(window), bank),
            None => (None, name),
        };
        let number: Option<usize> = bank.parse().ok();
        let windows = self.machine.windows().enumerate();
        let windows =
            windows.filter(|(_, window)| of.is_none_or(|of| window.name.eq_ignore_ascii_case(of)));
        let found = windows.filter_map(|(at, window)| {
            let mut choices = window.choices.iter();
            let named = choices.position(|choice| choice.name.eq_ignore_ascii_case(bank));
            let choice = named.or(number.filter(|number| *number < window.choices.len()))?;
            Some((window.name.as_str(), Bank { window: at, choice }))
        });
        match found.collect::<Vec<_>>().as_slice() {
            [(_, bank)] => Ok(*bank),
            [] => Err(NoBank::Unknown(name.to_owned()).into()),
            several => {
                let names: Vec<&str> = several.iter().map(|(window, _)| *window).collect();
                Err(NoBank::Several {
                    name: name.to_owned(),
                    windows: names.join(" and "),
                }
                .into())
            }
        }
    }

    /// Lets names be told of the banks that show.
    pub fn look_at_banks(&mut self) {
        let showing = self.machine.numbers_shown();
        if self.symbols.set_showing(showing.clone()) {
            self.source.set_showing(&showing);
        }
    }
}
