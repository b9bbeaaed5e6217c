//! Banks as users name them: by number or name, in the window of an address.

use std::ops::RangeInclusive;
use std::path::Path;

use jumppad_tiers::Machine;
use jumppad_tiers::banks::{Answering, Bank, Choice, Kind, Showing, Shows, Writes};

use super::Debugger;
use super::event::Event;
use crate::answer::{
    BankKind, BankView, BankWrites, BanksView, ShowingView, ShownBank, SpaceView, WindowView,
};
use crate::error::{Error, NoBank};
use crate::program::source::dbg::file_name;
use crate::program::source::{Placed, Placing};

/// What is said of a machine whose banks should be mapped and are not.
pub fn unmapped(machine: &Machine) -> Option<String> {
    let why = machine.unmapped()?;
    Some(format!(
        "a switch of banks copies what shows, which takes longer: {why}"
    ))
}

/// A look into a bank.
#[derive(Debug)]
#[must_use = "what showed before has to show again"]
pub struct Look {
    /// What showed before.
    shown: Option<Bank>,
    /// What the guest had there, if a look was under way.
    outer: Option<Bank>,
    /// When it began.
    cycle: u64,
}

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

    /// The addresses of all windows with the numbers of what shows there, but for bank `number` in that of `address`. None
    /// if that shows, or is nowhere.
    pub(super) fn numbers_with(
        &self,
        number: u16,
        address: u16,
    ) -> Option<Vec<(RangeInclusive<u16>, u16)>> {
        let mut numbers = self.machine.numbers_shown();
        let mut windows = numbers.iter_mut();
        let (_, own) = windows.find(|(range, own)| range.contains(&address) && *own != number)?;
        *own = number;
        Some(numbers)
    }

    /// The bank of that number in the window of an address.
    ///
    /// # Errors
    /// The address is in no window, or its window has no such bank.
    pub fn bank_numbered(&self, number: u16, address: u16) -> Result<Bank, Error> {
        if self.machine.windows().next().is_none() {
            return Err(NoBank::NoWindows.into());
        }
        let window = self.machine.bank_at(address).map(|bank| bank.window);
        let Some(window) = window else {
            return Err(NoBank::NoWindow(address).into());
        };
        let choice = usize::from(number);
        let mut windows = self.machine.windows();
        match windows
            .nth(window)
            .is_some_and(|w| choice < w.choices.len())
        {
            true => Ok(Bank { window, choice }),
            false => Err(NoBank::Unknown(number.to_string()).into()),
        }
    }

    /// Whether bank `number` shows at `address`; without one, whatever shows.
    pub(crate) fn is_shown(&self, number: Option<u16>, address: u16) -> bool {
        let shown = || self.machine.bank_at(address).map(|bank| bank.choice);
        number.is_none_or(|number| shown() == Some(number.into()))
    }

    /// Lets a bank show while the user looks; [`Debugger::look_away`] ends that.
    pub fn look_into(&mut self, bank: Bank) -> Look {
        let outer = self.looked_into;
        let shown = self.machine.selected(bank.window);
        let shown = shown.map(|choice| Bank { choice, ..bank });
        // Within another look the guest has still what it had before that.
        self.looked_into = outer.or_else(|| shown.filter(|shown| *shown != bank));
        self.machine.select_bank(bank);
        self.look_at_banks();
        Look {
            shown,
            outer,
            cycle: self.machine.cpu().cycles,
        }
    }

    /// What showed before shows again, unless the guest ran: then what shows is its own business.
    pub fn look_away(&mut self, look: Look) {
        self.looked_into = look.outer;
        if let Some(shown) = look.shown
            && self.machine.cpu().cycles == look.cycle
        {
            self.machine.select_bank(shown);
        }
        self.look_at_banks();
    }

    /// Whether the user looks at `address` in a bank, while another shows there for the guest.
    pub fn is_elsewhere(&self, address: u16) -> bool {
        let own = self.looked_into;
        own.is_some_and(|own| {
            let looked_at = self.machine.bank_at(address);
            looked_at.is_some_and(|bank| bank.window == own.window && bank != own)
        })
    }

    /// Which parts of which files show in which banks: of the ROMs of the machine file, and of a cartridge.
    pub(super) fn placing(&self) -> Placing {
        let cartridge = self.program.cartridge.as_ref().map(|image| {
            let file = file_name(Path::new(&self.program.name));
            (file, image.program_at)
        });
        let windows = self.machine.windows().enumerate();
        let choices = windows.flat_map(|(at, window)| {
            let choices = window.choices.iter().enumerate();
            choices.map(move |(number, choice)| (at, window, number, choice))
        });
        let placed = choices.filter_map(|(at, window, number, choice)| {
            let Shows::Storage { offset, .. } = choice.shows else {
                return None;
            };
            let (file, begins) = match &self.board {
                Some(built) if !built.board.windows.is_empty() => (built.file_in(at, number)?, 0),
                _ => cartridge.clone()?,
            };
            Some(Placed {
                file,
                offset: u32::try_from(begins + offset).ok()?,
                length: u32::try_from(window.length()).ok()?,
                start: *window.range.start(),
                bank: number.try_into().ok()?,
            })
        });
        placed.collect()
    }

    /// What is compiled for the banks that show, and how much for others; none where there are no windows.
    pub fn space(&self) -> Option<SpaceView> {
        let windows = self.machine.windows().enumerate();
        let showing = windows.map(|(at, window)| {
            let number = self.machine.selected(at).unwrap_or_default();
            ShownBank {
                window: window.name.clone(),
                number,
                name: window.choices[number].name.clone(),
            }
        });
        let showing: Vec<ShownBank> = showing.collect();
        let parked = self.machine.parked_spaces();
        (!showing.is_empty()).then(|| SpaceView {
            showing,
            spaces_elsewhere: parked.len(),
            groups_elsewhere: parked.iter().map(|space| space.groups).sum(),
            blocks_elsewhere: parked.iter().map(|space| space.blocks.len()).sum(),
        })
    }

    /// Tells once that a switch of banks costs more than it should, if it does.
    pub(super) fn tell_unmapped(&mut self) {
        let text = unmapped(&self.machine);
        if text != self.told_unmapped {
            self.told_unmapped.clone_from(&text);
            if let Some(text) = text {
                self.happened(Event::Note(text));
            }
        }
    }

    /// Lets names be told of the banks that show.
    pub fn look_at_banks(&mut self) {
        let showing = self.machine.numbers_shown();
        self.source.set_showing(&showing);
        self.symbols.set_showing(showing);
    }
}
