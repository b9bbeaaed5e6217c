//! Banks: windows of the 64 KiB in which one of several memories shows.
//!
//! ```text
//! storages  RAM and ROM beside the 64 KiB        windows  where one of them shows
//!   #0 ROM 32 KiB  ───────────┐                    $8000..BFFF  choice 0: #0 from 0
//!   #1 RAM  8 KiB  ─────┐     └──────────────────>              choice 1: #0 from $4000, ...
//!                       └────────────────────────> $6000..7FFF  choice 0: the 64 KiB's own
//!                                                               choice 1: #1
//! ```
//! What shows is in the 64 KiB while it shows, so accesses cost what they always cost; the rest
//! is kept here with what is known of its bytes. A [`Face`] is one thing that may show in one
//! window; one way in which all windows are set is a space, by whose number the tiers keep code.
//!
//! Invariants: a window is made of whole 4 KiB, and lies behind the stack; windows do not
//! overlap; RAM shows in one window only.
//!
//! Not here: who selects (devices, by [`Signals::select`](crate::Signals::select)), and what the
//! tiers make of it (`tiers::spaces`).

mod bytes;
mod define;
mod map;
mod mapping;
mod numbers;
mod room;
mod show;

use std::ops::RangeInclusive;

use jumppad_opcodes::PageAttributes;

pub use define::BankError;
pub use map::Showing;
pub(crate) use room::Room;
pub(crate) use show::Beneath;

use crate::code_marks::HiddenMarks;
use crate::pages::page_of;
use bytes::Bytes;
use mapping::Arena;
use numbers::Numbers;

/// What windows are made of, in bytes.
pub const GRAIN: u32 = 0x1000;

/// Names a memory beside the 64 KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StorageId(pub(crate) usize);

/// What a memory beside the 64 KiB is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It can be written, and goes back in time with the machine.
    Ram,
    /// The guest cannot write it.
    Rom,
}

/// Which memory a choice shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shows {
    /// The 64 KiB's own.
    Memory,
    /// A part of another one, which begins so many bytes into it.
    Storage {
        /// Which.
        id: StorageId,
        /// Bytes from its start.
        offset: usize,
    },
}

/// What becomes of the guest's writes to a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writes {
    /// They change what shows.
    Here,
    /// They change the 64 KiB's own memory, which does not show.
    Beneath,
    /// Nothing.
    Ignored,
}

/// Whether devices, and routines of the host, answer in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answering {
    /// Those that have addresses there.
    #[default]
    Devices,
    /// Memory alone: devices there do not notice, and the host does not answer.
    Memory,
}

/// One of the things that may show in a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// By which users know it.
    pub name: String,
    /// Which memory it is.
    pub shows: Shows,
    /// Whether it can be written.
    pub writes: Writes,
    /// Whether devices answer.
    pub answering: Answering,
}

/// A range of addresses in which one of several memories shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// By which users know it.
    pub name: String,
    /// Its addresses.
    pub range: RangeInclusive<u16>,
    /// What may show, by number.
    pub choices: Vec<Choice>,
    /// Which of them shows at reset.
    pub at_reset: usize,
}

impl Window {
    /// How many bytes show.
    #[must_use]
    pub fn length(&self) -> usize {
        usize::from(*self.range.end()) - usize::from(*self.range.start()) + 1
    }
}

/// Where an address lies, by the numbers of its window and of what shows there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bank {
    /// The window.
    pub window: usize,
    /// What shows in it.
    pub choice: usize,
}

/// Something that shows, or may show, at an address: equal exactly where the bytes are the same
/// ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Face(u32);

/// What the machine has of a memory.
struct Storage {
    kind: Kind,
    /// Up to date but for what shows where it is copied.
    bytes: Bytes,
}

/// What is known of the bytes of a face that does not show.
struct Hidden {
    /// Where in its storage it begins.
    storage: usize,
    offset: usize,
    marks: Bytes,
    code: HiddenMarks,
    /// What coverage noted.
    noted: Vec<u8>,
}

/// Attributes of the pages of a window while one of its choices shows: all but those that tell what was made from
/// the bytes, which another choice may show as well.
#[derive(Clone)]
struct Attributes {
    /// The rules that there were.
    rules: u64,
    pages: Vec<PageAttributes>,
}

struct Placed {
    window: Window,
    selected: usize,
    /// The storage of the 64 KiB's own bytes.
    own: usize,
    /// The number of each choice's face.
    faces: Vec<usize>,
    /// Those of each choice that has shown.
    attributes: Vec<Option<Attributes>>,
}

/// All windows with what is behind them.
#[derive(Default)]
pub(crate) struct Banks {
    storages: Vec<Storage>,
    windows: Vec<Placed>,
    /// By number, from 1 on: 0 is what always shows.
    faces: Vec<Hidden>,
    /// What shows on each page.
    showing: Option<Box<[Face; 0x100]>>,
    spaces: Numbers,
    /// What the pages' attributes go by changed so often.
    rules: u64,
    /// Where all is, if it is mapped.
    arena: Option<Arena>,
    /// Why it is not, if it should be.
    unmapped: Option<String>,
}

impl Banks {
    /// What shows on a page.
    #[inline]
    pub(crate) fn face(&self, page: u8) -> Face {
        self.showing
            .as_ref()
            .map_or(Face(0), |showing| showing[usize::from(page)])
    }

    /// The number of what shows in a window, from 1 on.
    fn shown_in(&self, window: &Window) -> usize {
        self.face(page_of(*window.range.start())).0 as usize
    }

    /// The number of the space that shows.
    pub(crate) fn space(&mut self) -> usize {
        let selected = self.windows.iter().map(|placed| placed.selected);
        self.spaces.current(selected)
    }

    /// How windows are set in each space that was entered.
    pub(crate) fn known(&self) -> Vec<Vec<Bank>> {
        let bank = |(window, &choice): (usize, &usize)| Bank { window, choice };
        let spaces = self.spaces.choices();
        spaces
            .map(|choices| choices.iter().enumerate().map(bank).collect())
            .collect()
    }

    /// What a memory is.
    pub(crate) fn kind(&self, id: StorageId) -> Option<Kind> {
        Some(self.storages.get(id.0)?.kind)
    }

    /// The window of an address.
    pub(crate) fn window_at(&self, addr: u16) -> Option<usize> {
        let mut windows = self.windows.iter();
        windows.position(|placed| placed.window.range.contains(&addr))
    }

    /// The windows as they were defined.
    pub(crate) fn windows(&self) -> impl Iterator<Item = &Window> {
        self.windows.iter().map(|placed| &placed.window)
    }

    /// What shows in a window.
    pub(crate) fn selected(&self, window: usize) -> Option<usize> {
        Some(self.windows.get(window)?.selected)
    }

    /// What shows in each window.
    pub(crate) fn selection(&self) -> Vec<Bank> {
        let windows = self.windows.iter().enumerate();
        let bank = |(window, placed): (usize, &Placed)| Bank {
            window,
            choice: placed.selected,
        };
        windows.map(bank).collect()
    }

    /// The addresses of each window with the number of what shows there.
    pub(crate) fn numbers(&self) -> Vec<(RangeInclusive<u16>, u16)> {
        let windows = self.windows.iter();
        windows
            .map(|placed| (placed.window.range.clone(), placed.selected as u16))
            .collect()
    }

    /// What shows in each window at reset.
    pub(crate) fn at_reset(&self) -> Vec<Bank> {
        let windows = self.windows.iter().enumerate();
        let bank = |(window, placed): (usize, &Placed)| Bank {
            window,
            choice: placed.window.at_reset,
        };
        windows.map(bank).collect()
    }

    /// The bytes of RAM that do not show, in the order of storages.
    pub(crate) fn hidden_ram(&self) -> Vec<(usize, Box<[u8]>)> {
        let storages = (0..).zip(&self.storages);
        let ram = storages.filter(|(_, storage)| storage.kind == Kind::Ram);
        let arena = self.arena.as_ref();
        ram.map(|(at, storage)| (at, storage.bytes.copy(arena).into()))
            .collect()
    }
}
