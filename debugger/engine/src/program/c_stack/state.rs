//! What is known in front of an instruction: registers, flags and memory, each byte a number or nothing.
//!
//! The C stack pointer begins as a number of the analysis' own choosing, so that what the runtime does with it can be
//! executed. Memory that nobody wrote in the analysis is unknown: the guest's data is never read.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Reason;

/// A byte, if it is known.
pub(super) type Byte = Option<u8>;

/// Names registers and flags, as a set of bits.
pub(super) mod part {
    /// The accumulator.
    pub(in super::super) const A: u16 = 0x001;
    /// Index register X.
    pub(in super::super) const X: u16 = 0x002;
    /// Index register Y.
    pub(in super::super) const Y: u16 = 0x004;
    /// Carry.
    pub(in super::super) const C: u16 = 0x008;
    /// Zero.
    pub(in super::super) const Z: u16 = 0x010;
    /// Negative.
    pub(in super::super) const N: u16 = 0x020;
    /// Overflow.
    pub(in super::super) const V: u16 = 0x040;
    /// Decimal mode.
    pub(in super::super) const D: u16 = 0x080;
    /// All of them.
    pub(in super::super) const ALL: u16 = 0x0FF;
    /// What a called routine may change: that it leaves the D flag clear is a convention of C compilers.
    pub(in super::super) const CHANGED: u16 = ALL & !D;
    /// The operand in memory.
    pub(in super::super) const M: u16 = 0x100;
}

/// Registers and flags, in the order of the bits of [`part`]: flags are 0 or 1.
const PARTS: usize = 8;

/// Where the C stack begins in an analysis: far from what programs write, with low bytes that try the carries.
pub(super) const STARTS: [u16; 2] = [0xF480, 0xF301];

/// What is known in front of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    parts: [Byte; PARTS],
    /// Memory that was written, by address.
    cells: BTreeMap<u16, Byte>,
    /// What this routine has pushed on the 6502's stack, if that is known.
    pub(super) pushed: Option<Vec<Byte>>,
    /// The calls of unknown effect on the way here, by their number: the C stack pointer is right but for them.
    pub(super) sites: u32,
    /// Why the C stack pointer is not known, if it is not.
    pub(super) lost: Option<Reason>,
}

/// What two ways to an instruction say of each other.
pub(super) enum Met {
    /// Nothing new.
    Same,
    /// Less is known now.
    Changed,
    /// They agree only if the call of unknown effect with this number moves the pointer by so much.
    Solved(u32, i32),
}

impl State {
    /// Nothing is known but the C stack pointer, which is at `pointer` in page 0.
    pub(super) fn new(pointer: u16, start: u16) -> Self {
        let mut state = Self {
            parts: [None; PARTS],
            cells: BTreeMap::new(),
            pushed: Some(Vec::new()),
            sites: 0,
            lost: None,
        };
        state.set(part::D, Some(0));
        state.set_word(pointer, start);
        state
    }

    /// The register or flag `which`.
    pub(super) fn get(&self, which: u16) -> Byte {
        let index = which.trailing_zeros() as usize;
        self.parts.get(index).copied().flatten()
    }

    /// Changes the register or flag `which`.
    pub(super) fn set(&mut self, which: u16, value: Byte) {
        if let Some(part) = self.parts.get_mut(which.trailing_zeros() as usize) {
            *part = value;
        }
    }

    /// Forgets the registers and flags of a set.
    pub(super) fn forget(&mut self, which: u16) {
        for (index, part) in self.parts.iter_mut().enumerate() {
            if which & 1 << index != 0 {
                *part = None;
            }
        }
    }

    /// Whether all registers and flags of a set are known.
    pub(super) fn knows(&self, which: u16) -> bool {
        let known = |(index, part): (usize, &Byte)| which & 1 << index == 0 || part.is_some();
        self.parts.iter().enumerate().all(known)
    }

    /// The byte in memory, if it is known.
    pub(super) fn read(&self, address: u16) -> Byte {
        self.cells.get(&address).copied().flatten()
    }

    /// The word in memory, its high byte at `high`.
    pub(super) fn read_word(&self, address: u16, high: u16) -> Option<u16> {
        Some(u16::from_le_bytes([self.read(address)?, self.read(high)?]))
    }

    /// Writes a byte.
    pub(super) fn write(&mut self, address: u16, value: Byte) {
        self.cells.insert(address, value);
    }

    /// Writes a word.
    pub(super) fn set_word(&mut self, address: u16, word: u16) {
        let [low, high] = word.to_le_bytes();
        self.write(address, Some(low));
        self.write(address.wrapping_add(1), Some(high));
    }

    /// The byte of code at `address` when the guest's memory holds `stored`; none when what was written there is unknown.
    pub(super) fn code(&self, address: u16, stored: u8) -> Byte {
        if is_stack(address) {
            return Some(stored);
        }
        self.cells.get(&address).copied().unwrap_or(Some(stored))
    }

    /// The C stack pointer, if it is known.
    pub(super) fn pointer(&self, pointer: u16) -> Option<u16> {
        self.read_word(pointer, pointer.wrapping_add(1))
    }

    /// Moves the C stack pointer, if it is known.
    pub(super) fn drop_bytes(&mut self, pointer: u16, bytes: i32) {
        if let Some(word) = self.pointer(pointer) {
            self.set_word(pointer, word.wrapping_add(bytes as u16));
        }
    }

    /// The C stack pointer is not known from here on.
    pub(super) fn lose(&mut self, pointer: u16, reason: Reason) {
        self.write(pointer, None);
        self.write(pointer.wrapping_add(1), None);
        self.lost.get_or_insert(reason);
    }

    /// Forgets what memory holds, but for the C stack pointer.
    pub(super) fn forget_memory(&mut self, pointer: u16) {
        let high = pointer.wrapping_add(1);
        for (&address, value) in &mut self.cells {
            if address != pointer && address != high {
                *value = None;
            }
        }
    }

    /// Whether nothing is known of memory but the C stack pointer.
    pub(super) fn is_bare(&self, pointer: u16) -> bool {
        let high = pointer.wrapping_add(1);
        let of_pointer = |at: u16| at == pointer || at == high;
        self.cells
            .iter()
            .all(|(&at, value)| value.is_none() || of_pointer(at))
    }

    /// What was written outside of the C stack.
    pub(super) fn written(&self) -> impl Iterator<Item = u16> {
        self.cells.keys().copied().filter(|&at| !is_stack(at))
    }

    /// Takes in what `other` knows, which comes here by another way: what they agree on is left.
    pub(super) fn meet(&mut self, other: &Self, pointer: u16) -> Met {
        if self == other {
            return Met::Same;
        }
        let mut changed = false;
        match (self.pointer(pointer), other.pointer(pointer)) {
            (Some(mine), Some(theirs)) if self.sites != other.sites => {
                let between = i32::from(theirs.wrapping_sub(mine) as i16);
                let differing = self.sites ^ other.sites;
                if differing.is_power_of_two() {
                    let number = differing.trailing_zeros();
                    let passed = self.sites & differing != 0;
                    return Met::Solved(number, if passed { between } else { -between });
                }
                self.lose(pointer, Reason::PathsDisagree);
                changed = true;
            }
            (Some(mine), Some(theirs)) if mine != theirs => {
                self.lose(pointer, Reason::PathsDisagree);
                changed = true;
            }
            (Some(_), None) => {
                self.lose(pointer, other.lost.unwrap_or(Reason::PathsDisagree));
                changed = true;
            }
            _ => {}
        }
        changed |= self.sites | other.sites != self.sites;
        self.sites |= other.sites;
        for (mine, &theirs) in self.parts.iter_mut().zip(&other.parts) {
            changed |= agree(mine, theirs);
        }
        for (address, value) in &mut self.cells {
            changed |= agree(value, other.read(*address));
        }
        for &address in other.cells.keys() {
            if let Entry::Vacant(entry) = self.cells.entry(address) {
                entry.insert(None);
                changed = true;
            }
        }
        match (&mut self.pushed, &other.pushed) {
            (Some(mine), Some(theirs)) if mine.len() == theirs.len() => {
                for (mine, &theirs) in mine.iter_mut().zip(theirs) {
                    changed |= agree(mine, theirs);
                }
            }
            (None, _) => {}
            (pushed, _) => {
                *pushed = None;
                changed = true;
            }
        }
        if changed { Met::Changed } else { Met::Same }
    }
}

/// Forgets a byte that is otherwise on another way; whether that is new.
fn agree(mine: &mut Byte, theirs: Byte) -> bool {
    let differs = mine.is_some() && *mine != theirs;
    if differs {
        *mine = None;
    }
    differs
}

/// Whether the analysis has its C stack at `address`.
fn is_stack(address: u16) -> bool {
    (0xE000..0xF700).contains(&address)
}
