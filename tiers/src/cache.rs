//! The code cache: which groups exist, which bytes they were made from, and
//! what takes them out of use.
//!
//! Invariants: a group holds the marks of the bytes that it was made from exactly while
//! it is here, and is reachable (a way in of the profile) exactly as long. A group's entry is
//! a way into no other.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jumppad_opcodes::{Memory, byte, page};

use crate::chronicle::{Exits, Use};
use crate::code_marks::CodeMarks;
use crate::event::GroupId;
use crate::instruction::Instruction;
use crate::jit::Code;
use crate::pages::{AddressSet, PageSet, page_of};
use crate::profile::Profile;
use crate::region::Region;

/// A compiled group in use.
pub(crate) struct Group {
    pub(crate) id: GroupId,
    pub(crate) region: Arc<Region>,
    pub(crate) code: Code,
    pub(crate) time: std::time::Duration,
    pub(crate) side_exits: u64,
    /// Where it was left for the run loop.
    pub(crate) exits: Exits,
    /// Times that it left because a branch went a way that it had not gone before.
    pub(crate) unseen_exits: u64,
    /// The cycle at which the causes of side exits were looked at last.
    pub(crate) sampled_at: u64,
    pub(crate) trial: Trial,
    /// Its entries when room was last made; none if it is newer.
    pub(crate) entries_seen: Option<u64>,
}

/// What the run loop's entries of a group came to, since it was last weighed.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    pub(crate) entries: u32,
    /// Cycles that it ran for them.
    pub(crate) cycles: u64,
    /// Where it was left for, how often.
    pub(crate) left_for: HashMap<u16, u32>,
}

impl Group {
    /// The instruction that has `addr` among its cached bytes.
    pub(crate) fn instruction_at(&self, addr: u16) -> Option<&Instruction> {
        self.region
            .instructions()
            .find(|instruction| instruction.cached_bytes().any(|(byte, _)| byte == addr))
    }

    /// How often it was entered.
    pub(crate) fn entries(&self, profile: &Profile) -> u64 {
        profile.chains.entries(self.region.entry)
    }

    /// What was made of it so far.
    pub(crate) fn made_use(&self, profile: &Profile) -> Use {
        Use {
            code_bytes: self.code.bytes(),
            entries: self.entries(profile),
            side_exits: self.side_exits,
            left_for: self.exits.sorted(),
        }
    }

    fn holds(&self, addr: u16) -> bool {
        self.instruction_at(addr).is_some()
    }

    fn executes(&self, pc: u16) -> bool {
        self.region
            .instructions()
            .any(|instruction| instruction.pc == pc)
    }

    /// Each of the bytes that it was made from, once.
    fn cached_bytes(&self) -> Vec<u16> {
        let bytes = self
            .region
            .instructions()
            .flat_map(Instruction::cached_bytes);
        let mut addrs: Vec<u16> = bytes.map(|(addr, _)| addr).collect();
        addrs.sort_unstable();
        addrs.dedup();
        addrs
    }
}

/// All groups in use.
pub(crate) struct Cache {
    /// By index; indices are the profile's names for groups, and are reused.
    groups: Vec<Option<Group>>,
    /// Bytes of machine code that may be in use.
    pub(crate) bound: u64,
    /// What groups may take for data: bytes, and pages without code.
    data: AddressSet,
    pages: PageSet,
    /// Operands that groups hold in registers, of all groups.
    held: Vec<u16>,
}

impl Cache {
    pub(crate) fn new(bound: u64) -> Self {
        Self {
            groups: Vec::new(),
            bound,
            data: AddressSet::default(),
            pages: PageSet::default(),
            held: Vec::new(),
        }
    }

    /// Whether a group may take one of the bytes for data.
    pub(crate) fn may_take_for_data(&self, bytes: &[u16]) -> bool {
        let taken = |&addr: &u16| self.data.contains(addr) || self.pages.contains(page_of(addr));
        bytes.iter().any(taken)
    }

    /// Looks anew at what groups take for data.
    fn renew_data(&mut self) {
        (self.data, self.pages) = (AddressSet::default(), PageSet::default());
        for group in self.groups.iter().flatten() {
            let assumptions = &group.region.assumptions;
            for &addr in &assumptions.data {
                self.data.insert(addr);
            }
            for page in 0..=u8::MAX {
                if assumptions.broken_by(page, page::CODE) {
                    self.pages.insert(page);
                }
            }
        }
    }

    /// Bytes of machine code in use.
    pub(crate) fn code_bytes(&self) -> u64 {
        self.iter().map(|group| group.code.bytes()).sum()
    }

    /// The group that was entered least often since the last look; of equals the
    /// oldest one. Those that came after the look are spared as long as there is
    /// another.
    pub(crate) fn least_useful(&self, profile: &Profile) -> Option<u32> {
        let groups = (0..).zip(&self.groups);
        let groups = groups.filter_map(|(index, group)| Some((index, group.as_ref()?)));
        let use_of = |group: &Group| match group.entries_seen {
            Some(seen) => (false, group.entries(profile) - seen, group.id),
            None => (true, group.entries(profile), group.id),
        };
        groups
            .min_by_key(|(_, group)| use_of(group))
            .map(|(index, _)| index)
    }

    /// Counts the use of groups from now on.
    pub(crate) fn look(&mut self, profile: &Profile) {
        for group in self.groups.iter_mut().flatten() {
            group.entries_seen = Some(group.entries(profile));
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().flatten()
    }

    pub(crate) fn get_mut(&mut self, index: u32) -> Option<&mut Group> {
        self.groups.get_mut(index as usize)?.as_mut()
    }

    pub(crate) fn get(&self, index: u32) -> Option<&Group> {
        self.groups.get(index as usize)?.as_ref()
    }

    /// The groups with an instruction that begins at `pc`.
    pub(crate) fn executing(&self, pc: u16) -> impl Iterator<Item = &Group> {
        self.iter().filter(move |group| group.executes(pc))
    }

    /// Puts a group to use. The bytes that become code are returned: groups may
    /// have taken them for data.
    pub(crate) fn insert(
        &mut self,
        group: Group,
        memory: &mut Memory,
        marks: &mut CodeMarks,
        profile: &mut Profile,
    ) -> Vec<u16> {
        let mut new_bytes = group.cached_bytes();
        new_bytes.retain(|&addr| marks.hold(memory, addr));
        self.held.extend(&group.region.held);
        self.renew_held(memory);
        let index = self
            .groups
            .iter()
            .position(Option::is_none)
            .unwrap_or(self.groups.len());
        let (entry, code) = (group.region.entry, group.code.start());
        profile.take_over(entry, index as u32, code);
        for &way_in in &group.region.ways_in {
            profile.open(way_in, index as u32, code);
        }
        if index == self.groups.len() {
            self.groups.push(Some(group));
        } else {
            self.groups[index] = Some(group);
        }
        profile.cover(self.blocks());
        self.renew_data();
        new_bytes
    }

    /// The blocks that groups have.
    fn blocks(&self) -> HashSet<u16> {
        let regions = self.iter().map(|group| &group.region);
        regions
            .flat_map(|region| region.blocks.keys().copied())
            .collect()
    }

    /// Takes a group out of use.
    pub(crate) fn remove(
        &mut self,
        index: u32,
        memory: &mut Memory,
        marks: &mut CodeMarks,
        profile: &mut Profile,
    ) -> Option<Group> {
        let group = self.groups.get_mut(index as usize)?.take()?;
        for &way_in in &group.region.ways_in {
            profile.close(way_in, index);
        }
        for addr in group.cached_bytes() {
            marks.release(memory, addr);
        }
        for &addr in &group.region.held {
            memory.remove_marks(addr, byte::HELD);
        }
        // What other groups can be entered at they now are.
        for (index, other) in (0..).zip(&self.groups) {
            let Some(other) = other else { continue };
            for &way_in in &other.region.ways_in {
                if group.region.ways_in.contains(&way_in) {
                    profile.open(way_in, index, other.code.start());
                }
            }
        }
        self.held = self
            .iter()
            .flat_map(|group| group.region.held.iter().copied())
            .collect();
        self.renew_held(memory);
        profile.cover(self.blocks());
        self.renew_data();
        Some(group)
    }

    /// Marks the operands that groups hold in registers.
    pub(crate) fn renew_held(&self, memory: &mut Memory) {
        for &addr in &self.held {
            memory.add_marks(addr, byte::HELD);
        }
    }

    /// Indices of the groups that `predicate` picks.
    pub(crate) fn which(&self, predicate: impl Fn(&Group) -> bool) -> Vec<u32> {
        (0..)
            .zip(&self.groups)
            .filter(|(_, group)| group.as_ref().is_some_and(&predicate))
            .map(|(index, _)| index)
            .collect()
    }

    /// Groups made from the byte at `addr`.
    pub(crate) fn holding(&self, addr: u16) -> Vec<u32> {
        self.which(|group| group.holds(addr))
    }

    /// The indices of the groups with an instruction that begins at `pc`.
    pub(crate) fn executing_at(&self, pc: u16) -> Vec<u32> {
        self.which(|group| group.executes(pc))
    }
}
