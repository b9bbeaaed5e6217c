//! Reads SingleStepTests' binary form: for each opcode many cases of one
//! instruction, as the state before it, the state after it and the bus
//! activity of each of its cycles.

use std::path::Path;

/// Registers and the bytes of memory that matter.
pub(crate) struct State {
    pub(crate) pc: u16,
    pub(crate) s: u8,
    pub(crate) a: u8,
    pub(crate) x: u8,
    pub(crate) y: u8,
    pub(crate) p: u8,
    pub(crate) memory: Vec<(u16, u8)>,
}

pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) before: State,
    pub(crate) after: State,
    pub(crate) bus: Vec<BusCycle>,
}

/// What one cycle of the clock did on the bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BusCycle {
    pub(crate) addr: u16,
    pub(crate) value: u8,
    pub(crate) write: bool,
}

impl Case {
    /// Every address that the case speaks of.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = u16> {
        let states = self.before.memory.iter().chain(&self.after.memory);
        states.map(|&(addr, _)| addr)
    }
}

/// Where the cases are, those that replace others first.
const EDITIONS: [&str; 2] = ["sst-newer", "sst"];

/// All cases of an opcode of `chip`, which names a folder; none if no file has them.
pub(crate) fn cases(suites: &Path, chip: &str, opcode: u8) -> Vec<Case> {
    let file = |edition| {
        suites
            .join(edition)
            .join(chip)
            .join(format!("{opcode:02x}.bin"))
    };
    let mut files = EDITIONS.iter().map(file);
    let Some(bytes) = files.find_map(|file| std::fs::read(file).ok()) else {
        return Vec::new();
    };
    let mut rest = Reader(&bytes);
    let mut cases = Vec::new();
    while !rest.0.is_empty() {
        cases.push(rest.case());
    }
    cases
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let (bytes, rest) = self.0.split_first_chunk().expect("a file of whole cases");
        self.0 = rest;
        *bytes
    }

    fn byte(&mut self) -> u8 {
        self.bytes::<1>()[0]
    }

    fn word(&mut self) -> u16 {
        u16::from_le_bytes(self.bytes())
    }

    fn case(&mut self) -> Case {
        let name = String::from_utf8_lossy(&self.bytes::<10>())
            .trim_end_matches('\0')
            .to_owned();
        let (before, after) = (self.state(), self.state());
        let cycles = self.byte();
        let bus = (0..cycles).map(|_| self.bus_cycle()).collect();
        Case {
            name,
            before,
            after,
            bus,
        }
    }

    fn bus_cycle(&mut self) -> BusCycle {
        BusCycle {
            addr: self.word(),
            value: self.byte(),
            write: self.byte() == b'w',
        }
    }

    fn state(&mut self) -> State {
        let pc = self.word();
        let [s, a, x, y, p, count] = self.bytes();
        let memory = (0..count).map(|_| (self.word(), self.byte())).collect();
        State {
            pc,
            s,
            a,
            x,
            y,
            p,
            memory,
        }
    }
}
