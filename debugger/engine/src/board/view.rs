//! A machine as an answer.

use super::{Board, Contents};
use crate::answer::{RegionKind, RegionView};
use crate::program::load::Program;

impl Board {
    /// Its memory, by rising address.
    pub fn regions(&self, contents: &Contents, program: &Program) -> Vec<RegionView> {
        let ram = self.ram.iter().flat_map(|ram| {
            ram.ranges
                .iter()
                .enumerate()
                .map(|(nth, range)| RegionView {
                    start: *range.start(),
                    end: *range.end(),
                    kind: match nth {
                        0 => RegionKind::Ram,
                        _ => RegionKind::Mirror,
                    },
                    name: None,
                    file: None,
                })
        });
        let windows = self.windows.iter().map(|window| RegionView {
            start: *window.range.start(),
            end: *window.range.end(),
            kind: RegionKind::Window,
            name: Some(window.name.clone()),
            file: None,
        });
        let roms = self.roms.iter().enumerate().flat_map(|(at, rom)| {
            let file = contents.files.iter().find(|(of, _)| *of == at);
            let file = file.map(|(_, path)| path.display().to_string());
            // What is not a file of the machine's may be the program.
            let file = file.or_else(|| self.is_taken(rom, program).then(|| program.name.clone()));
            rom.ranges
                .iter()
                .enumerate()
                .map(move |(nth, range)| RegionView {
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
        let mut regions: Vec<RegionView> = ram.chain(roms).chain(windows).collect();
        regions.sort_by_key(|region| region.start);
        regions
    }
}
