//! The baseline tier among the others: when something is translated, and what takes traces
//! out of use.

use std::collections::HashMap;

use jumppad_opcodes::{ByteMarks, Model};

use super::spaces::News;
use super::{Context, Tiers};
use crate::baseline::{Baseline, BaselineStats, Checks, NoBaseline, Source};
use crate::code_marks::CodeMarks;
use crate::code_marks::CodeStore;
use crate::event::{EventKind, InvalidationCause};
use crate::feedback::Feedback;
use crate::policy::{Policy, doublings};
use crate::profile::{AtEntry, Profile};
use crate::status::JitMode;

/// The baseline tier, made when it is first needed.
#[derive(Default)]
pub(crate) enum BaselineTier {
    #[default]
    NotYet,
    Here(Box<Baseline>),
    Missing(NoBaseline),
}

impl BaselineTier {
    pub(crate) fn get(&self) -> Option<&Baseline> {
        match self {
            Self::Here(baseline) => Some(baseline),
            Self::NotYet | Self::Missing(_) => None,
        }
    }

    /// What it did, or why there is none.
    pub(crate) fn stats(&self) -> Result<BaselineStats, NoBaseline> {
        match self {
            Self::Here(baseline) => Ok(baseline.stats()),
            Self::Missing(why) => Err(why.clone()),
            Self::NotYet if Baseline::has_stencils() => Ok(BaselineStats::default()),
            Self::NotYet => Err(NoBaseline::Host),
        }
    }

    pub(crate) fn get_mut(&mut self) -> Option<&mut Baseline> {
        match self {
            Self::Here(baseline) => Some(baseline),
            Self::NotYet | Self::Missing(_) => None,
        }
    }
}

/// Entries that a block is interpreted before it is promoted.
pub(super) fn entries(mode: JitMode, threshold: u32, policy: &Policy) -> u32 {
    match mode.has_baseline() && policy.baseline && Baseline::has_stencils() {
        true => threshold.min(policy.baseline_entries),
        false => threshold,
    }
}

/// What traces are made from.
fn source<'a>(
    around: &'a mut Context<'_>,
    marks: &'a mut CodeMarks,
    profile: &'a Profile,
) -> Source<'a> {
    Source {
        model: around.model,
        memory: around.memory,
        marks,
        breakpoints: around.breakpoints,
        coverage: around.coverage,
        devices: around.devices,
        profile,
        cycle: around.cycle,
    }
}

/// Entries of traces that were not worth it, with how often in a row.
pub(super) type ShortLives = HashMap<u16, u32>;

impl Tiers {
    /// Changes how code is compiled. None is in use.
    pub(crate) fn set_mode(&mut self, mode: JitMode) {
        self.mode = mode;
        self.heat.set_waits(mode.waits());
        self.set_threshold(self.threshold);
    }

    pub(crate) fn set_threshold(&mut self, threshold: u32) {
        self.threshold = threshold;
        self.spaces.outdate();
        self.code
            .profile
            .set_threshold(entries(self.mode, threshold, &self.policy));
    }

    /// Changes what the tiers go by. What was made and learnt by other rules goes.
    pub(crate) fn set_policy(&mut self, policy: Policy, around: &mut Context<'_>) {
        self.flush(around);
        self.policy = policy;
        let threshold = entries(self.mode, self.threshold, &policy);
        self.code.profile = Profile::new(threshold, policy);
        self.code.feedback = Feedback::new(policy);
        self.forget_baseline();
    }

    /// Has the baseline tier ready, if code is to run in it. Whether it is.
    #[inline]
    pub(crate) fn has_baseline(&mut self, model: Model) -> bool {
        self.mode.has_baseline()
            && self.policy.baseline
            && match self.code.baseline {
                BaselineTier::Here(_) => true,
                BaselineTier::Missing(_) => false,
                BaselineTier::NotYet => self.make_baseline(model),
            }
    }

    #[cold]
    fn make_baseline(&mut self, model: Model) -> bool {
        self.code.baseline = match Baseline::new(model, self.policy) {
            Ok(mut baseline) => {
                baseline.observer.clone_from(&self.observer);
                BaselineTier::Here(Box::new(baseline))
            }
            Err(why) => {
                // Blocks count for LLVM then.
                self.code.profile.set_threshold(self.threshold);
                BaselineTier::Missing(why)
            }
        };
        matches!(self.code.baseline, BaselineTier::Here(_))
    }

    /// What the baseline tier did, in all spaces, or why there is none.
    pub(crate) fn baseline_stats(&self) -> Result<BaselineStats, NoBaseline> {
        let all = self.all_code().map(|code| code.baseline.stats());
        all.reduce(|sum, stats| match (sum, stats) {
            (Ok(sum), Ok(stats)) => Ok(sum.and(stats)),
            (Err(why), _) | (_, Err(why)) => Err(why),
        })
        .unwrap_or(Err(NoBaseline::Host))
    }

    /// Another chip is put in: its stencils are others. No trace is in use.
    pub(crate) fn forget_baseline(&mut self) {
        self.spaces.outdate();
        self.code.baseline = BaselineTier::NotYet;
    }

    /// The trace that begins at `pc`, if there is one.
    #[inline]
    pub(crate) fn known_trace(&self, pc: u16, checks: Checks) -> Option<u32> {
        self.code.baseline.get()?.trace_at(pc, checks)
    }

    /// The trace that is to begin at `pc`, where none does, if that was entered often enough.
    pub(crate) fn trace_here(&mut self, pc: u16, around: &mut Context<'_>) -> Option<u32> {
        // What a group leaves for has run often enough.
        let is_hot = self.code.profile.is_covered(pc) && !self.code.short_lives.contains_key(&pc);
        if !is_hot && self.code.profile.count(pc) {
            self.log.chronicle.counted(pc, around.cycle);
            return None;
        }
        match self.code.profile.at_entry(pc) {
            AtEntry::Promote => self.translate(pc, Checks::AtEntry, around),
            AtEntry::Interpret if is_hot => self.translate(pc, Checks::AtEntry, around),
            AtEntry::Interpret | AtEntry::Enter { .. } => None,
        }
    }

    /// The trace that is to go up to a limit from `pc` on, where none does: one is made of code that runs in
    /// traces or groups, if there are limits often enough.
    pub(crate) fn tail_here(&mut self, pc: u16, around: &mut Context<'_>) -> Option<u32> {
        let baseline = self.code.baseline.get()?;
        let is_hot = baseline.executes(pc) || self.code.profile.is_covered(pc);
        match is_hot && self.tails > self.policy.tails {
            true => self.translate(pc, Checks::Everywhere, around),
            false => None,
        }
    }

    fn translate(&mut self, pc: u16, checks: Checks, around: &mut Context<'_>) -> Option<u32> {
        let baseline = self.code.baseline.get_mut()?;
        let (memory, marks) = (&mut *around.memory, &mut self.marks);
        let reconsidered = baseline.reconsider(around.cycle, memory, marks);
        for &ended in &reconsidered {
            self.code.feedback.patches.forget(ended);
        }
        if let Some(&pc) = reconsidered.first() {
            self.tell_retired(InvalidationCause::Reconsidered { pc }, around.cycle);
        }
        let baseline = self.code.baseline.get_mut()?;
        let source = &mut source(around, &mut self.marks, &self.code.profile);
        let number = baseline.translate(pc, checks, source);
        let new_bytes = std::mem::take(&mut baseline.new_bytes);
        // Groups are made accordingly, as long as it lasts.
        for pc in baseline.patched.drain(..) {
            if self.code.feedback.patches.make_dynamic(pc) {
                self.log
                    .add(around.cycle, EventKind::OperandMadeDynamic { pc });
            }
        }
        let cause = match new_bytes.first() {
            Some(&addr) if number.is_some() => InvalidationCause::BecameCode { addr },
            _ => InvalidationCause::NoRoom,
        };
        self.tell_retired(cause, around.cycle);
        if checks == Checks::AtEntry
            && let (Some(number), Some(baseline)) = (number, self.code.baseline.get())
        {
            let chronicle = &mut self.log.chronicle;
            let memory = &*around.memory;
            chronicle.translated(pc, || baseline.made_of(number, memory), around.cycle);
        }
        self.bytes_became_code(&new_bytes, around);
        number
    }

    /// The chronicle is told of traces that went, and what for.
    pub(super) fn tell_retired(&mut self, cause: InvalidationCause, cycle: u64) {
        let Some(baseline) = self.code.baseline.get_mut() else {
            return;
        };
        for entry in baseline.retired.drain(..) {
            self.log.chronicle.trace_ended(entry, cause, cycle);
        }
    }

    /// The instruction at `by` stored to a byte of code.
    pub(super) fn traces_stored(&mut self, store: CodeStore, by: u16, around: &mut Context<'_>) {
        let CodeStore { addr, old, new } = store;
        let Some(baseline) = self.code.baseline.get_mut() else {
            return;
        };
        let interpreted = baseline.stored(
            addr,
            &mut source(around, &mut self.marks, &self.code.profile),
        );
        if let Some(pc) = interpreted
            && self.code.feedback.patches.make_interpreted(pc)
        {
            self.log
                .add(around.cycle, EventKind::OpcodeMadeDynamic { pc });
        }
        for (entry, life) in baseline.gone.drain(..) {
            if life >= self.policy.short_life {
                self.code.short_lives.remove(&entry);
                continue;
            }
            let lives = self.code.short_lives.entry(entry).or_default();
            *lives += 1;
            let doublings = lives.saturating_sub(self.policy.short_lives);
            let doublings = doublings.min(doublings::SHORT_LIVES);
            if doublings > 0 {
                self.code.profile.count_anew(entry, 1 << doublings);
            }
        }
        let cause = InvalidationCause::Store { addr, old, new, by };
        self.tell_retired(cause, around.cycle);
    }

    /// Takes the traces out of use that `which` picks.
    pub(super) fn drop_traces(
        &mut self,
        cause: InvalidationCause,
        around: &mut Context<'_>,
        which: impl FnOnce(&Baseline) -> Vec<u32>,
    ) {
        if let Some(baseline) = self.code.baseline.get_mut() {
            baseline.drop_suspended();
            for number in which(baseline) {
                baseline.remove(number, around.memory, &mut self.marks);
            }
        }
        self.tell_retired(cause, around.cycle);
    }

    pub(super) fn flush_traces(&mut self, cause: InvalidationCause, around: &mut Context<'_>) {
        if let Some(baseline) = self.code.baseline.get_mut() {
            baseline.flush(around.memory, &mut self.marks);
        }
        self.tell_retired(cause, around.cycle);
    }

    /// Something new was noted of the instruction at `pc`: traces that leave for it are made
    /// anew.
    pub(crate) fn noted(&mut self, pc: u16, around: &mut Context<'_>) {
        self.tell_spaces(pc, News::Noted, around);
        self.noted_here(pc, around);
    }

    pub(super) fn noted_here(&mut self, pc: u16, around: &mut Context<'_>) {
        let cause = InvalidationCause::NewWay { pc };
        self.drop_traces(cause, around, |baseline| baseline.executing(pc));
    }

    /// Execution stops in front of `pc`, or no longer does.
    pub(crate) fn stop_changed(&mut self, pc: u16, around: &mut Context<'_>) {
        self.spaces.outdate();
        let cause = match around.memory.marks(pc).contains(ByteMarks::BREAKPOINT) {
            true => InvalidationCause::BreakpointSet { addr: pc },
            false => InvalidationCause::BreakpointCleared { addr: pc },
        };
        self.drop_traces(cause, around, |baseline| baseline.executing(pc));
    }

    /// A new group made those bytes code: its entry points are no traces' any more.
    pub(super) fn traces_give_way(
        &mut self,
        new_bytes: &[u16],
        entry: u16,
        around: &mut Context<'_>,
    ) {
        let Some(group) = self.group_at(entry) else {
            return;
        };
        let (to, entry_points) = (group.id, group.region.entry_points.clone());
        if let Some(baseline) = self.code.baseline.get_mut() {
            // Those that run through them, too: they would go round a loop beside the group.
            baseline.drop_suspended();
            for entry_point in entry_points {
                for number in baseline.executing(entry_point) {
                    baseline.remove(number, around.memory, &mut self.marks);
                }
            }
            baseline.code_appeared(new_bytes, around.memory, &mut self.marks);
        }
        self.tell_retired(InvalidationCause::GaveWay { to }, around.cycle);
    }
}
