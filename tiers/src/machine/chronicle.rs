//! What the tiers did up to now, as users see it: the lives of regions, what they looked like, and in
//! which tier the time passed.

use super::Machine;
use crate::chronicle::{LifeInfo, Moment, Passed, Share, TraceLife};
use crate::dump::{DumpError, GroupShape, Stage, Stages};
use crate::event::{Event, GroupId};
use crate::jit;
use crate::listing::HostLine;
use crate::tiers::Playing;

impl Machine {
    /// The regions that were compiled, or were to be, in the order in which they were asked for.
    /// Of very many those in the middle are left out.
    #[must_use]
    pub fn lives(&self) -> Vec<LifeInfo> {
        let lives = self.tiers.log.chronicle.lives();
        lives.map(|life| self.life_info(life)).collect()
    }

    fn life_info(&self, life: &crate::chronicle::Life) -> LifeInfo {
        let mut groups = self.tiers.code.cache.iter();
        let in_use = groups.find(|group| group.id == life.group);
        life.info(match in_use {
            Some(group) => group.made_use(&self.tiers.code.profile),
            None => life.made_use.clone(),
        })
    }

    /// The lives of traces, by entry: the first of each.
    pub fn trace_lives(&self) -> impl Iterator<Item = &TraceLife> {
        self.tiers.log.chronicle.traces().iter()
    }

    /// How many lives of traces are not kept.
    #[must_use]
    pub fn trace_lives_left_out(&self) -> u64 {
        self.tiers.log.chronicle.traces().left_out()
    }

    /// How many lives were left out.
    #[must_use]
    pub fn lives_left_out(&self) -> u64 {
        self.tiers.log.chronicle.left_out()
    }

    /// The latest of what else the tiers decided: operands and opcodes that are read at run time,
    /// blocks that were put off.
    pub fn decisions(&self) -> impl Iterator<Item = &Event> {
        self.tiers.log.chronicle.decisions()
    }

    /// When an event happened.
    #[must_use]
    pub fn moment_of(&self, event: &Event) -> Moment {
        self.tiers.log.chronicle.moment(event.cycle, event.at)
    }

    /// In which tiers the time passed, stretch by stretch. What was done again of the past is
    /// in none.
    #[must_use]
    pub fn shares(&self) -> Vec<Share> {
        self.tiers.log.chronicle.shares.list(self.time_passed())
    }

    /// What a group was made from, be it gone or still to come.
    ///
    /// # Errors
    /// Nothing is known of it any more.
    pub fn shape_of(&self, group: GroupId) -> Result<GroupShape, DumpError> {
        let life = self.tiers.log.chronicle.life(group);
        life.map(|life| GroupShape::of(group, &life.region))
            .ok_or(DumpError::Forgotten { group })
    }

    /// The text of a group at a stage of its compilation, be it gone or still to come. It is
    /// compiled again for it.
    ///
    /// # Errors
    /// Nothing is known of it any more, or LLVM refuses.
    pub fn dump_of(&self, group: GroupId, stage: Stage) -> Result<Vec<HostLine>, DumpError> {
        let life = self.tiers.log.chronicle.life(group);
        let life = life.ok_or(DumpError::Forgotten { group })?;
        jit::dump(&life.region, stage, &self.interrupt)
            .map_err(|error| DumpError::Compile(error.to_string()))
    }

    /// The same of all stages; it is compiled once for them.
    ///
    /// # Errors
    /// Nothing is known of it any more, or LLVM refuses.
    pub fn stages_of(&self, group: GroupId) -> Result<Stages, DumpError> {
        let life = self.tiers.log.chronicle.life(group);
        let life = life.ok_or(DumpError::Forgotten { group })?;
        jit::dump_stages(&life.region, &self.interrupt)
            .map_err(|error| DumpError::Compile(error.to_string()))
    }

    pub(crate) fn time_passed(&self) -> Passed {
        Passed {
            cycle: self.cpu.cycles,
            compiled: self.tiers.compiled_cycles,
            groups: self.tiers.group_cycles,
        }
    }

    /// A stretch of the run is over.
    #[cold]
    pub(crate) fn close_share(&mut self) {
        if self.tiers.playing == Playing::Forward {
            let passed = self.time_passed();
            self.tiers.log.chronicle.shares.close(passed);
        }
    }
}
