//! What shows goes behind, what is behind shows; and what is done to bytes that do not show.

use jumppad_opcodes::{ByteMarks, Memory, PageAttributes};

use super::bytes::Bytes;
use super::{Attributes, Bank, Banks, Choice, Face, Kind, Shows, Window, Writes};
use crate::code_marks::CodeMarks;
use crate::coverage::Coverage;
use crate::pages::page_of;

/// A byte of a memory that does not show, which was changed.
pub(crate) struct Beneath {
    pub(crate) face: Face,
    pub(crate) old: u8,
}

/// A byte that does not show.
struct Place {
    storage: usize,
    /// In its storage.
    at: usize,
    /// Its face, and where in it.
    face: usize,
    offset: usize,
}

impl Banks {
    /// Exchanges what shows in a window for one of its choices.
    pub(crate) fn exchange(
        &mut self,
        bank: Bank,
        memory: &mut Memory,
        marks: &mut CodeMarks,
        coverage: &mut Coverage,
    ) {
        let Some(placed) = self.windows.get_mut(bank.window) else {
            return;
        };
        let Some(&new) = placed.faces.get(bank.choice) else {
            return;
        };
        placed.selected = bank.choice;
        self.spaces.set(bank);
        let (first, last) = (*placed.window.range.start(), *placed.window.range.end());
        let Some(showing) = self.showing.as_mut() else {
            return;
        };
        let (first_page, last_page) = (page_of(first), page_of(last));
        let old = showing[usize::from(first_page)].0 as usize;
        if old == new {
            return;
        }
        showing[usize::from(first_page)..=usize::from(last_page)].fill(Face(new as u32));
        for (face, shows) in [(old, false), (new, true)] {
            let hidden = &mut self.faces[face - 1];
            // What is mapped needs not be copied.
            if let (Bytes::Own(stored), Bytes::Own(stored_marks)) =
                (&mut self.storages[hidden.storage].bytes, &mut hidden.marks)
            {
                let stored = &mut stored[hidden.offset..][..stored_marks.len()];
                let (bytes, byte_marks) = memory.window(first, last);
                match shows {
                    true => {
                        bytes.copy_from_slice(stored);
                        for (mark, stored) in byte_marks.iter_mut().zip(stored_marks) {
                            *mark = ByteMarks::from_bits_retain(*stored);
                        }
                    }
                    false => {
                        stored.copy_from_slice(bytes);
                        for (stored, mark) in stored_marks.iter_mut().zip(byte_marks) {
                            *stored = mark.bits();
                        }
                    }
                }
            }
            marks.exchange(first_page, &mut hidden.code);
            if coverage.is_in_use() {
                coverage.exchange(first, &mut hidden.noted);
            }
        }
    }

    /// What the attributes of pages go by has changed.
    pub(crate) fn change_rules(&mut self) {
        self.rules += 1;
    }

    /// Keeps the attributes of the pages of a bank, until the rules change.
    pub(crate) fn keep_attributes(&mut self, bank: Bank, pages: Vec<PageAttributes>) {
        let rules = self.rules;
        if let Some(placed) = self.windows.get_mut(bank.window)
            && let Some(kept) = placed.attributes.get_mut(bank.choice)
        {
            *kept = Some(Attributes { rules, pages });
        }
    }

    /// Gives the pages of a bank that shows the attributes that were kept of it, with those of what was made from its
    /// bytes. False if none are that hold.
    pub(crate) fn give_attributes(
        &self,
        bank: Bank,
        memory: &mut Memory,
        marks: &CodeMarks,
    ) -> bool {
        let Some(placed) = self.windows.get(bank.window) else {
            return false;
        };
        let Some(Some(kept)) = placed.attributes.get(bank.choice) else {
            return false;
        };
        if kept.rules != self.rules {
            return false;
        }
        let first = page_of(*placed.window.range.start());
        let code = &marks.attributes()[usize::from(first)..];
        memory.set_attributes(first, &kept.pages, code);
        true
    }

    /// The choice that is selected in a window.
    pub(crate) fn choice(&self, window: usize) -> Option<&Choice> {
        let placed = self.windows.get(window)?;
        placed.window.choices.get(placed.selected)
    }

    /// What a bank is, and the window that it shows in.
    pub(crate) fn described(&self, bank: Bank) -> Option<(&Window, &Choice)> {
        let window = &self.windows.get(bank.window)?.window;
        Some((window, window.choices.get(bank.choice)?))
    }

    /// Where a byte of a bank is, if it does not show.
    fn hidden_place(&self, bank: Bank, addr: u16) -> Option<Place> {
        let placed = self.windows.get(bank.window)?;
        let face = *placed.faces.get(bank.choice)?;
        self.place_in(face, bank.window, addr)
    }

    fn place_in(&self, face: usize, window: usize, addr: u16) -> Option<Place> {
        let range = &self.windows[window].window.range;
        if !range.contains(&addr) || self.face(page_of(addr)).0 as usize == face {
            return None;
        }
        let offset = usize::from(addr - range.start());
        let hidden = &self.faces[face - 1];
        Some(Place {
            storage: hidden.storage,
            at: hidden.offset + offset,
            face,
            offset,
        })
    }

    /// The byte of a bank that does not show there.
    pub(crate) fn peek(&self, bank: Bank, addr: u16) -> Option<u8> {
        let place = self.hidden_place(bank, addr)?;
        Some(
            self.storages[place.storage]
                .bytes
                .get(self.arena.as_ref(), place.at),
        )
    }

    /// Changes such a byte.
    pub(crate) fn poke(&mut self, bank: Bank, addr: u16, value: u8) -> Option<Beneath> {
        let place = self.hidden_place(bank, addr)?;
        Some(self.change(&place, value))
    }

    fn change(&mut self, place: &Place, value: u8) -> Beneath {
        let bytes = &mut self.storages[place.storage].bytes;
        let old = bytes.get(self.arena.as_ref(), place.at);
        bytes.set(self.arena.as_mut(), place.at, &[value]);
        Beneath {
            face: Face(place.face as u32),
            old,
        }
    }

    /// The guest writes where something else shows, if writes go there.
    pub(crate) fn write_beneath(&mut self, addr: u16, value: u8) -> Option<Beneath> {
        let window = self.window_at(addr)?;
        if self.choice(window)?.writes != Writes::Beneath {
            return None;
        }
        let own = self.windows[window].own;
        let mut faces = (1..).zip(&self.faces);
        let (face, _) = faces.find(|(_, hidden)| hidden.storage == own)?;
        let place = self.place_in(face, window, addr)?;
        Some(self.change(&place, value))
    }

    /// Gives a byte of all banks that do not show a mark, or takes it.
    pub(crate) fn mark_hidden(&mut self, addr: u16, mark: ByteMarks, is_set: bool) {
        let Some(window) = self.window_at(addr) else {
            return;
        };
        for at in 0..self.windows[window].faces.len() {
            let face = self.windows[window].faces[at];
            if let Some(place) = self.place_in(face, window, addr) {
                let bytes = &mut self.faces[place.face - 1].marks;
                let stored = bytes.get(self.arena.as_ref(), place.offset);
                let mut marks = ByteMarks::from_bits_retain(stored);
                marks.set(mark, is_set);
                bytes.set(self.arena.as_mut(), place.offset, &[marks.bits()]);
            }
        }
    }

    /// Puts back what RAM held that does not show: the bytes that differ are told, with the
    /// address at which they show when they do.
    pub(crate) fn restore_hidden(
        &mut self,
        ram: &[(usize, Box<[u8]>)],
    ) -> Vec<(u16, Face, u8, u8)> {
        let mut changed = Vec::new();
        for placed in &self.windows {
            for &face in &placed.faces {
                let hidden = &self.faces[face - 1];
                let Some((_, then)) = ram.iter().find(|(storage, _)| *storage == hidden.storage)
                else {
                    continue;
                };
                let range = hidden.offset..hidden.offset + hidden.marks.len();
                let now = self.storages[hidden.storage]
                    .bytes
                    .copy(self.arena.as_ref());
                if self.shown_in(&placed.window) == face
                    || now[range.clone()] == then[range.clone()]
                {
                    continue;
                }
                let addrs = *placed.window.range.start()..=*placed.window.range.end();
                let bytes = now[range.clone()].iter().zip(&then[range]);
                let differing = addrs.zip(bytes).filter(|(_, (old, new))| old != new);
                changed.extend(
                    differing.map(|(addr, (&old, &new))| (addr, Face(face as u32), old, new)),
                );
            }
        }
        for (storage, then) in ram {
            let bytes = &mut self.storages[*storage].bytes;
            bytes.set(self.arena.as_mut(), 0, then);
        }
        changed.sort_unstable_by_key(|&(addr, face, ..)| (face.0, addr));
        changed.dedup();
        changed
    }

    /// The window of a bank that does not show, and what coverage noted there.
    pub(crate) fn noted(&self, bank: Bank) -> Option<(&Window, &[u8])> {
        let placed = self.windows.get(bank.window)?;
        let face = *placed.faces.get(bank.choice)?;
        let is_hidden = self.shown_in(&placed.window) != face;
        is_hidden.then(|| (&placed.window, self.faces[face - 1].noted.as_slice()))
    }

    /// Forgets what coverage noted where it does not show.
    pub(crate) fn clear_noted(&mut self) {
        self.faces
            .iter_mut()
            .for_each(|hidden| hidden.noted.fill(0));
    }

    /// RAM that does not show is zero again.
    pub(crate) fn clear_ram(&mut self) {
        let ram = self.storages.iter_mut();
        for storage in ram.filter(|storage| storage.kind == Kind::Ram) {
            let zero = vec![0; storage.bytes.len()];
            storage.bytes.set(self.arena.as_mut(), 0, &zero);
        }
    }

    /// Whether guests may write what a choice shows.
    pub(crate) fn is_writable(&self, choice: &Choice) -> bool {
        let is_rom = match choice.shows {
            Shows::Memory => false,
            Shows::Storage { id, .. } => self.storages[id.0].kind == Kind::Rom,
        };
        choice.writes == Writes::Here && !is_rom
    }
}
