//! Mapping banks, so that a switch is a change of a pointer; and taking that back.
//!
//! Left out: hosts whose pages are not of 4 KiB, banks that do not begin at one, and other systems
//! than Linux. Banks are copied there, which shows the same.

use std::mem::offset_of;

use jumppad_opcodes::{ByteMarks, layout};
use jumppad_stencils::Space;

use super::bytes::Bytes;
use super::mapping::{Arena, Piece, VIEW};
use super::{Banks, GRAIN, Room};

/// Spaces that have a view at the same time.
const MOST_VIEWS: usize = 256;

/// How another bank comes to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Showing {
    /// It is mapped: a switch costs the same however long a window is.
    Mapped,
    /// It is copied, and what showed is copied back.
    Copied {
        /// Why.
        why: String,
    },
}

/// Whole pages of the host's.
fn whole(length: usize) -> usize {
    length.next_multiple_of(GRAIN as usize)
}

impl Banks {
    /// Why what should be mapped is not.
    pub(crate) fn unmapped(&self) -> Option<&str> {
        self.unmapped.as_deref()
    }

    /// How banks come to show.
    pub(crate) fn showing(&self) -> Showing {
        match (&self.arena, &self.unmapped) {
            (Some(_), _) => Showing::Mapped,
            (None, why) => Showing::Copied {
                why: why.clone().unwrap_or_else(|| "switched off".to_owned()),
            },
        }
    }

    /// Maps what is copied, as far as the host can.
    pub(crate) fn map(&mut self, room: &mut Room) {
        if self.windows.is_empty() {
            return;
        }
        self.unmapped = None;
        if let Err(why) = self.try_to_map(room) {
            self.unmapped = Some(why);
        }
    }

    fn try_to_map(&mut self, room: &mut Room) -> Result<(), String> {
        let Room::One(space) = room else {
            return Ok(());
        };
        let grain = GRAIN as usize;
        if self.faces.iter().any(|hidden| hidden.offset % grain != 0) {
            return Err("a bank begins in the midst of 4 KiB of its memory".to_owned());
        }
        let storages = self.storages.iter().map(|storage| &storage.bytes);
        let all = storages.chain(self.faces.iter().map(|hidden| &hidden.marks));
        let behind: usize = all.map(|bytes| whole(bytes.len())).sum();
        let mut arena = Arena::new(behind).map_err(|error| error.to_string())?;
        arena.write_shared(space);
        self.collect(space);
        let mut at = VIEW;
        let storages = self.storages.iter_mut().map(|storage| &mut storage.bytes);
        for bytes in storages.chain(self.faces.iter_mut().map(|hidden| &mut hidden.marks)) {
            let length = bytes.len();
            arena.write(at, &bytes.copy(None));
            *bytes = Bytes::Mapped { at, length };
            at += whole(length);
        }
        let view = arena.view(&self.pieces());
        self.arena = Some(arena);
        match view {
            Ok(current) => {
                *room = Room::Views {
                    views: Vec::new(),
                    current,
                    number: self.space(),
                };
                Ok(())
            }
            Err(error) => {
                self.own_bytes();
                Err(error.to_string())
            }
        }
    }

    /// Copies what shows to where it is when it does not.
    fn collect(&mut self, space: &mut Space) {
        for placed in &self.windows {
            let (first, last) = (*placed.window.range.start(), *placed.window.range.end());
            let face = self.shown_in(&placed.window);
            let hidden = &mut self.faces[face - 1];
            let (bytes, marks) = space.window(first, last);
            let storage = &mut self.storages[hidden.storage].bytes;
            storage.set(None, hidden.offset, bytes);
            let marks: Vec<u8> = marks.iter().map(|mark| mark.bits()).collect();
            hidden.marks.set(None, 0, &marks);
        }
    }

    /// Takes all bytes out of the arena.
    fn own_bytes(&mut self) {
        let arena = self.arena.take();
        let storages = self.storages.iter_mut().map(|storage| &mut storage.bytes);
        for bytes in storages.chain(self.faces.iter_mut().map(|hidden| &mut hidden.marks)) {
            *bytes = Bytes::Own(bytes.copy(arena.as_ref()));
        }
    }

    /// Has banks copied from now on.
    pub(crate) fn unmap(&mut self, room: &mut Room) {
        if let Room::Views { current, .. } = room {
            let space = Box::new(current.space().clone());
            self.own_bytes();
            *room = Room::One(space);
        }
    }

    /// What stands in the view of how windows are set now.
    fn pieces(&self) -> Vec<Piece> {
        let memory = offset_of!(Space, memory);
        let pieces = self.windows.iter().flat_map(|placed| {
            let first = *placed.window.range.start();
            let face = self.shown_in(&placed.window);
            let hidden = &self.faces[face - 1];
            let length = placed.window.length();
            let parts = [
                (
                    &self.storages[hidden.storage].bytes,
                    hidden.offset,
                    layout::RAM,
                ),
                (&hidden.marks, 0, layout::MARKS),
            ];
            parts
                .into_iter()
                .filter_map(move |(bytes, offset, part)| match bytes {
                    Bytes::Mapped { at, .. } => Some(Piece {
                        to: memory + part + usize::from(first),
                        from: at + offset,
                        length,
                    }),
                    Bytes::Own(_) => None,
                })
        });
        pieces.collect()
    }

    /// Looks into the view of how windows are set now.
    pub(crate) fn look(&mut self, room: &mut Room) {
        let wanted = self.space();
        let Room::Views {
            views,
            current,
            number,
        } = room
        else {
            return;
        };
        if *number == wanted {
            return;
        }
        if views.len() <= wanted.max(*number) {
            views.resize_with(wanted.max(*number) + 1, || None);
        }
        let view = match views[wanted].take() {
            Some(view) => Some(view),
            None => {
                if views.iter().flatten().count() >= MOST_VIEWS {
                    views.iter_mut().for_each(|view| *view = None);
                }
                let arena = self.arena.as_ref();
                arena.and_then(|arena| arena.view(&self.pieces()).ok())
            }
        };
        match view {
            Some(view) => {
                views[*number] = Some(std::mem::replace(current, view));
                *number = wanted;
            }
            None => {
                // The host gives no more: the view that there is shows the old banks, and all that
                // is not shown now is copied.
                self.unmapped = Some("the host maps no more memory".to_owned());
                self.unmap(room);
                if let Room::One(space) = room {
                    self.fill(space);
                }
            }
        }
    }

    /// Numbers spaces anew: the one that shows is the first.
    pub(crate) fn forget_spaces(&mut self, room: &mut Room) {
        self.spaces.clear();
        let first = self.space();
        if let Room::Views { views, number, .. } = room {
            views.clear();
            *number = first;
        }
    }

    /// Copies what is to show to where it shows.
    fn fill(&self, space: &mut Space) {
        for placed in &self.windows {
            let (first, last) = (*placed.window.range.start(), *placed.window.range.end());
            let face = self.shown_in(&placed.window);
            let hidden = &self.faces[face - 1];
            let (bytes, marks) = space.window(first, last);
            let all = self.storages[hidden.storage].bytes.copy(None);
            bytes.copy_from_slice(&all[hidden.offset..][..bytes.len()]);
            let stored = hidden.marks.copy(None);
            for (mark, stored) in marks.iter_mut().zip(stored) {
                *mark = ByteMarks::from_bits_retain(stored);
            }
        }
    }
}
