//! A machine as an answer.

use super::{Board, Contents};
use crate::answer::{RegionKind, RegionView};

impl Board {
    /// Its memory, by rising address.
    pub fn regions(&self, contents: &Contents) -> Vec<RegionView> {
        let ram = self.ram.iter().map(|range| RegionView {
            start: *range.start(),
            end: *range.end(),
            kind: RegionKind::Ram,
            name: None,
            file: None,
        });
        let roms = self.roms.iter().enumerate().flat_map(|(at, rom)| {
            let file = contents.files.iter().find(|(of, _)| *of == at);
            let file = file.map(|(_, path)| path.display().to_string());
            rom.ranges.iter().enumerate().map(move |(nth, range)| RegionView {
                start: *range.start(),
                end: *range.end(),
                kind: match nth {
                    0 => RegionKind::Rom,
                    _ => RegionKind::Mirror,
                },
                name: Some(rom.name.clone()),
                file: file.clone(),
            })
        });
        let mut regions: Vec<RegionView> = ram.chain(roms).collect();
        regions.sort_by_key(|region| region.start);
        regions
    }
}
